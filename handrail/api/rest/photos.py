"""Pictures of what happened at a door: sent first, then named by the report of the visit.
Refuses what is no picture, what is too large, and a picture that was never sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import File, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from handrail.adapters.file_store import MOST_BYTES, PhotoProblem, keep_drawing, keep_photo, kept_file, read_file
from handrail.api.rest.operations import looked_at, reads, writes
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, page_within
from handrail.api.rest.reasons import ApiReason
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.visits.codes import AttachmentKind
from handrail.visits.queries.paged import visits_page
from handrail.visits.queries.visit import ProofSeen, picture, proofs_of
from handrail.visits.rules.plans import StoredFile

router = Router(tags=["Visits"])

PhotoId = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="The `photo` of POST /photos.")]
Photos = Annotated[list[PhotoId], Field(max_length=10, description="Pictures, from POST /photos.")]


@dataclass(frozen=True, slots=True)
class PhotoKept:
    """A picture that can be named now. The same picture sent again has the same id."""

    photo: str
    media_type: str
    size_bytes: int


@router.post("/photos", **writes("add_photo", "Send a picture", PhotoKept, makes=True))
def add(
    request: CallerRequest,
    file: Annotated[UploadedFile, File(description="JPEG, PNG or WebP, 10 MB at most; a signature as PNG.")],
    kind: AttachmentKind = AttachmentKind.PHOTO,
) -> Status[PhotoKept]:
    """It is made anew from its pixels: where and by what it was taken is not kept."""
    root = Path(settings.MEDIA_ROOT)
    if (file.size or 0) > MOST_BYTES:
        raise refuse(PhotoProblem.TOO_LARGE, "file")
    content = file.read()
    is_photo = kind is AttachmentKind.PHOTO
    kept = keep_photo(root, content, most_bytes=MOST_BYTES) if is_photo else keep_drawing(root, content)
    if isinstance(kept, PhotoProblem):
        raise refuse(kept, "file")
    return Status(201, PhotoKept(kept.sha256, kept.media_type, kept.size_bytes))


@router.get("/visits/{visit_id}/proof", **reads("list_proof", "Look at what was recorded at a door", Page[ProofSeen]))
def list_proof(request: CallerRequest, visit_id: UUID, limit: Limit = USUAL, cursor: Cursor = None) -> Page[ProofSeen]:
    """Who received it, whether they were shown how, and the ids of its pictures. A crew sees that of its own runs."""
    with reading(request.auth):
        found = visits_page(request.auth, limit=1, visit_id=visit_id)
        if not found:
            raise refuse(CallReason.NOT_FOUND, "visit_id")
        looked_at(request.auth, found[0].person_id, found)
        proofs = proofs_of(request.auth, visit_id)
    return page_within(proofs, cursor, limit, lambda row: row.at.isoformat())


_PICTURE: dict[str, Any] = {
    "description": "The picture itself",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "image/png")},
}


_LOOK = reads("get_photo", "Look at a picture of a visit", None)
_LOOK["openapi_extra"]["responses"] = {200: _PICTURE}


@router.get("/photos/{attachment_id}", **_LOOK)
def get_photo(request: CallerRequest, attachment_id: UUID) -> HttpResponse:
    """A photo or signature, by its id in the visit. The look is written down in the audit log."""
    crew_only = not request.auth.may(Permission.SEE_PERSON)
    if crew_only:
        request.auth.require(Permission.DO_VISITS)
    with reading(request.auth):
        found = picture(request.auth, attachment_id, crew_only=crew_only)
        opened(request.auth, found.person_id, now_is(now()))
    try:
        content = read_file(Path(settings.MEDIA_ROOT), found.sha256)
    except FileNotFoundError as missing:
        raise refuse(CallReason.NOT_FOUND, "attachment_id") from missing
    return HttpResponse(content, content_type=found.media_type, headers={"Cache-Control": "private, no-store"})


def stored_photos(photos: Sequence[str], signature: str | None = None) -> tuple[StoredFile, ...]:
    """The pictures of a report as the use cases take them. Raises `Refused(PHOTO_UNKNOWN)` with each field at fault."""
    reasons: list[Reason] = []
    found = [*_found(photos, signature, reasons)]
    if reasons:
        raise Refused(reasons)
    return tuple(found)


def _found(photos: Sequence[str], signature: str | None, reasons: list[Reason]) -> Iterator[StoredFile]:
    named = [(f"photos.{at}", AttachmentKind.PHOTO, photo) for at, photo in enumerate(photos)]
    if signature:
        named.append(("signature", AttachmentKind.SIGNATURE, signature))
    for field, kind, digest in named:
        kept = kept_file(Path(settings.MEDIA_ROOT), digest)
        if kept is None:
            reasons.append(Reason(ApiReason.PHOTO_UNKNOWN, field))
        else:
            yield StoredFile(kind.value, kept.media_type, kept.size_bytes, kept.sha256)

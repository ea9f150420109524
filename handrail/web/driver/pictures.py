"""Keeps the pictures of a posted form in the file store, before the use case that names them.
Refuses a picture at its field; a file that no record names in the end is only a few bytes on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from handrail.adapters.file_store import MOST_BYTES, KeptFile, PhotoProblem, keep_drawing, keep_photo
from handrail.visits.codes import AttachmentKind
from handrail.visits.rules.plans import StoredFile
from handrail.web.shared.fields import Signature
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was kept."""

    files: tuple[StoredFile, ...] = ()


def kept_pictures(form: HandrailForm, root: str | Path, *, photos: Iterable[str] = (), signature: str = "") -> Pictures:
    """Keep the photos and the drawn signature of a valid form; what cannot be kept becomes an error of its field."""
    found: list[StoredFile] = []
    for name in photos:
        file = form.cleaned_data.get(name)
        if isinstance(file, UploadedFile):
            kept = keep_photo(Path(root), file.read(), most_bytes=MOST_BYTES)
            _add(form, name, kept, AttachmentKind.PHOTO, found)
    signed = form.cleaned_data.get(signature) if signature else None
    if isinstance(signed, Signature) and signed.drawing:
        _add(form, signature, keep_drawing(Path(root), signed.drawing), AttachmentKind.SIGNATURE, found)
    return Pictures(tuple(found))


def _add(
    form: HandrailForm, name: str, kept: KeptFile | PhotoProblem, kind: AttachmentKind, found: list[StoredFile]
) -> None:
    if isinstance(kept, PhotoProblem):
        form.add_error(name, say(kept))
    else:
        found.append(StoredFile(kind.value, kept.media_type, kept.size_bytes, kept.sha256))

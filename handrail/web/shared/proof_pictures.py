"""The pictures of a visit as pages show them: signature and photos, small, with words for who does not see them.
Refuses to read a picture: each is opened at its own address, which writes down who opened it."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from handrail.visits.codes import AttachmentKind
from handrail.web.shared.shapes import Picture

SMALL = "small"


def pictures_of(kept: Iterable[tuple[UUID, str]], number: int, signed_name: str = "") -> tuple[Picture, ...]:
    """The pictures of visit `number`; photos are counted."""
    shown: list[Picture] = []
    photos = 0
    for row_id, kind in kept:
        photos += kind == AttachmentKind.PHOTO
        of = f" of {signed_name}" if signed_name else ""
        caption = f"Photo {photos}" if kind == AttachmentKind.PHOTO else f"Signature{of}"
        href = reverse("controller:picture", args=[row_id])
        shown.append(Picture(href, f"{href}?size={SMALL}", f"{caption}, visit {number}", caption))
    return tuple(shown)

"""How much may be sent to a page. What is more is answered before a byte of it is read, so that nobody fills the disk.
Refuses to count while reading: a body that does not say its length first is not taken at all."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from handrail.web.shared.fields.files import MOST_PHOTO_MEGABYTES
from handrail.web.shared.views import Access, error_page

MEGABYTE = 1 << 20
# Two photos as large as cameras make them: they are refused at their field, with what was typed beside them kept.
USUAL_MEGABYTES = 90
_EACH = f"A photo can be {MOST_PHOTO_MEGABYTES} MB at most."
# What a form wraps round its file: the other fields, the lines between them.
WRAPPING = 1 << 16

type GetResponse = Callable[[HttpRequest], HttpResponseBase]


class BodyLimit:
    """Stands before whatever looks into a body, the form's token among it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """Once the page is known: a page that takes more says so itself, at its field, and is opened for that."""
        request.refused_megabytes = 0
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return _without_length(request)
        sent = sent_bytes(request)
        access: Access | None = getattr(view, "access", None)
        files = request.content_type == "multipart/form-data"
        own = access.most_megabytes if access and files else 0
        # What is typed is kept in memory, so that it may be less than files, which wait on the disk.
        most = (own or USUAL_MEGABYTES) * MEGABYTE + WRAPPING if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if sent <= most:
            return None
        if not own:
            return _too_large(request, sent, most, files=files)
        # Shown as it is opened: nothing reads the body of a page that is asked for.
        request.method = "GET"
        request.refused_megabytes = megabytes(sent)
        return None


def sent_bytes(request: HttpRequest) -> int:
    """How much is to come, as the sender says. Django reads no further, and nothing where this is no number."""
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def megabytes(count: int) -> int:
    """In whole megabytes, rounded up: what is too much never looks like what is allowed."""
    return -(-count // MEGABYTE)


def _too_large(request: HttpRequest, sent: int, most: int, *, files: bool) -> HttpResponseBase:
    lines = (
        f"You sent {megabytes(sent):,} MB. This page takes at most {most // MEGABYTE} MB at once.",
        "Nothing of it was kept. Go back: what you typed is still there.",
        f"Choose a smaller file, or make the photos smaller, then send it again. {_EACH}"
        if files
        else "Make it shorter, then send it again.",
    )
    return error_page(request, 413, "This is too large to send", lines)


def _without_length(request: HttpRequest) -> HttpResponseBase:
    lines = (
        "What you sent does not say how large it is, so nothing of it was read.",
        "Go back and send it again. If it happens again, try another browser or another network.",
    )
    return error_page(request, 411, "We could not take what you sent", lines)

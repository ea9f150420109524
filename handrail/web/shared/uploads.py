"""Looks at how much a request with files says it brings, before any of it is written to disk.
Refuses more than the largest file that any form takes: a field could say so only once all of it was there."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# A file a little over the 100 MB of an import is still told so in the words of its field.
LARGEST_REQUEST = 128 * 1024 * 1024


class LargestRequest(FileUploadHandler):
    """Stands before the handlers that keep files; keeps none itself."""

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Raise `RequestDataTooBig` for what is too large; no reader gets further than the length it was told."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig(f"{content_length} bytes in one request")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """The bytes, for the handlers that follow."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """No file: the handlers that follow have it."""

"""Keeps uploaded pictures under the hash of their content, on disk, outside the web server's reach.
Refuses what is not a picture, and hands nothing out by itself: pages decide who may see one."""

from handrail.adapters.file_store.client import (
    MOST_BYTES,
    KeptFile,
    PhotoProblem,
    keep_drawing,
    keep_photo,
    kept_file,
    read_file,
    small_picture,
)

__all__ = [
    "MOST_BYTES",
    "KeptFile",
    "PhotoProblem",
    "keep_drawing",
    "keep_photo",
    "kept_file",
    "read_file",
    "small_picture",
]

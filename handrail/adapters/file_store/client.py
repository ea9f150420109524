"""Keeps pictures: made anew from their pixels, so that nothing but the picture is kept (no place, no camera, no code).
Refuses what is too large, cannot be opened as a picture, or has absurdly many pixels."""

import os
import re
import struct
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000
# Of a picture that can only be unpacked whole: 200 kB of PNG would take half a gigabyte of memory and four seconds.
MOST_UNPACKED = 16_000_000
# A JPEG may draw each pixel anew any number of times: 100 bytes of a scan can cost what the whole picture does, and
# 10 MB of them a quarter of an hour of a processor. What cameras and programs write has a dozen at most.
MOST_SCANS = 50
# What begins a part of a JPEG. Neither the bytes of a scan nor what follows the picture's end (a film) looks like one.
_JPEG_PART = re.compile(rb"\xff([\xc0-\xcf\xd9-\xfe])")
_JPEG_SCAN, _JPEG_END = b"\xda", b"\xd9"
# Enough to read a label in the picture; small enough for the post of a phone.
LONGEST_SIDE = 2000
# For a list of pictures, sharp on the screen of a phone too.
SMALL_SIDE = 480
# What a photo of a phone may weigh as it comes.
MOST_BYTES = 10_000_000
_HASH = re.compile(r"[0-9a-f]{64}")
# What the library raises for a file that is no whole picture; damaged tags end in the last two.
_UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, struct.error, LookupError,
)  # fmt: skip


class PhotoProblem(StrEnum):
    """Why a picture was not kept."""

    TOO_LARGE = "PHOTO_TOO_LARGE"
    NOT_A_PHOTO = "PHOTO_NOT_A_PHOTO"
    TOO_MANY_PIXELS = "PHOTO_TOO_MANY_PIXELS"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture that is kept: what it is, how many bytes, and the hash that finds it."""

    media_type: str
    size_bytes: int
    sha256: str


def keep_photo(root: Path, content: bytes, *, most_bytes: int) -> KeptFile | PhotoProblem:
    """Keep a photo as JPEG, turned the right way up; the same photo twice is kept once."""
    if len(content) > most_bytes:
        return PhotoProblem.TOO_LARGE
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > (MOST_PIXELS if picture.format == "JPEG" else MOST_UNPACKED):
                return PhotoProblem.TOO_MANY_PIXELS
            if _draws_too_often(content):
                return PhotoProblem.NOT_A_PHOTO
            # Made small while it is read: a JPEG of 50 million pixels never lies whole in memory.
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except _UNREADABLE:
        return PhotoProblem.NOT_A_PHOTO
    # The library would write remarks and colour profiles into the new file.
    upright.info = {}
    made = BytesIO()
    upright.save(made, "JPEG", quality=82, optimize=True)
    return _keep(root, made.getvalue(), "image/jpeg")


def _draws_too_often(content: bytes) -> bool:
    """Whether a JPEG has more scans than any photo. Other kinds of picture do not begin as one, and have none."""
    at, scans = 2, 0
    while content.startswith(b"\xff\xd8") and (part := _JPEG_PART.search(content, at)) and part[1] != _JPEG_END:
        scans += part[1] == _JPEG_SCAN
        if scans > MOST_SCANS:
            return True
        at = part.end() + int.from_bytes(content[part.end() : part.end() + 2])
    return False


def keep_drawing(root: Path, content: bytes) -> KeptFile | PhotoProblem:
    """Keep a drawn signature as PNG."""
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            if picture.width * picture.height > MOST_UNPACKED:
                return PhotoProblem.TOO_MANY_PIXELS
            drawn = picture.convert("RGBA")
    except _UNREADABLE:
        return PhotoProblem.NOT_A_PHOTO
    drawn.info = {}
    made = BytesIO()
    drawn.save(made, "PNG", optimize=True)
    return _keep(root, made.getvalue(), "image/png")


def read_file(root: Path, digest: str) -> bytes:
    """What is kept under a hash. Raises `FileNotFoundError`, also for what is no hash."""
    if not _HASH.fullmatch(digest):
        raise FileNotFoundError(digest)
    return _path(root, digest).read_bytes()


def small_picture(content: bytes) -> bytes:
    """A kept picture made small, of the same type; as it is where it cannot be read."""
    made = BytesIO()
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            kind = picture.format
            picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
            picture.save(made, kind, quality=80)
    except _UNREADABLE:
        return content
    return made.getvalue()


def kept_file(root: Path, digest: str) -> KeptFile | None:
    """What is kept under a hash, without reading it whole; None where there is nothing, also for what is no hash."""
    path = _path(root, digest)
    if not _HASH.fullmatch(digest) or not path.exists():
        return None
    with path.open("rb") as file:
        media_type = "image/png" if file.read(4) == b"\x89PNG" else "image/jpeg"
    return KeptFile(media_type, path.stat().st_size, digest)


def _path(root: Path, digest: str) -> Path:
    return root / digest[:2] / digest[2:]


def _keep(root: Path, content: bytes, media_type: str) -> KeptFile:
    digest = sha256(content).hexdigest()
    path = _path(root, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and renamed, so that nobody ever reads half a file, and on disk before the record names it.
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            finally:
                # Where the disk is full, half a file would stay for ever.
                Path(file.name).unlink(missing_ok=True)
        # A name is on disk once its folder is.
        for folder in (path.parent, root):
            _settle(folder)
    return KeptFile(media_type, len(content), digest)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

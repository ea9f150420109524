"""Pictures: what is kept of them, and what is refused, however the file was made."""

import errno
import os
import random
import struct
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from handrail.adapters.file_store import KeptFile, PhotoProblem, keep_drawing, keep_photo, read_file

MOST = 10_000_000
# Far more pixels than bytes: 50 kB that would fill a gigabyte of memory.
HUGE = (20_000, 20_000)


def picture(kind: str, size: tuple[int, int] = (60, 40), **also: object) -> bytes:
    made = BytesIO()
    Image.effect_noise(size, 50).convert("RGB").save(made, kind, **also)
    return made.getvalue()


def kept(root: Path, found: KeptFile | PhotoProblem) -> bytes:
    assert isinstance(found, KeptFile)
    return read_file(root, found.sha256)


def test_nothing_but_the_picture_is_kept(tmp_path: Path) -> None:
    tags = Image.Exif()
    tags[271] = "SECRET camera"
    photo = picture("JPEG", comment=b"SECRET <script>", exif=tags, icc_profile=b"SECRET" * 30)
    drawing = picture("PNG", icc_profile=b"SECRET" * 30)
    assert b"SECRET" not in kept(tmp_path, keep_photo(tmp_path, photo, most_bytes=MOST))
    with Image.open(BytesIO(kept(tmp_path, keep_drawing(tmp_path, drawing)))) as drawn:
        assert drawn.info == {}


def test_a_photo_is_turned_the_right_way_up_and_made_small(tmp_path: Path) -> None:
    tags = Image.Exif()
    tags[274] = 6
    photo = keep_photo(tmp_path, picture("JPEG", (3000, 1500), exif=tags), most_bytes=MOST)
    with Image.open(BytesIO(kept(tmp_path, photo))) as upright:
        assert upright.size == (1000, 2000)


@pytest.mark.parametrize("content", [b"", b"this is text", b"\xff\xd8\xff", b"GIF89a", b"<svg onload='x()'/>"])
def test_a_text_named_jpg_is_not_a_photo(tmp_path: Path, content: bytes) -> None:
    assert keep_photo(tmp_path, content, most_bytes=MOST) is PhotoProblem.NOT_A_PHOTO


def test_too_many_bytes_or_pixels_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    made = BytesIO()
    Image.new("1", HUGE).save(made, "PNG")
    assert len(made.getvalue()) < 100_000
    for keep in (keep_drawing(tmp_path, made.getvalue()), keep_photo(tmp_path, made.getvalue(), most_bytes=MOST)):
        assert keep in {PhotoProblem.TOO_MANY_PIXELS, PhotoProblem.NOT_A_PHOTO}
    assert keep_photo(tmp_path, b"x" * (MOST + 1), most_bytes=MOST) is PhotoProblem.TOO_LARGE


def test_what_can_only_be_unpacked_whole_has_fewer_pixels(tmp_path: Path) -> None:
    made = BytesIO()
    Image.new("1", (5_000, 4_000)).save(made, "PNG")
    assert keep_drawing(tmp_path, made.getvalue()) is PhotoProblem.TOO_MANY_PIXELS
    assert keep_photo(tmp_path, made.getvalue(), most_bytes=MOST) is PhotoProblem.TOO_MANY_PIXELS
    assert isinstance(keep_photo(tmp_path, picture("JPEG", (5_000, 4_000)), most_bytes=MOST), KeptFile)


def test_a_jpeg_that_draws_its_pixels_over_and_over_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    """As many scans as cameras write are kept, also before a film that happens to look like more."""
    whole = picture("JPEG", progressive=True)
    scans = [at for at in range(len(whole)) if whole[at : at + 2] == b"\xff\xda"]
    assert len(scans) == 10
    again = whole[scans[1] : scans[2]]
    film = b"\xff\xda\x00\x02" * 100
    assert isinstance(keep_photo(tmp_path, whole + film, most_bytes=MOST), KeptFile)
    often = whole[: scans[2]] + again * 50 + whole[scans[2] :]
    assert keep_photo(tmp_path, often, most_bytes=MOST) is PhotoProblem.NOT_A_PHOTO


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_broken_picture_is_kept_or_refused_but_never_an_error(tmp_path: Path, kind: str) -> None:
    dice = random.Random(11)  # the same damage at each run
    tags = Image.Exif()
    tags[274], tags[271] = 6, "camera"
    whole = picture(kind, exif=tags)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 2, 5, 20))):
            broken[dice.randrange(min(len(broken), 300))] = dice.randrange(256)
        for done in (keep_photo(tmp_path, bytes(broken), most_bytes=MOST), keep_drawing(tmp_path, bytes(broken))):
            assert isinstance(done, KeptFile | PhotoProblem)


def test_an_orientation_that_is_no_number_is_refused_as_no_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What damaged tags do to the library: an error that is none of its own."""

    def damaged(*_: object, **__: object) -> None:
        raise struct.error("required argument is not an integer")

    monkeypatch.setattr("handrail.adapters.file_store.client.ImageOps.exif_transpose", damaged)
    assert keep_photo(tmp_path, picture("JPEG"), most_bytes=MOST) is PhotoProblem.NOT_A_PHOTO


def test_a_picture_and_its_name_are_on_disk_before_anything_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda handle: settled.append(Path(f"/proc/self/fd/{handle}").readlink()))
    found = keep_photo(tmp_path, picture("JPEG"), most_bytes=MOST)
    assert isinstance(found, KeptFile)
    assert settled[1:] == [tmp_path / found.sha256[:2], tmp_path]


def test_a_full_disk_leaves_no_half_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep_photo(tmp_path, picture("JPEG"), most_bytes=MOST)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64, f"{'0' * 62}/."])
def test_nothing_but_a_hash_reads_a_file(tmp_path: Path, digest: str) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path, digest)

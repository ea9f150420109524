"""Reads the first sheet of a workbook as a CSV file, so that all that reads CSV files reads workbooks too.
Refuses what is no workbook, and one that unpacks to more than it may."""

import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

# A workbook is a folder packed small: a few kilobytes may unpack to gigabytes.
MOST_UNPACKED = 1 << 30
BEGINS = b"PK\x03\x04"
# By its path and without the folder beside it, in which some are called as modules of Python are.
_ROWS = (sys.executable, "-P", str(Path(__file__).with_name("workbook_rows.py")))
_MOST_SECONDS = 180


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read."""


def is_workbook(source: BinaryIO) -> bool:
    """Whether it begins as workbooks do; what begins so and is none is refused when it is read."""
    source.seek(0)
    begins = source.read(len(BEGINS)) == BEGINS
    source.seek(0)
    return begins


def as_csv(source: BinaryIO) -> BinaryIO:
    """The first sheet as CSV in UTF-8: its lines are the sheet's rows, empty ones too. Raises `NotAWorkbook`."""
    source.seek(0)
    try:
        with ZipFile(source) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise NotAWorkbook
    except BadZipFile as wrong:
        raise NotAWorkbook from wrong
    with TemporaryFile() as given, TemporaryFile() as found:
        source.seek(0)
        shutil.copyfileobj(source, given)
        given.seek(0)
        _write_rows(given, found)
        found.seek(0)
        return BytesIO(found.read())


def _write_rows(given: BinaryIO, found: BinaryIO) -> None:
    """In a process of its own: one cell in a sheet's last corner asks for hundreds of gigabytes, and whoever is not
    given them is ended there and then."""
    try:
        subprocess.run(
            _ROWS, stdin=given, stdout=found, stderr=subprocess.DEVNULL, env={}, check=True, timeout=_MOST_SECONDS
        )
    except subprocess.SubprocessError as wrong:
        raise NotAWorkbook from wrong

"""Reads other people's CSV files row by row, whatever program made them, and says what is wrong where.
Refuses files that are no text, too big or without headers; what the columns mean is for the importers."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import BinaryIO, Final

DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK_BYTES: Final = 65_536
_SAMPLE_ROWS: Final = 20
# A row over many lines is as long as so many of the longest; a quote that is left open is found before.
_LONG_LINES: Final = 4
# What spreadsheets, PDF files, pictures and old spreadsheets begin with.
_OTHER_FORMATS: Final = (b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")
# Windows-1252 gives these bytes letters and signs that people type; Latin-1 gives them control characters.
_WINDOWS_ONLY: Final = re.compile(rb"[\x80-\x9f]")
_NOT_WINDOWS: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t|])[\r\n]", re.IGNORECASE)


class CsvProblem(StrEnum):
    """What is wrong with a file, a header or a row."""

    EMPTY_FILE = "CSV_EMPTY_FILE"
    FILE_TOO_BIG = "CSV_FILE_TOO_BIG"
    NOT_A_CSV_FILE = "CSV_NOT_A_CSV_FILE"
    TOO_MANY_COLUMNS = "CSV_TOO_MANY_COLUMNS"
    EMPTY_HEADER = "CSV_EMPTY_HEADER"
    DUPLICATE_HEADER = "CSV_DUPLICATE_HEADER"
    MISSING_HEADER = "CSV_MISSING_HEADER"
    TOO_MANY_ROWS = "CSV_TOO_MANY_ROWS"
    LINE_TOO_LONG = "CSV_LINE_TOO_LONG"
    UNCLOSED_QUOTE = "CSV_UNCLOSED_QUOTE"
    BROKEN_QUOTES = "CSV_BROKEN_QUOTES"
    TOO_FEW_CELLS = "CSV_TOO_FEW_CELLS"
    TOO_MANY_CELLS = "CSV_TOO_MANY_CELLS"
    NUL_CHARACTER = "CSV_NUL_CHARACTER"
    UNREADABLE_CHARACTER = "CSV_UNREADABLE_CHARACTER"


@dataclass(frozen=True, slots=True)
class CsvLimits:
    """What a file may hold. `line_characters` bounds the memory that one line can take, and one row of many lines."""

    file_bytes: int
    rows: int
    columns: int = 200
    line_characters: int = 100_000


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """One problem: `line` counts from 1 in the file, `column` is a header, `value` is what stood there."""

    code: CsvProblem
    line: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """What was taken from the look of the file, to be shown. `certain`: a byte-order mark or the whole file says so."""

    encoding: str
    byte_order_mark: bool
    certain: bool
    delimiter: str


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: the line it begins on, its cells by header without white space at the ends, and what is wrong with it.

    A row with problems holds the cells that could be read; missing ones are empty."""

    line: int
    cells: dict[str, str]
    problems: tuple[FoundProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file ready to be read. With `problems` there are no rows: the file as a whole cannot be taken."""

    assumed: Assumed | None
    headers: tuple[str, ...]
    problems: tuple[FoundProblem, ...]
    rows: Iterator[CsvRow]


def read_csv(source: BinaryIO, limits: CsvLimits, required: Sequence[str] = ()) -> CsvFile:
    """A file that can be sought, from its beginning; it is read once for its encoding, then row by row, never whole.

    `required`: headers that must be there, compared as `header_key` writes them. Empty lines are skipped. A limit met
    on the way ends the rows with one that says so."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if size > limits.file_bytes:
        return _refused(CsvProblem.FILE_TOO_BIG, str(size))
    sample = source.read(_CHUNK_BYTES)
    if sample.startswith(_OTHER_FORMATS):
        return _refused(CsvProblem.NOT_A_CSV_FILE)
    encoding, mark, certain = _encoding(source, sample)
    opening = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample).removeprefix("\ufeff")
    declared = _SEPARATOR_LINE.match(opening)
    delimiter = declared[1] if declared else _delimiter(opening)
    records = _records(_Lines(source, encoding, limits.line_characters), delimiter)
    if declared:
        next(records)
    return _with_headers(Assumed(encoding.removesuffix("-sig"), mark, certain, delimiter), records, limits, required)


def header_key(header: str) -> str:
    """A header as headers are compared: "NHS Number " and "nhs_number" are the same."""
    return "_".join(re.findall(r"[^\W_]+", header.casefold()))


def looks_like_formula(value: str) -> bool:
    """Whether a spreadsheet would calculate this cell instead of showing it. Numbers and telephone numbers with a
    sign are none. Such a cell is kept as text and made harmless when it is written out (`csv_writing`)."""
    if value[:1] in {"=", "@", "\t", "\r"}:
        return True
    return value[:1] in {"+", "-"} and re.fullmatch(r"[+-][0-9 ().,/-]*", value) is None


type _Record = tuple[int, list[str] | CsvProblem]


class _LineTooLong(Exception):
    """A line went on past the limit, or a row over many lines: it may go on for gigabytes."""


class _Lines:
    """The lines of a file from its beginning, ending in "\\n" whatever they ended in, decoded a chunk at a time.
    `of_row`: how many characters were given since it was set back: a quoted cell may go on over many lines."""

    def __init__(self, source: BinaryIO, encoding: str, longest: int) -> None:
        self.ended, self.of_row = False, 0
        self._source, self._encoding, self._longest = source, encoding, longest

    def __iter__(self) -> Iterator[str]:
        self._source.seek(0)
        characters = codecs.getincrementaldecoder(self._encoding)(errors="replace")
        decoder = io.IncrementalNewlineDecoder(characters, translate=True)
        rest = ""
        while chunk := self._source.read(_CHUNK_BYTES):
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in lines:
                self.of_row += len(line)
                yield f"{self._bounded(line)}\n"
            self._bounded(rest)
        rest += decoder.decode(b"", final=True)
        self.ended = True
        if rest:
            yield rest

    def _bounded(self, line: str) -> str:
        if len(line) > self._longest or self.of_row > _LONG_LINES * self._longest:
            raise _LineTooLong
        return line


def _encoding(source: BinaryIO, sample: bytes) -> tuple[str, bool, bool]:
    """The encoding, whether a byte-order mark names it, and whether it is certain."""
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", True, True
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", True, True
    # Text in the Latin alphabet has a zero in every second byte of UTF-16: which one tells the order.
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) * 5 > len(zeros) * 2:
            return encoding, False, False
    source.seek(0)
    utf_8, windows_only, not_windows = codecs.getincrementaldecoder("utf-8")(), False, False
    is_utf_8, chunk = True, b"-"
    while chunk:
        chunk = source.read(_CHUNK_BYTES)
        windows_only = windows_only or _WINDOWS_ONLY.search(chunk) is not None
        not_windows = not_windows or _NOT_WINDOWS.search(chunk) is not None
        is_utf_8 = is_utf_8 and _decodes(utf_8, chunk)
    if is_utf_8:
        return "utf-8", False, True
    return ("windows-1252" if windows_only and not not_windows else "iso-8859-1"), False, False


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(opening: str) -> str:
    """The delimiter that gives most of the first rows as many cells as the header has, and more than one."""
    lines = opening.splitlines(keepends=True)
    whole = lines[:-1] or lines

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in islice(csv.reader(whole, delimiter=delimiter), _SAMPLE_ROWS) if cells]
        header = widths[0] if widths else 0
        return (widths.count(header), header) if header > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


def _records(lines: _Lines, delimiter: str) -> Iterator[_Record]:
    """The line that each record begins on, and its cells or what is wrong; lines with nothing on them are left out."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line, lines.of_row = reader.line_num + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _LineTooLong:
            yield line, CsvProblem.LINE_TOO_LONG
            return
        except csv.Error:
            yield line, CsvProblem.UNCLOSED_QUOTE if lines.ended else CsvProblem.BROKEN_QUOTES
        else:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]


def _with_headers(assumed: Assumed, records: Iterator[_Record], limits: CsvLimits, required: Sequence[str]) -> CsvFile:
    line, headers = next(records, (1, CsvProblem.EMPTY_FILE))
    if isinstance(headers, CsvProblem):
        return _refused(headers)
    while not headers[-1]:
        headers.pop()
    if any("\x00" in header for header in headers):
        return _refused(CsvProblem.NOT_A_CSV_FILE)
    if len(headers) > limits.columns:
        return _refused(CsvProblem.TOO_MANY_COLUMNS, str(len(headers)))
    problems = tuple(_header_problems(line, headers, required))
    rows = iter(()) if problems else _rows(records, headers, limits.rows)
    return CsvFile(assumed, tuple(headers), problems, rows)


def _header_problems(line: int, headers: Sequence[str], required: Sequence[str]) -> Iterator[FoundProblem]:
    seen: set[str] = set()
    for place, header in enumerate(headers, start=1):
        key = header_key(header)
        if not key:
            yield FoundProblem(CsvProblem.EMPTY_HEADER, line, value=str(place))
        elif key in seen:
            yield FoundProblem(CsvProblem.DUPLICATE_HEADER, line, header)
        seen.add(key)
    for name in required:
        if header_key(name) not in seen:
            yield FoundProblem(CsvProblem.MISSING_HEADER, line, name)


def _rows(records: Iterator[_Record], headers: Sequence[str], most: int) -> Iterator[CsvRow]:
    for count, (line, cells) in enumerate(records, start=1):
        if count > most:
            yield CsvRow(line, {}, (FoundProblem(CsvProblem.TOO_MANY_ROWS, line, value=str(most)),))
            return
        if isinstance(cells, CsvProblem):
            yield CsvRow(line, {}, (FoundProblem(cells, line),))
        else:
            filled = [cell.replace("\x00", "") for cell in cells[: len(headers)]]
            filled += [""] * (len(headers) - len(cells))
            yield CsvRow(line, dict(zip(headers, filled, strict=True)), tuple(_row_problems(line, headers, cells)))


def _row_problems(line: int, headers: Sequence[str], cells: Sequence[str]) -> Iterator[FoundProblem]:
    if len(cells) < len(headers):
        yield FoundProblem(CsvProblem.TOO_FEW_CELLS, line, value=str(len(cells)))
    if any(cells[len(headers) :]):
        yield FoundProblem(CsvProblem.TOO_MANY_CELLS, line, value=str(len(cells)))
    for header, cell in zip(headers, cells, strict=False):
        if "\x00" in cell:
            yield FoundProblem(CsvProblem.NUL_CHARACTER, line, header, cell.replace("\x00", ""))
        if "\ufffd" in cell:
            yield FoundProblem(CsvProblem.UNREADABLE_CHARACTER, line, header, cell)


def _refused(code: CsvProblem, value: str | None = None) -> CsvFile:
    return CsvFile(None, (), (FoundProblem(code, value=value),), iter(()))

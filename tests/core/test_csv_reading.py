"""Other people's CSV files: every encoding and delimiter met, every fault told with its line, memory bounded."""

import io
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.core.csv_reading import (
    Assumed,
    CsvFile,
    CsvLimits,
    CsvProblem,
    CsvRow,
    FoundProblem,
    header_key,
    looks_like_formula,
    read_csv,
)
from handrail.core.csv_writing import stream_csv

LIMITS = CsvLimits(file_bytes=10_000_000, rows=1_000)


def read(content: bytes, limits: CsvLimits = LIMITS, required: Sequence[str] = ()) -> CsvFile:
    return read_csv(io.BytesIO(content), limits, required)


def codes(problems: Sequence[FoundProblem]) -> list[CsvProblem]:
    return [problem.code for problem in problems]


TEXT = "name,note\nZoë,café\n"


@pytest.mark.parametrize(
    ("content", "encoding", "mark", "certain"),
    [
        (TEXT.encode(), "utf-8", False, True),
        (TEXT.encode("utf-8-sig"), "utf-8", True, True),
        (TEXT.encode("utf-16"), "utf-16", True, True),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16", True, True),
        (TEXT.encode("utf-16-le"), "utf-16-le", False, False),
        (TEXT.encode("utf-16-be"), "utf-16-be", False, False),
        (TEXT.encode("latin-1"), "iso-8859-1", False, False),
    ],
)
def test_encodings(content: bytes, encoding: str, mark: bool, certain: bool) -> None:
    file = read(content)
    assert file.assumed == Assumed(encoding, mark, certain, ",")
    assert list(file.rows) == [CsvRow(2, {"name": "Zoë", "note": "café"})]


def test_windows_1252_is_known_by_its_own_characters() -> None:
    file = read("name,note\nO’Brien,£5 – “now”\n".encode("cp1252"))
    assert file.assumed == Assumed("windows-1252", False, False, ",")
    assert [row.cells for row in file.rows] == [{"name": "O’Brien", "note": "£5 – “now”"}]


def test_bytes_that_windows_1252_lacks_make_it_latin_1() -> None:
    file = read(b"name\n\x92\x81\xe9\n")
    assert file.assumed is not None
    assert file.assumed.encoding == "iso-8859-1"


def test_the_whole_file_decides_not_only_its_beginning() -> None:
    file = read(b"name\n" + b"Ann\n" * 20_000 + b"Zo\xeb\n", CsvLimits(file_bytes=10**6, rows=30_000))
    assert file.assumed == Assumed("iso-8859-1", False, False, ",")
    assert list(file.rows)[-1] == CsvRow(20_002, {"name": "Zoë"})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, line_end: str) -> None:
    lines = [["name", "price", "note"], ["Bed", '"1,5; 2|3"', "x"], ["Hoist", "7", "y"]]
    file = read(line_end.join(delimiter.join(cells) for cells in lines).encode())
    assert file.assumed == Assumed("utf-8", False, True, delimiter)
    assert [row.cells["price"] for row in file.rows] == ["1,5; 2|3", "7"]


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("sep=;\na,b;c\n1;2\n", ";"),
        ("SEP=\t\r\na\tc\n1\t2\n", "\t"),
        ("a;c\n1,5;2,5\n", ";"),
        ("a\n1\n", ","),
        ("a", ","),
        ("sep=x\n1\n", ","),
    ],
)
def test_the_delimiter_is_declared_or_found(content: str, delimiter: str) -> None:
    file = read(content.encode())
    assert file.assumed is not None
    assert file.assumed.delimiter == delimiter
    assert not any(row.problems for row in file.rows)


def test_line_numbers_count_quoted_line_breaks_and_empty_lines() -> None:
    file = read(b'a,b\n"one\r\ntwo",x\n\n , \n y ,z\n')
    assert list(file.rows) == [CsvRow(2, {"a": "one\ntwo", "b": "x"}), CsvRow(6, {"a": "y", "b": "z"})]


@pytest.mark.parametrize(
    ("content", "line", "cells", "problem"),
    [
        ("a,b\n1\n", 2, {"a": "1", "b": ""}, FoundProblem(CsvProblem.TOO_FEW_CELLS, 2, value="1")),
        ("a,b\n1,2,3\n", 2, {"a": "1", "b": "2"}, FoundProblem(CsvProblem.TOO_MANY_CELLS, 2, value="3")),
        ("a,b\n1\x002,3\n", 2, {"a": "12", "b": "3"}, FoundProblem(CsvProblem.NUL_CHARACTER, 2, "a", "12")),
        ("a\nx\ufffd\n", 2, {"a": "x\ufffd"}, FoundProblem(CsvProblem.UNREADABLE_CHARACTER, 2, "a", "x\ufffd")),
        ('a,b\n"1"2,3\n4,5\n', 2, {}, FoundProblem(CsvProblem.BROKEN_QUOTES, 2)),
        ('a,b\n\n"1,2\n3,4\n', 3, {}, FoundProblem(CsvProblem.UNCLOSED_QUOTE, 3)),
    ],
)
def test_faults_of_a_row(content: str, line: int, cells: dict[str, str], problem: FoundProblem) -> None:
    first, *others = read(content.encode()).rows
    assert first == CsvRow(line, cells, (problem,))
    assert [row.cells for row in others] == ([{"a": "4", "b": "5"}] if "4,5" in content else [])


def test_empty_cells_past_the_headers_are_no_fault() -> None:
    assert list(read(b"a,b,,\n1,2,,\n").rows) == [CsvRow(2, {"a": "1", "b": "2"})]


@pytest.mark.parametrize(
    ("content", "required", "problems"),
    [
        (b"", (), [FoundProblem(CsvProblem.EMPTY_FILE)]),
        (b" \r\n,,\n", (), [FoundProblem(CsvProblem.EMPTY_FILE)]),
        (b"PK\x03\x04rest", (), [FoundProblem(CsvProblem.NOT_A_CSV_FILE)]),
        (b"\x00\x01\x02,b\n", (), [FoundProblem(CsvProblem.NOT_A_CSV_FILE)]),
        (b"a,,c\n", (), [FoundProblem(CsvProblem.EMPTY_HEADER, 1, value="2")]),
        (b"\na b,A_B\n", (), [FoundProblem(CsvProblem.DUPLICATE_HEADER, 2, "A_B")]),
        (b"NHS Number\n", ("nhs_number", "postcode"), [FoundProblem(CsvProblem.MISSING_HEADER, 1, "postcode")]),
        (b'"a\n', (), [FoundProblem(CsvProblem.UNCLOSED_QUOTE)]),
        (b",".join([b"a"] * 201), (), [FoundProblem(CsvProblem.TOO_MANY_COLUMNS, value="201")]),
    ],
)
def test_faults_of_a_file(content: bytes, required: tuple[str, ...], problems: list[FoundProblem]) -> None:
    file = read(content, required=required)
    assert list(file.problems) == problems
    assert list(file.rows) == []


def test_a_file_that_is_too_big_is_not_read() -> None:
    class Huge(io.RawIOBase):
        """Two gigabytes that nobody may read."""

        def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
            return 2 << 30 if whence == io.SEEK_END else offset

    file = read_csv(Huge(), LIMITS)  # type: ignore[arg-type]  # enough of a file to be refused
    assert file.problems == (FoundProblem(CsvProblem.FILE_TOO_BIG, value=str(2 << 30)),)


def test_too_many_rows_end_the_rows() -> None:
    rows = list(read(b"a\n1\n2\n3\n", CsvLimits(file_bytes=100, rows=2)).rows)
    assert [row.line for row in rows] == [2, 3, 4]
    assert codes(rows[-1].problems) == [CsvProblem.TOO_MANY_ROWS]


@pytest.mark.parametrize("content", [b"a\n1\n" + b"x" * 200_000, b"a\n1\n" + b"x" * 50_000 + b"\n2\n"])
def test_an_endless_line_ends_the_rows(content: bytes) -> None:
    rows = list(read(content, CsvLimits(file_bytes=10**6, rows=10, line_characters=40_000)).rows)
    assert codes(rows[-1].problems) == [CsvProblem.LINE_TOO_LONG]


@pytest.mark.parametrize("before", [b"", b"a\n1\n"])
def test_a_row_that_goes_on_over_many_lines_for_ever_ends_the_rows(before: bytes) -> None:
    file = read(before + b'"x\n",' * 200_000, CsvLimits(file_bytes=2_000_000, rows=10, line_characters=40_000))
    wrong = [*file.problems, *(problem for row in file.rows for problem in row.problems)]
    assert codes(wrong) == [CsvProblem.LINE_TOO_LONG]


def test_an_open_quote_in_a_long_file_takes_bounded_memory() -> None:
    content = b'a,b\n"1,2\n' + b"3,4\n" * 2_000_000
    tracemalloc.start()
    first = next(read(content).rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(first.problems) == [CsvProblem.BROKEN_QUOTES]
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("header", "key"), [(" NHS Number ", "nhs_number"), ("nhs_number", "nhs_number"), ("Né (le)", "né_le"), ("--", "")]
)
def test_header_keys(header: str, key: str) -> None:
    assert header_key(header) == key


@pytest.mark.parametrize(
    ("value", "is_formula"),
    [
        ("=1+1", True),
        ("@SUM(A1)", True),
        ("+cmd|' /C calc'!A0", True),
        ("-2+3+cmd", True),
        ("\t=1", True),
        ("+44 (0)1622 000000", False),
        ("-5.50", False),
        ("Ann", False),
        ("", False),
    ],
)
def test_formulas_are_told_from_numbers(value: str, is_formula: bool) -> None:
    assert looks_like_formula(value) is is_formula


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff"), max_size=20)


@given(st.lists(st.tuples(cells, cells).filter(lambda row: any(cell.strip() for cell in row)), max_size=30))
def test_what_we_write_is_read_back(rows: list[tuple[str, str]]) -> None:
    file = read(b"".join(stream_csv(["first", "second"], rows)))
    assert file.assumed == Assumed("utf-8", True, True, ",")
    read_back = [tuple(cell.removeprefix("'") for cell in row.cells.values()) for row in file.rows]
    assert read_back == [tuple(cell.strip().removeprefix("'") for cell in row) for row in rows]


@given(st.binary(max_size=2_000))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    file = read(content)
    assert all(set(row.cells) <= set(file.headers) for row in file.rows)

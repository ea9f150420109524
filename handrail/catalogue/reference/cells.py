"""Owns: how one cell of a reference file is read into its type.
Refuses: a value that does not fit its column (CellError with a code and what was expected)."""

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from enum import StrEnum

from handrail.catalogue.rules.compared import ComparisonSyntaxError, parse_comparison
from handrail.catalogue.rules.flags import FlagSyntaxError, parse_flag_rule
from handrail.catalogue.states import CompareKind

type ReadCell = Callable[[str], object]


class ReferenceReason(StrEnum):
    """What can be wrong with a reference file. Every reason carries file, line, column and value."""

    FILE_EMPTY = "REFERENCE_FILE_EMPTY"
    COLUMN_MISSING = "REFERENCE_COLUMN_MISSING"
    COLUMN_UNKNOWN = "REFERENCE_COLUMN_UNKNOWN"
    CELLS_MISCOUNTED = "REFERENCE_CELLS_MISCOUNTED"
    NOT_CSV = "REFERENCE_NOT_CSV"
    VALUE_MISSING = "REFERENCE_VALUE_MISSING"
    NOT_A_NUMBER = "REFERENCE_NOT_A_NUMBER"
    OUT_OF_RANGE = "REFERENCE_OUT_OF_RANGE"
    NOT_YES_OR_NO = "REFERENCE_NOT_YES_OR_NO"
    NOT_A_TIME = "REFERENCE_NOT_A_TIME"
    NOT_A_CODE = "REFERENCE_NOT_A_CODE"
    NOT_LISTED = "REFERENCE_NOT_LISTED"
    FLAG_RULE_UNREADABLE = "REFERENCE_FLAG_RULE_UNREADABLE"
    CHOICES_UNREADABLE = "REFERENCE_CHOICES_UNREADABLE"
    DUPLICATE = "REFERENCE_DUPLICATE"
    POINTS_NOWHERE = "REFERENCE_POINTS_NOWHERE"
    CONTRADICTS = "REFERENCE_CONTRADICTS"


class CellError(ValueError):
    """A cell that does not fit its column."""

    def __init__(self, code: ReferenceReason, expected: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.expected = expected


_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,59}|[A-Z]{3}-[0-9]{3}|[ABC]")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def optional_text(cell: str) -> str:
    """Any text, or none."""
    return cell


def text(cell: str) -> str:
    """Some text."""
    if not cell:
        raise CellError(ReferenceReason.VALUE_MISSING)
    return cell


def code(cell: str) -> str:
    """A code as the reference files write them."""
    if not _CODE.fullmatch(text(cell)):
        raise CellError(ReferenceReason.NOT_A_CODE)
    return cell


def optional_code(cell: str) -> str:
    """A code, or nothing."""
    return code(cell) if cell else ""


def codes(cell: str) -> tuple[str, ...]:
    """One or more codes, separated by semicolons."""
    return tuple(code(part) for part in cell.split(";"))


def optional_codes(cell: str) -> tuple[str, ...]:
    """Codes, or none."""
    return codes(cell) if cell else ()


def yes_no(cell: str) -> bool:
    """yes or no, written out."""
    if cell not in {"yes", "no"}:
        raise CellError(ReferenceReason.NOT_YES_OR_NO)
    return cell == "yes"


def whole(low: int, high: int) -> ReadCell:
    """A whole number from `low` to `high`."""

    def read(cell: str) -> int:
        if not _WHOLE.fullmatch(text(cell)):
            raise CellError(ReferenceReason.NOT_A_NUMBER)
        if not low <= int(cell) <= high:
            raise CellError(ReferenceReason.OUT_OF_RANGE, f"{low} to {high}")
        return int(cell)

    return read


def optional_whole(low: int, high: int) -> ReadCell:
    """A whole number from `low` to `high`, or None when empty."""
    read = whole(low, high)
    return lambda cell: read(cell) if cell else None


def decimal(low: str, high: str) -> ReadCell:
    """A number with at most four places, from `low` to `high`, kept exactly."""

    def read(cell: str) -> Decimal:
        if not _DECIMAL.fullmatch(text(cell)):
            raise CellError(ReferenceReason.NOT_A_NUMBER)
        if not Decimal(low) <= Decimal(cell) <= Decimal(high):
            raise CellError(ReferenceReason.OUT_OF_RANGE, f"{low} to {high}")
        return Decimal(cell)

    return read


def one_of[E: StrEnum](listed: type[E]) -> Callable[[str], E]:
    """A code of a fixed list."""

    def read(cell: str) -> E:
        try:
            return listed(cell)
        except ValueError:
            raise CellError(ReferenceReason.NOT_LISTED, ", ".join(listed)) from None

    return read


def optional_one_of[E: StrEnum](listed: type[E]) -> ReadCell:
    """A code of a fixed list, or None when empty."""
    read = one_of(listed)
    return lambda cell: read(cell) if cell else None


def optional_clock(cell: str) -> time | None:
    """A time of day as 16:30, or None when empty."""
    if not cell:
        return None
    if not _CLOCK.fullmatch(cell):
        raise CellError(ReferenceReason.NOT_A_TIME)
    return time.fromisoformat(cell)


def compare(cell: str) -> tuple[CompareKind, str]:
    """What settles a compatibility rule, and the question set where it is one."""
    kind, colon, set_code = cell.partition(":")
    if colon:
        if kind != CompareKind.QUESTIONS:
            raise CellError(ReferenceReason.NOT_LISTED, "questions:SET")
        return CompareKind.QUESTIONS, code(set_code)
    if kind == CompareKind.QUESTIONS:
        raise CellError(ReferenceReason.NOT_LISTED, "questions:SET")
    return one_of(CompareKind)(kind), ""


def choices(cell: str) -> tuple[tuple[str, str], ...]:
    """code=Label;code=Label, each code once; empty for none."""
    if not cell:
        return ()
    pairs = tuple(part.partition("=") for part in cell.split(";"))
    listed = tuple((left, label) for left, equals, label in pairs if equals and _CODE.fullmatch(left) and label)
    if len(listed) != len(pairs) or len(dict(listed)) != len(listed):
        raise CellError(ReferenceReason.CHOICES_UNREADABLE)
    return listed


def flag_rule(cell: str) -> str:
    """A flag rule that can be read; kept as its text."""
    try:
        parse_flag_rule(cell)
    except FlagSyntaxError as fault:
        raise CellError(ReferenceReason.FLAG_RULE_UNREADABLE, fault.part) from None
    return cell


def comparison(cell: str) -> str:
    """What an answer is held against; kept as its text."""
    try:
        parse_comparison(cell)
    except ComparisonSyntaxError:
        raise CellError(
            ReferenceReason.NOT_LISTED, "weight, height, past_day, part, answer=set+~size_group; answer=set"
        ) from None
    return cell

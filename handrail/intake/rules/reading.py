"""Owns: which header of a file is which column, and what the cells of a row mean.
Refuses: a mapping that lacks a needed column, names one twice, or names a header that the file does not have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.core.csv_reading import CsvRow, FoundProblem, header_key
from handrail.intake.rules.cells import CellFault, Setting
from handrail.intake.rules.columns import COLUMNS, KindColumns
from handrail.intake.rules.faults import Fault, ImportReason, fault
from handrail.intake.states import FileKind

# Our column name by the file's header: {"Surname": "family_name"}. Headers left out are not read.
type HeaderMapping = Mapping[str, str]


def guess_mapping(kind: FileKind, headers: Sequence[str]) -> dict[str, str]:
    """For each header that is known by our name, our label or a synonym: the column. The first header wins."""
    return guess_columns(COLUMNS[kind], headers)


def guess_columns(known: KindColumns, headers: Sequence[str]) -> dict[str, str]:
    """The same for columns that are no kind of import."""
    names: dict[str, str] = {}
    for column in known.columns:
        for word in (column.name, column.label, *column.also):
            names.setdefault(header_key(word), column.name)
    found: dict[str, str] = {}
    for header in headers:
        name = names.get(header_key(header))
        if name is not None and name not in found.values():
            found[header] = name
    return found


def faults_of_mapping(kind: FileKind, headers: Sequence[str], mapping: HeaderMapping) -> tuple[Fault, ...]:
    """What is wrong with a mapping before a row is read. Line 1 is the line of the headers."""
    return faults_of_columns(COLUMNS[kind], headers, mapping)


def faults_of_columns(known: KindColumns, headers: Sequence[str], mapping: HeaderMapping) -> tuple[Fault, ...]:
    """The same for columns that are no kind of import."""
    named = [name for name in mapping.values() if name]
    faults = [fault(1, header, header, ImportReason.HEADER_UNKNOWN) for header in mapping if header not in headers]
    faults += [fault(1, name, name, ImportReason.COLUMN_UNKNOWN) for name in named if name not in known.by_name]
    faults += [fault(1, name, name, ImportReason.MAPPED_TWICE) for name in {*named} if named.count(name) > 1]
    faults += [
        fault(1, column.name, "", ImportReason.COLUMN_NOT_MAPPED, label=column.label)
        for column in known.columns
        if column.needed and column.name not in named
    ]
    for group in known.one_of:
        if not {*group} & {*named}:
            labels = ", ".join(known.by_name[name].label for name in group)
            faults.append(fault(1, group[0], "", ImportReason.ONE_COLUMN_OF, labels=labels))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells were read: values by our column name (all columns of the kind), and what is wrong.
    `is_split`: it could be split into cells; what could not is judged no further."""

    line: int
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    is_split: bool = True

    def fault(self, column: str, code: ImportReason, **params: str | int) -> Fault:
        """A fault of this row in one of our columns, named as the file names it."""
        header = self.headers.get(column, column)
        return fault(self.line, header, self.cells.get(header, ""), code, **params)

    def is_read(self, *columns: str) -> bool:
        """Whether nothing is wrong with these cells, so that what follows from them can be told too."""
        wrong = {one.column for one in self.faults}
        return not wrong or wrong.isdisjoint(self.headers.get(column, column) for column in columns)

    def all_faults(self, found: Sequence[Fault]) -> tuple[Fault, ...]:
        """What is wrong with the cells, and what was found beyond; a wrong cell is told once."""
        wrong = {one.column for one in self.faults}
        return (*self.faults, *(one for one in found if one.column not in wrong))


class RowReader:
    """Reads the rows of one file under one mapping."""

    def __init__(self, known: KindColumns, mapping: HeaderMapping, setting: Setting) -> None:
        self.setting = setting
        self.headers = {name: header for header, name in mapping.items() if name}
        columns = known.columns
        self.read_columns = tuple(
            (column, self.headers[column.name]) for column in columns if column.name in self.headers
        )
        # What the file does not have is empty in each row.
        self.absent = {c.name: c.read("", setting) for c in columns if c.name not in self.headers}
        self.missing = tuple(c.name for c in columns if c.filled and c.name not in self.headers)

    def read(self, row: CsvRow) -> ReadRow:
        """The values of a row. A row that could not be split into cells has no values to speak of."""
        faults = [self._problem(row.line, problem) for problem in row.problems]
        faults += [fault(row.line, name, "", ImportReason.VALUE_MISSING) for name in self.missing]
        values: dict[str, Any] = dict(self.absent)
        for column, header in self.read_columns:
            cell = row.cells.get(header, "")
            try:
                value = column.read(cell, self.setting)
            except CellFault as wrong:
                faults.append(fault(row.line, header, cell, wrong.code, **wrong.params))
                value = None
            else:
                if column.filled and value in ("", None):
                    faults.append(fault(row.line, header, cell, ImportReason.VALUE_MISSING))
            values[column.name] = value
        return ReadRow(row.line, values, tuple(faults), row.cells, self.headers, is_split=not row.problems)

    @staticmethod
    def _problem(line: int, problem: FoundProblem) -> Fault:
        return fault(problem.line or line, problem.column or "", problem.value or "", problem.code)

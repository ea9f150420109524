"""Which importer brings in which kind of file, and the reading of pieces.
Refuses nothing itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never
from uuid import UUID

from handrail.core.csv_reading import CsvRow
from handrail.identity.calls import Change
from handrail.intake.rules.cells import Setting
from handrail.intake.rules.columns import COLUMNS
from handrail.intake.rules.faults import Fault
from handrail.intake.rules.reading import HeaderMapping, RowReader
from handrail.intake.states import FileKind
from handrail.usecases._import_assets import AssetsImporter
from handrail.usecases._import_loans import LoansImporter
from handrail.usecases._import_people import PeopleImporter
from handrail.usecases._import_products import ProductsImporter
from handrail.usecases._import_shapes import Ground, Importer
from handrail.usecases._opening import open_books


@dataclass(frozen=True, slots=True)
class NotedRow:
    """A row with what is to be said of it: what keeps it out, or what it says otherwise than the record that stands."""

    line: int
    cells: dict[str, str]
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class PieceWork:
    """Brings the rows of one file in, piece by piece, and keeps count."""

    change: Change
    kind: FileKind
    mapping: HeaderMapping
    demo: bool
    keep_postcodes: bool = False
    read: int = 0
    added: int = 0
    known: int = 0
    for_loans: int = 0
    bad: list[NotedRow] = field(default_factory=list)
    told: list[NotedRow] = field(default_factory=list)
    loans: list[UUID] = field(default_factory=list)
    _reader: RowReader = field(init=False)
    _importer: Importer = field(init=False)

    def __post_init__(self) -> None:
        setting = Setting(self.change.at.today, self.demo)
        self._reader = RowReader(COLUMNS[self.kind], self.mapping, setting)
        self._importer = _importer(self.kind, Ground(self.change, setting, self.keep_postcodes))

    def take(self, rows: Iterable[CsvRow]) -> None:
        """Bring one piece in. What has a wrong cell is judged after the others: a row tells all its faults at once."""
        read = [self._reader.read(row) for row in rows]
        self.read += len(read)
        taken = self._importer.take(sorted((row for row in read if row.is_split), key=lambda row: bool(row.faults)))
        self.added += taken.added
        self.known += taken.known
        self.for_loans += taken.for_loans
        self.loans += taken.loans
        for row in read:
            faults = row.all_faults(taken.faults.get(row.line, ()))
            if faults:
                self.bad.append(NotedRow(row.line, dict(row.cells), faults))
            elif row.line in taken.told:
                self.told.append(NotedRow(row.line, dict(row.cells), taken.told[row.line]))

    def finish(self) -> None:
        """Open the books for all loans at once, after the last piece: nobody who posts waits while a file is read."""
        open_books(self.change, self.loans)


def _importer(kind: FileKind, ground: Ground) -> Importer:
    match kind:
        case FileKind.PEOPLE:
            return PeopleImporter(ground)
        case FileKind.PRODUCTS:
            return ProductsImporter(ground)
        case FileKind.ASSETS:
            return AssetsImporter(ground)
        case FileKind.OPEN_LOANS:
            return LoansImporter(ground)
        case _ as never:
            assert_never(never)

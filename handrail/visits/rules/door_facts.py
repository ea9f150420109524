"""Owns: what the record says of one door before the crew's report is read against it, as plain values.
Refuses: nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.beside import Distance, Joint
from handrail.visits.states import VisitState

# A due date that nobody knows counts as overdue, never as passed.
UNKNOWN_DUE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class VisitFact:
    """The visit as it is locked. `van_place_id` None: it was done with no van that is known; `by_post`: by the post."""

    id: UUID
    number: int
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    state: VisitState
    run_id: UUID | None
    run_state: str
    van_place_id: UUID | None
    driver_id: UUID | None
    second_id: UUID | None
    arrived_at: datetime | None
    due_at: datetime | None
    speed_code: str
    review_after_days: int = 180
    run_on: date | None = None
    crew: int = 1
    by_post: bool = False


@dataclass(frozen=True, slots=True)
class ProductFact:
    """What of a product matters at a door."""

    id: UUID
    code: str
    name: str
    tracking: Tracking
    supply_route: SupplyRoute
    price_pence: int
    crew: int
    fitting_minutes: int
    examined: bool = False
    tested: bool = False
    examination_months: int | None = None

    @property
    def counted(self) -> bool:
        """Whether its pieces have no numbers."""
        return self.tracking is Tracking.COUNTED


@dataclass(frozen=True, slots=True)
class TaskFact:
    """One task of the visit. `elsewhere`: another visit is to bring the same line, as after a change of the order;
    `elsewhere_number`: the number of that visit. `for_recall`: a recall asks for it. A measuring is about no
    product."""

    id: UUID
    kind: TaskKind
    outcome: Outcome
    quantity: int
    product_id: UUID | None
    line_id: UUID | None = None
    loan_id: UUID | None = None
    asset_id: UUID | None = None
    elsewhere: bool = False
    elsewhere_number: int | None = None
    for_recall: bool = False
    measuring_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LineFact:
    """A line that the visit brings. The route was frozen when it was ordered; `said_weeks`: in how many weeks whoever
    ordered wants it looked at again."""

    id: UUID
    order_id: UUID
    state: LineState
    product_id: UUID
    quantity: int
    supply_route: SupplyRoute
    price_pence: int
    funding: Mapping[str, object] = field(default_factory=dict)
    measurements: Mapping[str, object] = field(default_factory=dict)
    review_on: date | None = None
    said_weeks: int | None = None
    quantity_delivered: int = 0

    @property
    def quantity_left(self) -> int:
        """How many are still to be brought: the task may be older than a change of the order."""
        return self.quantity - self.quantity_delivered


@dataclass(frozen=True, slots=True)
class LoanFact:
    """An open loan of the person, on any record of theirs, or of whoever the record says has a scanned asset."""

    id: UUID
    person_id: UUID
    address_id: UUID
    state: LoanState
    product_id: UUID
    quantity: int
    quantity_back: int
    asset_id: UUID | None = None
    lot: str = ""
    review_on: date | None = None
    line_id: UUID | None = None

    @property
    def left(self) -> int:
        """How many are still out."""
        return self.quantity - self.quantity_back


@dataclass(frozen=True, slots=True)
class AssetFact:
    """A scanned asset, or one that the visit's lines and loans name."""

    id: UUID
    number: str
    product_id: UUID
    state: AssetState
    place_id: UUID
    held_for_line_id: UUID | None = None
    alert_reference: str = ""
    examination_due_on: date | None = None
    electrical_test_due_on: date | None = None
    issues: int = 0

    def unfit_on(self, day: date) -> bool:
        """Whether promise 4 forbids to issue it on that day: under an alert, or overdue for examination or test."""
        due = [on for on in (self.examination_due_on, self.electrical_test_due_on) if on is not None]
        return bool(self.alert_reference) or any(on < day for on in due)


@dataclass(frozen=True, slots=True)
class KeptFact:
    """What is kept for a line: an asset, or so many of a lot, at a place. `on_van_id`: the van on which its pieces lie,
    whichever run its visit is on now."""

    line_id: UUID
    asset_id: UUID | None
    lot: str
    quantity: int
    place_id: UUID
    recycled: bool = True
    on_van_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CellFact:
    """How many of a product and lot lie at the van, the store or the home, in which condition. `recalled`: a safety
    alert names them."""

    product_id: UUID
    lot: str
    place_id: UUID
    condition: AssetState
    quantity: int
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class ScanFact:
    """What a code of the report is: an asset, a product, or neither. `serial` as the code itself tells."""

    asset_id: UUID | None = None
    product_id: UUID | None = None
    serial: str = ""
    asset_number: str = ""


@dataclass(frozen=True, slots=True)
class DoorFacts:
    """The record of one door, each kind by its id. `records`: those that are joined with the visit's person, who has
    what is lent on any of them. What a task names is theirs too: a join may be undone while a crew is on its way."""

    visit: VisitFact
    tasks: tuple[TaskFact, ...] = ()
    lines: Mapping[UUID, LineFact] = field(default_factory=dict)
    loans: Mapping[UUID, LoanFact] = field(default_factory=dict)
    assets: Mapping[UUID, AssetFact] = field(default_factory=dict)
    products: Mapping[UUID, ProductFact] = field(default_factory=dict)
    kept: tuple[KeptFact, ...] = ()
    cells: tuple[CellFact, ...] = ()
    scans: Mapping[str, ScanFact] = field(default_factory=dict)
    records: frozenset[UUID] = frozenset()
    joint: Joint | None = None
    distance: Distance | None = None

    def is_theirs(self, loan: LoanFact) -> bool:
        """Whether the loan is the visit's person's, on whichever record of theirs, or the visit came for it."""
        return self._is_own(loan) or any(task.loan_id == loan.id for task in self.tasks)

    def product_of(self, task: TaskFact) -> ProductFact | None:
        """The product that a task is about; None of a measuring."""
        return self.products[task.product_id] if task.product_id else None

    def whose(self, task: TaskFact) -> VisitFact | LoanFact:
        """Where person and home of a task stand: in the visit, but of somebody else's things in their loan."""
        loan = self.loans.get(task.loan_id) if task.loan_id else None
        return self.visit if loan is None or self._is_own(loan) else loan

    def _is_own(self, loan: LoanFact) -> bool:
        return loan.person_id == self.visit.person_id or loan.person_id in self.records

    def cells_in_turn(
        self, product_id: UUID | None, place_id: UUID | None, condition: AssetState, lot: str, kept: frozenset[str]
    ) -> list[CellFact]:
        """What of a product lies in a place, as it is taken: the lot that was read first, then the lots that are
        `kept` for this door, then by name; of these, what was recalled last."""
        cells = [
            cell
            for cell in self.cells
            if (cell.product_id, cell.place_id, cell.condition) == (product_id, place_id, condition)
        ]
        return sorted(
            cells, key=lambda cell: (cell.lot != lot or not lot, cell.lot not in kept, cell.recalled, cell.lot)
        )

    def lots_kept(self, line_id: UUID | None) -> frozenset[str]:
        """The lots of the pieces that are kept for a line."""
        return frozenset(one.lot for one in self.kept if one.line_id == line_id and one.asset_id is None)

    def sources(self, line_id: UUID | None) -> tuple[tuple[UUID, AssetState], ...]:
        """Where counted pieces for a line are taken from: from the van on which they lie, also where their visit has
        left its run; from that of the visit; then from where they were kept."""
        own = [one.on_van_id for one in self.kept if one.line_id == line_id and one.on_van_id]
        vans = dict.fromkeys((*own, self.visit.van_place_id))
        on_vans = tuple((van, AssetState.LOADED) for van in vans if van)
        return (*on_vans, (self.visit.depot_id, AssetState.HELD))

    def loan_of_asset(self, asset_id: UUID) -> LoanFact | None:
        """The open loan of an asset."""
        return next((loan for loan in self.loans.values() if loan.asset_id == asset_id), None)

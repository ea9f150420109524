"""Owns: the book in which the settling of one door is gathered: every row that will be written, and what was found.
Refuses: nothing; it only gathers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from handrail.core.ids import NewId
from handrail.loans.plans import AdaptationStart, GiftStart, LoanStart, PartBack
from handrail.loans.rules import Creates, review_on, what_delivery_creates
from handrail.orders.states import LineState
from handrail.stock.plans import AssetStep, CountedMove, NewAsset, NewDiscrepancy, NewExamination, NewRepair
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome
from handrail.visits.rules.door_facts import DoorFacts, KeptFact, LineFact, ProductFact
from handrail.visits.rules.measuring import Found
from handrail.visits.rules.plans import TaskClose

# Who settles what was found: stock that is not as recorded is the depot's, a person's record the desk's.
OWNERS: Mapping[DoorFinding, str] = {
    DoorFinding.HANDED_OVER_CANCELLED: "CONTROLLER",
    DoorFinding.HANDED_OVER_NOT_RELEASED: "CONTROLLER",
    DoorFinding.HANDED_OVER_NOT_LOADED: "DEPOT",
    DoorFinding.HANDED_OVER_UNFIT: "DEPOT",
    DoorFinding.HANDED_OVER_ANOTHERS: "DEPOT",
    DoorFinding.HANDED_OVER_LENT_ELSEWHERE: "CONTROLLER",
    DoorFinding.HANDED_OVER_OTHER_STORE: "DEPOT",
    DoorFinding.HANDED_OVER_OTHER_PRODUCT: "CONTROLLER",
    DoorFinding.HANDED_OVER_EXTRA: "CONTROLLER",
    DoorFinding.HANDED_OVER_UNKNOWN: "DEPOT",
    DoorFinding.NOT_ENOUGH_ON_VAN: "DEPOT",
    DoorFinding.TAKEN_EXTRA: "CONTROLLER",
    DoorFinding.TAKEN_FROM_ANOTHER: "CONTROLLER",
    DoorFinding.TAKEN_NOT_ON_LOAN: "DEPOT",
    DoorFinding.TAKEN_UNKNOWN: "DEPOT",
    DoorFinding.TAKEN_MORE_THAN_LENT: "DEPOT",
    DoorFinding.NOT_FOUND_AT_HOME: "CONTROLLER",
    DoorFinding.UNSAFE_WHERE_IT_STANDS: "CONTROLLER",
    DoorFinding.FAILED_EXAMINATION: "DEPOT",
}
# What is found about a thing that stays in the home.
AT_HOME = frozenset(kind for kind in DoorFinding if kind.value.startswith("HANDED")) | {
    DoorFinding.UNSAFE_WHERE_IT_STANDS,
    DoorFinding.FAILED_EXAMINATION,
}


@dataclass(frozen=True, slots=True)
class SwapNow:
    """A loan that must be replaced at once, and the product to bring for it."""

    loan_id: UUID
    loan_product_id: UUID
    asset_id: UUID | None
    product_id: UUID
    quantity: int


@dataclass(slots=True)
class DoorBook:
    """What comes of one report, in its order; `delivered` is by the state that each line was in,
    `part_delivered` how many of a line were left of which more is to come. `taken_down`: the tasks that took down what
    was fitted."""

    facts: DoorFacts
    at: datetime
    day: date
    new_id: NewId
    delivered: dict[LineState, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    robbed_lines: list[UUID] = field(default_factory=list)
    unkept_lines: list[UUID] = field(default_factory=list)
    part_delivered: dict[UUID, int] = field(default_factory=dict)
    rekept: list[KeptFact] = field(default_factory=list)
    asset_steps: dict[UUID, AssetStep] = field(default_factory=dict)
    new_assets: list[NewAsset] = field(default_factory=list)
    counted: list[CountedMove] = field(default_factory=list)
    repairs: list[NewRepair] = field(default_factory=list)
    examinations: list[NewExamination] = field(default_factory=list)
    loans: list[LoanStart] = field(default_factory=list)
    gifts: list[GiftStart] = field(default_factory=list)
    adaptations: list[AdaptationStart] = field(default_factory=list)
    loans_returned: list[UUID] = field(default_factory=list)
    part_backs: dict[UUID, int] = field(default_factory=dict)
    loans_kept: list[UUID] = field(default_factory=list)
    measured: dict[UUID, Found] = field(default_factory=dict)
    closes: dict[UUID, TaskClose] = field(default_factory=dict)
    discrepancies: list[NewDiscrepancy] = field(default_factory=list)
    swaps: list[SwapNow] = field(default_factory=list)
    taken_down: list[UUID] = field(default_factory=list)
    extras: bool = False
    _used: dict[tuple[UUID, UUID, str, AssetState], int] = field(default_factory=dict)

    @property
    def van_or_store(self) -> UUID:
        """Where what was taken along is now: the van, or the store where no van is known."""
        return self.facts.visit.van_place_id or self.facts.visit.depot_id

    def find(
        self,
        kind: DoorFinding,
        *,
        asset_id: UUID | None = None,
        product_id: UUID | None = None,
        person_id: UUID | None = None,
        quantity: int = 1,
        code: str = "",
        detail: str = "",
    ) -> UUID:
        """Write down something that differs from the record; its id."""
        made = NewDiscrepancy(
            id=self.new_id(),
            kind=kind.value,
            owner_role=OWNERS[kind],
            asset_id=asset_id,
            product_id=product_id,
            person_id=person_id or self.facts.visit.person_id,
            place_id=self.facts.visit.address_id if kind in AT_HOME else self.van_or_store,
            quantity=quantity,
            code_read=code,
            detail=detail,
            visit_id=self.facts.visit.id,
        )
        self.discrepancies.append(made)
        return made.id

    def close(self, task_id: UUID, outcome: Outcome, done: int = 0, reason: str = "", note: str = "") -> None:
        """Write how a task went; what is said last counts."""
        self.closes[task_id] = TaskClose(task_id, outcome, done, reason, note)

    def take_from_cells(
        self,
        product_id: UUID,
        place_id: UUID,
        condition: AssetState,
        wanted: int,
        lot: str = "",
        kept: frozenset[str] = frozenset(),
    ) -> list[tuple[str, int]]:
        """So many of what lies in a place, as (lot, count), in turn."""
        found: list[tuple[str, int]] = []
        for cell in self.facts.cells_in_turn(product_id, place_id, condition, lot, kept):
            key = (product_id, place_id, cell.lot, condition)
            count = min(wanted, cell.quantity - self._used.get(key, 0))
            if count > 0:
                found.append((cell.lot, count))
                self._used[key] = self._used.get(key, 0) + count
                wanted -= count
        return found

    def is_recalled(self, product_id: UUID, lot: str) -> bool:
        """Whether a safety alert names the pieces of this product and lot."""
        return any(cell.recalled for cell in self.facts.cells if (cell.product_id, cell.lot) == (product_id, lot))

    def part_back_rows(self) -> list[PartBack]:
        """The counted loans that go on for the rest."""
        return [PartBack(loan_id, count) for loan_id, count in self.part_backs.items()]

    def pieces_back(self) -> dict[UUID, int]:
        """How many came back of which loans."""
        return {loan_id: self.facts.loans[loan_id].left for loan_id in self.loans_returned} | self.part_backs

    def usual_review(self) -> date:
        """When the contract has what is lent looked at again, from this day on."""
        return self.day + timedelta(days=self.facts.visit.review_after_days)

    def _looked_at_again(self, line: LineFact | None) -> date | None:
        usual = round(self.facts.visit.review_after_days / 7)
        return review_on(
            line.review_on if line else None, self.day, usual, said_weeks=line.said_weeks if line else None
        )

    def creates(
        self, *, line: LineFact | None, product: ProductFact, quantity: int, asset_id: UUID | None = None, lot: str = ""
    ) -> UUID | None:
        """What the handing over made, by the supply route: a loan (its id comes back), a gift, or a fitting."""
        visit = self.facts.visit
        price = line.price_pence if line else product.price_pence
        funding = line.funding if line else {}
        line_id = line.id if line else None
        row_id = self.new_id()
        creates = what_delivery_creates(line.supply_route if line else product.supply_route).creates
        if creates is Creates.LOAN:
            self.loans.append(
                LoanStart(
                    row_id, visit.person_id, visit.address_id, product.id, quantity, self.at, line_id, asset_id, lot,
                    self._looked_at_again(line), price, funding,
                )
            )  # fmt: skip
            return row_id
        if creates is Creates.ADAPTATION:
            measured = line.measurements if line else {}
            self.adaptations.append(
                AdaptationStart(
                    row_id, visit.person_id, visit.address_id, product.id, quantity, self.at, price, line_id, measured,
                    funding,
                )
            )  # fmt: skip
            return None
        self.gifts.append(
            GiftStart(row_id, visit.person_id, product.id, quantity, self.at, price, line_id, None, asset_id, funding)
        )
        return None

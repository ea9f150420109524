"""Owns the shapes in which changes of stock are handed to the actions: steps, moves, care, what was found.
Refuses nothing; rules and use cases make them, `stock.actions` writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

from handrail.stock.states import AssetState

type Value = str | int | date | UUID | None


class Keep(Enum):
    """Says "leave it as it is" where None means "take it away"."""

    KEEP = "KEEP"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class ItemScan:
    """One thing as scanned or typed: an item's label, or a counted product's code with how many.

    `quantity` None: one item, or as many as the list asks for. `lot`: where the code does not say it."""

    code: str
    quantity: int | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True)
class AssetStep:
    """One asset along `path` (the states passed, the last is the new one), from one of the `expected` states.

    `place_id` None and `held_for` KEEP leave place and line as they are. `also`: other columns by name."""

    id: UUID
    expected: Sequence[AssetState]
    path: Sequence[AssetState]
    place_id: UUID | None = None
    held_for: UUID | Keep | None = KEEP
    reason: str = ""
    also: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset that enters the record along `path`, whose first state is one that an asset may start with.

    `state_at`: since when it is so, for records brought from elsewhere; None: since the change."""

    id: UUID
    product_id: UUID
    number: str
    place_id: UUID
    path: Sequence[AssetState]
    serial: str = ""
    lot: str = ""
    made_on: date | None = None
    bought_on: date | None = None
    price_paid_pence: int | None = None
    issues: int = 0
    condition_grade: str = ""
    electrical_test_due_on: date | None = None
    examination_due_on: date | None = None
    service_due_on: date | None = None
    discrepancy_id: UUID | None = None
    reason: str = ""
    bin: str = ""
    state_at: datetime | None = None
    alert_reference: str = ""


@dataclass(frozen=True, slots=True)
class CountedMove:
    """So many of a counted product from one cell (place and condition) to another; an empty side is the outside."""

    id: UUID
    product_id: UUID
    quantity: int
    from_place: UUID | None = None
    from_condition: AssetState | None = None
    to_place: UUID | None = None
    to_condition: AssetState | None = None
    lot: str = ""
    reason: str = ""
    line_id: UUID | None = None
    discrepancy_id: UUID | None = None
    mends_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewDiscrepancy:
    """Something that happened and should not have, or was found where it should not be; `owner_role` settles it."""

    id: UUID
    kind: str
    owner_role: str
    asset_id: UUID | None = None
    product_id: UUID | None = None
    person_id: UUID | None = None
    place_id: UUID | None = None
    quantity: int = 1
    code_read: str = ""
    detail: str = ""
    visit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaredFor:
    """What an act of care was done to: one asset, or so many of a counted product, at a depot."""

    id: UUID
    product_id: UUID
    depot_id: UUID
    asset_id: UUID | None = None
    lot: str = ""
    quantity: int = 1
    mends_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewContamination:
    """The statement about a returned item. `infection_risk`: YES, NO or UNKNOWN; never a diagnosis."""

    of: CaredFor
    contact_with: Sequence[str]
    infection_risk: str
    precautions: str = ""


@dataclass(frozen=True, slots=True)
class NewDecontamination:
    """Cleaned: the method (code list decontamination_method), the hands-on minutes, why it differs from the usual, and
    who did it where that is not who writes it down."""

    of: CaredFor
    method: str
    minutes: int
    reason: str = ""
    done_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewInspection:
    """Looked over and tested: the kinds of check, the readings, the verdict, the next due dates."""

    of: CaredFor
    kinds: Sequence[str]
    verdict: str
    condition_grade: str = ""
    readings: Mapping[str, str | int | bool] = field(default_factory=dict)
    defects: str = ""
    electrical_test_due_on: date | None = None
    examination_due_on: date | None = None
    service_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewExamination:
    """What a thorough examination in a home found, and when the next is due."""

    of: CaredFor
    visit_id: UUID
    loan_id: UUID
    verdict: str
    examiner: str
    examination_due_on: date
    report: str = ""
    defects: str = ""
    mend_by: date | None = None
    due_before: date | None = None


@dataclass(frozen=True, slots=True)
class NewRepair:
    """Mended: the fault and actions (code lists repair_fault, repair_action), minutes, parts in pence."""

    of: CaredFor
    fault: str
    actions: Sequence[str]
    minutes: int
    parts_pence: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewCount:
    """What a stock take found of one asset or one cell, beside what the record said."""

    id: UUID
    stock_take_id: UUID
    recorded_quantity: int
    counted_quantity: int
    product_id: UUID | None = None
    asset_id: UUID | None = None
    lot: str = ""
    condition: str = ""
    code_read: str = ""


@dataclass(frozen=True, slots=True)
class ItemDone:
    """What became of one item, or of so many of a counted product (`number` empty): its state now."""

    product: str
    state: AssetState
    quantity: int = 1
    number: str = ""
    asset_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StockDone:
    """The answer of work in a store: each thing with its state now, in the order scanned within each kind."""

    items: tuple[ItemDone, ...]

    @property
    def pieces(self) -> int:
        """How many things in all."""
        return sum(item.quantity for item in self.items)

"""Owns: which event posts each row of the price list and whether it was reserved before, and the price of a row.
Refuses nothing: what was done of a row that the contract has no price for waits for one; a price of nothing is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from handrail.core.money import shown_pounds
from handrail.ledger.rules.entries import Price


class PostedBy(StrEnum):
    """The use case whose event posts a row."""

    COMPLETE_VISIT = "complete_visit"
    FAIL_VISIT = "fail_visit"
    DECONTAMINATE = "decontaminate"
    INSPECT = "inspect"
    REPAIR = "repair"
    CANCEL_LINES = "cancel_lines"
    PLACE_ORDER = "place_order"
    BUY_SPECIAL = "buy_special"
    CHARGE_STORAGE = "charge_storage"
    TELL_OF_RECALL = "tell_of_recall"
    CHARGE_MANAGEMENT_FEE = "charge_management_fee"
    MOVE_STOCK = "move_stock"


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of an activity of the price list. `reserved`: kept for a line from its authorisation on."""

    by: PostedBy
    reserved: bool = False


_DOOR = Row(PostedBy.COMPLETE_VISIT)
_KEPT = Row(PostedBy.COMPLETE_VISIT, reserved=True)
_NOT_DONE = Row(PostedBy.FAIL_VISIT)
_CHECKED = Row(PostedBy.INSPECT)

# docs/ledger.md says the same in words; a test holds both to the price list that is shipped.
ROWS: Mapping[str, Row] = {
    "delivery": _KEPT,
    "delivery_small_parcel": _DOOR,
    "collection": _DOOR,
    "swap": _DOOR,
    "second_person": _KEPT,
    "out_of_hours": _DOOR,
    "failed_visit_person": _NOT_DONE,
    "failed_visit_prescriber": _NOT_DONE,
    "cancelled_after_loading": Row(PostedBy.CANCEL_LINES),
    "fitting_bed": _KEPT,
    "fitting_hoist_frame": _KEPT,
    "fitting_ceiling_track": _KEPT,
    "fitting_rail": _KEPT,
    "fitting_rail_next": _KEPT,
    "fitting_stair_rail": _KEPT,
    "fitting_outdoor": _KEPT,
    "fitting_key_safe": _KEPT,
    "fitting_telecare": _KEPT,
    "fitting_ramp_sections": _KEPT,
    "joint_visit": _DOOR,
    "survey_visit": _DOOR,
    "refurbish_small": _CHECKED,
    "refurbish_medium": _CHECKED,
    "refurbish_large": _CHECKED,
    "laundry_sling": _CHECKED,
    "enhanced_clean": Row(PostedBy.DECONTAMINATE),
    "scrap_disposal": _CHECKED,
    "examination": _CHECKED,
    "examination_next": _DOOR,
    "electrical_test": _CHECKED,
    "service_visit": _DOOR,
    "repair": _DOOR,
    "workshop_labour": Row(PostedBy.REPAIR),
    "special_buying": Row(PostedBy.BUY_SPECIAL),
    "special_storage": Row(PostedBy.CHARGE_STORAGE),
    "satellite_top_up": Row(PostedBy.MOVE_STOCK),
    "recall_contact": Row(PostedBy.TELL_OF_RECALL),
    "voucher_handling": Row(PostedBy.PLACE_ORDER),
    "extra_distance": _DOOR,
    "management_fee": Row(PostedBy.CHARGE_MANAGEMENT_FEE),
}

# At a price an hour: how many minutes it was stands where of other rows stands how often it was done.
BY_THE_HOUR = frozenset({"joint_visit", "workshop_labour"})
HOUR = 60


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """One row of a contract's price list on a day. `hours`: how long its speed promises, where that is comparable."""

    activity: str
    speed_code: str
    pence: int
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class NoPrice:
    """So many of a row that the contract had no price for on that day; `promised`: at which speeds it was done."""

    item: str
    promised: tuple[str, ...]
    quantity: int


def price_of(
    activity: str, promised: Sequence[str], prices: Sequence[ListedPrice], quantity: int = 1
) -> Price | NoPrice | None:
    """The dearest price of an activity at these speeds; None where it costs nothing.

    A speed without a row of its own is charged at the quickest that is not quicker; what was promised at no speed, or
    at a slower one than any listed, at the cheapest. `quantity` of what is paid by the hour: minutes."""
    rows = [row for row in prices if row.activity == activity]
    if not rows:
        return NoPrice(activity, tuple(dict.fromkeys(promised)), quantity)
    hours = {row.speed_code: row.hours for row in prices if row.hours is not None}
    found = max((_at(speed, rows, hours) for speed in promised or [""]), key=lambda row: row.pence)
    if activity in BY_THE_HOUR:
        pence = timed_pence(quantity, found.pence)
        return Price(activity, found.speed_code, 1, pence) if pence else None
    return Price(activity, found.speed_code, quantity, found.pence) if found.pence else None


def timed_pence(minutes: int, hour_pence: int) -> int:
    """Minutes at a price an hour: each a sixtieth of it, added up and then rounded once, half a penny up."""
    return (2 * minutes * hour_pence + HOUR) // (2 * HOUR)


def how_timed(activity: str, minutes: int, prices: Sequence[ListedPrice]) -> str:
    """How what goes by the hour came to its price, for the note of its entry; nothing of all else."""
    hour = price_of(activity, [], prices, HOUR) if activity in BY_THE_HOUR else None
    if not isinstance(hour, Price):
        return ""
    return f"{minutes} {'minute' if minutes == 1 else 'minutes'} at {shown_pounds(hour.pence)} an hour"


def _at(speed: str, rows: Sequence[ListedPrice], hours: Mapping[str, int]) -> ListedPrice:
    exact = next((row for row in rows if row.speed_code == speed), None)
    if exact:
        return exact
    slower = [(row.hours, row.pence, row) for row in rows if row.hours is not None and row.hours >= hours.get(speed, 0)]
    if speed in hours and slower:
        return min(slower, key=lambda one: one[:2])[2]
    return min(rows, key=lambda row: row.pence)

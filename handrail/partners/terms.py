"""The numbers and choices that a contract sets, their defaults, and the units they are in.
Refuses a key that is not listed here, and a value of another kind."""

import re
from dataclasses import dataclass, fields
from datetime import time
from enum import StrEnum
from typing import Any

from handrail.core.refusal import refuse

_FITTING = "fitting_of_"
# What is put up with nothing on top of its delivery.
IN_DELIVERY = "delivery"


class TermReason(StrEnum):
    """Why a term cannot be set."""

    UNKNOWN_TERM = "TERM_UNKNOWN"
    WRONG_KIND = "TERM_WRONG_KIND"


@dataclass(frozen=True, slots=True)
class Terms:
    """What one contract lays down on one day. Every field may be set per contract with dates; these are defaults."""

    late_record_minutes: int = 240
    urgent_goes_now: bool = True
    escalate_after_minutes: int = 15
    spend_window_days: int = 7
    free_adaptation_limit_pence: int = 100_000
    voucher_valid_days: int = 90
    special_quotes: int = 1
    special_quotes_above: int = 3
    special_quotes_above_pence: int = 100_000
    special_free_weeks: int = 12
    parcel_under_grams: int = 2_000
    review_after_days: int = 180
    pause_after_death_days: int = 10
    ask_after_admission_days: int = 14
    default_delivery_speed: str = "deliver_5d"
    default_collection_speed: str = "collect_5d"
    default_repair_speed: str = "repair_3d"
    slot_hours: int = 4
    at_risk_minutes: int = 120
    gs1_company_prefix: str = ""
    visit_shared_by: str = "lines"
    unknown_price_percent: int = 100
    small_item_minutes: int = 15
    medium_item_minutes: int = 45
    day_begins: str = "08:00"
    day_ends: str = "20:00"
    fitting_of_beds: str = "fitting_bed"
    fitting_of_child_profiling_bed: str = "fitting_bed"
    fitting_of_child_safety_bed: str = "fitting_bed"
    fitting_of_gantry: str = "fitting_hoist_frame"
    fitting_of_gantry_heavy: str = "fitting_hoist_frame"
    fitting_of_ceiling_track: str = "fitting_ceiling_track"
    fitting_of_sectional_ramp: str = "fitting_ramp_sections"
    fitting_of_telecare: str = "fitting_telecare"

    @property
    def day(self) -> tuple[time, time]:
        """From when and until when a visit costs nothing more for its hour, by the clock in London."""
        return time.fromisoformat(self.day_begins), time.fromisoformat(self.day_ends)

    def fitting_row(self, *groups: str) -> str:
        """At which row of the price list a thing of the first of these that is listed is put up; empty: that is in the
        price of its delivery."""
        row = next((found for group in groups if (found := getattr(self, f"{_FITTING}{group}", ""))), "")
        return "" if row == IN_DELIVERY else row


USUAL = Terms()
_FITTINGS = (
    IN_DELIVERY, "fitting_bed", "fitting_hoist_frame", "fitting_ceiling_track", "fitting_rail", "fitting_stair_rail",
    "fitting_outdoor", "fitting_key_safe", "fitting_telecare", "fitting_ramp_sections",
)  # fmt: skip
# What a term may be, where it is one of a few words.
CHOICES = {"visit_shared_by": ("lines", "price")} | {
    field.name: _FITTINGS for field in fields(Terms) if field.name.startswith(_FITTING)
}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_TIMES = frozenset({"day_begins", "day_ends"})


def terms_from(values: dict[str, Any]) -> Terms:
    """The terms of a day from the values that are set; those not set keep their defaults."""
    return Terms(**{key: checked(key, value) for key, value in values.items()})


def checked(key: str, value: Any) -> Any:
    """The value, if the key is known and the value of its kind, and one of its words; raises `Refused`."""
    kinds = {field.name: type(field.default) for field in fields(Terms)}
    if key not in kinds:
        raise refuse(TermReason.UNKNOWN_TERM, "key", key=key)
    fits = type(value) is kinds[key] and value in CHOICES.get(key, (value,))
    if not fits or (key in _TIMES and not _CLOCK.fullmatch(value)):
        raise refuse(TermReason.WRONG_KIND, "value", key=key, value=str(value))
    return value

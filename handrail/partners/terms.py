"""The numbers and choices that a contract sets, their defaults, and the units they are in.
Refuses a key that is not listed here, and a value of another kind."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from handrail.core.refusal import refuse


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


# What a term may be, where it is one of a few words.
CHOICES = {"visit_shared_by": ("lines", "price")}


def terms_from(values: dict[str, Any]) -> Terms:
    """The terms of a day from the values that are set; those not set keep their defaults."""
    return Terms(**{key: checked(key, value) for key, value in values.items()})


def checked(key: str, value: Any) -> Any:
    """The value, if the key is known and the value of its kind, and one of its words; raises `Refused`."""
    kinds = {field.name: type(field.default) for field in fields(Terms)}
    if key not in kinds:
        raise refuse(TermReason.UNKNOWN_TERM, "key", key=key)
    if type(value) is not kinds[key] or value not in CHOICES.get(key, (value,)):
        raise refuse(TermReason.WRONG_KIND, "value", key=key, value=str(value))
    return value

"""Words for contracts: their states, and what each of their terms is about.
Refuses nothing; see `wording.say`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from handrail.partners.rules import SpeedOffer
from handrail.partners.states import ContractState
from handrail.wording.family import Family
from handrail.wording.shown import day, plural

FAMILIES = (
    Family(
        ContractState,
        {
            ContractState.AWARDED: "Awarded",
            ContractState.MOBILISING: "Being set up",
            ContractState.LIVE: "Live",
            ContractState.EXTENDED: "Extended",
            ContractState.EXITING: "Being handed over",
            ContractState.ENDED: "Ended",
        },
        {ContractState.LIVE: "green", ContractState.EXTENDED: "green", ContractState.EXITING: "orange"},
    ),
)

_FITTING = "A row of the price list, such as fitting_bed. delivery: it is in the price of the delivery"
# What each term of a contract says, in a few words and in a sentence with its unit.
TERMS: Mapping[str, tuple[str, str]] = {
    "late_record_minutes": (
        "Recorded late after",
        "Minutes from when something happened until it was recorded. What took longer is flagged and listed",
    ),
    "urgent_goes_now": (
        "Urgent orders go out now",
        "Yes: 2 and 4 hour orders above authority go out at once and are reviewed afterwards. No: they wait",
    ),
    "escalate_after_minutes": ("Ask the next authoriser after", "Minutes that an urgent release waits for an answer"),
    "spend_window_days": (
        "A person's orders count together for",
        "Days. The spending limit counts what was ordered for the same person in them",
    ),
    "free_adaptation_limit_pence": (
        "Minor adaptations are free up to",
        "The price of one, in pounds. It is entered in pence",
    ),
    "voucher_valid_days": ("A voucher holds for", "Days from when it is given"),
    "special_quotes": ("Quotes for a special", "So many at least before one is chosen"),
    "special_quotes_above": (
        "Quotes for a dear special",
        "So many at least where the chosen quote is above the sum below",
    ),
    "special_quotes_above_pence": ("A special is dear above", "The price of the chosen quote. It is entered in pence"),
    "special_free_weeks": ("A special is kept free of charge for", "Weeks after it came back; then by the week"),
    "parcel_under_grams": ("A parcel by post weighs less than", "Grams, all that is in it together"),
    "review_after_days": ("A loan is reviewed after", "Days from when it began, where the order names no day"),
    "pause_after_death_days": ("Wait after a death", "Days until the family is asked about the equipment"),
    "ask_after_admission_days": ("Ask after an admission", "Days until somebody asks whether it is still needed"),
    "default_delivery_speed": ("Usual speed of deliveries", "The code of a speed"),
    "default_collection_speed": ("Usual speed of collections", "The code of a speed"),
    "default_repair_speed": ("Usual speed of repairs", "The code of a speed"),
    "slot_hours": ("Length of a time slot", "Hours"),
    "at_risk_minutes": ("At risk of being late", "Minutes before something is due and is not on its way"),
    "visit_shared_by": (
        "A visit for several payers is shared by",
        "lines: each line bears as much. price: each line bears by what it costs",
    ),
    "unknown_price_percent": (
        "An unknown price of an imported loan counts as",
        "Per cent of the catalogue's price on the day of the import. A credit at its return is worked out from it",
    ),
    "small_item_minutes": (
        "A clean is charged as a small item up to",
        "Minutes of work, as the catalogue says of the product",
    ),
    "medium_item_minutes": (
        "A clean is charged as a medium item up to",
        "Minutes of work, as the catalogue says of the product. What takes longer is a large item",
    ),
    "day_begins": (
        "Out of hours until",
        "A time such as 08:00. A visit that begins before it is charged as out of hours",
    ),
    "day_ends": (
        "Out of hours from",
        "A time such as 20:00. A visit that begins at it or later is charged as out of hours",
    ),
    "fitting_of_beds": (
        "Putting up a bed is charged as",
        _FITTING,
    ),
    "fitting_of_child_profiling_bed": (
        "Putting up a child's profiling bed is charged as",
        _FITTING,
    ),
    "fitting_of_child_safety_bed": (
        "Putting up a child's safety bed is charged as",
        _FITTING,
    ),
    "fitting_of_gantry": (
        "Putting up a gantry hoist is charged as",
        _FITTING,
    ),
    "fitting_of_gantry_heavy": (
        "Putting up a heavy gantry hoist is charged as",
        _FITTING,
    ),
    "fitting_of_ceiling_track": (
        "Putting up a ceiling track is charged as",
        _FITTING,
    ),
    "fitting_of_sectional_ramp": (
        "Putting up a ramp in sections is charged as",
        _FITTING,
    ),
    "fitting_of_telecare": (
        "Putting up telecare is charged as",
        _FITTING,
    ),
    "gs1_company_prefix": ("GS1 company prefix", "Digits. Labels are printed with it and read by it"),
}


def times_to_bring(speeds: Sequence[SpeedOffer]) -> tuple[tuple[str, str], ...]:
    """Code and words of the speeds at which something is brought, without the name of the work that they are called
    by: "Within 4 hours". Where two take as long, the contract's own name tells them apart."""
    said = [(speed, _within(speed)) for speed in speeds]
    often = Counter(words for _, words in said)
    return tuple((speed.code, words if often[words] == 1 else f"{words} ({speed.label})") for speed, words in said)


def _within(speed: SpeedOffer) -> str:
    if speed.needs_date:
        return speed.label
    if speed.rule.unit == "hours":
        return f"Within {plural(speed.rule.value, 'hour')}"
    return f"Within {plural(speed.rule.value, 'working day')}" if speed.rule.value else "The same day"


def bank_holidays_known(known: Collection[date]) -> str:
    """Until when they are known, in a few words without a full stop."""
    return f"Bank holidays are known until {day(max(known))}" if known else "No bank holiday to come is known"

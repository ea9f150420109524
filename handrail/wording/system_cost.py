"""Words for what is counted around orders, its units, how well a unit cost is known, and why one cannot hold.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.ledger.rules.system_cost import CostReason, Counted, Grade
from handrail.wording.family import Family

COUNTED: Mapping[str, str] = {
    Counted.LATE_DAY: "Days after the discharge date until equipment came",
    Counted.HOSPITAL_DAYS: "Meant to reduce days in hospital",
    Counted.ADMISSION: "Meant to prevent a hospital stay",
    Counted.FALL: "Meant to prevent a fall",
    Counted.TWO_TO_ONE: "Meant to let one carer do what took two",
    Counted.CARE_VISITS: "Meant to reduce care visits",
    Counted.NURSING_VISITS: "Meant to reduce nurse visits",
}
# One of what has a cost, and many of it.
UNITS: Mapping[Counted, tuple[str, str]] = {
    Counted.LATE_DAY: ("a day", "days"),
    Counted.HOSPITAL_DAYS: ("a day in hospital", "days in hospital"),
    Counted.ADMISSION: ("a hospital stay", "hospital stays"),
    Counted.FALL: ("a fall", "falls"),
    Counted.TWO_TO_ONE: ("a visit by a second carer", "visits by a second carer"),
    Counted.CARE_VISITS: ("a care visit", "care visits"),
    Counted.NURSING_VISITS: ("a nurse visit", "nurse visits"),
}
GRADES: Mapping[str, str] = {
    Grade.A: "A: several good studies agree",
    Grade.B: "B: one good study, or measured before and after",
    Grade.C: "C: counted here, or by one other service",
    Grade.D: "D: what professionals expect",
}
REASONS: Mapping[str, str] = {
    CostReason.TWICE: "This is here twice. Take one of the two away",
    CostReason.COST_OUTSIDE: "Give the lowest, the central and the highest cost, between £0 and £10,000,000",
    CostReason.EACH_OUTSIDE: "Give the least, the central and the most units for each, between 0 and 99,999",
    CostReason.OUT_OF_ORDER: "The lowest must come first, then the central one, then the highest",
    CostReason.SOURCE_MISSING: "Say where the cost comes from",
    CostReason.BASIS_MISSING: "Say why you hold it to be so many for each",
    CostReason.PRICES_OF_NO_YEAR: "Give the year of these prices, from {least} to {most}",
    CostReason.A_DAY_IS_A_DAY: "Each day that was counted is one day",
}
FAMILIES = (Family(Counted, COUNTED), Family(Grade, GRADES), Family(CostReason, REASONS))


def no_figure(counted: Counted) -> str:
    """That nobody stands by a number, so that there is none."""
    return f"No figure is set: nobody has said what {UNITS[counted][0]} costs"

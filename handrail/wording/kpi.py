"""Words for what a contract promises of its provider's work, and why such a promise cannot hold as it was typed.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.ledger.rules.kpi_terms import KpiReason, Measure
from handrail.wording.family import Family

MEASURES: Mapping[str, str] = {
    Measure.DELIVERED: "Delivered in time",
    Measure.COLLECTED: "Collected in time",
    Measure.REPAIRED: "Repaired in time",
    Measure.EXAMINED: "Examinations in date",
    Measure.STOCK: "In stock when ordered",
    Measure.FAILED: "Visits that failed",
    Measure.RETURN_RATE: "Came back, of what went out",
    Measure.REUSE_RATE: "Lent again, of what came back",
    Measure.TURN_ROUND: "Cleaned and ready again in time",
    Measure.SPECIALS: "Specials, of what was spent",
    Measure.EXPERIENCE: "People who say that it does what they need",
    Measure.DISCHARGE_DELAYED: "Discharges that equipment delayed",
}
REASONS: Mapping[str, str] = {
    KpiReason.TWICE: "This measure has a target already",
    KpiReason.TARGET_OUTSIDE: "The target must be between 0% and 100%",
    KpiReason.TOLERANCE_OUTSIDE: "The tolerance must be 0 or more, and the target with it between 0% and 100%",
    KpiReason.HOW_MISSING: "Say how it is counted",
    KpiReason.EXCLUSION_UNKNOWN: "The contract has no such reason to leave a job out: {code}",
    KpiReason.CREDIT_OUTSIDE: "The service credit must be between 0% and 100% of the fee",
    KpiReason.FEE_UNKNOWN: "Choose the fee that the service credit is taken off",
    KpiReason.FEE_WITHOUT_CREDIT: "Say how many per cent of this fee are credited, or choose no fee",
}
FAMILIES = (Family(Measure, MEASURES), Family(KpiReason, REASONS))

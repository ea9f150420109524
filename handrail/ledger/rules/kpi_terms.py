"""Owns: what a contract promises of its provider's work in per cent, how it is counted, and what follows below it.
Refuses targets and credits outside 0% to 100%, and a promise of which nobody says how it is counted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.ledger.rules.terms import SetChange, plan_set
from handrail.partners.effective import EffectiveReason, Held

# Parts of ten thousand: hundredths of a per cent.
WHOLE = 10_000


class Measure(StrEnum):
    """What is measured. Spend per person or head and waits in days are no parts of a whole, so they have no target
    here."""

    DELIVERED = "delivered_in_time"
    COLLECTED = "collected_in_time"
    REPAIRED = "repaired_in_time"
    EXAMINED = "examinations_in_date"
    STOCK = "stock_availability"
    FAILED = "failed_visits"
    RETURN_RATE = "return_rate"
    REUSE_RATE = "reuse_rate"
    TURN_ROUND = "turned_round_in_time"
    SPECIALS = "specials_of_spend"
    EXPERIENCE = "experience"
    DISCHARGE_DELAYED = "discharge_delayed"


# Of these the target is the most that may be; of all others the least.
AT_MOST = frozenset({Measure.FAILED, Measure.SPECIALS, Measure.DISCHARGE_DELAYED})


class KpiReason(StrEnum):
    """Why terms of performance cannot hold as they were typed."""

    TWICE = "KPI_TWICE"
    TARGET_OUTSIDE = "KPI_TARGET_OUTSIDE_0_TO_100"
    TOLERANCE_OUTSIDE = "KPI_TOLERANCE_BEYOND_TARGET"
    HOW_MISSING = "KPI_COUNTED_NO_HOW"
    EXCLUSION_UNKNOWN = "KPI_EXCLUSION_UNKNOWN"
    CREDIT_OUTSIDE = "KPI_CREDIT_OUTSIDE_0_TO_100"
    FEE_UNKNOWN = "KPI_CREDIT_OF_NO_FEE"
    FEE_WITHOUT_CREDIT = "KPI_FEE_WITHOUT_CREDIT"


@dataclass(frozen=True, slots=True)
class KpiTerm:
    """A target for a measure and by how much it may be missed before anything follows, in parts of ten thousand;
    `exclusions`: codes of jobs that are not counted; `credit_parts` of the `fee` (a row of the price list) are the
    service credit of a month that misses it; `consequence`: what else follows. What the contract does not say is nought
    or empty."""

    measure: Measure
    target_parts: int
    tolerance_parts: int
    how: str
    exclusions: tuple[str, ...] = ()
    consequence: str = ""
    credit_parts: int = 0
    fee: str = ""

    @property
    def still_met_parts(self) -> int:
        """The last part at which nothing follows yet."""
        off = self.tolerance_parts
        return self.target_parts + off if self.measure in AT_MOST else self.target_parts - off


def is_met(term: KpiTerm, part: int, whole: int) -> bool | None:
    """Whether what was measured keeps the promise, tolerance included; None where there was nothing to measure."""
    if whole <= 0:
        return None
    measured, asked = part * WHOLE, term.still_met_parts * whole
    return measured <= asked if term.measure in AT_MOST else measured >= asked


def plan_kpis(
    held: Sequence[Held[KpiTerm]], wanted: Sequence[KpiTerm], *, from_on: date, today: date
) -> SetChange[KpiTerm] | Reason:
    """How targets change on a day, measure by measure: what is to change of one is no matter of another."""
    ends: list[UUID] = []
    begins: list[KpiTerm] = []
    for measure in Measure:
        of_it = [one for one in held if one.row.measure is measure]
        rows = [term for term in wanted if term.measure is measure]
        if rows == [one.row for one in of_it if one.holds_on(from_on)]:
            continue
        plan = plan_set(of_it, rows, from_on=from_on, today=today)
        if isinstance(plan, Reason):
            return plan
        ends += plan.ends
        begins += plan.begins
    return SetChange(tuple(ends), tuple(begins)) if ends or begins else Reason(EffectiveReason.NOTHING_CHANGED)


def reasons_against_kpis(
    terms: Sequence[KpiTerm], exclusions: Collection[str], fees: Collection[str]
) -> Iterator[Reason]:
    """What is wrong with terms of performance; fields are `terms.0.target_parts` and so on."""
    seen: set[Measure] = set()
    for at, term in enumerate(terms):
        if term.measure in seen:
            yield Reason(KpiReason.TWICE, f"terms.{at}.measure")
        seen.add(term.measure)
        if not 0 <= term.target_parts <= WHOLE:
            yield Reason(KpiReason.TARGET_OUTSIDE, f"terms.{at}.target_parts")
        elif term.tolerance_parts < 0 or not 0 <= term.still_met_parts <= WHOLE:
            yield Reason(KpiReason.TOLERANCE_OUTSIDE, f"terms.{at}.tolerance_parts")
        if not term.how:
            yield Reason(KpiReason.HOW_MISSING, f"terms.{at}.how")
        for code in term.exclusions:
            if code not in exclusions:
                yield Reason(KpiReason.EXCLUSION_UNKNOWN, f"terms.{at}.exclusions", (("code", code),))
        yield from _against_credit(at, term, fees)


def _against_credit(at: int, term: KpiTerm, fees: Collection[str]) -> Iterator[Reason]:
    if not 0 <= term.credit_parts <= WHOLE:
        yield Reason(KpiReason.CREDIT_OUTSIDE, f"terms.{at}.credit_parts")
    elif term.credit_parts and term.fee not in fees:
        yield Reason(KpiReason.FEE_UNKNOWN, f"terms.{at}.fee")
    elif term.fee and not term.credit_parts:
        yield Reason(KpiReason.FEE_WITHOUT_CREDIT, f"terms.{at}.credit_parts")

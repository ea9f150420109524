"""Owns: how the terms of a contract about money change by date, and what is wrong with terms as somebody typed them.
Refuses to touch a day that is over or has begun: what was paid by terms stays paid by them. Estimates pay nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.ledger.rules.credits import WHOLE, CreditTerm
from handrail.ledger.rules.funding import FundingRule
from handrail.partners.effective import EffectiveReason, Held


class TermsReason(StrEnum):
    """Why terms of a contract about money cannot hold as they were typed."""

    NO_TERM = "TERMS_EMPTY"
    RATE_OUTSIDE = "CREDIT_RATE_OUTSIDE_0_TO_100"
    FLOOR_NEGATIVE = "CREDIT_FLOOR_BELOW_ZERO"
    CATEGORY_UNKNOWN = "CREDIT_CATEGORY_UNKNOWN"
    BAND_EMPTY = "CREDIT_BAND_ENDS_BEFORE_IT_BEGINS"
    BANDS_OVERLAP = "CREDIT_BANDS_OVERLAP"
    BANDS_LEAVE_A_GAP = "CREDIT_BANDS_LEAVE_A_GAP"
    EXCLUDED_TWICE = "CREDIT_EXCLUDED_TWICE"
    FUND_UNKNOWN = "FUND_UNKNOWN"
    WEIGHT_NOT_ABOVE_ZERO = "FUND_WEIGHT_NOT_ABOVE_ZERO"
    RULE_TWICE = "FUNDING_RULE_TWICE"
    RULES_OF_ONE_PLACE_DIFFER = "FUNDING_RULES_OF_ONE_PLACE_DIFFER"
    RULE_NEVER_REACHED = "FUNDING_RULE_NEVER_REACHED"
    SHARES_AGREED = "SHARES_FOLLOW_THE_AGREEMENT"
    FUND_CODE_TAKEN = "FUND_CODE_TAKEN"
    SOMEBODY_UNPAID = "FUNDING_RULES_LEAVE_SOMEBODY"


@dataclass(frozen=True, slots=True)
class SetChange[R]:
    """What to write so that just these terms hold from a day: which rows end on it, and which begin."""

    ends: tuple[UUID, ...]
    begins: tuple[R, ...]


def plan_set[R](held: Sequence[Held[R]], wanted: Sequence[R], *, from_on: date, today: date) -> SetChange[R] | Reason:
    """How all terms of a kind change on a day. A change that is to come on that day or later is taken back first, so
    that nothing is ended that nobody looked at."""
    if from_on <= today:
        return _reason(EffectiveReason.BEGINS_TOO_EARLY, earliest=today + timedelta(days=1))
    if (coming := last_turn(held, after=from_on - timedelta(days=1))) is not None:
        return _reason(EffectiveReason.OVERLAPS_LATER, begins=coming)
    now = [one for one in held if one.holds_on(from_on)]
    ends = tuple(one.id for one in now if one.row not in wanted)
    begins = tuple(row for row in wanted if row not in [one.row for one in now])
    return SetChange(ends, begins) if ends or begins else Reason(EffectiveReason.NOTHING_CHANGED)


@dataclass(frozen=True, slots=True)
class Estimate[R]:
    """A row to begin, and until when (None: for good)."""

    row: R
    until_on: date | None


@dataclass(frozen=True, slots=True)
class EstimateChange[R]:
    """What to write so that just these estimates hold from a day: which rows end on it, and which begin."""

    ends: tuple[UUID, ...]
    begins: tuple[Estimate[R], ...]


def plan_estimates[R](
    held: Sequence[Held[R]], wanted: Sequence[R], *, from_on: date, today: date, kind: Callable[[R], str]
) -> EstimateChange[R] | Reason:
    """How estimates change on a day. Nothing is posted by them, so they may begin on a day that is over: for days for
    which a kind had none, until the next of that kind begins. What was said for a day that is over stays; what was
    said for today may be put right, and stays in the record."""
    if from_on > today:
        plan = plan_set(held, wanted, from_on=from_on, today=today)
        return plan if isinstance(plan, Reason) else EstimateChange(plan.ends, _for_good(plan.begins))
    rows = {kind(row): row for row in wanted}
    ends: list[UUID] = []
    begins: list[Estimate[R]] = []
    for of_kind in sorted(rows.keys() | {kind(one.row) for one in held}):
        row, ones = rows.get(of_kind), [one for one in held if kind(one.row) == of_kind]
        now = next((one for one in ones if one.holds_on(from_on)), None)
        if now is not None and now.row == row:
            continue
        if now is not None:
            if from_on < today:
                return _reason(EffectiveReason.HELD_ON_A_DAY_OVER, begins=now.from_on)
            ends.append(now.id)
        if row is not None:
            after = min((one.from_on for one in ones if one.from_on > from_on), default=now.until_on if now else None)
            begins.append(Estimate(row, after))
    return EstimateChange(tuple(ends), tuple(begins)) if ends or begins else Reason(EffectiveReason.NOTHING_CHANGED)


def _for_good[R](rows: Iterable[R]) -> tuple[Estimate[R], ...]:
    return tuple(Estimate(row, None) for row in rows)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What to write so that a change to come does not come: rows that shall not begin, and rows that go on."""

    takes_back: tuple[UUID, ...]
    goes_on: tuple[UUID, ...]


def plan_set_withdrawal[R](held: Sequence[Held[R]], *, from_on: date, today: date) -> Withdrawal | Reason:
    """Takes back what was to change on a day; only the last of the changes to come."""
    if from_on <= today:
        return _reason(EffectiveReason.ALREADY_BEGUN, begins=from_on)
    last = last_turn(held, after=today)
    if last is not None and last > from_on:
        return _reason(EffectiveReason.OVERLAPS_LATER, begins=last)
    takes_back = tuple(one.id for one in held if one.from_on == from_on)
    goes_on = tuple(one.id for one in held if one.until_on == from_on)
    return Withdrawal(takes_back, goes_on) if takes_back or goes_on else _reason(EffectiveReason.NOT_HELD, on=from_on)


def last_turn[R](held: Sequence[Held[R]], *, after: date) -> date | None:
    """The last day after this one on which something begins or holds no longer."""
    days = [day for one in held for day in (one.from_on, one.until_on) if day is not None and day > after]
    return max(days, default=None)


def in_order_of_use(terms: Sequence[CreditTerm]) -> tuple[CreditTerm, ...]:
    """Terms of credit with their positions: those of a category count before those of any, the younger loan first. What
    is never credited stands before all, and has no place among the others."""
    rates = sorted((one for one in terms if not one.excludes), key=_place)
    never = sorted((replace(one, position=0) for one in terms if one.excludes), key=lambda one: one.trait)
    return (*never, *(replace(one, position=at) for at, one in enumerate(rates, 1)))


def _place(term: CreditTerm) -> tuple[bool, str, int]:
    return term.category == "", term.category, term.from_months


# What is wrong with terms


def reasons_against_credit(terms: Sequence[CreditTerm], categories: Collection[str]) -> Iterator[Reason]:
    """What is wrong with terms of credit; fields are `terms.0.parts` and so on."""
    rates = [(at, term) for at, term in enumerate(terms) if not term.excludes]
    if not rates:
        yield Reason(TermsReason.NO_TERM)
    traits = [term.trait for term in terms if term.excludes]
    if len(traits) > len(set(traits)):
        yield Reason(TermsReason.EXCLUDED_TWICE)
    for at, term in enumerate(terms):
        if not 0 <= term.parts <= WHOLE:
            yield Reason(TermsReason.RATE_OUTSIDE, f"terms.{at}.parts")
        if term.floor_pence < 0:
            yield Reason(TermsReason.FLOOR_NEGATIVE, f"terms.{at}.floor_pence", (("pence", term.floor_pence),))
        if term.category and term.category not in categories:
            field = f"terms.{at}.category"
            yield Reason(TermsReason.CATEGORY_UNKNOWN, field, (("category", term.category),))
        if term.until_months is not None and term.until_months <= term.from_months:
            yield Reason(TermsReason.BAND_EMPTY, f"terms.{at}.until_months")
    for category in dict.fromkeys(term.category for _, term in rates):
        yield from _against_bands([(at, term) for at, term in rates if term.category == category])


def _against_bands(terms: Sequence[tuple[int, CreditTerm]]) -> Iterator[Reason]:
    """The bands of age of one category follow each other without a hole, and none counts twice."""
    by_age = sorted(terms, key=lambda one: one[1].from_months)
    for (_, younger), (at, older) in pairwise(by_age):
        ends, field = younger.until_months, f"terms.{at}.from_months"
        if ends is None or older.from_months < ends:
            yield Reason(TermsReason.BANDS_OVERLAP, field, (("months", older.from_months),))
        elif older.from_months > ends:
            yield Reason(TermsReason.BANDS_LEAVE_A_GAP, field, (("from", ends), ("until", older.from_months)))


@dataclass(frozen=True, slots=True)
class Uncredited:
    """Loans for which no term counts: of a category (empty: any that has no term of its own), from so many months,
    below so many (None: for good)."""

    category: str
    from_months: int
    until_months: int | None


def uncredited(terms: Sequence[CreditTerm]) -> Iterator[Uncredited]:
    """What would be credited with nothing, though no term says so."""
    terms = [term for term in terms if not term.excludes]
    for category in dict.fromkeys((*(term.category for term in terms), "")):
        fitting = [term for term in terms if term.category in ("", category)]
        reached: int | None = 0
        for term in sorted(fitting, key=lambda one: one.from_months):
            if reached is None:
                break
            if term.from_months > reached:
                yield Uncredited(category, reached, term.from_months)
            reached = None if term.until_months is None else max(reached, term.until_months)
        if reached is not None:
            yield Uncredited(category, reached, None)


def reasons_against_funding(rules: Sequence[FundingRule], funds: Collection[UUID]) -> Iterator[Reason]:
    """What is wrong with the rules of who pays; fields are `rules.0.weight` and so on."""
    seen: set[tuple[str, str, UUID]] = set()
    conditions: dict[int, tuple[str, str]] = {}
    for at, rule in enumerate(rules):
        condition = (rule.care_route, rule.residence.value)
        if rule.fund_id not in funds:
            yield Reason(TermsReason.FUND_UNKNOWN, f"rules.{at}.fund_id")
        if rule.weight <= 0:
            yield Reason(TermsReason.WEIGHT_NOT_ABOVE_ZERO, f"rules.{at}.weight")
        if (*condition, rule.fund_id) in seen:
            yield Reason(TermsReason.RULE_TWICE, f"rules.{at}.fund_id")
        if conditions.setdefault(rule.position, condition) != condition:
            field = f"rules.{at}.position"
            yield Reason(TermsReason.RULES_OF_ONE_PLACE_DIFFER, field, (("position", rule.position),))
        seen.add((*condition, rule.fund_id))
    everybody = min((rule.position for rule in rules if not rule.care_route and not rule.residence), default=None)
    if everybody is None:
        yield Reason(TermsReason.SOMEBODY_UNPAID)
        return
    for at, rule in enumerate(rules):
        if rule.position > everybody:
            field = f"rules.{at}.position"
            yield Reason(TermsReason.RULE_NEVER_REACHED, field, (("position", everybody),))


def _reason(code: EffectiveReason, **days: date) -> Reason:
    return Reason(code, "from_on", tuple((name, day.isoformat()) for name, day in days.items()))

"""Reads what total system cost comes to in a time, and writes each number's formula with the numbers put in.
Refuses to work anything out: `ledger.rules.system_cost` does."""

from collections.abc import Sequence
from decimal import Decimal

from handrail.core.money import shown_pounds
from handrail.identity.scope import Scope
from handrail.ledger.queries.terms import unit_costs_held
from handrail.ledger.rules.system_cost import ADDED, Count, Counted, Reckoned, Spread, reckoned
from handrail.orders.queries.around import Around, counts_around
from handrail.web.admin.shapes import london_today
from handrail.web.spending.questions import Period
from handrail.wording.system_cost import UNITS

AVOIDED = frozenset(Counted) - ADDED


def around(period: Period, kinds: Sequence[Counted] = tuple(Counted)) -> Around:
    """What of these kinds is to be counted in the orders of a time."""
    effects = [kind.value for kind in kinds if kind is not Counted.LATE_DAY]
    return Around(period.first, period.after, Counted.LATE_DAY if Counted.LATE_DAY in kinds else "", effects)


def counts_of(scope: Scope, period: Period) -> list[Count]:
    """What was counted. One statement, inside `reading`."""
    found = counts_around(scope, around(period))
    return [Count(Counted(one.counted), one.on, one.cases, one.units) for one in found]


def system_cost_of(scope: Scope, period: Period) -> Sequence[Reckoned]:
    """What it comes to by the unit costs of each order's day. Two statements, inside `reading`."""
    held = unit_costs_held(scope)
    return reckoned(counts_of(scope, period), held, london_today())


def between(pence: Spread[int]) -> str:
    """A range in words."""
    low, central, high = (shown_pounds(end) for end in pence.ends)
    return low if low == high else f"{low} to {high}, central {central}"


def plain(number: Decimal) -> str:
    """A number without zeros at its end: 0.05, 728."""
    return f"{number.normalize():f}"


def each_words(one: Reckoned) -> str:
    """What each thing counted is held to stand for, in units."""
    if one.cost is None or one.counted is Counted.LATE_DAY:
        return ""
    low, central, high = (plain(end) for end in one.cost.each.ends)
    many = UNITS[one.counted][1]
    return f"{low} {many} each" if low == high else f"{low} to {high} {many} each, central {central}"


def formula(one: Reckoned, end: int) -> str:
    """How one end is made, with the numbers put in: 14 × £395.00 = £5,530.00."""
    if one.cost is None or one.pence is None:
        return ""
    each = "" if one.counted is Counted.LATE_DAY else f"{plain(one.cost.each.ends[end])} × "
    return f"{one.units:,} × {each}{shown_pounds(one.cost.pence.ends[end])} = {shown_pounds(one.pence.ends[end])}"

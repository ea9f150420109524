"""Words for how the promise of an open line stands.
Refuses to call a promise safe while nothing is in stock for it."""

from datetime import datetime

from handrail.orders.rules.promise import NOT_KNOWN, WITHOUT_STOCK, Expected, comes_in_time
from handrail.orders.states import LineState
from handrail.people.rules.stays import HospitalStay
from handrail.wording.shown import due, local, short_day


def promise_words(state: LineState, due_at: datetime, now: datetime, expected: Expected = NOT_KNOWN) -> str:
    """When it is due or how late it is; of what waits for stock, whether the promise is at risk already, and when a
    delivery is expected."""
    said = due(due_at, now)
    if state not in WITHOUT_STOCK:
        return said
    comes = expected_words(expected, now)
    if due_at < now or comes_in_time(expected, due_at, now=now):
        return f"{said}, {comes}" if comes else said
    return f"{said}, at risk: {comes or 'none in stock'}"


def expected_words(expected: Expected, now: datetime) -> str:
    """When a supplier's delivery is expected and from whom; empty where neither is known."""
    supplier = f" from {expected.supplier}" if expected.supplier else ""
    if expected.on is None:
        return f"none in stock, ordered{supplier}" if supplier else ""
    passed = expected.on < local(now).date()
    return f"{'was expected' if passed else 'expected'} {short_day(expected.on)}{supplier}"


def promise_while_away(stay: HospitalStay | None, due_at: datetime | None) -> str:
    """That the promise does not wait for a stay in hospital that lasts past it, and why: a pause that nobody agreed
    would hide the wait. Empty where it is kept before or after."""
    due_on = local(due_at).date() if due_at else None
    if stay is None or due_on is None or due_on < stay.since or not stay.lasts(due_on):
        return ""
    return (
        "The promise stands while they are in hospital: the contract agrees no pause for that, so later counts as late"
    )

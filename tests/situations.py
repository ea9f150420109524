"""Situations that tests start from, made by walking the real use cases, so that none is impossible.
Refuses to write a row itself. Builders add the situations of their nouns: `hoist_on_loan()`, `bed_ordered()` ..."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import Moment, now_is
from handrail.identity.calls import Call
from handrail.identity.scope import Scope
from handrail.simulation.set_up import County
from tests.database import stored_county


def northdown() -> County:
    """The county on its first morning: partners, catalogue, stores, teams, vans and staff; no people, no stock."""
    return _county("northdown")


def another_county() -> County:
    """The contract beside it, with partners, staff and catalogue of its own: nothing of Northdown's is seen from it."""
    return _county("southmoor")


def _county(code: str) -> County:
    made = stored_county(code)
    # The same on each first morning, so read from the database once.
    vars(made)["scopes"] = dict(_scopes_on_the_first_morning(code))
    return made


@cache
def _scopes_on_the_first_morning(code: str) -> Mapping[str, Scope]:
    return stored_county(code).scopes


def call_as(scope: Scope, *, at: datetime | None = None, key: str | None = None, late: timedelta | None = None) -> Call:
    """A call of this user now (or `at`), under a new key; `late` after the event."""
    moment = now_is(at or now())
    if late:
        moment = Moment(happened_at=moment.happened_at - late, recorded_at=moment.recorded_at)
    return Call(scope, moment, str(fresh_id()) if key is None else key)

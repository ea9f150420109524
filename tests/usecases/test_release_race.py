"""A stop comes onto a run while the run is sent: the desk looks again, and no stop is left behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import Visit
from handrail.visits.queries import planning
from handrail.visits.rules.booking import Booking
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_stop, booked, slot

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], Any]) -> None:
    """At another desk, on a connection of its own, from beginning to end."""

    def carried_out() -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(carried_out).result()


def a_stop_comes_between(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the stops of a run are locked and before the run is, another desk puts a stop on it."""
    late = placed(county, someone(county, name="Arthur Bell"), *lines("MAT-010"))
    locked = planning.run_locked

    def slowly(scope: Any, run_id: UUID) -> Any:
        monkeypatch.setattr(planning, "run_locked", locked)
        elsewhere(lambda: booked(county, *late.visit_ids, run_id=run_id))
        return locked(scope, run_id)

    monkeypatch.setattr(planning, "run_locked", slowly)


def states(county: County, run_id: UUID) -> set[str]:
    return set(columns(county.scopes["desk"], Visit, "state", run_id=run_id))


def test_a_run_is_not_sent_without_a_stop_that_came_meanwhile(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = a_stop(county, "MAT-010", released=False)
    a_stop_comes_between(county, monkeypatch)
    send = ReleaseWanted(stop.run_id, without_stock=True)
    with pytest.raises(Refused, match="STALE"):
        release_run(call_as(county.scopes["desk"]), request=send)
    assert states(county, stop.run_id) == {"PLANNED"}
    release_run(call_as(county.scopes["desk"]), request=send)
    assert states(county, stop.run_id) == {"RELEASED"}


def test_nor_when_it_is_sent_with_a_booking(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = a_stop(county, "MAT-010", released=False)
    third = placed(county, someone(county, name="Bea Cole"), *lines("MAT-010"))
    a_stop_comes_between(county, monkeypatch)
    wanted = Bookings((Booking(third.visit_ids[0], *slot()),), stop.run_id, release=True, without_stock=True)
    with pytest.raises(Refused, match="STALE"):
        book_visits(call_as(county.scopes["desk"]), request=wanted)
    book_visits(call_as(county.scopes["desk"]), request=wanted)
    assert states(county, stop.run_id) == {"RELEASED"}

"""The crew of a run changes; one that was sent keeps as many people as its open stops need, whoever writes."""

from uuid import UUID

import pytest
from django.db import DatabaseError

from handrail.core.ids import fresh_id
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.simulation.set_up import County
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.visits.actions import set_crew
from handrail.visits.models import Run, Visit
from handrail.visits.rules.booking import BookingReason
from tests.ordering import hazard, someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import Stop, a_run, a_stop, handed, received, recorded

pytestmark = pytest.mark.django_db


def for_two(county: County, *, released: bool = True) -> Stop:
    """A stop to which two people go, on a run of driver and driver3."""
    who = someone(county)
    hazard(county, who, "two_people_for_safety")
    stop = a_stop(county, "MAT-010", who=who, released=released)
    assert columns(county.scopes["desk"], Visit, "crew") == [2]
    return stop


def crewed(county: County, stop: Stop, driver: str, second: str = "", *, both: bool = False) -> None:
    users: dict[str, UUID] = county.users
    wanted = CrewWanted(stop.run_id, users[driver] if driver else None, users[second] if second else None, both)
    change_crew(call_as(county.scopes["desk"]), request=wanted)


def crew_of(county: County, stop: Stop) -> list[UUID | None]:
    ((driver, second),) = columns(county.scopes["desk"], Run, "driver_id", "second_id", id=stop.run_id)
    return [driver, second]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def test_a_sent_run_keeps_two_people_for_a_stop_that_needs_them(county: County) -> None:
    stop = for_two(county)
    with pytest.raises(Refused) as refused:
        crewed(county, stop, "driver")
    assert codes(refused) == [(BookingReason.TWO_PEOPLE_NEEDED, "second_id")]
    crewed(county, stop, "driver", "driver5")
    assert crew_of(county, stop) == [county.users["driver"], county.users["driver5"]]


def test_once_that_stop_is_recorded_one_goes_on_alone(county: County) -> None:
    stop = for_two(county)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    crewed(county, stop, "driver")
    assert crew_of(county, stop) == [county.users["driver"], None]


def test_a_planned_run_may_lose_its_second_person_and_is_not_sent_then(county: County) -> None:
    stop = for_two(county, released=False)
    crewed(county, stop, "driver")
    assert crew_of(county, stop) == [county.users["driver"], None]


def test_a_sent_run_keeps_a_driver_and_two_different_people_who_drive(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    for driver, second, code, field in (
        ("", "driver3", BookingReason.RUN_HAS_NO_DRIVER, "driver_id"),
        ("driver", "driver", BookingReason.SAME_PERSON_TWICE, "second_id"),
        ("driver", "nurse", BookingReason.NOT_A_DRIVER, "second_id"),
    ):
        with pytest.raises(Refused) as refused:
            crewed(county, stop, driver, second)
        assert codes(refused) == [(code, field)]


def test_somebody_on_another_van_is_asked_about(county: County) -> None:
    stop = a_stop(county, "MAT-010")
    a_run(county, van="Van 2", driver="driver2")
    with pytest.raises(Refused) as refused:
        crewed(county, stop, "driver2")
    assert codes(refused) == [(BookingReason.CREW_IS_OUT, "driver_id")]
    crewed(county, stop, "driver2", both=True)


def test_a_run_of_another_contract_is_not_found(county: County) -> None:
    with pytest.raises(Refused, match="NOT_FOUND"):
        change_crew(call_as(county.scopes["desk"]), request=CrewWanted(fresh_id(), None))


@use_case(Event.CREW_CHANGED, needs=Permission.PLAN_VISITS)
def _by_hand(change: Change, *, run_id: UUID, driver_id: UUID) -> None:
    set_crew(run_id, driver_id=driver_id, second_id=None)


def test_the_database_refuses_it_whoever_writes(county: County) -> None:
    stop = for_two(county)
    with pytest.raises((Refused, DatabaseError)):
        _by_hand(call_as(county.scopes["desk"]), run_id=stop.run_id, driver_id=county.users["driver"])
    assert crew_of(county, stop) == [county.users["driver"], county.users["driver3"]]

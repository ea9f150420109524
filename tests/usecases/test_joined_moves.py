"""A move is told on one of two joined records: what stands at the other's row of the same home goes along, and goes
back where it was when the move is taken back."""

from datetime import date
from uuid import UUID

import pytest
from django.conf import LazySettings

from handrail.loans.models import Loan
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.record_life_event import LifeEventRecorded, record_life_event
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from tests.ordering import Someone, lines, placed, someone
from tests.persons import home
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.stock_situations import columns
from tests.visiting import a_stop, booked, handed, on_loan, received, recorded, visit_row

pytestmark = pytest.mark.django_db
TODAY, DAY = date(2026, 3, 3), date(2026, 3, 12)


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def joined(county: County, front: Someone, other: Someone) -> None:
    request = PeopleToJoin(front.id, other.id, "One person, her daughter says")
    join_people(call_as(county.scopes["desk"]), request=request)


def moves(county: County, who: Someone, on: date) -> LifeEventRecorded:
    wanted = LifeEventWanted(who.id, LifeEventKind.MOVE, on, new_home=home("PE13 2AA"))
    return record_life_event(call_as(county.scopes["desk"]), request=wanted)


def where(county: County) -> dict[UUID, UUID]:
    """At which address each loan is; the thing is there too."""
    desk = county.scopes["desk"]
    at = dict(columns(desk, Loan, "id", "address_id"))
    places = columns(desk, Asset, "place_id", state="ON_LOAN")
    assert sorted(places, key=str) == sorted(at.values(), key=str)
    return at


def test_things_lent_on_either_record_go_along_and_go_back_where_they_were(county: County) -> None:
    front, _ = on_loan(county, "BED-010")
    stop = a_stop(county, "MAT-010", van="Van 2", driver="driver2", who=someone(county, name="Peggy Oakes"))
    recorded(county, stop.visit_id, by="desk", handed_over=handed(*stop.numbers), received=received())
    joined(county, front.who, stop.who)
    before = where(county)
    assert set(before.values()) == {front.who.address_id, stop.who.address_id}
    done = moves(county, front.who, TODAY)
    assert set(done.moved_loans) == set(before)
    assert len(set(where(county).values()) - set(before.values())) == 1
    withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(done.life_event_id, "They stay"))
    assert where(county) == before
    assert broken_in(county.scopes["desk"]) == []


def test_a_visit_to_the_other_record_goes_to_the_new_home_from_the_day_on(county: County) -> None:
    front, other = someone(county), someone(county, name="Peggy Oakes")
    (visit_id,) = placed(county, other, *lines("MAT-010", speed="deliver_appointment")).visit_ids
    joined(county, front, other)
    booked(county, visit_id, days=2)
    moves(county, front, DAY)
    booked(county, visit_id, days=3, again=True)
    assert visit_row(county, visit_id).address_id == other.address_id
    booked(county, visit_id, days=10, again=True)
    assert visit_row(county, visit_id).address_id not in {front.address_id, other.address_id}
    # Booked for a day before the move after all, it comes to where they live until then.
    booked(county, visit_id, days=2, again=True)
    assert visit_row(county, visit_id).address_id == front.address_id

"""At the door of a visit stands what holds there, and not what holds at another home of the person in that street."""

from datetime import date

import pytest

from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.usecases.add_address import AddressToAdd, add_address
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.visits.queries.door_notes import door_notes
from tests.persons import home
from tests.situations import call_as
from tests.visiting import a_stop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("of_this_home", "shown"), [(True, ["key_safe"]), (False, [])])
def test_a_key_safe_stands_at_its_own_door_alone(county: County, *, of_this_home: bool, shown: list[str]) -> None:
    stop = a_stop(county, "BED-010")
    nurse = county.scopes["nurse"]
    beside = home("PE29 3RB", lines="16 Sallow Lane", kind="RELATIVE", name="Daughter's home, next door")
    other = add_address(call_as(nurse), request=AddressToAdd(stop.who.id, beside)).address_id
    note = NoteWanted("access_note", "key_safe", address_id=stop.who.address_id if of_this_home else other)
    change_notes(call_as(nurse), request=NotesToChange(stop.who.id, (note,)))
    desk = county.scopes["desk"]
    with reading(desk):
        found = door_notes(desk, stop.visit_id, stop.who.id, date(2026, 3, 3))
    assert [one.code for one in found] == shown

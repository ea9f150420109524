"""Two records are found to be one person, and the poorer one stays in front: what the other knows of how they are
reached stands everywhere, until the join is undone. Then each record is exactly as it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail

from handrail.core.clock import now
from handrail.core.models import OutboxMessage
from handrail.core.refusal import CallReason, Refused
from handrail.jobs.work import work_once
from handrail.people.models import Person
from handrail.people.queries import find_people, person, person_file
from handrail.people.queries.reaching import reachable
from handrail.people.rules.contact import ContactWays
from handrail.people.rules.finding import read_wish
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import ContactBy, LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.change_person import PersonToChange, change_person
from handrail.usecases.join_people import PeopleJoined, PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.tell_people import tell_people
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.visits.queries.by_hand import count_to_tell, people_to_tell
from handrail.visits.queries.driver import any_visit
from handrail.visits.queries.lists import Wanted, visit_list
from handrail.visits.queries.news import living
from handrail.visits.queries.to_book import visits_to_book
from handrail.visits.queries.visit import visit_seen
from tests.ordering import Someone, lines, placed, someone
from tests.persons import added, details, nhs
from tests.situations import call_as, northdown
from tests.visiting import booked, seen_by

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)
MOBILE = "07700 900123"


@pytest.fixture
def county(settings: LazySettings) -> Iterator[County]:
    settings.DEMO_MODE = True
    county = northdown()
    with time_machine.travel(now(), tick=False):
        yield county


def two(county: County, **richer: Any) -> tuple[Someone, Someone]:
    """One record that knows nothing of how its person is reached, and another that does."""
    known: dict[str, Any] = {"residence_council_id": county.scopes["therapist"].partner_id}
    front = added(county, details(contact_by="letter", **known))
    facts = {"contact_by": "text", "mobile": MOBILE, "birth_on": date(1942, 3, 5), **known, **richer}
    other = added(county, details("Peggy", "Oakes", **facts))
    assert front.address_id
    assert other.address_id
    return Someone(front.person_id, front.address_id), Someone(other.person_id, other.address_id)


def joined(county: County, front: Someone, other: Someone) -> PeopleJoined:
    request = PeopleToJoin(front.id, other.id, "One person, her daughter says")
    return join_people(call_as(county.scopes["desk"]), request=request)


def stored(county: County, *people: Someone) -> list[dict[str, Any]]:
    """The records, but for the count of their changes."""
    with seen_by(county, "desk"):
        rows = Person.objects.filter(id__in=[one.id for one in people]).order_by("id").values()
        return [{name: value for name, value in row.items() if name != "version"} for row in rows]


def ways(county: County, who: Someone) -> ContactWays:
    with seen_by(county, "desk"):
        return person_file(county.scopes["desk"], who.id, on=TODAY).ways


def told(county: County, who: Someone) -> list[str]:
    """In which state each piece of news for them is, once the job has looked."""
    tell_people(call_as(county.scopes["system"]))
    work_once(now())
    with seen_by(county, "system"):
        rows = OutboxMessage.objects.filter(person_id=who.id).order_by("put_at", "key")
        return list(rows.values_list("state", flat=True))


def texts() -> int:
    return sum(one.to == ["447700900123@texts.invalid"] for one in mail.outbox)


def test_a_join_lets_the_text_go_and_undoing_it_stops_the_next(county: County) -> None:
    front, other = two(county)
    before = stored(county, front, other)
    join = joined(county, front, other)
    assert (ways(county, front).phones, ways(county, front).contact_by) == ((MOBILE,), ContactBy.TEXT)
    placed(county, front, *lines("MAT-010"))
    assert (told(county, front), texts()) == (["SENT"], 1)
    placed(county, front, *lines("MAT-010"))
    tell_people(call_as(county.scopes["system"]))
    part_people(call_as(county.scopes["desk"]), request=PeopleToPart(join.join_id, "Cousins"))
    assert (ways(county, front).phones, ways(county, front).contact_by) == ((), ContactBy.LETTER)
    # What waited for the text is not sent to somebody else's phone, nor is what comes now.
    placed(county, front, *lines("MAT-010"))
    assert (told(county, front), texts()) == (["SENT", "WITHDRAWN", "WITHDRAWN"], 1)
    assert stored(county, front, other) == before


@pytest.mark.parametrize("asks", ["front", "other"])
def test_do_not_contact_binds_on_either_record(county: County, asks: str) -> None:
    front = someone(county, contact_by="none" if asks == "front" else "text", mobile=MOBILE)
    other = someone(county, name="Peggy Oakes", contact_by="none" if asks == "other" else "text", mobile=MOBILE)
    placed(county, other, *lines("MAT-010"))
    placed(county, front, *lines("MAT-010"))
    joined(county, front, other)
    assert (told(county, front), told(county, other), texts()) == (["WITHDRAWN"], ["WITHDRAWN"], 0)


def test_who_asked_for_no_contact_leaves_the_list_to_ring_with_the_join(county: County) -> None:
    front, desk = someone(county, contact_by="phone", phone="01632 960001"), county.scopes["desk"]
    booked(county, *placed(county, front, *lines("MAT-010")).visit_ids, days=1)
    told(county, front)
    with seen_by(county, "desk"):
        assert (count_to_tell(desk, at=now()), len(people_to_tell(desk, at=now(), today=TODAY))) == (1, 1)
    joined(county, front, someone(county, name="Peggy Oakes", contact_by="none"))
    with seen_by(county, "desk"):
        assert (count_to_tell(desk, at=now()), people_to_tell(desk, at=now(), today=TODAY)) == (0, ())


def test_whoever_books_drives_or_looks_up_sees_what_the_other_record_knows(county: County) -> None:
    front, other = two(county, contact_by="phone", nhs_number=nhs(3))
    desk, (visit_id,) = county.scopes["desk"], placed(county, front, *lines("MAT-010")).visit_ids
    joined(county, front, other)
    booked(county, visit_id, days=1)
    told(county, front)
    with seen_by(county, "desk"):
        (to_book,), stop = visits_to_book(desk, [visit_id]), any_visit(desk, visit_id, TODAY)
        seen, (to_ring,) = visit_seen(desk, visit_id, TODAY), people_to_tell(desk, at=now(), today=TODAY, words=nhs(3))
        (found,) = find_people(desk, read_wish(nhs(3), today=TODAY))
        rows, many = visit_list(desk, Wanted(now(), words=nhs(3), named=True))
    assert {one.ways.phones for one in (to_book, stop, seen)} == {(MOBILE,)}
    assert (to_ring.person_id, to_ring.recipient) == (front.id, MOBILE)
    assert {seen.ways.nhs_number, found.nhs_number} == {nhs(3)}
    assert (many, [row.person_id for row in rows]) == (1, [front.id])


def test_what_the_record_behind_says_is_put_right_there_and_the_person_is_found_by_it(county: County) -> None:
    front, other = two(county, contact_by="none")
    joined(county, front, other)
    assert ways(county, front).contact_by is ContactBy.NONE
    with seen_by(county, "desk"):
        before = person(county.scopes["desk"], other.id)
    said = replace(before.details, contact_by="text", mobile="07700 900456")
    request = PersonToChange(front.id, before.version, said, other.id)
    change_person(call_as(county.scopes["desk"]), request=request)
    assert (ways(county, front).phones, ways(county, front).contact_by) == (("07700 900456",), ContactBy.TEXT)
    with seen_by(county, "desk"):
        (found,) = find_people(county.scopes["desk"], read_wish("07700 900456", today=TODAY))
    assert found.person_id == front.id
    stranger = someone(county, name="Ada Reed")
    with pytest.raises(Refused, match=CallReason.NOT_FOUND):
        change_person(call_as(county.scopes["desk"]), request=replace(request, record_id=stranger.id))


def test_a_wrong_nhs_number_on_the_record_behind_becomes_the_one_in_front(county: County) -> None:
    """They are one person's: it is nobody else who has the number."""
    desk, front = county.scopes["desk"], added(county, details(nhs_number=nhs(3)))
    other = added(county, details("Peggy", "Oakes", nhs_number=nhs(4), birth_on=date(1942, 3, 5)))
    request = PeopleToJoin(front.person_id, other.person_id, "One person")
    join_people(call_as(desk), request=request)
    with seen_by(county, "desk"):
        before = person(desk, other.person_id)
    said = replace(before.details, nhs_number=nhs(3))
    change_person(call_as(desk), request=PersonToChange(front.person_id, before.version, said, other.person_id))
    with seen_by(county, "desk"):
        known = person_file(desk, front.person_id, on=TODAY).ways.nhs_numbers
    assert [one.nhs_number for one in known] == [nhs(3)]


def test_a_death_on_the_record_behind_holds_and_is_taken_back_there(county: County) -> None:
    desk, (front, other) = county.scopes["desk"], two(county)
    (visit_id,) = placed(county, front, *lines("MAT-010")).visit_ids
    died = LifeEventWanted(other.id, LifeEventKind.DEATH, TODAY, "Her daughter")
    event_id = record_life_event(call_as(desk), request=died).life_event_id
    joined(county, front, other)
    assert (told(county, front), texts()) == ([], 0)
    with seen_by(county, "desk"):
        assert living(desk, [front.id, other.id]) == frozenset()
        assert reachable(desk, [front.id], today=TODAY) == {}
        seen = any_visit(desk, visit_id, TODAY), visit_seen(desk, visit_id, TODAY), visits_to_book(desk, [visit_id])[0]
        assert {one.died_on for one in seen} == {TODAY}
        assert person_file(desk, front.id, on=TODAY).person.died_on == TODAY
        (found,) = find_people(desk, read_wish("Margaret Sallow", today=TODAY))
        assert found.died_on == TODAY
    withdraw_life_event(call_as(desk), request=EventToWithdraw(event_id, "Another person"))
    assert [row["died_on"] for row in stored(county, front, other)] == [None, None]
    placed(county, front, *lines("MAT-010"))
    assert set(told(county, front)) == {"SENT"}

"""Somebody rings or writes: what is told leaves the list, who was not reached comes back, the dead are not rung."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import OutboxMessage
from handrail.core.refusal import CallReason, Refused
from handrail.jobs.work import work_once
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.usecases.tell_by_hand import ToldByHand, tell_by_hand
from handrail.usecases.tell_people import tell_people
from handrail.usecases.withdraw_request import Withdrawal, withdraw_request
from handrail.visits.queries.by_hand import people_to_tell
from tests.ordering import Someone, codes, lines, placed, someone
from tests.situations import another_county, call_as, northdown
from tests.visiting import a_stop, asked, booked, handed, received, recorded, seen_by, slot
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


def to_be_rung(county: County, *, contact_by: str = "phone", **facts: Any) -> tuple[Someone, OutboxMessage]:
    """Someone who likes to be rung, whose visit is booked, and the message that waits for somebody."""
    who = someone(county, contact_by=contact_by, phone="01632 960001", **facts)
    order = placed(county, who, *lines("MAT-010"))
    booked(county, *order.visit_ids, days=1)
    tell_people(call_as(county.scopes["system"]))
    with seen_by(county, "system"):
        return who, OutboxMessage.objects.get(person_id=who.id, kind="VISIT_BOOKED")


def waiting(county: County) -> list[str]:
    with seen_by(county, "desk"):
        return [one.person_name for one in people_to_tell(county.scopes["desk"], at=now(), today=date(2026, 3, 3))]


def test_who_is_told_leaves_the_list_and_it_stands_in_the_time_line(county: County) -> None:
    who, message = to_be_rung(county, communication_needs=["SPEAK_SLOWLY"])
    client, url = signed_in(county, "desk"), reverse("controller:people_to_tell")
    html = client.get(url).content.decode()
    assert "Needs time to speak and to answer" in html
    assert "between midday and 4pm" in html
    sent = {"idempotency_key": str(fresh_id()), "message_id": str(message.id), "reached": "yes"}
    assert client.post(url, sent).status_code == 302
    assert waiting(county) == []
    story = client.get(reverse("person:person", args=[who.id])).content.decode()
    assert "Told them by phone: a visit is booked" in story
    assert "between midday and 4pm" in story
    # Two at the desk ring at once: the second is told, nothing is written twice.
    again = client.post(url, {**sent, "idempotency_key": str(fresh_id())})
    assert again.status_code == 409


def test_who_is_booked_into_hours_that_have_begun_is_to_be_rung_and_the_visit_says_so(county: County) -> None:
    who = someone(county, contact_by="phone", phone="01632 960001")
    order = placed(county, who, *lines("MAT-010"))
    page = reverse("controller:visit", args=order.visit_ids)
    with time_machine.travel(slot()[0] + timedelta(minutes=90), tick=False):
        booked(county, *order.visit_ids)
        tell_people(call_as(county.scopes["system"]))
        assert waiting(county) == ["Winifred Harker"]
        desk = signed_in(county, "desk")
        assert "They are on the list of people to tell" in desk.get(page).content.decode()
        with seen_by(county, "system"):
            message = OutboxMessage.objects.get(person_id=who.id, kind="VISIT_BOOKED")
        tell_by_hand(call_as(county.scopes["desk"]), request=ToldByHand(message.id, reached=True))
        html = desk.get(page).content.decode()
    assert "Told of the time" in html
    assert "They are on the list of people to tell" not in html


def test_that_a_visit_could_not_be_done_leaves_the_list_once_its_next_is_told(county: County) -> None:
    stop = a_stop(county, "MAT-010", who=someone(county, contact_by="phone", phone="01632 960001"))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    tell_people(call_as(county.scopes["system"]))
    other = placed(county, stop.who, *lines("BED-010"))
    with time_machine.travel(now() + timedelta(minutes=1), tick=False):
        booked(county, *other.visit_ids, days=1, told=True)
        tell_people(call_as(county.scopes["system"]))
        assert waiting(county) == ["Winifred Harker"]
    wanted = NextStepWanted(stop.visit_id, Taken.VISIT_AGAIN)
    again = take_next_step(call_as(county.scopes["desk"]), request=wanted).follow_up_visit_ids
    with time_machine.travel(now() + timedelta(minutes=2), tick=False):
        booked(county, *again, days=1, told=True)
        tell_people(call_as(county.scopes["system"]))
        assert waiting(county) == []


@pytest.mark.parametrize(("days", "still"), [(1, []), (2, ["Winifred Harker"])])
def test_that_a_visit_is_off_leaves_the_list_where_another_comes_at_its_hours(
    county: County, days: int, still: list[str]
) -> None:
    stop = a_stop(county, "MAT-010", who=someone(county, contact_by="phone", phone="01632 960001"))
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    (loan,) = (loan.loan_id for loan in done.loans)
    system = call_as(county.scopes["system"]).scope
    for minutes, on in enumerate((1, days)):
        with time_machine.travel(now() + timedelta(minutes=2 * minutes), tick=False):
            booked(county, asked(county, loan).visits[0].visit_id, days=on, told=True)
            tell_people(call_as(system))
        with time_machine.travel(now() + timedelta(minutes=2 * minutes + 1), tick=False):
            if minutes == 0:
                withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan,)))
                tell_people(call_as(system))
                assert waiting(county) == ["Winifred Harker"]
            else:
                assert waiting(county) == still


def test_what_was_never_told_neither_adds_to_the_list_nor_hides_what_is_off(county: County) -> None:
    """Given a told visit that is off, when others at its hours are booked and taken back untold, then one thing is to
    be said: that another comes, or that the first does not."""
    stop = a_stop(county, "MAT-010", who=someone(county, contact_by="phone", phone="01632 960001"))
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    (loan,) = (loan.loan_id for loan in done.loans)
    seen, steps = [], [(True, True), (False, True), (False, False)]
    for step, (said, taken_back) in enumerate(steps):
        with time_machine.travel(now() + timedelta(minutes=2 * step), tick=False):
            booked(county, asked(county, loan).visits[0].visit_id, days=1, told=said)
            seen.append(kinds_to_tell(county))
        with time_machine.travel(now() + timedelta(minutes=2 * step + 1), tick=False):
            if taken_back:
                withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan,)))
            seen.append(kinds_to_tell(county))
    assert seen == [[], ["VISIT_OFF"], ["VISIT_BOOKED"], ["VISIT_OFF"], ["VISIT_BOOKED"], ["VISIT_BOOKED"]]


def kinds_to_tell(county: County) -> list[str]:
    """What the desk's list holds now."""
    tell_people(call_as(county.scopes["system"]))
    with seen_by(county, "desk"):
        found = people_to_tell(county.scopes["desk"], at=now(), today=date(2026, 3, 3))
    return [one.kind for one in found if one.kind != "VISIT_DONE"]


def test_the_list_is_filtered_by_person(county: County) -> None:
    to_be_rung(county, nhs_number="9434765919")
    client, url = signed_in(county, "desk"), reverse("controller:people_to_tell")
    for words, found in (("harker", True), ("943 476 5919", True), ("h%r", False), ("943 476", False)):
        html = client.get(url, {"words": words}).content.decode()
        assert ("Winifred Harker" in html) is found, words
        assert ("Nothing fits what is asked for now" in html) is not found, words
    assert "Winifred Harker" in client.get(url, {"words": "harker", "format": "csv"}).getvalue().decode()
    assert "Winifred Harker" not in client.get(url, {"words": "other", "format": "csv"}).getvalue().decode()


def test_the_list_fills_at_night_and_says_not_to_ring_before_the_morning(county: County) -> None:
    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        to_be_rung(county)
        assert waiting(county) == ["Winifred Harker"]
        url = reverse("controller:people_to_tell")
        assert "Not before tomorrow at 8am" in signed_in(county, "desk").get(url).content.decode()


def test_who_is_not_reached_comes_back(county: County) -> None:
    _, message = to_be_rung(county)
    call = call_as(county.scopes["desk"], key="ring")
    request = ToldByHand(message.id, reached=False)
    assert tell_by_hand(call, request=request) == tell_by_hand(call, request=request)
    assert waiting(county) == []
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        assert waiting(county) == ["Winifred Harker"]
    with seen_by(county, "system"):
        assert OutboxMessage.objects.get(pk=message.id).attempts == 1


def test_a_text_that_could_not_be_sent_is_rung_through(county: County, settings: LazySettings) -> None:
    _, message = to_be_rung(county, contact_by="text", mobile="07700 900123")
    settings.DEMO_MODE = False
    work_once(now())
    settings.DEMO_MODE = True
    assert waiting(county) == ["Winifred Harker"]
    assert (
        "The text could not be sent"
        in signed_in(county, "desk").get(reverse("controller:people_to_tell")).content.decode()
    )
    tell_by_hand(call_as(county.scopes["desk"]), request=ToldByHand(message.id, reached=True))
    with seen_by(county, "system"):
        row = OutboxMessage.objects.get(pk=message.id)
    assert (row.state, row.channel) == ("SENT", "PHONE")


def test_after_a_death_nobody_is_rung(county: County) -> None:
    who, message = to_be_rung(county)
    wanted = LifeEventWanted(who.id, LifeEventKind.DEATH, date(2026, 3, 3), "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    assert waiting(county) == []
    with pytest.raises(Refused) as refused:
        tell_by_hand(call_as(county.scopes["desk"]), request=ToldByHand(message.id, reached=True))
    assert codes(refused.value) == {CallReason.STALE}


def test_another_county_s_message_is_not_there_and_a_driver_tells_nobody(county: County) -> None:
    _, message = to_be_rung(county)
    request = ToldByHand(message.id, reached=True)
    with pytest.raises(Refused) as refused:
        tell_by_hand(call_as(another_county().scopes["desk"]), request=request)
    assert codes(refused.value) == {CallReason.NOT_FOUND}
    with pytest.raises(Refused) as refused:
        tell_by_hand(call_as(county.scopes["driver"]), request=request)
    assert codes(refused.value) == {CallReason.NOT_ALLOWED}


def test_the_last_step_failing_leaves_it_to_be_told(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    _, message = to_be_rung(county)

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr("handrail.identity.calls.Change.touched", broken)
        with pytest.raises(RuntimeError):
            tell_by_hand(call_as(county.scopes["desk"]), request=ToldByHand(message.id, reached=True))
    assert waiting(county) == ["Winifred Harker"]


def test_the_list_is_sorted_and_taken_along_as_a_file(county: County) -> None:
    to_be_rung(county, name="Zoe Ash")
    to_be_rung(county, name="Adam Young")
    client, url = signed_in(county, "desk"), reverse("controller:people_to_tell")
    by_name = client.get(url, {"sort": "name"}).content.decode()
    assert by_name.index("Zoe Ash") < by_name.index("Adam Young")
    turned = client.get(url, {"sort": "-name"}).content.decode()
    assert turned.index("Adam Young") < turned.index("Zoe Ash")
    answer = client.get(url, {"sort": "name", "format": "csv"})
    text = b"".join(answer).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert text.index("Zoe Ash") < text.index("Adam Young")
    assert "01632 960001" in text or "01632960001" in text
    assert signed_in(county, "depot").get(url, {"format": "csv"}).status_code == 403


def test_the_list_comes_in_pages_with_a_total(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.web.controller.tell_by_hand.A_PAGE", 1)
    to_be_rung(county, name="Zoe Ash")
    _, last = to_be_rung(county, name="Adam Young")
    client, url = signed_in(county, "desk"), reverse("controller:people_to_tell")
    pages = [client.get(url, {"sort": "name", "page": page}).content.decode() for page in (1, 2)]
    for page, here, elsewhere in ((pages[0], "Zoe Ash", "Adam Young"), (pages[1], "Adam Young", "Zoe Ash")):
        assert here in page
        assert elsewhere not in page
    assert "Showing 1 to 1 of 2" in pages[0]
    assert "Showing 2 to 2 of 2" in pages[1]
    assert "Showing 1 to 1 of 2" not in client.get(url, {"words": "young"}).content.decode()
    # The file holds all of them.
    both = client.get(url, {"format": "csv"}).getvalue().decode()
    assert "Zoe Ash" in both
    assert "Adam Young" in both
    # Who tells the last one of the last page is led to a page that there is.
    address = f"{url}?sort=name&page=2"
    sent = {"idempotency_key": str(fresh_id()), "message_id": str(last.id), "reached": "yes"}
    assert client.post(address, sent)["Location"] == address
    assert client.get(address)["Location"] == f"{url}?sort=name"

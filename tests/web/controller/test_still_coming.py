"""A collection because someone moved or died shows what is still on order, and leads to recording it in one step."""

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.record_life_event import record_life_event
from tests.ordering import lines, placed
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import on_loan
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def collection(loan_id: UUID, **also: str) -> dict[str, str]:
    return {
        "idempotency_key": str(fresh_id()), "loans": str(loan_id), "asked_for": "COLLECTION", "asked_by": "PERSON",
        "reason": "moved_away", **also,
    }  # fmt: skip


def test_what_is_still_to_come_is_shown_and_decided(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    order = placed(county, stop.who, *lines("TOI-030"))
    url = reverse("controller:request_visit", args=[stop.who.id])
    client = signed_in(county, "desk")
    page = client.get(url).content.decode()
    assert "Still to come" in page
    assert reverse("prescriber:order", args=[order.order_id]) in page
    asked = client.post(url, collection(done.loans[0].loan_id))
    assert asked.status_code == 422
    assert "1 thing ordered for this person can still come" in asked.content.decode()
    event = client.post(url, collection(done.loans[0].loan_id, still_comes="record"))
    assert event["Location"] == f"{reverse('person:record_life_event', args=[stop.who.id])}?kind=MOVE"
    assert 'value="MOVE" checked' in client.get(event["Location"]).content.decode()
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    assert client.post(url, collection(done.loans[0].loan_id, still_comes="keep")).status_code == 302
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]


def test_a_death_told_in_a_call_leads_to_recording_it(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    placed(county, stop.who, *lines("TOI-030"))
    url = reverse("controller:answer_call", args=[stop.who.id])
    sent = collection(done.loans[0].loan_id, still_comes="record", reason="died")
    typed = {f"ask-{name}": value for name, value in sent.items()}
    answer = signed_in(county, "desk").post(url, {**typed, "which": "ask"})
    assert answer["Location"].endswith("?kind=DEATH")


def test_what_was_typed_of_a_call_stays_when_something_is_asked_for(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    url = reverse("controller:answer_call", args=[stop.who.id])
    client = signed_in(county, "desk")
    page = client.get(url).content.decode()
    assert page.count('<form method="post"') == page.count("Log this contact</button>")
    said = {"log-detail": "Her bed squeaks", "log-outcome": "Calmed her", "log-caller": "Ada", "log-who": "PERSON"}
    sent = {f"ask-{name}": value for name, value in collection(done.loans[0].loan_id, still_comes="keep").items()}
    wrong = client.post(url, {**sent, **said, "ask-asked_for": "", "which": "ask"}).content.decode()
    assert "Her bed squeaks" in wrong
    assert client.post(url, {**sent, **said, "which": "ask"}).status_code == 302
    again = client.get(url).content.decode()
    for words in ("Her bed squeaks", "Calmed her\nCollection", 'value="Ada"', 'value="PERSON" checked'):
        assert words in again, words


def test_what_happened_is_recorded_first_where_nothing_is_to_come(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loan = done.loans[0].loan_id
    url = reverse("controller:request_visit", args=[stop.who.id])
    event = reverse("person:record_life_event", args=[stop.who.id])
    client = signed_in(county, "desk")
    opened = client.get(url).content.decode()
    assert "Still to come" not in opened
    assert 'name="still_comes"' not in opened
    assert event in opened
    refused = client.post(url, collection(loan, reason="died", asked_by="CARER"))
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "What happened is not on the record yet. Record it first, or say that only these things go" in said
    assert 'name="still_comes"' in said
    assert f"{event}?kind=DEATH" in said
    record = client.post(url, collection(loan, reason="died", asked_by="CARER", still_comes="record"))
    assert record["Location"] == f"{event}?kind=DEATH"
    asked = client.post(url, collection(loan, reason="died", still_comes="keep"))
    assert asked.status_code == 422
    assert "Someone who has died cannot ask. Say who told us" in asked.content.decode()
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    assert client.post(url, collection(loan, still_comes="keep")).status_code == 302


def test_nothing_is_asked_where_it_is_recorded(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    death = LifeEventWanted(stop.who.id, LifeEventKind.DEATH, on=date(2026, 3, 3), told_by="Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=death)
    url = reverse("controller:request_visit", args=[stop.who.id])
    client = signed_in(county, "desk")
    assert 'value="CARER" checked' in client.get(url).content.decode()
    answer = client.post(url, collection(done.loans[0].loan_id, reason="died", asked_by="CARER"))
    assert answer.status_code == 302


def test_nothing_is_asked_for_another_reason(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    url = reverse("controller:request_visit", args=[stop.who.id])
    sent = collection(done.loans[0].loan_id, reason="recovered")
    assert signed_in(county, "desk").post(url, sent).status_code == 302


def test_a_date_is_asked_beneath_a_collection_only(county: County) -> None:
    stop, _ = on_loan(county, "BED-010")
    page = signed_in(county, "desk").get(reverse("controller:request_visit", args=[stop.who.id])).content.decode()
    collection_part = page.partition('value="COLLECTION"')[2].partition('value="REPAIR"')[0]
    assert page.count('name="chosen_on-day"') == collection_part.count('name="chosen_on-day"') == 1

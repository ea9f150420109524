"""The page of an issue asks whether it has happened already only where it refused something, and then records it."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from tests.ordering import someone
from tests.usecases.test_already_taken import found, set_apart
from tests.usecases.test_satellite import COUNTED, brought, issued, stocked, store
from tests.web.depot.conftest import SignedIn

pytestmark = pytest.mark.django_db


def test_the_page_asks_only_once_something_was_refused(signed_in: SignedIn, county: County) -> None:
    number, who = set_apart(county), someone(county)
    client, page = signed_in("ward"), reverse("depot:issue")
    asked = "They have it already: record it as it is"
    assert asked not in client.get(f"{page}?person={who.id}").content.decode()
    sent = {"place": str(store(county)), "person": str(who.id), "purpose": "discharge", "items": number}
    refused = client.post(page, {**sent, "idempotency_key": str(fresh_id())})
    assert refused.status_code == 422
    assert asked in refused.content.decode()
    done = client.post(page, {**sent, "taken": "on", "idempotency_key": str(fresh_id())}, follow=True)
    assert "another is brought at once" in done.content.decode()
    assert found(county) == [("HANDED_OVER_UNFIT", "DEPOT")]


def test_a_code_that_no_record_knows_is_told_to_the_depot(signed_in: SignedIn, county: County) -> None:
    client, page = signed_in("ward"), reverse("depot:issue")
    sent = {"place": str(store(county)), "person": str(someone(county).id), "purpose": "discharge", "items": "QQQ-7"}
    refused = client.post(page, {**sent, "idempotency_key": str(fresh_id())})
    assert "They have it already: record it as it is" in refused.content.decode()
    done = client.post(page, {**sent, "taken": "on", "idempotency_key": str(fresh_id())}, follow=True)
    assert "has QQQ-7. No item is known by that" in done.content.decode()
    assert found(county) == [("HANDED_OVER_UNKNOWN", "DEPOT")]


def test_the_page_says_which_check_wants_a_reason(signed_in: SignedIn, county: County) -> None:
    who = someone(county)
    stocked(county)
    issued(county, who, ItemScan(COUNTED))
    client, page = signed_in("ward"), reverse("depot:issue")
    sent = {"place": str(store(county)), "person": str(who.id), "purpose": "discharge", "items": COUNTED}
    refused = client.post(page, {**sent, "idempotency_key": str(fresh_id())}).content.decode()
    assert "Give your reason for going on: Rail bumpers, padded, pair: The person has" in refused
    assert "this check" not in refused


@pytest.mark.parametrize("items", [f"{COUNTED} x 0", f"{COUNTED} x 99999", "{number}\n{number}", ""])
def test_a_slip_in_the_scans_is_told_alone(signed_in: SignedIn, county: County, items: str) -> None:
    refused = issue_refused(signed_in, county, items.format(number=stocked(county)))
    assert "There is a problem" in refused
    assert "They have it already" not in refused


def test_a_question_without_its_answer_is_told_alone(signed_in: SignedIn, county: County) -> None:
    refused = issue_refused(signed_in, county, brought(county, "CUS-012"))
    assert "Answer: " in refused
    assert "They have it already" not in refused


def issue_refused(signed_in: SignedIn, county: County, items: str) -> str:
    sent = {"place": str(store(county)), "person": str(someone(county).id), "purpose": "discharge", "items": items}
    answer = signed_in("ward").post(reverse("depot:issue"), {**sent, "idempotency_key": str(fresh_id())})
    assert answer.status_code == 422
    return answer.content.decode()

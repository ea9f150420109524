"""What becomes of things on loan without a visit: kept, a request taken back, or never to come back."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Gift, Loan
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import LeftUndone
from tests.situations import another_county, call_as
from tests.stock_situations import columns
from tests.visiting import asked, collection, on_loan, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

PAGES = ("keep_lent", "take_request_back", "end_lent")


def send(county: County, page: str, person_id: UUID, *, by: str = "desk", query: str = "", **given: Any) -> Any:
    address = reverse(f"controller:{page}", args=[person_id]) + query
    return signed_in(county, by).post(address, {"idempotency_key": str(fresh_id()), **given}, follow=True)


def test_both_pages_of_a_person_lead_to_what_this_user_may_do(county: County) -> None:
    stop, done = on_loan(county, "BED-010", "MAT-010")
    desk, nurse = signed_in(county, "desk"), signed_in(county, "nurse")
    before = desk.get(reverse("person:person", args=[stop.who.id])).content.decode()
    assert "Take the request back" not in before
    asked(county, done.loans[0].loan_id)
    for name, query in (("person:person", ""), ("controller:answer_call", "?from=call")):
        shown = desk.get(reverse(name, args=[stop.who.id])).content.decode()
        for page in PAGES:
            assert f'href="{reverse(f"controller:{page}", args=[stop.who.id])}{query}"' in shown, (name, page)
    seen = nurse.get(reverse("person:person", args=[stop.who.id])).content.decode()
    # Nothing was asked of anybody yet: there is nothing to keep "after all".
    assert "Set another day for the review" in seen
    assert "Keep it after all" not in seen
    assert "It is lost, sold or theirs now" not in seen
    for page in PAGES:
        assert desk.get(reverse(f"controller:{page}", args=[stop.who.id])).status_code == 200


def test_a_loan_is_kept_until_another_day(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loan_id = str(done.loans[0].loan_id)
    given = {"loans": loan_id, "review_on-day": "1", "review_on-month": "3", "review_on-year": "2027"}
    told = send(county, "keep_lent", stop.who.id, by="nurse", note="His daughter, by phone", **given)
    assert "The loan goes on." in told.content.decode()
    assert columns(county.scopes["desk"], Loan, "state", "review_on") == [("ACTIVE", date(2027, 3, 1))]
    past = send(county, "keep_lent", stop.who.id, **{**given, "review_on-year": "2020"})
    assert past.status_code == 422


@pytest.mark.parametrize(("name", "prefix"), [("request_visit", ""), ("answer_call", "ask-")])
def test_the_page_asks_what_becomes_of_a_repair_of_what_is_fetched(county: County, name: str, prefix: str) -> None:
    stop, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    repair = asked(county, loan_id, asked_for=AskedFor.REPAIR, fault="frame_bent").visits[0].visit_id
    question = "A visit comes for this already. What happens to that request?"
    page = signed_in(county, "desk").get(reverse(f"controller:{name}", args=[stop.who.id])).content.decode()
    assert question not in page
    said = {"loans": str(loan_id), "asked_for": "COLLECTION", "asked_by": "CARER", "idempotency_key": str(fresh_id())}
    given = {f"{prefix}{field}": value for field, value in said.items()} | {"which": "ask"}
    refused = send(county, name, stop.who.id, **given)
    assert refused.status_code == 422
    assert question in refused.content.decode()
    assert "comes to repair it" in refused.content.decode()
    told = send(county, name, stop.who.id, **given, **{f"{prefix}meanwhile": "WITHDRAW"})
    assert "Asked for. Someone comes" in told.content.decode()
    assert visit_row(county, repair).state == "CANCELLED"


def test_a_family_takes_its_request_back_in_a_call(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    visit_id = asked(county, loan_id).visits[0].visit_id
    given = {"loans": str(loan_id), "asked_for": "COLLECTION"}
    unsaid = send(county, "take_request_back", stop.who.id, **given)
    assert "Say why it is not needed any more" in unsaid.content.decode()
    told = send(county, "take_request_back", stop.who.id, query="?from=call", reason="He came home again", **given)
    shown = told.content.decode()
    assert told.redirect_chain[-1][0] == reverse("controller:answer_call", args=[stop.who.id])
    assert "Take the request back: " in shown
    assert visit_row(county, visit_id).state == "CANCELLED"
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    again = send(county, "take_request_back", stop.who.id, reason="Once more", **given)
    assert again.status_code == 422


def test_a_swap_taken_back_asks_what_becomes_of_what_is_to_come(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    asked(county, loan_id, asked_for=AskedFor.SWAP, fault="frame_bent")
    given = {"loans": str(loan_id), "asked_for": "COLLECTION", "reason": "It works again"}
    unsaid = send(county, "take_request_back", stop.who.id, **given)
    assert unsaid.status_code == 422
    assert "is still to come in its place. Say what should happen to it" in unsaid.content.decode()
    assert 'value="It works again"' in unsaid.content.decode()
    told = send(county, "take_request_back", stop.who.id, replacement="CANCEL", **given)
    assert "The request is taken back." in told.content.decode()
    assert sorted(columns(county.scopes["desk"], OrderLine, "state")) == ["CANCELLED", "DELIVERED"]


@pytest.mark.parametrize("name", ["request_visit", "answer_call"])
def test_what_was_not_fetched_is_asked_for_again_on_the_page(county: County, name: str) -> None:
    stop, (loan_id,), visit_id = collection(county, "BED-010")
    fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(visit_id, "still_in_use"))
    mark = "ask-" if name == "answer_call" else ""
    given = {
        f"{mark}loans": str(loan_id),
        f"{mark}asked_for": "COLLECTION",
        f"{mark}asked_by": "PERSON",
        "which": "ask",
    }
    given |= {f"{mark}idempotency_key": str(fresh_id()), f"{mark}note": "Ring twice"}
    unsaid = send(county, name, stop.who.id, **given)
    assert unsaid.status_code == 422
    assert "nobody is on the way. Say whether somebody goes again" in unsaid.content.decode()
    assert "Ring twice" in unsaid.content.decode()
    step = send(county, name, stop.who.id, **given, **{f"{mark}again": "step"})
    assert step.redirect_chain[-1][0] == reverse("controller:take_next_step", args=[visit_id])
    asked_for = send(county, name, stop.who.id, **given, **{f"{mark}again": "go"})
    assert "Asked for." in asked_for.content.decode()
    assert visit_row(county, visit_id).next_step_done_at is not None


def test_what_a_crew_could_not_find_is_lost_and_the_difference_is_settled_with_it(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    (task,) = columns(county.scopes["desk"], VisitTask, "id", visit=visit_id)
    recorded(county, visit_id, undone=(LeftUndone(task, Outcome.MISSING, "item_not_found"),))
    (found,) = columns(county.scopes["desk"], Discrepancy, "id", kind="NOT_FOUND_AT_HOME")
    shown = signed_in(county, "desk").get(reverse("depot:settle", args=[found])).content.decode()
    assert reverse("controller:end_lent", args=[stop.who.id]) in shown
    asked_of_depot = signed_in(county, "depot").get(reverse("depot:settle", args=[found])).content.decode()
    assert reverse("controller:end_lent", args=[stop.who.id]) not in asked_of_depot
    (loan_id,) = columns(county.scopes["desk"], Loan, "id")
    told = send(county, "end_lent", stop.who.id, loans=str(loan_id), reason="LOST", note="Thrown out in the clearance")
    assert "The loan is ended." in told.content.decode()
    assert columns(county.scopes["desk"], Loan, "state", "end_reason") == [("ENDED", "LOST")]
    assert columns(county.scopes["desk"], Asset, "state") == ["LOST"]
    assert columns(county.scopes["desk"], Discrepancy, "settled_how") == ["LOST: Thrown out in the clearance"]


def test_what_is_theirs_now_becomes_a_gift_once(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    given = {"loans": str(done.loans[0].loan_id), "reason": "GIFTED", "note": "Not worth collecting"}
    assert "Say how you know" in send(county, "end_lent", stop.who.id, **{**given, "note": ""}).content.decode()
    key = str(fresh_id())
    address = reverse("controller:end_lent", args=[stop.who.id])
    client = signed_in(county, "desk")
    assert [client.post(address, {**given, "idempotency_key": key}).status_code for _ in range(2)] == [302, 302]
    assert columns(county.scopes["desk"], Gift, "quantity") == [1]


@pytest.mark.parametrize("page", PAGES)
def test_only_who_may_opens_them_and_nobody_elses_person(county: County, page: str) -> None:
    stop, _ = on_loan(county, "BED-010")
    address = reverse(f"controller:{page}", args=[stop.who.id])
    assert signed_in(county, "driver").get(address).status_code == 403
    assert signed_in(county, "nurse").get(address).status_code == (403 if page == "end_lent" else 200)
    # The depot settles differences, but sees no people.
    assert signed_in(county, "depot").get(address).status_code == (404 if page == "end_lent" else 403)
    assert signed_in(another_county(), "desk").get(address).status_code == 404

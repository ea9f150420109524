"""Home, following orders, the page of an order, and the pages that change it."""

from datetime import timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.identity.models import User
from handrail.orders.models import Check, Order, OrderLine
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import steps_of
from handrail.orders.rules.basis import Basis
from handrail.orders.rules.facts import LineRequest
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.escalate_releases import escalate_releases
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.return_release import ReleaseQuestion, return_release
from handrail.usecases.save_draft import DraftRequest, save_draft
from tests.ordering import lines, placed, seen_by, someone
from tests.situations import another_county, call_as
from tests.visiting import a_stop
from tests.web.pages import signed_in
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


def sent(html: str, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """A form of the page with what was typed."""
    return {"idempotency_key": key_of(html), **typed}


def test_home_lists_drafts_what_waits_and_what_is_under_way(county: County) -> None:
    who = someone(county)
    nurse = call_as(county.scopes["nurse"])
    save_draft(nurse, request=DraftRequest(who.id, {"lines": [{}, {}]}))
    order = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))
    question = ReleaseQuestion(order.release_ids, "Why two mattresses?")
    return_release(call_as(county.scopes["adviser"]), request=question)
    html = signed_in(county, "nurse").get("/prescribing/").content.decode()
    assert "Waiting for you" in html
    assert "Why two mattresses?" in html
    assert "My drafts" in html
    assert "Air mattress with pump" in html
    assert "Grace Adeyemi" in html


def test_home_has_one_row_for_each_order_that_leads_to_the_person(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030", "WLK-031"))
    html = signed_in(county, "nurse").get("/prescribing/").content.decode()
    mine = html.partition('id="in-progress"')[2].partition("</table>")[0]
    assert mine.count(f">{order.number}<") == 1
    assert f'href="/people/{who.id}/"' in mine
    assert "Commode, legs adjust; " in mine


def test_what_was_not_approved_is_told_with_why_by_whom_and_when(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    no = ReleaseNo(order.release_ids, "already_on_loan", "She has had one since March")
    refuse_release(call_as(county.scopes["adviser"]), request=no)
    nurse = signed_in(county, "nurse")
    told = nurse.get("/prescribing/").content.decode().partition('id="refused"')[2].partition("</table>")[0]
    by = User.objects.get(pk=county.users["adviser"]).name
    for words in (str(order.number), "Person already has one: She has had one since March", by, "just now"):
        assert words in told, words
    listed = nurse.get("/prescribing/orders/").content.decode()
    assert "Person already has one: She has had one since March" in listed
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        assert 'id="refused"' not in nurse.get("/prescribing/").content.decode()


def test_the_newest_order_stands_first(county: County) -> None:
    numbers = [placed(county, someone(county), *lines("TOI-030")).number for _ in range(2)]
    html = signed_in(county, "nurse").get("/prescribing/orders/").content.decode()
    assert html.index(f">{numbers[1]}<") < html.index(f">{numbers[0]}<")


def test_following_with_filters_sorting_and_a_file(county: County) -> None:
    mine = placed(county, someone(county), *lines("TOI-030"))
    placed(county, someone(county, name="Olive Branch"), *lines("WLK-031"), by="therapist")
    nurse = signed_in(county, "nurse")
    html = nurse.get("/prescribing/orders/").content.decode()
    assert str(mine.number) in html
    assert "Olive Branch" not in html
    assert "Olive Branch" in nurse.get("/prescribing/orders/?whose=all&sort=-person").content.decode()
    assert str(mine.number) not in nurse.get("/prescribing/orders/?state=DELIVERED").content.decode()
    assert str(mine.number) in nurse.get(f"/prescribing/orders/?words={mine.number}&state=open").content.decode()
    assert str(mine.number) not in nurse.get("/prescribing/orders/?late=on").content.decode()
    answer = nurse.get("/prescribing/orders/?format=csv&whose=all")
    text = b"".join(answer).decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert "Olive Branch" in text
    assert "Commode, legs adjust" in text


def test_the_order_tells_its_story(county: County) -> None:
    who = someone(county)
    placed(county, who, *lines("TOI-030"))
    order = placed(county, who, *lines("TOI-030", "BED-010"), note="Ring twice")
    cancelled = LinesToCancel((order.lines[1].line_id,), "duplicate", "Ordered by the ward")
    cancel_lines(call_as(county.scopes["nurse"]), request=cancelled)
    html = signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    for words in (
        "Commode, legs adjust",
        "Cancelled",
        "Duplicate of another order: Ordered by the ward",
        "The person has 1 of this already",
        "Seen at home; agreed with the family",
        "Riverside Surgery",
        "Ring twice",
        "Not booked yet",
        "Care route: Usual route",
        "Change this order",
        "Take cancelled items up again",
    ):
        assert words in html, words


def test_what_somebody_writes_is_never_read_as_the_contracts_rule(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    why = "BEFORE_APPROVAL: the family asked for two"
    two = {order.lines[0].line_id: LineRequest("TOI-030", 2, "deliver_5d")}
    amend_order(call_as(county.scopes["nurse"]), request=OrderAmendment(order.order_id, 1, why, changed=two))
    with seen_by(county, "nurse"):
        steps = steps_of(county.scopes["nurse"], order.order_id)
    assert {step.reason for step in steps} == {"", why}
    assert {step.basis for step in steps} == {None, Basis.WITHIN_AUTHORITY}


def test_what_goes_out_before_approval_says_so_and_names_nobody_as_its_approver(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010", speed="deliver_4h"))
    path = f"/prescribing/orders/{order.order_id}/"
    html = signed_in(county, "nurse").get(path).content.decode()
    for words in (
        "Going ahead",
        "Goes out before approval, reviewed afterwards",
        "Released before approval, by the contract&#39;s rule",
        "asked for by Grace Adeyemi",
        "Review afterwards: asked for",
        "Nobody yet",
    ):
        assert words in html, words
    for words in ("Approved", "Waiting for approval"):
        assert words not in html, words
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids, "Right so"))
    html = signed_in(county, "nurse").get(path).content.decode()
    assert "Goes out before approval, approved since" in html
    assert "Review afterwards: approved" in html
    with seen_by(county, "adviser"):
        reviewer = User.objects.get(id=county.users["adviser"]).name
    assert html.count(reviewer) >= 2


def test_within_an_authority_the_history_names_no_approval_and_after_one_its_approver(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    html = signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert "Going ahead, within the prescriber&#39;s authority" in html
    assert "Approved" not in html
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids, "Agreed"))
    with seen_by(county, "nurse"):
        steps = [step for step in steps_of(county.scopes["nurse"], order.order_id) if step.basis]
        assert {(step.basis, step.by_name) for step in steps} == {
            (Basis.APPROVED, User.objects.get(id=county.users["adviser"]).name)
        }


def test_cancelling_asks_what_and_why(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030", "WLK-031"))
    nurse = signed_in(county, "nurse")
    path = f"/prescribing/orders/{order.order_id}/cancel/"
    html = nurse.get(path).content.decode()
    answer = nurse.post(path, sent(html, note="x"))
    assert answer.status_code == 422
    assert "Choose what to cancel" in answer.content.decode()
    line = str(order.lines[0].line_id)
    answer = nurse.post(path, sent(html, line_ids=[line], reason_code="no_longer_needed"))
    assert answer.status_code == 302
    path = f"/prescribing/orders/{order.order_id}/take-up-again/"
    html = nurse.get(path).content.decode()
    assert nurse.post(path, sent(html, line_ids=[line], reason="It was a slip")).status_code == 302
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"AUTHORISED"}


def test_a_visit_that_could_not_be_done_says_why_and_who_acts_next(county: County) -> None:
    stop = a_stop(county, "BED-010")
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    html = signed_in(county, "nurse").get(f"/prescribing/orders/{stop.order.order_id}/").content.decode()
    assert "Nobody answered. Next: call the person and agree a time (service desk)" in html


def test_a_death_as_the_reason_leads_to_its_record(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030"))
    nurse = signed_in(county, "nurse")
    path = f"/prescribing/orders/{order.order_id}/cancel/"
    html = nurse.get(path).content.decode()
    assert "Record the death now" not in html
    typed: dict[str, str | list[str]] = {"line_ids": [str(order.lines[0].line_id)], "reason_code": "died", "note": "By"}
    asked = nurse.post(path, sent(html, **typed))
    assert asked.status_code == 422
    assert "The death is not on the record yet" in asked.content.decode()
    assert "Record the death now" in asked.content.decode()
    leads = nurse.post(path, sent(html, **typed, only_these="record"))
    assert leads["Location"] == f"/people/{who.id}/life-event/?kind=DEATH"
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().state == "AUTHORISED"
    assert nurse.post(path, sent(html, **typed, only_these="only"))["Location"].endswith(f"/{order.order_id}/")
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().state == "CANCELLED"


def test_taking_up_again_has_a_box_for_each_reason_that_a_check_asks_for_now(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030"))
    ended = LinesToCancel((order.lines[0].line_id,), "no_longer_needed", "")
    cancel_lines(call_as(county.scopes["nurse"]), request=ended)
    placed(county, who, *lines("TOI-030"))
    nurse = signed_in(county, "nurse")
    path = f"/prescribing/orders/{order.order_id}/take-up-again/"
    typed: dict[str, str | list[str]] = {"line_ids": [str(order.lines[0].line_id)], "reason": "It was a slip"}
    answer = nurse.post(path, sent(nurse.get(path).content.decode(), **typed))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Commode, legs adjust: The person has 1 of this already, or on order" in html
    box = html.partition("<textarea")[2].partition('name="')[2].partition('"')[0]
    label = html.partition(f'name="label-{box}"')[2].partition('value="')[2].partition('"')[0]
    again: dict[str, str | list[str]] = {**typed, f"label-{box}": label, box: ""}
    answer = nurse.post(path, sent(html, **again))
    assert "The person has 1 of this already" in answer.content.decode()
    answer = nurse.post(path, sent(html, **{**again, box: "One for each floor"}))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"AUTHORISED"}
        assert Check.objects.filter(order=order.order_id, reason="One for each floor").exists()


def test_changing_keeps_what_was_typed_and_shows_what_is_wrong(county: County) -> None:
    order = placed(county, someone(county), *lines(("WLK-031", 2)))
    nurse = signed_in(county, "nurse")
    path = f"/prescribing/orders/{order.order_id}/change/"
    html = nurse.get(path).content.decode()
    line = order.lines[0].line_id
    typed = {f"quantity-{line}": "0", f"speed-{line}": "deliver_5d", "note": "New note", "seen_version": "1"}
    answer = nurse.post(path, sent(html, why="Fewer", **typed))
    assert answer.status_code == 422
    assert "Quantity must be 1 or more" in answer.content.decode()
    assert "New note" in answer.content.decode()
    stale = nurse.post(path, sent(html, why="Fewer", **{**typed, f"quantity-{line}": "1", "seen_version": "7"}))
    assert stale.status_code == 409
    assert nurse.post(path, sent(html, why="Fewer", **{**typed, f"quantity-{line}": "1"})).status_code == 302
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().quantity == 1
        assert Order.objects.get().note == "New note"


def test_answering_what_was_asked(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    question = ReleaseQuestion(order.release_ids, "Why two mattresses?")
    return_release(call_as(county.scopes["adviser"]), request=question)
    nurse = signed_in(county, "nurse")
    path = f"/prescribing/approvals/{order.release_ids[0]}/answer/"
    html = nurse.get(path).content.decode()
    assert "Why two mattresses?" in html
    assert "<p>About: Air mattress with pump; Profiling bed, low; Foam and air mattress, pump can be added</p>" in html
    assert nurse.post(path, sent(html)).status_code == 422
    assert nurse.post(path, sent(html, note="One is for the day room")).status_code == 302
    again = nurse.post(path, {"idempotency_key": str(fresh_id()), "note": "Once more"})
    assert "does not wait for information" in again.content.decode()


def test_an_approval_names_the_item_that_it_is_about(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030", "HST-010"))
    html = signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    with seen_by(county, "nurse"):
        hoist = lines_of_orders(county.scopes["nurse"], [order.order_id])[1].product_name
    table = html.partition("Approvals</caption>")[2].partition("</table>")[0]
    assert hoist in table
    assert "Commode" not in table
    assert f"Clinical need ({hoist})" in html.partition("Approval: asked for")[2]


def test_the_catalogue_can_be_looked_around_in(county: County) -> None:
    html = signed_in(county, "depot").get("/prescribing/catalogue/?category=beds").content.decode()
    assert "Profiling bed, standard" in html
    assert "None in stock now" in html


@pytest.mark.parametrize("page", ["", "change/", "cancel/", "take-up-again/"])
def test_other_contracts_and_roles_and_methods(county: County, page: str) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    path = f"/prescribing/orders/{order.order_id}/{page}"
    assert signed_in(another_county(), "nurse").get(path).status_code == 404
    assert signed_in(county, "driver").get(path).status_code == 403
    assert signed_in(county, "nurse").delete(path).status_code == 405


def test_another_teams_order_says_whom_to_ask_and_offers_no_change(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    path = f"/prescribing/orders/{order.order_id}/"
    therapist = signed_in(county, "therapist")
    html = therapist.get(path).content.decode()
    assert f"Order {order.number} is Grace Adeyemi&#39;s. Ask them or their team" in html
    assert "Change this order" not in html
    html = therapist.get(f"{path}cancel/").content.decode()
    refused = therapist.post(
        f"{path}cancel/", sent(html, line_ids=[str(order.lines[0].line_id)], reason_code="no_longer_needed")
    )
    assert "Ask them or their team" in refused.content.decode()
    assert "Change this order" in signed_in(county, "desk").get(path).content.decode()


def test_an_urgent_order_that_waits_names_who_is_asked_until_when_and_then_who_is_next(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-050", speed="deliver_4h"))
    where, nurse = f"/prescribing/orders/{order.order_id}/", signed_in(county, "nurse")
    assert "Asked of Helen Strand, who is on call, until 10:15am; then of the next person" in (
        nurse.get(where).content.decode()
    )
    decision = f"/approvals/{order.release_ids[0]}/"
    adviser = signed_in(county, "adviser")
    assert "On call. It goes to the next person at 10:15am. Or instead: " in adviser.get(decision).content.decode()
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        escalate_releases(call_as(county.scopes["system"]))
        html = nurse.get(where).content.decode()
        assert "Passed on to " in html
        assert " at 10:16am" in html
        assert "Asked of Helen Strand" not in html
        assert "Passed on at 10:16am" in adviser.get(decision).content.decode()

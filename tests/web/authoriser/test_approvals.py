"""The queue, one decision, what was decided, cover."""

from datetime import date

import pytest
from django.urls import reverse

from handrail.core.models import OutboxMessage
from handrail.identity.models import Cover, User
from handrail.orders.models import OrderLine, Release
from handrail.orders.queries.lists import decided
from handrail.simulation.set_up import County
from handrail.usecases.answer_return import ReturnReply, answer_return
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from tests.ordering import lines, placed, seen_by, someone
from tests.situations import another_county, call_as
from tests.stock_situations import goods
from tests.visiting import on_loan
from tests.web.pages import signed_in
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


def waiting(county: County) -> OrderPlaced:
    return placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))


def path_of(order: OrderPlaced) -> str:
    return f"/approvals/{order.release_ids[0]}/"


def test_the_queue_says_why_each_waits_with_numbers(county: County) -> None:
    order = waiting(county)
    placed(county, someone(county, name="Urgent Case"), *lines("BED-010", speed="deliver_4h"))
    html = signed_in(county, "adviser").get("/approvals/").content.decode()
    assert str(order.number) in html
    assert "This order comes to £3,215.00" in html
    assert "Going out before approval, to be reviewed" in html
    assert "Urgent, Asked of you" in html


def test_what_this_user_may_not_decide_is_marked_with_the_reason_and_stands_last(county: County) -> None:
    """An urgent order would stand first, but this authoriser gave its other approval."""
    urgent = placed(county, someone(county), *lines("HST-032", speed="deliver_4h"))
    order = waiting(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get("/approvals/").content.decode()
    assert html.index(f"{urgent.number}") < html.index(f"{order.number}")
    assert "or another authoriser" not in html
    with seen_by(county, "adviser"):
        clinical = Release.objects.get(order_id=urgent.order_id, kind="CLINICAL")
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((clinical.id,), "Agreed"))
    html = adviser.get("/approvals/").content.decode()
    assert html.index(f"{order.number}") < html.index(f"{urgent.number}")
    barred = next(row for row in html.split("<tr") if f">{urgent.number}<" in row)
    assert "For another authoriser: You gave the other approval. A second person must give this one" in barred
    assert "decide" not in barred
    assert "or another authoriser" not in html.replace(barred, "")
    assert "or another authoriser" not in signed_in(county, "panel").get("/approvals/").content.decode()


def test_of_two_decisions_the_one_for_another_is_named(county: County) -> None:
    """Neither is this manager's, each for its own reason."""
    placed(county, someone(county), *lines("HST-032"), by="therapist")
    html = signed_in(county, "manager").get("/approvals/").content.decode()
    row = html.partition("decisions, one by one")[2].partition("</td>")[0]
    assert "Clinical need is for another authoriser: This needs an authoriser with a higher level" in row
    assert "Spending is for another authoriser: " in row


def test_the_price_in_the_queue_is_said_to_be_that_of_the_whole_order(county: County) -> None:
    several(county)
    html = signed_in(county, "adviser").get("/approvals/").content.decode()
    rows = html.partition("<tbody")[2].partition("</tbody>")[0].split("<tr")[1:]
    assert len(rows) > 1
    assert all("whole order" in row for row in rows)


def test_two_decisions_about_the_same_items_are_one_entry_that_says_both(county: County) -> None:
    order = placed(county, someone(county), *lines("HST-032"), by="therapist")
    assert len(order.release_ids) == 2
    html = signed_in(county, "adviser").get("/approvals/").content.decode()
    assert "2 decisions, one by one" in html
    for release_id in order.release_ids:
        assert html.count(f"/approvals/{release_id}/") == 1
    assert "Spending: This order comes to" in html
    assert "Clinical need: " in html
    assert "of level" not in html


def test_one_page_shows_all_that_the_decision_needs(county: County) -> None:
    goods(county, "MAT-010", 2)
    order = waiting(county)
    html = signed_in(county, "adviser").get(path_of(order)).content.decode()
    for words in (
        "Why it waits",
        "Cheaper, and in stock",
        "Foam mattress, pressure-reducing",
        "Nothing is with the person",
        "To get out of bed safely",
        "Grace Adeyemi",
        "Your decision",
    ):
        assert words in html, words


def test_it_shows_what_the_person_has_and_what_else_is_on_the_way(county: County) -> None:
    lent, _ = on_loan(county, "MAT-010")
    placed(county, lent.who, *lines("TOI-030"))
    order = placed(county, lent.who, *lines("MAT-022", "BED-020", "MAT-024"))
    html = signed_in(county, "adviser").get(path_of(order)).content.decode()
    has = html.partition('id="has"')[2].partition("</table>")[0]
    assert "Foam mattress, pressure-reducing" in has
    assert "On loan" in has
    assert "3 Mar 2026" in has
    assert "Nothing is with the person" not in html
    coming = html.partition("Also on the way")[2].partition("</table>")[0]
    assert "Commode, legs adjust" in coming
    assert "Foam mattress, pressure-reducing" not in coming


def test_what_lies_on_the_same_shelf_is_no_cheaper_fit(county: County) -> None:
    goods(county, "BDA-030", 2)
    goods(county, "BDA-010", 2)
    who = someone(county)
    order = placed(county, who, *lines("BED-010", "BDA-012", "MAT-012", ("TOI-034", 16)))
    adviser = signed_in(county, "adviser")
    html = "".join(adviser.get(f"/approvals/{one}/").content.decode() for one in order.release_ids)
    assert "Bed rails, pair, standard height" in html.partition("Cheaper, and in stock")[2]
    assert "Bed extension kit" not in html


def test_who_may_not_decide_is_told_why_and_offered_no_button(county: County) -> None:
    order = waiting(county)
    html = signed_in(county, "manager").get(path_of(order)).content.decode()
    assert "You cannot decide this one" in html
    assert "You may approve orders of your own team only" in html
    assert "Send the decision" not in html


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({"answer": "give", "yes_note": "Agreed"}, "AUTHORISED"),
        ({"answer": "return", "question": "Why two?"}, "RETURNED_FOR_INFORMATION"),
        ({"answer": "refuse", "code": "equivalent_in_stock", "why": "Use foam"}, "REFUSED"),
    ],
)
def test_each_answer(county: County, typed: dict[str, str], state: str) -> None:
    order = waiting(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get(path_of(order)).content.decode()
    answer = adviser.post(path_of(order), {"idempotency_key": key_of(html), **typed})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {state}
    assert str(order.number) in adviser.get("/approvals/decided/").content.decode()


def test_what_a_panels_yes_needs_is_said_before_it_is_sent(county: County) -> None:
    order = waiting(county)
    page, chair, adviser = path_of(order), signed_in(county, "panel"), signed_in(county, "adviser")
    html = chair.get(page).content.decode()
    assert "Day the panel met" in html
    why = "You answer for a panel, so its day, who was there and why are kept with it"
    assert why in html
    assert why not in adviser.get(page).content.decode()
    assert "Why the panel agrees" in html
    assert "(optional)" not in html
    assert "(optional)" in adviser.get(page).content.decode()
    assert "Day the panel met" not in adviser.get(page).content.decode()
    sent = {"idempotency_key": key_of(html), "answer": "give"}
    html = chair.post(page, sent).content.decode()
    for words in ("Enter the date of the panel", "Say who was present", "Write a note with your decision"):
        assert words in html, words
    day = {"panel_on-day": "2", "panel_on-month": "3", "panel_on-year": "2026"}
    answer = chair.post(page, {**sent, **day, "panel": "Gwen Ashdown, Priya Nair", "yes_note": "Agreed"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    with seen_by(county, "adviser"):
        release = Release.objects.get(id=order.release_ids[0])
    assert (release.panel_on, release.note) == (date(2026, 3, 2), "Agreed (present: Gwen Ashdown, Priya Nair)")
    html = signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert "Panel on" in html


@pytest.mark.parametrize("code", ["HST-032", "BED-080"])
def test_it_is_said_which_rule_asks_for_a_panel(county: County, code: str) -> None:
    order = placed(county, someone(county), *lines(code), by="therapist")
    with seen_by(county, "adviser"):
        kinds = {one.kind: f"/approvals/{one.id}/" for one in Release.objects.filter(order_id=order.order_id)}
    adviser = signed_in(county, "adviser")
    rule, none = "The catalogue leaves this to a panel or clinical adviser: ", "No rule asks for a panel here"
    asked = code == "BED-080"
    html = adviser.get(kinds["CLINICAL"]).content.decode()
    assert (rule in html, none in html) == (asked, not asked)
    if "SPENDING" in kinds:
        assert none in adviser.get(kinds["SPENDING"]).content.decode()


def test_a_yes_says_what_the_order_still_waits_for(county: County) -> None:
    order = placed(county, someone(county), *lines("HST-032"), by="therapist")
    with seen_by(county, "adviser"):
        kinds = {one.kind: f"/approvals/{one.id}/" for one in Release.objects.filter(order_id=order.order_id)}

    def said(who: str, kind: str) -> str:
        client = signed_in(county, who)
        present = {"panel": "Gwen Ashdown", "panel_on-day": "3", "panel_on-month": "3", "panel_on-year": "2026"}
        key = key_of(client.get(kinds[kind]).content.decode())
        yes = {"idempotency_key": key, "answer": "give", "yes_note": "Agreed", **present}
        html = client.post(kinds[kind], yes, follow=True).content.decode()
        return html.partition("hr-flash")[2].partition("</div>")[0]

    flash = said("adviser", "CLINICAL")
    assert f"Approved. Order {order.number} still waits for: spending (1 item)" in flash
    flash = said("panel", "SPENDING")
    assert f"Order {order.number} is approved" in flash
    assert "still waits" not in flash


def test_what_is_put_to_a_panel_waits_on_with_its_day(county: County) -> None:
    order = waiting(county)
    page, adviser = path_of(order), signed_in(county, "adviser")
    html = adviser.get(page).content.decode()
    sent = {"idempotency_key": key_of(html), "answer": "panel"}
    assert "Enter the date of the panel" in adviser.post(page, sent).content.decode()
    past = {"put_on-day": "2", "put_on-month": "3", "put_on-year": "2026"}
    assert adviser.post(page, {**sent, **past}).status_code == 422
    assert adviser.post(page, {**sent, **past, "put_on-day": "12"}).status_code == 302
    said = "Panel on 12 Mar"
    assert said in adviser.get("/approvals/").content.decode()
    assert said in signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    with seen_by(county, "adviser"):
        assert Release.objects.get(id=order.release_ids[0]).state == "PENDING"


def test_who_may_decide_is_named(county: County) -> None:
    html = signed_in(county, "adviser").get(path_of(waiting(county))).content.decode()
    with seen_by(county, "adviser"):
        names = [User.objects.get(id=county.users[key]).name for key in ("adviser", "panel")]
    told = html.partition("Who may decide")[2].partition("</dd>")[0]
    assert all(name in told for name in names), told


def test_the_named_supervisor_is_named_where_it_waits_for_them(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("BED-010"), by="assistant", supervisor_id=county.users["therapist"])
    with seen_by(county, "adviser"):
        asked = Release.objects.filter(order_id=order.order_id, asked_of_id=county.users["therapist"]).get()
        name = User.objects.get(id=county.users["therapist"]).name
    adviser = signed_in(county, "adviser")
    html = adviser.get(f"/approvals/{asked.id}/").content.decode()
    assert name in html.partition("Asked of")[2].partition("</dd>")[0]
    assert f"Asked of {name}" in adviser.get("/approvals/").content.decode()
    html = signed_in(county, "desk").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert f"Asked of {name}" in html


def test_whoever_would_leave_nobody_for_the_spending_is_told_before(county: County) -> None:
    """Two may approve so much: one gave the one clinical release, so the other had better not give the next."""
    order = placed(county, someone(county), *lines("HST-032", "TOI-070"))
    with seen_by(county, "adviser"):
        clinical = [one.id for one in Release.objects.filter(order_id=order.order_id, kind="CLINICAL").order_by("id")]
    assert len(clinical) == 2
    told = "nobody is left who may approve the rest"
    page = f"/approvals/{clinical[1]}/"
    assert told not in signed_in(county, "panel").get(page).content.decode()
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((clinical[0],), "Agreed"))
    html = signed_in(county, "panel").get(page).content.decode()
    assert told in html
    assert "Spending: " in html.partition(told)[2].partition("</p>")[0]
    assert told not in signed_in(county, "adviser").get(page).content.decode()


def test_the_second_yes_is_asked_of_whoever_may_give_it(county: County) -> None:
    """Who gave the yes that was asked of the other may not give their own: it is asked of the other now."""
    order = placed(county, someone(county), *lines("HST-032", speed="deliver_4h"))
    with seen_by(county, "adviser"):
        asked = Release.objects.filter(order_id=order.order_id)
        assert set(asked.values_list("kind", flat=True)) == {"CLINICAL", "SPENDING"}
        panels = asked.get(on_call_user_id=county.users["panel"]).pk

    def asked_of_me(key: str) -> bool:
        return "Asked of you" in signed_in(county, key).get("/approvals/").content.decode()

    assert asked_of_me("adviser")
    assert asked_of_me("panel")
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((panels,), "Agreed"))
    assert not asked_of_me("adviser")
    assert asked_of_me("panel")


def test_an_answer_without_its_reason_keeps_what_was_typed(county: County) -> None:
    order = waiting(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get(path_of(order)).content.decode()
    answer = adviser.post(path_of(order), {"idempotency_key": key_of(html), "answer": "refuse", "why": "Use foam"})
    assert answer.status_code == 422
    assert "Use foam" in answer.content.decode()
    answer = adviser.post(path_of(order), {"idempotency_key": key_of(html)})
    assert "Choose your decision" in answer.content.decode()


def test_a_refusal_is_looked_at_again(county: County) -> None:
    order = waiting(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get(path_of(order)).content.decode()
    no = {"answer": "refuse", "code": "equivalent_in_stock", "why": "Use foam"}
    unsaid = adviser.post(path_of(order), {"idempotency_key": key_of(html), **no, "why": ""}).content.decode()
    assert "Say why, in your words" in unsaid
    adviser.post(path_of(order), {"idempotency_key": key_of(html), **no})
    with seen_by(county, "adviser"):
        told = OutboxMessage.objects.get(kind="RELEASE_ANSWERED")
    assert told.content["note"] == "An equivalent is in stock: Use foam"
    html = adviser.get(path_of(order)).content.decode()
    assert "Look at it again" in html
    assert adviser.post(path_of(order), {"idempotency_key": key_of(html)}).status_code == 422
    answer = adviser.post(path_of(order), {"idempotency_key": key_of(html), "note": "New facts"})
    assert answer.status_code == 302
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"AWAITING_AUTHORITY"}


def test_the_answer_to_a_question_is_shown_where_it_is_decided(county: County) -> None:
    order = waiting(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get(path_of(order)).content.decode()
    adviser.post(
        path_of(order), {"idempotency_key": key_of(html), "answer": "return", "question": "What was tried before?"}
    )
    reply = ReturnReply((order.release_ids[0],), "A foam mattress, for six weeks.")
    answer_return(call_as(county.scopes["nurse"]), request=reply)
    with seen_by(county, "adviser"):
        asker, nurse = (User.objects.get(id=county.users[key]).name for key in ("adviser", "nurse"))
    said = adviser.get(path_of(order)).content.decode().partition("Asked and answered")[2].partition("</table>")[0]
    for words in (asker, "What was tried before?", nurse, "A foam mattress, for six weeks."):
        assert words in said, words
    queue = adviser.get("/approvals/").content.decode()
    assert "Answered" in queue
    assert "Answer: A foam mattress, for six weeks." in queue


def several(county: County) -> OrderPlaced:
    """An order whose lines wait for clinical releases of two kinds of item."""
    return placed(county, someone(county), *lines("HST-010", "SEA-010"))


def test_several_lines_of_one_order_are_decided_at_once(county: County) -> None:
    order = several(county)
    adviser = signed_in(county, "adviser")
    html = adviser.get(path_of(order)).content.decode()
    assert "Decide these in the same way" in html
    with seen_by(county, "adviser"):
        first = Release.objects.get(id=order.release_ids[0])
        same = [str(one.id) for one in Release.objects.filter(kind=first.kind).exclude(id=first.id)]
        apart = [str(one.id) for one in Release.objects.exclude(kind=first.kind)]
    assert same
    assert all(f'value="{one}"' in html for one in same)
    assert not any(f'value="{one}"' in html for one in apart)
    typed = {"idempotency_key": key_of(html), "answer": "give", "yes_note": "Both", "also": same}
    assert adviser.post(path_of(order), typed).status_code == 302
    with seen_by(county, "adviser"):
        assert set(Release.objects.filter(kind=first.kind).values_list("state", flat=True)) == {"GIVEN"}
        assert OutboxMessage.objects.filter(kind="RELEASE_ANSWERED").count() == 1


def test_whoever_is_too_late_sees_who_decided_and_keeps_what_was_typed(county: County) -> None:
    order = waiting(county)
    adviser, lead = signed_in(county, "adviser"), signed_in(county, "leadnurse")
    html, other = (who.get(path_of(order)).content.decode() for who in (adviser, lead))
    no = {"answer": "refuse", "code": "equivalent_in_stock", "why": "Use the foam one"}
    adviser.post(path_of(order), {"idempotency_key": key_of(html), **no})
    late = lead.post(path_of(order), {"idempotency_key": key_of(other), "answer": "give", "yes_note": "Needed today"})
    assert late.status_code != 302
    text = late.content.decode()
    for words in ("Somebody has decided this already", "Use the foam one", "You had chosen: Approve", "Needed today"):
        assert words in text, words
    with seen_by(county, "nurse"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"REFUSED"}


def test_cover_is_arranged_and_listed(county: County) -> None:
    senior = signed_in(county, "senior")
    html = senior.get("/approvals/cover/").content.decode()
    typed = {"absent_id": str(county.users["senior"]), "covering_id": str(county.users["senior"])}
    days = {"from_on": "2026-03-02", "until_on": "2026-03-09"}
    answer = senior.post("/approvals/cover/", {"idempotency_key": key_of(html), **typed, **days})
    assert "Somebody else must stand in" in answer.content.decode()
    typed["covering_id"] = str(county.users["leadnurse"])
    assert senior.post("/approvals/cover/", {"idempotency_key": key_of(html), **typed, **days}).status_code == 302
    assert "9 Mar 2026" in senior.get("/approvals/cover/").content.decode()
    with seen_by(county, "senior"):
        assert Cover.objects.count() == 1


def test_cover_until_the_last_day_of_the_calendar_is_refused_at_its_field(county: County) -> None:
    senior = signed_in(county, "senior")
    typed = {"absent_id": str(county.users["senior"]), "covering_id": str(county.users["leadnurse"])}
    days = {"from_on": "2026-03-02", "until_on": "9999-12-31"}
    key = key_of(senior.get("/approvals/cover/").content.decode())
    answer = senior.post("/approvals/cover/", {"idempotency_key": key, **typed, **days})
    assert (answer.status_code, "must have a year up to 2199" in answer.content.decode()) == (422, True)


def test_other_contracts_roles_and_methods(county: County) -> None:
    order = waiting(county)
    assert signed_in(another_county(), "adviser").get(path_of(order)).status_code == 404
    assert signed_in(county, "nurse").get(path_of(order)).status_code == 403
    assert signed_in(county, "driver").get("/approvals/").status_code == 403
    assert signed_in(county, "nurse").get("/approvals/cover/").status_code == 403
    assert signed_in(county, "adviser").delete(path_of(order)).status_code == 405


def test_what_was_decided_is_paged_and_each_order_is_one_row(county: County) -> None:
    orders = [placed(county, someone(county), *lines("HST-032"), by="therapist") for _ in range(2)]
    for order in orders:
        no = ReleaseNo(order.release_ids, "already_on_loan", "There is one")
        refuse_release(call_as(county.scopes["adviser"]), request=no)
    adviser = signed_in(county, "adviser")
    html = adviser.get("/approvals/decided/").content.decode()
    assert "Showing 1 to 2 of 2" in html
    assert html.partition("<tbody")[2].count("<tr") == len(orders)
    for order in orders:
        assert all(html.count(f"/approvals/{one}/") == 1 for one in order.release_ids)
        page = reverse("prescriber:order", args=[order.order_id])
        assert f'href="{page}">{order.number}</a>' in html
        assert adviser.get(page).status_code == 200
    found = adviser.get("/approvals/decided/", {"words": str(orders[0].number)}).content.decode()
    assert f"of order {orders[0].number}" in found
    assert f"of order {orders[1].number}" not in found
    assert "No decision is like this" in adviser.get("/approvals/decided/?state=GIVEN").content.decode()
    with seen_by(county, "adviser"):
        ((second,), total) = decided(county.scopes["adviser"], offset=1, limit=1)
    assert (len(second), total) == (2, 2)

"""The page of a draft and its review: from an empty basket to an order that is sent."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from handrail.catalogue.rules.facts import Check, CheckCode, CheckKind
from handrail.catalogue.states import Severity
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.needs.rules import NeedDetails
from handrail.orders.models import Draft, Order, OrderLine
from handrail.orders.queries.lists import ordered_by_team
from handrail.simulation.set_up import County
from handrail.usecases.place_order import place_order
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.visits.models import JointVisit
from handrail.web.prescriber.reasons_written import reason_label, reason_name
from handrail.web.prescriber.reference import reference
from tests.ordering import Someone, lines, placed, seen_by, someone, statements, with_reasons
from tests.situations import another_county, call_as
from tests.stock_situations import goods
from tests.web.pages import signed_in
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


def start(county: County, who: Someone) -> str:
    return f"/prescribing/people/{who.id}/order/"


def post(client: Client, path: str, do: str, **typed: str) -> str:
    """Press a button of the draft; the address that it leads to, that of the draft where it was saved."""
    answer = client.post(path, {"do": do, "idempotency_key": str(fresh_id()), **typed})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"]).partition("#")[0].removesuffix("?check=typed")


def version_of(county: County) -> str:
    with seen_by(county, "nurse"):
        return str(Draft.objects.get().version)


def basket(*codes: str, **more: str) -> Mapping[str, str]:
    """A basket as the page sends it."""
    typed: dict[str, str] = {}
    for at, code in enumerate(codes):
        typed |= {f"line-{at}-code": code, f"line-{at}-quantity": "1", f"line-{at}-speed": "deliver_5d"}
    return {**typed, **more}


def whole(who: Someone, county: County) -> Mapping[str, str]:
    """What the page holds beside the basket when everything is there."""
    return {
        "goal": "To get to the toilet at night",
        "address_id": str(who.address_id),
        "council_id": str(county.scopes["therapist"].partner_id),
        "care_route": "STANDARD",
        "prescriber_id": "me",
    }


@pytest.mark.parametrize("seen", ["\u00b2", "-1", "9" * 5000, "99999999999", "\x00", "1e3"])
def test_a_version_that_is_none_is_a_stale_page(county: County, seen: str) -> None:
    who = someone(county)
    client = signed_in(county, "nurse")
    where = post(client, start(county, who), "search", goal="To stand")
    answer = client.post(where, {"do": "search", "goal": "To walk", "seen_version": seen})
    assert answer.status_code == 409
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"]["goal"] == "To stand"


@pytest.mark.parametrize(
    "do", ["remove:\u00b2", "remove:-1", "remove:" + "9" * 5000, "bundle:\x00", "add:\x00", "offer:"]
)
def test_a_button_that_the_page_does_not_have_changes_nothing(county: County, do: str) -> None:
    who = someone(county)
    post(signed_in(county, "nurse"), start(county, who), do, **basket("TOI-030"))
    with seen_by(county, "nurse"):
        assert [line["code"] for line in Draft.objects.get().content["lines"]] == ["TOI-030"]


def test_a_draft_keeps_what_no_column_could_hold_without_it(county: County) -> None:
    who = someone(county)
    nul = {"goal": "To\x00 stand", "no\x00te": "\x00", "line-0-code": "TOI-030\x00"}
    post(signed_in(county, "nurse"), start(county, who), "search", **nul)
    with seen_by(county, "nurse"):
        content = Draft.objects.get().content
    assert (content["typed"]["goal"], content["lines"][0]["code"]) == ("To stand", "TOI-030")


def test_the_page_opens_empty_with_what_the_record_knows(county: County) -> None:
    who = someone(county)
    html = signed_in(county, "nurse").get(start(county, who)).content.decode()
    assert "Winifred Harker" in html
    assert "Nothing in the basket yet" in html
    assert "Home with a hospital bed" in html
    assert "14 Sallow Lane" in html
    assert "Northdown County Council" in html
    with seen_by(county, "nurse"):
        assert not Draft.objects.exists()


def test_an_order_from_search_to_sent_without_javascript(county: County) -> None:
    goods(county, "TOI-030", 2)
    who = someone(county)
    nurse = signed_in(county, "nurse")
    page = post(nurse, start(county, who), "search", words="comode", in_stock="yes")
    html = nurse.get(page).content.decode()
    assert "Commode, legs adjust" in html
    assert "In stock: 2 new at Fenway depot, Huntingdon" in html
    depot = html.partition('name="near" value="')[2].partition('"')[0]
    part = nurse.get(f"/prescribing/catalogue/found/?words=commode&near={depot}").content.decode()
    assert "In stock: 2 new at Fenway depot, Huntingdon" in part
    path = page.partition("?")[0]
    post(nurse, path, "add:TOI-030", seen_version=version_of(county))
    html = nurse.get(path).content.decode()
    assert "By Tuesday 10 March 2026 at 5pm" in html
    page = post(nurse, path, "review", seen_version=version_of(county), **basket("TOI-030"), **whole(who, county))
    html = nurse.get(page).content.decode()
    assert "Nothing waits for approval" in html
    assert "To get to the toilet at night" in html
    assert "In stock: 2 new at Fenway depot, Huntingdon" in html
    assert "None is ready anywhere for that day" not in html
    answer = nurse.post(page, {"idempotency_key": key_of(html), "seen_version": version_of(county)})
    assert answer.status_code == 302
    with seen_by(county, "nurse"):
        order = Order.objects.get()
        assert not Draft.objects.exists()
    assert answer["Location"] == f"/prescribing/orders/{order.id}/"
    html = nurse.get(answer["Location"]).content.decode()
    assert f"Order {order.number}" in html
    assert "Commode, legs adjust" in html


def test_a_prescriber_says_on_the_page_that_they_want_to_be_there(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page = post(nurse, start(county, who), "add:TOI-030")
    assert "I want to be there when it comes" in nurse.get(page).content.decode()
    there = {"comes_along": "on", "suits": "Tuesdays"}
    page = post(
        nurse, page, "review", seen_version=version_of(county), **basket("TOI-030", **there), **whole(who, county)
    )
    html = nurse.get(page).content.decode()
    assert "Comes along when it is brought" in html
    assert nurse.post(page, {"idempotency_key": key_of(html), "seen_version": version_of(county)}).status_code == 302
    with seen_by(county, "nurse"):
        assert JointVisit.objects.get().suits == "Tuesdays"
    page = post(nurse, start(county, who), "add:DLV-016")
    assert "I want to be there" not in nurse.get(page).content.decode()


def test_what_nobody_has_is_not_promised_on_the_draft_or_before_it_is_sent(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "add:TOI-030")
    page = post(nurse, path, "review", seen_version=version_of(county), **basket("TOI-030"), **whole(who, county))
    for address in (page.replace("review/", ""), page):
        html = nurse.get(address).content.decode()
        assert "it cannot be promised until there is stock. Asked for: by Tuesday 10 March 2026 at 5pm" in html
        assert "By Tuesday" not in html


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    typed = {
        **basket("BED-010", "TOI-030"),
        "line-1-quantity": "0",
        "note": "Ring twice",
        "address_id": str(who.address_id),
    }
    page = post(nurse, start(county, who), "review", **typed)
    answer = nurse.get(page, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain
    assert "Quantity must be 1 or more" in html
    assert "Say what the person wants to be able to do" in html
    assert "Answer: What does the person weigh?" in html
    assert "Ring twice" in html
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()


def test_a_bundle_opens_into_the_basket_with_sizes_to_choose(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "bundle:home_with_hospital_bed").partition("?")[0]
    html = nurse.get(path).content.decode()
    assert "Profiling bed, standard" in html
    with seen_by(county, "nurse"):
        kept = Draft.objects.get().content["lines"]
    assert len(kept) == 2
    assert {line["bundle"] for line in kept} == {"home_with_hospital_bed"}
    assert "Often ordered with it" in html
    lines_sent = {f"line-{at}-{name}": value for at, line in enumerate(kept) for name, value in line.items()}
    offer = html.partition('value="offer:')[2].partition('"')[0]
    post(nurse, path, f"offer:{offer}", seen_version="1", **lines_sent)
    with seen_by(county, "nurse"):
        assert len(Draft.objects.get().content["lines"]) == 3
    removed = post(nurse, path, "remove:0", seen_version="2", **basket("BED-010", "MAT-010"))
    assert "Profiling bed, standard" not in nurse.get(removed).content.decode().partition("Begin with")[0]


def test_an_item_whose_size_is_still_to_be_chosen_has_a_name_and_asks_for_its_size(county: County) -> None:
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, someone(county)), "bundle:falls_prevention").partition("?")[0]
    html = nurse.get(path).content.decode()
    assert "Set a review date for Grab rail<" in html
    assert "Choose which size or type" in html
    assert "not in the catalogue" not in html


def test_a_weight_that_was_answered_stays_when_its_item_goes(county: County) -> None:
    nurse = signed_in(county, "nurse")
    said = {"answer-person_weight_kg": "81", "answer-person_height_cm": "171"}
    path = post(nurse, start(county, someone(county)), "remove:0", **basket("BED-010"), **said)
    html = nurse.get(path).content.decode()
    shown = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', html) for name in ("weight_kg", "height_cm")}
    assert [tag[0].partition('value="')[2].partition('"')[0] for tag in shown.values() if tag] == ["81", "171"]


def test_a_counted_item_added_again_is_one_line_of_two(county: County) -> None:
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, someone(county)), "add:TOI-030", **basket("TOI-030", "BED-010"))
    with seen_by(county, "nurse"):
        assert [(line["code"], line["quantity"]) for line in Draft.objects.get().content["lines"]] == [
            ("TOI-030", "2"),
            ("BED-010", "1"),
        ]
    post(nurse, path, "add:BED-010", seen_version="1", **basket("BED-010"))
    with seen_by(county, "nurse"):
        assert [line["quantity"] for line in Draft.objects.get().content["lines"]] == ["1", "1"]


def test_a_phone_has_a_way_to_what_stands_so_far(county: County) -> None:
    nurse = signed_in(county, "nurse")
    html = nurse.get(post(nurse, start(county, someone(county)), "save", **basket("TOI-030"))).content.decode()
    link = html.partition('<a href="#so-far">')[2].partition("</a>")[0]
    assert "1 line, £49.00" in link
    assert " to do" in link
    assert html.index('href="#so-far"') < html.index('id="basket"')


def test_checks_ask_for_a_reason_and_show_their_numbers(county: County) -> None:
    who = someone(county)
    placed(county, who, *lines("TOI-030"))
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save", **basket("TOI-030"), weight_kg="172", goal="Safe at night")
    html = nurse.get(path).content.decode()
    assert "The person weighs 172 kg. The item carries up to 160 kg" in html
    assert "The person has 1 of this already, or on order, since 3 Mar 2026" in html
    assert "Give a reason for 2 checks" in html
    assert "Your reason for going on" in html


def test_above_the_limit_the_page_says_so_before_it_is_sent(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save", **basket("MAT-022", "BED-020", "MAT-024"))
    html = nurse.get(path).content.decode()
    assert "It will wait for approval" in html
    assert "This order comes to £3,215.00" in html
    assert "limit is £2,600.00" in html


def test_a_promise_that_waits_for_approval_names_both_moments_on_the_draft_and_before_it_is_sent(
    county: County,
) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    wanted = ("MAT-022", "BED-020", "MAT-024")
    for code in wanted:
        goods(county, code)
    request = with_reasons(county, who, *lines(*wanted))
    answers = {f"answer-{code}": said for code, said in request.order.answers.items()}
    reasons = {reason_name(key): said for key, said in request.order.reasons.items()}
    page = post(nurse, start(county, who), "review", **basket(*wanted), **whole(who, county), **answers, **reasons)
    for address in (page.replace("review/", ""), page):
        html = nurse.get(address).content.decode()
        assert html.count("By Tuesday 10 March 2026 at 5pm, if approved by today at 4:30pm") >= len(wanted), address


def test_what_my_team_ordered_last_is_told_from_what_another_team_did(county: County) -> None:
    who = someone(county)
    bed, mattress = (
        placed(county, who, *lines(code), by=by) for code, by in (("BED-010", "nurse"), ("MAT-010", "urgent"))
    )
    scope = county.scopes["nurse"]
    with seen_by(county, "nurse"):
        mine, theirs = (OrderLine.objects.get(order=one.order_id).product_id for one in (bed, mattress))
        found = ordered_by_team(scope, since=now() - timedelta(days=365))
    assert found == {mine: (date(2026, 3, 3), 1)}
    assert theirs not in found
    nurse = signed_in(county, "nurse")
    html = nurse.get(post(nurse, start(county, who), "search", team="yes")).content.decode()
    results = html.partition('id="results"')[2].partition("</ul>")[0]
    assert "Profiling bed, standard" in results
    assert "Your team ordered it last on 3 Mar 2026" in results
    assert "Foam mattress, pressure-reducing" not in results


def test_an_urgent_order_goes_out_before_approval_and_never_says_that_it_waits(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    request = with_reasons(county, who, *lines("BED-010", speed="deliver_4h"))
    answers = {f"answer-{code}": said for code, said in request.order.answers.items()}
    reasons = {reason_name(key): said for key, said in request.order.reasons.items()}
    typed = {**basket("BED-010"), **whole(who, county), **answers, **reasons, "line-0-speed": "deliver_4h"}
    page = post(nurse, start(county, who), "review", **typed)
    draft = nurse.get(page.replace("review/", "")).content.decode()
    review = nurse.get(page).content.decode()
    for html in (draft, review):
        assert "goes out before approval" in html
        assert "Goes out before approval; an authoriser reviews it afterwards" in html
        assert "wait for approval" not in html
        assert "waits for approval" not in html
    answer = nurse.post(page, {"idempotency_key": key_of(review), "seen_version": "1"}, follow=True)
    assert "is sent and goes out before approval" in answer.content.decode()


def test_saving_over_another_window_shows_what_changed_and_loses_nothing(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save", goal="First")
    post(nurse, path, "save", seen_version="1", goal="From the other window")
    answer = nurse.post(path, {"do": "save", "idempotency_key": str(fresh_id()), "seen_version": "1", "goal": "Mine"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This changed while your page was open" in html
    assert "From the other window" in html
    assert "Mine" in html


def test_the_draft_saves_itself_while_typing(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save")
    answer = nurse.post(path, {"seen_version": "1", "goal": "Typed just now"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Saved at 10am" in answer.content.decode()
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"]["goal"] == "Typed just now"


def test_a_new_draft_that_saves_itself_is_begun_once(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    htmx = {"HX-Request": "true"}
    html = nurse.post(start(county, who), {"seen_version": "0", "goal": "A"}, headers=htmx).content.decode()
    draft_id = html.partition('name="draft_id" value="')[2].partition('"')[0]
    typed = {"seen_version": "1", "draft_id": draft_id, "goal": "A bed"}
    nurse.post(start(county, who), typed, headers=htmx)
    stale = nurse.post(start(county, who), typed, headers=htmx)
    assert "Not saved: another window changed this draft" in stale.content.decode()
    with seen_by(county, "nurse"):
        assert Draft.objects.get().content["typed"]["goal"] == "A bed"


def test_what_was_found_has_pages_that_keep_the_search_and_what_was_typed(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "search", words="bed", goal="To sleep safely")
    first = nurse.get(path).content.decode()
    assert "Page 1 of 3" in first
    assert "Profiling bed, standard" in first
    assert 'value="found:2"' in first
    draft = path.partition("?")[0]
    path = post(nurse, draft, "found:2", words="bed", goal="To sleep well", seen_version="1")
    second = nurse.get(path).content.decode()
    assert "Page 2 of 3" in second
    assert "21 to 40 shown" in second
    assert "To sleep well" in second
    assert "Profiling bed, standard" not in second.partition('id="results"')[2].partition("</ul>")[0]
    taken = {"do": "add:BDA-010", "idempotency_key": str(fresh_id()), "words": "bed", "found_page": "2"}
    path = nurse.post(draft, {**taken, "seen_version": "2"})["Location"]
    added = nurse.get(path).content.decode()
    assert "Page 2 of 3" in added
    # What was found stays open for the next thing, and says what is in the basket; each part has its number.
    found = added.partition('id="results"')[2]
    assert path.endswith("#results")
    assert "<details" not in found.partition("<ul")[0]
    assert "is in the order now" in found.partition("<ul")[0]
    assert "<details" not in second.partition('id="results"')[2].partition("<ul")[0]
    numbers = re.findall(r'<h2[^>]*-title">\s*(\d)\. ', added)
    assert numbers == [str(at) for at in range(1, len(numbers) + 1)]
    assert re.search(r"\d\. Who prescribes and who pays", added)
    path = post(nurse, draft, "search", words="bed", found_page="2", seen_version="3")
    assert "Page 1 of 3" in nurse.get(path).content.decode()
    assert "Page 3 of 3" in nurse.get(f"{draft}?words=bed&found_page=99").content.decode()


def test_searching_while_typing_gives_the_results_alone(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    assert nurse.get(start(county, who)).status_code == 200
    html = nurse.get("/prescribing/catalogue/found/?words=profiling").content.decode()
    assert "Profiling bed, low" in html
    assert "<html" not in html


def test_an_order_for_a_colleague_shows_both_names(county: County) -> None:
    who = someone(county)
    desk = signed_in(county, "desk")
    typed = {**basket("TOI-030"), **whole(who, county), "prescriber_id": str(county.users["nurse"])}
    page = post(desk, start(county, who), "review", **typed)
    html = desk.get(page).content.decode()
    assert "Grace Adeyemi" in html
    assert "Entered by Wendy Marsh" in html
    desk.post(page, {"idempotency_key": key_of(html), "seen_version": "1"})
    with seen_by(county, "desk"):
        order = Order.objects.get()
    assert (order.prescriber_id, order.entered_by_id) == (county.users["nurse"], county.users["desk"])


def test_the_last_known_weight_is_offered_with_its_day_and_counts_once_it_is_ticked(county: County) -> None:
    who = someone(county)
    need = NeedDetails(goal="To sleep", assessed_on=date(2026, 3, 2), weight_kg=Decimal(72))
    place_order(
        call_as(county.scopes["nurse"]), request=replace(with_reasons(county, who, *lines("BED-010")), need=need)
    )
    nurse = signed_in(county, "nurse")
    typed = {**whole(who, county), **basket("BED-020"), "seen_version": "0"}
    path = post(nurse, start(county, who), "save", **typed)
    html = nurse.get(path).content.decode()
    assert "Still 72 kg, as on 2 Mar 2026" in html
    (still,) = set(re.findall(r'name="(still-person_weight_kg-[^"]+)"', html))
    assert "person_weight_kg" in missing(nurse, path), "it is never taken without a word"
    post(nurse, path, "save", **{**typed, still: "yes", "seen_version": version_of(county)})
    assert "person_weight_kg" not in missing(nurse, path)
    html = nurse.get(path).content.decode()
    assert re.search(r'<input[^>]*name="answer-person_weight_kg"[^>]*value="72"', html)
    assert still not in html
    # What is typed counts before the tick.
    changed = {still: "yes", "answer-person_weight_kg": "74", "seen_version": version_of(county)}
    post(nurse, path, "save", **{**typed, **changed})
    html = nurse.get(path).content.decode()
    assert re.search(r'<input[^>]*name="answer-person_weight_kg"[^>]*value="74"', html)


def missing(client: Client, path: str) -> set[str]:
    """The questions that want an answer."""
    html = client.get(f"{path}?check=yes").content.decode()
    summary = html.partition("nhsuk-error-summary__list")[2].partition("</ul>")[0]
    return set(re.findall(r'href="#answer-([a-z_]+)', summary))


def test_the_page_says_which_council_pays_and_where_that_comes_from(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    html = nurse.get(start(county, who)).content.decode()
    assert "Council that pays: Northdown County Council, from the person&#39;s record." in html or (
        "No council that pays is known. Choose it below." in html
    )
    typed = {**whole(who, county), "seen_version": "0"}
    html = nurse.get(post(nurse, start(county, who), "save", **typed)).content.decode()
    assert "Council that pays: " in html


def test_a_warm_page_takes_at_most_twelve_statements(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save", **basket("BED-010", "MAT-010", "BDA-010"))
    nurse.get(path)
    with statements() as made:
        nurse.get(path)
    own = [
        sql for sql in made if "django_session" not in sql and "identity_user" not in sql.partition("WHERE")[0][:200]
    ]
    assert len(own) <= 12, "\n\n".join(sql[:200] for sql in own)


def test_other_peoples_drafts_and_other_contracts_are_not_found(county: County) -> None:
    who = someone(county)
    draft = save_draft(call_as(county.scopes["nurse"]), request=DraftRequest(who.id, {})).draft_id
    other = another_county()
    for client, path in (
        (signed_in(county, "therapist"), f"/prescribing/drafts/{draft}/"),
        (signed_in(county, "therapist"), f"/prescribing/drafts/{draft}/review/"),
        (signed_in(county, "therapist"), f"/prescribing/drafts/{draft}/drop/"),
        (signed_in(other, "nurse"), f"/prescribing/drafts/{draft}/"),
        (signed_in(other, "nurse"), start(county, who)),
        (signed_in(county, "nurse"), f"/prescribing/people/{UUID(int=5)}/order/"),
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("key", ["depot", "driver", "commissioner", "admin", "manager"])
def test_roles_that_do_not_order_are_refused(county: County, key: str) -> None:
    who = someone(county)
    assert signed_in(county, key).get(start(county, who)).status_code == 403


def test_wrong_methods_and_throwing_away(county: County) -> None:
    who = someone(county)
    nurse = signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save")
    assert nurse.delete(path).status_code == 405
    assert nurse.post("/prescribing/catalogue/found/").status_code == 405
    html = nurse.get(f"{path}drop/").content.decode()
    assert "Throw away the draft for Winifred Harker?" in html
    assert nurse.post(f"{path}drop/", {"idempotency_key": key_of(html)}).status_code == 302
    with seen_by(county, "nurse"):
        assert not Draft.objects.exists()
        assert not OrderLine.objects.exists()


def test_the_page_of_an_order_takes_few_statements(
    county: County, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO_MODE = True  # Else the second factor is looked for too.
    monkeypatch.setattr("handrail.web.prescriber.reference.SECONDS_KEPT", 3600)  # However slow the machine is.
    who = someone(county)
    client = signed_in(county, "nurse")
    client.get(start(county, who))  # What the contract offers is read once, and kept.
    with statements() as new:
        assert client.get(start(county, who)).status_code == 200
    draft = post(client, start(county, who), "search", **basket("TOI-030", "BED-010"), **whole(who, county))
    with statements() as filled:
        assert client.get(draft).status_code == 200
    assert len(new) <= 12, new
    assert len(filled) <= 13, filled


def test_a_promise_that_counts_from_later_says_why_beside_the_moment(
    county: County, clock: time_machine.Traveller
) -> None:
    who = someone(county)
    clock.move_to(datetime(2026, 3, 7, 11, tzinfo=UTC))
    nurse = signed_in(county, "nurse")
    html = nurse.get(post(nurse, start(county, who), "save", **basket("TOI-030"))).content.decode()
    assert "at 5pm (ordered on a Saturday, so counted from Monday 9 March 2026)" in html
    order = placed(county, who, *lines("TOI-030"))
    html = nurse.get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert "ordered on a Saturday, so counted from Monday 9 March 2026" in html
    clock.move_to(datetime(2026, 3, 9, 18, tzinfo=UTC))
    order = placed(county, someone(county, name="Olive Branch"), *lines("TOI-030"))
    nurse = signed_in(county, "nurse")
    html = nurse.get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert "so counted from tomorrow" in html
    soon = {**basket("TOI-030"), "line-0-speed": "deliver_4h"}
    other = someone(county, name="Ivy Root")
    html = nurse.get(post(nurse, start(county, other), "save", **soon)).content.decode()
    assert "tomorrow at 10am (the hours stop at 8pm and go on tomorrow)" in html


def test_the_reasons_for_two_checks_are_told_apart_by_their_items(county: County) -> None:
    with seen_by(county, "nurse"):
        products = reference(county.scopes["nurse"], now_is(now()).today).products
    checks = [
        Check(f"x:{code}", CheckKind.FIT, CheckCode.PART_MISSING, Severity.NEEDS_REASON, (code,))
        for code in ("TOI-030", "BED-010")
    ]
    labels = [reason_label([check], products) for check in checks]
    assert labels == [f"Your reason for going on with {products[code].name}" for code in ("TOI-030", "BED-010")]

"""The page that changes an order: swap, add, speed, address; the checks again; a stale page tells what changed."""

import re

import pytest
from django.test import Client

from handrail.orders.models import Answer, Order, OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.add_address import AddressToAdd, add_address
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.place_order import OrderPlaced
from tests.ordering import lines, placed, seen_by, someone, statements
from tests.persons import home
from tests.situations import call_as
from tests.stock_situations import goods
from tests.supplying import on_a_run
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def path_of(order: OrderPlaced) -> str:
    return f"/prescribing/orders/{order.order_id}/change/"


def filled(html: str) -> dict[str, str]:
    """What the page would send as it stands: hidden boxes, texts, and what is chosen."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', html))
    found |= {m[1]: m[0] for m in re.findall(r'<input[^>]*type="hidden"[^>]*value="([^"]*)"[^>]*name="([^"]+)"', html)}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = (re.search(r'type="([^"]+)"', tag) or [None, "text"])[1]
        if name and (kind in {"hidden", "text", "search"} or " checked" in tag):
            found[name[1]] = value[1].replace("&#34;", '"').replace("&quot;", '"') if value else ""
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def sent(client: Client, path: str, html: str, **typed: str) -> tuple[int, str]:
    """Send the page with what was typed."""
    answer = client.post(path, {**filled(html), **typed})
    return answer.status_code, answer.content.decode()


def test_an_item_is_swapped_and_one_is_added_with_its_questions_and_checks(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("BED-010"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    line = order.lines[0].line_id
    html = nurse.get(path).content.decode()
    assert "Profiling bed, standard (as ordered)" in html
    swap = {f"code-{line}": "BED-020", "do": "add:MAT-022"}
    status, html = sent(nurse, path, html, **swap)
    assert status == 200
    assert "New: " in html
    assert "Questions about what is new" in html
    # In groups by their items, as in a draft; what was answered before too.
    assert re.search(r"attress[^<]*: [0-9]+ questions?, [0-9]+ to answer", html)
    assert re.search(r'<h3 class="nhsuk-heading-s">Profiling bed, standard</h3>', html)
    assert "if you change it so" in html or "By " in html
    status, html = sent(nurse, path, html, why="The room is small")
    assert status == 422
    assert "Answer: " in html
    answers = {name: "" for name in filled(html) if name.startswith("answer-")}
    kept = filled(html)
    names = {name for name in {*re.findall(r'name="(answer-[a-z_]+)"', html), *answers} if not kept.get(name)}
    assert names
    typed = {name: good_answer(html, name) for name in names}
    reasons = dict.fromkeys(re.findall(r'<textarea[^>]*name="(reason-[^"]+)"', html), "Seen at home")
    status, html = sent(nurse, path, html, why="The room is small", **typed, **reasons)
    if status == 422:
        reasons |= dict.fromkeys(re.findall(r'<textarea[^>]*name="(reason-[^"]+)"', html), "Seen at home")
        status, html = sent(nurse, path, html, why="The room is small", **typed, **reasons)
    assert status == 302, re.findall(r"error-summary.*?</ul>", html, re.DOTALL)
    with seen_by(county, "nurse"):
        codes = list(OrderLine.objects.order_by("position").values_list("product__code", flat=True))
        assert set(Answer.objects.values_list("question_code", flat=True)) >= {n.removeprefix("answer-") for n in typed}
    assert codes == ["BED-020", "MAT-022"]


def good_answer(html: str, name: str) -> str:
    """An answer that the page offers, or one that reads as a number or words."""
    found = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', html, re.DOTALL)
    choices = re.findall(r'value="([^"]+)"', found[1]) if found else []
    choices += re.findall(rf'<input[^>]*name="{name}"[^>]*type="radio"[^>]*value="([^"]+)"', html)
    choices += re.findall(rf'<input[^>]*type="radio"[^>]*name="{name}"[^>]*value="([^"]+)"', html)
    words = "2 March 2026" if name.endswith("_on") else "20"
    return choices[0] if choices else words


def test_looking_ahead_changes_nothing_and_shows_what_would_wait(county: County) -> None:
    goods(county, "BED-010")
    order = placed(county, someone(county), *lines("BED-010"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    html = nurse.get(path).content.decode()
    line = order.lines[0].line_id
    status, html = sent(nurse, path, html, **{f"speed-{line}": "deliver_4h", "do": "look"})
    assert status == 200
    assert "if you change it so" in html
    told = html.partition('id="outcome"')[2].partition("Items</h2>")[0]
    for words in ("What this would do", "Profiling bed, standard: by", "The order still comes to £", "approval"):
        assert words in told, words
    assert told.startswith('><div tabindex="-1" autofocus')
    with seen_by(county, "nurse"):
        assert Order.objects.get().version == 1


def test_what_is_ready_nowhere_is_not_promised_by_a_change(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    form = nurse.get(path).content.decode()
    line = order.lines[0].line_id
    _, html = sent(nurse, path, form, **{f"speed-{line}": "deliver_4h", "do": "look"})
    told = html.partition('id="outcome"')[2].partition("Items</h2>")[0]
    assert "none is ready anywhere for that day" in told
    goods(county, "BED-010")
    _, html = sent(nurse, path, form, **{f"speed-{line}": "deliver_4h", "do": "look"})
    assert "ready anywhere" not in html.partition('id="outcome"')[2].partition("Items</h2>")[0]


def test_what_joins_the_booked_visit_is_told(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    on_a_run(county, order.lines[0].line_id)
    nurse, path = signed_in(county, "nurse"), path_of(order)
    _, html = sent(nurse, path, nurse.get(path).content.decode(), do="add:TOI-030")
    nurse.post(path, {**filled(html), "why": "She asked for it"})
    page = nurse.get(f"/prescribing/orders/{order.order_id}/").content.decode()
    assert "What you changed comes with the visit booked for" in page


def test_searching_for_an_item_and_taking_it_out_again(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    html = nurse.get(path).content.decode()
    _, html = sent(nurse, path, html, words="perching", do="search", why="More")
    assert 'value="add:SEA-010"' in html
    _, html = sent(nurse, path, html, do="add:SEA-010")
    assert "New: Perching stool" in html
    assert 'value="More"' in html
    _, html = sent(nurse, path, html, do="remove:0")
    assert "New: Perching stool" not in html
    status, html = sent(nurse, path, html)
    assert status == 422
    assert "Nothing was changed" in html


def test_a_quantity_of_nothing_stands_at_the_new_line(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    _, html = sent(nurse, path, nurse.get(path).content.decode(), do="add:WLK-031")
    status, html = sent(nurse, path, html, why="More", **{"new-0-quantity": "0"})
    assert status == 422
    assert 'href="#new-0-quantity"' in html


def test_it_goes_to_another_address(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("TOI-030"))
    request = AddressToAdd(person_id=who.id, address=home(kind="RELATIVE", name="Her daughter"))
    added = add_address(call_as(county.scopes["nurse"]), request=request)
    nurse, path = signed_in(county, "nurse"), path_of(order)
    html = nurse.get(path).content.decode()
    assert "Her daughter" in html
    status, _ = sent(nurse, path, html, why="She moves in", address_id=str(added.address_id))
    assert status == 302
    with seen_by(county, "nurse"):
        assert Order.objects.get().address_id == added.address_id


def test_a_stale_page_says_what_changed_and_keeps_what_was_typed(county: County) -> None:
    order = placed(county, someone(county), *lines(("WLK-031", 4)))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    html = nurse.get(path).content.decode()
    line = order.lines[0].line_id
    fewer = OrderAmendment(order.order_id, 1, "One broke", changed={line: lines(("WLK-031", 3))[0]})
    amend_order(call_as(county.scopes["leadnurse"]), request=fewer)
    status, html = sent(nurse, path, html, why="Ring first", note="Ring twice")
    assert status == 409
    assert "This changed while your page was open" in html
    assert county.scopes["leadnurse"].user_name in html
    assert "Ring twice" in html
    status, _ = sent(nurse, path, html, note="Ring twice", why="Ring first")
    assert status == 302
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().quantity == 3
        assert Order.objects.get().note == "Ring twice"


def test_an_answer_given_before_is_shown_and_put_right(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    html = nurse.get(path).content.decode()
    assert "Answers given before" in html
    assert filled(html)["answer-person_weight_kg"] == "72"
    status, html = sent(nurse, path, html, why="Weighed today", **{"answer-person_weight_kg": "190"})
    assert status == 422
    assert "a second look" in html
    assert re.findall(r'<textarea[^>]*name="(reason-[^"]+)"', html)
    status, html = sent(nurse, path, html, why="Weighed today", **{"answer-person_weight_kg": "84"})
    assert status == 302, re.findall(r"error-summary.*?</ul>", html, re.DOTALL)
    with seen_by(county, "nurse"):
        said = Answer.objects.filter(question_code="person_weight_kg").values_list("answer", flat=True)
        line = OrderLine.objects.get()
        assert set(said) == {"72", "84"}
    assert (line.state, line.due_at) == ("AUTHORISED", order.lines[0].due_at)


def test_the_page_takes_few_statements(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010", "MAT-010", "TOI-030"))
    nurse, path = signed_in(county, "nurse"), path_of(order)
    nurse.get(path)
    with statements() as made:
        nurse.get(path)
    assert len(made) <= 20, made

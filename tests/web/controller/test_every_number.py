"""Every number of the control room opens the list behind it, and the list has as many: tiles, the numbers within them,
bars, and what stands beside the bars; for the desk and for a commissioner."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from handrail.core.clock import now
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.tell_people import tell_people
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import goods
from tests.supplying import allocated, authorised
from tests.visiting import a_stop, booked, handed, on_loan, received, recorded
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

NUMBER = r"[\d,]+"
TILES = {
    "order-lines-late", "order-lines-at-risk", "visits-not-booked", "visits-without-next-step", "approvals-to-give",
    "people-to-tell", "waiting-for-stock", "discrepancies", "recorded-late",
}  # fmt: skip


def filled(county: County) -> None:
    """Something of everything that the room counts."""
    desk = county.scopes["desk"]
    placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    placed(county, someone(county, name="Urgent Case"), *lines("BED-010", speed="deliver_4h"))
    placed(county, someone(county, name="Soon Late"), *lines("TOI-030", speed="deliver_4h"))
    lent, _ = on_loan(county, "BED-010")
    died = LifeEventWanted(lent.who.id, LifeEventKind.DEATH, now().date())
    record_life_event(call_as(desk), request=died)
    failed = a_stop(county, "BDA-010", who=someone(county, name="Cleo Tuck"), van="Van 3", driver="driver4")
    fail_visit(call_as(county.scopes["driver4"]), request=VisitFailure(failed.visit_id, "no_answer", "x"))
    waits = someone(county, name="Bert Olley")
    stop = a_stop(county, "MAT-010", who=waits, van="Van 2", driver="driver2")
    recorded(county, stop.visit_id, by="driver2", handed_over=handed(*stop.numbers, "UNK-9"), received=received())
    a_stop(county, "MAT-010", who=someone(county, name="Ada Down"), van="Van 4", driver="driver5")
    allocated(county, *authorised(county, "BED-010", who=someone(county, name="No Stock")), or_back_order=True)
    goods(county, "TOI-030", 7)
    goods(county, "MAT-010")
    rung = someone(county, name="Ring Me", contact_by="phone", phone="01632 960001")
    booked(county, *placed(county, rung, *lines("MAT-010")).visit_ids, days=1)
    tell_people(call_as(county.scopes["system"]))
    away = someone(county, name="Told Later")
    event = LifeEventWanted(away.id, LifeEventKind.ADMISSION, now().date() - timedelta(days=3))
    record_life_event(call_as(desk, late=timedelta(days=3)), request=event)


def numbers_of(html: str) -> Iterator[tuple[str, int, str]]:
    """Each number that the room shows: what it is about, how many, the address of its list."""
    part = html[html.index('id="needs-someone"') :]
    for tile in re.findall(r'<li class="hr-tile.*?</li>', part, re.S):
        (name,) = re.findall(r'id="tile-([\w-]+?)"', tile)[:1]
        (count,) = re.findall(rf'hr-tile__count">({NUMBER})<', tile)
        yield name, number(count), first_link(tile)
        yield from within(name, tile[tile.index("</a>") :])
    for bar in re.findall(r"<li>\s*<span class=\"hr-bars__label.*?</li>", part, re.S):
        (label,) = re.findall(r'hr-bars__label">(?:<a[^>]*>)?([^<]+)<', bar)
        (count,) = re.findall(rf'hr-bars__count">(?:{NUMBER} of )?({NUMBER})<', bar)
        yield label, number(count), first_link(bar)
        yield from within(label, bar.partition("hr-bars__note")[2])


def number(shown: str) -> int:
    return int(shown.replace(",", ""))


def first_link(html: str) -> str:
    found = re.search(r'href="([^"]+)"', html)
    assert found, f"no list behind {html}"
    return found[1].replace("&amp;", "&")


def within(name: str, html: str) -> Iterator[tuple[str, int, str]]:
    """The numbers inside a tile or beside a bar. One that is not a link fails."""
    for link, text in re.findall(r"(<a[^>]*>)([^<]*)", html):
        (count,) = re.findall(NUMBER, text)
        yield f"{name}: {text}", number(count), first_link(link)
    words = re.sub(r"<a.*?</a>|<[^>]*>", " ", html, flags=re.S)
    assert not re.search(r"\d", words.replace("In the last 7 days", "")), f"{name}: {words}"


def total_of(client: Client, address: str) -> int:
    """How many the list behind an address has."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    html = answer.content.decode()
    if found := re.search(rf"<h1[^>]*>({NUMBER}) counted pieces?", html):
        return number(found[1])
    if re.fullmatch(r"/desk/runs/[\w-]+/", address):
        return html.partition("Booked for this day, on no run")[0].count('class="hr-task"')
    if found := re.search(rf"Showing {NUMBER} to {NUMBER} of ({NUMBER})", html):
        return number(found[1])
    return html.partition("<tbody>")[2].count("<tr")


def test_what_is_to_follow_up_counts_from_the_day_it_is_due(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    died = LifeEventWanted(lent.who.id, LifeEventKind.DEATH, now().date())
    record_life_event(call_as(county.scopes["desk"]), request=died)
    for days, due in ((0, 0), (30, 1)):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            client = signed_in(county, "desk")
            room = {
                name: (n, href) for name, n, href in numbers_of(client.get(reverse("controller:room")).content.decode())
            }
            count, address = room["to-follow-up"]
            assert (count, total_of(client, address)) == (due, due)
            assert total_of(client, reverse("person:follow_ups")) == 1


@pytest.mark.parametrize("who", ["desk", "commissioner"])
def test_each_number_of_the_room_is_the_length_of_its_list(county: County, who: str) -> None:
    filled(county)
    # When what was to be there in four hours is late, and the hours of a visit are over.
    with time_machine.travel(now() + timedelta(hours=7), tick=False):
        client = signed_in(county, who)
        found = list(numbers_of(client.get(reverse("controller:room")).content.decode()))
        wrong = {
            what: (count, there, address)
            for what, count, address in found
            if count != (there := total_of(client, address))
        }
    assert wrong == {}
    shown = {name for name, count, _ in found if count}
    assert TILES - shown <= ({"people-to-tell"} if who == "commissioner" else set())
    # The words say what is counted: of an order each line, of counted stock the pieces and where they are.
    titles = [client.get(reverse(f"controller:{name}")).content.decode() for name in ("orders", "counted")]
    assert "Open order lines" in titles[0]
    assert re.search(rf"{NUMBER} counted pieces? in {NUMBER} lots? (and|or) places?", titles[1])
    inner = " ".join(name for name, _, _ in found if ": " in name)
    for words in (": 2 urgent", " late", "depot", "service desk", "counted piece"):
        assert words in inner

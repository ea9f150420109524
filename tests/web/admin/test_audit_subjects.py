"""What the audit log names is read by its number, and leads to its page for those who may open it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.identity.calls import reading
from handrail.identity.events import Event
from handrail.identity.queries.audit import AuditFilters, audit_log
from handrail.simulation.set_up import County
from handrail.visits.queries.audit_subjects import named_subjects
from handrail.web.admin.audit import EVENTS, _touched
from handrail.wording.events import LogTopic, topic_of
from tests.situations import another_county
from tests.stock_situations import at_most
from tests.visiting import Stop, a_stop, handed, received, recorded, visit_row
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def table(client: Client) -> str:
    client.get(reverse("admin:audit"))
    with at_most(12):
        return client.get(reverse("admin:audit")).content.decode().split("<table")[1]


def done(county: County) -> Stop:
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return stop


def test_a_commissioner_opens_orders_and_items_and_reads_no_names(county: County) -> None:
    stop = done(county)
    client = signed_in(county, "commissioner")
    shown = table(client)
    order, asset = reverse("prescriber:order", args=[stop.order.order_id]), f"/a/{stop.numbers[0]}"
    assert f'<a href="{order}">order {stop.order.number}</a>' in shown
    assert f'<a href="{asset}">item {stop.numbers[0]}</a>' in shown
    assert f"visit {visit_row(county, stop.visit_id).number}" in shown
    for href in {address.replace("&amp;", "&") for address in re.findall(r'href="(/[^"]*)"', shown)}:
        assert client.get(href).status_code == 200, href
    assert "Harker" not in shown


def test_an_administrator_reads_the_numbers_and_opens_nothing(county: County) -> None:
    stop = done(county)
    shown = table(signed_in(county, "admin"))
    assert f"order {stop.order.number}" in shown
    assert reverse("prescriber:order", args=[stop.order.order_id]) not in shown
    assert f"order {stop.order.number}" not in table(signed_in(another_county(), "admin"))


def test_who_sees_people_opens_the_person_and_the_visit(county: County) -> None:
    stop = done(county)
    desk, client = county.scopes["desk"], signed_in(county, "desk")
    client.get(reverse("person:person", args=[stop.who.id]))
    with reading(desk):
        rows = audit_log(desk, AuditFilters(), limit=100)
        known = named_subjects(desk, (subject for row in rows for subject in row.subjects))
        strangers = named_subjects(desk, ("order:none", f"order:{fresh_id()}", "line", "token:1"))
    assert strangers == {}
    found = {link.href for row in rows for link in _touched(desk, row, known).links}
    for name, row_id in (("person:person", stop.who.id), ("controller:visit", stop.visit_id)):
        assert reverse(name, args=[row_id]) in found
        assert client.get(reverse(name, args=[row_id])).status_code == 200


def rows_of(client: Client, **asked: str) -> str:
    return re.sub(
        r"<select.*?</select>", "", client.get(reverse("admin:audit"), asked).content.decode(), flags=re.DOTALL
    )


def test_the_log_shows_words_and_no_codes(county: County) -> None:
    done(county)
    shown = table(signed_in(county, "admin"))
    assert "Items loaded onto a van" in shown
    assert re.search(r">user [A-Z][a-z]+ ", shown)
    assert not re.search(r"[a-z_]+:[0-9a-f]{8}-", shown)
    assert not re.search(r"\b[A-Z]+_[A-Z_]+\b", re.sub(r"<[^>]*>", "", shown))


def test_the_log_is_narrowed_by_the_number_of_an_order_a_visit_or_an_item(county: County) -> None:
    stop = done(county)
    client = signed_in(county, "admin")
    order = rows_of(client, subject=str(stop.order.number))
    assert "Order placed" in order
    assert "Visit done" in order
    assert "Contract set up" not in order
    item = rows_of(client, subject=f" {stop.numbers[0].lower()} ")
    assert "Items loaded onto a van" in item
    assert "Order placed" not in item
    number = visit_row(county, stop.visit_id).number
    assert "Visit done" in rows_of(client, subject=str(number))
    assert "Nothing fits" in rows_of(client, subject="999999999")
    assert "Nothing fits" in rows_of(signed_in(another_county(), "admin"), subject=stop.numbers[0])


def test_the_log_is_narrowed_by_what_it_is_about(county: County) -> None:
    done(county)
    client = signed_in(county, "admin")
    visits = rows_of(client, topic="visits")
    assert "Visit done" in visits
    assert "Order placed" not in visits
    assert "Order placed" in rows_of(client, topic="orders")


def test_each_event_has_words_of_its_own_and_one_topic() -> None:
    words = [words for _, words in EVENTS]
    assert len(set(words)) == len(words) == len(Event)
    assert {topic_of(event) for event in Event} == set(LogTopic)

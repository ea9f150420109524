"""A price, a day or an approval that changed between the review and the sending is told, and asked again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from handrail.catalogue.reference.held import held_reference
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.orders.models import Order, OrderLine
from handrail.orders.rules.facts import OrderReason
from handrail.simulation.set_up import County
from handrail.usecases.edit_catalogue import ProductsChange, change_products
from handrail.usecases.place_order import place_order
from handrail.web.prescriber import reference
from tests.api.api_calls import caller
from tests.api.test_problems import an_order
from tests.ordering import Someone, lines, seen_by, someone, statements, with_reasons
from tests.situations import call_as
from tests.web.pages import signed_in
from tests.web.prescriber.test_draft_meanwhile import drafted
from tests.web.prescriber.test_place_order import basket, post, start, whole
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Prices that are undone with their test are not offered by the pages of the next."""
    yield
    reference._kept.clear()


def priced(county: County, code: str, pence: int) -> int:
    """An administrator gives a product another price; what it cost before."""
    admin, today = county.scopes["admin"], now_is(now()).today
    with seen_by(county, "admin"):
        products = held_reference(admin.contract_id, today).products
    row = next(row for row in products if row.code == code)
    change_products(call_as(admin), request=ProductsChange((replace(row, price_pence=pence),), today))
    return row.price_pence


def hidden(html: str) -> dict[str, str]:
    """What the review's form carries unseen."""
    return {name: value_of(html, name) for name in ("seen_version", "seen")} | {"idempotency_key": key_of(html)}


def value_of(html: str, name: str) -> str:
    value = html.rpartition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]
    return value.replace("&quot;", '"').replace("&#34;", '"')


@pytest.fixture
def reviewed(county: County) -> tuple[Client, str, str]:
    """A nurse who looks at the review of a commode: client, address, page."""
    nurse, path = drafted(county, someone(county))
    html = nurse.get(f"{path}review/").content.decode()
    return nurse, f"{path}review/", html


def test_another_price_is_shown_beside_the_old_one_and_the_order_goes_once_it_was_seen(
    county: County, reviewed: tuple[Client, str, str]
) -> None:
    nurse, path, html = reviewed
    before = priced(county, "TOI-030", 99_999)
    asked = nurse.post(path, hidden(html))
    shown = asked.content.decode()
    assert asked.status_code == 409
    assert "This changed while your page was open" in shown
    assert f"£{before / 100:.2f}" in shown
    assert "£999.99" in shown
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()
    assert nurse.post(path, hidden(shown)).status_code == 302
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().price_pence == 99_999


def test_who_changed_several_prices_is_asked_once(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    path = post(nurse, start(county, who), "save", **basket("TOI-030", "TOI-020", **whole(who, county)))
    html = nurse.get(f"{path}review/").content.decode()
    for code in ("TOI-030", "TOI-020"):
        priced(county, code, 99_999)
    with statements() as asked:
        shown = nurse.post(f"{path}review/", hidden(html)).content.decode()
    assert shown.count(": price") == 2
    assert "Someone else" not in shown
    assert sum("FROM core_auditsubject s" in one for one in asked) == 1


def test_a_day_that_is_later_because_the_page_stood_open_is_told(
    county: County, reviewed: tuple[Client, str, str]
) -> None:
    _, path, html = reviewed
    with time_machine.travel(datetime(2026, 3, 4, 9, 0, tzinfo=UTC), tick=False):
        nurse = signed_in(county, "nurse")
        asked = nurse.post(path, hidden(html))
        shown = asked.content.decode()
        assert asked.status_code == 409
        assert "comes by" in shown
        assert "Tuesday 10 March 2026" in shown
        assert "Wednesday 11 March 2026" in shown
        assert nurse.post(path, hidden(shown)).status_code == 302


def test_what_the_field_of_a_made_up_page_carries_is_no_error(
    county: County, reviewed: tuple[Client, str, str]
) -> None:
    nurse, path, html = reviewed
    sent = nurse.post(path, {**hidden(html), "seen": '[{"code": 1}, "\u00b2"'})
    assert sent.status_code == 302


def test_the_last_moment_is_held_by_the_use_case_and_by_the_api(county: County) -> None:
    who: Someone = someone(county)
    request = with_reasons(county, who, *lines("TOI-030"))
    body = an_order(who)
    nurse = caller(county, "nurse")
    looked = nurse.post("/order-assessments", body).body["order_pence"]
    priced(county, "TOI-030", looked + 1)
    with pytest.raises(Refused) as refused:
        place_order(call_as(county.scopes["nurse"]), request=replace(request, seen_pence=looked))
    assert [reason.code for reason in refused.value.reasons] == [OrderReason.PRICE_CHANGED]
    answer = nurse.post("/orders", {**body, "seen_pence": looked})
    assert (answer.status, answer.code) == (409, OrderReason.PRICE_CHANGED)
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()
    assert nurse.post("/orders", {**body, "seen_pence": looked + 1}).status == 201

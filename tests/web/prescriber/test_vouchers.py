"""The order says how its vouchers stand; one is printed without a name, cancelled with a reason, and issued again."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from handrail.vouchers.rules.free import TOLD_FREE
from handrail.vouchers.rules.numbers import written_number
from tests.ordering import lines, placed, someone
from tests.vouchers.vouchering import issued, kept, redeemed
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def key() -> str:
    return str(fresh_id())


def test_the_order_and_the_person_show_the_voucher_and_lead_to_its_page(county: County) -> None:
    had = issued(county)
    number, therapist = written_number(kept(county, had.line_id).number), signed_in(county, "therapist")
    order = therapist.get(reverse("prescriber:order", args=[had.order_id])).content.decode()
    printed = reverse("prescriber:voucher", args=[had.voucher_id])
    assert number in order
    assert "Can be used" in order
    items = order.partition('id="lines"')[2].partition("</table>")[0]
    assert "Voucher given" in items
    assert "not used yet" in items
    assert "handed over" not in items
    assert "Delivered" not in items
    assert f'href="{printed}"' in order
    person = therapist.get(reverse("person:person", args=[had.who.id])).content.decode()
    assert number in person
    assert f'href="{printed}"' in person
    paper = therapist.get(printed).content.decode()
    for shown in (number, "Kettle tipper", "£17.00", "Market Street Pharmacy", TOLD_FREE, "<svg"):
        assert shown in paper
    assert "Voucher Holder" not in paper
    assert str(had.who.id) not in paper


def test_who_answers_for_the_order_cancels_it_and_issues_another(county: County) -> None:
    had, therapist = issued(county), signed_in(county, "therapist")
    cancels = reverse("prescriber:cancel_voucher", args=[had.voucher_id])
    assert therapist.post(cancels, {"why": "", "idempotency_key": key()}).status_code == 422
    done = therapist.post(cancels, {"why": "Has one already", "idempotency_key": key()}, follow=True)
    order = done.content.decode()
    assert "The voucher is cancelled." in order
    assert "Has one already" in order
    again = reverse("prescriber:issue_voucher", args=[had.voucher_id])
    assert f'href="{again}"' in order
    paper = therapist.post(again, {"idempotency_key": key()}, follow=True).content.decode()
    assert written_number(kept(county, had.line_id).number) in paper
    order = therapist.get(reverse("prescriber:order", args=[had.order_id])).content.decode()
    assert f'href="{again}"' not in order
    nurse = signed_in(county, "nurse").get(reverse("prescriber:order", args=[had.order_id])).content.decode()
    assert "Cancel it" not in nurse


def test_what_a_shop_gave_for_it_stands_at_the_order(county: County) -> None:
    had = issued(county)
    redeemed(county, had, price=2500, top_up=800)
    order = signed_in(county, "therapist").get(reverse("prescriber:order", args=[had.order_id])).content.decode()
    assert "Kettle tipper, by Market Street Pharmacy, for £17.00, and the person added £8.00" in order
    assert "used on 3 Mar 2026" in order.partition('id="lines"')[2].partition("</table>")[0]
    story = signed_in(county, "therapist").get(reverse("person:person", args=[had.who.id])).content.decode()
    assert "Voucher used in a shop" in story


def test_the_list_of_orders_says_that_a_voucher_was_given(county: County) -> None:
    issued(county)
    shown = signed_in(county, "therapist").get(reverse("prescriber:orders")).content.decode()
    row = next(row for row in shown.split("<tr") if "Kettle tipper" in row)
    assert "Voucher given" in row
    assert "delivered" not in row.lower()


def test_an_order_without_vouchers_has_no_such_list(county: County) -> None:
    order = placed(county, someone(county), *lines("TOI-030"))
    shown = signed_in(county, "nurse").get(reverse("prescriber:order", args=[order.order_id])).content.decode()
    assert 'id="vouchers"' not in shown

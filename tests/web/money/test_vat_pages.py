"""VAT on the pages of money: a figure of its own, in net where it is a cost, and beside net where it is got back."""

import re

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.ledger.rules.vat import VatTerm
from handrail.simulation.set_up import County
from handrail.web.money.correct_vat import VatForm
from tests.usecases.correcting import entry_of, stands
from tests.usecases.pooling import pool
from tests.usecases.terms import with_vat_before
from tests.visiting import Stop, on_loan
from tests.web.money.test_pool_pages import sent, spent, text_of, words_of
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bed(county: County) -> Stop:
    """20% on a bed, which is got back; 5% on all else, which is not."""
    with_vat_before(county, VatTerm("equipment", "", None, 2_000, True), VatTerm("", "", None, 500, False))
    stop, _ = on_loan(county, "BED-010")
    return stop


def test_the_pool_and_its_report_tell_a_cost_from_what_is_got_back(county: County, bed: Stop) -> None:
    of = spent(county)
    # £24.50, £18.50 and £24.00, each rounded by itself.
    assert (of.vat_pence, of.vat_back_pence) == (1_23 + 93 + 1_20, 139_00)
    assert of.net_pence == 695_00 + 67_00 + 3_36
    client = signed_in(county, "commissioner")
    shown = text_of(client, "pool")
    assert "VAT £3.36 What is not got back VAT that is got back £139.00 No cost, so it is not in net" in shown
    report = words_of(client.get(reverse("money:report", args=[pool(county)]), {"year": "2025", "quarter": "4"}))
    assert "VAT that is got back: not in net" in report
    assert "£139.00" in report


def test_the_money_of_a_line_has_its_vat(county: County, bed: Stop) -> None:
    client = signed_in(county, "money")
    line_id = bed.order.lines[0].line_id
    shown = words_of(client.get(reverse("money:line", args=[line_id])))
    assert "Cost after credits £765.36 VAT £3.36 Within that cost" in shown
    assert "VAT that is got back £139.00 Not within that cost" in shown
    assert (shown.count("Correct the price"), shown.count("Correct the VAT")) == (4, 4)
    payer = words_of(client.get(reverse("money:payer", args=[line_id])))
    assert "£762.00 Is borne by whoever pays then, with its VAT on top" in payer


def test_the_pool_manager_puts_vat_right_and_sees_it_first(county: County, bed: Stop) -> None:
    client, line_id = signed_in(county, "money"), bed.order.lines[0].line_id
    equipment = entry_of(county, "equipment", line_id)
    assert "Correct the VAT If the price is right" in text_of(client, "price", equipment)
    before = stands(county)
    given = {"parts": "5", "is_back": "cost", "reason": "Made for one person"}
    asked = sent(client, "vat", equipment, **given)
    words = words_of(asked)
    assert "All together" in words, words
    assert "-£104.25" in words[words.index("All together") :], words[words.index("All together") :]
    assert stands(county) == before
    (seen,) = re.findall(r'name="seen_version" value="([0-9a-f]+)"', asked.content.decode())
    twice = given | {"seen_version": seen, "idempotency_key": str(fresh_id())}
    # A second click sends the same once more: it was posted, once.
    assert [sent(client, "vat", equipment, **twice).status_code for _ in range(2)] == [302, 302]
    provider = before["", "PROVIDER"] + 104_25
    after = before | {("pool", "VAT"): 3_36 + 34_75, ("", "PROVIDER"): provider}
    assert stands(county) == {place: pence for place, pence in after.items() if place != ("pool", "VAT_BACK")}


@pytest.mark.parametrize("typed", ["17,5", "-5", "100.01", "17.555", "=1+1"])
def test_a_rate_of_vat_is_read_in_one_way_only(typed: str) -> None:
    assert VatForm({"parts": typed, "is_back": "cost", "reason": "Why"}).errors.keys() >= {"parts"}

"""The vouchers of a contract: how they stand, how old they are, what shops are owed; no number and nobody's name."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.simulation.northdown import NEIGHBOUR
from handrail.simulation.set_up import County
from handrail.vouchers.queries.shown import redeemed_by_shop, voucher_sums, vouchers_listed
from tests.vouchers.vouchering import issued, kept, redeemed
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("spending:vouchers")


def test_a_commissioner_reads_state_age_and_value_and_takes_them_along(county: County) -> None:
    first, second = issued(county), issued(county)
    redeemed(county, first, price=1650)
    reader = signed_in(county, "commissioner")
    shown = reader.get(PAGE).content.decode()
    assert "Can be used: 1 voucher worth £17.00." in shown
    assert "Used: 1 voucher worth £17.00, of which £16.50 was asked for." in shown
    assert "Taken by Market Street Pharmacy: 1 voucher for £16.50." in shown
    used = reader.get(PAGE, {"state": "REDEEMED"}).content.decode()
    assert "£16.50 to Market Street Pharmacy" in used
    assert used.count("DLV-016") == 1
    answer = reader.get(PAGE, {"format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it is streamed
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["State"], row["Worth"], row["Owed to the shop"], row["Age in days"]) for row in rows] == [
        ("Can be used", "17.00", "", "0"),
        ("Used", "17.00", "16.50", "0"),
    ]
    for had in (first, second):
        assert kept(county, had.line_id).number not in shown + text
    assert "Voucher Holder" not in shown + text


def test_who_does_not_look_after_money_sees_none(county: County) -> None:
    assert signed_in(county, "shop").get(PAGE).status_code == 403


def test_promise_7_sums_reach_no_further_than_the_list(county: County) -> None:
    redeemed(county, issued(county))
    issued(county)
    everybody = county.scopes["commissioner"]
    neighbour = replace(everybody, partner_id=county.partner(NEIGHBOUR), reach="OWN")
    for scope, seen in ((everybody, 2), (neighbour, 0)):
        with reading(scope):
            assert len(vouchers_listed(scope, state="", most=50)) == seen
            assert sum(one.count for one in voucher_sums(scope)) == seen
            assert len(redeemed_by_shop(scope)) == min(1, seen)

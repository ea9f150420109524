"""Somebody would rather buy a thing themselves: what they were told before is kept, and no money moves."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.needs.bought import self_purchase_counts
from handrail.needs.models import SelfPurchase
from handrail.needs.self_purchase import TOLD_FREE, SelfPurchaseChoice, SelfPurchaseReason, reasons_against_choice
from handrail.simulation.set_up import County
from handrail.spending.self_bought import SelfBoughtMonths, rate_of, self_bought
from handrail.usecases.record_self_purchase import SelfPurchaseToEnd, end_self_purchase, record_self_purchase
from handrail.visits.queries import story
from tests.ledger.test_lines import stands
from tests.ordering import codes, lines, placed, someone
from tests.situations import call_as, northdown
from tests.vouchers.vouchering import issued, redeemed

R = SelfPurchaseReason


def chosen(county: County, person_id: Any, **also: Any) -> Any:
    wanted = {"product_code": "BED-010", "quantity": 1, "told": True, **also}
    return record_self_purchase(call_as(county.scopes["therapist"]), request=SelfPurchaseChoice(person_id, **wanted))


def taken_back(county: County, self_purchase_id: UUID, why: str = "She cannot pay for it") -> None:
    end_self_purchase(call_as(county.scopes["therapist"]), request=SelfPurchaseToEnd(self_purchase_id, why))


def test_it_is_no_choice_without_having_been_told() -> None:
    county_less = SelfPurchaseChoice(None, "BED-010", 1, told=True)  # type: ignore[arg-type]  # whose does not matter
    assert list(reasons_against_choice(county_less, is_known=True)) == []
    wrong = SelfPurchaseChoice(None, "X", 0, told=False)  # type: ignore[arg-type]  # the same
    found = [one.code for one in reasons_against_choice(wrong, is_known=False)]
    assert found == [R.PRODUCT_UNKNOWN, R.PIECES, R.NOT_TOLD]


@pytest.mark.django_db
def test_a_choice_keeps_what_was_said_and_by_whom_and_moves_no_money() -> None:
    county = northdown()
    who, scope = someone(county), county.scopes["therapist"]
    with pytest.raises(Refused) as refused:
        chosen(county, who.id, told=False)
    assert codes(refused.value) == {"SELF_PURCHASE_NOT_TOLD"}
    done = chosen(county, who.id, told_by_id=county.users["nurse"], words="She wants a wooden one")
    with reading(scope):
        row = SelfPurchase.objects.get(pk=done.self_purchase_id)
        told = [one for one in story.what_happened(scope, [who.id]) if one.kind == "SELF_PURCHASE"]
    assert (row.told, row.told_by_id, row.worth_pence) == (TOLD_FREE, county.users["nurse"], 69_500)
    assert stands(county) == {}
    assert [(one.text, one.by) for one in told] == [("Profiling bed, standard", "Grace Adeyemi")]
    assert "She wants a wooden one" in told[0].note


@pytest.mark.django_db
def test_what_was_chosen_is_never_changed() -> None:
    county = northdown()
    chosen(county, someone(county).id)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        reading(county.scopes["therapist"]),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE needs_selfpurchase SET worth_pence = 0")


@pytest.mark.django_db
def test_a_choice_that_is_taken_back_stays_and_counts_no_more() -> None:
    county = northdown()
    who, scope = someone(county), county.scopes["therapist"]
    stands_still, ended = chosen(county, who.id, product_code="DLV-016"), chosen(county, who.id)
    with pytest.raises(Refused) as refused:
        taken_back(county, ended.self_purchase_id, " ")
    assert codes(refused.value) == {"SELF_PURCHASE_END_WHY_MISSING"}
    taken_back(county, ended.self_purchase_id)
    with pytest.raises(Refused) as refused:
        taken_back(county, ended.self_purchase_id)
    assert codes(refused.value) == {"SELF_PURCHASE_ENDED_ALREADY"}
    with pytest.raises(Refused, match="NOT_FOUND"):
        taken_back(county, who.id)
    with reading(scope):
        told = [one for one in story.what_happened(scope, [who.id]) if one.kind == "SELF_PURCHASE"]
        kept = {row.pk for row in SelfPurchase.objects.all()}
    assert kept == {stands_still.self_purchase_id, ended.self_purchase_id}
    assert ("ENDED", "Profiling bed, standard", "She cannot pay for it") in [
        (one.code, one.text, one.note) for one in told
    ]
    with reading(county.scopes["commissioner"]):
        found = self_bought(county.scopes["commissioner"], date(2026, 1, 1), date(2026, 4, 1))
        counts = self_purchase_counts(county.scopes["commissioner"])
    assert [(one.category, one.worth_pence) for one in found.found] == [("daily_living", 1_700)]
    assert (counts.count, counts.worth_pence, counts.ended) == (2, 1_700, 1)


@pytest.mark.django_db
def test_it_is_counted_by_month_and_kind_beside_what_was_spent() -> None:
    county = northdown()
    chosen(county, someone(county).id, product_code="DLV-016", quantity=3)
    redeemed(county, issued(county))
    placed(county, someone(county, name="Ivy Pell"), *lines("TOI-030"))
    with reading(county.scopes["commissioner"]):
        found = self_bought(county.scopes["commissioner"], date(2026, 1, 1), date(2026, 4, 1))
    (one,) = found.found
    assert (one.month, one.category, one.times, one.pieces, one.worth_pence) == (
        date(2026, 3, 1),
        "daily_living",
        1,
        3,
        5_100,
    )
    # Three of four kettle tippers were bought; what is only ordered is not spent yet.
    assert (one.spent_pence, found.rate) == (1_700, 0.75)
    many = SelfBoughtMonths(
        [one, replace(one, month=date(2026, 2, 1)), replace(one, category="beds", worth_pence=90_000)],
        3_400, {}, {"daily_living": 3_400, "seating": 9},
    )  # fmt: skip
    assert [(kind.category, kind.pieces, kind.worth_pence, kind.rate) for kind in many.by_kind()] == [
        ("beds", 3, 90_000, 1.0), ("daily_living", 6, 10_200, 0.75),
    ]  # fmt: skip
    assert found.spent_by_kind["daily_living"] == 1_700
    assert (rate_of(0, 0), rate_of(5, 0)) == (0.0, 1.0)

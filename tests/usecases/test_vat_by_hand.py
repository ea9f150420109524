"""The VAT of one event is put right by hand, and whatever puts the event right later keeps it."""

import pytest

from handrail.core.refusal import Refused
from handrail.ledger.models import Entry
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.usecases.correct_posting import PostingCorrection, SaidVat, correct_posting
from tests.ordering import codes
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.correcting import entry_of, lent_and_back, stands, to_health
from tests.usecases.terms import with_vat_before
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db
NONE, FIVE = SaidVat(0, is_recovered=False), SaidVat(500, is_recovered=False)


def said(county: County, entry_id: object, vat: SaidVat | None, pence: int | None = None) -> None:
    wanted = PostingCorrection(entry_id, pence, "The rate was wrong", vat)  # type: ignore[arg-type]
    correct_posting(call_as(county.scopes["money"]), request=wanted)


def test_vat_is_said_again_for_a_thing_and_its_credit_follows(county: County) -> None:
    with_vat_before(county)
    line_id = lent_and_back(county).order.lines[0].line_id
    before = stands(county)
    bought, back = (entry_of(county, item, line_id) for item in ("equipment", "credit"))
    said(county, bought, NONE)
    # £695 was bought and £590.75 credited at 20%, which is got back.
    changed = before | {("pool", "VAT_BACK"): before["pool", "VAT_BACK"] - 139_00 + 118_15}
    assert stands(county) == changed | {("", "PROVIDER"): before["", "PROVIDER"] + 139_00 - 118_15}
    assert {named for (named,) in [(one,) for one in columns(county.scopes["money"], Entry, "corrects_id")]} >= {bought}
    assert broken_in(county.scopes["desk"]) == []
    with pytest.raises(Refused) as told:
        said(county, back, NONE)
    assert codes(told.value) == {"ENTRY_STANDS_NO_MORE"}


def test_what_is_put_right_later_keeps_the_vat_that_was_said(county: County) -> None:
    with_vat_before(county)
    stop, _ = on_loan(county, "BED-010", "MAT-010")
    line_id = stop.order.lines[0].line_id
    delivery, before = entry_of(county, "delivery", line_id), stands(county)
    said(county, delivery, FIVE)
    of_delivery = {("pool", "VAT_BACK"): before["pool", "VAT_BACK"] - 4_90, ("pool", "VAT"): 1_23}
    after = before | of_delivery | {("", "PROVIDER"): before["", "PROVIDER"] + 4_90 - 1_23}
    assert stands(county) == after
    assert broken_in(county.scopes["desk"]) == []
    change_funder(call_as(county.scopes["money"]), request=to_health(county, line_id))
    assert stands(county)["", "PROVIDER"] == after["", "PROVIDER"]
    assert stands(county)["nhs", "VAT"] + stands(county)["pool", "VAT"] == 1_23
    (again,) = {
        entry_id
        for entry_id, cause in columns(county.scopes["money"], Entry, "id", "cause", item="delivery", kind="RESTATED")
        if ":price:" not in cause
    }
    said(county, again, None, pence=40_00)
    assert stands(county)["nhs", "VAT"] + stands(county)["pool", "VAT"] == 2_00
    assert broken_in(county.scopes["desk"]) == []


def test_vat_is_not_put_right_so(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    bought, back = (entry_of(county, item, line_id) for item in ("equipment", "credit"))

    def refused(entry_id: object, vat: SaidVat) -> set[str]:
        with pytest.raises(Refused) as told:
            said(county, entry_id, vat)
        return codes(told.value)

    assert refused(bought, FIVE) == {"CONTRACT_WITHOUT_TERMS_OF_VAT"}
    with_vat_before(county)
    assert refused(back, FIVE) == {"VAT_OF_A_CREDIT_FOLLOWS_ITS_EQUIPMENT"}
    assert refused(bought, SaidVat(10_001, is_recovered=False)) == {"VAT_RATE_OUTSIDE_0_TO_100"}
    said(county, bought, FIVE)
    (again,) = columns(county.scopes["money"], Entry, "id", item="equipment", kind="RESTATED")
    assert refused(again, FIVE) == {"VAT_IS_THE_SAME"}

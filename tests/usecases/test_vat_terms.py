"""VAT changes from a day to come; from then on what is bought bears it, and what is put right takes it along."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import vat_terms_held
from handrail.ledger.queries.vat import bought_between, with_vat
from handrail.ledger.rules.entries import Occasion, Payers, Price, spent
from handrail.ledger.rules.vat import VatTerm
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.usecases.change_vat_terms import (
    TermsChanged,
    TermsWithdrawal,
    VatChange,
    change_vat_terms,
    withdraw_vat_terms,
)
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from tests.ledger.test_lines import end_rules
from tests.ledger.test_suspense import delivered, in_all, pool_pays, settle
from tests.ordering import codes, statements
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.usecases.correcting import entry_of, lent_and_back, stands, to_health
from tests.usecases.terms import APRIL, TWENTY, fund_of, shared_before, with_vat_before
from tests.visiting import on_loan

pytestmark = pytest.mark.django_db


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def test_terms_change_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    pool = fund_of(county, "pool").id
    wanted = VatChange((TWENTY, VatTerm("", "", pool, 2_000, False), VatTerm("delivery", "", None, 0, False)), APRIL)
    assert by_manager(change_vat_terms, county, wanted) == TermsChanged(0, 3)
    assert refused(change_vat_terms, county, VatChange((), APRIL)) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_vat_terms, county, TermsWithdrawal(APRIL)) == TermsChanged(3, 0)
    with reading(county.scopes["money"]):
        assert not vat_terms_held(county.scopes["money"])
    assert refused(withdraw_vat_terms, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}
    unknown = VatChange((VatTerm("magic", "", None, 5, True),), APRIL)
    assert refused(change_vat_terms, county, unknown) == {"VAT_ITEM_UNKNOWN"}
    assert refused(change_vat_terms, county, wanted, by="commissioner") == {"NOT_ALLOWED"}


def test_promise_5_two_terms_for_the_same_never_hold_together() -> None:
    county = northdown()
    with_vat_before(county)
    with pytest.raises(Refused) as caught:
        with_vat_before(county, VatTerm("", "", None, 500, False))
    assert "ledger_vatterm_one_at_a_time" in str(caught.value.__cause__)


def test_other_payers_bear_the_vat_by_their_own_terms(county: County) -> None:
    health = fund_of(county, "nhs").id
    with_vat_before(county, TWENTY, VatTerm("", "", health, 2_000, False))
    stop = lent_and_back(county)
    before = stands(county)
    assert before["pool", "VAT_BACK"] > 0
    change_funder(call_as(county.scopes["money"]), request=to_health(county, stop.order.lines[0].line_id))
    after = stands(county)
    assert after["nhs", "VAT"] == before["pool", "VAT_BACK"]
    assert ("pool", "VAT_BACK") not in after
    assert after["", "PROVIDER"] == before["", "PROVIDER"]
    assert broken_in(county.scopes["desk"]) == []


def test_who_pays_for_one_of_three_things_changes_no_penny_of_the_vat_of_their_visit(county: County) -> None:
    with_vat_before(county)
    stop, _ = on_loan(county, "BED-010", "MAT-010", "MAT-012")
    before = stands(county)
    for line in stop.order.lines:
        change_funder(call_as(county.scopes["money"]), request=to_health(county, line.line_id))
        assert stands(county)["", "PROVIDER"] == before["", "PROVIDER"]
    assert broken_in(county.scopes["money"]) == []
    assert stands(county)["nhs", "VAT_BACK"] == before["pool", "VAT_BACK"]


def test_a_charge_that_is_said_again_bears_the_penny_of_vat_that_it_bore(county: County) -> None:
    with_vat_before(county)
    stop, _ = on_loan(county, "BED-010", "MAT-010", "MAT-012")
    money, line_id = county.scopes["money"], stop.order.lines[0].line_id
    # A delivery over three lines is said again as a whole, also for the one that another fund pays for.
    delivery = entry_of(county, "delivery", stop.order.lines[1].line_id)
    change_funder(call_as(money), request=to_health(county, line_id))
    before = stands(county)
    for each in (0, 24_50):
        correct_posting(call_as(money), request=PostingCorrection(delivery, each, "A slip of the key"))
    assert stands(county) == before
    assert broken_in(money) == []


def test_what_waits_for_a_fund_bears_vat_once_one_takes_it_over(county: County, clock: time_machine.Traveller) -> None:
    with_vat_before(county)
    end_rules(call_as(county.scopes["admin"]))
    clock.move_to("2026-03-05T09:00:00Z")
    delivered(county, "BED-010")
    assert in_all(county, "VAT_BACK") == 0
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    bought = in_all(county, "EQUIPMENT") + in_all(county, "ACTIVITY")
    assert in_all(county, "VAT_BACK") == bought // 5
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_bought_is_read_by_what_bears_vat(county: County) -> None:
    shared_before(county, 1, 1)
    with_vat_before(county)
    on_loan(county, "BED-010")
    with reading(county.scopes["money"]):
        found = bought_between(county.scopes["money"], date(2026, 1, 1), APRIL)
    beds = [one for one in found if one.item == "equipment"]
    assert [(one.category, one.net_pence, one.vat_pence) for one in beds] == [("beds", 347_50, 69_50)] * 2
    assert sum(one.vat_pence for one in found) == in_all(county, "VAT_BACK")


def test_a_contract_without_terms_reads_and_posts_nothing_more(county: County) -> None:
    scope = county.scopes["money"]
    bed = Payers(UUID(int=2), {UUID(int=3): 1})
    posts = [spent(Occasion(UUID(int=1), "x", APRIL), Price("equipment", "", 1, 5_00), [bed])]
    with reading(scope):
        money_terms(scope)
        with statements() as asked:
            assert with_vat(scope, posts) is posts
    assert asked == []

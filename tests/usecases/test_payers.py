"""Who pays, and in which shares, changes from a day to come; a fund that is new pays once a rule names it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.codes import FundKind, Residence
from handrail.ledger.queries.terms import FundRow, funding_rules_held
from handrail.ledger.rules.funding import FundingRule
from handrail.simulation.northdown import COUNCIL, NHS_BOARD
from handrail.simulation.set_up import County
from handrail.usecases.change_payers import (
    NewFund,
    PayersChange,
    SharesChange,
    TermsWithdrawal,
    add_fund,
    change_payers,
    change_shares,
    withdraw_payers,
)
from tests.ordering import codes
from tests.situations import call_as, northdown
from tests.usecases.terms import APRIL, fund_of, rules_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def county() -> County:
    return northdown()


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def held(county: County) -> list[tuple[FundingRule, date, date | None]]:
    with reading(county.scopes["money"]):
        return [(one.row, one.from_on, one.until_on) for one in funding_rules_held(county.scopes["money"])]


def test_rules_of_who_pays_take_the_place_of_others_and_can_be_taken_back(county: County) -> None:
    before, rules = held(county), rules_of(county)
    wanted = tuple(replace(one, fund_id=fund_of(county, "nhs").id) if not one.care_route else one for one in rules)
    by_manager(change_payers, county, PayersChange(wanted, APRIL))
    assert {row for row, _, until_on in held(county) if until_on is None} == set(wanted)
    assert len([row for row, _, until_on in held(county) if until_on == APRIL]) == 2
    assert refused(change_payers, county, PayersChange(rules, APRIL)) == {"DATA_OVERLAPS_LATER"}
    by_manager(withdraw_payers, county, TermsWithdrawal(APRIL))
    assert held(county) == before
    assert refused(withdraw_payers, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}


def test_wrong_rules_change_nothing(county: County) -> None:
    before, rules = held(county), rules_of(county)
    pool = fund_of(county, "pool").id
    wrong = (FundingRule(1, "CHILD", Residence.ANY, uuid4(), 0), FundingRule(2, "CHILD", Residence.ANY, pool, 1))
    assert refused(change_payers, county, PayersChange(wrong, APRIL)) == {
        "FUND_UNKNOWN", "FUND_WEIGHT_NOT_ABOVE_ZERO", "FUNDING_RULES_LEAVE_SOMEBODY",
    }  # fmt: skip
    assert refused(change_payers, county, PayersChange(rules, TODAY)) == {"DATA_BEGINS_TOO_EARLY"}
    assert refused(change_payers, county, PayersChange(rules, APRIL)) == {"DATA_NOTHING_CHANGED"}
    assert refused(change_payers, county, PayersChange(rules, APRIL), by="commissioner") == {"NOT_ALLOWED"}
    assert held(county) == before


def shares(fund: FundRow, day: date) -> list[int]:
    return [one.parts for one in fund.shares_on(day)]


def test_shares_of_a_fund_without_an_agreement_change_from_a_day(county: County) -> None:
    council, board = county.partner(COUNCIL), county.partner(NHS_BOARD)
    nhs = fund_of(county, "nhs")
    wanted = SharesChange(nhs.id, ((board, 900_000), (council, 100_000)), APRIL)
    by_manager(change_shares, county, wanted)
    changed = fund_of(county, "nhs")
    assert (shares(changed, TODAY), shares(changed, APRIL)) == ([1_000_000], [900_000, 100_000])
    assert refused(change_shares, county, replace(wanted, from_on=date(2026, 3, 9))) == {"DATA_OVERLAPS_LATER"}
    assert refused(change_shares, county, replace(wanted, from_on=date(2026, 5, 1))) == {"DATA_NOTHING_CHANGED"}
    assert refused(change_shares, county, replace(wanted, from_on=TODAY)) == {"DATA_BEGINS_TOO_EARLY"}
    less = replace(wanted, shares=((board, 900_000), (council, 99_999)), from_on=date(2026, 5, 1))
    assert refused(change_shares, county, less) == {"SHARES_NOT_WHOLE"}
    assert refused(change_shares, county, replace(wanted, fund_id=uuid4())) == {"FUND_UNKNOWN"}
    agreed = replace(wanted, fund_id=fund_of(county, "pool").id)
    assert refused(change_shares, county, agreed) == {"SHARES_FOLLOW_THE_AGREEMENT"}


def test_a_fund_is_added_and_pays_once_a_rule_names_it(county: County) -> None:
    wanted = NewFund("stairs", "Stair rails", FundKind.OWN, ((county.partner(COUNCIL), 1_000_000),), APRIL)
    fund_id = by_manager(add_fund, county, wanted)
    assert refused(add_fund, county, wanted) == {"FUND_CODE_TAKEN"}
    empty = replace(wanted, code=" ", name="", shares=(), from_on=date(2026, 3, 2))
    assert refused(add_fund, county, empty) == {"POOL_TEXT_MISSING", "SHARES_NOT_WHOLE", "DATA_BEGINS_TOO_EARLY"}
    named = (FundingRule(1, "", Residence.ANY, fund_id, 1),)
    assert refused(change_payers, county, PayersChange(named, date(2026, 3, 9))) == {"FUND_UNKNOWN"}
    by_manager(change_payers, county, PayersChange(named, APRIL))
    assert [row for row, _, until_on in held(county) if until_on is None] == list(named)

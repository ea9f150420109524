"""The agreement behind a pool, what is paid in, what came: recorded by the pool manager alone, and never changed."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.codes import AccountKind, RiskRule
from handrail.ledger.models import Entry, Posting
from handrail.ledger.queries.closed import books, closed_months
from handrail.ledger.queries.pool import (
    agreements_of,
    contributions_of,
    held_by,
    meetings_of,
    receipts_of,
    shares_of,
    years_of,
)
from handrail.ledger.rules.closing import Books
from handrail.ledger.rules.pool import Amount, Uplift, days_due, how_paid
from handrail.ledger.rules.risk import RiskTerms
from handrail.simulation.northdown import COUNCIL, HOSPITAL
from handrail.simulation.set_up import County
from handrail.usecases.agree_contributions import agree_contributions
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.keep_agreement import NewAgreement, Variation, record_agreement, vary_agreement
from handrail.usecases.record_meeting import MeetingHeld, record_meeting
from handrail.usecases.record_receipt import ReceiptCorrection, correct_receipt, record_receipt
from tests.core.test_hostile_application import attempt, change_by
from tests.ordering import codes
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.usecases.pooling import (
    NEXT_YEAR,
    YEAR,
    agreed_pool,
    paid,
    pays,
    pool,
    pool_without_agreement,
    receipt_of,
    terms,
    year_agreed,
)

pytestmark = pytest.mark.django_db

LATER = date(2026, 3, 4)


@pytest.fixture
def county() -> County:
    return northdown()


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any) -> set[str]:
    with pytest.raises(Refused) as caught:
        by_manager(use_case, county, request)
    return codes(caught.value)


def months(county: County, fund_id: UUID) -> dict[tuple[date, AccountKind], int]:
    with reading(county.scopes["money"]):
        held = held_by(county.scopes["money"], fund_id, YEAR, NEXT_YEAR)
    return {(one.month, one.kind): one.pence for one in held}


def test_an_agreement_is_recorded_once_and_varied_by_rows_that_stay(county: County) -> None:
    fund_id = pool_without_agreement(county)
    signed = terms(county, risk=RiskTerms(RiskRule.CAPPED, 50_000))
    by_manager(record_agreement, county, NewAgreement(fund_id, signed))
    assert refused(record_agreement, county, NewAgreement(fund_id, signed)) == {"AGREEMENT_ALREADY_RECORDED"}
    varied = terms(county, from_on=NEXT_YEAR, review_on=NEXT_YEAR, risk=RiskTerms(RiskRule.NONE))
    by_manager(vary_agreement, county, Variation(fund_id, varied, "The host bears it"))
    with reading(county.scopes["money"]):
        first, second = agreements_of(county.scopes["money"], fund_id)
    assert (first.number, first.until_on, first.risk) == (0, NEXT_YEAR, RiskTerms(RiskRule.CAPPED, 50_000))
    assert (second.number, second.until_on, second.risk) == (1, None, RiskTerms(RiskRule.NONE))
    assert (first.change, second.change, second.host_id) == ("", "The host bears it", county.partner(COUNCIL))
    again = Variation(fund_id, varied, "Once more")
    assert refused(vary_agreement, county, again) == {"VARIATION_BEFORE_THE_LAST"}


def test_an_agreement_that_says_too_little_is_refused(county: County) -> None:
    fund_id = pool_without_agreement(county)
    empty = terms(county, aims=" ", agreed_on=LATER)
    found = refused(record_agreement, county, NewAgreement(fund_id, empty))
    assert found == {"POOL_TEXT_MISSING", "POOL_DAY_IN_FUTURE"}
    assert refused(record_agreement, county, NewAgreement(uuid4(), terms(county))) == {"FUND_IS_NOT_A_POOL"}
    assert refused(vary_agreement, county, Variation(fund_id, terms(county), "x")) == {"AGREEMENT_NOT_RECORDED"}
    varied = Variation(pool(county), terms(county, from_on=NEXT_YEAR), " ")
    assert refused(vary_agreement, county, varied) == {"POOL_TEXT_MISSING"}


def test_a_year_is_agreed_with_its_uplifts_and_instalments(county: County) -> None:
    fund_id = agreed_pool(county)
    uplifts = {"inflation": Uplift(31_000, "Prices"), "demand": Uplift(14_000, "More people")}
    by_manager(agree_contributions, county, year_agreed(county, fund_id, **uplifts))
    with reading(county.scopes["money"]):
        (year,) = years_of(county.scopes["money"], fund_id)
        council, board = contributions_of(county.scopes["money"], year.id)
        shares = shares_of(county.scopes["money"], fund_id)
    assert (year.from_on, year.version, year.inflation.basis) == (NEXT_YEAR, 1, "Prices")
    assert council.amount == Amount(100_000_000, 3_100_000, 1_400_000)
    assert [one.pence for one in board.instalments] == [52_250_000, 52_250_000]
    assert len(shares) == 1
    assert refused(agree_contributions, county, year_agreed(county, fund_id)) == {"POOL_TEXT_MISSING"}
    anew = year_agreed(county, fund_id, pays=pays(county, use_pence=5), change="Measured")
    by_manager(agree_contributions, county, anew)
    with reading(county.scopes["money"]):
        (year,) = years_of(county.scopes["money"], fund_id)
        used = [one.use_pence for one in contributions_of(county.scopes["money"], year.id)]
    assert (year.version, year.change, used) == (2, "Measured", [5, 5])


def test_new_shares_begin_with_a_year_to_come_and_have_accounts_of_their_own(county: County) -> None:
    fund_id = agreed_pool(county)
    by_manager(agree_contributions, county, year_agreed(county, fund_id, 600_000, 400_000))
    with reading(county.scopes["money"]):
        before, after = shares_of(county.scopes["money"], fund_id)
    assert (before.until_on, after.from_on) == (NEXT_YEAR, NEXT_YEAR)
    assert sorted(after.parts.values()) == [400_000, 600_000]
    over = year_agreed(county, fund_id, 700_000, 300_000, change="Once more")
    assert refused(agree_contributions, county, over) == {"SHARES_OF_THAT_DAY_ARE_IN_USE"}
    this_year = year_agreed(county, pool(county), 600_000, 400_000, from_on=YEAR, change="Late")
    assert refused(agree_contributions, county, this_year) == {"SHARES_OF_THAT_DAY_ARE_IN_USE"}


def test_a_year_that_cannot_be_is_refused_with_all_that_is_wrong(county: County) -> None:
    wrong = year_agreed(county, agreed_pool(county), 500_000, 400_000, from_on=date(2031, 5, 1))
    found = refused(agree_contributions, county, wrong)
    assert found == {"SHARES_NOT_WHOLE", "YEAR_DOES_NOT_BEGIN_ON_1_APRIL"}
    without = year_agreed(county, pool_without_agreement(county))
    assert refused(agree_contributions, county, without) == {"YEAR_OUTSIDE_THE_AGREEMENT"}


def test_an_agreement_that_begins_within_a_year_has_contributions_from_its_first_day(county: County) -> None:
    fund_id, begins = pool_without_agreement(county), date(2026, 4, 2)
    by_manager(record_agreement, county, NewAgreement(fund_id, terms(county, from_on=begins, review_on=begins)))
    early = year_agreed(county, fund_id, 600_000, 400_000)
    assert refused(agree_contributions, county, early) == {"INSTALMENT_BEFORE_THE_AGREEMENT"}
    due = (begins, date(2026, 10, 1))
    by_manager(agree_contributions, county, replace(early, pays=pays(county, 600_000, 400_000, due_on=due)))
    with reading(county.scopes["money"]):
        (year,) = years_of(county.scopes["money"], fund_id)
        before, after = shares_of(county.scopes["money"], fund_id)
    assert (year.from_on, before.until_on, after.from_on) == (NEXT_YEAR, begins, begins)
    with pytest.raises(Refused) as caught:
        by_manager(agree_contributions, county, year_agreed(county, fund_id, from_on=YEAR))
    assert dict(caught.value.reasons[0].params) == {"from_on": "2025-04-01", "until_on": "2026-03-31"}


@pytest.mark.parametrize(
    ("first", "every", "day", "due"),
    [
        (date(2026, 4, 1), 6, 1, ["2026-04-01", "2026-10-01"]),
        (date(2026, 4, 2), 6, 1, ["2026-04-02", "2026-10-01"]),
        (date(2026, 10, 1), 3, 1, ["2026-10-01", "2027-01-01"]),
        (date(2026, 12, 10), 12, 28, ["2026-12-10"]),
        (date(2027, 2, 10), 1, 28, ["2027-02-10", "2027-02-28", "2027-03-28"]),
    ],
)
def test_what_would_fall_due_before_the_agreement_is_due_on_its_first_day(
    first: date, every: int, day: int, due: list[str]
) -> None:
    assert [str(one) for one in days_due(date(2026, 4, 1), first, every, day)] == due


@pytest.mark.parametrize("first", [date(2026, 4, 1), date(2026, 4, 2), date(2026, 10, 1), date(2026, 12, 1)])
@pytest.mark.parametrize(("every", "day"), [(12, 15), (6, 1), (3, 1), (1, 28)])
def test_how_a_partner_pays_is_read_off_its_instalments(first: date, every: int, day: int) -> None:
    """So that a year agreed anew, or the next one, begins with it: two of a part year may be quarters."""
    due = days_due(NEXT_YEAR, first, every, day)
    found = how_paid(NEXT_YEAR, first, due, [12, 6, 3, 1])
    if due == (first,):
        assert found == (12, first.day)
    else:
        assert found == (every, day)


def test_a_receipt_is_posted_once(county: County) -> None:
    request = paid(county)
    receipt_id = by_manager(record_receipt, county, request)
    with reading(county.scopes["money"]):
        (found,) = receipts_of(county.scopes["money"], request.fund_id, YEAR)
    assert (found.id, found.pence, found.wrong) == (receipt_id, 60_530_325, None)
    assert months(county, request.fund_id) == {(date(2026, 1, 1), AccountKind.CONTRIBUTED): -60_530_325}
    assert refused(record_receipt, county, request) == {"RECEIPT_ALREADY_RECORDED"}
    assert broken_in(county.scopes["money"]) == []


def test_a_wrong_receipt_is_turned_round_by_an_entry_that_names_it(county: County) -> None:
    receipt_id, fund_id = receipt_of(county, pence=605_303_250), pool(county)
    by_manager(correct_receipt, county, ReceiptCorrection(receipt_id, 60_530_325, "A nought too many"))
    with reading(county.scopes["money"]):
        wrong, right = sorted(receipts_of(county.scopes["money"], fund_id, YEAR), key=lambda one: -one.pence)
        assert Entry.objects.get(corrects_id=wrong.entry_id).kind == "CORRECTED"
        assert Posting.objects.filter(entry_id=wrong.entry_id).count() == 2
    assert (wrong.wrong, right.wrong, right.pence) == ("A nought too many", None, 60_530_325)
    assert months(county, fund_id) == {(date(2026, 1, 1), AccountKind.CONTRIBUTED): -60_530_325}
    twice = ReceiptCorrection(receipt_id, 1, "Again")
    assert refused(correct_receipt, county, twice) == {"RECEIPT_ALREADY_CORRECTED"}
    never = ReceiptCorrection(right.id, 0, "It never came")
    by_manager(correct_receipt, county, never)
    assert sum(months(county, fund_id).values()) == 0
    assert broken_in(county.scopes["money"]) == []


def test_a_receipt_that_cannot_be_is_refused_and_nothing_is_posted(county: County) -> None:
    none = paid(county, pence=0, received_on=LATER, partner_id=county.partner(HOSPITAL), reference="")
    assert refused(record_receipt, county, none) == {
        "RECEIPT_NOT_ABOVE_ZERO", "POOL_DAY_IN_FUTURE", "PARTNER_PAYS_NOTHING_THAT_YEAR", "POOL_TEXT_MISSING",
    }  # fmt: skip
    unknown = paid(county, year_from_on=NEXT_YEAR)
    assert refused(record_receipt, county, unknown) == {"NO_CONTRIBUTIONS_FOR_THAT_YEAR"}
    early = paid(county, received_on=date(2025, 3, 1))
    assert refused(record_receipt, county, early) == {"RECEIPT_OUTSIDE_THE_AGREEMENT"}
    receipt_id = receipt_of(county)
    before = months(county, pool(county))
    same = ReceiptCorrection(receipt_id, 60_530_325, "")
    assert refused(correct_receipt, county, same) == {"CORRECTION_CHANGES_NOTHING", "POOL_TEXT_MISSING"}
    below = ReceiptCorrection(receipt_id, -1, "Less")
    assert refused(correct_receipt, county, below) == {"RECEIPT_NOT_ABOVE_ZERO"}
    assert refused(correct_receipt, county, ReceiptCorrection(uuid4(), 1, "None")) == {"NOT_FOUND"}
    assert months(county, pool(county)) == before


def test_a_meeting_is_recorded(county: County) -> None:
    request = MeetingHeld(pool(county), date(2026, 1, 20), "Beds are back-ordered", date(2026, 4, 20))
    by_manager(record_meeting, county, request)
    with reading(county.scopes["money"]):
        (met,) = meetings_of(county.scopes["money"], request.fund_id)
    assert (met.held_on, met.decided, met.next_on) == (date(2026, 1, 20), "Beds are back-ordered", date(2026, 4, 20))
    coming = MeetingHeld(pool(county), LATER, " ")
    assert refused(record_meeting, county, coming) == {"POOL_TEXT_MISSING", "POOL_DAY_IN_FUTURE"}


@pytest.mark.parametrize("who", ["commissioner", "admin", "desk"])
def test_only_the_pool_manager_records(county: County, who: str) -> None:
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        record_receipt(call_as(county.scopes[who]), request=paid(county))


def test_a_month_is_closed_once_and_in_order(county: County) -> None:
    first = receipt_of(county, received_on=date(2025, 12, 30))
    january, march = MonthToClose(date(2026, 1, 1)), MonthToClose(date(2026, 3, 1))
    assert refused(close_month, county, january) == {"MONTH_WITH_AN_EARLIER_ONE_OPEN"}
    assert refused(close_month, county, march) == {"MONTH_IS_NOT_OVER"}
    assert refused(close_month, county, MonthToClose(date(2025, 12, 2))) == {"MONTH_DOES_NOT_BEGIN_ON_ITS_FIRST"}
    by_manager(close_month, county, MonthToClose(date(2025, 12, 1)))
    assert refused(close_month, county, MonthToClose(date(2025, 12, 1))) == {"MONTH_IS_CLOSED_ALREADY"}
    with reading(county.scopes["money"]):
        (closed,) = closed_months(county.scopes["money"])
        assert books(county.scopes["money"]) == Books(date(2025, 12, 1), None)
    assert (closed.month, closed.entries, closed.debits_pence, closed.by) == (
        date(2025, 12, 1), 1, 60_530_325, "Beth Lomas",
    )  # fmt: skip
    # What comes late counts in the first open month, once somebody says so.
    late = paid(county, received_on=date(2025, 12, 31), pence=5)
    for said in (None, date(2025, 12, 1), date(2026, 2, 1)):
        before = months(county, pool(county))
        assert refused(record_receipt, county, replace(late, counts_in=said)) == {"DAY_IN_A_CLOSED_MONTH"}
        assert months(county, pool(county)) == before
    by_manager(record_receipt, county, replace(late, counts_in=date(2026, 1, 1)))
    with reading(county.scopes["money"]):
        assert Entry.objects.filter(happened_on=date(2025, 12, 31), month=date(2026, 1, 1)).count() == 1
    assert months(county, pool(county))[date(2026, 1, 1), AccountKind.CONTRIBUTED] == -5
    by_manager(correct_receipt, county, ReceiptCorrection(first, 0, "It never came"))
    of = months(county, pool(county))
    assert of[date(2025, 12, 1), AccountKind.CONTRIBUTED] == -60_530_325
    assert of[date(2026, 1, 1), AccountKind.CONTRIBUTED] == 60_530_320


def test_promise_10_the_tables_of_a_pool_hold_what_was_agreed(county: County) -> None:
    """As the application gone wrong: sums that are not whole, and changes of what was recorded."""
    scope = county.scopes["money"]
    contract_id, fund_id = scope.contract_id, pool(county)
    receipt_of(county)
    with change_by(scope):
        more = """
            INSERT INTO ledger_instalment (id, contract_id, contribution_id, due_on, pence)
            SELECT %s, contract_id, id, '2026-05-09', 1 FROM ledger_contribution WHERE contract_id = %s LIMIT 1
        """
        assert attempt(more, uuid4(), contract_id) == "HR011"
        alone = """
            INSERT INTO ledger_poolyear (id, contract_id, fund_id, from_on, version, inflation_parts, inflation_basis,
                demand_parts, demand_basis, change, recorded_on)
            VALUES (%s, %s, %s, '2026-04-01', 9, 0, '', 0, '', '', '2026-03-03')
        """
        assert attempt(alone, uuid4(), contract_id, fund_id) == "HR011"
        for change in (
            "UPDATE ledger_receipt SET pence = 1",
            "DELETE FROM ledger_receipt",
            "UPDATE ledger_instalment SET pence = 1",
            "UPDATE ledger_contribution SET base_pence = 1",
            "UPDATE ledger_agreement SET risk_rule = 'NONE'",
            "DELETE FROM ledger_agreement",
            "DELETE FROM ledger_meeting",
        ):
            assert attempt(change) == "42501", change

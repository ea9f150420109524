"""Facts of a forecast say what the ledger says: spent, kept, let go and credited, by fund, as it was known on a day."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.forecasting.forecast.inputs import Known, SpendKind
from handrail.forecasting.forecast.months import month_of
from handrail.forecasts.queries.facts import bounds, known_at
from handrail.identity.calls import reading
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import balances
from handrail.ledger.rules.vat import VatTerm
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import TakenAway
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed
from tests.usecases.terms import credited_before, with_vat_before
from tests.visiting import a_run, asked, booked, collection, handed, load, on_loan, received, recorded

pytestmark = pytest.mark.django_db

COUNTED = "BDA-020"


@contextmanager
def on(*day: int) -> Iterator[None]:
    with time_machine.travel(datetime(*day, 10, tzinfo=UTC), tick=False):  # type: ignore[misc, arg-type]  # three numbers
        yield


def facts(county: County, as_at: date | None = None) -> Known:
    system = county.scopes["system"]
    with reading(system):
        found = bounds(system)
        assert found.since
        return known_at(system, found.since, as_at or now().date())


def stands(county: County) -> Counter[tuple[str, AccountKind]]:
    """By fund and kind of account, what stands in the ledger."""
    desk, found = county.scopes["desk"], Counter[tuple[str, AccountKind]]()
    with reading(desk):
        for one in balances(desk, date(2020, 1, 1), date(2030, 1, 1)):
            if one.fund_id:
                found[str(one.fund_id), one.kind] += one.amount_pence
    return found


def two_of_three_back(county: County) -> None:
    """Two of three counted things come back and pass; the third is still out."""
    two_of_three_fetched(county)
    two_pass(county)


def two_of_three_fetched(county: County) -> None:
    _, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=2),))


def two_pass(county: County) -> None:
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, quantity=2),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, COUNTED, quantity=2)
    passed(county, inspected(COUNTED, 2, kinds=(InspectionKind.LOOK,), readings={}))


def test_all_that_is_spent_kept_and_credited_is_told_once(county: County) -> None:
    two_of_three_back(county)
    placed(county, someone(county), *lines("BED-010"))
    known, ledger = facts(county), stands(county)
    for kind, account in ((SpendKind.EQUIPMENT, AccountKind.EQUIPMENT), (SpendKind.ACTIVITY, AccountKind.ACTIVITY)):
        spent = Counter[str]()
        for one in known.orders:
            if one.kind is kind and one.spent_on:
                spent[one.funder] += one.pence
        assert spent == {fund: pence for (fund, found), pence in ledger.items() if found is account}
    kept = sum(one.pence for one in known.orders if one.is_open)
    assert kept == sum(pence for (_, account), pence in ledger.items() if account is AccountKind.RESERVED) > 0
    assert {one.kind for one in known.orders if one.is_open} == set(SpendKind)
    credited = sum(one.credited_pence for one in known.loans)
    assert credited == -sum(pence for (_, account), pence in ledger.items() if account is AccountKind.CREDITED) > 0


def test_vat_that_is_a_cost_counts_with_what_it_is_on(county: County) -> None:
    with_vat_before(county, VatTerm("", "", None, 2_000, True), VatTerm("equipment", "", None, 2_000, False))
    two_of_three_back(county)
    ledger: Counter[AccountKind] = Counter()
    for (_, account), pence in stands(county).items():
        ledger[account] += pence
    spent = Counter[SpendKind]()
    for one in facts(county).orders:
        spent[one.kind] += one.pence if one.spent_on else 0
    assert ledger[AccountKind.VAT] > 0
    assert spent[SpendKind.EQUIPMENT] == ledger[AccountKind.EQUIPMENT] + ledger[AccountKind.VAT]
    assert spent[SpendKind.ACTIVITY] == ledger[AccountKind.ACTIVITY]


def test_pieces_are_out_until_they_are_credited(county: County) -> None:
    two_of_three_back(county)
    loans = facts(county).loans
    assert sorted((one.pieces, one.ended_on is None, one.credited_pence > 0) for one in loans) == [
        (1, True, False),
        (2, False, True),
    ]
    each = {one.paid_pence / one.pieces for one in loans}
    assert len(each) == 1
    assert each != {0}


def test_what_came_back_and_did_not_pass_yet_is_still_to_be_credited(county: County) -> None:
    _, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=3),))
    (one,) = facts(county).loans
    assert (one.pieces, one.ended_on, one.credited_pence) == (3, None, 0)


def test_what_is_credited_as_it_comes_back_is_over_then_and_not_once_more_as_it_passes(county: County) -> None:
    credited_before(county)
    two_of_three_fetched(county)
    told = [(one.pieces, one.ended_on is None, one.credited_pence > 0) for one in facts(county).loans]
    assert sorted(told) == [(1, True, False), (2, False, True)]
    two_pass(county)
    assert [(one.pieces, one.ended_on is None, one.credited_pence > 0) for one in facts(county).loans] == told


def test_what_is_cancelled_was_ordered_and_is_not_spent(county: County) -> None:
    order = placed(county, someone(county), *lines("BED-010"))
    before = sum(one.pence for one in facts(county).orders if one.is_open)
    ends = LinesToCancel((order.lines[0].line_id,), "no_longer_needed")
    cancel_lines(call_as(county.scopes["desk"]), request=ends)
    after = facts(county)
    assert [one for one in after.orders if one.is_open or one.spent_on] == []
    assert sum(one.pence for one in after.orders) == before > 0


def test_an_order_counts_from_its_day_and_is_spent_on_its_own(county: County) -> None:
    with on(2026, 1, 20):
        placed(county, someone(county), *lines("BED-010"))
    with on(2026, 2, 10):
        on_loan(county, "MAT-012")
    known = facts(county)
    assert known.since == date(2026, 1, 20)
    assert date(2026, 12, 25) in known.closed_days
    assert {one.ordered_on for one in known.orders if one.is_open} == {date(2026, 1, 20)}
    assert {(month_of(one.ordered_on), one.spent_on) for one in known.orders if one.spent_on} == {
        (month_of(date(2026, 2, 1)), date(2026, 2, 10))
    }


def test_nothing_is_known_before_it_happened(county: County) -> None:
    """On the day before, the bed was neither spent nor lent; what was kept for the other order was."""
    with on(2026, 1, 20):
        placed(county, someone(county), *lines("BED-010"))
    with on(2026, 2, 10):
        on_loan(county, "MAT-012")
    known = facts(county, date(2026, 2, 10) - timedelta(days=1))
    assert all(one.is_open for one in known.orders)
    assert known.orders
    assert known.loans == ()


def test_a_swap_is_one_loan_that_was_paid_once(county: County) -> None:
    """The first bed is back and passed; its money stays with the second, which is out."""
    stop, done = on_loan(county, "BED-010")
    paid = sum(one.paid_pence for one in facts(county).loans)
    swap = asked(county, done.loans[0].loan_id, asked_for=AskedFor.SWAP, fault="frame_bent").visits[0].visit_id
    run = a_run(county, van="Van 2")
    booked(county, swap, run_id=run)
    (line_id,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    (new,) = load(county, run, line_id, "BED-010", 1)
    taken = (TakenAway(stop.numbers[0]),)
    recorded(county, swap, handed_over=handed(new), taken_away=taken, received=received())
    back = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, stop.numbers[0])
    passed(county, inspected(stop.numbers[0]))
    (one,) = facts(county).loans
    assert (one.pieces, one.paid_pence, one.ended_on) == (1, paid, None)
    assert paid > 0

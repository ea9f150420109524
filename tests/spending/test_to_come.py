"""Credits still to come: what the ledger would credit if all that is lent came back now."""

from datetime import date, timedelta

import pytest

from handrail.core.moment import months_before
from handrail.identity.calls import reading
from handrail.intake.states import FileKind
from handrail.ledger.codes import Excluded
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import never
from handrail.loans.models import Loan
from handrail.loans.states import EndReason
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.spending.codes import LoanAge
from handrail.spending.outstanding import Wanted, lent_now, loans_out, without_price
from handrail.spending.rules import ToCome, back_each, to_come
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import HandedOver
from tests.ledger.test_opening import HEADS, priced
from tests.situations import another_county, call_as
from tests.stock_situations import columns, goods
from tests.usecases.terms import credited_before
from tests.usecases.test_import_file import run
from tests.visiting import a_run, a_stop, asked, booked, handed, load, on_loan, received, recorded

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)


def sums(county: County, today: date = TODAY) -> dict[tuple[str, LoanAge], ToCome]:
    """The sums, which are those of the loans behind each of them."""
    scope = county.scopes["commissioner"]
    with reading(scope):
        terms = money_terms(scope).credit.of(today)
        found = to_come(lent_now(scope, today), terms)
        for (category, age), one in found.items():
            behind = loans_out(scope, Wanted(today, category, age), offset=0, limit=None)
            paid = sum(loan.pieces * loan.each_pence for loan in behind)
            back = sum(
                loan.pieces * back_each(loan.each_pence, loan.category, loan.months, terms, eligible=loan.eligible)
                for loan in behind
            )
            pieces = sum(loan.pieces for loan in behind)
            assert one == ToCome(len(behind), pieces, paid, back)
    return found


def test_what_is_lent_would_bring_the_credit_of_its_terms(county: County) -> None:
    on_loan(county, "BED-010", ("TOI-010", 3))
    found = sums(county)
    assert found["beds", LoanAge.NEW] == ToCome(1, 1, 69_500, 59_075)
    toilets = next(one for (category, _), one in found.items() if category != "beds")
    assert (toilets.loans, toilets.pieces) == (1, 3)


def test_what_is_never_credited_would_bring_nothing(county: County) -> None:
    credited_before(county, never(Excluded.CATEGORY, "beds"))
    on_loan(county, "BED-010", "MAT-012")
    found = sums(county)
    assert found["beds", LoanAge.NEW] == ToCome(1, 1, 69_500, 0)
    assert found["mattresses", LoanAge.NEW] == ToCome(1, 1, 17_800, 15_130)


def test_a_loan_is_of_its_age_on_the_day(county: County) -> None:
    on_loan(county, "BED-010")
    for today, age in ((date(2026, 6, 1), LoanAge.NEW), (date(2027, 3, 1), LoanAge.FROM_6)):
        assert set(sums(county, today)) == {("beds", age)}, today


def test_of_a_swap_under_way_only_what_takes_its_place_is_credited(county: County) -> None:
    """Both stand in the home until the old one is fetched; one of them was paid for."""
    _, done = on_loan(county, "BED-010")
    swap = asked(county, done.loans[0].loan_id, asked_for=AskedFor.SWAP, fault="frame_bent").visits[0].visit_id
    run = a_run(county, van="Van 2")
    booked(county, swap, run_id=run)
    (line,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    (new,) = load(county, run, line, "BED-010", 1)
    recorded(county, swap, handed_over=handed(new), received=received())
    assert len(columns(county.scopes["desk"], Loan, "id", ended_at=None)) == 2
    assert sums(county) == {("beds", LoanAge.NEW): ToCome(2, 1, 69_500, 59_075)}


def test_no_more_pieces_are_credited_than_were_paid_for(county: County) -> None:
    goods(county, "BDA-020", 8)
    stop = a_stop(county, ("BDA-020", 3))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=5),))
    assert [(one.loans, one.pieces) for one in sums(county).values()] == [(1, 3)]


def test_the_loans_of_a_band_are_those_of_its_days(county: County) -> None:
    """It is of the next band from the day on which it is three months old."""
    on_loan(county, "BED-010")
    begun = columns(county.scopes["desk"], Loan, "started_at")[0].date()
    for today, age in (
        (months_before(begun, -3) - timedelta(days=1), LoanAge.NEW), (months_before(begun, -3), LoanAge.FROM_3)
    ):  # fmt: skip
        assert set(sums(county, today)) == {("beds", age)}


def test_what_ended_is_not_to_come(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    end_loan(call_as(county.scopes["desk"]), request=LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "Gone"))
    assert sums(county) == {}


def test_promise_7_another_contract_sees_nothing_of_it(county: County) -> None:
    on_loan(county, "BED-010")
    assert sums(another_county()) == {}


def test_a_loan_that_was_brought_in_counts_with_its_price_age_and_fund(county: County) -> None:
    """Its credit is what the ledger gives when it comes back: by the terms, of the price that opened its books."""
    text = HEADS + priced(0, "500.01") + priced(1, "2.50", asset="", product="BDA-020", qty="3", serial="")
    run(county, FileKind.OPEN_LOANS, text)
    found = sums(county)
    assert found.pop(("beds", LoanAge.FROM_12)) == ToCome(1, 1, 50_001, 42_501)
    assert [(age, one.loans, one.pieces, one.paid_pence) for (_, age), one in found.items()] == [
        (LoanAge.FROM_12, 1, 3, 750)
    ]
    scope = county.scopes["commissioner"]
    with reading(scope):
        behind = loans_out(scope, Wanted(TODAY, "beds"), offset=0, limit=None)
        assert [(one.order_number, one.reference, one.funds) for one in behind] == [(None, "L0", "Equipment pool")]
        assert without_price(scope) == 0


def test_a_loan_that_nobody_paid_for_is_counted_alone(county: County) -> None:
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, "0.00"))
    assert sums(county) == {}
    with reading(county.scopes["commissioner"]):
        assert without_price(county.scopes["commissioner"]) == 1

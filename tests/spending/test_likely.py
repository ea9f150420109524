"""What came back of what was lent: reckoned once a day, and said where something is chosen."""

from typing import Any

import pytest

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.loans.models import Loan
from handrail.loans.states import EndReason
from handrail.simulation.set_up import County
from handrail.spending.models import Reckoned
from handrail.spending.returned import kept, to_reckon
from handrail.spending.rules import Returned
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.reckon_returns import reckon_returns
from handrail.visits.rules.report import TakenAway
from tests.situations import another_county, call_as
from tests.stock_situations import columns
from tests.visiting import a_run, asked, booked, on_loan, recorded

pytestmark = pytest.mark.django_db

DAY = 86_400


def reckoned(county: County) -> dict[Any, Returned]:
    reckon_returns(call_as(county.scopes["system"]))
    with reading(county.scopes["nurse"]):
        return dict(kept(county.scopes["nurse"]))


def test_what_came_back_of_what_was_lent_a_year_before(county: County, clock: Any) -> None:
    stop, done = on_loan(county, "BED-010", ("BDA-020", 3))
    things = {loan.asset_id is not None: loan.loan_id for loan in done.loans}
    clock.shift(61 * DAY)
    visit_id = asked(county, things[True]).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    assert reckoned(county) == {}
    clock.shift(330 * DAY)
    (bed,) = columns(county.scopes["desk"], Loan, "product_id", ended_at__isnull=False)
    (aid,) = columns(county.scopes["desk"], Loan, "product_id", ended_at=None)
    assert reckoned(county) == {bed: Returned(1, 1, 2), aid: Returned(3, 0, 0)}
    end_loan(call_as(county.scopes["desk"]), request=LoanEnd((things[False],), EndReason.LOST, "Gone"))
    assert reckoned(county)[aid] == Returned(3, 0, 0)


def test_it_is_reckoned_once_a_day(county: County, clock: Any) -> None:
    def waits() -> bool:
        with reading(county.scopes["system"]):
            return to_reckon(county.scopes["system"], now())

    assert not waits()
    on_loan(county, "BED-010")
    assert waits()
    reckoned(county)
    assert not waits()
    clock.shift(DAY)
    assert waits()


def test_promise_7_another_contract_sees_nothing_of_it(county: County) -> None:
    reckoned(county)
    other = another_county()
    with reading(other.scopes["desk"]):
        assert Reckoned.objects.count() == 0

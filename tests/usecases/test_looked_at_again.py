"""When whoever orders says in how many weeks a thing is checked again, its loan is looked at then."""

from datetime import date

import pytest
import time_machine

from handrail.loans.models import Loan, LoanHistory
from handrail.simulation.set_up import County
from handrail.usecases.raise_due_reviews import raise_due_reviews
from handrail.usecases.request_visit import request_visit
from handrail.visits.codes import AskedBy, Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.visits.rules.report import LeftUndone
from tests.ordering import at, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_run, booked, handed, load, on_loan, received, recorded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("weeks", ["6", "0006", "6,5 weeks"])
def test_check_again_in_six_weeks_sets_the_review_of_the_loan(county: County, weeks: str) -> None:
    order = placed(
        county, someone(county), *lines("BDA-010", "MAT-010"), by="therapist", answers={"review_weeks": weeks}
    )
    run_id = a_run(county)
    booked(county, *order.visit_ids, run_id=run_id)
    numbers = [
        load(county, run_id, line.line_id, code, 1)[0]
        for line, code in zip(order.lines, ("BDA-010", "MAT-010"), strict=True)
    ]
    recorded(county, order.visit_ids[0], by="desk", handed_over=handed(*numbers), received=received())
    found = dict(columns(county.scopes["desk"], Loan, "line_id", "review_on"))
    assert found[order.lines[0].line_id] == date(2026, 4, 14)
    # The mattress asked no such question: the contract's usual time.
    assert found[order.lines[1].line_id] == date(2026, 9, 1)


def test_the_review_falls_due_on_that_day_and_the_loan_s_history_says_so(county: County) -> None:
    order = placed(county, someone(county), *lines("BDA-010"), by="therapist", answers={"review_weeks": "6"})
    run_id = a_run(county)
    booked(county, *order.visit_ids, run_id=run_id)
    numbers = load(county, run_id, order.lines[0].line_id, "BDA-010", 1)
    done = recorded(county, order.visit_ids[0], by="desk", handed_over=handed(*numbers), received=received())
    with time_machine.travel(at(2026, 4, 13, 8), tick=False):
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 0
    with time_machine.travel(at(2026, 4, 14, 8), tick=False):
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 1
    told = columns(county.scopes["desk"], LoanHistory, "to_state", "reason", subject_id=done.loans[0].loan_id)
    assert told == [("ACTIVE", ""), ("REVIEW_DUE", "REVIEW_DUE")]


def test_what_is_still_needed_at_the_door_is_looked_at_after_the_usual_time(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    with time_machine.travel(at(2026, 9, 10, 8), tick=False):
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 1
        asking = Asking(AskedFor.COLLECTION, (loan_id,), AskedBy.CARER)
        visit_id = request_visit(call_as(county.scopes["nurse"]), request=asking).visits[0].visit_id
        (task,) = columns(county.scopes["desk"], VisitTask, "id", visit_id=visit_id)
        left = (LeftUndone(task, Outcome.STILL_NEEDED, "still_in_use"),)
        recorded(county, visit_id, by="desk", undone=left)
        assert columns(county.scopes["desk"], Loan, "state", "review_on") == [("ACTIVE", date(2027, 3, 9))]
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 0
    assert stop.numbers

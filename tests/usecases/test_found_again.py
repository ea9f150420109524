"""What a crew could not find is settled by the scan of the thing itself: at a later visit, or in the store."""

from typing import Any
from uuid import UUID

import pytest

from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.loans.states import EndReason
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.stock.plans import ItemScan
from handrail.stock.queries.passport import open_discrepancies
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.report import LeftUndone, TakenAway
from tests.ordering import Someone, statements
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.visiting import a_run, a_stop, booked, collection, handed, received, recorded, seen_by, visit_row

pytestmark = pytest.mark.django_db


def not_found(county: County, *others: str) -> tuple[str, UUID]:
    """A bed that was to be fetched and was not found, and other things that stay: its number and that visit."""
    stop, _, visit_id = collection(county, "BED-010", *others)
    with seen_by(county, "desk"):
        tasks = {task.product.code: task.pk for task in VisitTask.objects.filter(visit=visit_id)}
        number = Asset.objects.get(product__code="BED-010", number__in=stop.numbers).number
    undone = [LeftUndone(tasks["BED-010"], Outcome.MISSING, "item_not_found")]
    undone += [LeftUndone(tasks[code], Outcome.STILL_NEEDED, "still_in_use") for code in others]
    recorded(county, visit_id, undone=tuple(undone))
    assert columns(county.scopes["desk"], Discrepancy, "kind", "settled_at") == [("NOT_FOUND_AT_HOME", None)]
    return number, visit_id


def how_settled(county: County) -> list[str]:
    with seen_by(county, "desk"):
        assert open_discrepancies(county.scopes["desk"]) == ()
    return columns(county.scopes["desk"], Discrepancy, "settled_how", kind="NOT_FOUND_AT_HOME")


def test_a_later_visit_that_takes_it_along_settles_it(county: County) -> None:
    number, missed = not_found(county)
    call = call_as(county.scopes["desk"])
    (visit_id,) = take_next_step(call, request=NextStepWanted(missed, Taken.VISIT_AGAIN)).follow_up_visit_ids
    run_id = a_run(county, van="Van 3")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    recorded(county, visit_id, taken_away=(TakenAway(number),))
    assert columns(county.scopes["desk"], Loan, "state") == ["ENDED"]
    visit = visit_row(county, visit_id)
    assert how_settled(county) == [f"It was found: visit {visit.number} took it along"]


def test_the_store_that_books_it_in_settles_it(county: County) -> None:
    number, _ = not_found(county)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    assert how_settled(county) == ["It was found: it came back to the store"]


def test_the_store_that_books_it_in_takes_the_next_step(county: County) -> None:
    number, missed = not_found(county)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    visit = visit_row(county, missed)
    assert visit.next_step_done_at is not None
    assert visit.next_step_note == "What was to be fetched came back to the store"
    with pytest.raises(Refused) as refused:
        take_next_step(call_as(county.scopes["desk"]), request=NextStepWanted(missed, Taken.VISIT_AGAIN))
    assert refused.value.reasons[0].code is BookingReason.STEP_TAKEN_ALREADY


def test_a_loan_that_ends_otherwise_takes_the_next_step(county: County) -> None:
    _, missed = not_found(county)
    loans = columns(county.scopes["desk"], Loan, "id")
    end_loan(call_as(county.scopes["desk"]), request=LoanEnd(tuple(loans), EndReason.LOST, "Sold at a car boot sale"))
    visit = visit_row(county, missed)
    assert visit.next_step_done_at is not None
    assert visit.next_step_note == "The loan ended: Sold at a car boot sale"


def test_another_visit_that_takes_it_along_takes_the_next_step_of_the_one_that_failed(county: County) -> None:
    stop, _, missed = collection(county, "BED-010")
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=missed)
    recorded(county, missed, undone=(LeftUndone(task.pk, Outcome.MISSING, "item_not_found"),))
    other = a_stop(county, "MAT-010", who=stop.who, van="Van 3")
    brought, taken = handed(*other.numbers), (TakenAway(stop.numbers[0]),)
    recorded(county, other.visit_id, handed_over=brought, taken_away=taken, received=received())
    visit = visit_row(county, missed)
    assert visit.next_step_done_at is not None
    number = visit_row(county, other.visit_id).number
    assert visit.next_step_note == f"Visit {number} found what was to be fetched"


def lost(county: County, loans: tuple[UUID, ...], number: str) -> None:
    wanted = LoanEnd(loans, EndReason.LOST, "Sold at a car boot sale")
    end_loan(call_as(county.scopes["desk"]), request=wanted)


def brought_back(county: County, loans: tuple[UUID, ...], number: str) -> None:
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))


def counted_in_a_store(county: County, loans: tuple[UUID, ...], number: str) -> None:
    depot = county.scopes["depot"]
    take_id = begin_stock_take(call_as(depot), request=TakeWanted(main_depot(county))).take_id
    count_stock(call_as(depot), request=Counted(take_id, (ItemScan(number),)))
    close_stock_take(call_as(depot), request=TakeToClose(take_id))


def taken_along(county: County, loans: tuple[UUID, ...], number: str) -> None:
    """By a crew that brings the person something else."""
    with seen_by(county, "desk"):
        loan = Loan.objects.get(pk=loans[0])
    who = Someone(loan.person_id, loan.address_id)
    other = a_stop(county, "MAT-010", who=who, van="Van 3", driver="driver2")
    brought, taken = handed(*other.numbers), (TakenAway(number),)
    recorded(county, other.visit_id, by="driver2", handed_over=brought, taken_away=taken, received=received())


def left_with_another(county: County, loans: tuple[UUID, ...], number: str) -> None:
    other = a_stop(county, "MAT-010", van="Van 3", driver="driver2")
    recorded(county, other.visit_id, by="driver2", handed_over=handed(*other.numbers, number), received=received())


GONE = [lost, brought_back, counted_in_a_store, taken_along, left_with_another]


@pytest.mark.parametrize("gone", GONE)
def test_nobody_drives_for_what_is_gone_and_the_log_of_the_visit_says_so(county: County, gone: Any) -> None:
    stop, loans, visit_id = collection(county, "BED-010")
    gone(county, loans, stop.numbers[0])
    assert visit_row(county, visit_id).state == "CANCELLED"
    with seen_by(county, "desk"):
        named = AuditSubject.objects.filter(subject=f"visit:{visit_id}").latest("audit")
        ended = AuditSubject.objects.filter(subject=f"loan:{loans[0]}").latest("audit")
    assert (named.audit_id, named.person_id) == (ended.audit_id, stop.who.id)


def test_all_visits_are_held_before_a_loan_ends_at_a_door(county: County) -> None:
    """The other ones too: else two crews at one home, or a crew and the desk, could wait for each other."""
    stop, _, visit_id = collection(county, "BED-010")
    with statements() as made:
        recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    first = next(statement for statement in made if "FOR NO KEY UPDATE" in statement)
    assert "FROM visits_visit v WHERE" in first
    assert "people_records(m.person_id)" in first


@pytest.mark.parametrize("gone", GONE)
def test_what_was_missed_is_settled_wherever_it_turns_up(county: County, gone: Any) -> None:
    number, missed = not_found(county)
    gone(county, tuple(columns(county.scopes["desk"], Loan, "id")), number)
    settled = columns(county.scopes["desk"], Discrepancy, "settled_at", kind="NOT_FOUND_AT_HOME")
    assert None not in (*settled, visit_row(county, missed).next_step_done_at)


def test_what_else_is_still_there_keeps_the_next_step(county: County) -> None:
    _, _, visit_id = collection(county, "BED-010", "MAT-010")
    with seen_by(county, "desk"):
        tasks = VisitTask.objects.filter(visit=visit_id)
        undone = tuple(LeftUndone(task.pk, Outcome.MISSING, "item_not_found") for task in tasks)
        numbers = sorted(Asset.objects.filter(state="ON_LOAN").values_list("number", flat=True))
    recorded(county, visit_id, undone=undone)
    call, store = call_as(county.scopes["depot"]), main_depot(county)
    receive_returns(call, request=Returned(store, (ReturnedItem(numbers[0]),)))
    assert visit_row(county, visit_id).next_step_done_at is None
    receive_returns(call_as(county.scopes["depot"]), request=Returned(store, (ReturnedItem(numbers[1]),)))
    assert visit_row(county, visit_id).next_step_done_at is not None


def test_a_home_that_is_to_be_made_safe_is_so_all_the_same(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit_id)
    recorded(county, visit_id, undone=(LeftUndone(task.pk, Outcome.NOT_DONE, "unsafe_behaviour"),))
    back = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    visit = visit_row(county, visit_id)
    assert (visit.next_step, visit.next_step_done_at) == ("MAKE_SAFE", None)


def test_another_thing_settles_nothing(county: County) -> None:
    not_found(county, "MAT-010")
    with seen_by(county, "desk"):
        other = Asset.objects.get(product__code="MAT-010").number
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(other),)))
    assert columns(county.scopes["desk"], Discrepancy, "settled_at", kind="NOT_FOUND_AT_HOME") == [None]


def test_what_is_missing_decides_the_next_step_beside_what_is_still_needed(county: County) -> None:
    _, _, visit_id = collection(county, "BED-010", "MAT-010")
    with seen_by(county, "desk"):
        bed, mattress = (VisitTask.objects.get(visit=visit_id, product__code=code) for code in ("BED-010", "MAT-010"))
    undone = (
        LeftUndone(bed.pk, Outcome.STILL_NEEDED, "still_in_use"),
        LeftUndone(mattress.pk, Outcome.MISSING, "item_not_found"),
    )
    done = recorded(county, visit_id, undone=undone)
    assert (done.state, done.next_step, done.next_step_owner) == ("PART_COMPLETED", "SEARCH", "CONTROLLER")
    again = NextStepWanted(visit_id, Taken.VISIT_AGAIN)
    (follow_up,) = take_next_step(call_as(county.scopes["desk"]), request=again).follow_up_visit_ids
    assert columns(county.scopes["desk"], VisitTask, "product__code", visit=follow_up) == ["MAT-010"]

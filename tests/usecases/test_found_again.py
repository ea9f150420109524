"""What a crew could not find is settled by the scan of the thing itself: at a later visit, or in the store."""

from uuid import UUID

import pytest

from handrail.loans.models import Loan
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.stock.queries.passport import open_discrepancies
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import LeftUndone, TakenAway
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.visiting import a_run, booked, collection, recorded, seen_by, visit_row

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

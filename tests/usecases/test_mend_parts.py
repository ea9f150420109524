"""Wrong counts of what was handed over or came back in parts: cells, loans, line and visit say the same again."""

from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Allocation, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy, StockMove
from handrail.stock.plans import ItemScan
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.codes import Outcome
from handrail.visits.models import Visit, VisitTask
from handrail.visits.rules.report import HandedOver
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import allocated, authorised
from tests.usecases.test_mend_counts import lent
from tests.usecases.test_part_delivery import part, rest_on_run
from tests.usecases.test_used_pieces import COUNTED, cells, mended, two_came_back
from tests.visiting import Stop, a_stop, asked, on_loan, recorded

pytestmark = pytest.mark.django_db


def handed(county: County, stop: Stop, right: int) -> None:
    mended(county, code=COUNTED, order_number=stop.order.number, right_quantity=right)


def came(county: County, stop: Stop, right: int, place: UUID | None = None) -> None:
    wanted = Mistake(
        MistakeKind.WRONG_COUNT_BACK, place or main_depot(county), "counted wrongly", code=COUNTED,
        order_number=stop.order.number, right_quantity=right,
    )  # fmt: skip
    mend_scan(call_as(county.scopes["desk"]), request=wanted)


def line(county: County) -> tuple[str, int]:
    ((state, done),) = columns(county.scopes["desk"], OrderLine, "state", "quantity_delivered")
    return state, done


def to_come(county: County) -> list[int]:
    return columns(county.scopes["desk"], VisitTask, "quantity", outcome="OPEN", kind="DELIVER")


def loans(county: County) -> list[tuple[str, int, int]]:
    """The loans that ever were: state, how many, how many of them came back."""
    found = columns(county.scopes["desk"], Loan, "state", "quantity", "quantity_back", "end_reason")
    return sorted((state, count, back) for state, count, back, reason in found if reason != "MISTAKEN")


def whole(county: County, *, out: int) -> None:
    """Cells and loans say the same, what is kept lies there, and every difference was settled with its mending."""
    there = cells(county)
    assert there.get("ON_LOAN", (0, 0))[0] == lent(county) == out
    kept = sum(columns(county.scopes["depot"], Allocation, "quantity", ended_at=None))
    assert kept == there.get("HELD", (0, 0))[0] + there.get("LOADED", (0, 0))[0]
    assert columns(county.scopes["desk"], Discrepancy, "kind", settled_at=None) == []
    assert not broken_in(county.scopes["depot"])


def two_of_four(county: County) -> Stop:
    """Two of four were handed over; the others are on the van still, and a visit is to bring them."""
    stop = a_stop(county, (COUNTED, 4))
    part(county, stop, 2, reason="out_of_time")
    goods(county, COUNTED, 2)
    return stop


def off_the_van(county: County, stop: Stop, *, keep: bool) -> None:
    unload_run(call_as(county.scopes["depot"]), request=Unloading(stop.run_id, main_depot(county), keep=keep))


def test_more_of_a_part_were_handed_over_and_fewer_are_to_come(county: County) -> None:
    stop = two_of_four(county)
    handed(county, stop, 3)
    assert (line(county), to_come(county)) == (("LOADED", 3), [1])
    assert cells(county) == {"READY": (2, 0), "LOADED": (1, 0), "ON_LOAN": (3, 3)}
    assert loans(county) == [("ACTIVE", 1, 0), ("ACTIVE", 2, 0)]
    whole(county, out=3)


def test_the_whole_of_a_part_was_handed_over_and_nothing_is_to_come(county: County) -> None:
    stop = two_of_four(county)
    handed(county, stop, 5)
    assert (line(county)[0], to_come(county)) == ("DELIVERED", [])
    assert sorted(columns(county.scopes["desk"], Visit, "state")) == ["CANCELLED", "PART_COMPLETED"]
    assert cells(county) == {"READY": (1, 0), "ON_LOAN": (5, 5)}
    whole(county, out=5)


def test_fewer_of_a_part_were_handed_over_and_more_are_to_come(county: County) -> None:
    stop = two_of_four(county)
    handed(county, stop, 0)
    assert (line(county), to_come(county)) == (("LOADED", 0), [4])
    assert cells(county) == {"READY": (4, 0), "LOADED": (2, 0)}
    assert loans(county) == []
    whole(county, out=0)


def test_what_is_kept_in_the_store_for_the_rest_is_kept_anew(county: County) -> None:
    stop = two_of_four(county)
    off_the_van(county, stop, keep=True)
    handed(county, stop, 1)
    assert (line(county), to_come(county)) == (("AUTHORISED", 1), [3])
    assert "HELD" not in cells(county)
    whole(county, out=1)
    handed(county, stop, 2)
    assert (line(county), to_come(county)) == (("AUTHORISED", 2), [2])
    whole(county, out=2)


def test_what_was_kept_for_the_rest_went_already(county: County) -> None:
    stop = two_of_four(county)
    off_the_van(county, stop, keep=True)
    handed(county, stop, 3)
    assert (line(county), to_come(county)) == (("ALLOCATED", 3), [1])
    assert cells(county)["HELD"] == (1, 0)
    whole(county, out=3)


def test_a_rest_that_the_prescriber_decides_on_gets_no_visit_by_a_mended_count(county: County) -> None:
    stop = a_stop(county, (COUNTED, 3))
    part(county, stop, 2, reason="person_refused", outcome=Outcome.REFUSED)
    off_the_van(county, stop, keep=False)
    handed(county, stop, 1)
    assert (line(county), to_come(county)) == (("AUTHORISED", 1), [])
    whole(county, out=1)


def test_parts_of_several_visits_are_taken_back_the_latest_first(county: County) -> None:
    stop = two_of_four(county)
    off_the_van(county, stop, keep=True)
    (again,) = columns(county.scopes["desk"], Visit, "id", state="UNBOOKED")
    run_id = rest_on_run(county, again, "Van 2")
    load_run(call_as(county.scopes["depot"]), request=Loading(run_id, (ItemScan(COUNTED, 2),)))
    recorded(county, again, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=2),))
    handed(county, stop, 1)
    assert loans(county) == [("ACTIVE", 1, 0)]
    assert (line(county), to_come(county)) == (("AUTHORISED", 1), [3])
    named = columns(county.scopes["depot"], StockMove, "quantity", mends_id__isnull=False)
    assert sorted(named) == [1, 2]
    whole(county, out=1)


def test_what_came_back_in_part_stays_back_when_fewer_were_handed_over(county: County) -> None:
    stop = two_came_back(county)
    handed(county, stop, 2)
    assert loans(county) == [("ENDED", 2, 2)]
    assert (line(county)[0], to_come(county)) == ("DELIVERED", [])
    whole(county, out=0)


def test_what_came_back_in_part_stays_back_when_more_were_handed_over(county: County) -> None:
    stop = two_came_back(county)
    handed(county, stop, 5)
    assert loans(county) == [("ACTIVE", 2, 0), ("ACTIVE", 3, 2)]
    whole(county, out=3)


def test_a_collection_fetches_what_there_is(county: County) -> None:
    stop, done = on_loan(county, (COUNTED, 3))
    asked(county, done.loans[0].loan_id)
    handed(county, stop, 2)
    ((quantity, loan_id),) = columns(county.scopes["desk"], VisitTask, "quantity", "loan_id", kind="COLLECT")
    assert quantity == 2
    assert columns(county.scopes["desk"], Loan, "state", id=loan_id) == ["RETURN_REQUESTED"]
    handed(county, stop, 0)
    assert columns(county.scopes["desk"], VisitTask, "outcome", kind="COLLECT") == ["CANCELLED"]
    whole(county, out=0)


def one_back(county: County) -> Stop:
    stop, _ = on_loan(county, (COUNTED, 3), days=1)
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, 1),), person_id=stop.who.id)
    receive_returns(call_as(county.scopes["depot"]), request=back)
    return stop


def test_more_came_back_than_were_counted(county: County) -> None:
    stop = one_back(county)
    (first,) = columns(county.scopes["depot"], StockMove, "id", from_condition="ON_LOAN")
    came(county, stop, 2)
    assert loans(county) == [("ACTIVE", 3, 2)]
    assert cells(county) == {"RETURNED_DIRTY": (2, 2), "ON_LOAN": (1, 1)}
    assert columns(county.scopes["depot"], StockMove, "quantity", mends_id=first) == [1]
    whole(county, out=1)
    came(county, stop, 3)
    assert loans(county) == [("ENDED", 3, 3)]
    whole(county, out=0)


def test_fewer_came_back_than_were_counted(county: County) -> None:
    stop = two_came_back(county)
    came(county, stop, 1)
    assert loans(county) == [("ACTIVE", 3, 1)]
    assert cells(county) == {"READY": (9, 1), "ON_LOAN": (2, 2)}
    whole(county, out=2)
    came(county, stop, 0)
    assert loans(county) == [("ACTIVE", 3, 0)]
    whole(county, out=3)


def test_a_loan_that_ended_with_its_last_piece_goes_on(county: County) -> None:
    stop = one_back(county)
    came(county, stop, 3)
    came(county, stop, 1)
    assert loans(county) == [("ACTIVE", 3, 1)]
    whole(county, out=2)


def test_one_return_is_put_right_by_its_move(county: County) -> None:
    one_back(county)
    (move,) = columns(county.scopes["depot"], StockMove, "id", to_condition="RETURNED_DIRTY")
    mended(county, move_id=move, right_quantity=2)
    assert loans(county) == [("ACTIVE", 3, 2)]
    whole(county, out=1)
    with pytest.raises(Refused, match="STOCK_NOTHING_TO_MEND"):
        mended(county, move_id=move, right_quantity=1)


def test_a_collection_fetches_what_did_not_come_back_yet(county: County) -> None:
    stop = one_back(county)
    asked(county, *columns(county.scopes["desk"], Loan, "id"))
    assert columns(county.scopes["desk"], VisitTask, "quantity", kind="COLLECT") == [2]
    came(county, stop, 0)
    assert columns(county.scopes["desk"], VisitTask, "quantity", kind="COLLECT") == [3]
    whole(county, out=3)


@pytest.mark.parametrize(("right", "code"), [(1, "STOCK_NOTHING_TO_MEND"), (4, "STOCK_COUNT_NOT_LENT")])
def test_what_is_no_wrong_return_is_refused(county: County, right: int, code: str) -> None:
    stop = one_back(county)
    with pytest.raises(Refused, match=code):
        came(county, stop, right)


def test_nothing_that_came_back_is_no_wrong_return(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    with pytest.raises(Refused, match="STOCK_NOTHING_TO_MEND"):
        came(county, stop, 1)


def test_what_was_cleaned_and_kept_for_another_since_is_not_taken_back(county: County) -> None:
    stop = two_came_back(county)
    (line_id,) = authorised(county, (COUNTED, 10))
    allocated(county, line_id)
    with pytest.raises(Refused, match="STOCK_NOT_ENOUGH"):
        came(county, stop, 0)
    assert loans(county) == [("ACTIVE", 3, 2)]

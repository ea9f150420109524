"""Stock takes, settling and mending: what was found becomes moves that name it, and nothing is erased."""

from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import CallReason, Refused
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor, DepotFinding, StockReason
from handrail.stock.models import Asset, Discrepancy, StockCell, StockMove
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.count_stock import Counted, count_stock
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.visits.models import VisitTask
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, main_depot, scans, seen
from tests.supplying import allocated, authorised
from tests.visiting import a_stop, handed, on_loan, received, recorded

pytestmark = pytest.mark.django_db

BED, COUNTED = "BED-010", "BDA-020"


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def begun(county: County) -> UUID:
    return begin_stock_take(call_as(county.scopes["depot"]), request=TakeWanted(main_depot(county))).take_id


def count(county: County, take: UUID, *items: ItemScan) -> Any:
    return count_stock(call_as(county.scopes["depot"]), request=Counted(take, items))


def closed(county: County, take: UUID, *, rest: bool = False) -> Any:
    return close_stock_take(call_as(county.scopes["depot"]), request=TakeToClose(take, rest))


def cell(county: County) -> int:
    return sum(columns(county.scopes["depot"], StockCell, "quantity", condition="READY", place_id=main_depot(county)))


def state_of(county: County, number: str) -> str:
    (state,) = columns(county.scopes["depot"], Asset, "state", number=number)
    return str(state)


def test_a_count_that_agrees_changes_nothing(county: County) -> None:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 10)
    take = begun(county)
    count(county, take, ItemScan(number), ItemScan(COUNTED, 10))
    done = closed(county, take)
    assert (done.as_recorded, done.found) == (2, {})
    assert seen(county.scopes["depot"], Discrepancy) == []


def test_what_is_missing_is_lost_and_its_line_waits_again(county: County) -> None:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 10)
    ids = authorised(county, BED)
    allocated(county, *ids)
    take = begun(county)
    count(county, take, ItemScan(COUNTED, 7))
    with pytest.raises(Refused) as refused:
        closed(county, take)
    assert refusal(refused) == [StockReason.TAKE_NOT_COMPLETE]
    done = closed(county, take, rest=True)
    # The bed, and three pieces.
    assert done.found == {DepotFinding.COUNT_MISSING: 4}
    assert state_of(county, number) == "LOST"
    assert columns(county.scopes["desk"], OrderLine, "state") == ["AUTHORISED"]
    assert cell(county) == 7
    notes = seen(county.scopes["depot"], Discrepancy)
    assert {note.owner_role for note in notes} == {"DEPOT"}
    assert {row.discrepancy_id for row in seen(county.scopes["depot"], StockMove, reason="stock take")} <= {
        n.id for n in notes
    }


def test_what_is_found_here_is_moved_here(county: County) -> None:
    (number,) = goods(county, BED)
    goods(county, COUNTED, 5)
    store = county.made.depots[HOSPITAL_STORE]
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, scans(number)))
    take = begun(county)
    kept = count(county, take, ItemScan(number), ItemScan(COUNTED, 8), ItemScan("XX-9"))
    assert kept.unknown == ("XX-9",)
    done = closed(county, take)
    assert done.found == {DepotFinding.COUNT_ELSEWHERE: 1, DepotFinding.COUNT_SURPLUS: 3, DepotFinding.COUNT_UNKNOWN: 1}
    assert columns(county.scopes["depot"], Asset, "state", "place_id") == [("READY", main_depot(county))]
    assert cell(county) == 8


def test_a_lent_item_found_on_the_shelf_comes_back(county: County) -> None:
    stop, _ = on_loan(county, BED)
    take = begun(county)
    count(county, take, ItemScan(stop.numbers[0]))
    closed(county, take)
    assert state_of(county, stop.numbers[0]) == "QUARANTINED"
    assert columns(county.scopes["desk"], Loan, "state") == ["ENDED"]


def test_what_moved_after_it_was_counted_is_not_put_right_twice(county: County) -> None:
    goods(county, COUNTED, 10)
    take = begun(county)
    count(county, take, ItemScan(COUNTED, 9))
    store = county.made.depots[HOSPITAL_STORE]
    move_stock(
        call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, scans(COUNTED, quantity=4))
    )
    closed(county, take)
    assert cell(county) == 5


def test_a_store_has_one_open_stock_take(county: County) -> None:
    take = begun(county)
    with pytest.raises(Refused) as refused:
        begun(county)
    assert refusal(refused) == [StockReason.TAKE_OPEN_ALREADY]
    closed(county, take)
    with pytest.raises(Refused) as late:
        closed(county, take)
    assert refusal(late) == [StockReason.TAKE_CLOSED]
    with pytest.raises(Refused) as too_late:
        count(county, take, ItemScan(COUNTED))
    assert refusal(too_late) == [StockReason.TAKE_CLOSED]


def test_an_unknown_stock_take_is_not_found(county: County) -> None:
    with pytest.raises(Refused) as refused:
        closed(county, UUID(int=8))
    assert refusal(refused) == [CallReason.NOT_FOUND]


# Settle


def test_a_difference_is_settled_once_with_who_and_how(county: County) -> None:
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem("XX-1"),)))
    (note,) = seen(county.scopes["depot"], Discrepancy)
    settle_discrepancy(call_as(county.scopes["desk"]), request=Settled((note.id,), "the neighbour's, sent on"))
    (note,) = seen(county.scopes["depot"], Discrepancy)
    assert (note.settled_by_id, note.settled_how) == (county.users["desk"], "the neighbour's, sent on")
    with pytest.raises(Refused) as refused:
        settle_discrepancy(call_as(county.scopes["desk"]), request=Settled((note.id,), "again"))
    assert refusal(refused) == [StockReason.SETTLED_ALREADY]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (Settled((), "x"), StockReason.NOTHING_SCANNED),
        (Settled((UUID(int=1),), " "), StockReason.REASON_MISSING),
        (Settled((UUID(int=1),), "x"), CallReason.NOT_FOUND),
    ],
)
def test_what_cannot_be_settled_is_refused(county: County, request_: Settled, reason: Any) -> None:
    with pytest.raises(Refused) as refused:
        settle_discrepancy(call_as(county.scopes["desk"]), request=request_)
    assert refusal(refused) == [reason]


def doubted(county: County) -> tuple[str, UUID]:
    """A bed that came back although the record had it on the shelf: its number, and the difference."""
    (number,) = goods(county, BED)
    returned = Returned(main_depot(county), (ReturnedItem(number),), statement=Statement((), InfectionRisk.NO))
    done = receive_returns(call_as(county.scopes["depot"]), request=returned)
    return number, done.found[0].discrepancy_id


def test_what_is_in_doubt_is_cleared_by_settling_and_goes_to_be_cleaned(county: County) -> None:
    number, found = doubted(county)
    cleared = Cleared(main_depot(county), scans(number), ClearedFor.TEST, "looks fine")
    with pytest.raises(Refused) as refused:
        lift_quarantine(call_as(county.scopes["depot"]), request=cleared)
    assert refusal(refused) == [StockReason.STILL_IN_DOUBT, StockReason.APART_DIRTY]
    done = settle_discrepancy(call_as(county.scopes["desk"]), request=Settled((found,), "left at the gate", True))
    assert [(item.number, item.state) for item in done.items] == [(number, "RETURNED_DIRTY")]
    assert state_of(county, number) == "RETURNED_DIRTY"
    # What was said of it when it came back holds for its clean.
    clean(county, number, statement=None)
    assert state_of(county, number) == "DECONTAMINATED"


def test_what_is_settled_may_stay_set_apart_until_the_depot_clears_it(county: County) -> None:
    number, found = doubted(county)
    done = settle_discrepancy(call_as(county.scopes["desk"]), request=Settled((found,), "waits for its maker"))
    assert (done.items, state_of(county, number)) == ((), "QUARANTINED")
    cleared = Cleared(main_depot(county), scans(number), ClearedFor.CLEAN, "the maker has answered")
    lift_quarantine(call_as(county.scopes["depot"]), request=cleared)
    assert state_of(county, number) == "RETURNED_DIRTY"


def test_what_an_alert_holds_is_not_cleared_by_settling(county: County) -> None:
    number, found = doubted(county)
    alert = SetApart(main_depot(county), scans(number), "recall", "NatPSA/2026/001")
    quarantine_stock(call_as(county.scopes["depot"]), request=alert)
    with pytest.raises(Refused) as refused:
        settle_discrepancy(call_as(county.scopes["desk"]), request=Settled((found,), "left at the gate", True))
    assert refusal(refused) == [StockReason.STILL_UNDER_ALERT]
    assert state_of(county, number) == "QUARANTINED"


# Mend


def mended(county: County, kind: MistakeKind, **given: Any) -> Any:
    wanted = Mistake(kind, main_depot(county), "scanned the wrong label", **given)
    return mend_scan(call_as(county.scopes["desk"]), request=wanted)


def test_the_wrong_item_is_back_and_the_right_one_lent(county: County) -> None:
    stop, _ = on_loan(county, BED)
    (wrong,) = stop.numbers
    (right,) = goods(county, BED, days_ago=1)
    done = mended(county, MistakeKind.WRONG_ITEM, code=wrong, right_code=right)
    assert (state_of(county, wrong), state_of(county, right)) == ("READY", "ON_LOAN")
    loans = {loan.state: loan for loan in seen(county.scopes["desk"], Loan)}
    assert loans["ENDED"].end_reason == "MISTAKEN"
    assert loans["ACTIVE"].id == done.loan_id
    assert loans["ACTIVE"].line_id == loans["ENDED"].line_id
    (note,) = seen(county.scopes["depot"], Discrepancy, kind="WRONG_ITEM")
    assert f"of {wrong}" in note.detail
    assert note.settled_at is not None


def test_promise_4_the_right_item_that_was_not_fit_has_an_owner_and_is_swapped_at_once(county: County) -> None:
    """It came back dirty by the record, and was handed over all the same."""
    dirty = on_loan(county, BED)[0].numbers[0]
    stop = a_stop(county, BED, who=someone(county, name="Arthur Bell"), van="Van 2")
    recorded(county, stop.visit_id, by="desk", handed_over=handed(*stop.numbers), received=received())
    depot = county.scopes["depot"]
    receive_returns(call_as(depot), request=Returned(main_depot(county), (ReturnedItem(dirty),)))
    done = mended(county, MistakeKind.WRONG_ITEM, code=stop.numbers[0], right_code=dirty)
    (found,) = seen(depot, Discrepancy, kind="HANDED_OVER_UNFIT")
    assert (found.owner_role, found.person_id, found.settled_at) == ("DEPOT", stop.who.id, None)
    assert columns(county.scopes["desk"], VisitTask, "kind", loan_id=done.loan_id, outcome="OPEN") == ["COLLECT"]


def test_the_wrong_person_waits_again_and_the_right_one_has_it(county: County) -> None:
    stop, _ = on_loan(county, BED)
    right = someone(county, name="Arthur Bell")
    mended(county, MistakeKind.WRONG_PERSON, code=stop.numbers[0], right_person_id=right.id)
    loans = {loan.state: loan for loan in seen(county.scopes["desk"], Loan)}
    assert (loans["ENDED"].person_id, loans["ACTIVE"].person_id) == (stop.who.id, right.id)
    assert columns(county.scopes["depot"], Asset, "place_id") == [right.address_id]
    assert columns(county.scopes["desk"], OrderLine, "state") == ["AUTHORISED"]


def test_a_return_that_never_was_goes_on_as_a_loan(county: County) -> None:
    stop, _ = on_loan(county, BED)
    receive_returns(
        call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    )
    mended(county, MistakeKind.WRONG_RETURN, code=stop.numbers[0])
    assert state_of(county, stop.numbers[0]) == "ON_LOAN"
    assert columns(county.scopes["desk"], Loan, "state", "end_reason") == [("ACTIVE", "")]


def test_a_wrong_move_of_counted_stock_is_turned_round_once(county: County) -> None:
    goods(county, COUNTED, 10)
    store = county.made.depots[HOSPITAL_STORE]
    move_stock(
        call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store, scans(COUNTED, quantity=4))
    )
    (wrong,) = seen(county.scopes["depot"], StockMove, to_place_id=store)
    mended(county, MistakeKind.WRONG_COUNT, move_id=wrong.id)
    assert cell(county) == 10
    (new,) = seen(county.scopes["depot"], StockMove, mends_id=wrong.id)
    assert new.quantity == 4
    with pytest.raises(Refused) as refused:
        mended(county, MistakeKind.WRONG_COUNT, move_id=wrong.id)
    assert refusal(refused) == [StockReason.NOTHING_TO_MEND]


def test_what_was_no_mistake_is_refused(county: County) -> None:
    stop, _ = on_loan(county, BED)
    (lent,) = stop.numbers
    (shelf,) = goods(county, BED, days_ago=1)
    for given in (
        {"kind": MistakeKind.WRONG_ITEM, "code": lent, "right_code": lent},
        {"kind": MistakeKind.WRONG_ITEM, "code": shelf, "right_code": lent},
        {"kind": MistakeKind.WRONG_PERSON, "code": lent, "right_person_id": stop.who.id},
        {"kind": MistakeKind.WRONG_PERSON, "code": shelf, "right_person_id": stop.who.id},
        {"kind": MistakeKind.WRONG_RETURN, "code": lent},
    ):
        with pytest.raises(Refused) as refused:
            mended(county, **given)
        assert refusal(refused) == [StockReason.NOTHING_TO_MEND], given

"""What waited to be cleaned stays dirty while it is set apart: there is no way around its clean (promise 4)."""

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor, StockReason
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.stock.rules.doubt import reasons_against_uncleaned
from handrail.stock.states import AssetState
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, goods, main_depot, scans
from tests.usecases.in_store import BED, COUNTED, bring_back, cell, refusal, state_of

S = AssetState


def recalled_and_lifted(county: County, code: str) -> None:
    depot = call_as(county.scopes["depot"])
    done = recall_stock(depot, request=ToRecall(code, "NatPSA/2026/001", "legs may break"))
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(done.recall_id, "modified by the maker"))


@pytest.mark.django_db
@pytest.mark.parametrize("around", [ClearedFor.TEST, ClearedFor.REPAIR])
def test_promise_4_a_dirty_item_is_cleared_after_a_recall_to_be_cleaned_alone(
    county: County, around: ClearedFor
) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    recalled_and_lifted(county, BED)
    depot, place = county.scopes["depot"], main_depot(county)
    with pytest.raises(Refused) as refused:
        lift_quarantine(call_as(depot), request=Cleared(place, scans(number), around, "modified"))
    assert refusal(refused) == [StockReason.APART_DIRTY]
    lift_quarantine(call_as(depot), request=Cleared(place, scans(number), ClearedFor.CLEAN, "modified"))
    clean(county, number)
    # Once it was cleaned a second recall does not make it dirty.
    recalled_and_lifted(county, BED)
    lift_quarantine(call_as(depot), request=Cleared(place, scans(number), around, "modified"))
    assert state_of(county, number) in (S.DECONTAMINATED, S.IN_REPAIR)
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_promise_4_pieces_that_were_with_people_are_cleared_to_be_cleaned_alone(county: County) -> None:
    goods(county, COUNTED, 2)
    depot, place = county.scopes["depot"], main_depot(county)
    back = Returned(place, (ReturnedItem(COUNTED, 3),), statement=Statement((), InfectionRisk.NO))
    receive_returns(call_as(depot), request=back)
    recalled_and_lifted(county, COUNTED)
    assert cell(county, S.QUARANTINED) == 5
    with pytest.raises(Refused) as refused:
        lift_quarantine(call_as(depot), request=Cleared(place, (ItemScan(COUNTED, 1),), ClearedFor.TEST, "modified"))
    assert refusal(refused) == [StockReason.APART_USED]
    for cleared_for, count in ((ClearedFor.CLEAN, 3), (ClearedFor.TEST, 2)):
        pieces = (ItemScan(COUNTED, count),)
        lift_quarantine(call_as(depot), request=Cleared(place, pieces, cleared_for, "modified"))
    assert (cell(county, S.RETURNED_DIRTY), cell(county, S.DECONTAMINATED)) == (3, 2)


def test_what_nobody_knows_is_cleaned_and_what_was_clean_need_not_be() -> None:
    def against(before: AssetState | None, used: int, cleared_for: ClearedFor) -> list[object]:
        return [reason.code for reason in reasons_against_uncleaned({"A1": before}, {"Perch": used}, cleared_for)]

    assert against(None, 0, ClearedFor.TEST) == [StockReason.APART_DIRTY]
    assert against(S.RETURNED_DIRTY, 1, ClearedFor.REPAIR) == [StockReason.APART_DIRTY, StockReason.APART_USED]
    assert against(S.READY, 0, ClearedFor.TEST) == []
    assert against(S.RETURNED_DIRTY, 1, ClearedFor.CLEAN) == []

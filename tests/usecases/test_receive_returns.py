"""Returns: what was collected, what nobody expected, what nobody knows, and whose loans end with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.codes import DepotFinding, StockReason
from handrail.stock.models import Asset, Contamination, Discrepancy, StockCell
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, ReturnsReceived, receive_returns
from handrail.usecases.state_contamination import ContaminationStated, state_contamination
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import at_most, clean, columns, goods, main_depot, scans, seen
from tests.supplying import allocated, authorised, on_a_run
from tests.visiting import collection, on_loan, recorded

pytestmark = pytest.mark.django_db

BED, MATTRESS, COUNTED = "BED-010", "MAT-010", "BDA-020"


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def back(county: County, *items: ReturnedItem | str, **also: Any) -> ReturnsReceived:
    """These things come back to the main depot."""
    wanted = tuple(ReturnedItem(item) if isinstance(item, str) else item for item in items)
    return receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), wanted, **also))


def dirty(county: County) -> int:
    here = {"condition": "RETURNED_DIRTY", "place_id": main_depot(county)}
    return sum(columns(county.scopes["depot"], StockCell, "quantity", **here))


def test_the_statement_of_an_earlier_return_does_not_do_for_this_one(county: County) -> None:
    stop, _ = on_loan(county, BED, days=1)
    (number,) = stop.numbers
    back(county, number)
    stated = ContaminationStated(main_depot(county), scans(number), (), InfectionRisk.NO)
    state_contamination(call_as(county.scopes["depot"], at=now() - timedelta(hours=1)), request=stated)
    with pytest.raises(Refused) as refused:
        clean(county, number, statement=None)
    assert refusal(refused) == [StockReason.STATEMENT_NEEDED]


def test_a_statement_at_the_return_is_the_one_that_cleaning_needs(county: County) -> None:
    stop, _ = on_loan(county, BED, (COUNTED, 2), days=1)
    items = (stop.numbers[0], ReturnedItem(COUNTED, 2))
    back(county, *items, person_id=stop.who.id, statement=Statement((), InfectionRisk.NO))
    clean(county, stop.numbers[0], statement=None)
    clean(county, COUNTED, quantity=2, statement=None)
    assert len(seen(county.scopes["depot"], Contamination)) == 2


def test_an_unknown_code_is_kept_with_an_owner(county: County) -> None:
    done = back(county, "XX-77")
    assert [note.kind for note in done.found] == [DepotFinding.RETURNED_UNKNOWN]
    (row,) = seen(county.scopes["depot"], Discrepancy)
    assert (row.code_read, row.owner_role, row.settled_at) == ("XX-77", "DEPOT", None)


def test_an_unknown_bed_becomes_an_item_as_found(county: County) -> None:
    done = back(county, ReturnedItem("OLD-1234", looks_like=BED, note="blue frame"))
    (row,) = seen(county.scopes["depot"], Asset)
    assert (row.state, row.serial, row.number) == ("QUARANTINED", "OLD-1234", done.items[0].number)
    (note,) = seen(county.scopes["depot"], Discrepancy)
    assert (note.asset_id, note.detail) == (row.id, "blue frame")


def test_another_services_item_is_foreign(county: County) -> None:
    done = back(county, "(8004)5012345ABC")
    assert [note.kind for note in done.found] == [DepotFinding.RETURNED_FOREIGN]


def test_an_item_that_should_be_on_the_shelf_is_set_apart(county: County) -> None:
    (number,) = goods(county, BED)
    done = back(county, number)
    assert [note.kind for note in done.found] == [DepotFinding.RETURNED_NOT_EXPECTED]
    assert (columns(county.scopes["depot"], Asset, "state"), done.items[0].state) == (["QUARANTINED"], "QUARANTINED")


def test_an_item_kept_for_a_line_is_taken_from_it(county: County) -> None:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    back(county, number)
    assert columns(county.scopes["desk"], OrderLine, "state") == ["AUTHORISED"]


def test_what_is_still_loaded_is_unloaded_instead(county: County) -> None:
    (number,) = goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    run = on_a_run(county, *ids)
    load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number)))
    with pytest.raises(Refused) as refused:
        back(county, number)
    assert refusal(refused) == [StockReason.STILL_LOADED]


def test_a_loan_brought_to_the_counter_ends(county: County) -> None:
    stop, _ = on_loan(county, BED, MATTRESS, (COUNTED, 3))
    with at_most(17):
        done = back(
            county, *stop.numbers[:2], ReturnedItem(COUNTED, 2), person_id=stop.who.id,
            statement=Statement(("body_fluids",), InfectionRisk.UNKNOWN),
        )  # fmt: skip
    assert done.found == ()
    assert done.loans_ended == 2
    loans = {row.product_id: row for row in seen(county.scopes["desk"], Loan)}
    assert sorted((row.state, row.quantity_back) for row in loans.values()) == [
        ("ACTIVE", 2),
        ("ENDED", 1),
        ("ENDED", 1),
    ]
    assert dirty(county) == 2
    assert len(seen(county.scopes["depot"], Contamination)) == 3


def test_more_than_was_lent_is_booked_in_as_found(county: County) -> None:
    stop, _ = on_loan(county, (COUNTED, 3))
    done = back(county, ReturnedItem(COUNTED, 4), person_id=stop.who.id)
    assert (done.loans_ended, [note.kind for note in done.found]) == (1, [DepotFinding.RETURNED_UNCOUNTED])
    assert dirty(county) == 4


def test_a_loan_found_on_the_van_without_its_collection_is_noted(county: County) -> None:
    stop, _ = on_loan(county, BED)
    done = back(county, *stop.numbers, van_id=county.made.vans["Van 2"])
    assert [note.kind for note in done.found] == [DepotFinding.RETURNED_STILL_ON_LOAN]
    assert columns(county.scopes["depot"], Discrepancy, "owner_role") == ["CONTROLLER"]
    assert columns(county.scopes["depot"], Asset, "state") == ["QUARANTINED"]
    assert columns(county.scopes["desk"], Loan, "state") == ["ENDED"]


def on_van_2(county: County) -> str:
    """A bed that was collected onto Van 2; its number."""
    stop, _, visit_id = collection(county, BED)
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    return stop.numbers[0]


def test_an_item_of_another_van_is_asked_about_first(county: County) -> None:
    number = on_van_2(county)
    van_1 = county.made.vans["Van 1"]
    with pytest.raises(Refused) as refused:
        back(county, number, van_id=van_1, sure_of=())
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.ON_ANOTHER_CREWS_VAN, "sure_of")
    assert dict(reason.params) == {"number": number, "van": "Van 2", "driver": "Sam Tully"}
    assert columns(county.scopes["depot"], Asset, "place_id") == [county.made.vans["Van 2"]]
    done = back(county, number, van_id=county.made.vans["Van 2"], sure_of=())
    assert done.found == ()


def test_over_the_counter_a_van_is_asked_about_too(county: County) -> None:
    number = on_van_2(county)
    with pytest.raises(Refused, match="ANOTHER_CREWS_VAN"):
        back(county, number, sure_of=())


def test_a_van_that_nobody_drove_is_asked_about_by_its_name(county: County) -> None:
    (number,) = goods(county, BED)
    moved = StockMoved(main_depot(county), county.made.vans["Van 3"], scans(number))
    move_stock(call_as(county.scopes["depot"]), request=moved)
    with pytest.raises(Refused) as refused:
        back(county, number, sure_of=())
    (reason,) = refused.value.reasons
    assert reason.code is StockReason.ON_ANOTHER_VAN
    assert dict(reason.params) == {"number": number, "van": "Van 3"}


@pytest.mark.parametrize("sure", [True, False])
def test_what_happened_is_booked_in_as_found_with_an_owner(county: County, *, sure: bool) -> None:
    number = on_van_2(county)
    done = back(county, number, van_id=county.made.vans["Van 1"], sure_of=(number,) if sure else None)
    assert [note.kind for note in done.found] == [DepotFinding.RETURNED_OTHER_VAN]
    (row,) = seen(county.scopes["depot"], Discrepancy)
    assert (row.owner_role, row.detail) == ("DEPOT", "the record said RETURNED_DIRTY, Van 2")
    (asset,) = seen(county.scopes["depot"], Asset)
    assert (asset.state, asset.place_id, asset.discrepancy_id) == ("RETURNED_DIRTY", main_depot(county), row.id)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (ReturnedItem(""), StockReason.SCAN_UNREADABLE),
        (ReturnedItem(COUNTED, 0), StockReason.QUANTITY_NOT_POSITIVE),
        (ReturnedItem("XX", looks_like="NO-SUCH"), StockReason.NOT_A_PRODUCT),
        (ReturnedItem("Van 1"), StockReason.SCAN_NO_ITEM),
    ],
)
def test_what_nobody_could_find_again_is_refused(county: County, item: ReturnedItem, reason: StockReason) -> None:
    with pytest.raises(Refused) as refused:
        back(county, item)
    assert refusal(refused) == [reason]
    assert seen(county.scopes["depot"], Discrepancy) == []


def test_a_return_sent_twice_is_booked_once(county: County) -> None:
    call = call_as(county.scopes["depot"])
    wanted = Returned(main_depot(county), (ReturnedItem(COUNTED, 2),))
    assert receive_returns(call, request=wanted) == receive_returns(call, request=wanted)
    assert dirty(county) == 2


def test_a_store_that_is_none_is_refused(county: County) -> None:
    with pytest.raises(Refused) as refused:
        receive_returns(call_as(county.scopes["depot"]), request=Returned(UUID(int=9), (ReturnedItem(COUNTED),)))
    assert refusal(refused) == [StockReason.UNKNOWN_PLACE]

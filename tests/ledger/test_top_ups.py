"""A satellite store that is filled up from a depot is charged once for the day, however often something is moved."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
import time_machine

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.ledger.rules.top_ups import MOST_A_DAY, TOP_UP, causes_of, is_filled, is_taken_back, next_cause
from handrail.simulation.northdown import HOSPICE_STORE, HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from handrail.stock.queries import places
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.move_stock import StockMoved, move_stock
from tests.invoices.checking import checked, found, posted, said
from tests.ledger.test_lines import end_rules
from tests.ledger.test_suspense import in_all, pool_pays, settle, waiting
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.usecases.correcting import stands
from tests.usecases.test_allocation_race import at_once

COUNTED, EACH = "BDA-020", 41_00
DAY = date(2026, 3, 4)


@pytest.mark.parametrize("kind", ["DEPOT", "VAN", "SATELLITE", "REPAIRER"])
def test_only_what_comes_from_behind_into_a_satellite_store_fills_it_up(kind: str) -> None:
    assert is_filled(kind, "SATELLITE") is (kind in {"DEPOT", "VAN"})
    assert is_taken_back("SATELLITE", kind) is (kind in {"DEPOT", "VAN"})
    assert not is_filled(kind, "DEPOT")
    assert not is_taken_back("DEPOT", kind)


def test_each_store_and_day_has_its_causes_in_an_order() -> None:
    one, other = uuid4(), uuid4()
    causes = causes_of(one, DAY)
    assert len({*causes, *causes_of(other, DAY), *causes_of(one, date(2026, 3, 3))}) == 3 * MOST_A_DAY
    assert next_cause(causes, ()) == causes[0]
    assert next_cause(causes, causes[:1]) == causes[1]
    assert next_cause(causes, causes) is None


def store(county: County, name: str = HOSPITAL_STORE) -> UUID:
    return county.made.depots[name]


def moved(county: County, origin: UUID, target: UUID, *items: ItemScan) -> None:
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(origin, target, items))


def filled(county: County, *items: ItemScan, name: str = HOSPITAL_STORE) -> None:
    moved(county, main_depot(county), store(county, name), *items or (ItemScan(COUNTED, 1),))


def sent_back(county: County, *items: ItemScan) -> None:
    moved(county, store(county), main_depot(county), *items or (ItemScan(COUNTED, 1),))


def van_place(county: County) -> UUID:
    with reading(county.scopes["depot"]):
        return places(county.scopes["depot"], ["VAN"])[0].id


def kinds(county: County) -> list[str]:
    return sorted(str(kind) for kind in columns(county.scopes["money"], Entry, "kind", item=TOP_UP))


@pytest.fixture
def stocked(county: County) -> County:
    goods(county, COUNTED, 20)
    return county


@pytest.mark.django_db
def test_a_store_is_charged_once_a_day_to_who_pays_for_anybody(stocked: County, clock: time_machine.Traveller) -> None:
    for _ in range(2):
        filled(stocked, ItemScan(COUNTED, 2))
    assert stands(stocked) == {("pool", "ACTIVITY"): EACH, ("", "PROVIDER"): -EACH}
    filled(stocked, name=HOSPICE_STORE)
    # On the way is not there yet; off the van it is, and that store is charged for the day already.
    moved(stocked, main_depot(stocked), van_place(stocked), ItemScan(COUNTED, 2))
    moved(stocked, van_place(stocked), store(stocked), ItemScan(COUNTED, 1))
    # Between satellites, and back to the depot in part, nothing is charged or taken back.
    moved(stocked, store(stocked), store(stocked, HOSPICE_STORE), ItemScan(COUNTED, 1))
    sent_back(stocked)
    assert in_all(stocked, "ACTIVITY") == 2 * EACH
    clock.shift(86_400)
    moved(stocked, van_place(stocked), store(stocked), ItemScan(COUNTED, 1))
    assert in_all(stocked, "ACTIVITY") == 3 * EACH
    assert kinds(stocked) == ["CHARGED"] * 3
    assert broken_in(stocked.scopes["desk"]) == []


@pytest.mark.django_db
def test_what_was_wholly_moved_back_on_its_day_is_taken_back_and_may_be_charged_again(stocked: County) -> None:
    (mattress,) = goods(stocked, "MAT-010")
    filled(stocked, ItemScan(COUNTED, 3), ItemScan(mattress))
    (first,) = columns(stocked.scopes["money"], Entry, "id", item=TOP_UP)
    sent_back(stocked, ItemScan(COUNTED, 3))
    assert kinds(stocked) == ["CHARGED"]
    sent_back(stocked, ItemScan(mattress))
    assert columns(stocked.scopes["money"], Entry, "corrects_id", kind="CORRECTED") == [first]
    assert stands(stocked) == {}
    filled(stocked)
    assert stands(stocked) == {("pool", "ACTIVITY"): EACH, ("", "PROVIDER"): -EACH}
    sent_back(stocked)
    assert stands(stocked) == {}
    assert kinds(stocked) == ["CHARGED", "CHARGED", "CORRECTED", "CORRECTED"]
    assert broken_in(stocked.scopes["desk"]) == []


@pytest.mark.django_db
def test_what_lay_there_before_and_goes_back_takes_nothing_back(stocked: County, clock: time_machine.Traveller) -> None:
    filled(stocked, ItemScan(COUNTED, 3))
    clock.shift(86_400)
    sent_back(stocked)
    assert in_all(stocked, "ACTIVITY") == EACH
    filled(stocked, ItemScan(COUNTED, 2))
    sent_back(stocked)
    assert in_all(stocked, "ACTIVITY") == 2 * EACH
    assert kinds(stocked) == ["CHARGED", "CHARGED"]


@pytest.mark.django_db
def test_what_was_priced_by_hand_goes_back_at_that_price(stocked: County) -> None:
    filled(stocked)
    (first,) = columns(stocked.scopes["money"], Entry, "id", item=TOP_UP)
    cheaper = PostingCorrection(UUID(str(first)), 30_00, "Agreed otherwise")
    correct_posting(call_as(stocked.scopes["money"]), request=cheaper)
    assert in_all(stocked, "ACTIVITY") == 30_00
    filled(stocked)
    assert in_all(stocked, "ACTIVITY") == 30_00
    sent_back(stocked, ItemScan(COUNTED, 2))
    assert stands(stocked) == {}
    assert broken_in(stocked.scopes["desk"]) == []


@pytest.mark.django_db
def test_it_waits_for_a_price_and_then_for_a_fund(stocked: County, clock: time_machine.Traveller) -> None:
    end = DataEnd(DataKind.PRICE, (TOP_UP, ""), DAY)
    end_contract_data(call_as(stocked.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    end_rules(call_as(stocked.scopes["admin"]))
    filled(stocked)
    filled(stocked)
    assert [(one.waits_for, one.item) for one in waiting(stocked)] == [("PRICE", TOP_UP)]
    sent_back(stocked, ItemScan(COUNTED, 2))
    assert waiting(stocked) == []
    filled(stocked)
    row = PriceRow(TOP_UP, "Filling up a satellite store", "", PriceUnit.PER_VISIT, 39_00, "")
    change_contract_data(call_as(stocked.scopes["admin"]), request=DataChange(DataKind.PRICE, (row,), DAY))
    assert settle(stocked) == 1
    assert [(one.waits_for, one.pence) for one in waiting(stocked)] == [("FUND", 39_00)]
    assert stands(stocked) == {("", "SUSPENSE"): 39_00, ("", "PROVIDER"): -39_00}
    pool_pays(call_as(stocked.scopes["admin"]))
    assert settle(stocked) == 1
    assert stands(stocked) == {("pool", "ACTIVITY"): 39_00, ("", "PROVIDER"): -39_00}
    sent_back(stocked)
    assert stands(stocked) == {}
    assert broken_in(stocked.scopes["desk"]) == []


@pytest.mark.django_db
def test_what_no_fund_pays_goes_back_too(stocked: County, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-03-05T09:00:00Z")
    end_rules(call_as(stocked.scopes["admin"]))
    filled(stocked)
    assert [(one.waits_for, one.pence) for one in waiting(stocked)] == [("FUND", EACH)]
    sent_back(stocked)
    assert waiting(stocked) == []
    assert stands(stocked) == {}
    assert broken_in(stocked.scopes["desk"]) == []


@pytest.mark.django_db
def test_the_providers_invoice_of_it_agrees(stocked: County) -> None:
    filled(stocked)
    filled(stocked, name=HOSPICE_STORE)
    lines = [said(entry) for entry in posted(stocked) if entry.code == TOP_UP]
    assert [(line["Order line"], line["Visit"]) for line in lines] == [("", "")] * 2
    third = lines[0] | {"Date": "2026-01-31"}
    verdicts = [line.verdict for line in found(stocked, checked(stocked, [*lines, third]))]
    assert verdicts == ["AGREED", "AGREED", "NO_SUCH_EVENT"]


@pytest.mark.django_db
def test_where_stock_does_not_move_nothing_is_charged(stocked: County) -> None:
    with pytest.raises(Refused):
        filled(stocked, ItemScan("MAT-010-99999"))
    assert kinds(stocked) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_fill_it_at_once_are_charged_one_journey(stocked: County) -> None:
    one = partial(filled, stocked, ItemScan(COUNTED, 1))
    assert at_once(one, one) == [None, None]
    assert in_all(stocked, "ACTIVITY") == EACH
    # Who brings more while another takes all of it back is charged, whoever was first.
    more, _ = at_once(partial(filled, stocked), partial(sent_back, stocked, ItemScan(COUNTED, 2)))
    if isinstance(more, Refused):
        # Told that the shelf changed meanwhile: it is brought after that.
        filled(stocked)
    assert in_all(stocked, "ACTIVITY") == EACH
    assert broken_in(stocked.scopes["desk"]) == []

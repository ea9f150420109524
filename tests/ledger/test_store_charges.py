"""What is cleaned, tested, examined or scrapped after it came back is charged to who paid for it, once."""

from datetime import date

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import ListedPrice, price_of, timed_pence
from handrail.ledger.rules.store_charges import LABOUR, of_what_passed, refurbishment
from handrail.loans.models import Loan, ToSettle
from handrail.partners.effective import TermRow
from handrail.partners.terms import Terms
from handrail.simulation.set_up import County
from handrail.stock.codes import InspectionVerdict
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, InspectionKind, Statement
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.usecases.settle_suspense import settle_suspense
from handrail.visits.rules.report import TakenAway
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, inspected, main_depot, passed
from tests.visiting import collection, recorded


@pytest.mark.parametrize(
    ("method", "minutes", "activity"),
    [
        ("hand_wash", 15, "refurbish_small"),
        ("hand_wash", 16, "refurbish_medium"),
        ("wash_chamber", 45, "refurbish_medium"),
        ("wash_chamber", 46, "refurbish_large"),
        ("launder_hot", 46, "laundry_sling"),
    ],
)
def test_the_clean_is_charged_by_how_a_product_is_cleaned(method: str, minutes: int, activity: str) -> None:
    assert refurbishment(method, minutes) == activity


def test_a_contract_says_how_long_a_small_and_a_medium_item_take() -> None:
    terms = Terms(small_item_minutes=20, medium_item_minutes=30)
    rows = [refurbishment("hand_wash", minutes, terms) for minutes in (20, 21, 31)]
    assert rows == ["refurbish_small", "refurbish_medium", "refurbish_large"]


def test_a_test_is_in_the_price_of_a_large_item_and_an_examination_never_is() -> None:
    assert of_what_passed("wash_chamber", 60, tested=True, examined=True) == ("refurbish_large", "examination")
    assert of_what_passed("hand_wash", 10, tested=True, examined=False) == ("refurbish_small", "electrical_test")
    assert of_what_passed("hand_wash", 10, tested=False, examined=False) == ("refurbish_small",)


_CHARGES = """
    SELECT e.item, e.quantity, e.unit_pence, coalesce(f.code, a.kind) FROM ledger_entry e
    JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id AND a.kind <> 'PROVIDER'
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE e.contract_id = %s AND e.cause LIKE 'charge:loan:%%' ORDER BY e.recorded_at, e.item
"""


def charges(county: County) -> list[tuple[str, int, int, str]]:
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(_CHARGES, [county.made.contract_id])
        return [(item, int(number), int(each), fund) for item, number, each, fund in cursor.fetchall()]


def returned(county: County, code: str) -> str:
    """A thing that was lent, fetched and brought to the store; its number."""
    stop, _, visit_id = collection(county, code)
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    items = (ReturnedItem(stop.numbers[0]),)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    return stop.numbers[0]


@pytest.mark.django_db
def test_what_passes_is_charged_to_who_paid_for_it_and_only_after_a_loan(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    passed(county, inspected(number))
    assert charges(county) == [("refurbish_large", 1, 3_800, "pool")]
    # Looked at again on the shelf, it is the provider's own.
    passed(county, inspected(number))
    assert charges(county) == [("refurbish_large", 1, 3_800, "pool")]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_pieces_of_a_count_are_charged_as_they_pass_and_as_they_are_scrapped(county: County) -> None:
    _, loans, visit_id = collection(county, ("BDA-020", 4))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loans[0], quantity=4),))
    back = Returned(main_depot(county), (ReturnedItem("BDA-020", quantity=4),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, "BDA-020", quantity=4)
    look = {"kinds": (InspectionKind.LOOK,), "readings": {}}
    passed(county, inspected("BDA-020", 2, **look))
    passed(
        county,
        inspected(
            "BDA-020", 1, **look, verdict=InspectionVerdict.SCRAP, scrap_reason="end_of_life", defects="Worn through"
        ),
    )
    assert charges(county) == [("refurbish_small", 2, 620, "pool"), ("scrap_disposal", 1, 480, "pool")]
    assert columns(county.scopes["desk"], Loan, "quantity_back") == [4]
    assert columns(county.scopes["desk"], ToSettle, "pieces") == [1]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_what_is_scrapped_in_the_store_is_charged_and_credited_with_nothing(county: County) -> None:
    number = returned(county, "BED-010")
    wanted = Scrapped(main_depot(county), (ItemScan(number),), "end_of_life")
    scrap_stock(call_as(county.scopes["depot"]), request=wanted)
    assert charges(county) == [("scrap_disposal", 1, 480, "pool")]
    assert columns(county.scopes["desk"], Loan, "quantity_back") == [1]
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_the_clean_after_an_infection_is_charged_beside_the_usual_one(county: County) -> None:
    number = returned(county, "BED-010")
    steps = (CleanStep("wash_chamber", 60), CleanStep("chlorine", 20))
    wanted = Cleaned(main_depot(county), (ItemScan(number),), steps, Statement((), InfectionRisk.YES))
    decontaminate(call_as(county.scopes["depot"]), request=wanted)
    assert charges(county) == [("enhanced_clean", 1, 1_200, "pool")]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(("minutes", "pence"), [(0, 0), (1, 53), (45, 2_400), (50, 2_667), (61, 3_253), (60, 3_200)])
def test_labour_is_charged_by_the_minute_and_rounded_once(minutes: int, pence: int) -> None:
    # 50 minutes are 2,666.67 pence; a minute alone is 53.33.
    assert timed_pence(minutes, 3_200) == pence
    price = price_of(LABOUR, [], [ListedPrice(LABOUR, "", 3_200)], minutes)
    assert price == (Price(LABOUR, "", 1, pence) if pence else None)


def test_half_a_penny_of_labour_is_rounded_up() -> None:
    assert timed_pence(1, 30) == 1
    assert timed_pence(1, 29) == 0


def mended(county: County, *codes: str, minutes: int = 45, quantity: int | None = None, key: str | None = None) -> None:
    items = tuple(ItemScan(code, quantity) for code in codes)
    wanted = Repaired(main_depot(county), items, "no_power", ("part_replaced",), minutes, parts_pence=900)
    repair(call_as(county.scopes["depot"], key=key), request=wanted)


def notes(county: County) -> list[str]:
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute("SELECT note FROM ledger_entry WHERE item = 'workshop_labour' AND kind = 'CHARGED' ORDER BY id")
        return [note for (note,) in cursor.fetchall()]


@pytest.mark.django_db
def test_each_repair_of_what_came_back_is_charged_once_for_its_minutes(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    mended(county, number, key="one")
    mended(county, number, key="one")
    assert charges(county) == [("workshop_labour", 1, 2_400, "pool")]
    mended(county, number, minutes=20)
    # Looked over without any time that counts.
    mended(county, number, minutes=0)
    assert charges(county) == [("workshop_labour", 1, 2_400, "pool"), ("workshop_labour", 1, 1_067, "pool")]
    assert notes(county) == ["45 minutes at £32.00 an hour", "20 minutes at £32.00 an hour"]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_labour_stands_where_the_thing_is_scrapped_afterwards(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    mended(county, number)
    scrap_stock(
        call_as(county.scopes["depot"]), request=Scrapped(main_depot(county), (ItemScan(number),), "end_of_life")
    )
    assert charges(county) == [("scrap_disposal", 1, 480, "pool"), ("workshop_labour", 1, 2_400, "pool")]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_what_has_passed_or_is_new_is_the_providers_own_to_mend(county: County) -> None:
    other, new = returned(county, "BED-010"), goods(county, "BED-010")
    clean(county, other)
    passed(county, inspected(other))
    mended(county, other, *new)
    assert charges(county) == [("refurbish_large", 1, 3_800, "pool")]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_the_minutes_of_pieces_are_those_of_each_and_rounded_together(county: County) -> None:
    _, loans, visit_id = collection(county, ("BDA-020", 4))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loans[0], quantity=4),))
    receive_returns(
        call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem("BDA-020", quantity=4),))
    )
    clean(county, "BDA-020", quantity=4)
    broken = {"kinds": (InspectionKind.LOOK,), "readings": {}, "verdict": InspectionVerdict.REPAIR, "defects": "Loose"}
    passed(county, inspected("BDA-020", 2, **broken))
    mended(county, "BDA-020", minutes=1, quantity=2)
    assert charges(county) == [("workshop_labour", 1, 107, "pool")]
    assert notes(county) == ["2 minutes at £32.00 an hour"]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_labour_on_what_never_came_back_is_taken_back(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    mended(county, number)
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(county), "Still in the home", code=number)
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.kind FROM ledger_entry e JOIN ledger_entry c ON c.corrects_id = e.id
            WHERE e.item = 'workshop_labour'"""
        )
        assert cursor.fetchall() == [("CORRECTED",)]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_labour_without_a_price_is_charged_for_its_minutes_once_it_has_one(
    county: County, clock: time_machine.Traveller
) -> None:
    ended = date(2026, 3, 4)
    end_contract_data(call_as(county.scopes["admin"]), request=DataEnd(DataKind.PRICE, (LABOUR, ""), ended))
    clock.move_to("2026-03-05T09:00:00Z")
    number = returned(county, "BED-010")
    clean(county, number)
    mended(county, number)
    assert charges(county) == []
    row = PriceRow(LABOUR, "Workshop repair", "", PriceUnit.PER_HOUR, 3_000, "")
    change_contract_data(call_as(county.scopes["admin"]), request=DataChange(DataKind.PRICE, (row,), ended))
    settle_suspense(call_as(county.scopes["system"]))
    assert charges(county) == [("workshop_labour", 1, 2_250, "pool")]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_the_minutes_of_a_small_item_hold_from_the_day_of_the_contract(county: County) -> None:
    number = returned(county, "BED-010")
    row = TermRow("medium_item_minutes", 600)
    wanted = DataChange(DataKind.TERM, (row,), now().date())
    change_contract_data(call_as(county.scopes["admin"]), request=wanted)
    clean(county, number)
    passed(county, inspected(number))
    assert "refurbish_medium" in {item for item, *_ in charges(county)}

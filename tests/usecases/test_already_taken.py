"""What a person took from a satellite store before it was scanned is recorded as it is: choosing refuses, this does
not. What differs has an owner, what is not fit is swapped at once."""

from dataclasses import replace

import pytest

from handrail.catalogue.models import Product
from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.loans.models import Loan
from handrail.orders.models import Order, OrderLine, Release
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, Discrepancy
from handrail.stock.plans import ItemScan
from handrail.stock.rules.fitness import IssueReason
from handrail.usecases.issue_from_satellite import issue_from_satellite
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.models import VisitTask
from handrail.visits.rules.door import DoorReason
from tests.ordering import Someone, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans, seen
from tests.supplying import allocated, authorised
from tests.usecases.test_satellite import COUNTED, answered, brought, issued, refusal, store
from tests.visiting import a_stop, collection, handed, on_loan, recorded, seen_by, visit_row

pytestmark = pytest.mark.django_db

MATTRESS = "MAT-010"


@pytest.fixture
def who(county: County) -> Someone:
    return someone(county, name="Arthur Bell")


def set_apart(county: County) -> str:
    """A mattress that lies in the hospital's store and must not be used."""
    number = brought(county, MATTRESS)
    apart = SetApart(store(county), scans(number), "The cover is torn")
    quarantine_stock(call_as(county.scopes["depot"]), request=apart)
    return number


def found(county: County) -> list[tuple[str, str]]:
    return list(columns(county.scopes["desk"], Discrepancy, "kind", "owner_role"))


def test_what_is_set_apart_and_was_taken_is_lent_told_and_swapped(county: County, who: Someone) -> None:
    number = set_apart(county)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(number))
    assert refusal(refused) == [IssueReason.QUARANTINED]
    done = issued(county, who, ItemScan(number), taken=True)
    assert columns(county.scopes["desk"], Asset, "state", "place_id") == [("ON_LOAN", who.address_id)]
    assert found(county) == [("HANDED_OVER_UNFIT", "DEPOT")]
    assert columns(county.scopes["desk"], Loan, "state", "person_id") == [("RETURN_REQUESTED", who.id)]
    tasks = columns(county.scopes["desk"], VisitTask, "kind", visit_id__in=done.swap_visit_ids)
    assert sorted(tasks) == ["COLLECT", "DELIVER"]


def test_what_the_record_had_in_another_store_is_told_to_the_depot(county: County, who: Someone) -> None:
    (number,) = goods(county, MATTRESS)
    done = issued(county, who, ItemScan(number), taken=True)
    rows = columns(county.scopes["depot"], Discrepancy, "kind", "owner_role", "detail")
    assert [row[:2] for row in rows] == [("HANDED_OVER_OTHER_STORE", "DEPOT")]
    first = rows[0][2].splitlines()[0]
    assert (first.startswith("the record had it at "), "it was taken from Store at Northdown General" in first) == (
        True,
        True,
    )
    assert (len(done.loan_ids), done.swap_visit_ids) == (1, ())


def test_what_is_right_is_issued_as_ever(county: County, who: Someone) -> None:
    done = issued(county, who, ItemScan(brought(county, MATTRESS)), taken=True)
    assert (found(county), done.swap_visit_ids) == ([], ())
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_what_the_record_has_in_the_main_store_goes_from_there(county: County, who: Someone) -> None:
    (number,) = goods(county, MATTRESS)
    issued(county, who, ItemScan(number), taken=True)
    assert columns(county.scopes["desk"], Asset, "state", "place_id") == [("ON_LOAN", who.address_id)]


def test_whoever_it_was_kept_for_waits_for_another(county: County, who: Someone) -> None:
    (number,) = goods(county, MATTRESS)
    ids = authorised(county, MATTRESS)
    allocated(county, *ids)
    done = issued(county, who, ItemScan(number), taken=True)
    assert found(county) == [("HANDED_OVER_OTHER_STORE", "DEPOT"), ("HANDED_OVER_ANOTHERS", "DEPOT")]
    assert columns(county.scopes["desk"], OrderLine, "state", id=ids[0]) == ["AUTHORISED"]
    assert done.swap_visit_ids == ()


def test_what_the_record_has_at_another_home_comes_from_there(county: County, who: Someone) -> None:
    stop, _ = on_loan(county, MATTRESS)
    done = issued(county, who, ItemScan(stop.numbers[0]), taken=True)
    assert found(county) == [("HANDED_OVER_LENT_ELSEWHERE", "CONTROLLER")]
    loans = dict(columns(county.scopes["desk"], Loan, "person_id", "state"))
    assert loans == {stop.who.id: "ENDED", who.id: "RETURN_REQUESTED"}
    assert len(done.swap_visit_ids) == 1


def test_what_the_person_had_all_along_is_told_and_not_swapped(county: County) -> None:
    stop, _ = on_loan(county, MATTRESS)
    done = issued(county, stop.who, ItemScan(stop.numbers[0]), taken=True)
    assert found(county) == [("HANDED_OVER_LENT_ELSEWHERE", "CONTROLLER")]
    assert done.swap_visit_ids == ()
    assert sorted(columns(county.scopes["desk"], Loan, "state")) == ["ACTIVE", "ENDED"]


def test_nobody_drives_to_the_home_that_it_left(county: County, who: Someone) -> None:
    stop, (loan_id,), visit_id = collection(county, MATTRESS)
    issued(county, who, ItemScan(stop.numbers[0]), taken=True)
    assert visit_row(county, visit_id).state == "CANCELLED"
    with seen_by(county, "desk"):
        about = AuditSubject.objects.filter(audit__event="ISSUED_FROM_SATELLITE", person_id=stop.who.id)
        assert set(about.values_list("subject", flat=True)) == {f"loan:{loan_id}", f"visit:{visit_id}"}


def test_above_an_authority_is_reviewed_and_told(county: County, who: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = answered(county, who, brought(county, "HST-010"), by="nurse")
    monkeypatch.setattr("handrail.usecases._ordering.GOES_NOW_UP_TO", None)
    nurse = call_as(county.scopes["nurse"])
    done = issue_from_satellite(nurse, request=replace(wanted, taken=True))
    assert found(county) == [("HANDED_OVER_NOT_RELEASED", "CONTROLLER")]
    reviews = columns(county.scopes["desk"], Release, "state", "afterwards", id__in=done.release_ids)
    assert set(reviews) == {("PENDING", True)}


def test_more_pieces_than_the_record_has_there_are_lent_and_told(county: County, who: Someone) -> None:
    goods(county, COUNTED, 2)
    move = StockMoved(main_depot(county), store(county), (ItemScan(COUNTED, 2),))
    move_stock(call_as(county.scopes["depot"]), request=move)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(COUNTED, 3))
    assert refusal(refused) == [StockReason.NOT_ENOUGH]
    issued(county, who, ItemScan(COUNTED, 3), taken=True)
    assert columns(county.scopes["desk"], Loan, "state", "quantity") == [("ACTIVE", 3)]
    told = columns(county.scopes["desk"], Discrepancy, "kind", "owner_role", "quantity", "person_id")
    assert told == [("NOT_ENOUGH_ON_VAN", "DEPOT", 1, who.id)]
    assert not broken_in(county.scopes["depot"])


def test_a_code_that_no_record_knows_is_refused_until_it_was_taken(county: County, who: Someone) -> None:
    number = brought(county, MATTRESS)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(number), ItemScan("QQQ-7"))
    assert refusal(refused) == [StockReason.SCAN_UNKNOWN]
    done = issued(county, who, ItemScan(number), ItemScan("QQQ-7", 2), taken=True)
    assert (len(done.line_ids), done.unknown, done.swap_visit_ids) == (1, ("QQQ-7",), ())
    told = columns(county.scopes["desk"], Discrepancy, "kind", "owner_role", "code_read", "quantity", "person_id")
    assert told == [("HANDED_OVER_UNKNOWN", "DEPOT", "QQQ-7", 2, who.id)]


def test_another_services_label_alone_makes_no_order_and_has_an_owner(county: County, who: Someone) -> None:
    foreign = "]C1800450999999991234"
    done = issued(county, who, ItemScan(foreign), taken=True)
    assert (done.order_id, done.number, done.unknown) == (None, None, (foreign,))
    assert seen(county.scopes["desk"], Order) == []
    told = columns(county.scopes["desk"], Discrepancy, "kind", "owner_role", "code_read", "place_id")
    assert told == [("HANDED_OVER_UNKNOWN", "DEPOT", foreign, who.address_id)]


def test_an_item_without_a_label_is_booked_in_as_found_lent_and_swapped(county: County, who: Someone) -> None:
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(MATTRESS))
    assert refusal(refused) == [StockReason.NEEDS_ITEM_LABEL]
    done = issued(county, who, ItemScan(MATTRESS), ItemScan(MATTRESS), taken=True)
    items = columns(county.scopes["desk"], Asset, "state", "place_id", "serial")
    assert items == [("ON_LOAN", who.address_id, "")] * 2
    assert found(county) == [("HANDED_OVER_UNKNOWN", "DEPOT")] * 2
    assert len(done.line_ids) == len(done.loan_ids) == 2
    tasks = columns(county.scopes["desk"], VisitTask, "kind", visit_id__in=done.swap_visit_ids)
    assert sorted(tasks) == ["COLLECT", "COLLECT", "DELIVER", "DELIVER"]
    assert not broken_in(county.scopes["depot"])


def test_of_two_things_with_one_code_it_is_the_one_in_this_store(county: County, who: Someone) -> None:
    (here,) = goods(county, MATTRESS, serial="S-1")
    goods(county, "CUS-012", serial="S-1")
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan("S-1"))
    assert StockReason.SCAN_SEVERAL in refusal(refused)
    move = StockMoved(main_depot(county), store(county), (ItemScan(here),))
    move_stock(call_as(county.scopes["depot"]), request=move)
    done = issued(county, who, ItemScan("S-1"), taken=True)
    assert (len(done.loan_ids), done.unknown, found(county)) == (1, (), [])
    assert columns(county.scopes["desk"], Asset, "state", number=here) == ["ON_LOAN"]


def test_one_line_stands_for_one_item_without_a_label(county: County, who: Someone) -> None:
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(MATTRESS, 2), taken=True)
    assert refusal(refused) == [StockReason.QUANTITY_ONE]


def test_one_label_that_no_record_knows_stands_for_one_item(county: County, who: Someone) -> None:
    """At the counter, at a door and in the depot: it is said which scan is one too many."""
    mine = {"code": MATTRESS, "contract_id": county.made.contract_id}
    label = f"01{columns(county.scopes['desk'], Product, 'gtin', **mine)[0]}21S-9"
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(label), ItemScan(label), taken=True)
    assert refusal(refused) == [StockReason.SCANNED_TWICE]
    stop = a_stop(county, MATTRESS)
    with pytest.raises(Refused) as refused:
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers, label, label))
    assert [(one.code, one.field) for one in refused.value.reasons] == [
        (DoorReason.SCANNED_TWICE, "handed_over.2.code")
    ]
    twice = Returned(main_depot(county), (ReturnedItem(label), ReturnedItem(label.lower())))
    with pytest.raises(Refused) as refused:
        receive_returns(call_as(county.scopes["depot"]), request=twice)
    assert [(one.code, one.field) for one in refused.value.reasons] == [(StockReason.SCANNED_TWICE, "items.1")]

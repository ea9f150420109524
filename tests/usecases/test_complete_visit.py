"""One report from one door: the rows it writes, what differs from the record, what is refused, once and by one only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.loans.models import Adaptation, Gift, Loan
from handrail.orders.models import Allocation, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, AssetMove, Discrepancy, StockCell
from handrail.usecases.complete_visit import VisitRecorded, complete_visit
from handrail.visits.codes import Outcome
from handrail.visits.models import Attachment, Proof, Run, VisitHistory, VisitTask
from handrail.visits.rules.door_facts import UNKNOWN_DUE
from handrail.visits.rules.plans import StoredFile
from handrail.visits.rules.report import DoorReport, HandedOver, LeftUndone, SeenTo, TakenAway
from handrail.visits.states import VisitState
from tests.situations import another_county, call_as, northdown
from tests.stock_situations import at_most, columns, goods
from tests.visiting import a_stop, cancelled, handed, received, recorded, seen_by, visit_row

pytestmark = pytest.mark.django_db
NOBODYS = UUID(int=5)


def kinds(done: VisitRecorded) -> list[str]:
    return sorted(found.kind for found in done.found)


def test_three_items_are_delivered_in_one_call(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010", ("BDA-020", 2))
    counted = HandedOver(line_id=stop.order.lines[2].line_id, quantity=2)
    with at_most(16):
        done = recorded(
            county, stop.visit_id, handed_over=(*handed(*stop.numbers), counted), received=received(),
            files=(StoredFile("PHOTO", "image/jpeg", 4000, "0" * 64),),
        )  # fmt: skip
    assert done.state is VisitState.COMPLETED
    assert done.found == ()
    with seen_by(county, "desk"):
        assert set(OrderLine.objects.values_list("state", flat=True)) == {"DELIVERED"}
        assets = list(Asset.objects.values_list("state", "place_id", "held_for_line_id", "issues"))
        loans = list(Loan.objects.order_by("quantity").values_list("state", "quantity", "asset_id"))
        kept = list(Allocation.objects.values_list("ended_how", flat=True))
        tasks = list(VisitTask.objects.values_list("outcome", "quantity_done").order_by("quantity_done"))
        cell = StockCell.objects.get(place_id=stop.who.address_id)
        history = list(VisitHistory.objects.order_by("seq").values_list("to_state", flat=True))
        proof = Proof.objects.get()
        photo = Attachment.objects.get()
        run = Run.objects.get()
    assert assets == [("ON_LOAN", stop.who.address_id, None, 1)] * 2
    assert [(state, quantity) for state, quantity, _ in loans] == [("ACTIVE", 1), ("ACTIVE", 1), ("ACTIVE", 2)]
    assert kept == ["DELIVERED"] * 3
    assert tasks == [("DONE", 1), ("DONE", 1), ("DONE", 2)]
    assert (cell.condition, cell.quantity) == ("ON_LOAN", 2)
    assert history == ["UNBOOKED", "BOOKED", "PLANNED", "RELEASED", "EN_ROUTE", "ARRIVED", "COMPLETED"]
    assert (proof.received_by, proof.demonstrated, proof.by_id) == ("Ivy Harker", "YES", county.users["driver"])
    assert (photo.kind, photo.sha256) == ("PHOTO", "0" * 64)
    assert run.state == "OUT"


def test_the_supply_route_decides_what_a_delivery_creates(county: County) -> None:
    stop = a_stop(county, ("TOI-050", 1), ("ADP-010", 2), by="therapist")
    with seen_by(county, "desk"):
        routes = dict(OrderLine.objects.values_list("supply_route", "id"))
    assert set(routes) == {"gift", "adaptation"}, routes
    done = recorded(
        county, stop.visit_id,
        handed_over=tuple(HandedOver(line_id=line.line_id, quantity=line.quantity) for line in stop.order.lines),
    )  # fmt: skip
    assert (done.state, done.found, done.loans) == (VisitState.COMPLETED, (), ())
    with seen_by(county, "desk"):
        gift, fitted = Gift.objects.get(), Adaptation.objects.get()
        assert not Loan.objects.exists()
        assert not StockCell.objects.filter(place_id=stop.who.address_id, quantity__gt=0).exists()
        assert not StockCell.objects.filter(condition="LOADED", quantity__gt=0).exists()
    assert (gift.quantity, gift.line_id) == (1, routes["gift"])
    assert (fitted.quantity, fitted.address_id) == (2, stop.who.address_id)


def test_the_same_key_again_changes_nothing_and_answers_the_same(county: County) -> None:
    stop = a_stop(county, "BED-010")
    first = recorded(county, stop.visit_id, key="tap", handed_over=handed(*stop.numbers))
    second = recorded(county, stop.visit_id, key="tap", handed_over=handed(*stop.numbers))
    assert first == second
    assert len(columns(county.scopes["desk"], Loan, "id")) == 1


def test_a_second_report_is_refused(county: County) -> None:
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))
    with pytest.raises(Refused, match="VISIT_ALREADY_RECORDED"):
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))


def test_a_failure_at_the_last_step_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = a_stop(county, "BED-010")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr("handrail.usecases.complete_visit._answer", broken)
    with pytest.raises(RuntimeError):
        recorded(county, stop.visit_id, key="once", handed_over=handed(*stop.numbers), received=received())
    with seen_by(county, "desk"):
        assert not Loan.objects.exists()
        assert not Proof.objects.exists()
        assert Asset.objects.get().state == "LOADED"
        assert OrderLine.objects.get().state == "LOADED"
    assert visit_row(county, stop.visit_id).state == "RELEASED"
    monkeypatch.undo()
    assert recorded(county, stop.visit_id, key="once", handed_over=handed(*stop.numbers)).state == "COMPLETED"


def test_another_drivers_stop_is_not_found(county: County) -> None:
    stop = a_stop(county, "BED-010")
    with pytest.raises(Refused, match="NOT_FOUND"):
        recorded(county, stop.visit_id, by="driver2", handed_over=handed(*stop.numbers))
    assert recorded(county, stop.visit_id, by="driver3", handed_over=handed(*stop.numbers)).state == "COMPLETED"


def test_another_contracts_stop_is_not_found(county: County) -> None:
    stop = a_stop(county, "BED-010")
    other = another_county()
    with pytest.raises(Refused, match="NOT_FOUND"):
        recorded(other, stop.visit_id, handed_over=handed(*stop.numbers))


def test_only_who_does_visits_may_record_one(county: County) -> None:
    stop = a_stop(county, "BED-010")
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        recorded(county, stop.visit_id, by="nurse")


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ({"handed_over": (HandedOver("A-1", quantity=0),)}, "QUANTITY_NOT_POSSIBLE"),
        ({"handed_over": (HandedOver("A-1", quantity=-3),)}, "QUANTITY_NOT_POSSIBLE"),
        ({"handed_over": (HandedOver("A-1", quantity=10**9),)}, "QUANTITY_NOT_POSSIBLE"),
        ({"handed_over": (HandedOver(),)}, "NOTHING_NAMED"),
        ({"taken_away": (TakenAway(),)}, "NOTHING_NAMED"),
        ({"handed_over": (HandedOver("A-1", line_id=NOBODYS),)}, "LINE_NOT_OF_VISIT"),
        ({"taken_away": (TakenAway(loan_id=NOBODYS),)}, "LOAN_NOT_OF_PERSON"),
        ({"seen_to": (SeenTo(NOBODYS),)}, "TASK_NOT_OF_VISIT"),
        ({"undone": (LeftUndone(NOBODYS, Outcome.NOT_DONE),)}, "TASK_NOT_OF_VISIT"),
        ({"undone": (LeftUndone(NOBODYS, Outcome.DONE),)}, "OUTCOME_NOT_POSSIBLE"),
        ({}, "FAIL_CODE_NEEDED"),
        ({"fail_code": "moon_too_bright"}, "FAIL_CODE_UNKNOWN"),
    ],
)
def test_what_cannot_be_read_is_refused(county: County, report: dict[str, Any], code: str) -> None:
    stop = a_stop(county, "BED-010")
    with pytest.raises(Refused, match=code):
        recorded(county, stop.visit_id, **report)
    assert visit_row(county, stop.visit_id).state == "RELEASED"


def test_the_same_thing_scanned_twice_is_refused(county: County) -> None:
    stop = a_stop(county, "BED-010")
    with pytest.raises(Refused, match="SCANNED_TWICE"):
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers, *stop.numbers))


def test_an_item_without_its_scan_is_the_one_kept_for_the_line(county: County) -> None:
    stop = a_stop(county, "BED-010")
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id),))
    assert (done.state, done.found) == (VisitState.COMPLETED, ())
    assert columns(county.scopes["desk"], Asset, "state") == ["ON_LOAN"]


# What has happened is never refused


def test_a_cancelled_line_that_was_handed_over_is_recorded(county: County) -> None:
    stop = a_stop(county, "BED-010")
    cancelled(county, stop.order.lines[0].line_id)
    assert visit_row(county, stop.visit_id).state == "CANCELLED"
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))
    assert done.state is VisitState.COMPLETED
    assert kinds(done) == ["HANDED_OVER_CANCELLED"]
    assert columns(county.scopes["desk"], OrderLine, "state") == ["DELIVERED"]
    assert columns(county.scopes["desk"], Discrepancy, "owner_role") == ["CONTROLLER"]


def test_a_cancelled_visit_with_nothing_done_is_over(county: County) -> None:
    stop = a_stop(county, "BED-010")
    cancelled(county, stop.order.lines[0].line_id)
    with pytest.raises(Refused, match="VISIT_ALREADY_RECORDED"):
        recorded(county, stop.visit_id, fail_code="no_answer")


def test_an_item_that_was_not_loaded_is_recorded(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    (number,) = goods(county, "BED-010")
    done = recorded(county, stop.visit_id, handed_over=handed(number))
    assert kinds(done) == ["HANDED_OVER_NOT_LOADED"]
    assert done.swap_visit_ids == ()
    assert columns(county.scopes["desk"], Asset, "state") == ["ON_LOAN"]
    assert columns(county.scopes["desk"], OrderLine, "state") == ["DELIVERED"]


def test_an_overdue_item_is_recorded_and_swapped_at_once(county: County) -> None:
    stop = a_stop(county, "HST-010", loaded=False, by="therapist")
    (number,) = goods(county, "HST-010", days_ago=300)
    done = recorded(county, stop.visit_id, handed_over=handed(number))
    assert "HANDED_OVER_UNFIT" in kinds(done)
    (swap,) = done.swap_visit_ids
    visit = visit_row(county, swap)
    assert (visit.state, visit.kinds, visit.follows_id) == ("UNBOOKED", ["COLLECT", "DELIVER"], stop.visit_id)
    assert visit.speed_code == "repair_4h"
    with seen_by(county, "desk"):
        assert Loan.objects.get().state == "RETURN_REQUESTED"
        replacement = OrderLine.objects.get(state="AUTHORISED")
    assert (replacement.spend_pence, replacement.quantity) == (0, 1)


def test_an_item_on_another_persons_loan_is_recorded(county: County) -> None:
    first = a_stop(county, "BED-010")
    recorded(county, first.visit_id, handed_over=handed(*first.numbers))
    second = a_stop(county, "BED-010", van="Van 2", loaded=False)
    done = recorded(county, second.visit_id, handed_over=handed(*first.numbers))
    assert kinds(done) == ["HANDED_OVER_LENT_ELSEWHERE"]
    with seen_by(county, "desk"):
        loans = {loan.person_id: loan.state for loan in Loan.objects.all()}
        asset = Asset.objects.get()
    assert loans == {first.who.id: "ENDED", second.who.id: "RETURN_REQUESTED"}
    assert (asset.state, asset.place_id) == ("ON_LOAN", second.who.address_id)
    # It comes uncleaned from another home: another one is brought at once.
    (swap,) = done.swap_visit_ids
    visit = visit_row(county, swap)
    assert (visit.kinds, visit.follows_id) == (["COLLECT", "DELIVER"], second.visit_id)


def test_what_the_person_has_already_is_recorded_and_nothing_is_brought_for_it(county: County) -> None:
    first = a_stop(county, "BED-010")
    recorded(county, first.visit_id, handed_over=handed(*first.numbers))
    again = a_stop(county, "BED-010", van="Van 2", loaded=False, who=first.who)
    done = recorded(county, again.visit_id, handed_over=handed(*first.numbers))
    assert (kinds(done), done.swap_visit_ids) == (["HANDED_OVER_LENT_ELSEWHERE"], ())


def test_an_item_of_another_stop_frees_that_stops_line(county: County) -> None:
    first = a_stop(county, "BED-010")
    second = a_stop(county, "BED-010", van="Van 2", loaded=False)
    done = recorded(county, second.visit_id, handed_over=handed(*first.numbers))
    assert kinds(done) == ["HANDED_OVER_ANOTHERS"]
    with seen_by(county, "desk"):
        assert OrderLine.objects.get(order=first.order.order_id).state == "AUTHORISED"
        assert OrderLine.objects.get(order=second.order.order_id).state == "DELIVERED"
        assert not Allocation.objects.filter(ended_at=None).exists()


def test_an_unknown_item_is_booked_in_as_found(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    done = recorded(county, stop.visit_id, handed_over=(HandedOver("XYZ-9", line_id=stop.order.lines[0].line_id),))
    assert kinds(done) == ["HANDED_OVER_UNKNOWN"]
    assert len(done.swap_visit_ids) == 1
    with seen_by(county, "desk"):
        asset = Asset.objects.get()
        moves = list(AssetMove.objects.values_list("from_state", "to_state"))
    assert (asset.state, asset.serial, asset.place_id) == ("ON_LOAN", "XYZ-9", stop.who.address_id)
    assert asset.electrical_test_due_on == UNKNOWN_DUE
    assert moves == [(None, "ON_LOAN")]


def test_a_code_that_means_nothing_is_kept_with_an_owner(county: County) -> None:
    stop = a_stop(county, "BED-010")
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers, "QQQ-7"))
    assert kinds(done) == ["HANDED_OVER_UNKNOWN"]
    assert columns(county.scopes["desk"], Discrepancy, "code_read", "owner_role") == [("QQQ-7", "DEPOT")]


def test_another_product_than_ordered_is_recorded_and_swapped(county: County) -> None:
    stop = a_stop(county, "BED-010", loaded=False)
    (number,) = goods(county, "MAT-010")
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(number, line_id=stop.order.lines[0].line_id),))
    assert "HANDED_OVER_OTHER_PRODUCT" in kinds(done)
    with seen_by(county, "desk"):
        wanted = OrderLine.objects.get(state="AUTHORISED").product.code
    assert wanted == "BED-010"


def test_more_than_is_on_the_van_comes_from_outside_with_a_finding(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3), loaded=False)
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=3),))
    assert kinds(done) == ["NOT_ENOUGH_ON_VAN"]
    assert columns(county.scopes["desk"], StockCell, "quantity", place_id=stop.who.address_id) == [3]


def test_a_part_of_a_count_leaves_the_rest_on_the_van_for_another_visit(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    done = recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=1),))
    assert done.state is VisitState.PART_COMPLETED
    (again,) = done.follow_up_visit_ids
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=again)
        kept = Allocation.objects.get(ended_at=None)
        line = OrderLine.objects.get()
    assert (task.quantity, kept.quantity, line.state) == (2, 2, "LOADED")
    assert visit_row(county, stop.visit_id).next_step_done_at is not None


def test_one_of_two_things_done_is_part_completion(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-010")
    done = recorded(county, stop.visit_id, handed_over=handed(stop.numbers[0]), fail_code="item_faulty_on_arrival")
    assert (done.state, done.next_step, done.next_step_owner) == (
        VisitState.PART_COMPLETED,
        "PUT_RIGHT_AT_DEPOT",
        "DEPOT",
    )
    assert done.follow_up_visit_ids == ()
    with seen_by(county, "desk"):
        assert dict(OrderLine.objects.values_list("product__code", "state")) == {
            "BED-010": "DELIVERED",
            "MAT-010": "LOADED",
        }


def test_recorded_late_is_flagged_but_kept(county: County) -> None:
    stop = a_stop(county, "BED-010")
    call = call_as(county.scopes["driver"], at=now() + timedelta(hours=6), late=timedelta(hours=5))
    done = complete_visit(call, request=DoorReport(stop.visit_id, handed(*stop.numbers)))
    assert done.state is VisitState.COMPLETED
    visit = visit_row(county, stop.visit_id)
    assert visit.finished_at == call.at.happened_at


def test_before_its_last_step_nothing_can_have_happened(county: County) -> None:
    stop = a_stop(county, "BED-010")
    with pytest.raises(Refused, match=CallReason.HAPPENED_BEFORE_LAST_STEP):
        complete_visit(
            call_as(county.scopes["driver"], late=timedelta(hours=1)),
            request=DoorReport(stop.visit_id, handed(*stop.numbers)),
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_one_records_the_visit() -> None:
    county = northdown()
    stop = a_stop(county, "BED-010")
    assert county.scopes

    def phone(by: str) -> str:
        try:
            return recorded(county, stop.visit_id, by=by, handed_over=handed(*stop.numbers)).state.value
        except Refused as refused:
            return str(refused.reasons[0].code.value)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as phones:
        answers = sorted(phones.map(phone, ("driver", "driver3")))
    assert answers == ["COMPLETED", "VISIT_ALREADY_RECORDED"]
    assert len(columns(county.scopes["desk"], Loan, "id")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_and_a_delivery_at_once_are_both_recorded_or_the_cancellation_is_refused() -> None:
    """Whoever comes first: what was handed over is recorded; it is never lost to a cancellation."""
    county = northdown()
    stop = a_stop(county, "BED-010")
    assert county.scopes

    def deliver() -> str:
        try:
            return recorded(county, stop.visit_id, handed_over=handed(*stop.numbers)).state.value
        finally:
            connection.close()

    def cancel() -> str:
        try:
            cancelled(county, stop.order.lines[0].line_id)
        except Refused as refused:
            return refused.reasons[0].code.value
        finally:
            connection.close()
        return "CANCELLED"

    with ThreadPoolExecutor(2) as both:
        delivering, cancelling = both.submit(deliver), both.submit(cancel)
        assert delivering.result() == "COMPLETED"
        first = cancelling.result()
    assert columns(county.scopes["desk"], OrderLine, "state") == ["DELIVERED"]
    assert columns(county.scopes["desk"], Asset, "state") == ["ON_LOAN"]
    found = columns(county.scopes["desk"], Discrepancy, "kind")
    assert found == (["HANDED_OVER_CANCELLED"] if first == "CANCELLED" else [])

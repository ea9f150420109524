"""Asking for collections, repairs and swaps; what the crew finds: taken, missing, extra, another's, still needed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.catalogue.models import Product
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.refusal import Refused
from handrail.loans.models import Gift, Loan
from handrail.loans.rules import LoanReason
from handrail.loans.states import EndReason
from handrail.orders.models import Order, OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, AssetMove, Discrepancy, Repair, StockCell
from handrail.usecases.edit_catalogue import ProductsChange, change_products
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.keep_loan import Keeping, keep_loan
from handrail.usecases.raise_due_reviews import raise_due_reviews
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.request_visit import VisitAsked
from handrail.usecases.withdraw_request import Replacing, Withdrawal, withdraw_request
from handrail.visits.codes import AskedBy, Outcome
from handrail.visits.models import Visit, VisitTask
from handrail.visits.rules.asking import AskedFor, AskingReason
from handrail.visits.rules.report import LeftUndone, SeenTo, TakenAway
from handrail.web.controller.request_visit import told
from tests.ordering import at, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import at_most, columns, goods
from tests.usecases.test_recall import recalled
from tests.visiting import (
    Stop,
    a_run,
    a_stop,
    asked,
    booked,
    collection,
    handed,
    on_loan,
    received,
    recorded,
    seen_by,
    visit_row,
)

pytestmark = pytest.mark.django_db


def test_a_collection_is_asked_for_and_due_by_the_contracts_calendar(county: County) -> None:
    _, done = on_loan(county, "BED-010", "MAT-010")
    with at_most(10):
        made = asked(county, *(loan.loan_id for loan in done.loans), note="After Easter, please", reason="recovered")
    (visit,) = made.visits
    assert visit.number
    assert made.due_at == at(2026, 3, 10, 17, 0)
    row = visit_row(county, visit.visit_id)
    assert (row.state, row.kinds, row.asked_by, row.note) == ("UNBOOKED", ["COLLECT"], "CARER", "After Easter, please")
    assert (row.crew, row.speed_code) == (2, "collect_5d")
    assert set(columns(county.scopes["desk"], Loan, "state", "state_reason")) == {("RETURN_REQUESTED", "recovered")}


def test_a_collection_joins_what_is_coming_the_same_day(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    other = a_stop_not_booked(county, stop)
    made = asked(county, done.loans[0].loan_id)
    (number,) = columns(county.scopes["desk"], Visit, "number", id=other)
    assert made.visits == (VisitAsked(other, number, joined=True),)
    assert visit_row(county, other).kinds == ["COLLECT", "DELIVER"]


def a_stop_not_booked(county: County, stop: Stop) -> UUID:
    return placed(county, stop.who, *lines("MAT-010")).visit_ids[0]


@pytest.mark.parametrize(
    ("also", "code"),
    [
        ({"speed_code": "deliver_5d"}, "SPEED_FOR_OTHER_WORK"),
        ({"speed_code": "by_balloon"}, "SPEED_UNKNOWN"),
        ({"speed_code": "collect_chosen_date"}, "SPEED_NEEDS_A_DATE"),
        ({"asked_for": AskedFor.REPAIR}, "FAULT_NEEDED"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(county: County, also: dict[str, Any], code: str) -> None:
    _, done = on_loan(county, "BED-010")
    with pytest.raises(Refused, match=code):
        asked(county, done.loans[0].loan_id, **also)
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_asking_twice_is_refused_and_a_loan_of_another_contract_is_not_there(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    asked(county, done.loans[0].loan_id)
    with pytest.raises(Refused, match="ASKED_ALREADY"):
        asked(county, done.loans[0].loan_id)
    with pytest.raises(Refused, match="LOAN_OVER"):
        asked(county, county.users["nurse"])
    with pytest.raises(Refused, match="NOTHING_CHOSEN"):
        asked(county)


def test_things_of_two_people_are_not_asked_for_in_one_request(county: County) -> None:
    mine = on_loan(county, "MAT-010")[1]
    other = a_stop(county, "MAT-010", who=someone(county, name="Arthur Bell"), van="Van 2")
    theirs = recorded(county, other.visit_id, handed_over=handed(*other.numbers), received=received())
    with pytest.raises(Refused, match=AskingReason.SEVERAL_PEOPLE):
        asked(county, mine.loans[0].loan_id, theirs.loans[0].loan_id)


def test_what_stays_with_people_for_good_is_not_collected(county: County) -> None:
    _, done = on_loan(county, "MAT-010")
    bed = next(row for row in shipped_reference().products if row.code == "MAT-010")
    change = ProductsChange((replace(bed, collect_when_done=False),), date(2026, 3, 3))
    change_products(call_as(county.scopes["admin"]), request=change)
    with pytest.raises(Refused, match=AskingReason.NOT_COLLECTED):
        asked(county, done.loans[0].loan_id)
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_a_loan_that_is_asked_back_is_not_kept_by_the_way(county: County) -> None:
    _, done = on_loan(county, "MAT-010")
    asked(county, done.loans[0].loan_id)
    with pytest.raises(Refused, match=LoanReason.RETURN_ASKED_FOR):
        keep_loan(call_as(county.scopes["nurse"]), request=Keeping((done.loans[0].loan_id,), date(2026, 6, 1)))
    with pytest.raises(Refused, match=LoanReason.LOAN_OVER):
        keep_loan(call_as(county.scopes["nurse"]), request=Keeping((), date(2026, 6, 1)))
    assert columns(county.scopes["desk"], Loan, "state") == ["RETURN_REQUESTED"]


def test_everything_is_collected_by_scan(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010", "MAT-010", ("BDA-020", 2))
    with seen_by(county, "desk"):
        counted = Loan.objects.get(asset=None)
    taken = (*(TakenAway(number) for number in stop.numbers), TakenAway(loan_id=counted.pk, quantity=2))
    with at_most(16):
        done = recorded(county, visit_id, taken_away=taken)
    assert (done.state, done.found) == ("COMPLETED", ())
    assert len(done.ended_loan_ids) == 3
    van = county.made.vans["Van 2"]
    assert set(columns(county.scopes["desk"], Asset, "state", "place_id")) == {("RETURNED_DIRTY", van)}
    assert columns(county.scopes["desk"], StockCell, "quantity", place_id=van, condition="RETURNED_DIRTY") == [2]
    assert set(columns(county.scopes["desk"], Loan, "state", "end_reason")) == {("ENDED", "RETURNED")}


def test_part_of_a_count_comes_back_and_the_loan_goes_on(county: County) -> None:
    _, loans, visit_id = collection(county, ("BDA-020", 3))
    done = recorded(county, visit_id, taken_away=(TakenAway(loan_id=loans[0], quantity=2),))
    assert done.state == "PART_COMPLETED"
    assert columns(county.scopes["desk"], Loan, "state", "quantity_back") == [("RETURN_REQUESTED", 2)]
    assert len(done.follow_up_visit_ids) == 1


def test_more_than_was_lent_is_booked_in_as_found(county: County) -> None:
    _, loans, visit_id = collection(county, ("BDA-020", 2))
    done = recorded(county, visit_id, taken_away=(TakenAway(loan_id=loans[0], quantity=5),))
    assert [found.kind for found in done.found] == ["TAKEN_MORE_THAN_LENT"]
    van = county.made.vans["Van 2"]
    assert sum(columns(county.scopes["desk"], StockCell, "quantity", place_id=van, condition="RETURNED_DIRTY")) == 5


def test_what_is_missing_has_an_owner_and_the_loan_stays(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010", "MAT-010")
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit_id, product__code="MAT-010")
    undone = (LeftUndone(task.pk, Outcome.MISSING, "item_not_found"),)
    done = recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),), undone=undone)
    assert (done.state, done.next_step, done.next_step_owner) == ("PART_COMPLETED", "SEARCH", "CONTROLLER")
    assert columns(county.scopes["desk"], Discrepancy, "kind", "owner_role") == [("NOT_FOUND_AT_HOME", "CONTROLLER")]
    assert sorted(columns(county.scopes["desk"], Loan, "state")) == ["ENDED", "RETURN_REQUESTED"]


def test_what_is_still_needed_stays_and_nothing_is_owed(county: County) -> None:
    _, _, visit_id = collection(county, "BED-010")
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit_id)
    done = recorded(county, visit_id, undone=(LeftUndone(task.pk, Outcome.STILL_NEEDED, "still_in_use"),))
    assert (done.state, done.next_step) == ("COMPLETED", "")
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]


def test_something_extra_of_the_person_comes_along(county: County) -> None:
    stop, done = on_loan(county, "BED-010", "MAT-010")
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    back = recorded(county, visit_id, taken_away=tuple(TakenAway(number) for number in stop.numbers))
    assert (back.state, [found.kind for found in back.found]) == ("COMPLETED", ["TAKEN_EXTRA"])
    assert set(columns(county.scopes["desk"], Asset, "state")) == {"RETURNED_DIRTY"}
    assert set(columns(county.scopes["desk"], Loan, "state")) == {"ENDED"}


def test_something_of_another_person_and_an_unknown_thing_come_along(county: County) -> None:
    other, _ = on_loan(county, "MAT-010")
    stop = a_stop(county, "BED-010", van="Van 3")
    delivered = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))
    visit_id = asked(county, delivered.loans[0].loan_id).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    codes = (*stop.numbers, *other.numbers, "???-UNKNOWN")
    done = recorded(county, visit_id, taken_away=tuple(TakenAway(code) for code in codes))
    assert sorted(found.kind for found in done.found) == ["TAKEN_FROM_ANOTHER", "TAKEN_UNKNOWN"]
    with seen_by(county, "desk"):
        found = Discrepancy.objects.get(kind="TAKEN_FROM_ANOTHER")
    assert (found.person_id, found.owner_role) == (other.who.id, "CONTROLLER")
    states = dict(columns(county.scopes["desk"], Asset, "number", "state"))
    assert states == {stop.numbers[0]: "RETURNED_DIRTY", other.numbers[0]: "QUARANTINED"}
    assert set(columns(county.scopes["desk"], Loan, "state")) == {"ENDED"}


def test_a_thing_that_the_record_has_on_a_shelf_is_taken_and_set_apart(county: County) -> None:
    _, _, visit_id = collection(county, "BED-010")
    (shelved,) = goods(county, "MAT-010")
    done = recorded(county, visit_id, taken_away=(TakenAway(shelved),))
    assert [found.kind for found in done.found] == ["TAKEN_NOT_ON_LOAN"]
    ((asset_id, state),) = columns(county.scopes["desk"], Asset, "id", "state", number=shelved)
    assert state == "QUARANTINED"
    with seen_by(county, "desk"):
        moves = list(AssetMove.objects.filter(subject_id=asset_id).order_by("seq").values_list("to_state", flat=True))
    assert moves[-2:] == ["RETURNED_DIRTY", "QUARANTINED"]


def test_a_repair_is_done_at_home(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    made = asked(
        county, done.loans[0].loan_id, asked_for=AskedFor.REPAIR, fault="handset_fault", speed_code="repair_4h"
    )
    visit_id = made.visits[0].visit_id
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit_id)
    seen_to = (SeenTo(task.pk, "handset_fault", ("replaced_part",), 25, 1200, "New handset"),)
    assert recorded(county, visit_id, seen_to=seen_to).state == "COMPLETED"
    assert columns(county.scopes["desk"], Repair, "fault", "minutes", "parts_pence") == [("handset_fault", 25, 1200)]


def test_a_swap_brings_one_and_takes_the_other(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    made = asked(county, done.loans[0].loan_id, asked_for=AskedFor.SWAP, fault="frame_bent")
    row = visit_row(county, made.visits[0].visit_id)
    assert (row.kinds, row.crew) == (["COLLECT", "DELIVER"], 2)
    with seen_by(county, "desk"):
        line = OrderLine.objects.get(state="AUTHORISED")
        assert Order.objects.count() == 2
    assert line.spend_pence == 0


def test_a_swap_for_which_nothing_may_go_out_is_not_promised(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    not_now = Withdrawal((loan_id,), reason="Not now", replacement=Replacing.CANCEL)
    bed = {"code": "BED-010", "contract_id": county.made.contract_id}
    (name,) = columns(county.scopes["desk"], Product, "name", **bed)
    made = asked(county, loan_id, asked_for=AskedFor.SWAP, fault="frame_bent")
    assert (made.none_ready, made.recalled) == ((name,), ())
    assert told(made).startswith(
        f"Asked for, but not promised until there is stock: none is ready for that day ({name}"
    )
    withdraw_request(call_as(county.scopes["desk"]), request=not_now)
    goods(county, "BED-010")
    assert asked(county, loan_id, asked_for=AskedFor.SWAP, fault="frame_bent").none_ready == ()
    withdraw_request(call_as(county.scopes["desk"]), request=not_now)
    recalled(county, "BED-010")
    made = asked(county, loan_id, asked_for=AskedFor.SWAP, fault="frame_bent")
    assert (made.none_ready, made.recalled) == ((), (name,))
    assert told(made).startswith(f"Asked for, but not promised: none may go out while it is recalled ({name})")


def test_a_request_is_withdrawn(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    visit_id = asked(county, loan_id).visits[0].visit_id
    withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan_id,), reason="Wants it after all"))
    assert visit_row(county, visit_id).state == "CANCELLED"
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    with pytest.raises(Refused, match="NOTHING_ASKED_FOR"):
        withdraw_request(call_as(county.scopes["desk"]), request=Withdrawal((loan_id,)))


def test_a_loan_is_given_to_the_person(county: County) -> None:
    _, done = on_loan(county, "BED-010", ("BDA-020", 2))
    ids = tuple(loan.loan_id for loan in done.loans)
    ended = end_loan(call_as(county.scopes["desk"]), request=LoanEnd(ids, EndReason.GIFTED, "Not worth collecting"))
    assert len(ended.gift_ids) == 2
    assert sorted(columns(county.scopes["desk"], Gift, "quantity")) == [1, 2]
    assert columns(county.scopes["desk"], Asset, "state") == ["GIFTED"]
    assert sum(columns(county.scopes["desk"], StockCell, "quantity", condition="ON_LOAN")) == 0
    with pytest.raises(Refused, match="LOAN_IS_OVER"):
        end_loan(call_as(county.scopes["desk"]), request=LoanEnd(ids, EndReason.LOST, "Gone"))


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [(EndReason.RETURNED, "x", "LOAN_ENDS_AT_THE_DOOR"), (EndReason.LOST, " ", "LOAN_END_NOTE_NEEDED")],
)
def test_a_loan_does_not_end_anyhow(county: County, reason: EndReason, note: str, code: str) -> None:
    _, done = on_loan(county, "BED-010")
    with pytest.raises(Refused, match=code):
        end_loan(call_as(county.scopes["desk"]), request=LoanEnd((done.loans[0].loan_id,), reason, note))


def test_reviews_fall_due_and_the_loan_is_kept(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    later = at(2026, 9, 10, 8, 0)
    with time_machine.travel(later, tick=False):
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 1
        assert raise_due_reviews(call_as(county.scopes["system"])).count == 0
        assert columns(county.scopes["desk"], Loan, "state") == ["REVIEW_DUE"]
        ids = (done.loans[0].loan_id,)
        with pytest.raises(Refused, match="REVIEW_NOT_IN_FUTURE"):
            keep_loan(call_as(county.scopes["nurse"]), request=Keeping(ids, later.date()))
        keep_loan(call_as(county.scopes["nurse"]), request=Keeping(ids, later.date() + timedelta(days=90)))
    assert columns(county.scopes["desk"], Loan, "state", "review_on") == [("ACTIVE", date(2026, 12, 9))]


def test_no_request_is_made_without_the_right(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    with pytest.raises(Refused, match="NOT_ALLOWED"):
        asked(county, done.loans[0].loan_id, by="driver")
    with seen_by(county, "desk"):
        assert Visit.objects.count() == 1


def test_a_collection_after_a_move_says_what_becomes_of_what_is_still_ordered(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    loans = tuple(loan.loan_id for loan in done.loans)
    placed(county, stop.who, *lines("TOI-030"))
    for reason in ("moved_away", "died", "long_hospital_stay", "moved_to_care_home"):
        with pytest.raises(Refused, match="STILL_COMING"):
            asked(county, *loans, reason=reason)
    assert asked(county, *loans, reason="moved_away", still_comes=True).visits


def test_a_collection_for_another_reason_asks_nothing_more(county: County) -> None:
    stop, done = on_loan(county, "BED-010", "MAT-010")
    bed, mattress = (loan.loan_id for loan in done.loans)
    for reason in ("moved_away", "died", "long_hospital_stay", "moved_to_care_home"):
        with pytest.raises(Refused, match="NOT_RECORDED"):
            asked(county, bed, reason=reason)
    with pytest.raises(Refused, match="ASKER_DIED"):
        asked(county, bed, reason="died", still_comes=True, asked_by=AskedBy.PERSON)
    assert asked(county, bed, reason="moved_away", still_comes=True).visits
    placed(county, stop.who, *lines("TOI-030"))
    assert asked(county, mattress, reason="recovered").visits


@pytest.mark.parametrize(
    ("wanted", "field", "code"),
    [
        ({"reason": "because"}, "reason", "WHY_NOT_LISTED"),
        ({"reason": "recovered", "fault": "gremlins"}, "fault", "FAULT_NOT_LISTED"),
        ({"asked_for": AskedFor.REPAIR, "fault": "gremlins"}, "fault", "FAULT_NOT_LISTED"),
        ({"asked_for": AskedFor.REPAIR, "fault": "pump_alarm"}, "fault", "FAULT_DOES_NOT_FIT"),
    ],
)
def test_what_is_on_no_list_of_the_contract_is_refused_at_its_field(
    county: County, wanted: dict[str, Any], field: str, code: str
) -> None:
    _, done = on_loan(county, "BED-010")
    with pytest.raises(Refused) as refused:
        asked(county, done.loans[0].loan_id, **wanted)
    assert [(reason.field, reason.code) for reason in refused.value.reasons] == [(field, code)]
    with seen_by(county, "desk"):
        assert Visit.objects.count() == 1

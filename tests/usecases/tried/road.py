"""Each use case of visits, runs and loans: its situation, what it writes, and who of two wins."""

from datetime import UTC, date, datetime
from uuid import UUID

import time_machine

from handrail.identity.calls import Call
from handrail.loans.states import EndReason
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from handrail.usecases.agree_distance import MilesWithdrawn, agree_distance, withdraw_distance
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.ask_for_measuring import MeasuringToWithdraw, ask_for_measuring, withdraw_measuring
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.fold_spending import fold_spending
from handrail.usecases.keep_loan import Keeping, keep_loan
from handrail.usecases.keep_scan import DoorScanned, keep_scan
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.make_forecast import make_forecast
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.mend_joint_visit import JointMend, mend_joint_visit
from handrail.usecases.mend_measuring import MeasuringMend, mend_measuring
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.plan_visits import RunStops, plan_visits
from handrail.usecases.put_right import PutRight, put_right
from handrail.usecases.raise_due_reviews import ReviewsRaised, raise_due_reviews
from handrail.usecases.reckon_returns import reckon_returns
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.request_visit import request_visit
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.usecases.tell_prescribers import tell_prescribers
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.usecases.watch_budgets import watch_budgets
from handrail.usecases.withdraw_examination import ExaminationWithdrawal, withdraw_examination
from handrail.usecases.withdraw_request import Withdrawal, withdraw_request
from handrail.visits.codes import AskedBy, MeasuringResult
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.visits.rules.beside import Companion, JointTime, MilesAgreed
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.measuring import Found
from handrail.visits.rules.report import DoorReport
from tests.ordering import at, lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import goods, main_depot, scans
from tests.supplying import allocated, authorised, on_a_run
from tests.usecases.measuring import measuring_asked, wanted
from tests.usecases.measuring import report as measuring_report
from tests.usecases.tried.case import Case
from tests.visiting import (
    a_run,
    a_stop,
    asked,
    booked,
    cancelled,
    examined_at_home,
    handed,
    lent_to_lift,
    on_loan,
    received,
    slot,
)

BESIDE = "usecases/test_beside.py::test_"
BED, MATTRESS = "BED-010", "MAT-010"
ROAD, SUPPLY, LOANS, MEASURING = (
    f"usecases/test_{name}.py::test_" for name in ("book_and_release", "supply", "collect", "measuring")
)


def visit(county: County) -> UUID:
    """Ordered, and to be booked."""
    return placed(county, someone(county), *lines(MATTRESS)).visit_ids[0]


def visit_booked(county: County) -> UUID:
    visit_id = visit(county)
    booked(county, visit_id)
    return visit_id


def run_with_a_stop(county: County) -> UUID:
    run_id = a_run(county)
    booked(county, visit(county), run_id=run_id)
    return run_id


def to_load(county: County) -> Loading:
    goods(county, BED)
    ids = authorised(county, BED)
    (item,) = allocated(county, *ids).kept[0].items
    return Loading(on_a_run(county, *ids), scans(item.number))


def loaded(county: County) -> Unloading:
    stop = a_stop(county, MATTRESS)
    cancelled(county, stop.order.lines[0].line_id)
    return Unloading(stop.run_id, main_depot(county), (ItemScan(stop.numbers[0]),), keep=False, reason="called off",
                     sure=True)  # fmt: skip


def to_pick(county: County) -> ToPick:
    goods(county, BED)
    ids = authorised(county, BED)
    allocated(county, *ids)
    return ToPick(ids)


def driven(county: County) -> CloseWanted:
    """A run that is over but for its closing."""
    return CloseWanted(on_loan(county, MATTRESS)[0].run_id)


def report(county: County) -> DoorReport:
    stop = a_stop(county, MATTRESS)
    return DoorReport(visit_id=stop.visit_id, handed_over=handed(*stop.numbers), received=received())


def measured(county: County) -> UUID:
    asked, said = measuring_report(county)
    complete_visit(call_as(county.scopes["desk"]), request=said)
    return asked.measuring_id


def failed(county: County) -> NextStepWanted:
    failure = VisitFailure(a_stop(county, MATTRESS).visit_id, "no_answer")
    fail_visit(call_as(county.scopes["desk"]), request=failure)
    return NextStepWanted(failure.visit_id, Taken.VISIT_AGAIN, "Rang")


def to_put_right(county: County) -> PutRight:
    failure = VisitFailure(a_stop(county, MATTRESS).visit_id, "item_faulty_on_arrival")
    fail_visit(call_as(county.scopes["desk"]), request=failure)
    return PutRight(failure.visit_id, "Another one is packed")


def loan(county: County) -> UUID:
    _, done = on_loan(county, BED)
    return done.loans[0].loan_id


def asked_back(county: County) -> UUID:
    loan_id = loan(county)
    asked(county, loan_id)
    return loan_id


def to_come_along(county: County) -> JointWanted:
    return JointWanted(visit(county), Companion(county.users["nurse"]))


def came_along(county: County) -> JointMend:
    """Somebody came for half an hour, by the record."""
    stop = a_stop(county, MATTRESS)
    wanted = JointWanted(stop.visit_id, Companion(county.users["nurse"]))
    arrange_joint_visit(call_as(county.scopes["desk"]), request=wanted)
    said = DoorReport(
        visit_id=stop.visit_id, handed_over=handed(*stop.numbers), received=received(),
        joint=JointTime(came=True, minutes=30),
    )  # fmt: skip
    complete_visit(call_as(county.scopes["driver"]), request=said)
    return JointMend(stop.visit_id, JointTime(came=True, minutes=20), "They left early")


def miles_of(visit_id: UUID) -> MilesAgreed:
    return MilesAgreed(visit_id, 12, "Ian Farrow", date(2026, 3, 2), "Over the border")


def miles_to_withdraw(county: County) -> MilesWithdrawn:
    agreed = agree_distance(call_as(county.scopes["senior"]), request=miles_of(visit(county)))
    return MilesWithdrawn(agreed, "They go there anyway")


def to_be_told(county: County) -> None:
    """A nurse comes along to a visit that is booked; others were told before."""
    tell_prescribers(call_as(county.scopes["system"]))
    wanted = JointWanted(visit_booked(county), Companion(county.users["nurse"]))
    arrange_joint_visit(call_as(county.scopes["desk"]), request=wanted)


def half_a_year_on(call: Call) -> Call:
    """When what was lent for the usual time is looked at again."""
    return call_as(call.scope, at=at(2026, 9, 10, 8))


def to_be_looked_at(county: County) -> None:
    """One loan whose day comes; those of others were raised before."""
    while raise_due_reviews(half_a_year_on(call_as(county.scopes["system"]))).count:
        pass
    loan(county)


def to_be_folded(county: County) -> None:
    """What others posted is folded, then something is posted: one fold says that the next may go as far as that."""
    fold_spending(call_as(county.scopes["system"]))
    while fold_spending(call_as(county.scopes["system"])):
        pass
    loan(county)
    fold_spending(call_as(county.scopes["system"]))


def to_be_forecast(county: County) -> None:
    """An order of November; of yesterday there is a forecast already, of the end of February there is none."""
    with time_machine.travel(datetime(2025, 11, 10, 10, tzinfo=UTC), tick=False):
        placed(county, someone(county), *lines("BED-010"))
    make_forecast(call_as(county.scopes["system"]))


def to_withdraw(county: County) -> ExaminationWithdrawal:
    """A sling that was recorded as examined."""
    lent = lent_to_lift(county, "SLG-010")
    (made,) = examined_at_home(county, lent.loans[0].loan_id, van="Van 3").examinations
    return ExaminationWithdrawal(made.examination_id, "It was in the wash")


CASES = {
    "book_visits": Case(
        book_visits,
        lambda c: Bookings((Booking(visit(c), *slot()),)),
        "desk",
        writes="visits_visit visits_visithistory",
        refused="BOOKED_ALREADY",
        shown=ROAD + "booking_sends_the_run_with_the_stops_that_it_has",
    ),
    "make_run": Case(
        make_run,
        lambda c: RunWanted(
            main_depot(c), c.made.vans["Van 1"], date(2026, 3, 4), driver_id=c.users["driver"], with_both=True
        ),
        "desk",
        writes="visits_run visits_runhistory",
        refused="VAN_IS_OUT",
        shown="usecases/test_make_run.py::test_a_van_goes_from_its_own_depot_once_a_shift_and_not_in_the_past",
    ),
    "plan_visits": Case(
        plan_visits,
        lambda c: RunStops(a_run(c), (visit_booked(c),)),
        "desk",
        writes="visits_visit visits_visithistory",
        both_may="put on is put on",
        shown=ROAD + "a_stop_is_put_on_or_taken_off_and_named_once",
    ),
    "release_run": Case(
        release_run,
        lambda c: ReleaseWanted(run_with_a_stop(c), without_stock=True),
        "desk",
        writes="visits_run visits_runhistory visits_visit visits_visithistory",
        refused="RUN_NOT_OPEN",
        shown=ROAD + "a_run_with_everything_kept_is_sent_without_a_question",
    ),
    "close_run": Case(
        close_run,
        driven,
        "desk",
        writes="visits_run visits_runhistory",
        refused="RUN_NOT_OPEN",
        shown="usecases/test_make_run.py::test_a_run_that_is_over_binds_nobody",
    ),
    "change_crew": Case(
        change_crew,
        lambda c: CrewWanted(run_with_a_stop(c), c.users["driver2"], c.users["driver5"], True),
        "desk",
        writes="visits_run",
        both_may="the same crew again",
        shown="usecases/test_change_crew.py::test_a_sent_run_keeps_two_people_for_a_stop_that_needs_them",
    ),
    "pick_lines": Case(
        pick_lines,
        to_pick,
        "depot",
        writes="orders_linehistory orders_orderline",
        both_may="picked is picked",
        shown=SUPPLY + "items_are_picked_by_scan_and_by_tick",
    ),
    "load_run": Case(
        load_run,
        to_load,
        "depot",
        writes="orders_linehistory orders_orderline stock_asset stock_assetmove",
        refused="STOCK_LOADED_ALREADY",
        shown=SUPPLY + "three_items_are_loaded_in_one_call",
    ),
    "unload_run": Case(
        unload_run,
        loaded,
        "depot",
        writes="orders_allocation stock_asset stock_assetmove",
        refused="STOCK_NOT_ON_THIS_VAN",
        shown=SUPPLY + "what_is_let_go_off_the_van_lies_on_the_shelf",
    ),
    "start_visit": Case(
        start_visit,
        lambda c: StepTaken(a_stop(c, MATTRESS).visit_id, Step.EN_ROUTE),
        "driver",
        writes="visits_run visits_runhistory visits_visit visits_visithistory",
        refused="STEP_NOT_NOW",
        shown=ROAD + "nobody_sets_off_to_a_visit_that_was_cancelled_meanwhile",
    ),
    "keep_scan": Case(
        keep_scan,
        lambda c: DoorScanned(a_stop(c, MATTRESS).visit_id, "B-1"),
        "desk",
        writes="visits_doorscan",
        both_may="scanned is scanned",
        shown="web/driver/test_kept_scans.py::test_two_phones_scan_into_one_list",
    ),
    "withdraw_examination": Case(
        withdraw_examination,
        to_withdraw,
        "desk",
        writes="ledger_balance ledger_entry ledger_posting stock_asset stock_examination",
        refused="STOCK_NOTHING_TO_MEND",
        shown="usecases/test_examined_at_home.py::"
        "test_what_was_not_examined_is_due_as_before_and_its_charge_comes_back",
    ),
    "complete_visit": Case(
        complete_visit,
        report,
        "driver",
        writes=(
            "ledger_balance ledger_entry ledger_posting loans_loan loans_loanhistory orders_allocation "
            "orders_linehistory orders_orderline stock_asset stock_assetmove visits_proof visits_run "
            "visits_runhistory visits_visit visits_visithistory visits_visittask"
        ),
        refused="VISIT_ALREADY_RECORDED",
        shown="usecases/test_complete_visit.py::test_three_items_are_delivered_in_one_call",
    ),
    "fail_visit": Case(
        fail_visit,
        lambda c: VisitFailure(a_stop(c, MATTRESS).visit_id, "no_answer"),
        "driver",
        writes=(
            "ledger_balance ledger_entry ledger_posting visits_run visits_runhistory visits_visit visits_visithistory "
            "visits_visittask"
        ),
        refused="VISIT_OVER",
        shown=ROAD + "the_next_step_after_a_failed_visit_is_taken_once_with_a_word_and_for_something",
    ),
    "take_next_step": Case(
        take_next_step,
        failed,
        "desk",
        writes="visits_visit visits_visithistory visits_visittask",
        refused="STEP_TAKEN_ALREADY",
        shown=ROAD + "the_next_step_after_a_failed_visit_is_taken_once_with_a_word_and_for_something",
    ),
    "put_right": Case(
        put_right,
        to_put_right,
        "depot",
        writes="visits_visit visits_visithistory visits_visittask",
        refused="STEP_TAKEN_ALREADY",
        shown="web/depot/test_put_right.py::test_what_the_depot_put_right_is_visited_again_and_leaves_its_list",
    ),
    "request_visit": Case(
        request_visit,
        lambda c: Asking(AskedFor.COLLECTION, (loan(c),), AskedBy.CARER),
        "nurse",
        writes="loans_loan loans_loanhistory visits_visit visits_visithistory visits_visittask",
        refused="ASKED_ALREADY",
        shown=LOANS + "a_collection_is_asked_for_and_due_by_the_contracts_calendar",
    ),
    "withdraw_request": Case(
        withdraw_request,
        lambda c: Withdrawal((asked_back(c),)),
        "nurse",
        writes="loans_loan loans_loanhistory visits_visit visits_visithistory visits_visittask",
        refused="NOTHING_ASKED_FOR",
        shown=LOANS + "a_request_is_withdrawn",
    ),
    "ask_for_measuring": Case(
        ask_for_measuring,
        lambda c: wanted(someone(c)),
        "nurse",
        writes="visits_measuring visits_visit visits_visithistory visits_visittask",
        shown=MEASURING + "it_goes_along_with_a_visit_that_is_to_come_the_same_day",
        both_may="two things may be to measure, and each is asked for by itself",
    ),
    "withdraw_measuring": Case(
        withdraw_measuring,
        lambda c: MeasuringToWithdraw(measuring_asked(c).measuring_id),
        "nurse",
        writes="visits_visit visits_visithistory visits_visittask",
        refused="MEASURING_NOTHING_TO_COME",
        shown=MEASURING + "a_request_is_called_off_before_a_crew_was_there",
    ),
    "mend_measuring": Case(
        mend_measuring,
        lambda c: MeasuringMend(measured(c), Found(MeasuringResult.NOT_MEASURED), "Another home"),
        "desk",
        writes="core_outboxmessage ledger_balance ledger_entry ledger_posting visits_finding visits_visittask",
        refused="MEASURING_TAKEN_BACK_ALREADY",
        shown=MEASURING + "what_was_not_measured_after_all_is_charged_to_nobody_and_somebody_goes_again",
    ),
    "keep_loan": Case(
        keep_loan,
        lambda c: Keeping((loan(c),), date(2026, 6, 1)),
        "nurse",
        writes="loans_loan",
        both_may="the same day again",
        shown=LOANS + "reviews_fall_due_and_the_loan_is_kept",
    ),
    "end_loan": Case(
        end_loan,
        lambda c: LoanEnd((loan(c),), EndReason.LOST, "The flat burned out"),
        "desk",
        writes="loans_loan loans_loanhistory stock_asset stock_assetmove",
        refused="LOAN_IS_OVER",
        shown=LOANS + "a_loan_is_given_to_the_person",
    ),
    "arrange_joint_visit": Case(
        arrange_joint_visit,
        to_come_along,
        "desk",
        writes="visits_jointvisit",
        both_may="the second ends what the first said, and says the same",
        shown=BESIDE + "a_prescriber_says_it_of_themselves_and_of_nobody_else",
    ),
    "mend_joint_visit": Case(
        mend_joint_visit,
        came_along,
        "desk",
        writes="ledger_balance ledger_entry ledger_posting visits_jointvisit",
        refused="JOINT_SAYS_SO",
        shown=BESIDE + "wrong_minutes_are_put_right_by_entries_that_name_the_old",
    ),
    "agree_distance": Case(
        agree_distance,
        lambda c: miles_of(visit(c)),
        "senior",
        writes="visits_agreeddistance",
        refused="DISTANCE_AGREED",
        shown=BESIDE + "agreed_miles_are_charged_once_when_the_visit_is_done",
    ),
    "withdraw_distance": Case(
        withdraw_distance,
        miles_to_withdraw,
        "senior",
        writes="visits_agreeddistance",
        refused="DISTANCE_NONE",
        shown=BESIDE + "miles_that_were_taken_back_cost_nothing_and_stay_on_the_record",
    ),
    "tell_prescribers": Case(
        tell_prescribers,
        to_be_told,
        "system",
        writes="core_outboxmessage visits_jointvisit",
        nothing=0,
        shown=BESIDE + "the_prescriber_is_told_of_the_time_of_each_change_and_that_it_is_off",
    ),
    "fold_spending": Case(
        fold_spending,
        to_be_folded,
        "system",
        writes="spending_cross spending_folded spending_spent spending_word",
        nothing=0,
        shown="spending/test_crossed.py::test_facts_are_folded_once_and_named_anew",
    ),
    "make_forecast": Case(
        make_forecast,
        to_be_forecast,
        "system",
        writes="forecasts_forecastmade",
        nothing=None,
        shown="forecasts/test_make_forecast.py::test_yesterday_first_then_the_ends_of_months_then_nothing",
    ),
    "watch_budgets": Case(
        watch_budgets,
        lambda _: None,
        "system",
        writes="spending_budgetuse",
        both_may="the second counts the same and keeps it in the same place",
        shown="spending/test_budgets.py::test_what_a_team_used_is_counted_and_its_owner_told_once_a_month",
    ),
    "reckon_returns": Case(
        reckon_returns,
        lambda _: None,
        "system",
        writes="spending_reckoned",
        both_may="the second finds the same and keeps it in the same place",
        shown="spending/test_likely.py::test_what_came_back_of_what_was_lent_a_year_before",
    ),
    "raise_due_reviews": Case(
        raise_due_reviews,
        to_be_looked_at,
        "system",
        writes="loans_loan loans_loanhistory",
        nothing=ReviewsRaised(0, more=False),
        called=half_a_year_on,
        shown=LOANS + "reviews_fall_due_and_the_loan_is_kept",
    ),
}

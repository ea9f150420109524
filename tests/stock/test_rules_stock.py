"""Stock: fitness (promise 4), choosing, due dates, and what follows a return and an inspection."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest

from handrail.catalogue.states import Tracking
from handrail.core.refusal import Refused
from handrail.stock.rules.care import (
    AfterReturn,
    CheckIntervals,
    DueDates,
    InfectionRisk,
    InspectionDone,
    InspectionKind,
    InspectionReason,
    ReturnStep,
    UsualClean,
    Verdict,
    after_inspection,
    after_return,
    checks_needed,
    falls_short,
    usual_clean,
)
from handrail.stock.rules.choosing import CellFacts, Chosen, LineToSupply, Short, choose_stock
from handrail.stock.rules.fitness import AssetFacts, IssueReason, months_after, next_due, reasons_against_issue
from handrail.stock.rules.shelves import walking_key
from handrail.stock.states import AssetState

S = AssetState
TODAY = date(2026, 3, 3)
PLACE, NEAR, LINE, SECOND = (UUID(int=number) for number in range(1, 5))


def asset(number: int = 1, **changes: object) -> AssetFacts:
    plain = AssetFacts(UUID(int=100 + number), f"NB{number:04}", "BED-010", S.READY, PLACE, date(2024, 1, 1))
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields


I = IssueReason  # noqa: E741  (the reasons of this table)
STATES: list[tuple[AssetState, list[IssueReason]]] = [
    (S.ON_ORDER, [I.NOT_RECEIVED]),
    (S.READY, []),
    (S.HELD, [I.HELD_FOR_ANOTHER]),
    (S.LOADED, [I.HELD_FOR_ANOTHER]),
    (S.ON_LOAN, [I.ON_LOAN]),
    (S.RETURNED_DIRTY, [I.DIRTY]),
    (S.DECONTAMINATED, [I.UNTESTED]),
    (S.IN_REPAIR, [I.IN_REPAIR]),
    (S.PASSED, [I.NOT_PUT_AWAY]),
    (S.QUARANTINED, [I.QUARANTINED]),
    *((gone, [I.GONE]) for gone in (S.SCRAPPED, S.LOST, S.SOLD, S.GIFTED, S.TRANSFERRED)),
]


def test_every_state_is_in_the_table() -> None:
    assert {state for state, _reasons in STATES} == set(S)


@pytest.mark.parametrize(("state", "expected"), STATES, ids=[state for state, _reasons in STATES])
def test_promise_4_only_what_is_ready_may_be_chosen(state: AssetState, expected: list[IssueReason]) -> None:
    assert [reason.code for reason in reasons_against_issue(asset(state=state), TODAY)] == expected


@pytest.mark.parametrize("state", [S.HELD, S.LOADED])
def test_what_is_kept_for_a_line_is_fit_for_that_line_alone(state: AssetState) -> None:
    kept = asset(state=state, held_for_line_id=LINE)
    assert reasons_against_issue(kept, TODAY, LINE) == ()
    assert [reason.code for reason in reasons_against_issue(kept, TODAY, SECOND)] == [I.HELD_FOR_ANOTHER]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"electrical_test_due_on": TODAY, "examination_due_on": TODAY}, []),
        ({"electrical_test_due_on": date(2026, 3, 2)}, [I.TEST_OVERDUE]),
        ({"examination_due_on": date(2026, 3, 2)}, [I.EXAMINATION_OVERDUE]),
        ({"examination_due_on": date(1900, 1, 1)}, [I.EXAMINATION_OVERDUE]),
        ({"service_due_on": date(2020, 1, 1)}, []),
        ({"alert_reference": "NatPSA/1"}, [I.UNDER_ALERT]),
        (
            {"state": S.LOADED, "alert_reference": "A", "examination_due_on": date(2026, 1, 1)},
            [I.HELD_FOR_ANOTHER, I.UNDER_ALERT, I.EXAMINATION_OVERDUE],
        ),
    ],
)
def test_promise_4_alerts_and_overdue_checks(changes: dict[str, object], expected: list[IssueReason]) -> None:
    changed = replace(asset(), **changes)  # type: ignore[arg-type]  # the table names the fields
    assert [reason.code for reason in reasons_against_issue(changed, TODAY)] == expected


def serialised(line_id: UUID, quantity: int = 1, due: int | None = 10, product: str = "BED-010") -> LineToSupply:
    at = None if due is None else datetime(2026, 3, due, tzinfo=UTC)
    return LineToSupply(line_id, product, quantity, Tracking.SERIALISED, at)


def counted(line_id: UUID, quantity: int, due: int = 10) -> LineToSupply:
    return LineToSupply(line_id, "TOI-020", quantity, Tracking.COUNTED, datetime(2026, 3, due, tzinfo=UTC))


STOCK = {
    "recycled old": asset(1, issues=2, bought_on=date(2020, 1, 1)),
    "recycled young": asset(2, issues=1, bought_on=date(2023, 1, 1)),
    "new old": asset(3, bought_on=date(2019, 1, 1)),
    "dirty": asset(4, issues=3, state=S.RETURNED_DIRTY),
    "overdue": asset(5, issues=3, electrical_test_due_on=date(2026, 1, 1)),
    "other": asset(6, issues=9, product_code="BED-020"),
    "no date": asset(7, issues=1, bought_on=None),
    "far": asset(8, issues=1, bought_on=date(2010, 1, 1), near=1),
    "held": asset(9, issues=3, state=S.HELD, held_for_line_id=LINE),
}


def test_recycled_before_new_oldest_first_never_unfit() -> None:
    plan = choose_stock([serialised(LINE, 5)], STOCK.values(), [], TODAY)
    order = [STOCK[name].asset_id for name in ("no date", "recycled old", "recycled young", "far", "new old")]
    assert [piece.asset_id for piece in plan.chosen] == order
    assert [piece.recycled for piece in plan.chosen] == [True, True, True, True, False]
    assert plan.short == ()


def test_nothing_is_chosen_whose_test_runs_out_before_it_goes_out() -> None:
    soon = asset(1, issues=1, examination_due_on=date(2026, 3, 8))
    later = asset(2, issues=0, examination_due_on=date(2026, 3, 20))
    plan = choose_stock([serialised(LINE, due=5), serialised(SECOND, due=10)], [soon, later], [], TODAY)
    assert [(piece.line_id, piece.asset_id) for piece in plan.chosen] == [
        (LINE, soon.asset_id),
        (SECOND, later.asset_id),
    ]
    assert choose_stock([serialised(LINE, due=10)], [soon], [], TODAY).short == (Short(LINE, 1, 0),)
    # What is late, or has no moment, goes out today.
    assert choose_stock([serialised(LINE, due=1)], [soon], [], TODAY).short == ()
    assert choose_stock([serialised(LINE, due=None)], [soon], [], TODAY).short == ()


def test_never_the_same_one_twice_and_the_soonest_due_first() -> None:
    lines = [serialised(LINE, due=None), serialised(SECOND, due=4), serialised(PLACE, due=9)]
    answers = [choose_stock(order, [asset(1), asset(2)], [], TODAY) for order in permutations(lines)]
    assert all(answer == answers[0] for answer in answers)
    assert [(piece.line_id, piece.asset_id) for piece in answers[0].chosen] == [
        (SECOND, asset(1).asset_id),
        (PLACE, asset(2).asset_id),
    ]
    assert answers[0].short == (Short(LINE, 1, 0),)


def cell(quantity: int, **changes: object) -> CellFacts:
    plain = CellFacts(PLACE, "TOI-020", "", S.READY, quantity, recycled=True)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields


def test_counted_stock_by_the_same_rules() -> None:
    cells = [
        cell(5, recycled=False, lot="N"),
        cell(2, since_on=date(2025, 1, 1), lot="B"),
        cell(1, since_on=date(2024, 1, 1), lot="A"),
        cell(9, condition=S.RETURNED_DIRTY),
        cell(9, under_alert=True),
        cell(9, product_code="TOI-030"),
    ]
    plan = choose_stock([counted(LINE, 4, 4), counted(SECOND, 4, 5)], [], cells, TODAY)
    assert plan.chosen == (
        Chosen(LINE, PLACE, 1, True, lot="A"),
        Chosen(LINE, PLACE, 2, True, lot="B"),
        Chosen(LINE, PLACE, 1, False, lot="N"),
        Chosen(SECOND, PLACE, 4, False, lot="N"),
    )


def test_a_counted_line_is_filled_whole_or_not_at_all() -> None:
    plan = choose_stock([counted(LINE, 4, 4), counted(SECOND, 3, 5)], [], [cell(3)], TODAY)
    assert plan.short == (Short(LINE, 4, 3),)
    assert plan.chosen == (Chosen(SECOND, PLACE, 3, True),)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 3, 3), 12, date(2027, 3, 3)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_the_next_due_date() -> None:
    assert next_due(TODAY, 6, None) == date(2026, 9, 3)
    assert next_due(None, 6, TODAY) == TODAY
    assert next_due(TODAY, None, TODAY) is None


@pytest.mark.parametrize(
    ("method", "risk", "infested", "expected"),
    [
        ("wash_chamber", InfectionRisk.NO, False, AfterReturn(ReturnStep.CLEAN, ("wash_chamber",), 60)),
        ("wash_chamber", InfectionRisk.UNKNOWN, False, AfterReturn(ReturnStep.CLEAN, ("wash_chamber",), 60)),
        ("wash_chamber", InfectionRisk.YES, False, AfterReturn(ReturnStep.CLEAN, ("wash_chamber", "chlorine"), 60)),
        (
            "upholstery",
            InfectionRisk.NO,
            True,
            AfterReturn(ReturnStep.QUARANTINE, ("pest_treatment", "upholstery"), 60),
        ),
        ("one_person", InfectionRisk.NO, True, AfterReturn(ReturnStep.SCRAP, (), 0, "one_person_item")),
        ("not_returned", InfectionRisk.NO, False, AfterReturn(ReturnStep.DECIDE, (), 0)),
    ],
)
def test_what_follows_a_return(method: str, risk: InfectionRisk, infested: bool, expected: AfterReturn) -> None:
    assert after_return(method, 60, risk, infested=infested) == expected


K, V, X = InspectionKind, Verdict, InspectionReason
HOIST = CheckIntervals(12, 6, 12)
CHAIR = CheckIntervals(None, None, None)
FRESH = DueDates(date(2026, 12, 1), date(2026, 8, 1), date(2026, 12, 1))
GOOD = {"insulation_megaohm": Decimal(50), "earth_continuity_ohm": Decimal("0.1"), "colour": Decimal(1)}


def done(verdict: Verdict = V.PASS, *kinds: InspectionKind, **changes: object) -> InspectionDone:
    plain = InspectionDone(TODAY, frozenset(kinds), verdict, GOOD)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields


def test_a_pass_moves_on_with_new_dates_for_what_was_done() -> None:
    after = after_inspection(S.DECONTAMINATED, FRESH, HOIST, done(V.PASS, K.LOOK, K.ELECTRICAL_TEST, K.EXAMINATION))
    assert after.state_path == (S.PASSED,)
    assert after.due == DueDates(date(2027, 3, 3), date(2026, 9, 3), date(2026, 12, 1))
    assert not after.reports_defect


def test_a_failure_keeps_its_dates_and_reports_a_defect_of_an_examination() -> None:
    failed = done(V.REPAIR, K.EXAMINATION, defects="Strap worn")
    after = after_inspection(S.DECONTAMINATED, FRESH, HOIST, failed)
    assert (after.state_path, after.due, after.reports_defect) == ((S.IN_REPAIR,), FRESH, True)
    scrapped = done(V.SCRAP, K.LOOK, defects="Bent", scrap_reason="frame_unsafe")
    after = after_inspection(S.DECONTAMINATED, DueDates(), CHAIR, scrapped)
    assert (after.state_path, after.due, after.reports_defect) == ((S.SCRAPPED,), DueDates(), False)


def test_the_checks_that_an_item_has_say_which_of_them_it_cannot_pass_without() -> None:
    needed = {check.kind: check.now for check in checks_needed(S.DECONTAMINATED, FRESH, HOIST, TODAY)}
    assert needed == {K.ELECTRICAL_TEST: True, K.EXAMINATION: False, K.SERVICE: False}
    needed = {check.kind: check.now for check in checks_needed(S.ON_LOAN, DueDates(), HOIST, TODAY)}
    assert needed == {K.ELECTRICAL_TEST: False, K.EXAMINATION: True, K.SERVICE: False}
    assert checks_needed(S.DECONTAMINATED, DueDates(), CHAIR, TODAY) == ()


@pytest.mark.parametrize(
    ("usual", "steps", "short"),
    [
        (UsualClean("wash_chamber", 60), {"wash_chamber": 60}, False),
        (UsualClean("wash_chamber", 60), {"wash_chamber": 90, "chlorine": 5}, False),
        (UsualClean("wash_chamber", 60), {"wash_chamber": 59}, True),
        (UsualClean("wash_chamber", 60), {"hand_wash": 90}, True),
        (UsualClean("one_person", 0), {"hand_wash": 90}, True),
        (None, {"hand_wash": 1}, False),
    ],
)
def test_a_clean_falls_short_by_method_or_minutes(
    usual: UsualClean | None, steps: dict[str, int], *, short: bool
) -> None:
    assert falls_short(usual, steps) is short


def test_what_was_given_for_good_is_held_against_its_last_clean() -> None:
    last = UsualClean("hand_wash", 20)
    assert usual_clean("not_returned", 0, last) == last
    assert usual_clean("not_returned", 0, None) is None
    assert usual_clean("wash_chamber", 60, last) == UsualClean("wash_chamber", 60)


REFUSALS: list[tuple[str, AssetState, DueDates, CheckIntervals, InspectionDone, list[InspectionReason]]] = [
    ("dirty", S.RETURNED_DIRTY, DueDates(), CHAIR, done(V.PASS, K.LOOK), [X.NOT_FOR_INSPECTION]),
    ("in a home by the record", S.ON_LOAN, DueDates(), CHAIR, done(V.PASS, K.LOOK), [X.NOT_FOR_INSPECTION]),
    ("nothing done", S.DECONTAMINATED, DueDates(), CHAIR, done(), [X.NOTHING_DONE]),
    (
        "a test without readings",
        S.DECONTAMINATED,
        FRESH,
        HOIST,
        done(V.PASS, K.LOOK, K.ELECTRICAL_TEST, readings={}),
        [X.READINGS_MISSING],
    ),
    ("no electrical test on return", S.DECONTAMINATED, FRESH, HOIST, done(V.PASS, K.LOOK), [X.ELECTRICAL_TEST_MISSING]),
    ("not looked over", S.DECONTAMINATED, FRESH, HOIST, done(V.PASS, K.ELECTRICAL_TEST), [X.LOOK_MISSING]),
    (
        "examination overdue",
        S.DECONTAMINATED,
        replace(FRESH, examination_due_on=date(2026, 3, 2)),
        HOIST,
        done(V.PASS, K.LOOK, K.ELECTRICAL_TEST),
        [X.EXAMINATION_MISSING],
    ),
    (
        "never examined",
        S.DECONTAMINATED,
        DueDates(),
        HOIST,
        done(V.PASS, K.LOOK, K.ELECTRICAL_TEST),
        [X.EXAMINATION_MISSING],
    ),
    (
        "a low reading",
        S.DECONTAMINATED,
        FRESH,
        HOIST,
        done(V.PASS, K.LOOK, K.ELECTRICAL_TEST, readings={"insulation_megaohm": Decimal("0.9")}),
        [X.READING_FAILS],
    ),
    (
        "a high reading",
        S.DECONTAMINATED,
        FRESH,
        HOIST,
        done(V.PASS, K.LOOK, K.ELECTRICAL_TEST, readings={"leakage_milliamp": Decimal("3.6")}),
        [X.READING_FAILS],
    ),
    (
        "passed as scrap",
        S.DECONTAMINATED,
        DueDates(),
        CHAIR,
        done(V.PASS, K.LOOK, condition="scrap"),
        [X.CONDITION_FAILS],
    ),
    ("no defects named", S.DECONTAMINATED, FRESH, HOIST, done(V.REPAIR, K.LOOK), [X.DEFECTS_MISSING]),
    (
        "scrapped for nothing",
        S.DECONTAMINATED,
        FRESH,
        HOIST,
        done(V.SCRAP, K.LOOK),
        [X.DEFECTS_MISSING, X.SCRAP_REASON_MISSING],
    ),
]


@pytest.mark.parametrize(
    ("state", "before", "intervals", "inspection", "expected"),
    [row[1:] for row in REFUSALS],
    ids=[row[0] for row in REFUSALS],
)
def test_an_inspection_that_cannot_be_so(
    state: AssetState,
    before: DueDates,
    intervals: CheckIntervals,
    inspection: InspectionDone,
    expected: list[InspectionReason],
) -> None:
    with pytest.raises(Refused) as caught:
        after_inspection(state, before, intervals, inspection)
    assert [reason.code for reason in caught.value.reasons] == expected


def test_shelves_are_walked_as_people_count() -> None:
    walked = [("Main", "a2"), ("Main", "A10"), ("Main", "B1"), ("Main", "B1-2"), ("Main", "B1-10"), ("Main", "")]
    walked += [("North", "A1"), ("North", " "), ("", "")]
    assert sorted({*walked}, key=lambda one: walking_key(*one)) == [*walked]
    assert walking_key("Main", "A\u00b2") < walking_key("Main", "B" + "9" * 5000)

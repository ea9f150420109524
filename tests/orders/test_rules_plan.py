"""The one decision of ordering: the whole plan, and every reason why there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handrail.catalogue.rules.facts import CheckCode, Held, Holding, Measures
from handrail.catalogue.rules.questions import CheckedAnswers, check_answers, questions_for
from handrail.catalogue.states import AskedAt, SpeedFor, SupplyRoute, Tracking
from handrail.core.refusal import Refused
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.facts import (
    AddressFacts,
    CareRoute,
    Discharge,
    Funding,
    OrderFacts,
    OrderReason,
    OrderRequest,
    OrderTerms,
)
from handrail.orders.rules.fitting import fitting_prices
from handrail.orders.rules.plan import OrderPlan, assess_order, plan_order, settled_sets
from handrail.orders.rules.visiting import Promise
from handrail.orders.states import LineState
from tests.orders.order_facts import (
    BED_ANSWERS,
    COUNCIL,
    HOME,
    NOW,
    NURSE,
    OTHER,
    PRODUCTS,
    SENIOR,
    SETS,
    SOON,
    SPEEDS,
    STORE,
    TODAY,
    due_of,
    facts,
    line,
    request,
)

R = OrderReason
GOES = (LineState.SUBMITTED, LineState.AUTHORISED)
WAITS = (LineState.SUBMITTED, LineState.AWAITING_AUTHORITY)
BED = {"answers": BED_ANSWERS, "reasons": {}}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def plan(asked: OrderRequest, about: OrderFacts | None = None) -> OrderPlan:
    return plan_order(asked, about or facts(), due_of)


def codes(asked: OrderRequest, about: OrderFacts | None = None) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        plan(asked, about)
    return [(reason.code.value, reason.field) for reason in caught.value.reasons]


def test_a_bed_and_mattress_within_authority() -> None:
    made = plan(request(line("BED-010", speed="deliver_next_day"), line("MAT-012", speed="deliver_next_day"), **BED))
    assert [(each.position, each.product_code, each.quantity, each.state_path) for each in made.lines] == [
        (1, "BED-010", 1, GOES),
        (2, "MAT-012", 1, GOES),
    ]
    assert (made.releases, made.order_pence) == ((), 69_500 + 17_800)
    (visit,) = made.visits
    assert (visit.address_id, visit.due_at, visit.speed_code) == (HOME, at(4, 20), "deliver_next_day")
    assert (visit.lines, visit.crew, visit.minutes, visit.demonstration) == ((1, 2), 2, 48, True)
    assert made.lines[0].promise == Promise(at(4, 20))
    assert (made.lines[0].spend_pence, made.lines[0].waits, made.lines[0].goes_now) == (69_500, False, False)
    assert ("person_weight_kg", "80") in made.answers


def test_serialised_items_are_lines_of_their_own_and_counted_ones_are_not() -> None:
    made = plan(request(line("CUS-010", 3), line("DLV-030", 4), reasons={"fit:CMP-251:CUS-010:CUS-010": "Two chairs"}))
    assert [(each.position, each.requested, each.quantity) for each in made.lines] == [
        (1, 0, 1),
        (2, 0, 1),
        (3, 0, 1),
        (4, 1, 4),
    ]
    assert (made.checks[0].check.code, made.checks[0].reason) == (CheckCode.LOOK_AT_PAIR, "Two chairs")


def test_what_is_above_the_limit_waits_and_has_no_visit_yet() -> None:
    made = plan(request(line("DLV-030", 90)), facts("trusted_assessor_2"))
    assert made.lines[0].state_path == WAITS
    assert made.lines[0].waits
    assert made.visits == ()
    # By X if authorised by Y: 5 working days from any moment up to today's cut-off.
    assert made.lines[0].promise == Promise(at(10, 17), at(3, 16, 30))


def test_an_urgent_line_is_promised_from_its_escalation() -> None:
    made = plan(request(line("TOI-030", speed="deliver_2h")))
    assert made.lines[0].promise == Promise(at(3, 12, 15), at(3, 10, 15))
    (release,) = made.releases
    assert (release.on_call, release.afterwards) == (True, False)


def test_an_urgent_line_goes_now_where_the_contract_lets_it() -> None:
    terms = OrderTerms(fast_goes_now_up_to=AuthorityStep.CLINICIAN)
    made = plan(request(line("TOI-030", speed="deliver_2h")), facts(terms=terms))
    assert (made.lines[0].state_path, made.lines[0].goes_now) == (GOES, True)
    assert made.lines[0].promise == Promise(at(3, 12))
    assert len(made.visits) == len(made.releases) == 1


def test_a_chosen_date_is_due_at_the_end_of_that_day() -> None:
    chosen = line("DLV-030", speed="deliver_chosen_date", chosen_on=date(2026, 3, 6))
    made = plan(request(chosen, line("BDA-060")))
    assert [(visit.due_at, visit.not_before_on, visit.lines) for visit in made.visits] == [
        (at(6, 17), date(2026, 3, 6), (1,)),
        (at(10, 17), None, (2,)),
    ]
    waiting = plan(request(replace(chosen, quantity=90)), facts("trusted_assessor_2"))
    assert waiting.lines[0].promise == Promise(at(6, 17), at(6, 8))
    today = plan(request(replace(chosen, quantity=90, chosen_on=TODAY)), facts("trusted_assessor_2"))
    assert today.lines[0].promise == Promise(at(3, 17), at(3, 17))


def test_lines_due_at_the_same_moment_go_together_at_the_quicker_speed() -> None:
    about = facts(address=AddressFacts(HOME, "own_home", crew_at_least=2))
    made = plan(request(line("DLV-030", speed="deliver_next_day"), line("BDA-060", speed="deliver_4h")), about)
    assert [visit.speed_code for visit in made.visits] == ["deliver_next_day"]
    made = plan(request(line("BDA-060", speed="deliver_same_day"), line("DLV-030", speed="deliver_same_day")), about)
    (visit,) = made.visits
    assert (visit.crew, visit.minutes, visit.due_at) == (2, 10, at(3, 20))


def test_a_voucher_has_no_visit_and_needs_no_speed() -> None:
    made = plan(request(line("SEN-030", speed="")))
    assert (made.lines[0].supply_route, made.lines[0].promise, made.visits) == (SupplyRoute.RETAIL_VOUCHER, None, ())


def test_a_satellite_store_issues_without_a_visit() -> None:
    made = plan(request(line("WLK-031", speed="deliver_5d", chosen_on=SOON), satellite_id=STORE))
    assert (made.lines[0].speed_code, made.lines[0].chosen_on, made.lines[0].promise) == ("", None, None)
    assert codes(request(line("ADP-040"), satellite_id=STORE))[0] == (R.NOT_FROM_SATELLITE, "lines.0.product_code")


def test_price_funding_and_bundle_are_frozen_on_the_line() -> None:
    funding = Funding(COUNCIL, "A81002", CareRoute.CONTINUING_HEALTH_CARE, TODAY, None)
    made = plan(request(line("DLV-030", bundle_code="falls_prevention"), funding=funding))
    first = made.lines[0]
    assert (first.price_pence, first.funding, made.funding) == (PRODUCTS["DLV-030"].price_pence, funding, funding)
    assert (first.bundle_code, first.tracking) == ("falls_prevention", Tracking.COUNTED)
    assert plan(request(line("DLV-030"))).funding == facts().person.funding


def test_a_bundle_counts_only_for_what_it_holds() -> None:
    held = plan(request(line("TOI-030", speed="deliver_4h", bundle_code="end_of_life_home")), facts("community_nurse"))
    assert held.releases == ()
    other = plan(request(line("WLK-031", speed="deliver_4h", bundle_code="end_of_life_home")), facts("community_nurse"))
    assert len(other.releases) == 1


ENDED = replace(PRODUCTS["DLV-030"], until_on=TODAY)
LATER = replace(PRODUCTS["DLV-030"], from_on=TODAY + timedelta(days=1))
ALERT = replace(PRODUCTS["DLV-030"], under_alert=True)
SHORT_LIST = {**SPEEDS, "deliver_2h": replace(SPEEDS["deliver_2h"], products=frozenset({"BED-010"}))}
CHOSEN = "deliver_chosen_date"

LINE_FAULTS: list[tuple[str, OrderRequest, OrderFacts, tuple[str, str | None]]] = [
    ("no lines", request(), facts(), (R.NO_LINES, "lines")),
    ("too many", request(*[line("DLV-030")] * 61), facts(), (R.TOO_MANY_LINES, "lines")),
    ("quantity 0", request(line("DLV-030", 0)), facts(), (R.QUANTITY_NOT_POSITIVE, "lines.0.quantity")),
    ("quantity negative", request(line("DLV-030", -3)), facts(), (R.QUANTITY_NOT_POSITIVE, "lines.0.quantity")),
    ("quantity huge", request(line("BED-010", 10**9)), facts(), (R.QUANTITY_HUGE, "lines.0.quantity")),
    ("unknown product", request(line("XXX-000")), facts(), (R.UNKNOWN_PRODUCT, "lines.0.product_code")),
    ("ended", request(line("E")), facts(products={"E": ENDED}), (R.PRODUCT_ENDED, "lines.0.product_code")),
    ("not yet", request(line("E")), facts(products={"E": LATER}), (R.PRODUCT_NOT_YET, "lines.0.product_code")),
    ("alert", request(line("E")), facts(products={"E": ALERT}), (R.PRODUCT_UNDER_ALERT, "lines.0.product_code")),
    ("review past", request(line("DLV-030", review_on=TODAY)), facts(), (R.REVIEW_DATE_PAST, "lines.0.review_on")),
    ("speed unknown", request(line("DLV-030", speed="x")), facts(), (R.UNKNOWN_SPEED, "lines.0.speed_code")),
    (
        "speed of collections",
        request(line("DLV-030", speed="collect_5d")),
        facts(),
        (R.SPEED_NOT_FOR_DELIVERY, "lines.0.speed_code"),
    ),
    (
        "not on the short list",
        request(line("DLV-030", speed="deliver_2h")),
        facts(speeds=SHORT_LIST),
        (R.SPEED_NOT_FOR_PRODUCT, "lines.0.speed_code"),
    ),
    ("no day", request(line("DLV-030", speed=CHOSEN)), facts(), (R.CHOSEN_DATE_MISSING, "lines.0.chosen_on")),
    (
        "a day in the past",
        request(line("DLV-030", speed=CHOSEN, chosen_on=date(2026, 3, 2))),
        facts(),
        (R.CHOSEN_DATE_PAST, "lines.0.chosen_on"),
    ),
    (
        "a day too far",
        request(line("DLV-030", speed=CHOSEN, chosen_on=date(2027, 3, 4))),
        facts(),
        (R.CHOSEN_DATE_FAR, "lines.0.chosen_on"),
    ),
    (
        "a day not worked",
        request(line("DLV-030", speed=CHOSEN, chosen_on=date(2026, 3, 8))),
        facts(),
        (R.CHOSEN_DATE_CLOSED, "lines.0.chosen_on"),
    ),
    (
        "a day that the speed does not use",
        request(line("DLV-030", chosen_on=SOON)),
        facts(),
        (R.CHOSEN_DATE_NOT_USED, "lines.0.chosen_on"),
    ),
]


@pytest.mark.parametrize(
    ("asked", "about", "expected"), [row[1:] for row in LINE_FAULTS], ids=[row[0] for row in LINE_FAULTS]
)
def test_a_wrong_line_is_named_at_its_field(
    asked: OrderRequest, about: OrderFacts, expected: tuple[str, str | None]
) -> None:
    assert expected in codes(asked, about)


def person(**changes: object) -> OrderFacts:
    return facts(person=replace(facts().person, **changes))  # type: ignore[arg-type]  # the table names the fields


def funded(**changes: object) -> OrderRequest:
    plain = Funding(COUNCIL, "", CareRoute.EDUCATION, TODAY)
    return request(line("DLV-030"), funding=replace(plain, **changes))  # type: ignore[arg-type]  # as above


ONE = request(line("DLV-030"))
NOT_ACTIVE = facts(prescriber=replace(facts().prescriber, active=False))
OTHER_FAULTS: list[tuple[str, OrderRequest, OrderFacts, list[tuple[str, str | None]]]] = [
    ("died", ONE, person(died_on=TODAY), [(R.PERSON_DIED, "person_id")]),
    ("joined", ONE, person(joined_into=OTHER), [(R.PERSON_JOINED, "person_id")]),
    ("prescriber suspended", ONE, NOT_ACTIVE, [(R.PRESCRIBER_NOT_ACTIVE, "prescriber_id")]),
    ("no address", replace(ONE, address_id=None), facts(), [(R.NO_ADDRESS, "address_id")]),
    ("unknown address", ONE, facts(address=None), [(R.NO_ADDRESS, "address_id")]),
    ("left address", ONE, facts(address=AddressFacts(HOME, "", until_on=TODAY)), [(R.ADDRESS_ENDED, "address_id")]),
    ("no why", replace(ONE, why=" "), facts(), [(R.WHY_MISSING, "why")]),
    ("no council", ONE, person(funding=Funding(None)), [(R.COUNCIL_MISSING, "funding.council_id")]),
    ("route without a day", funded(from_on=None), facts(), [(R.ROUTE_FROM_MISSING, "funding.from_on")]),
    (
        "route days crossed",
        funded(until_on=date(2026, 3, 1)),
        facts(),
        [(R.ROUTE_DATES_CROSSED, "funding.until_on"), (R.ROUTE_ENDED, "funding.care_route")],
    ),
    (
        "route ended",
        funded(from_on=date(2026, 1, 1), until_on=date(2026, 3, 1)),
        facts(),
        [(R.ROUTE_ENDED, "funding.care_route")],
    ),
    (
        "discharge in part",
        replace(ONE, discharge=Discharge()),
        facts(),
        [
            (R.WARD_MISSING, "discharge.ward"),
            (R.DISCHARGE_DATE_MISSING, "discharge.expected_on"),
            (R.PATHWAY_MISSING, "discharge.pathway"),
        ],
    ),
    ("answer missing", request(line("ADP-040")), facts(), [("ANSWER_MISSING", "answers.wall_kind")]),
]


@pytest.mark.parametrize(
    ("asked", "about", "expected"), [row[1:] for row in OTHER_FAULTS], ids=[row[0] for row in OTHER_FAULTS]
)
def test_what_else_is_wrong(asked: OrderRequest, about: OrderFacts, expected: list[tuple[str, str | None]]) -> None:
    found = codes(asked, about)
    assert set(expected) <= set(found)
    assert len(expected) == len(found) or "ANSWER_MISSING" in expected[0]


def test_every_reason_comes_at_once() -> None:
    asked = request(line("DLV-030", 0), line("XXX-000"), line("BED-010"), address_id=None, why="")
    found = {code for code, _field in codes(asked)}
    assert found >= {R.QUANTITY_NOT_POSITIVE, R.UNKNOWN_PRODUCT, R.NO_ADDRESS, R.WHY_MISSING, "ANSWER_MISSING"}
    assert R.CHECK_REASON_MISSING in found


def test_a_discharge_given_whole_or_none_at_all() -> None:
    whole = Discharge("Ward 4", SOON, "p1")
    assert plan(replace(ONE, discharge=whole)).lines
    assert plan(replace(ONE, discharge=Discharge(pathway="not_discharge"))).lines


def test_a_duplicate_asks_for_a_reason_with_its_numbers() -> None:
    about = person(holdings=(Holding(PRODUCTS["TOI-030"], 1, Held.ON_LOAN, date(2026, 1, 5)),))
    asked = request(line("TOI-030"))
    with pytest.raises(Refused) as caught:
        plan(asked, about)
    (reason,) = caught.value.reasons
    assert (reason.code, reason.field) == (R.CHECK_REASON_MISSING, "reasons.duplicate:TOI-030:ON_LOAN")
    assert ("since_on", "2026-01-05") in reason.params
    made = plan(replace(asked, reasons={"duplicate:TOI-030:ON_LOAN": " One upstairs too "}), about)
    assert [each.reason for each in made.checks] == ["One upstairs too"]


def test_what_blocks_cannot_be_reasoned_away() -> None:
    about = facts(address=AddressFacts(HOME, "own_home", frozenset({"asbestos_possible"})))
    answers = {
        "owner_permission": "owner_is_person",
        "wall_kind": "brick_or_block",
        **dict.fromkeys(["agreed"], "agrees"),
    }
    asked = request(line("ADP-040"), answers=answers, reasons={"fit:CMP-270:ADP-040:asbestos_possible": "Hurry"})
    assert (R.CHECK_BLOCKS, "checks.fit:CMP-270:ADP-040:asbestos_possible") in codes(asked, about)


def job(job_category: str, asked: OrderRequest, **changes: object) -> list[str]:
    assessment = assess_order(asked, facts(job_category, **changes), due_of)
    return [reason.code.value for reason in assessment.problems]


STICK = request(line("WLK-031"))
LENT = request(line("WLK-031", review_on=SOON))
SCHOOL: dict[str, object] = {"address": AddressFacts(HOME, "school")}
CARE_HOME: dict[str, object] = {"address": AddressFacts(HOME, "nursing_home")}
JOBS: list[tuple[str, str, OrderRequest, dict[str, object], list[str]]] = [
    ("the desk is never the prescriber", "service_desk", STICK, {}, [R.PRESCRIBER_MISSING]),
    ("an assistant names a supervisor", "ot_assistant", STICK, {}, [R.SUPERVISOR_MISSING]),
    ("who is not the assistant", "ot_assistant", replace(STICK, supervisor_id=NURSE), {}, [R.SUPERVISOR_IS_SELF]),
    ("with a supervisor", "therapy_assistant", replace(STICK, supervisor_id=SENIOR), {}, []),
    ("a co-ordinator names a colleague", "discharge_coordinator", STICK, {}, [R.SUPERVISOR_MISSING]),
    ("a ward orders for discharge", "ward_nurse", STICK, {}, [R.DISCHARGE_MISSING]),
    (
        "and for nothing else",
        "ward_nurse",
        replace(STICK, discharge=Discharge(pathway="not_discharge")),
        {},
        [R.DISCHARGE_MISSING],
    ),
    ("a ward's discharge", "ward_nurse", replace(STICK, discharge=Discharge("Ward 1", SOON, "p1")), {}, []),
    ("a paramedic", "paramedic", STICK, {}, [R.SATELLITE_ONLY, R.FOLLOW_UP_TEAM_MISSING]),
    (
        "a paramedic at a store",
        "paramedic",
        replace(STICK, satellite_id=STORE, follow_up_team="Falls team"),
        {},
        [],
    ),
    ("a hospice sets a review", "hospice_nurse", STICK, {}, [R.REVIEW_DATE_MISSING]),
    ("a hospice with a review", "hospice_nurse", LENT, {}, []),
    ("a hospice gives without one", "hospice_nurse", request(line("TRF-011")), {}, []),
    ("a care home's own assessor", "care_home_assessor", STICK, {}, [R.CARE_HOME_ONLY]),
    ("in a care home", "care_home_assessor", STICK, CARE_HOME, []),
    ("a school item names who pays", "ot_children", STICK, SCHOOL, [R.SCHOOL_PAYER_MISSING]),
    (
        "named",
        "ot_children",
        replace(STICK, funding=Funding(COUNCIL, payer="Northdown Schools")),
        SCHOOL,
        [],
    ),
    ("nobody to ask without an address", "ot_children", STICK, {"address": None}, [R.NO_ADDRESS]),
]


@pytest.mark.parametrize(
    ("category", "asked", "more", "expected"), [row[1:] for row in JOBS], ids=[row[0] for row in JOBS]
)
def test_what_a_job_category_asks_of_an_order(
    category: str, asked: OrderRequest, more: dict[str, object], expected: list[str]
) -> None:
    assert job(category, asked, **more) == expected


def test_a_trusted_assessor_stops_at_a_flagged_answer() -> None:
    lever = {
        "lever_bed_kind": "other",
        "mattress_kind": "sprung_or_foam",
        "lever_side": "left",
        "person_weight_kg": "80",
        "moves_back_alone": "yes",
        "rails_too": "no",
        "agreed": "agrees",
        "review_weeks": "40",
    }
    assessment = assess_order(request(line("BDA-040"), answers=lever), facts("trusted_assessor_2"), due_of)
    found = {(reason.code, reason.field) for reason in assessment.problems}
    assert (R.ASSESSMENT_NEEDED, "answers.lever_bed_kind") in found
    assert (R.ASSESSMENT_NEEDED, "answers.review_weeks") not in found


def test_an_answer_that_does_not_allow_the_item() -> None:
    hoist = assess_order(
        request(line("HST-010"), line("XXX-000"), answers={"handling_plan": "no"}), facts("physio"), due_of
    )
    assert (R.ANSWER_DOES_NOT_ALLOW, "lines.0.product_code") in {
        (reason.code, reason.field) for reason in hoist.problems
    }
    agreed = assess_order(request(line("BED-010"), **BED), facts("learning_disability_nurse"), due_of)
    assert R.ANSWER_DOES_NOT_ALLOW not in {reason.code for reason in agreed.problems}


def test_the_preview_says_what_the_write_does() -> None:
    asked = request(line("BED-010"), line("MAT-012"), **BED)
    assessment = assess_order(asked, facts(), due_of)
    assert assessment.plan == plan(asked)
    assert assessment.decision.order_pence == 87_300
    assert [question.code for question in assessment.questions][:1] == ["person_weight_kg"]
    early = assess_order(request(line("BED-010"), **BED), facts(), due_of)
    assert early.plan is None
    assert {check.code for check in early.checks} == {CheckCode.PART_MISSING}


def test_answers_of_a_set_settle_it_when_whole_and_unflagged() -> None:
    questions = questions_for([PRODUCTS["BED-010"], PRODUCTS["BDA-044"]], AskedAt.ORDER, SETS)
    assert settled_sets(questions, check_answers(questions, BED_ANSWERS)) == {"bed"}
    assert settled_sets(questions, check_answers(questions, {**BED_ANSWERS, "socket_near": "no"})) == set()
    assert settled_sets(questions, check_answers(questions, {**BED_ANSWERS, "handset_lock": "yes"})) == {"bed"}
    assert settled_sets(questions, CheckedAnswers((), (), {})) == set()


def test_what_was_measured_now_counts_before_the_record() -> None:
    about = person(measures=Measures(Decimal(300), None))
    assert {check.code for check in assess_order(request(line("BDA-050")), about, due_of).checks} == {
        CheckCode.TOO_HEAVY
    }


def test_the_price_of_fitting() -> None:
    prices = fitting_prices(
        [PRODUCTS[code] for code in ("ADP-010", "ADP-023", "ADP-042", "BED-010")],
        {"fitting_rail": 2700, "fitting_stair_rail": 5800},
    )
    assert prices == {"ADP-010": 2700, "ADP-023": 5800, "ADP-042": 2700}
    assert fitting_prices([PRODUCTS["ADP-040"]], {}) == {"ADP-040": 0}


def test_speeds_of_the_reference_set_promise_without_fault() -> None:
    for speed in SPEEDS.values():
        if speed.applies_to is SpeedFor.DELIVER:
            chosen = date(2026, 3, 6) if speed.code == CHOSEN else None
            made = plan(request(line("DLV-030", 90, speed.code, chosen_on=chosen)), facts("trusted_assessor_2"))
            promised = made.lines[0].promise
            assert promised is not None
            assert promised.if_authorised_by is not None
            assert NOW < promised.if_authorised_by <= promised.due_at

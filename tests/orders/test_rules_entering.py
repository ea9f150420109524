"""What is asked of an order before it is decided: its lines, its person, its funding, the job category."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handrail.core.refusal import Refused
from handrail.orders.rules.facts import (
    AddressFacts,
    CareRoute,
    Discharge,
    Funding,
    OrderFacts,
    OrderReason,
    OrderRequest,
)
from handrail.orders.rules.plan import OrderPlan, assess_order, plan_order
from tests.orders.order_facts import (
    BED_ANSWERS,
    COUNCIL,
    HOME,
    NURSE,
    OTHER,
    PRODUCTS,
    SENIOR,
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
BED = {"answers": BED_ANSWERS, "reasons": {}}


def plan(asked: OrderRequest, about: OrderFacts | None = None) -> OrderPlan:
    return plan_order(asked, about or facts(), due_of)


def codes(asked: OrderRequest, about: OrderFacts | None = None) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        plan(asked, about)
    return [(reason.code.value, reason.field) for reason in caught.value.reasons]


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
    ("no product yet", request(line("")), facts(), (R.PRODUCT_MISSING, "lines.0.product_code")),
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

"""The one decision of ordering: the whole plan, and every reason why there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from handrail.catalogue.rules.facts import WEIGHT_ABOVE, CheckCode, CheckKind, Held, Holding, Measures
from handrail.catalogue.rules.questions import CheckedAnswers, check_answers, questions_for
from handrail.catalogue.states import AskedAt, Severity, SpeedFor, SupplyRoute, Tracking
from handrail.core.refusal import Refused
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.authority import AuthorityReason
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
from handrail.orders.rules.visiting import Promise, promise
from handrail.orders.states import LineState
from tests.orders.order_facts import (
    BED_ANSWERS,
    COUNCIL,
    HOME,
    NOW,
    PRODUCTS,
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


CHOSEN = "deliver_chosen_date"
ONE = request(line("DLV-030"))


def person(**changes: object) -> OrderFacts:
    return facts(person=replace(facts().person, **changes))  # type: ignore[arg-type]  # the table names the fields


def test_every_reason_comes_at_once() -> None:
    asked = request(line("DLV-030", 0), line("XXX-000"), line("BED-010"), address_id=None, why="")
    found = {code for code, _field in codes(asked)}
    assert found >= {R.QUANTITY_NOT_POSITIVE, R.UNKNOWN_PRODUCT, R.NO_ADDRESS, R.WHY_MISSING, "ANSWER_MISSING"}
    assert R.CHECK_REASON_MISSING in found


def test_a_discharge_given_whole_or_none_at_all() -> None:
    whole = Discharge("Ward 4", SOON, "p1")
    assert plan(replace(ONE, discharge=whole)).lines
    assert plan(replace(ONE, discharge=Discharge(pathway="not_discharge"))).lines


def test_what_may_come_after_they_are_home_is_said_with_the_days() -> None:
    home = Discharge("Ward 7", date(2026, 3, 5), "p1")
    checks = assess_order(request(line("WLK-010"), discharge=home), facts(), due_of).checks
    (late,) = (check for check in checks if check.code is CheckCode.AFTER_GOING_HOME)
    assert (late.severity, late.products) == (Severity.REMIND, ("WLK-010",))
    assert late.numbers == (("days", 5), ("home_on", "2026-03-05"))
    in_time = (
        request(line("WLK-010", speed="deliver_4h"), discharge=home),
        request(line("WLK-010"), discharge=replace(home, expected_on=date(2026, 3, 10))),
        request(line("WLK-010")),
    )
    for asked in in_time:
        found = assess_order(asked, facts(), due_of).checks
        assert CheckCode.AFTER_GOING_HOME not in {check.code for check in found}


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


def test_one_reason_serves_every_check_of_one_weight_and_each_keeps_its_record() -> None:
    """A bed that compares the weight that its question asked, the mattress upon it, a commode with its own limit."""
    heavy = {**BED_ANSWERS, "person_weight_kg": "230"}
    asked = request(line("BED-010"), line("MAT-012"), line("TOI-030"), answers=heavy, reasons={})
    raised = [check for check in assess_order(asked, facts(), due_of).checks if check.fact == WEIGHT_ABOVE]
    assert {check.kind for check in raised} == {CheckKind.ANSWER, CheckKind.FIT, CheckKind.LIMIT}
    assert len(raised) > 1
    wanted = [field for code, field in codes(asked) if code == R.CHECK_REASON_MISSING]
    assert wanted == [f"reasons.{raised[0].key}"]
    # Whichever of them it was written at.
    for at in raised:
        made = plan(replace(asked, reasons={**asked.reasons, at.key: " Seen at home "}))
        said = {each.check.key: each.reason for each in made.checks}
        assert {said[check.key] for check in raised} == {"Seen at home"}
    own = {raised[0].key: "The bed is strong", raised[-1].key: "Only to sit"}
    made = plan(replace(asked, reasons={**asked.reasons, **own}))
    said = {each.check.key: each.reason for each in made.checks}
    assert (said[raised[0].key], said[raised[-1].key]) == ("The bed is strong", "Only to sit")


def test_a_reason_for_the_weight_serves_nothing_else() -> None:
    about = person(measures=Measures(Decimal(172), Decimal(250)))
    held = (Holding(PRODUCTS["TOI-030"], 1, Held.ON_LOAN, date(2026, 1, 5)),)
    about = replace(about, person=replace(about.person, holdings=held))
    asked = request(line("TOI-030"))
    fields = {field for code, field in codes(asked, about) if code == R.CHECK_REASON_MISSING}
    assert len(fields) == 2
    weight = replace(asked, reasons={"limit:TOI-030:CHECK_TOO_HEAVY": "Seen"})
    assert codes(weight, about) == [(R.CHECK_REASON_MISSING, "reasons.duplicate:TOI-030:ON_LOAN")]


def test_what_blocks_cannot_be_reasoned_away() -> None:
    about = facts(address=AddressFacts(HOME, "own_home", frozenset({"asbestos_possible"})))
    answers = {
        "owner_permission": "owner_is_person",
        "wall_kind": "brick_or_block",
        **dict.fromkeys(["agreed"], "agrees"),
    }
    asked = request(line("ADP-040"), answers=answers, reasons={"fit:CMP-270:ADP-040:asbestos_possible": "Hurry"})
    assert (R.CHECK_BLOCKS, "checks.fit:CMP-270:ADP-040:asbestos_possible") in codes(asked, about)


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
    assert settled_sets(questions, check_answers(questions, {**BED_ANSWERS, "bed_floor": "upstairs"})) == {"bed"}
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


def test_before_opening_an_approval_is_in_time_until_the_doors_open() -> None:
    """Hours are counted from 8: whoever approves by then keeps the promise, and the page may not say less."""
    opens = datetime(2026, 3, 3, 8, tzinfo=UTC)

    def counted(_speed: str, at: datetime) -> datetime:
        return max(at, opens) + timedelta(hours=4)

    speed, terms = SPEEDS["deliver_4h"], OrderTerms()
    early = promise(speed, None, datetime(2026, 3, 3, 4, 31, tzinfo=UTC), counted, terms, waits=True)
    assert early == Promise(opens + timedelta(hours=4), opens)
    late = datetime(2026, 3, 3, 10, 0, 30, tzinfo=UTC)
    answered = late + timedelta(minutes=terms.escalate_after_minutes)
    assert promise(speed, None, late, counted, terms, waits=True) == Promise(answered + timedelta(hours=4), answered)


def test_a_line_that_waits_for_an_answer_says_which_and_what_would_do() -> None:
    answers = {"wall_kind": "stud"}
    assessment = assess_order(request(line("ADP-010"), answers=answers), facts("trusted_assessor_3"), due_of)
    (release,) = assessment.decision.releases
    said = dict(next(one.params for one in release.reasons if one.code is AuthorityReason.ANSWER_NEEDS_ANOTHER))
    question = next(one for one in assessment.questions if one.code == "wall_kind")
    assert said["question"] == question.text
    assert said["answer"] == dict(question.choices)["stud"]
    assert dict(question.choices)["brick_or_block"] in str(said["expected"])

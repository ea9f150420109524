"""Authority: which lines wait for whom, by job category; and who may give a release."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handrail.catalogue.rules.flags import Answer
from handrail.identity.states import AuthorityStep, highest_step
from handrail.orders.rules.authority import (
    AuthorityContext,
    AuthorityDecision,
    AuthorityLine,
    AuthorityReason,
    ReleaseKind,
    answer_allows,
    decide_authority,
)
from handrail.orders.rules.facts import OrderTerms, StaffFacts
from handrail.orders.rules.releasing import (
    Cover,
    ReleaseFacts,
    ReleasingReason,
    Yes,
    escalates_at,
    reasons_against_answer,
    reasons_against_panel,
    reasons_against_releasing,
)
from handrail.orders.rules.special_rules import SPECIAL_RULES, AllowedAnswers, special_rules
from handrail.orders.states import ReleaseState
from tests.orders.order_facts import (
    AUTHORITIES,
    DESK,
    NURSE,
    OTHER,
    OTHER_TEAM,
    PRODUCTS,
    SENIOR,
    TEAM,
    staff,
)

A = AuthorityReason
SPENDING, CLINICAL = ReleaseKind.SPENDING, ReleaseKind.CLINICAL


def line(code: str, quantity: int = 1, *, fast: bool = False, bundle: str = "", fitting: int = 0) -> AuthorityLine:
    return AuthorityLine(1, PRODUCTS[code], quantity, fast, bundle, fitting)


def decide(
    job: str,
    *lines: AuthorityLine,
    answers: dict[str, Answer] | None = None,
    others: int = 0,
    fitted: int = 0,
    supervisor: StaffFacts | None = None,
    terms: OrderTerms | None = None,
) -> AuthorityDecision:
    numbered = [replace(each, position=position) for position, each in enumerate(lines, 1)]
    context = AuthorityContext(answers or {}, others, fitted, supervisor, terms or OrderTerms())
    return decide_authority(staff(job), numbered, context)


def needs(decision: AuthorityDecision) -> list[tuple[ReleaseKind, tuple[int, ...], list[str]]]:
    return [
        (release.kind, release.lines, [str(reason.code) for reason in release.reasons]) for release in decision.releases
    ]


CASES: list[
    tuple[str, str, list[AuthorityLine], dict[str, object], list[tuple[ReleaseKind, list[AuthorityReason]]]]
] = [
    ("within authority", "ot", [line("BED-010"), line("MAT-012")], {}, []),
    ("above the step", "ot", [line("BED-050")], {}, [(CLINICAL, [A.ABOVE_STEP]), (SPENDING, [A.ABOVE_LIMIT])]),
    ("outside the categories", "community_nurse", [line("ADP-010")], {}, [(CLINICAL, [A.OUTSIDE_CATEGORIES])]),
    (
        "always another",
        "continence_nurse",
        [line("BED-010")],
        {},
        [(CLINICAL, [A.ALWAYS_NEEDS_ANOTHER]), (SPENDING, [A.ABOVE_LIMIT])],
    ),
    (
        "at the limit",
        "ot_assistant",
        [line("DLV-030", 10)],
        {"others": 35_000 - 10 * PRODUCTS["DLV-030"].price_pence},
        [],
    ),
    (
        "a penny above",
        "ot_assistant",
        [line("DLV-030", 10)],
        {"others": 35_001 - 10 * PRODUCTS["DLV-030"].price_pence},
        [(SPENDING, [A.ABOVE_LIMIT])],
    ),
    (
        "other orders alone",
        "ot_assistant",
        [replace(line("DLV-030"), product=replace(PRODUCTS["DLV-030"], price_pence=0))],
        {"others": 99_999},
        [],
    ),
    ("a fast speed", "ot", [line("TOI-030", fast=True)], {}, [(SPENDING, [A.FAST_SPEED])]),
    ("a hospice nurse uses fast speeds freely", "hospice_nurse", [line("TOI-030", fast=True)], {}, []),
    ("urgent response uses fast speeds freely", "urgent_response_practitioner", [line("TOI-030", fast=True)], {}, []),
    (
        "the end-of-life bundle needs no second signature",
        "community_nurse",
        [line("BED-010", fast=True, bundle="end_of_life_home"), line("MAT-022", fast=True, bundle="end_of_life_home")],
        {"others": 100_000},
        [],
    ),
    (
        "the same items without the bundle",
        "community_nurse",
        [line("BED-010", fast=True)],
        {},
        [(SPENDING, [A.FAST_SPEED])],
    ),
    ("a social worker's key safe", "social_worker", [line("ADP-040")], {}, []),
    ("a social worker's rail", "social_worker", [line("ADP-010")], {}, [(CLINICAL, [A.ALWAYS_NEEDS_ANOTHER])]),
    ("a telecare officer's key safe", "telecare_officer", [line("ADP-040")], {}, []),
    ("a telecare officer's rail", "telecare_officer", [line("ADP-010")], {}, [(CLINICAL, [A.OUTSIDE_ITEMS])]),
    ("a podiatrist's heel protectors and frame", "podiatrist", [line("MAT-040"), line("WLK-030")], {}, []),
    ("a podiatrist's bed cradle", "podiatrist", [line("BDA-076")], {}, [(CLINICAL, [A.OUTSIDE_ITEMS])]),
    (
        "a fitting to a stud wall",
        "trusted_assessor_3",
        [line("ADP-010")],
        {"answers": {"wall_kind": "stud"}},
        [(CLINICAL, [A.ANSWER_NEEDS_ANOTHER])],
    ),
    (
        "a fitting to a solid wall",
        "trusted_assessor_3",
        [line("ADP-010")],
        {"answers": {"wall_kind": "brick_or_block"}},
        [],
    ),
    (
        "an assistant's clinician line",
        "ot_assistant",
        [line("TRF-011")],
        {"supervisor": staff("ot", SENIOR)},
        [(CLINICAL, [A.ABOVE_STEP])],
    ),
    (
        "a co-ordinator's order",
        "discharge_coordinator",
        [line("TOI-030")],
        {"supervisor": staff("ot", SENIOR)},
        [(CLINICAL, [A.COLLEAGUE_RELEASES])],
    ),
    (
        "adaptations with fitting at the total",
        "housing_adaptations_officer",
        [line("ADP-031", fitting=9_600)],
        {"fitted": 100_000 - 16_800 - 9_600},
        [],
    ),
    (
        "adaptations with fitting above the total",
        "housing_adaptations_officer",
        [line("ADP-031", fitting=9_600), line("RMP-010")],
        {"fitted": 100_001 - 16_800 - 9_600},
        [(SPENDING, [A.ABOVE_ADAPTATION_TOTAL])],
    ),
    (
        "the service desk has no authority of its own",
        "service_desk",
        [line("DLV-030")],
        {},
        [(CLINICAL, [A.ALWAYS_NEEDS_ANOTHER]), (SPENDING, [A.ABOVE_LIMIT])],
    ),
]


@pytest.mark.parametrize(
    ("job", "lines", "more", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_what_waits_for_whom(
    job: str,
    lines: list[AuthorityLine],
    more: dict[str, object],
    expected: list[tuple[ReleaseKind, list[AuthorityReason]]],
) -> None:
    decision = decide(job, *lines, **more)  # type: ignore[arg-type]  # the table names the arguments
    assert [(kind, codes) for kind, _lines, codes in needs(decision)] == [
        (kind, [str(code) for code in codes]) for kind, codes in expected
    ]
    assert bool(decision.waiting) is bool(expected)


def test_a_line_may_need_both_releases() -> None:
    decision = decide("ot", line("BED-060"), line("DLV-030"))
    assert needs(decision) == [
        (CLINICAL, (1,), [A.ABOVE_STEP]),
        (SPENDING, (1, 2), [A.ABOVE_LIMIT]),
    ]
    assert decision.releases[0].step is AuthorityStep.PANEL
    assert decision.releases[1].order_pence == decision.order_pence == 395_000 + PRODUCTS["DLV-030"].price_pence


def test_clinical_releases_are_asked_by_category() -> None:
    decision = decide("trusted_assessor_2", line("MAT-012"), line("CUS-012"), line("MAT-022"))
    clinical = [release for release in decision.releases if release.kind is CLINICAL]
    assert [(release.lines, release.categories) for release in clinical] == [
        ((1, 3), frozenset({"mattresses"})),
        ((2,), frozenset({"cushions"})),
    ]


def test_a_named_supervisor_or_colleague_is_asked() -> None:
    senior = staff("ot", SENIOR)
    assistant = decide("ot_assistant", line("TRF-011"), line("BED-010"), supervisor=senior)
    asked = [(release.kind, release.lines, release.asked_of) for release in assistant.releases]
    assert asked == [(CLINICAL, (1, 2), SENIOR), (SPENDING, (1, 2), None)]
    therapy = decide("therapy_assistant", line("TRF-011"), supervisor=senior)
    assert therapy.releases[0].asked_of is None


@pytest.mark.parametrize("named", [staff("therapy_assistant", SENIOR), staff("ot", SENIOR, active=False)])
def test_nobody_is_asked_who_could_not_answer(named: StaffFacts) -> None:
    """It waits for any authoriser instead: what was asked of somebody, nobody else may answer."""
    asked = [release.asked_of for release in decide("ot_assistant", line("TRF-011"), supervisor=named).releases]
    assert asked == [None]


def test_urgent_lines_go_now_where_the_contract_lets_them() -> None:
    terms = OrderTerms(fast_goes_now_up_to=AuthorityStep.CLINICIAN)
    decision = decide("ot", line("BDA-010", fast=True), line("BED-030", fast=True), line("DLV-030"), terms=terms)
    assert decision.goes_now == {1}
    assert decision.waiting == {2}
    review, wait = [release for release in decision.releases if release.kind is SPENDING]
    assert (review.lines, review.afterwards, review.on_call) == ((1,), True, True)
    assert (wait.lines, wait.afterwards, wait.on_call) == ((2,), False, True)


def test_an_answer_lets_a_product_through() -> None:
    rail, frame = PRODUCTS["ADP-010"], PRODUCTS["CHD-020"]
    wall = AllowedAnswers("wall_kind", frozenset({"brick_or_block"}), categories=frozenset({"minor_adaptations"}))
    assert answer_allows(wall, rail, {})
    assert answer_allows(wall, frame, {"wall_kind": "stud"})
    assert not answer_allows(wall, rail, {"wall_kind": "stud"})
    plan = AllowedAnswers("handling_plan", frozenset({"yes"}))
    assert answer_allows(plan, rail, {"handling_plan": True})
    assert not answer_allows(plan, rail, {"handling_plan": False})


def test_special_rules_name_job_categories_that_exist() -> None:
    assert set(SPECIAL_RULES) <= set(AUTHORITIES)
    assert special_rules("speech_therapist") == special_rules("nobody")


def test_the_ladder() -> None:
    steps = list(AuthorityStep)
    assert all(high.covers(low) for place, high in enumerate(steps) for low in steps[: place + 1])
    assert not any(low.covers(high) for place, low in enumerate(steps) for high in steps[place + 1 :])
    assert highest_step([]) is AuthorityStep.SIMPLE_AIDS
    assert highest_step([AuthorityStep.CLINICIAN, AuthorityStep.ASSISTANT]) is AuthorityStep.CLINICIAN


RELEASE = ReleaseFacts(
    state=ReleaseState.PENDING,
    kind=CLINICAL,
    prescriber_id=NURSE,
    entered_by_id=DESK,
    team_id=TEAM,
    team_kind="community_nursing",
    step=AuthorityStep.CLINICIAN,
    categories=frozenset({"beds"}),
    order_pence=100_000,
)
X = ReleasingReason
RELEASES: list[tuple[str, str, dict[str, object], dict[str, object], list[ReleasingReason]]] = [
    ("a team lead of the same team", "district_nurse_lead", {}, {}, []),
    ("another team", "district_nurse_lead", {"team_id": OTHER_TEAM}, {}, [X.OTHER_TEAM]),
    ("no team at all", "district_nurse_lead", {"team_id": None}, {"team_id": None}, [X.OTHER_TEAM]),
    ("already answered", "clinical_adviser", {}, {"state": ReleaseState.GIVEN}, [X.NOT_PENDING]),
    ("an account that is suspended", "clinical_adviser", {"active": False}, {}, [X.NOT_ACTIVE]),
    ("their own order", "clinical_adviser", {"user_id": NURSE}, {}, [X.OWN_ORDER]),
    ("an order that they entered", "clinical_adviser", {"user_id": DESK}, {}, [X.OWN_ORDER]),
    ("an order that they amended", "clinical_adviser", {}, {"made_by_ids": frozenset({SENIOR})}, [X.OWN_ORDER]),
    ("they gave the other kind", "clinical_adviser", {}, {"gave_other_kind": frozenset({SENIOR})}, [X.GAVE_THE_OTHER]),
    ("no right to authorise", "ot", {}, {}, [X.MAY_NOT_AUTHORISE]),
    ("above their limit", "ot_senior", {}, {"order_pence": 250_001}, [X.ABOVE_AUTHORISE_LIMIT]),
    ("at their limit", "ot_senior", {}, {"order_pence": 250_000}, []),
    ("a step too high", "ot_senior", {}, {"step": AuthorityStep.PANEL}, [X.STEP_TOO_LOW]),
    (
        "a manager may not answer a clinical one",
        "team_manager",
        {},
        {"step": AuthorityStep.ASSISTANT},
        [X.SPENDING_ONLY],
    ),
    ("a manager answers spending above their step", "team_manager", {}, {"kind": SPENDING}, []),
    (
        "spending outside their categories",
        "district_nurse_lead",
        {},
        {"kind": SPENDING, "categories": frozenset({"ramps"})},
        [],
    ),
    (
        "clinical outside their categories",
        "district_nurse_lead",
        {},
        {"categories": frozenset({"ramps"})},
        [X.CATEGORY_NOT_COVERED],
    ),
    (
        "skin nurse, mattresses, any nursing team",
        "tissue_viability_nurse",
        {"team_id": OTHER_TEAM},
        {"categories": frozenset({"mattresses"}), "team_kind": "ward"},
        [],
    ),
    ("skin nurse, beds", "tissue_viability_nurse", {}, {"kind": SPENDING}, [X.CATEGORY_NOT_COVERED]),
    (
        "skin nurse, therapists",
        "tissue_viability_nurse",
        {},
        {"categories": frozenset({"cushions"}), "team_kind": "community_therapy"},
        [X.OTHER_TEAM],
    ),
    ("children's therapist, children's team", "ot_children", {}, {"team_kind": "childrens_nursing"}, []),
    ("children's therapist, adults", "ot_children", {}, {}, [X.OTHER_TEAM]),
    (
        "handling adviser, slings, any team",
        "moving_handling_adviser",
        {"team_id": OTHER_TEAM},
        {"categories": frozenset({"slings"})},
        [],
    ),
    ("clinical adviser, any team", "clinical_adviser", {"team_id": OTHER_TEAM}, {"team_id": None}, []),
    ("the named supervisor needs no office", "ot", {}, {"asked_of": SENIOR}, []),
    (
        "the named supervisor keeps to their own step",
        "ot",
        {},
        {"asked_of": SENIOR, "step": AuthorityStep.SPECIALIST},
        [X.STEP_TOO_LOW],
    ),
    ("a named skin nurse is the professional there", "tissue_viability_nurse", {}, {"asked_of": SENIOR}, []),
    ("someone else is named", "ot_senior", {}, {"asked_of": OTHER}, [X.ASKED_OF_ANOTHER]),
    ("the adviser covers absence", "clinical_adviser", {}, {"asked_of": OTHER}, []),
]


@pytest.mark.parametrize(
    ("job", "who", "what", "expected"), [row[1:] for row in RELEASES], ids=[row[0] for row in RELEASES]
)
def test_who_may_release(
    job: str, who: dict[str, object], what: dict[str, object], expected: list[ReleasingReason]
) -> None:
    authoriser = staff(job, SENIOR, **{key: value for key, value in who.items() if key != "user_id"})
    authoriser = replace(authoriser, user_id=who.get("user_id", SENIOR))  # type: ignore[arg-type]  # as above
    release = replace(RELEASE, **what)  # type: ignore[arg-type]  # the table names the fields
    assert [reason.code for reason in reasons_against_releasing(authoriser, release)] == expected


@pytest.mark.parametrize("job", ["district_nurse_lead", "ot_children"])
def test_cover_for_absence_reaches_the_other_team(job: str) -> None:
    authoriser = staff(job, SENIOR, team_id=OTHER_TEAM)
    assert reasons_against_releasing(authoriser, RELEASE)[0].code is X.OTHER_TEAM
    assert reasons_against_releasing(authoriser, RELEASE, Cover(team_ids=frozenset({TEAM}))) == ()


def test_cover_answers_for_the_named_one() -> None:
    authoriser = staff("ot_senior", SENIOR)
    release = replace(RELEASE, asked_of=OTHER)
    assert reasons_against_releasing(authoriser, release, Cover(user_ids=frozenset({OTHER}))) == ()


def test_a_panel_says_its_day_those_present_and_the_reason() -> None:
    chair, day = staff("panel_chair"), date(2026, 3, 3)
    missing = reasons_against_answer(chair, Yes(" ", ("  ",)), today=day)
    assert [reason.code for reason in missing] == [X.PANEL_DAY_MISSING, X.PANEL_MISSING, X.NOTE_MISSING]
    assert reasons_against_answer(chair, Yes("Agreed", ("A. Adams",), day), today=day) == ()
    (to_come,) = reasons_against_answer(chair, Yes("Agreed", ("A. Adams",), day + timedelta(days=1)), today=day)
    assert (to_come.code, to_come.field) == (X.PANEL_DAY_TO_COME, "panel_on")
    assert reasons_against_answer(staff("ot_senior"), Yes(), today=day) == ()


@pytest.mark.parametrize(
    ("days", "code"),
    [(None, X.PANEL_DAY_MISSING), (-1, X.PANEL_DAY_PAST), (0, None), (180, None), (181, X.PANEL_DAY_FAR)],
)
def test_something_is_put_to_a_panel_that_is_to_come(days: int | None, code: X | None) -> None:
    today = date(2026, 3, 3)
    on = None if days is None else today + timedelta(days=days)
    found = reasons_against_panel(on, today=today)
    assert [(reason.code, reason.field) for reason in found] == ([(code, "panel_on")] if code else [])


def test_an_urgent_request_escalates() -> None:
    asked = datetime(2026, 3, 3, 22, 50, tzinfo=UTC)
    assert escalates_at(asked, OrderTerms().escalate_after_minutes) == datetime(2026, 3, 3, 23, 5, tzinfo=UTC)


def test_a_special_that_is_to_be_bought_neither_goes_first_nor_without_a_signature() -> None:
    """It would be bought before anybody released it; one that is owned goes like anything else."""
    dear = replace(PRODUCTS["BED-010"], code="SPC-0001", price_pence=400_000)
    special = AuthorityLine(1, dear, 1, True, "end_of_life_home")
    decided = decide("community_nurse", special)
    assert (decided.waiting, decided.goes_now) == (frozenset({1}), frozenset())
    assert {reason.code for release in decided.releases for reason in release.reasons} == {A.ABOVE_LIMIT, A.FAST_SPEED}
    owned = replace(special, product=replace(dear, price_pence=0))
    assert decide("community_nurse", owned).releases == ()

"""Questions: the flag language, which are asked, what answers are, and what they flag."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.catalogue.rules.facts import CheckCode, ProductFacts, facts_of, shown, worst_first
from handrail.catalogue.rules.flags import (
    Answer,
    Between,
    Branch,
    Compared,
    FlagSyntaxError,
    Is,
    Raised,
    columns_compared,
    evaluate,
    parse_flag_rule,
)
from handrail.catalogue.rules.questions import (
    AnswerReason,
    AskedQuestion,
    check_answers,
    columns_asked,
    not_asked,
    questions_for,
    read_answer,
)
from handrail.catalogue.states import AnswerType, AskedAt, Severity
from handrail.core.refusal import Reason
from handrail.wording.checks import check_detail

REFERENCE = shipped_reference()
PRODUCTS = {row.code: facts_of(row) for row in REFERENCE.products}
SETS: dict[str, list[QuestionRow]] = {}
for _row in REFERENCE.questions:
    SETS.setdefault(_row.set_code, []).append(_row)


def products(*codes: str) -> list[ProductFacts]:
    return [PRODUCTS[code] for code in codes]


def asked(*codes: str, at: AskedAt = AskedAt.ORDER) -> dict[str, AskedQuestion]:
    return {question.code: question for question in questions_for(products(*codes), at, SETS)}


@pytest.mark.parametrize(
    ("text", "branches"),
    [
        ("", ()),
        ("no → block", (Branch(Is("no"), Severity.BLOCK),)),
        (
            "< 40 → needs_reason; >= product.max_user_weight_kg → remind",
            (
                Branch(Compared("<", Decimal(40)), Severity.NEEDS_REASON),
                Branch(Compared(">=", "max_user_weight_kg"), Severity.REMIND),
            ),
        ),
        ("between 61 and 318 → block", (Branch(Between(Decimal(61), Decimal(318)), Severity.BLOCK),)),
        (
            "no with child=yes → needs_reason; up → remind (bed_sectional)",
            (
                Branch(Is("no"), Severity.NEEDS_REASON, ("child", "yes")),
                Branch(Is("up"), Severity.REMIND, instead="bed_sectional"),
            ),
        ),
    ],
)
def test_a_flag_rule_is_read(text: str, branches: tuple[Branch, ...]) -> None:
    assert parse_flag_rule(text) == branches


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "no → stop",
        "= 4 → block",
        "> product.colour → block",
        "no → block;yes → block",
        "no with child → block",
        "no → remind ()",
    ],
)
def test_a_flag_rule_that_cannot_be_read_names_its_part(text: str) -> None:
    with pytest.raises(FlagSyntaxError) as caught:
        parse_flag_rule(text)
    assert caught.value.part


LIMITS: dict[str, int | None] = {"max_user_weight_kg": 185, "min_user_height_cm": None}


@pytest.mark.parametrize(
    ("rule", "answer", "raised"),
    [
        ("no → block", False, Raised(Severity.BLOCK, "is", None, None)),
        ("no → block", True, None),
        ("yes → remind", True, Raised(Severity.REMIND, "is", None, None)),
        ("air → remind", "air", Raised(Severity.REMIND, "is", None, None)),
        ("air → remind", "foam", None),
        ("> 12 → remind", Decimal(12), None),
        ("> 12 → remind", Decimal("12.5"), Raised(Severity.REMIND, ">", Decimal(12), None)),
        (">= 12 → remind", Decimal(12), Raised(Severity.REMIND, ">=", Decimal(12), None)),
        ("<= 12 → remind", Decimal(12), Raised(Severity.REMIND, "<=", Decimal(12), None)),
        ("< 12 → remind", Decimal(12), None),
        (
            "> product.max_user_weight_kg → block",
            Decimal(186),
            Raised(Severity.BLOCK, ">", Decimal(185), "max_user_weight_kg"),
        ),
        ("< product.min_user_height_cm → block", Decimal(1), None),
        ("< product.max_user_height_cm → block", Decimal(1), None),
        ("> 3 → block", "four", None),
        ("between 61 and 318 → block", Decimal(61), Raised(Severity.BLOCK, "between", Decimal(318), None)),
        ("between 61 and 318 → block", Decimal(318), Raised(Severity.BLOCK, "between", Decimal(318), None)),
        ("between 61 and 318 → block", Decimal(60), None),
        ("between 61 and 318 → block", "61", None),
        ("> 10 → block; > 5 → remind", Decimal(11), Raised(Severity.BLOCK, ">", Decimal(10), None)),
        ("> 10 → block; > 5 → remind", Decimal(6), Raised(Severity.REMIND, ">", Decimal(5), None)),
        ("", True, None),
    ],
)
def test_the_first_condition_that_holds_counts(rule: str, answer: Answer, raised: Raised | None) -> None:
    assert evaluate(parse_flag_rule(rule), answer, LIMITS) == raised


@pytest.mark.parametrize(
    ("others", "raised"),
    [
        ({}, None),
        ({"small_child": False}, None),
        ({"small_child": True}, Raised(Severity.NEEDS_REASON, "is", None, None, beside="small_child")),
    ],
)
def test_a_condition_may_take_another_answer(others: dict[str, Answer], raised: Raised | None) -> None:
    rule = parse_flag_rule("no with small_child=yes → needs_reason; yes → remind")
    assert evaluate(rule, False, LIMITS, others) == raised
    assert evaluate(rule, True, LIMITS, others) == Raised(Severity.REMIND, "is", None, None)


def test_no_lock_with_a_child_in_the_house_asks_for_a_reason_that_names_both_answers() -> None:
    questions = asked("BED-010")
    lock = [questions[code] for code in ("handset_lock", "small_child_or_pet")]
    (check, _) = check_answers(lock, {"handset_lock": "no", "small_child_or_pet": "yes"}).checks
    assert (check.severity, check.products) == (Severity.NEEDS_REASON, ("BED-010",))
    said = check_detail(check.severity, "", dict(check.numbers))
    assert "“Could a small child or a pet get under it while it moves?” was answered “yes”." in said
    assert check_answers(lock, {"handset_lock": "no", "small_child_or_pet": "no"}).checks == ()


def test_a_handset_that_is_to_be_locked_is_the_safe_answer_and_raises_nothing() -> None:
    assert check_answers([asked("BED-010")["handset_lock"]], {"handset_lock": "yes"}).checks == ()


def test_stairs_make_one_think_of_a_bed_in_sections_unless_it_is_one() -> None:
    (check,) = check_answers([asked("BED-010")["bed_floor"]], {"bed_floor": "upstairs"}).checks
    assert (check.severity, dict(check.numbers)["instead"]) == (Severity.REMIND, "bed_sectional")
    assert check_answers([asked("BED-040")["bed_floor"]], {"bed_floor": "upstairs"}).checks == ()
    assert "Think of: Profiling bed, in light sections." in check_detail(
        check.severity, "", {**dict(check.numbers), "instead_name": "Profiling bed, in light sections"}
    )


def test_columns_compared_are_the_products_own() -> None:
    rule = "< 40 → remind; > product.max_user_weight_kg → remind; no → block"
    assert columns_compared(parse_flag_rule(rule)) == {"max_user_weight_kg"}


def test_every_shipped_rule_is_read() -> None:
    assert all(parse_flag_rule(row.flag_rule) or not row.flag_rule for row in REFERENCE.questions)


def test_a_question_in_two_sets_is_asked_once_for_both() -> None:
    weight = asked("BED-010", "BDA-010", "BED-020")["person_weight_kg"]
    assert [(use.set_code, [product.code for product in use.products]) for use in weight.uses] == [
        ("bed", ["BED-010", "BED-020"]),
        ("bed_rail", ["BDA-010"]),
    ]
    assert weight.required


def test_questions_follow_the_file_and_the_moment() -> None:
    assert list(asked("BED-010"))[:3] == ["person_weight_kg", "person_height_cm", "what_for"]
    assert list(asked("BED-010", at=AskedAt.DELIVERY)) == ["shown_at_delivery", "instructions_left"]


def test_no_set_no_questions() -> None:
    assert asked("BDA-060") == {}
    assert questions_for(products("BED-010"), AskedAt.ORDER, {}) == ()


def question(kind: AnswerType, unit: str = "", code: str = "q", required: bool = True) -> AskedQuestion:
    choices = (("a", "Apple"), ("b", "Bean")) if kind is AnswerType.CHOICE else ()
    return AskedQuestion(code, "How?", kind, unit, choices, required, ())


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "answer"),
    [
        (AnswerType.YES_NO, "", "yes", True),
        (AnswerType.YES_NO, "", "No", False),
        (AnswerType.NUMBER, "kg", "78", Decimal(78)),
        (AnswerType.NUMBER, "kg", "78.5 kg", Decimal("78.5")),
        (AnswerType.NUMBER, "kg", "78,5", Decimal("78.5")),
        (AnswerType.NUMBER, "stone", "12", Decimal(12)),
        (AnswerType.CHOICE, "", "a", "a"),
        (AnswerType.TEXT, "", "To get up", "To get up"),
        (AnswerType.DATE, "", "2 March 2026", date(2026, 3, 2)),
        (AnswerType.DATE, "", "2026-03-02", date(2026, 3, 2)),
    ],
)
def test_an_answer_is_read_with_its_type(kind: AnswerType, unit: str, typed: str, answer: Answer) -> None:
    assert read_answer(question(kind, unit), typed) == answer


@pytest.mark.parametrize(
    ("kind", "unit", "typed", "code"),
    [
        (AnswerType.YES_NO, "", "maybe", AnswerReason.NOT_YES_OR_NO),
        (AnswerType.NUMBER, "kg", "heavy", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "NaN", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "1,234", AnswerReason.NUMBER_EITHER_WAY),
        (AnswerType.NUMBER, "kg", "72.1234", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "1e3", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "١٢", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "", AnswerReason.NOT_A_NUMBER),
        (AnswerType.NUMBER, "kg", "-5", AnswerReason.NOT_POSSIBLE),
        (AnswerType.NUMBER, "kg", "0", AnswerReason.NOT_POSSIBLE),
        (AnswerType.NUMBER, "kg", "7500", AnswerReason.NOT_POSSIBLE),
        (AnswerType.CHOICE, "", "c", AnswerReason.NOT_A_CHOICE),
        (AnswerType.NUMBER, "mm", "1,200", AnswerReason.NUMBER_EITHER_WAY),
        (AnswerType.TEXT, "", "x" * 2001, AnswerReason.TOO_LONG),
        (AnswerType.DATE, "", "last week", AnswerReason.NOT_A_DAY),
        (AnswerType.DATE, "", "30 2 2026", AnswerReason.NOT_A_DAY),
    ],
)
def test_an_impossible_answer_says_what_is_wrong(kind: AnswerType, unit: str, typed: str, code: AnswerReason) -> None:
    reason = read_answer(question(kind, unit), typed)
    assert isinstance(reason, Reason)
    assert (reason.code, reason.field) == (code, "answers.q")
    assert ("question", "How?") in reason.params


def test_a_height_is_a_persons() -> None:
    height = replace(question(AnswerType.NUMBER, "cm"), compared_with="height")
    reason = read_answer(height, "1750")
    assert isinstance(reason, Reason)
    assert dict(reason.params)["high"] == 250


def test_answers_to_what_is_not_asked_are_named() -> None:
    bed = asked("BED-010").values()
    assert not_asked(bed, ["agreed", "what_for"]) == not_asked(bed, []) == ()
    assert [reason.field for reason in not_asked(bed, ["agreed", "rails_in_use", "agree"])] == [
        "answers.agree",
        "answers.rails_in_use",
    ]


def test_answers_are_checked_together() -> None:
    questions = [
        question(AnswerType.YES_NO, code="missing"),
        question(AnswerType.TEXT, code="optional", required=False),
        question(AnswerType.NUMBER, "kg", code="wrong"),
        question(AnswerType.TEXT, code="right"),
    ]
    checked = check_answers(questions, {"wrong": "x", "right": " good ", "missing": "  ", "not_asked": "1"})
    assert [reason.code for reason in checked.problems] == [AnswerReason.MISSING, AnswerReason.NOT_A_NUMBER]
    assert checked.answers == {"right": "good"}
    assert checked.checks == ()


def test_a_flag_shows_its_numbers_and_each_product_over_its_limit() -> None:
    weight = asked("BED-010", "BDA-044", "BED-050")["person_weight_kg"]
    checks = check_answers([weight], {"person_weight_kg": "190.0"}).checks
    assert [(check.key, check.products, check.severity) for check in checks] == [
        ("answer:person_weight_kg:needs_reason:BED-010", ("BED-010",), Severity.NEEDS_REASON),
        ("answer:person_weight_kg:needs_reason:BDA-044", ("BDA-044",), Severity.NEEDS_REASON),
    ]
    assert checks[0].code is CheckCode.ANSWER_FLAGGED
    assert checks[0].numbers == (
        ("question", "What does the person weigh?"),
        ("answer", "190"),
        ("operator", ">"),
        ("limit", "185"),
        ("unit", "kg"),
    )


def test_one_matter_in_two_sets_is_flagged_once_for_both() -> None:
    checks = check_answers([asked("BED-010", "BDA-010")["agreed"]], {"agreed": "not_yet"}).checks
    assert [(check.key, check.products) for check in checks] == [("answer:agreed:needs_reason", ("BED-010", "BDA-010"))]
    assert checks[0].numbers[1] == ("answer", "Not yet")


def test_a_product_that_two_sets_bring_is_named_once() -> None:
    both = asked("BED-010")["socket_near"]
    twice = AskedQuestion(
        both.code, both.text, both.answer_type, both.unit, both.choices, True, (both.uses[0], both.uses[0])
    )
    (check,) = check_answers([twice], {"socket_near": "no"}).checks
    assert check.products == ("BED-010",)
    assert check.numbers[1] == ("answer", "no")


def test_yes_is_said_as_yes() -> None:
    (check,) = check_answers([asked("BED-010")["small_child_or_pet"]], {"small_child_or_pet": "yes"}).checks
    assert (check.severity, check.numbers[1]) == (Severity.REMIND, ("answer", "yes"))


def test_the_columns_that_questions_compare_already() -> None:
    questions = list(asked("BED-010", "BDA-010").values())
    bed, rail, table = products("BED-010", "BDA-010", "BDA-060")
    assert columns_asked(questions, bed) == {"max_user_weight_kg", "min_user_height_cm", "max_user_height_cm"}
    assert columns_asked(questions, rail) == set()
    assert columns_asked(questions, table) == set()


def test_worst_first_and_each_once() -> None:
    questions = asked("BED-010")
    checks = check_answers(
        questions.values(), {"bed_floor": "upstairs", "socket_near": "no", "small_child_or_pet": "yes"}
    ).checks
    ranked = worst_first((*checks, checks[0]))
    assert [check.severity for check in ranked] == [Severity.NEEDS_REASON, Severity.REMIND, Severity.REMIND]


@pytest.mark.parametrize(("number", "text"), [("190.0", "190"), ("0.50", "0.5"), ("100", "100"), ("1E+2", "100")])
def test_numbers_are_shown_as_people_write_them(number: str, text: str) -> None:
    assert shown(Decimal(number)) == text

"""What answers are held against: the person's record, the calendar, what is ordered and held."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from handrail.catalogue.reference.cells import CellError, comparison
from handrail.catalogue.rules.compared import (
    Comparison,
    DayKind,
    Known,
    PartKind,
    Things,
    compared_measures,
    compared_things,
    impossible_days,
    measures_now,
    parse_comparison,
)
from handrail.catalogue.rules.facts import BasketItem, CheckCode, Held, Holding, Measured, Measures
from handrail.catalogue.rules.flags import Answer
from handrail.catalogue.rules.questions import AnswerReason, AskedQuestion, questions_for
from handrail.catalogue.states import AskedAt, Measure, Severity
from handrail.wording import say
from tests.orders.order_facts import PRODUCTS, SETS

TODAY, BORN = date(2026, 3, 3), date(1943, 5, 12)
RAILS, BED, MATTRESS, COMMODE = "BDA-010", "BED-010", "MAT-022", "TOI-010"


def known(*ordered: str, held: tuple[str, ...] = (), measured: tuple[Measured, ...] = ()) -> Known:
    basket = tuple(BasketItem(PRODUCTS[code], 1) for code in ordered)
    holdings = tuple(Holding(PRODUCTS[code], 1, Held.ON_LOAN, TODAY) for code in held)
    return Known(TODAY, BORN, basket, holdings, measured)


def asked(*codes: str) -> tuple[AskedQuestion, ...]:
    return questions_for([PRODUCTS[code] for code in codes], AskedAt.ORDER, SETS)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", None),
        ("weight", Measure.WEIGHT),
        ("height", Measure.HEIGHT),
        ("past_day", DayKind.PAST_DAY),
        ("part", PartKind.PART),
        ("yes=bed_rail", (Things("yes", frozenset({"bed_rail"})),)),
        ("ours=bed+small_bed", (Things("ours", frozenset({"bed", "small_bed"})),)),
        (
            "foam=~mattress_foam; air=pressure_mattress+~air_bed",
            (
                Things("foam", frozenset(), frozenset({"mattress_foam"})),
                Things("air", frozenset({"pressure_mattress"}), frozenset({"air_bed"})),
            ),
        ),
    ],
)
def test_a_comparison_is_read(text: str, read: Comparison | None) -> None:
    assert parse_comparison(text) == read
    assert comparison(text) == text


@pytest.mark.parametrize("text", ["girth", "yes=", "=bed", "yes=bed,", "yes = bed", "yes=bed;no=rail", "yes=~"])
def test_a_comparison_that_cannot_be_read_is_a_fault_of_its_cell(text: str) -> None:
    with pytest.raises(CellError):
        comparison(text)


@pytest.mark.parametrize(
    ("answer", "ordered", "held", "found"),
    [
        (False, (MATTRESS, RAILS), (), [(CheckCode.ANSWER_DENIES_THING, Severity.NEEDS_REASON, (RAILS,))]),
        (False, (MATTRESS,), (RAILS,), [(CheckCode.ANSWER_DENIES_THING, Severity.NEEDS_REASON, (RAILS,))]),
        (False, (MATTRESS, RAILS), (RAILS,), [(CheckCode.ANSWER_DENIES_THING, Severity.NEEDS_REASON, (RAILS,))]),
        (False, (MATTRESS, BED), (COMMODE,), []),
        (True, (MATTRESS, RAILS), (), []),
        (True, (MATTRESS,), (RAILS,), []),
        (True, (MATTRESS,), (), [(CheckCode.ANSWER_WITHOUT_THING, Severity.REMIND, ())]),
    ],
)
def test_rails_that_are_denied_or_not_there(
    answer: bool, ordered: tuple[str, ...], held: tuple[str, ...], found: list[tuple[CheckCode, Severity, object]]
) -> None:
    checks = compared_things(asked(*ordered), {"rails_in_use": answer}, known(*ordered, held=held))
    assert [(check.code, check.severity, check.against) for check in checks] == found
    assert all(check.products == (MATTRESS,) and dict(check.numbers)["question"] for check in checks)


@pytest.mark.parametrize(
    ("answer", "ordered", "code"),
    [
        ("ours", (RAILS, BED), None),
        ("ours", (RAILS,), CheckCode.ANSWER_WITHOUT_THING),
        ("own_ordinary", (RAILS,), None),
        ("own_ordinary", (RAILS, BED), CheckCode.ANSWER_DENIES_THING),
    ],
)
def test_a_choice_is_held_against_the_basket_too(answer: str, ordered: tuple[str, ...], code: CheckCode | None) -> None:
    checks = compared_things(asked(*ordered), {"bed_for_rails": answer}, known(*ordered))
    assert [check.code for check in checks] == ([code] if code else [])


FOAM, OVERLAY = "MAT-010", "MAT-014"


@pytest.mark.parametrize(
    ("answer", "ordered", "held", "code", "against"),
    [
        ("air", (RAILS, FOAM), (), CheckCode.ANSWER_DENIES_THING, (FOAM,)),
        ("foam", (RAILS, MATTRESS), (), CheckCode.ANSWER_DENIES_THING, (MATTRESS,)),
        ("own", (RAILS, FOAM), (), CheckCode.ANSWER_DENIES_THING, (FOAM,)),
        ("air", (RAILS, FOAM), (MATTRESS,), None, ()),
        ("overlay", (RAILS, FOAM, OVERLAY), (), None, ()),
        ("foam", (RAILS, FOAM), (), None, ()),
        ("air", (RAILS,), (), CheckCode.ANSWER_WITHOUT_THING, ()),
        ("own", (RAILS,), (), None, ()),
    ],
)
def test_the_mattress_that_is_named_is_the_one_that_is_there(
    answer: str, ordered: tuple[str, ...], held: tuple[str, ...], code: CheckCode | None, against: tuple[str, ...]
) -> None:
    checks = compared_things(asked(*ordered), {"mattress_for_rails": answer}, known(*ordered, held=held))
    assert [(check.code, check.against) for check in checks] == ([(code, against)] if code else [])


def test_what_was_not_answered_is_held_against_nothing() -> None:
    assert compared_things(asked(MATTRESS, RAILS), {}, known(MATTRESS, RAILS)) == ()
    assert impossible_days(asked(MATTRESS), {}, known(MATTRESS)) == ()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), AnswerReason.DAY_TO_COME),
        (BORN, None),
        (BORN - timedelta(days=1), AnswerReason.DAY_BEFORE_BIRTH),
    ],
)
def test_a_day_of_assessment_lies_between_birth_and_today(day: date, code: AnswerReason | None) -> None:
    found = impossible_days(asked(MATTRESS), {"skin_assessed_on": day}, known(MATTRESS))
    assert [(reason.code, reason.field) for reason in found] == ([(code, "answers.skin_assessed_on")] if code else [])


@pytest.mark.parametrize(
    ("measure", "then", "days", "now", "differs"),
    [
        (Measure.WEIGHT, "72", 6, "84", True),
        (Measure.WEIGHT, "72", 6, "60", True),
        (Measure.WEIGHT, "72", 0, "77", False),
        (Measure.WEIGHT, "72", 0, "77.1", True),
        # A twentieth of a heavy person is more than five kilograms.
        (Measure.WEIGHT, "200", 0, "210", False),
        (Measure.WEIGHT, "72", 84, "84", False),
        (Measure.WEIGHT, "72", -3, "77", False),
        (Measure.HEIGHT, "165", 6, "170", False),
        (Measure.HEIGHT, "165", 6, "156", True),
        # A child grows.
        (Measure.HEIGHT, "100", 364, "130", False),
    ],
)
def test_a_measure_is_doubtful_where_time_does_not_explain_it(
    measure: Measure, then: str, days: int, now: str, differs: bool
) -> None:
    before = Measured(measure, Decimal(then), TODAY - timedelta(days=days))
    value = Decimal(now)
    measures = Measures(value, None) if measure is Measure.WEIGHT else Measures(None, value)
    checks = compared_measures(measures, known(measured=(before,)))
    assert [check.severity for check in checks] == ([Severity.NEEDS_REASON] if differs else [])


def test_the_numbers_are_shown() -> None:
    before = Measured(Measure.WEIGHT, Decimal("72.0"), TODAY - timedelta(days=6))
    (check,) = compared_measures(Measures(Decimal(84), None), known(measured=(before,)))
    said = "The weight is 84 kg. On Wednesday 25 February 2026 it was 72 kg, so it differs by 12 kg in 6 days"
    assert (check.key, say(check.code, **dict(check.numbers))) == ("measure:weight", said)


@pytest.mark.parametrize(
    ("answers", "measures"),
    [
        ({"person_weight_kg": Decimal(80)}, Measures(Decimal(80), Decimal(160))),
        ({"person_height_cm": Decimal(150)}, Measures(Decimal(70), Decimal(150))),
        ({}, Measures(Decimal(70), Decimal(160))),
    ],
)
def test_measures_prefer_what_was_answered_now(answers: dict[str, Answer], measures: Measures) -> None:
    assert measures_now(asked(BED), answers, Measures(Decimal(70), Decimal(160))) == measures

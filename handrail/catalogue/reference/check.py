"""Owns: whether the reference files of one contract agree with each other.
Refuses: nothing; it returns every fault, and the caller refuses the set."""

from collections.abc import Iterable, Iterator

from handrail.catalogue.reference.cells import ReferenceReason
from handrail.catalogue.reference.parse import fault
from handrail.catalogue.reference.rows import CompatibilityRow, ProductRow, QuestionRow, ReferenceSet
from handrail.catalogue.rules.compared import DayKind, PartKind, parse_comparison
from handrail.catalogue.rules.flags import Is, parse_flag_rule
from handrail.catalogue.rules.questions import REVIEW_QUESTIONS
from handrail.catalogue.states import (
    AnswerType,
    AskedAt,
    BundleLineKind,
    CompareKind,
    FitRule,
    Measure,
    ThingKind,
)
from handrail.core.refusal import Reason

ALL = "all"
# Rules that say something and find nothing: they have no severity.
INFORMATION = frozenset({FitRule.WORKS_WITH, FitRule.SAME_JOB})
FLAGS = frozenset({"child", "bariatric"})
# No crew member carries more than this alone (data/reference/README.md, "crew").
ONE_PERSON_KG = 32


def faults_of_set(reference: ReferenceSet) -> tuple[Reason, ...]:
    """Every reference that points nowhere and every contradiction. `line` is 0: the value names the row."""
    lists: dict[str, set[str]] = {}
    for row in reference.codes:
        lists.setdefault(row.list, set()).add(row.code)
    return (
        *_products(reference, lists),
        *_compatibility(reference, lists),
        *_questions(reference.questions),
        *_named_in_questions(reference.questions, {row.size_group for row in reference.products}),
        *_bundles(reference),
        *_rest(reference, lists),
    )


def _nowhere(file: str, column: str, row: str, value: str, known: Iterable[str]) -> Iterator[Reason]:
    if value not in known:
        yield fault(ReferenceReason.POINTS_NOWHERE, file, 0, column, f"{row}: {value}")


def _contradicts(file: str, column: str, row: str, why: str) -> Reason:
    return fault(ReferenceReason.CONTRADICTS, file, 0, column, row, why)


def _products(reference: ReferenceSet, lists: dict[str, set[str]]) -> Iterator[Reason]:
    sets = {row.set_code for row in reference.questions}
    for row in reference.products:
        file = "products.csv"
        yield from _nowhere(file, "category", row.code, row.category, lists.get("product_category", ()))
        yield from _nowhere(file, "size_group", row.code, row.size_group, lists.get("size_group", ()))
        methods = lists.get("decontamination_method", ())
        yield from _nowhere(file, "decontamination_method", row.code, row.decontamination_method, methods)
        if row.clinical_questions:
            yield from _nowhere(file, "clinical_questions", row.code, row.clinical_questions, sets)
        if row.crew == 1 and row.weight_kg > ONE_PERSON_KG:
            yield _contradicts(file, "crew", row.code, f"two people above {ONE_PERSON_KG} kg")
        if _heights_cross(row):
            yield _contradicts(file, "min_user_height_cm", row.code, "at most max_user_height_cm")


def _heights_cross(row: ProductRow) -> bool:
    low, high = row.min_user_height_cm, row.max_user_height_cm
    return low is not None and high is not None and low > high


def _compatibility(reference: ReferenceSet, lists: dict[str, set[str]]) -> Iterator[Reason]:
    known: dict[ThingKind, set[str]] = {
        ThingKind.PRODUCT: {row.code for row in reference.products},
        ThingKind.SIZE_GROUP: {row.size_group for row in reference.products},
        ThingKind.CATEGORY: {row.category for row in reference.products},
        ThingKind.FLAG: set(FLAGS),
        ThingKind.HAZARD_NOTE: lists.get("hazard_note", set()),
    }
    sets = {row.set_code for row in reference.questions}
    file = "compatibility.csv"
    for row in reference.compatibility:
        yield from _nowhere(file, "subject_code", row.rule_code, row.subject_code, known[row.subject_kind])
        for code in row.object_codes:
            yield from _nowhere(file, "object_codes", row.rule_code, code, known[row.object_kind])
        if row.compare is CompareKind.QUESTIONS:
            yield from _nowhere(file, "compare", row.rule_code, row.compare_set, sets)
        yield from _shape_of_fit(row)


def _shape_of_fit(row: CompatibilityRow) -> Iterator[Reason]:
    file = "compatibility.csv"
    if row.subject_kind is ThingKind.HAZARD_NOTE:
        yield _contradicts(file, "subject_kind", row.rule_code, "a hazard note is only an object")
    if (row.severity is None) is not (row.rule in INFORMATION):
        yield _contradicts(file, "severity", row.rule_code, "empty for works_with and same_job, and for nothing else")


def _questions(rows: tuple[QuestionRow, ...]) -> Iterator[Reason]:
    file = "question_sets.csv"
    words: dict[str, tuple[object, ...]] = {}
    for row in rows:
        name = f"{row.set_code}.{row.question_code}"
        same = (row.text, row.asked_at, row.answer_type, row.unit, row.choices, row.compared_with, row.for_crew)
        if words.setdefault(row.question_code, same) != same:
            yield _contradicts(file, "question_code", name, "the same words in every set")
        if bool(row.choices) is not (row.answer_type is AnswerType.CHOICE):
            yield _contradicts(file, "choices", name, "choices for a choice, and for nothing else")
        if bool(row.unit) is not (row.answer_type is AnswerType.NUMBER):
            yield _contradicts(file, "unit", name, "a unit for a number, and for nothing else")
        if not _flags_fit(row):
            yield _contradicts(file, "flag_rule", name, "conditions that this answer can meet")
        if not _comparison_fits(row):
            yield _contradicts(file, "compared_with", name, "something that this kind of answer can be held against")
        if row.for_crew and not _may_be_for_crew(row):
            yield _contradicts(file, "for_crew", name, "no: only what is asked with an order, and not about the body")


def _named_in_questions(rows: tuple[QuestionRow, ...], groups: set[str]) -> Iterator[Reason]:
    """What comparisons and flags name: question sets, size groups, and other questions with their answers."""
    file = "question_sets.csv"
    sets = {row.set_code for row in rows}
    for row in rows:
        claims = parse_comparison(row.compared_with)
        name = f"{row.set_code}.{row.question_code}"
        for things in claims if isinstance(claims, tuple) else ():
            for code in sorted(things.sets):
                yield from _nowhere(file, "compared_with", name, code, sets)
            for code in sorted(things.groups):
                yield from _nowhere(file, "compared_with", name, code, groups)
        of_set = {other.question_code: _possible(other) for other in rows if other.set_code == row.set_code}
        for branch in parse_flag_rule(row.flag_rule):
            if branch.instead:
                yield from _nowhere(file, "flag_rule", name, branch.instead, groups)
            if branch.beside:
                yield from _nowhere(file, "flag_rule", name, branch.beside[0], set(of_set))
                yield from _nowhere(file, "flag_rule", name, branch.beside[1], of_set.get(branch.beside[0], set()))


def _may_be_for_crew(row: QuestionRow) -> bool:
    """What the prescriber is asked about the home. Weight, height and how long it is needed are not for the door."""
    about_person = isinstance(parse_comparison(row.compared_with), Measure) or row.question_code in REVIEW_QUESTIONS
    return row.asked_at is AskedAt.ORDER and not about_person


def _comparison_fits(row: QuestionRow) -> bool:
    match parse_comparison(row.compared_with):
        case None:
            return True
        case Measure():
            return row.answer_type is AnswerType.NUMBER
        case DayKind():
            return row.answer_type is AnswerType.DATE
        case PartKind():
            return row.answer_type is AnswerType.YES_NO
        case claims:
            return all(things.answer in _possible(row) for things in claims)


def _possible(row: QuestionRow) -> set[str]:
    return {"yes", "no"} if row.answer_type is AnswerType.YES_NO else {code for code, _label in row.choices}


def _flags_fit(row: QuestionRow) -> bool:
    possible = _possible(row)
    conditions = [branch.condition for branch in parse_flag_rule(row.flag_rule)]
    return all(
        condition.code in possible if isinstance(condition, Is) else row.answer_type is AnswerType.NUMBER
        for condition in conditions
    )


def _bundles(reference: ReferenceSet) -> Iterator[Reason]:
    codes = {
        BundleLineKind.PRODUCT: {row.code for row in reference.products},
        BundleLineKind.SIZE_GROUP: {row.size_group for row in reference.products},
    }
    speeds = {row.speed for row in reference.speeds}
    for row in reference.bundles:
        name = f"{row.bundle_code}.{row.line}"
        yield from _nowhere("bundles.csv", "line_code", name, row.line_code, codes[row.line_kind])
        yield from _nowhere("bundles.csv", "default_speed", name, row.default_speed, speeds)


def _rest(reference: ReferenceSet, lists: dict[str, set[str]]) -> Iterator[Reason]:
    speeds = {row.speed for row in reference.speeds}
    categories = {row.category for row in reference.products} | {ALL}
    for speed in reference.speeds:
        yield from _nowhere("speeds.csv", "calendar", speed.speed, speed.calendar, lists.get("calendar", ()))
    for price in reference.prices:
        if price.speed:
            yield from _nowhere("price_list.csv", "speed", price.activity, price.speed, speeds)
    for row in reference.authorities:
        jobs = lists.get("job_category", ())
        yield from _nowhere("authorities.csv", "job_category", row.job_category, row.job_category, jobs)
        for column, named in (("categories", row.categories), ("always_needs_another", row.always_needs_another)):
            for code in named:
                yield from _nowhere("authorities.csv", column, row.job_category, code, categories)
        if (row.authorise_limit_pence is not None) is not row.may_authorise:
            why = "a limit for those who may authorise, and for nobody else"
            yield _contradicts("authorities.csv", "authorise_limit_pence", row.job_category, why)

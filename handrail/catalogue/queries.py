"""Reads the catalogue of a contract as the rules see it: products, rules of fit, questions, bundles.
Refuses nothing; the catalogue is not personal and is bounded by the scope's contract."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from handrail.catalogue.models import BundleLine, CompatibilityRule, Product, Question
from handrail.catalogue.reference.rows import BundleRow, CompatibilityRow, QuestionRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.rules.specials import is_special
from handrail.catalogue.rules.traits import TRAITS
from handrail.catalogue.states import (
    AnswerType,
    AskedAt,
    BundleLineKind,
    CompareKind,
    FitRule,
    Severity,
    SupplyRoute,
    ThingKind,
    Tracking,
)
from handrail.core.remembered import Lasting, in_force, remembered
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep

_BY_TRAIT = f"""
    SELECT t.trait, count(*)::int FROM catalogue_product p CROSS JOIN LATERAL unnest({TRAITS}) AS t (trait)
    WHERE p.contract_id = %(contract)s AND p.from_on <= %(on)s AND (p.until_on IS NULL OR p.until_on > %(on)s)
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product with its id, its facts for the rules, and what only the work around it needs."""

    id: UUID
    facts: ProductFacts
    gtin: str
    weight_kg: Decimal | None
    packed_volume_l: Decimal | None
    decontamination_method: str
    decontamination_minutes: int
    electrical_test_months: int | None
    examination_months: int | None
    service_months: int | None
    collect_when_done: bool
    credit_eligible: bool
    stock_class: str
    weekly_demand_per_100k: Decimal
    return_probability: Decimal
    median_loan_days: int | None


_BESIDE_FACTS = tuple(field.name for field in fields(ProductRecord) if field.name not in {"id", "facts"})


def product_record(row: Product) -> ProductRecord:
    """What is kept of a product beside its row in the database."""
    return ProductRecord(id=row.id, facts=product_facts(row), **{name: getattr(row, name) for name in _BESIDE_FACTS})


def products_by_trait(scope: Scope, on: date) -> Mapping[str, int]:
    """How many products of a day are of each trait that a contract may leave without credit; specials too."""
    return dict(rows(lambda trait, number: (trait, number), _BY_TRAIT, {"contract": scope.contract_id, "on": on}))


def product_facts(row: Product) -> ProductFacts:
    """A product as the rules see it."""
    return ProductFacts(
        code=row.code,
        name=row.name,
        description=row.description,
        category=row.category,
        size_group=row.size_group,
        supply_route=SupplyRoute(row.supply_route),
        tracking=Tracking(row.tracking),
        price_pence=row.price_pence,
        max_user_weight_kg=row.max_user_weight_kg,
        min_user_height_cm=row.min_user_height_cm,
        max_user_height_cm=row.max_user_height_cm,
        crew=row.crew,
        fitting_minutes=row.fitting_minutes,
        demonstration_required=row.demonstration_required,
        minimum_authority=AuthorityStep(row.minimum_authority),
        question_set=row.clinical_questions,
        child=row.child,
        bariatric=row.bariatric,
        from_on=row.from_on,
        until_on=row.until_on,
    )


def _of_contract(scope: Scope) -> QuerySet[Product]:
    return Product.objects.filter(contract_id=scope.contract_id)


def products(
    scope: Scope, *, codes: Collection[str] | None = None, ids: Collection[UUID] | None = None
) -> dict[str, ProductRecord]:
    """Products by code: all of the contract, or those of the codes or ids given. Retired ones are among them."""
    known = remembered(scope.contract_id, "products", lambda: _all_products(scope))
    chosen = known if codes is None else {code: known[code] for code in sorted(set(codes)) if code in known}
    wanted = None if ids is None else set(ids)
    return {code: record for code, record in chosen.items() if wanted is None or record.id in wanted}


def _all_products(scope: Scope) -> dict[str, ProductRecord]:
    return {row.code: product_record(row) for row in _of_contract(scope).order_by("code")}


def orderable(scope: Scope, on: date) -> tuple[ProductRecord, ...]:
    """The catalogue of a day, by category and name; remembered. A special was bought for one person, and is offered to
    nobody: it is found by a search for what does the same job."""
    return remembered(scope.contract_id, ("orderable", on), lambda: _orderable(scope, on))


def _orderable(scope: Scope, on: date) -> tuple[ProductRecord, ...]:
    rows = _of_contract(scope).filter(from_on__lte=on).exclude(until_on__lte=on).order_by("category", "name", "code")
    return tuple(product_record(row) for row in rows if not is_special(row.code))


def fit_rules(scope: Scope, on: date) -> tuple[CompatibilityRow, ...]:
    """The rules of fit of a day; remembered."""
    return in_force(scope.contract_id, "rules of fit", on, lambda: _fit_rules(scope))


def _fit_rules(scope: Scope) -> list[Lasting[CompatibilityRow]]:
    rows = CompatibilityRule.objects.filter(contract_id=scope.contract_id).order_by("rule_code", "from_on")
    return [(row.from_on, row.until_on, fit_rule_row(row)) for row in rows]


def fit_rule_row(row: CompatibilityRule) -> CompatibilityRow:
    """A rule of fit as its file has it."""
    compare, _, compare_set = row.compare.partition(":")
    return CompatibilityRow(
        rule_code=row.rule_code,
        subject_kind=ThingKind(row.subject_kind),
        subject_code=row.subject_code,
        rule=FitRule(row.rule),
        object_kind=ThingKind(row.object_kind),
        object_codes=tuple(row.object_codes),
        compare=CompareKind(compare),
        compare_set=compare_set,
        basis=row.basis,
        severity=Severity(row.severity) if row.severity else None,
        reason=row.reason,
    )


def questions(scope: Scope, sets: Iterable[str], on: date) -> tuple[QuestionRow, ...]:
    """The questions of the sets on a day, in the contract's order; remembered."""
    wanted = {name for name in sets if name}
    if not wanted:
        return ()
    known = in_force(scope.contract_id, "questions", on, lambda: _questions(scope))
    return tuple(question for question in known if question.set_code in wanted)


def _questions(scope: Scope) -> list[Lasting[QuestionRow]]:
    rows = Question.objects.filter(contract_id=scope.contract_id).order_by("position", "from_on")
    return [(row.from_on, row.until_on, question_row(row)) for row in rows]


def question_row(row: Question) -> QuestionRow:
    """A question as its file has it."""
    pairs = [choice.partition("=") for choice in row.choices.split(";") if choice]
    return QuestionRow(
        set_code=row.set_code,
        question_code=row.question_code,
        text=row.text,
        asked_at=AskedAt(row.asked_at),
        answer_type=AnswerType(row.answer_type),
        unit=row.unit,
        choices=tuple((code, label) for code, _, label in pairs),
        required=row.required,
        flag_rule=row.flag_rule,
        compared_with=row.compared_with,
        for_crew=row.for_crew,
    )


def bundles(scope: Scope, on: date) -> tuple[BundleRow, ...]:
    """The lines of all starting baskets of a day, in their order; remembered."""
    return in_force(scope.contract_id, "bundles", on, lambda: _bundles(scope))


def _bundles(scope: Scope) -> list[Lasting[BundleRow]]:
    rows = BundleLine.objects.filter(contract_id=scope.contract_id).order_by("bundle_code", "line", "from_on")
    return [(row.from_on, row.until_on, bundle_row(row)) for row in rows]


def bundle_row(row: BundleLine) -> BundleRow:
    """A line of a starting basket as its file has it."""
    columns: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(BundleRow)}
    return BundleRow(**columns | {"line_kind": BundleLineKind(row.line_kind)})


def questions_held(contract_id: UUID) -> tuple[QuestionRow, ...]:
    """All questions that are asked for good, in the contract's order, as their file has them; read anew. One that
    began today and was taken out is asked until tonight, and is not among them."""
    held = Question.objects.filter(contract_id=contract_id, until_on=None)
    return tuple(question_row(row) for row in held.order_by("position", "from_on"))


def product_lines(scope: Scope) -> tuple[Product, ...]:
    """All catalogue lines as they are kept, by code; for `reference.held.product_row`."""
    return tuple(_of_contract(scope).order_by("code"))

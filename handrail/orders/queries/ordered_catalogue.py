"""Gives the part of the catalogue that an order touches: products, questions, rules of fit, bundles, fittings.
Refuses products of another contract: their codes are unknown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.catalogue.queries import ProductRecord, bundles, fit_rules, products, questions
from handrail.catalogue.reference.rows import CompatibilityRow, QuestionRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import BundleLineKind
from handrail.identity.scope import Scope
from handrail.partners.queries import fitting_pence
from handrail.stock.queries.recalls import recalled_products


@dataclass(frozen=True, slots=True)
class OrderedCatalogue:
    """The part of the catalogue that an order touches. `by_id` and `by_code` hold what is ordered and what is held."""

    ids: Mapping[str, UUID]
    products: Mapping[str, ProductFacts]
    by_id: Mapping[UUID, ProductFacts]
    question_sets: Mapping[str, tuple[QuestionRow, ...]]
    fit_rules: tuple[CompatibilityRow, ...]
    bundles: Mapping[str, frozenset[str]]
    activity_pence: Mapping[str, int]


def catalogue_of_order(
    scope: Scope, codes: Collection[str], *, held: Collection[UUID] = (), baskets: Collection[str] = (), on: date
) -> OrderedCatalogue:
    """The products of these codes and those with the ids in `held`, with the questions, rules of fit and the products
    of these starting baskets, of a day. No statement where the process remembers the catalogue."""
    known, recalled = products(scope), recalled_products(scope)
    ordered, here = set(codes), set(held)
    touched = [
        _under_alert(record) if record.id in recalled else record
        for record in known.values()
        if record.facts.code in ordered or record.id in here
    ]
    chosen = {record.facts.code: record.facts for record in touched if record.facts.code in ordered}
    return OrderedCatalogue(
        ids={record.facts.code: record.id for record in touched},
        products=chosen,
        by_id={record.id: record.facts for record in touched},
        question_sets=_sets(questions(scope, {product.question_set for product in chosen.values()}, on)),
        fit_rules=_rules_for(touched, fit_rules(scope, on)),
        bundles={code: _in_basket(scope, code, known.values(), on) for code in baskets},
        activity_pence=fitting_pence(scope.contract_id, on),
    )


def _under_alert(record: ProductRecord) -> ProductRecord:
    return replace(record, facts=replace(record.facts, under_alert=True))


def _sets(found: Iterable[QuestionRow]) -> dict[str, tuple[QuestionRow, ...]]:
    sets: dict[str, list[QuestionRow]] = {}
    for question in found:
        sets.setdefault(question.set_code, []).append(question)
    return {name: tuple(rows) for name, rows in sets.items()}


def _rules_for(touched: Iterable[ProductRecord], rules: Iterable[CompatibilityRow]) -> tuple[CompatibilityRow, ...]:
    """The rules that name one of these products, its sizes, its category or a flag that a product may have."""
    names = {"child", "bariatric"}
    for record in touched:
        names |= {record.facts.code, record.facts.size_group, record.facts.category}
    return tuple(rule for rule in rules if rule.subject_code in names or not names.isdisjoint(rule.object_codes))


def _in_basket(scope: Scope, code: str, known: Iterable[ProductRecord], on: date) -> frozenset[str]:
    """The codes of the products that a starting basket names, each size of a group among them."""
    lines = [line for line in bundles(scope, on) if line.bundle_code == code]
    named = {line.line_code for line in lines if line.line_kind is BundleLineKind.PRODUCT}
    groups = {line.line_code for line in lines if line.line_kind is not BundleLineKind.PRODUCT}
    return frozenset(one.facts.code for one in known if one.facts.code in named or one.facts.size_group in groups)

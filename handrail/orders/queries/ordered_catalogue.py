"""Reads the part of the catalogue that an order touches: products, questions, rules of fit, bundles, fittings.
Refuses products of another contract: their codes are unknown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.catalogue.reference.rows import CompatibilityRow, QuestionRow
from handrail.catalogue.rules.facts import ProductFacts
from handrail.catalogue.states import (
    AnswerType,
    AskedAt,
    CompareKind,
    FitRule,
    Severity,
    SupplyRoute,
    ThingKind,
    Tracking,
)
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep


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


_CATALOGUE = """
    WITH wanted AS (
        SELECT * FROM catalogue_product
        WHERE contract_id = %(contract)s AND (code = ANY(%(codes)s) OR id = ANY(%(ids)s))
    ), names AS (
        SELECT array_agg(name) AS names FROM (
            SELECT code AS name FROM wanted UNION SELECT size_group FROM wanted UNION SELECT category FROM wanted
            UNION SELECT 'child' UNION SELECT 'bariatric') n
    )
    SELECT
        (SELECT json_agg(w) FROM (SELECT id, code, name, description, category, size_group, supply_route, tracking,
            price_pence, max_user_weight_kg, min_user_height_cm, max_user_height_cm, crew, fitting_minutes,
            demonstration_required, minimum_authority, clinical_questions, child, bariatric, from_on, until_on
            FROM wanted ORDER BY code) w),
        (SELECT json_agg(q ORDER BY q.position) FROM catalogue_question q WHERE q.contract_id = %(contract)s
            AND q.from_on <= %(on)s AND (q.until_on IS NULL OR q.until_on > %(on)s)
            AND q.set_code IN (SELECT clinical_questions FROM wanted WHERE code = ANY(%(codes)s))),
        (SELECT json_agg(r ORDER BY r.rule_code) FROM catalogue_compatibilityrule r, names
            WHERE r.contract_id = %(contract)s AND r.from_on <= %(on)s AND (r.until_on IS NULL OR r.until_on > %(on)s)
            AND (r.subject_code = ANY(names.names) OR r.object_codes && names.names::varchar[])),
        (SELECT json_agg(json_build_array(b.bundle_code, p.code)) FROM catalogue_bundleline b
            JOIN catalogue_product p ON p.contract_id = b.contract_id
                AND b.line_code = CASE b.line_kind WHEN 'product' THEN p.code ELSE p.size_group END
            WHERE b.contract_id = %(contract)s AND b.bundle_code = ANY(%(bundles)s)
            AND b.from_on <= %(on)s AND (b.until_on IS NULL OR b.until_on > %(on)s)),
        (SELECT json_object_agg(activity, price_pence) FROM partners_activityprice a
            WHERE a.contract_id = %(contract)s AND a.unit = 'per_item' AND a.activity LIKE 'fitting%%'
            AND a.from_on <= %(on)s AND (a.until_on IS NULL OR a.until_on > %(on)s))
"""


def catalogue_of_order(
    scope: Scope, codes: Collection[str], *, held: Collection[UUID] = (), bundles: Collection[str] = (), on: date
) -> OrderedCatalogue:
    """The products of these codes and those with the ids in `held`, with the questions, rules of fit and bundles of a
    day. One statement."""
    asked = {"contract": scope.contract_id, "codes": list(codes), "ids": list(held), "on": on, "bundles": list(bundles)}
    ((products, questions, rules, in_bundles, prices),) = rows(
        lambda *row: [part or [] for part in row], _CATALOGUE, asked
    )
    facts = {UUID(row["id"]): _product(row) for row in products}
    sets: dict[str, list[QuestionRow]] = {}
    for row in questions:
        sets.setdefault(row["set_code"], []).append(_question(row))
    in_bundle: dict[str, set[str]] = {}
    for bundle, code in in_bundles:
        in_bundle.setdefault(bundle, set()).add(code)
    return OrderedCatalogue(
        ids={product.code: product_id for product_id, product in facts.items()},
        products={product.code: product for product in facts.values() if product.code in set(codes)},
        by_id=facts,
        question_sets={name: tuple(found) for name, found in sets.items()},
        fit_rules=tuple(_fit_rule(row) for row in rules),
        bundles={name: frozenset(found) for name, found in in_bundle.items()},
        activity_pence=dict(prices),
    )


def _product(row: Mapping[str, Any]) -> ProductFacts:
    same = ("code", "name", "description", "category", "size_group", "price_pence", "crew", "fitting_minutes", "child")
    limits = ("max_user_weight_kg", "min_user_height_cm", "max_user_height_cm", "demonstration_required", "bariatric")
    return ProductFacts(
        **{name: row[name] for name in (*same, *limits)},
        supply_route=SupplyRoute(row["supply_route"]),
        tracking=Tracking(row["tracking"]),
        minimum_authority=AuthorityStep(row["minimum_authority"]),
        question_set=row["clinical_questions"],
        from_on=_day(row["from_on"]),
        until_on=_day(row["until_on"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _question(row: Mapping[str, Any]) -> QuestionRow:
    choices = tuple(tuple(choice.split("=", 1)) for choice in row["choices"].split(";") if choice)
    return QuestionRow(
        set_code=row["set_code"],
        question_code=row["question_code"],
        text=row["text"],
        asked_at=AskedAt(row["asked_at"]),
        answer_type=AnswerType(row["answer_type"]),
        unit=row["unit"],
        choices=tuple((choice[0], choice[-1]) for choice in choices),
        required=row["required"],
        flag_rule=row["flag_rule"],
        compared_with=row["compared_with"],
    )


def _fit_rule(row: Mapping[str, Any]) -> CompatibilityRow:
    compare, _, compare_set = row["compare"].partition(":")
    return CompatibilityRow(
        rule_code=row["rule_code"],
        subject_kind=ThingKind(row["subject_kind"]),
        subject_code=row["subject_code"],
        rule=FitRule(row["rule"]),
        object_kind=ThingKind(row["object_kind"]),
        object_codes=tuple(row["object_codes"]),
        compare=CompareKind(compare),
        compare_set=compare_set,
        basis=row["basis"],
        severity=Severity(row["severity"]) if row["severity"] else None,
        reason=row["reason"],
    )

"""Owns: which products could do the job of another for this person: its sizes, and what the contract's rules name.
Refuses: a product of the same shelf that does something else, and one that would not fit what is ordered and held."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handrail.catalogue.reference.rows import CompatibilityRow
from handrail.catalogue.rules.facts import BasketItem, ProductFacts
from handrail.catalogue.rules.fit import FitFacts, check_fit, check_limits
from handrail.catalogue.states import FitRule, Severity


def does_same_job(product: ProductFacts, other: ProductFacts, rules: Iterable[CompatibilityRow]) -> bool:
    """Whether one is a size of the other, a rule says that they do one job (a heavy-duty chair and the lighter one), or
    of one shelf a rule takes either ("one of these must be there")."""
    if product.child != other.child:
        return False
    both = {product.size_group, other.size_group}
    listed = [rule for rule in rules if both <= {rule.subject_code, *rule.object_codes}]
    if any(rule.rule is FitRule.SAME_JOB for rule in listed):
        return True
    if (product.category, product.supply_route) != (other.category, other.supply_route):
        return False
    return len(both) == 1 or any(rule.rule is FitRule.REQUIRES and both <= set(rule.object_codes) for rule in listed)


def cheaper_instead(
    product: ProductFacts,
    price_pence: int,
    offered: Iterable[ProductFacts],
    rules: Sequence[CompatibilityRow],
    facts: FitFacts,
) -> tuple[ProductFacts, ...]:
    """What costs less than this line of the basket (at its own price), does its job, and raises no check that the line
    itself does not raise; a size of it first, then the dearest, which is nearest to it."""
    stands = _raised(product, product, rules, facts)
    found = [
        other
        for other in offered
        if other.price_pence < price_pence
        and other.code != product.code
        and _carries(product, other, facts)
        and does_same_job(product, other, rules)
        and _raised(product, other, rules, facts) <= stands
    ]
    return tuple(
        sorted(found, key=lambda one: (one.size_group != product.size_group, -one.price_pence, one.name, one.code))
    )


def _carries(product: ProductFacts, other: ProductFacts, facts: FitFacts) -> bool:
    """Where the person's weight is not known, only what carries as much; a known weight is checked like any limit."""
    if facts.measures.weight_kg is not None or other.max_user_weight_kg is None:
        return True
    return product.max_user_weight_kg is not None and other.max_user_weight_kg >= product.max_user_weight_kg


def _raised(
    product: ProductFacts, other: ProductFacts, rules: Sequence[CompatibilityRow], facts: FitFacts
) -> frozenset[tuple[str, tuple[str, ...]]]:
    """What stops or asks for a reason with `other` in the place of `product`: the finding, and what else it names."""
    basket = tuple(
        BasketItem(other, item.quantity) if item.product.code == product.code else item for item in facts.basket
    )
    checks = (*check_fit(rules, replace(facts, basket=basket)), *check_limits(basket, facts.measures, ()))
    return frozenset(
        (check.code.value, tuple(code for code in (*check.products, *check.against) if code != other.code))
        for check in checks
        if check.severity is not Severity.REMIND
    )

"""What costs less and does the same job: sizes, and what a rule of fit takes too; never what lies beside it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from handrail.catalogue.rules.facts import BasketItem, Measures
from handrail.catalogue.rules.fit import FitFacts
from handrail.catalogue.rules.instead import cheaper_instead, does_same_job
from tests.orders.order_facts import PRODUCTS, REFERENCE


def cheaper(code: str, *beside: str, weight_kg: str = "72", height_cm: str = "165") -> list[str]:
    """The codes of what could stand in for a product in a basket."""
    measures = Measures(Decimal(weight_kg) if weight_kg else None, Decimal(height_cm))
    basket = tuple(BasketItem(PRODUCTS[each], 1) for each in (code, *beside))
    facts = FitFacts(basket, (), measures, frozenset(), frozenset())
    product = PRODUCTS[code]
    found = cheaper_instead(product, product.price_pence, PRODUCTS.values(), REFERENCE.compatibility, facts)
    return [one.code for one in found]


def test_an_extension_kit_is_no_bed_rail() -> None:
    for rails in ("BDA-012", "BDA-014", "BDA-018"):
        found = cheaper(rails, "BED-010", "MAT-010")
        assert not set(found) & {"BDA-030", "BDA-020", "BDA-060", "BDA-092"}, found


def test_rails_must_fit_the_bed_of_the_order() -> None:
    assert cheaper("BDA-012", "BED-010", "MAT-010") == ["BDA-010"]
    assert cheaper("BDA-018", "BED-050", "MAT-016", weight_kg="250") == []


def test_a_foam_mattress_may_do_where_an_air_mattress_was_asked_for() -> None:
    assert cheaper("MAT-022", "BED-010") == ["MAT-024", "MAT-012", "MAT-010"]


def test_what_the_person_is_too_heavy_for_is_left_out() -> None:
    assert cheaper("MAT-022", "BED-010", weight_kg="190") == ["MAT-024", "MAT-012"]


def test_where_the_weight_is_not_known_only_what_carries_as_much_counts() -> None:
    assert cheaper("MAT-022", "BED-010", weight_kg="") == ["MAT-024", "MAT-012"]


def test_what_names_no_limit_itself_does_not_carry_as_much_as_what_names_one() -> None:
    """The weight is not known: who may say that the other carries enough?"""
    product = replace(PRODUCTS["MAT-022"], max_user_weight_kg=None)
    facts = FitFacts((BasketItem(product, 1),), (), Measures(None, Decimal(165)), frozenset(), frozenset())
    found = cheaper_instead(product, product.price_pence, PRODUCTS.values(), REFERENCE.compatibility, facts)
    assert found == ()


def test_sizes_of_one_thing_count_and_other_toilet_aids_do_not() -> None:
    assert cheaper("TOI-012") == ["TOI-011", "TOI-010"]


def test_nothing_of_a_child_stands_in_for_an_adult() -> None:
    assert "MAT-028" not in cheaper("MAT-022", "BED-010")


@pytest.mark.parametrize(
    ("heavy", "weight_kg", "lighter"),
    [
        ("SEA-042", "85", True),
        ("SEA-042", "290", False),
        # Where the weight is not known, only what carries as much.
        ("SEA-042", "", False),
        ("TOI-036", "85", True),
        ("TOI-036", "310", False),
        ("WLK-052", "85", True),
    ],
)
def test_the_lighter_one_of_a_heavy_duty_item_counts_where_it_carries_the_person(
    heavy: str, weight_kg: str, lighter: bool
) -> None:
    found = cheaper(heavy, weight_kg=weight_kg)
    assert bool(found) is lighter
    assert not any(PRODUCTS[code].bariatric for code in found)


def test_a_lighter_hoist_counts_with_the_sling_of_the_order() -> None:
    assert "HST-010" in cheaper("HST-014", "SLG-013", weight_kg="85")


def test_each_heavy_duty_item_has_its_lighter_one_or_stands_alone() -> None:
    alone = {
        product.code
        for product in PRODUCTS.values()
        if product.bariatric
        and not any(does_same_job(product, o, REFERENCE.compatibility) for o in PRODUCTS.values() if not o.bariatric)
    }
    assert alone == set()

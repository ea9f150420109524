"""The only writer of the catalogue.
Refuses nothing itself: use cases decide."""

from collections.abc import Sequence
from typing import Any

from handrail.catalogue.models import BundleLine, CompatibilityRule, Product, ProductMark, Question


def add_products(rows: Sequence[Product]) -> None:
    """New catalogue lines, in one statement."""
    Product.objects.bulk_create(rows)


def add_rules(rules: Sequence[CompatibilityRule], questions: Sequence[Question], bundles: Sequence[BundleLine]) -> None:
    """New rules of fit, questions and bundle lines: one statement for each kind."""
    CompatibilityRule.objects.bulk_create(rules)
    Question.objects.bulk_create(questions)
    BundleLine.objects.bulk_create(bundles)


def change_products(rows: Sequence[Product], columns: Sequence[str]) -> None:
    """New values for these columns of catalogue lines, in one statement."""
    if rows:
        Product.objects.bulk_update(rows, columns)


def add_rows(model: type[Any], rows: Sequence[Any]) -> None:
    """New rules of fit, questions or bundle lines: one statement."""
    model.objects.bulk_create(rows)


def change_rows(model: type[Any], rows: Sequence[Any], columns: Sequence[str]) -> None:
    """New values for rules of fit, questions or bundle lines: one statement."""
    if rows:
        model.objects.bulk_update(rows, columns)


def add_marks(rows: Sequence[ProductMark]) -> None:
    """New makers' codes of products, in one statement."""
    ProductMark.objects.bulk_create(rows)

"""The only writer of the catalogue.
Refuses nothing itself: use cases decide."""

from collections.abc import Sequence

from handrail.catalogue.models import BundleLine, CompatibilityRule, Product, ProductMark, Question


def add_products(rows: Sequence[Product]) -> None:
    """New catalogue lines, in one statement."""
    Product.objects.bulk_create(rows)


def add_rules(rules: Sequence[CompatibilityRule], questions: Sequence[Question], bundles: Sequence[BundleLine]) -> None:
    """New rules of fit, questions and bundle lines: one statement for each kind."""
    CompatibilityRule.objects.bulk_create(rules)
    Question.objects.bulk_create(questions)
    BundleLine.objects.bulk_create(bundles)


def add_marks(rows: Sequence[ProductMark]) -> None:
    """New makers' codes of products, in one statement."""
    ProductMark.objects.bulk_create(rows)

"""The questions of one click: those that councils are asked and could not answer.
Refuses nothing."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from handrail.spending.codes import AgeBand, By, Stock
from handrail.web.shared.shapes import Link
from handrail.web.spending.questions import last_quarter

_CHILDREN = {"rows": By.PRODUCT, f"only_{By.AGE}": AgeBand.CHILD}
_ALWAYS = (
    ("By product", {"rows": By.PRODUCT}),
    ("By team, month by month", {"rows": By.TEAM, "columns": By.MONTH}),
    ("By fund, month by month", {"rows": By.FUND, "columns": By.MONTH}),
    ("New or used before", {"rows": By.CATEGORY, "columns": By.STOCK}),
    ("Cost of specials, one by one", {"rows": By.PRODUCT, f"only_{By.STOCK}": Stock.SPECIAL}),
    ("By age and kind", {"rows": By.CATEGORY, "columns": By.AGE}),
    ("By speed", {"rows": By.SPEED, "columns": By.MONTH}),
)


def ready(today: date) -> tuple[Link, ...]:
    """Each question as a link. The quarter stands in it as a date, so that a kept address goes on to mean the same."""
    here = reverse("spending:spending")
    asked = (
        ("Children, by product, last quarter", _CHILDREN | {"period": last_quarter(today).code}),
        ("Children, by product", _CHILDREN),
        *_ALWAYS,
    )
    return (
        *(Link(text, f"{here}?{urlencode(asks)}") for text, asks in asked),
        Link("Credits still to come, by age of loan", reverse("spending:to_come")),
        Link("Budgets of teams", reverse("spending:budgets")),
    )

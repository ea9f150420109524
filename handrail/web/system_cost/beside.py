"""Total system cost beside a saving, in a box of its own.
Refuses to be summed with it: the box says so, and gives no number that could be."""

from django.urls import reverse

from handrail.identity.scope import Scope
from handrail.ledger.rules.system_cost import ADDED, total
from handrail.web.admin.shapes import london_today
from handrail.web.shared.shapes import Link, Notice
from handrail.web.spending.questions import last_quarter
from handrail.web.system_cost.reading import AVOIDED, between, system_cost_of


def beside_saving(scope: Scope) -> Notice:
    """What was counted in the last quarter: a year takes long to count. Two statements, inside `reading`."""
    period = last_quarter(london_today())
    rows = system_cost_of(scope, period)
    sums = (("Added cost", total(rows, ADDED)), ("Avoided cost", total(rows, AVOIDED)))
    lines = [f"{name}: {between(found) if found else 'no figure is set'}." for name, found in sums]
    return Notice(
        "Elsewhere, and not part of this saving",
        (f"What this contract's orders may cost or save in hospital and in care, {period.label}. It is not cash.",
         *lines),
        link=Link("Total system cost", reverse("system_cost:cost")),
    )  # fmt: skip

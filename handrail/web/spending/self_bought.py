"""What people bought themselves, as the pages of forecasts and scenarios show it beside what they assume.
Refuses to add it to any figure: it is a fact to hold an assumption against."""

from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.self_bought import KindBought, self_bought
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.spending.words import labels
from handrail.wording.shown import plural

MONTHS = 12


@dataclass(frozen=True, slots=True)
class SelfBoughtPart:
    """A sentence about the last twelve months, and the kinds behind it."""

    fact: str
    table: Table


def self_bought_part(scope: Scope, today: date) -> SelfBoughtPart:
    """The twelve months that end with this one, within an open reading."""
    this = today.replace(day=1)
    found = self_bought(scope, month_after(this, 1 - MONTHS), month_after(this, 1))
    names = labels(scope, By.CATEGORY, {one.category for one in found.found})
    whole = shown_pounds(found.worth_pence + found.spent_pence)
    fact = (
        f"In the last {MONTHS} months people bought equipment for {shown_pounds(found.worth_pence)} themselves: "
        f"{percent(found.rate)} of the {whole} that would have been ordered."
    )
    table = Table(
        "What people bought themselves",
        (
            Column("Kind of equipment"), Column("How many", numeric=True),
            Column("At our price", numeric=True), Column("Of what would have been ordered", numeric=True),
        ),
        [_row(one, names.get(one.category, one.category)) for one in found.by_kind()],
        Empty("Nobody chose to buy anything", "It is recorded at a person's page."),
        id="self-bought",
    )  # fmt: skip
    return SelfBoughtPart(fact, table)


def percent(rate: float) -> str:
    """A part as a percentage with one decimal."""
    return f"{100 * rate:.1f}%"


def _row(one: KindBought, kind: str) -> Row:
    return Row(
        (
            Cell(kind), Cell(plural(one.pieces, "piece")),
            Cell(shown_pounds(one.worth_pence)), Cell(percent(one.rate)),
        )
    )  # fmt: skip

"""What the person has, and what is ready, costs less and could do the same job: the authoriser's alternatives.
Refuses queries: the view hands over what it read."""

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation

from handrail.catalogue.rules.facts import BasketItem, Held, Holding, Measures, ProductFacts
from handrail.catalogue.rules.fit import FitFacts
from handrail.catalogue.rules.instead import cheaper_instead
from handrail.catalogue.rules.questions import HEIGHT_QUESTION, WEIGHT_QUESTION
from handrail.core.money import shown_pounds
from handrail.loans.holdings import HeldThing
from handrail.needs.queries import NeedRow
from handrail.orders.queries import LineRow
from handrail.orders.queries.orders import AnswerRow
from handrail.people.queries import NoteRow
from handrail.web.prescriber.reference import Reference
from handrail.web.prescriber.stock import Stock
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording.shown import short_day

MOST_CHEAPER = 6
NOT_LISTED = "An item no longer in the catalogue"


def measures_of(answers: Iterable[AnswerRow], needs: Iterable[NeedRow]) -> Measures:
    """Weight and height: as answered for this order, else as last measured."""
    said = {row.question_code: row.answer for row in answers}
    known = list(needs)
    return Measures(
        _number(said.get(WEIGHT_QUESTION)) or next((need.weight_kg for need in known if need.weight_kg), None),
        _number(said.get(HEIGHT_QUESTION)) or next((Decimal(need.height_cm) for need in known if need.height_cm), None),
    )


def _number(said: str | None) -> Decimal | None:
    try:
        return Decimal(said) if said else None
    except InvalidOperation:
        return None


def fit_facts(
    lines: Iterable[LineRow],
    held: Iterable[HeldThing],
    notes: Iterable[NoteRow],
    measures: Measures,
    offered: Reference,
) -> FitFacts:
    """The order as the rules of fit see it. What the catalogue no longer has is left out."""
    codes = {product_id: code for code, product_id in offered.ids.items()}
    return FitFacts(
        basket=tuple(
            BasketItem(offered.products[line.product_code], line.quantity)
            for line in lines
            if line.product_code in offered.products
        ),
        holdings=tuple(
            Holding(offered.products[code], thing.quantity, Held.ON_LOAN if thing.lent else Held.OWN, thing.since_on)
            for thing in held
            if (code := codes.get(thing.product_id))
        ),
        measures=measures,
        hazard_notes=frozenset(note.code for note in notes if note.list == "hazard_note"),
        settled_sets=frozenset(),
    )


def held_table(held: Sequence[HeldThing], offered: Reference) -> Table:
    """What the person has already."""
    names = {product_id: offered.products[code].name for code, product_id in offered.ids.items()}
    return Table(
        "What the person has",
        (Column("Item"), Column("How"), Column("Since")),
        tuple(
            Row(
                (
                    Cell(names.get(thing.product_id, NOT_LISTED), note=f"Quantity {thing.quantity}"),
                    Cell("On loan" if thing.lent else "Fitted to the home" if thing.fitted else "Their own"),
                    Cell(short_day(thing.since_on)),
                )
            )
            for thing in held
        ),
        Empty("Nothing is with the person"),
        id="has",
    )


def cheaper_table(
    lines: Sequence[LineRow],
    facts: FitFacts,
    offered: Reference,
    stock: Stock,
    not_fitting: Mapping[str, Set[str]],
) -> Table:
    """Ready products that cost less, do the same job and fit the person and the other items; each once. `not_fitting`:
    by the code of a special, what somebody looked at and said will not do instead of it. That is not offered."""
    there = [offered.products[code] for code in stock.by_store if sum(stock.of(code)) and code in offered.products]
    ordered = {item.product.code for item in facts.basket}
    found: dict[str, tuple[ProductFacts, LineRow]] = {}
    for line in lines:
        if (product := offered.products.get(line.product_code)) is None:
            continue
        for other in cheaper_instead(product, line.price_pence, there, offered.fit_rules, facts):
            if other.code not in ordered | not_fitting.get(line.product_code, frozenset()):
                found.setdefault(other.code, (other, line))
    shown = tuple(found.values())[:MOST_CHEAPER]
    return Table(
        "Cheaper, and in stock",
        (Column("Item"), Column("Instead of"), Column("Stock"), Column("Price", numeric=True)),
        tuple(
            Row(
                (
                    Cell(product.name, note=product.description),
                    Cell(line.product_name, note=shown_pounds(line.price_pence)),
                    Cell(tag=stock.tag(product.code), note=stock.note(product.code)),
                    Cell(shown_pounds(product.price_pence)),
                )
            )
            for product, line in shown
        ),
        Empty("Nothing that does the same job is ready and costs less"),
        id="cheaper",
    )

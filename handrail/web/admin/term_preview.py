"""What other prices, minutes of cleans or hours of the day would have done to the last quarter, before they are saved.
Refuses to tell an amount to who may not see money: then it says how often alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handrail.catalogue.reference.held import DataKind, DataRow, held_rows
from handrail.catalogue.reference.rows import PriceRow
from handrail.core.money import shown_pounds
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import price_of
from handrail.ledger.rules.price_terms import PriceWanted
from handrail.ledger.rules.recharged import Recharged, recharged_cleans, recharged_hours
from handrail.ledger.rules.repriced import previous_quarter
from handrail.loans.cleaned import cleaned_between
from handrail.partners.effective import Held, TermRow
from handrail.partners.terms import Terms, checked
from handrail.usecases.change_contract_data import DataChange
from handrail.visits.queries.attended import attended_between
from handrail.web.admin.shapes import london_today
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Column, Notice, Row, Table, Tone
from handrail.web.terms.preview import of_prices
from handrail.wording.shown import plural, short_day

MINUTES, HOURS = frozenset({"small_item_minutes", "medium_item_minutes"}), frozenset({"day_begins", "day_ends"})


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would have done, in words and perhaps row by row."""

    notice: Notice
    table: Table | None = None


def shown_first(seen: Preview | None) -> dict[str, Any]:
    """The same for a page with a form."""
    return {"notice": seen.notice, "shown": seen.table} if seen else {}


def preview_of(request: PageRequest, wanted: DataChange) -> Preview | None:
    """What the change would have done; None for what moves no charge, or cannot be read."""
    if wanted.kind is DataKind.PRICE:
        return _of_prices(request, [row for row in wanted.rows if isinstance(row, PriceRow)])
    (row,) = wanted.rows
    if not isinstance(row, TermRow) or row.key not in MINUTES | HOURS:
        return None
    try:
        checked(row.key, row.value)
    except Refused:
        return None
    first, after = previous_quarter(london_today())
    with reading(request.scope):
        found = _recharged(request.scope, row, first, after)
        held = held_rows(request.scope.contract_id, DataKind.PRICE)
    names = _labels(held)
    changed = any(one.was != one.would for one in found)
    lines = [*_says(found, names), *_ends(request.scope, row, found)]
    when = f"From {short_day(first)} to {short_day(after - timedelta(days=1))}"
    return Preview(Notice(when, lines, Tone.WARN if changed else Tone.CALM))


def _labels(held: Mapping[tuple[str, ...], Sequence[Held[DataRow]]]) -> dict[str, str]:
    """What the price list calls its activities."""
    return {one.row.activity: one.row.label for rows in held.values() for one in rows if isinstance(one.row, PriceRow)}


def _of_prices(request: PageRequest, rows: Sequence[PriceRow]) -> Preview:
    """As the page of the price list shows it; without the amounts for who may not see money."""
    with reading(request.scope):
        labels = _labels(held_rows(request.scope.contract_id, DataKind.PRICE))
    labels |= {row.activity: row.label for row in rows}
    wanted = [PriceWanted(row.activity, row.speed, row.price_pence) for row in rows]
    notice, (table, *_) = of_prices(request, wanted, labels)
    again = "To save it, press the button once more."
    if request.scope.may(Permission.SEE_MONEY):
        return Preview(replace(notice, lines=[*notice.lines, again]), table)
    counted = replace(
        table, columns=(*table.columns[:1], Column("How many", numeric=True)),
        rows=[Row(row.cells[:2]) for row in table.rows],
    )  # fmt: skip
    lines = ["What they would have come to is shown to who may see money.", "Nothing is saved yet.", again]
    return Preview(Notice(notice.title, lines), counted)


def _recharged(scope: Scope, row: TermRow, first: date, after: date) -> tuple[Recharged, ...]:
    money, changed = money_terms(scope), dict[str, Any]({row.key: row.value})

    def proposed(on: date) -> Terms:
        return replace(money.terms_of(on), **changed)

    def price(item: str, on: date) -> int:
        listed = price_of(item, [], money.prices.of(on))
        return listed.unit_pence if isinstance(listed, Price) else 0

    if row.key in MINUTES:
        return recharged_cleans(cleaned_between(scope, first, after), money.terms_of, proposed, price)
    return recharged_hours(attended_between(scope, first, after), money.terms_of, proposed, price)


def _says(found: tuple[Recharged, ...], names: Mapping[str, str]) -> Iterator[str]:
    if not found:
        yield "Nothing of the kind was charged."
    for one in found:
        name = names.get(one.item, one.item.replace("_", " ").capitalize())
        yield f"{name}: charged {plural(one.was, 'time')}, would have been charged {plural(one.would, 'time')}."


def _ends(scope: Scope, row: TermRow, found: tuple[Recharged, ...]) -> Iterator[str]:
    if scope.may(Permission.SEE_MONEY) and (more := sum(one.more_pence for one in found)):
        yield f"{shown_pounds(abs(more))} {'more' if more > 0 else 'less'} would have been charged."
    if kept := sum(one.kept for one in found):
        yield f"{plural(kept, 'charge')} could not be worked out again from what held on the day, and stand as charged."
    if row.key in MINUTES:
        yield "The test of a large item is in its price. What tests would cost more or less is not counted."
    if scope.reach != "ALL":
        yield "Only what your organisation may see is counted."
    yield "Nothing is saved yet. To save it, press the button once more."

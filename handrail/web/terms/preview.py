"""What proposed terms would have done to the last quarter that is over, in pounds by row and in all.
Refuses to estimate: what passed and what was charged is priced again by the rules that post."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from handrail.catalogue.queries import products_by_trait
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import Excluded
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import charged_between
from handrail.ledger.rules.credits import CreditTerm, some_on_return
from handrail.ledger.rules.price_terms import PriceWanted, listed
from handrail.ledger.rules.repriced import (
    Repriced,
    Settled,
    left_out,
    previous_quarter,
    repriced_charges,
    repriced_credits,
)
from handrail.ledger.rules.terms import Uncredited, uncredited
from handrail.loans.passed import settled_between
from handrail.partners.queries import code_lists, contract_data
from handrail.spending.codes import By
from handrail.usecases.change_credit_terms import CATEGORIES
from handrail.web.admin.shapes import london_today
from handrail.web.invoices.periods import quarter_from
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Notice, Row, Table, Tone
from handrail.web.spending.questions import last_quarter
from handrail.web.terms.shapes import SILENT
from handrail.wording.shown import short_day
from handrail.wording.terms import EXCLUDED


def of_credits(request: PageRequest, terms: Sequence[CreditTerm]) -> tuple[Notice, tuple[Table, ...]]:
    """What these terms of credit would have given back."""
    scope, today = request.scope, london_today()
    first, after = previous_quarter(today)
    with reading(scope):
        held = money_terms(scope).credit
        settled = settled_between(scope, first, after, on_return=some_on_return((*held.ever(), *terms)))
        found = repriced_credits(settled, held.of, terms)
        products = products_by_trait(scope, today)
        names = {one.code: one.label for one in code_lists(scope.contract_id, [CATEGORIES], today)[CATEGORIES]}
    rows = [(Cell(names.get(one.item, one.item), _credits(request, one)), one) for one in found]
    heads = ("Kind of equipment", "Pieces", "Credited", "Would have been credited")
    notice, tables = _shown(request, rows, heads, "credited", "Nothing was to be credited in that quarter")
    if missing := [_nothing_for(one, names) for one in uncredited(terms)]:
        notice = replace(notice, lines=[*missing, *notice.lines], tone=Tone.WARN)
    excluded = [term for term in terms if term.excludes]
    return notice, (*tables, *([_left_out(excluded, settled, names, products)] if excluded else ()))


def _left_out(
    excluded: Sequence[CreditTerm], settled: Sequence[Settled], names: Mapping[str, str], products: Mapping[str, int]
) -> Table:
    """What each exclusion is about: products of today, and what of the quarter it would have left out."""
    found = left_out(settled, [term.trait for term in excluded])
    rows = [
        Row((
            Cell(EXCLUDED.get(term.excludes or Excluded.CATEGORY) or names.get(term.category, term.category)),
            Cell(f"{products.get(term.trait, 0):,}"), Cell(f"{found[term.trait].pieces:,}"),
            Cell(shown_pounds(found[term.trait].posted_pence)),
        ))
        for term in excluded
    ]  # fmt: skip
    heads = ("Products in the catalogue", "Pieces in that quarter", "Credited for them")
    columns = (Column("What"), *(Column(head, numeric=True) for head in heads))
    return Table("Never credited by these terms", columns, rows, Empty("Nothing"))


def _nothing_for(one: Uncredited, names: Mapping[str, str]) -> str:
    """That a kind of equipment gets no credit at some age, because no term is about it."""
    kind = names.get(one.category, one.category) or "Any other kind"
    if one.until_months is not None:
        age = f"lent for {one.from_months} to under {one.until_months} months"
    else:
        age = f"lent for {one.from_months} months or more" if one.from_months else "however long it was lent"
    return f"{kind}, {age}: nothing is credited, as no term counts."


def of_prices(
    request: PageRequest, prices: Sequence[PriceWanted], labels: Mapping[str, str]
) -> tuple[Notice, tuple[Table, ...]]:
    """What these prices would have charged."""
    scope, today = request.scope, london_today()
    first, after = previous_quarter(today)
    with reading(scope):
        terms = money_terms(scope).prices
        found = repriced_charges(charged_between(scope, first, after), terms.of, listed(prices, terms.of(today)))
        speeds = {code: one.label for code, one in contract_data(scope.contract_id, today).speeds.items()}
    names = [
        ": ".join(filter(None, (labels.get(o.item, o.item), speeds.get(o.speed_code, o.speed_code)))) for o in found
    ]
    rows = [(Cell(name, _entries(request, one)), one) for name, one in zip(names, found, strict=True)]
    heads = ("Activity", "How many", "Charged", "Would have been charged")
    return _shown(request, rows, heads, "charged", "None of these was charged in that quarter")


def _entries(request: PageRequest, one: Repriced) -> str:
    """What was charged of a row in that quarter, entry by entry with its order line and visit."""
    if not request.scope.may(Permission.SEE_STATEMENT):
        return ""
    first, _ = previous_quarter(london_today())
    asks = {"period": quarter_from(first).code, "item": one.item, "speed": one.speed_code}
    return f"{reverse('invoices:entries')}?{urlencode(asks)}"


def _credits(request: PageRequest, one: Repriced) -> str:
    """What was credited of a kind in that quarter, by product; each leads to its order lines."""
    if not one.item or not request.scope.may(Permission.SEE_MONEY):
        return ""
    period = last_quarter(london_today()).code
    asks = {"rows": By.PRODUCT, f"only_{By.CATEGORY}": one.item, "period": period, "money": "credited"}
    return f"{reverse('spending:spending')}?{urlencode(asks)}"


def _shown(
    request: PageRequest, rows: Sequence[tuple[Cell, Repriced]], heads: Sequence[str], verb: str, empty: str
) -> tuple[Notice, tuple[Table, ...]]:
    first, after = previous_quarter(london_today())
    when = f"{short_day(first)} to {short_day(after - timedelta(days=1))}"
    posted, proposed = (sum(one.posted_pence for _, one in rows), sum(one.proposed_pence for _, one in rows))
    lines = [
        _difference(proposed - posted, verb) if rows else f"{empty}. {SILENT}",
        "Nothing is saved yet. Nothing that was posted will change.",
    ]
    if kept := sum(one.kept for _, one in rows):
        lines.append(f"{kept:,} could not be worked out again from the terms of their day. They stand as posted.")
    if request.scope.reach != "ALL":
        lines.append("Only what your organisation may see is counted.")
    body = [_row(cell, one) for cell, one in rows]
    if any(cell.href for cell, _ in rows):
        lines.append("Each row leads to what was posted of it, by the month in which it counts.")
    if body:
        body.append(
            _row(Cell("All together"), Repriced("", "", sum(one.quantity for _, one in rows), posted, proposed))
        )
    columns = (Column(heads[0]), *(Column(head, numeric=True) for head in (*heads[1:], "Difference")))
    table = Table(f"What these terms would have done, {when}", columns, body, Empty(empty), id="shown")
    return Notice(f"From {when}", lines, Tone.WARN if proposed != posted or not rows else Tone.CALM), (table,)


def _difference(pence: int, verb: str) -> str:
    if not pence:
        return f"Just as much would have been {verb}."
    return f"{shown_pounds(abs(pence))} {'more' if pence > 0 else 'less'} would have been {verb}."


def _row(first: Cell, one: Repriced) -> Row:
    cells = (one.posted_pence, one.proposed_pence, one.more_pence)
    return Row((first, Cell(f"{one.quantity:,}"), *(Cell(shown_pounds(pence)) for pence in cells)))

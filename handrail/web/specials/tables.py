"""What was looked at before a special is bought, and its quotes, as tables: for its own page and for whoever approves.
Refuses queries: the page hands over what it read."""

from collections.abc import Sequence

from handrail.core.money import shown_pounds
from handrail.specials.queries.quotes import QuoteRow
from handrail.specials.queries.shown import LookedAt
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.wording.shown import plural, short_day


def looked_table(looked: Sequence[LookedAt], of: str = "") -> Table:
    """What was looked at first, and why it does not fit; `of` tells one special from the next on a page of several."""
    return Table(
        f"Looked at first{of}",
        (Column("Looked at"), Column("Ready", numeric=True), Column("Does it fit?"), Column("By")),
        [
            Row((
                Cell(one.name or "Nothing lay ready", note=one.code),
                Cell(str(one.ready) if one.code else ""),
                Cell("It does the job" if one.picked else one.why_not, note=_elsewhere(one)),
                Cell(one.by, note=short_day(one.at)),
            ))
            for one in looked
        ],
        Empty("Nobody looked yet", "What lies in the stores is looked at before anything is bought."),
    )  # fmt: skip


def _elsewhere(one: LookedAt) -> str:
    return f"Also: {one.elsewhere}" if one.elsewhere else ""


def quotes_table(quotes: Sequence[QuoteRow], of: str = "") -> Table:
    """What suppliers ask, and which quote was chosen and why."""
    return Table(
        f"Quotes{of}",
        (Column("Supplier"), Column("Price", numeric=True), Column("Comes in"), Column("Chosen"), Column("By")),
        [
            Row((
                Cell(one.supplier, note=one.note),
                Cell(shown_pounds(one.price_pence)),
                Cell(plural(one.lead_days, "day")),
                Cell(f"Yes, {short_day(one.chosen_at)}" if one.chosen_at else "", note=one.chosen_why),
                Cell(one.by, note=short_day(one.at)),
            ))
            for one in quotes
        ],
        Empty("No quotes yet", "The service desk asks suppliers once nothing in store will do."),
    )  # fmt: skip

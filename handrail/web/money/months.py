"""A year of a pool month by month: bars to look at, and the table beside them, which is also the file.
Refuses months that are still to come, and money that was paid for another year of the pool."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.ledger.queries.pool import ReceiptRow
from handrail.ledger.rules.figures import Figures, Gained, figures, months_of
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table

# A bar is drawn on so many units.
WIDTH = 1000
# On the page a short one, so that all of them fit beside each other.
RESERVED = "Reserved"
HEADS = ("Month", "Received", "Equipment", "Activity", "VAT", "Credited", "Net", "Net so far", "Reserved at its end")


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of one month, and what the year had cost by its end."""

    begins: date
    figures: Figures
    net_so_far_pence: int
    received_pence: int = 0

    @property
    def words(self) -> str:
        """The month by its name and year."""
        return f"{self.begins:%B %Y}"

    @property
    def pence(self) -> tuple[int, ...]:
        """The amounts in the order of the heads."""
        of = self.figures
        return (
            self.received_pence, of.equipment_pence, of.activity_pence, of.vat_pence, of.credited_pence,
            of.net_pence, self.net_so_far_pence, of.reserved_pence,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One bar: how long it is, where it begins, and the amount in words. Below nothing it lies to the left."""

    words: str
    amount: str
    kind: str
    begins: int
    length: int


def months(gained: Sequence[Gained], begins: date, last: date, came: Sequence[ReceiptRow] = ()) -> tuple[Month, ...]:
    """The months from the beginning of a year to that of a day. `came`: what counts of the receipts of this year."""
    found, so_far = [], 0
    for month in months_of(begins, last):
        after = month_after(month, 1)
        of = figures(gained, month, after)
        so_far += of.net_pence
        found.append(Month(month, of, so_far, sum(one.pence for one in came if month <= one.received_on < after)))
    return tuple(found)


def outside(came: Sequence[ReceiptRow], begins: date, ends: date) -> Iterator[tuple[str, int]]:
    """What came for this year before it began and after its end: no month of it holds that."""
    if early := sum(one.pence for one in came if one.received_on < begins):
        yield f"Before {begins:%B %Y}", early
    if late := sum(one.pence for one in came if one.received_on >= ends):
        yield f"From {ends:%B %Y} on", late


def bars(found: Sequence[Month]) -> tuple[MonthBar, ...]:
    """What each month cost, on one scale; where more was credited than spent the bar goes left from nothing."""
    nets = [one.figures.net_pence for one in found]
    lowest, highest = min([0, *nets]), max([0, *nets])
    scale = max(1, highest - lowest)
    drawn = []
    for one, net in zip(found, nets, strict=True):
        begins, ends = (round(WIDTH * (pence - lowest) / scale) for pence in sorted((0, net)))
        length = max(ends - begins, 4) if net else 0
        drawn.append(MonthBar(one.words, shown_pounds(net), "done" if net >= 0 else "risk", begins, length))
    return tuple(drawn)


def table(found: Sequence[Month], beyond: Sequence[tuple[str, int]], href: str) -> Table:
    """The same in numbers, with what was received beyond its months."""
    blank = (Cell(""),) * (len(HEADS) - 2)
    return Table(
        "Month by month",
        (Column(HEADS[0], whole=True), *(Column(head, numeric=True) for head in (*HEADS[1:-1], RESERVED))),
        (
            *(Row((Cell(one.words), *(Cell(shown_pounds(pence)) for pence in one.pence))) for one in found),
            *(Row((Cell(words), Cell(shown_pounds(pence)), *blank)) for words, pence in beyond),
        ),
        Empty("This year has not begun"),
        csv_href=f"{href}&format=csv",
        xlsx_href=f"{href}&format=xlsx",
        id="months",
        is_wide=True,
    )

"""The sums of a forecast as tables and files: each row with the numbers that multiply to its amount.
Refuses a long table on a page: the largest rows are shown, the others as one; the file has them all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handrail.core.csv_writing import Cell as FileCell
from handrail.core.money import shown_pounds
from handrail.forecasting.forecast.inputs import SpendKind
from handrail.forecasting.forecast.year_explained import YearExplained
from handrail.web.forecasts.reading import Asked, month_words
from handrail.web.shared.listing import cells
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table

# Of products; and of months, for which a year has two rows each, of equipment and of work.
MOST_ROWS, MOST_MONTHS = 15, 24
_KINDS = {SpendKind.EQUIPMENT: "Equipment", SpendKind.ACTIVITY: "Visits and other work"}


@dataclass(frozen=True, slots=True)
class Pence:
    """An amount among the numbers of a row."""

    pence: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole among them."""

    part: float


type Number = str | int | float | Pence | Share
type Line = tuple[str, Sequence[Number], int]
type Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One sum: what it is called, how a row of it is made, in words, and its rows: first word, numbers, amount."""

    code: str
    title: str
    about: str
    heads: tuple[str, ...]
    lines: Callable[[YearExplained, Names], Iterator[Line]]
    by_amount: bool = False


def _kept(year: YearExplained, _names: Names) -> Iterator[Line]:
    for row in year.kept:
        yield month_words(row.month), (_KINDS[row.kind], Pence(row.kept_pence), Share(row.part)), row.pence


def _coming(year: YearExplained, _names: Names) -> Iterator[Line]:
    for row in year.coming:
        numbers = (
            _KINDS[row.kind], Pence(round(row.a_day_pence)), row.season, row.working_days, row.price, Share(row.part),
        )  # fmt: skip
        yield month_words(row.month), numbers, row.pence


def _told(year: YearExplained, _names: Names) -> Iterator[Line]:
    for row in year.told:
        numbers = _KINDS[row.kind], Pence(row.ordered_pence), Share(row.rise), Share(row.part)
        yield month_words(row.month), numbers, row.pence


def _fees(year: YearExplained, _names: Names) -> Iterator[Line]:
    for row in year.fees:
        yield month_words(row.month), (), row.pence


def _back(year: YearExplained, names: Names) -> Iterator[Line]:
    for row in year.back:
        numbers = row.pieces, round(row.months_out, 1), Pence(row.paid_pence), Share(row.part)
        yield names.get(row.product, "Not known"), numbers, row.pence


def _again(year: YearExplained, names: Names) -> Iterator[Line]:
    for row in year.again:
        whole = row.bought_pence / year.equipment_pence if year.equipment_pence else 0.0
        numbers = Share(whole), Pence(row.bought_pence), Share(row.part)
        yield names.get(row.product, "Not known"), numbers, row.pence


PARTS = (
    Part(
        "open-orders",
        "Open orders",
        "Money is kept for each order that is not delivered yet. Some are cancelled, and some come after the year. "
        "So: money kept × the part of orders of that age that is spent within the year.",
        ("Ordered in", "For", "Money kept", "Part that is spent", "Comes to"),
        _kept,
    ),
    Part(
        "orders-to-come",
        "Orders to come",
        "What was lately ordered on a working day goes on. So: pounds a working day × season × working "
        "days × level of prices today × the part that is delivered within the year. Season 1 is an average month; it "
        "stays 1 until more than a year is known.",
        (
            "Ordered in", "For", "A working day", "Season", "Working days", "Prices", "Part that is spent", "Comes to",
        ),
        _coming,
    ),
    Part(
        "prices-told",
        "Prices told ahead",
        "The price list, an index or terms of VAT that begin on a later day change what is ordered from then on. So: "
        "what will be ordered at the prices of today × by how much they change × the part that is delivered within the "
        "year. By how much is weighed by what was charged and bought of each thing in the last 12 months.",
        ("Ordered in", "For", "At the prices of today", "They change by", "Part that is spent", "Comes to"),
        _told,
    ),
    Part(
        "monthly-fee",
        "Monthly fee",
        "The fixed fee is owed for each month, whatever is ordered. So: the price in the list for the month, "
        "with VAT where that is a cost, borne by the funds as the last one was.",
        ("Month", "Comes to"),
        _fees,
    ),
    Part(
        "out-now",
        "Credits: out now",
        "Each product has its own curve of returns: of what was out for so many months, how much came back in the "
        "next. So: what was paid × the part of it that is credited within the year, by the contract's credit terms.",
        ("Product", "Out now", "Months out, on average", "Paid for them", "Part that is credited", "Comes to"),
        _back,
        by_amount=True,
    ),
    Part(
        "lent-later",
        "Credits: lent later",
        "What is bought from now on comes back by the same curves. So: {equipment} for all equipment to be bought "
        "until {ends} × the product's part of it lately × the part of that which is credited within the year.",
        ("Product", "Part of all equipment", "Bought of it", "Part that is credited", "Comes to"),
        _again,
        by_amount=True,
    ),
)  # fmt: skip


def part_table(part: Part, asked: Asked, year: YearExplained, names: Names) -> Table:
    """The largest rows of a sum, the others together, and all of them."""
    lines = _ordered(part, year, names)
    most = MOST_ROWS if part.by_amount else MOST_MONTHS
    largest = sorted(range(len(lines)), key=lambda place: -lines[place][2])[:most]
    rows = [
        Row((Cell(first), *(Cell(_shown(number)) for number in numbers), Cell(shown_pounds(pence))))
        for first, numbers, pence in (lines[place] for place in sorted(largest))
    ]
    blank = [Cell() for _ in part.heads[2:]]
    if others := [line for place, line in enumerate(lines) if place not in largest]:
        total = sum(pence for _, _, pence in others)
        rows.append(Row((Cell(f"{len(others)} others"), *blank, Cell(shown_pounds(total)))))
    if lines:
        rows.append(Row((Cell("All"), *blank, Cell(shown_pounds(sum(pence for _, _, pence in lines))))))
    href = asked.href("forecasts:explained", part=part.code, format="csv")
    return Table(
        part.title,
        (
            Column(part.heads[0], whole=not part.by_amount),
            *(Column(head, numeric=head != "For") for head in part.heads[1:]),
        ),
        rows,
        Empty("Nothing is to come of this"),
        csv_href=href,
        is_wide=len(part.heads) > 6,
        id=part.code,
    )


def about(part: Part, asked: Asked, year: YearExplained) -> str:
    """How a row of a sum is made, in words."""
    return part.about.format(equipment=shown_pounds(year.equipment_pence), ends=asked.ends)


def part_file(part: Part, year: YearExplained, names: Names) -> tuple[Sequence[str], Sequence[Sequence[FileCell]]]:
    """All rows, amounts in pounds as numbers."""
    rows = [
        cells(first, *(_plain(number) for number in numbers), _plain(Pence(pence)))
        for first, numbers, pence in _ordered(part, year, names)
    ]
    return part.heads, rows


def _ordered(part: Part, year: YearExplained, names: Names) -> list[Line]:
    lines = [line for line in part.lines(year, names) if line[2]]
    return sorted(lines, key=lambda line: -line[2]) if part.by_amount else lines


def _shown(number: Number) -> str:
    match number:
        case Pence(pence):
            return shown_pounds(pence)
        case Share(part):
            return f"{part:.2%}"
        case float():
            return f"{number:.3f}".rstrip("0").rstrip(".")
    return str(number)


def _plain(number: Number) -> FileCell:
    match number:
        case Pence(pence):
            return Decimal(pence).scaleb(-2)
        case Share(part):
            return Decimal(str(round(part, 6)))
        case float():
            return Decimal(str(round(number, 6)))
    return number

"""What was spent, split by one thing and across by another: questions of one click, a chart, a table, a file. What
stands on no page of its own stands on the next: `down` and `across` of the address count the pages of both.
Refuses to add up what is not shown into nothing: the totals hold everything, whether it has a row or not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.csv_writing import Cell as FileCell
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.queries import Cell as Sum
from handrail.spending.queries import Shown, crossed
from handrail.web.admin.shapes import london_today
from handrail.web.shared.bars import Bar, BarPart, Bars, bars_of
from handrail.web.shared.export import file_of
from handrail.web.shared.listing import Listing, cells, listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Link, Row, Table
from handrail.web.shared.stacked import Amounts, Stacked, stacked_of
from handrail.web.shared.views import page, render
from handrail.web.spending.besides import Besides, besides_of
from handrail.web.spending.paged import ACROSS, DOWN, FIRST_PAGE, Columns, columns_of, pager_of, pages_of
from handrail.web.spending.questions import MEASURES, Question, Questions, month_code, offered, question_of
from handrail.web.spending.ready import ready
from handrail.web.spending.words import labels
from handrail.wording import say

MOST_ROWS, MOST_COLUMNS = 100, 12
IN_A_FILE = 100_000
# In a bar chart, people compare a dozen; all others stand in the table.
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class SpendingPage:
    """The page. `only`: what it is narrowed to, each with the link that takes it away."""

    title: str
    listing: Listing
    kept: tuple[tuple[str, str], ...]
    ready: tuple[Link, ...]
    only: tuple[Link, ...]
    about: str
    total: str
    bars: Bars | None
    stacked: Stacked | None
    columns: Columns | None
    table: Table
    lines_href: str
    besides: Besides | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells by row and column, with the names of both; rows and columns stand with the most first. `all_rows` and
    `all_columns`: how many there are on all pages."""

    sums: Mapping[tuple[str | None, str | None], Sum]
    rows: Sequence[str]
    columns: Sequence[str]
    row_names: Mapping[str, str]
    column_names: Mapping[str, str]
    besides: Sum | None
    all_rows: int
    all_columns: int

    @property
    def more_rows(self) -> int:
        """How many others there are, on the pages before and after."""
        return self.all_rows - len(self.rows)

    @property
    def more_columns(self) -> int:
        """The same of columns."""
        return self.all_columns - len(self.columns)

    @property
    def is_beyond(self) -> bool:
        """Whether a page was asked for that there is not."""
        return bool(self.all_rows and (not self.rows or (self.all_columns and not self.columns)))

    def pence(self, question: Question, row: str | None, column: str | None) -> int:
        """What one cell came to; nothing where there is none."""
        found = self.sums.get((row, column))
        return question.pence(found) if found else 0

    def hrefs(self, row: str | None, lines_href: Callable[[str | None, str | None], str]) -> list[str]:
        """Where each of `amounts` leads: nowhere where nothing lies behind it, or what is not named."""
        shown = [lines_href(row, column) if (row, column) in self.sums else "" for column in self.columns]
        return [*shown, *([""] if self.more_columns else ()), lines_href(row, None)]

    def amounts(self, question: Question, row: str | None) -> list[int]:
        """A row from left to right: its columns, what lies in others, all of it."""
        shown = [self.pence(question, row, column) for column in self.columns]
        whole = self.pence(question, row, None)
        return [*shown, *([whole - sum(shown)] if self.more_columns else ()), whole]


@page(Permission.SEE_MONEY, methods=("GET",))
def spending(request: PageRequest) -> HttpResponseBase:
    """What was spent. `?format=csv` or `xlsx`: the same with every row."""
    today = london_today()
    form = offered(Questions(request.GET or None), today)
    listing = listing_of(request, sorts=("name", "money"), default="-money", filters=form)
    question = question_of(form, request.GET, today)
    if listing.file_kind:
        heads, rows = _file(question, _read(request, question, Shown(IN_A_FILE), Shown(IN_A_FILE)))
        return file_of(request.scope, listing.file_kind, "spending", heads, lambda: rows)
    down, across = pages_of(listing, DOWN, MOST_ROWS), pages_of(listing, ACROSS, MOST_COLUMNS)
    grid = _read(request, question, Shown(MOST_ROWS, down.offset), Shown(MOST_COLUMNS, across.offset))
    if grid.is_beyond:
        return redirect(listing.href(**FIRST_PAGE))
    return render(request, "spending/crossed.html", _page(request, listing, question, grid))


def _read(request: PageRequest, question: Question, rows_shown: Shown, columns_shown: Shown) -> Grid:
    with reading(request.scope):
        found = crossed(
            request.scope, question.row, question.column, question.asked,
            rows_shown=rows_shown, columns_shown=columns_shown, money=question.money,
        )  # fmt: skip
        sums = {(one.row, one.column): one for one in found.cells}
        if any(one.row is not None for one in found.cells):
            open_record(request.scope, question)
        rows = _ordered(question.row, question, {one.row: one for one in found.cells if one.column is None})
        columns = _ordered(question.column, question, {one.column: one for one in found.cells if one.row is None})
        row_names = labels(request.scope, question.row, rows)
        column_names = labels(request.scope, question.column, columns) if question.column else {}
    crosses = question.column is not None
    return Grid(
        sums, rows, columns if crosses else (), row_names, column_names, found.besides, found.rows,
        found.columns if crosses else 0,
    )  # fmt: skip


def open_record(scope: Scope, question: Question) -> None:
    """What was spent on one person alone tells what they have: their record is opened, without a name too."""
    if person := question.only.get(By.PERSON):
        opened(scope, UUID(person), now_is(now()))


def _ordered(by: By | None, question: Question, found: Mapping[str | None, Sum]) -> list[str]:
    """Months and ages as they follow each other, all else by how much it came to."""
    words = [word for word in found if word is not None]
    if by in (By.MONTH, By.AGE):
        return sorted(words)
    return sorted(words, key=lambda word: (-abs(question.pence(found[word])), word))


def _page(request: PageRequest, listing: Listing, question: Question, grid: Grid) -> SpendingPage:
    total = grid.pence(question, None, None)
    return SpendingPage(
        title="What was spent",
        listing=listing,
        kept=tuple((f"only_{by}", word) for by, word in question.only.items()),
        ready=ready(london_today()),
        only=tuple(narrowed_to(request, listing, question)),
        about=f"{MEASURES[question.money]}, {question.period.label}",
        total=shown_pounds(total),
        bars=None if question.column else _bars(listing, question, grid),
        stacked=_stacked(listing, question, grid) if question.column else None,
        columns=columns_of(pages_of(listing, ACROSS, MOST_COLUMNS), shown=len(grid.columns), total=grid.all_columns),
        table=_table(request, listing, question, grid),
        lines_href=_behind(question, listing)(None, None),
        besides=besides_of(request, question, grid.besides, total),
    )


def narrowed_to(request: PageRequest, listing: Listing, question: Question) -> Iterator[Link]:
    """What a question is narrowed to, each with the link that takes it away."""
    with reading(request.scope):
        for by, word in question.only.items():
            name = labels(request.scope, by, [word])[word]
            yield Link(f"{say(by)}: {name}", listing.href(**{f"only_{by}": None}, **FIRST_PAGE), "take away")


def _narrowed(listing: Listing, question: Question, row: str) -> str:
    """The same question of this row alone, split by what people ask next."""
    after = By.PRODUCT if question.row is not By.PRODUCT else By.TEAM
    return listing.href(**_alone(question.row, row), **FIRST_PAGE, rows=after)


def _alone(by: By | None, word: str | None) -> dict[str, str]:
    """What an address asks so that this word alone is counted; a month is a time to ask about."""
    if by is None or word is None:
        return {}
    return {"period": month_code(date.fromisoformat(word))} if by is By.MONTH else {f"only_{by}": word}


def _behind(question: Question, listing: Listing) -> Callable[[str | None, str | None], str]:
    """Where the order lines are behind one cell, or behind all of a row or of a column."""
    lines = replace(listing, path=reverse("spending:lines"))

    def href(row: str | None, column: str | None) -> str:
        return lines.href(**_alone(question.row, row), **_alone(question.column, column), sort=None)

    return href


def _bars(listing: Listing, question: Question, grid: Grid) -> Bars | None:
    shown = [(row, grid.pence(question, row, None)) for row in grid.rows[:MOST_BARS]]
    if not any(pence for _, pence in shown):
        return None
    return bars_of(
        f"By {say(question.row).lower()}",
        (
            Bar(grid.row_names[row], abs(pence), _narrowed(listing, question, row), "",
                (BarPart("fine", abs(pence)),), shown=shown_pounds(pence))
            for row, pence in shown
        ),
    )  # fmt: skip


def _stacked(listing: Listing, question: Question, grid: Grid) -> Stacked | None:
    """Of a cross each bar is in the pieces of its columns; what is in no column of its own is the last piece."""
    return stacked_of(
        f"By {say(question.row).lower()} and {say(question.column).lower()}" if question.column else "",
        _column_names(grid),
        [
            Amounts(grid.row_names[row], _narrowed(listing, question, row), shown_pounds(whole), amounts)
            for row in grid.rows[:MOST_BARS]
            for *amounts, whole in (grid.amounts(question, row),)
        ],
        note="The table below says how much each piece is.",
    )


def _column_names(grid: Grid) -> list[str]:
    names = [grid.column_names[column] for column in grid.columns]
    return [*names, _others(grid.more_columns)] if grid.more_columns else names


def _sorted(listing: Listing, question: Question, grid: Grid) -> list[str]:
    """As a column's head asks; months and ages follow each other until it does."""
    if "sort" not in listing.query:
        return list(grid.rows)
    by_name = listing.sort == "name"
    return sorted(
        grid.rows,
        key=lambda row: grid.row_names[row].casefold() if by_name else grid.pence(question, row, None),
        reverse=listing.descending,
    )


def _table(request: PageRequest, listing: Listing, question: Question, grid: Grid) -> Table:
    opens = question.row is By.PERSON and request.scope.may(Permission.SEE_PERSON)

    behind = _behind(question, listing)

    def opened_amounts(row: str | None) -> Iterator[Cell]:
        return map(_money, grid.amounts(question, row), grid.hrefs(row, behind))

    def row_of(row: str) -> Row:
        href = reverse("person:person", args=[row]) if opens else _narrowed(listing, question, row)
        return Row([Cell(grid.row_names[row], href=href), *opened_amounts(row)])

    pager = pager_of(pages_of(listing, DOWN, MOST_ROWS), shown=len(grid.rows), total=grid.all_rows)
    totals = grid.amounts(question, None)
    rows = [row_of(row) for row in _sorted(listing, question, grid)]
    if pager:
        shown = map(sum, zip(*(grid.amounts(question, row) for row in grid.rows), strict=True))
        left = [whole - part for whole, part in zip(totals, shown, strict=True)]
        in_file = "and in the file" if grid.all_rows <= IN_A_FILE else f"the file holds the first {IN_A_FILE:,}"
        others = Cell(
            _others(grid.more_rows), pager.next_href or pager.previous_href, note=f"On other pages, {in_file}"
        )
        rows.append(Row([others, *map(_money, left)]))
    if rows:
        rows.append(Row([Cell("All"), *opened_amounts(None)]))
    names = _column_names(grid)
    return Table(
        caption=f"{MEASURES[question.money]}, by {say(question.row).lower()}",
        columns=[
            Column(say(question.row), sort="name"),
            *(Column(name, numeric=True) for name in names),
            Column("Total", sort="money", numeric=True),
        ],
        sorting=listing.sorting(),
        rows=rows,
        empty=Empty("Nothing was spent here", "Choose another time, or take a choice away."),
        csv_href=listing.csv_href,
        xlsx_href=listing.xlsx_href,
        is_wide=bool(names),
        pager=pager,
        id=DOWN,
    )


def _others(count: int) -> str:
    return f"{count:,} {'others' if count > 1 else 'other'}"


def pounds(pence: int) -> Decimal:
    """An amount as spreadsheets add it up."""
    return Decimal(pence).scaleb(-2)


def _money(pence: int, href: str = "") -> Cell:
    return Cell(shown_pounds(pence), href=href)


def _file(question: Question, grid: Grid) -> tuple[Sequence[str], Sequence[Sequence[FileCell]]]:
    """Amounts in pounds as numbers. What no order line bears is not there: a file adds up to what its page says."""
    names = [grid.column_names[column] for column in grid.columns]
    rows = [cells(grid.row_names[row], *map(pounds, grid.amounts(question, row))) for row in grid.rows]
    return (say(question.row), *names, "Total"), rows

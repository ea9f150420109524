"""Reads what was spent, crossed by two things, of folded facts and of what was posted since.
Refuses nothing; an amount is whole pence, and what came back is below zero."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.queries.asking import (
    ADDED,
    ANYTHING,
    JOINED,
    LISTED,
    SINCE,
    SUMMED_UP,
    Asked,
    folded,
    lines_since,
    of_facts,
    params_of,
    posted_since,
)
from handrail.spending.queries.by_person import by_person
from handrail.spending.sql import SUMS

# Hundreds of thousands of sums are grouped in memory, where the usual room would send them to the disk and back.
ROOM = "SET LOCAL work_mem = '32MB'"
# Enough postings, or old enough ones, to be folded: until then every question reads them one by one.
GATHERED = 2_000
OLDEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one pair of words came to, in pence. None for a word: the total over all of it."""

    row: str | None
    column: str | None
    reserved: int
    equipment: int
    activity: int
    vat: int
    credited: int

    @property
    def gross(self) -> int:
        """What is owed to the provider before credits."""
        return self.equipment + self.activity + self.vat

    @property
    def net(self) -> int:
        """What is left to pay when credits are taken off."""
        return self.gross + self.credited


@dataclass(frozen=True, slots=True)
class Shown:
    """How many rows or columns of an answer are wanted, after how many others."""

    most: int
    after: int = 0


@dataclass(frozen=True, slots=True)
class Crossed:
    """The cells of an answer. `besides`: what the same months and fund bore for no order line, such as a fee; None
    where more is asked than whose money it was, because that is not known of it, and to who does not see all. `rows`
    and `columns`: how many there are, with those that have no cells."""

    cells: Sequence[Cell]
    besides: Cell | None
    rows: int
    columns: int


def crossed(
    scope: Scope, row: By, column: By | None, asked: Asked, *, rows_shown: Shown, columns_shown: Shown,
    money: str = "net",
) -> Crossed:  # fmt: skip
    """The cells of the rows and columns with the most `money` (of persons the most net; of months the latest), the
    totals of each of them, and that of everything, which holds what no row and no column shows too. One statement.
    Without a column, every cell is of the column `''`."""
    # Whoever sees fewer lines would take those of others for nobody's.
    knows = scope.reach == "ALL" and asked.only.keys() <= {By.FUND}
    parts = _any_two(scope, row, column, asked, money)
    if By.PERSON in (row, column):
        parts = by_person(scope, column if row is By.PERSON else row, asked, money)
    found = f"""
        WITH {parts}
        SELECT false, a, b, {LISTED} FROM cells
        UNION ALL SELECT false, a, NULL, {LISTED} FROM down
        UNION ALL SELECT false, NULL, b, {LISTED} FROM across
        UNION ALL SELECT false, NULL, NULL, {LISTED} FROM whole
        UNION ALL SELECT NULL, a::text, b::text{", 0" * len(SUMS)} FROM counted
        {_besides(asked) if knows else ""}
    """
    turned = column is By.PERSON
    down, across = (columns_shown, rows_shown) if turned else (rows_shown, columns_shown)
    params = params_of(scope, asked) | {
        "most_down": down.most, "after_down": down.after, "most_across": across.most, "after_across": across.after,
    }  # fmt: skip
    if column or row is By.PERSON:
        with connection.cursor() as cursor:
            cursor.execute(ROOM)
    marked = rows(
        lambda is_besides, a, b, *sums: (is_besides, _cell(b, a, *sums) if turned else _cell(a, b, *sums)),
        found,
        params,
    )
    cells = tuple(cell for is_besides, cell in marked if is_besides is False)
    (count,) = (cell for is_besides, cell in marked if is_besides is None)
    besides = next((cell for is_besides, cell in marked if is_besides), None)
    return Crossed(cells, besides, int(count.row or 0), int(count.column or 0))


def _any_two(scope: Scope, row: By, column: By | None, asked: Asked, money: str) -> str:
    """The parts of a cross: `cells` with their words `a` and `b`, `down` and `across` with the totals of each, `whole`,
    and how many there are of both (`counted`). Only what is shown is put into words; until then all are numbers, of
    words that are not folded yet below zero."""
    of_b = f"UNION SELECT '{column}', b FROM since" if column else ""
    joined_b = f"JOIN fresh y ON y.kind = '{column}' AND y.value = s.b" if column else ""
    return f"""
        {JOINED}, since AS MATERIALIZED ({posted_since(asked, row, column)}),
        fresh AS MATERIALIZED (
            SELECT v.kind, v.value, coalesce(w.id, -row_number() OVER ()::integer) AS number
            FROM (SELECT DISTINCT '{row}' AS kind, a AS value FROM since {of_b}) v
            LEFT JOIN spending_word w ON w.contract_id = %(contract)s AND w.kind = v.kind AND w.value = v.value),
        every AS MATERIALIZED (SELECT * FROM (SELECT a, b, {ADDED} FROM (
                {folded(scope, asked, row, column)}
                UNION ALL SELECT x.number, {"y.number" if column else "0"}, {LISTED}
                FROM since s JOIN fresh x ON x.kind = '{row}' AND x.value = s.a {joined_b}) AS p
            GROUP BY a, b) AS p WHERE {ANYTHING}),
        all_down AS MATERIALIZED (SELECT a, {ADDED} FROM every GROUP BY a),
        all_across AS MATERIALIZED (SELECT b, {ADDED} FROM every GROUP BY b),
        most AS MATERIALIZED (
            SELECT * FROM all_down ORDER BY {_first(row, "a", money)}, a LIMIT %(most_down)s OFFSET %(after_down)s),
        beside AS MATERIALIZED (SELECT * FROM all_across
            ORDER BY {_first(column, "b", money)}, b LIMIT %(most_across)s OFFSET %(after_across)s),
        named AS MATERIALIZED (
            SELECT n.number, coalesce(w.value, f.value, '') AS value
            FROM (SELECT a AS number FROM most UNION SELECT b FROM beside) n
            LEFT JOIN spending_word w ON w.id = n.number LEFT JOIN fresh f ON f.number = n.number),
        down AS (SELECT n.value AS a, {LISTED} FROM most m JOIN named n ON n.number = m.a),
        across AS (SELECT n.value AS b, {LISTED} FROM beside o JOIN named n ON n.number = o.b),
        cells AS (SELECT x.value AS a, y.value AS b, {LISTED}
            FROM every e JOIN named x ON x.number = e.a JOIN named y ON y.number = e.b),
        whole AS (SELECT {ADDED} FROM all_down),
        counted AS (SELECT (SELECT count(*) FROM all_down) AS a, (SELECT count(*) FROM all_across) AS b)"""


def _first(by: By | None, number: str, money: str) -> str:
    """What stands on the first page: the latest months, of all else what came to the most, or brought the most back."""
    if by is By.MONTH:
        return f"""(SELECT w.value FROM spending_word w WHERE w.id = {number}
            UNION ALL SELECT f.value FROM fresh f WHERE f.number = {number} LIMIT 1) DESC"""
    return f"abs({SUMMED_UP[money]}) DESC"


def _besides(asked: Asked) -> str:
    """All that the accounts gained, less what the lines bore of it. Accounts have balances, so it costs little."""
    gained = ", ".join(
        "coalesce(sum(b.amount_pence) FILTER (WHERE k.kind IN ("
        + ", ".join(f"'{kind}'" for kind in kinds)
        + f")), 0) - (SELECT {name} FROM whole)"
        for name, kinds in SUMS.items()
    )
    fund = "AND coalesce(s.fund_id::text, '') = %(only_fund)s" if By.FUND in asked.only else ""
    return f"""
        UNION ALL SELECT true, NULL, NULL, {gained} FROM ledger_balance b JOIN ledger_account k ON k.id = b.account_id
        LEFT JOIN ledger_shareset s ON s.id = k.share_set_id
        WHERE b.contract_id = %(contract)s AND b.month >= %(from)s AND b.month < %(until)s {fund}
    """


# Names that stand in tables: of an id, or of a code that the contract lists.
_OF_IDS = {
    By.FUND: "SELECT id::text, name FROM ledger_fund WHERE contract_id = %(contract)s",
    By.PARTNER: "SELECT id::text, name FROM partners_partner WHERE true",
    By.TEAM: "SELECT id::text, name FROM partners_team WHERE contract_id = %(contract)s",
    By.PRESCRIBER: "SELECT id::text, name FROM identity_user WHERE true",
    By.PRODUCT: "SELECT id::text, name FROM catalogue_product WHERE contract_id = %(contract)s",
    By.PERSON: "SELECT id::text, 'Record ' || number FROM people_person WHERE contract_id = %(contract)s",
}
_OF_CODES = {
    By.CATEGORY: "SELECT code, label FROM partners_code WHERE contract_id = %(contract)s AND list = 'product_category'",
    By.SPEED: "SELECT code, label FROM partners_speed WHERE contract_id = %(contract)s ORDER BY from_on",
}


def names_of(scope: Scope, by: By, words: Collection[str]) -> Mapping[str, str]:
    """The names of these words, where they stand in a table; a person's is the number of the record. One statement."""
    asked: dict[str, object] = {"contract": scope.contract_id, "words": list(words), "ids": list(_ids(words))}
    if by in _OF_IDS:
        found = f"{_OF_IDS[by]} AND id = ANY(%(ids)s)"
    elif by in _OF_CODES:
        found = f"SELECT * FROM ({_OF_CODES[by]}) AS n (word, name) WHERE word = ANY(%(words)s)"
    else:
        return {}
    return dict(rows(lambda word, name: (word, name), found, asked))


def _ids(words: Collection[str]) -> Iterator[UUID]:
    """The words that are ids; no other names anything in a table of ids."""
    for word in words:
        with suppress(ValueError):
            yield UUID(word)


def anything_to_fold(scope: Scope, at: datetime) -> bool:
    """Whether enough was posted since the last fold, or something long ago."""
    # In the order of their numbers, so that what is folded already is not read to be passed over.
    since = f"""FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE p.contract_id = %(contract)s AND p.id > {SINCE} ORDER BY p.id"""
    found = rows(
        bool,
        f"""SELECT coalesce((SELECT e.recorded_at {since} LIMIT 1) < %(old)s, false)
            OR (SELECT p.id {since} OFFSET %(gathered)s LIMIT 1) IS NOT NULL""",
        {"contract": scope.contract_id, "old": at - OLDEST, "gathered": GATHERED},
    )
    return found[0]


@dataclass(frozen=True, slots=True)
class LineSpent:
    """One order line with what it came to, in pence: before credits and what of that was equipment, work and VAT, what
    came back (below zero), and what is kept for it."""

    line_id: UUID
    order_id: UUID
    order_number: int
    product: str
    quantity: int
    state: str
    ordered_at: datetime
    gross: int
    credited: int
    net: int
    equipment: int
    activity: int
    vat: int
    reserved: int


_GROSS = "sum(equipment + activity + vat)"
# What the lines of a question come to, by the money it asks about.
_OF_A_LINE = {name: f"sum({name})" for name in SUMS} | {"gross": _GROSS, "net": f"{_GROSS} + sum(credited)"}


def lines_of(scope: Scope, asked: Asked, *, money: str, offset: int, limit: int | None) -> Sequence[LineSpent]:
    """The order lines behind an answer about `money`, those that came to the most first. One statement."""
    most = _OF_A_LINE[money]
    # What came back whole is behind a cost of nothing too.
    anything = f"{_GROSS} <> 0 OR sum(credited) <> 0" if money in ("net", "gross") else f"{most} <> 0"
    found = f"""
        WITH {JOINED} SELECT l.id, o.id, o.number, c.name, l.quantity, l.state, o.submitted_at,
            t.equipment + t.activity + t.vat, t.credited, t.equipment + t.activity + t.vat + t.credited,
            t.equipment, t.activity, t.vat, t.reserved
        FROM (SELECT line_id, {most} AS most, {ADDED} FROM (
                {of_facts(asked, ["line_id"])} UNION ALL {lines_since(asked)}) AS parts
            GROUP BY line_id HAVING {anything}
            ORDER BY most DESC, line_id LIMIT %(limit)s OFFSET %(offset)s) t
        JOIN orders_orderline l ON l.id = t.line_id JOIN orders_order o ON o.id = l.order_id
        JOIN catalogue_product c ON c.id = l.product_id
        ORDER BY t.most DESC, t.line_id
    """
    return rows(LineSpent, found, params_of(scope, asked) | {"offset": offset, "limit": limit})


def _cell(row: str | None, column: str | None, *sums: int) -> Cell:
    return Cell(row, column, *map(int, sums))

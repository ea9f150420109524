"""Reads what was spent, crossed by two things, of folded facts and of what was posted since.
Refuses nothing; an amount is whole pence, and what came back is below zero."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.spending.codes import WORDS, By
from handrail.spending.sql import SUMS, what_for

# Enough postings, or old enough ones, to be folded: until then every question reads them one by one.
GATHERED = 2_000
OLDEST = timedelta(minutes=10)
_SINCE = "(SELECT coalesce(max(folded_to), 0) FROM spending_folded)"
# Both ends are unknown to the planner: of an open end it would believe that a third of all postings lie beyond it.
_LATEST = "(SELECT max(id) FROM ledger_posting WHERE contract_id = %(contract)s)"
# A fact names the record of its day: a person of several is read through the one in front. Few are joined: these are
# looked up once.
_JOINED = """joined AS MATERIALIZED (SELECT p.id::text AS word, people_root(p.id)::text AS front FROM people_person p
    WHERE p.contract_id = %(contract)s AND p.joined_into_id IS NOT NULL)"""
_IN_FRONT = "coalesce((SELECT j.front FROM joined j WHERE j.word = %(only_person)s), %(only_person)s)"
_RECORDS = f"SELECT {_IN_FRONT} UNION ALL SELECT j.word FROM joined j WHERE j.front = {_IN_FRONT}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: months from one up to but not including another, both firsts of a month; and what is wanted of other
    things, by their words."""

    from_month: date
    until_month: date
    only: Mapping[By, str] = field(default_factory=dict)


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
class Crossed:
    """The cells of an answer. `besides`: what the same months and fund bore for no order line, such as a fee; None
    where more is asked than whose money it was, because that is not known of it, and to who does not see all. `rows`
    and `columns`: how many there are, with those that have no cells."""

    cells: Sequence[Cell]
    besides: Cell | None
    rows: int
    columns: int


def crossed(scope: Scope, row: By, column: By | None, asked: Asked, *, most_rows: int, most_columns: int) -> Crossed:
    """The cells of the rows and columns with the most, the totals of each of them, and that of everything, which holds
    what no row and no column shows too. One statement. Without a column, every cell is of the column `''`."""
    # Whoever sees fewer lines would take those of others for nobody's.
    knows = scope.reach == "ALL" and asked.only.keys() <= {By.FUND}
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in SUMS)
    net = "sum(equipment + activity + vat + credited)"
    found = f"""
        WITH {_JOINED}, cells AS MATERIALIZED (
            SELECT {_front(row, "a")} AS a, {_front(column, "b")} AS b, {sums}
            FROM ({_folded(row, column, asked)} UNION ALL {_since(row, column, asked)}) AS parts
            {_joined(row, "a")} {_joined(column, "b")} GROUP BY 1, 2
        ), top AS (SELECT a FROM cells GROUP BY a ORDER BY {net} DESC, a LIMIT %(most_rows)s),
        across AS (SELECT b FROM cells GROUP BY b ORDER BY {net} DESC, b LIMIT %(most_columns)s)
        SELECT false, a, b, {sums} FROM cells
            WHERE a IN (SELECT a FROM top) AND b IN (SELECT b FROM across) GROUP BY a, b
        UNION ALL SELECT false, a, NULL, {sums} FROM cells WHERE a IN (SELECT a FROM top) GROUP BY a
        UNION ALL SELECT false, NULL, b, {sums} FROM cells WHERE b IN (SELECT b FROM across) GROUP BY b
        UNION ALL SELECT false, NULL, NULL, {sums} FROM cells
        UNION ALL SELECT NULL, count(DISTINCT a)::text, count(DISTINCT b)::text{", 0" * len(SUMS)} FROM cells
        {_besides(asked) if knows else ""}
    """
    params = _params(scope, asked) | {"most_rows": most_rows, "most_columns": most_columns}
    marked = rows(lambda is_besides, *cell: (is_besides, _cell(*cell)), found, params)
    cells = tuple(cell for is_besides, cell in marked if is_besides is False)
    (count,) = (cell for is_besides, cell in marked if is_besides is None)
    besides = next((cell for is_besides, cell in marked if is_besides), None)
    return Crossed(cells, besides, int(count.row or 0), int(count.column or 0))


def _besides(asked: Asked) -> str:
    """All that the accounts gained, less what the lines bore of it. Accounts have balances, so it costs little."""
    gained = ", ".join(
        "coalesce(sum(b.amount_pence) FILTER (WHERE k.kind IN ("
        + ", ".join(f"'{kind}'" for kind in kinds)
        + f")), 0) - (SELECT coalesce(sum({name}), 0) FROM cells)"
        for name, kinds in SUMS.items()
    )
    fund = "AND coalesce(s.fund_id::text, '') = %(only_fund)s" if By.FUND in asked.only else ""
    return f"""
        UNION ALL SELECT true, NULL, NULL, {gained} FROM ledger_balance b JOIN ledger_account k ON k.id = b.account_id
        LEFT JOIN ledger_shareset s ON s.id = k.share_set_id
        WHERE b.contract_id = %(contract)s AND b.month >= %(from)s AND b.month < %(until)s {fund}
    """


# Names that stand in tables: of an id, or of a code that the contract lists.
_NAMES = {
    By.FUND: "SELECT id::text, name FROM ledger_fund WHERE contract_id = %(contract)s",
    By.PARTNER: "SELECT id::text, name FROM partners_partner",
    By.TEAM: "SELECT id::text, name FROM partners_team WHERE contract_id = %(contract)s",
    By.PRESCRIBER: "SELECT id::text, name FROM identity_user",
    By.PRODUCT: "SELECT id::text, name FROM catalogue_product WHERE contract_id = %(contract)s",
    By.CATEGORY: "SELECT code, label FROM partners_code WHERE contract_id = %(contract)s AND list = 'product_category'",
    By.SPEED: "SELECT code, label FROM partners_speed WHERE contract_id = %(contract)s ORDER BY from_on",
    By.PERSON: "SELECT id::text, 'Record ' || number FROM people_person WHERE contract_id = %(contract)s",
}


def names_of(scope: Scope, by: By, words: Collection[str]) -> Mapping[str, str]:
    """The names of these words, where they stand in a table; a person's is the number of the record. One statement."""
    if by not in _NAMES:
        return {}
    found = f"SELECT * FROM ({_NAMES[by]}) AS n (word, name) WHERE word = ANY(%(words)s)"
    asked = {"contract": scope.contract_id, "words": list(words)}
    return dict(rows(lambda word, name: (word, name), found, asked))


def anything_to_fold(scope: Scope, at: datetime) -> bool:
    """Whether enough was posted since the last fold, or something long ago."""
    # In the order of their numbers, so that what is folded already is not read to be passed over.
    since = f"""FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
        WHERE p.contract_id = %(contract)s AND p.id > {_SINCE} ORDER BY p.id"""
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
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    most = _OF_A_LINE[money]
    # What came back whole is behind a cost of nothing too.
    anything = f"{_GROSS} <> 0 OR sum(credited) <> 0" if money in ("net", "gross") else f"{most} <> 0"
    found = f"""
        WITH {_JOINED} SELECT l.id, o.id, o.number, c.name, l.quantity, l.state, o.submitted_at,
            t.equipment + t.activity + t.vat, t.credited, t.equipment + t.activity + t.vat + t.credited,
            t.equipment, t.activity, t.vat, t.reserved
        FROM (SELECT line_id, {most} AS most, {sums} FROM (
                SELECT line_id, {", ".join(f"{name}_pence AS {name}" for name in SUMS)} FROM spending_spent
                WHERE contract_id = %(contract)s AND month >= %(from)s AND month < %(until)s {_only_folded(asked)}
                UNION ALL SELECT n.line_id, {", ".join(f"n.{name}" for name in SUMS)}
                FROM ({what_for("%(contract)s", _SINCE, _LATEST)}) n
                WHERE n.month >= %(from)s AND n.month < %(until)s {_only_since(asked)}) AS parts
            GROUP BY line_id HAVING {anything}
            ORDER BY most DESC, line_id LIMIT %(limit)s OFFSET %(offset)s) t
        JOIN orders_orderline l ON l.id = t.line_id JOIN orders_order o ON o.id = l.order_id
        JOIN catalogue_product c ON c.id = l.product_id
        ORDER BY t.most DESC, t.line_id
    """
    return rows(LineSpent, found, _params(scope, asked) | {"offset": offset, "limit": limit})


def _only_folded(asked: Asked) -> str:
    return " ".join(
        f"AND {by} IN (SELECT w.id FROM spending_word w WHERE w.contract_id = %(contract)s AND w.kind = '{by}' "
        f"AND w.value IN ({_wanted(by)}))"
        for by in asked.only
    )


def _only_since(asked: Asked) -> str:
    return " ".join(f"AND n.{by} IN ({_wanted(by)})" for by in asked.only)


def _wanted(by: By) -> str:
    return _RECORDS if by is By.PERSON else f"%(only_{by})s"


def _front(by: By | None, word: str) -> str:
    return f"coalesce(front_{word}.front, parts.{word})" if by is By.PERSON else f"parts.{word}"


def _joined(by: By | None, word: str) -> str:
    return f"LEFT JOIN joined front_{word} ON front_{word}.word = parts.{word}" if by is By.PERSON else ""


def _params(scope: Scope, asked: Asked) -> dict[str, object]:
    only = {f"only_{by}": word for by, word in asked.only.items()}
    return {"contract": scope.contract_id, "from": asked.from_month, "until": asked.until_month, **only}


def _folded(row: By, column: By | None, asked: Asked) -> str:
    """Facts by the numbers of their words, then the words: so that a million rows are read as numbers."""
    words = [by for by in (row, column) if by and by is not By.MONTH]
    joins = " ".join(f"JOIN spending_word w_{by} ON w_{by}.id = g.{by}" for by in dict.fromkeys(words))
    numbers = ", ".join(dict.fromkeys(by.value for by in (row, column) if by))
    sums = ", ".join(f"sum({name}_pence) AS {name}" for name in SUMS)
    return f"""
        SELECT {_word(row, "g")} AS a, {_word(column, "g")} AS b, {", ".join(f"g.{name}" for name in SUMS)} FROM (
            SELECT {numbers}, {sums} FROM spending_spent
            WHERE contract_id = %(contract)s AND month >= %(from)s AND month < %(until)s {_only_folded(asked)}
            GROUP BY {numbers}
        ) g {joins}
    """


def _since(row: By, column: By | None, asked: Asked) -> str:
    """What was posted since, read from the ledger itself."""
    return f"""
        SELECT {_plain(row)}, {_plain(column)}, {", ".join(f"n.{name}" for name in SUMS)}
        FROM ({what_for("%(contract)s", _SINCE, _LATEST)}) n
        WHERE n.month >= %(from)s AND n.month < %(until)s {_only_since(asked)}
    """


def _word(by: By | None, table: str) -> str:
    if by in WORDS:
        return f"w_{by}.value"
    return f"{table}.month::text" if by else "''"


def _plain(by: By | None) -> str:
    return (f"n.{by}::text" if by is By.MONTH else f"n.{by}") if by else "''"


def _cell(row: str | None, column: str | None, *sums: int) -> Cell:
    return Cell(row, column, *map(int, sums))

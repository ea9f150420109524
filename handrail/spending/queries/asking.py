"""What a question asks of spending, and the parts of a statement that answer it: sums of whole years, folded facts,
and what was posted since. Refuses nothing; an amount is whole pence, and what came back is below zero."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handrail.core.moment import month_after, year_of
from handrail.identity.scope import Scope
from handrail.spending.codes import WORDS, By
from handrail.spending.pairs import ALONE, EVER, Pair, pair_of, whole_years
from handrail.spending.sql import SUMS, what_for

SINCE = "(SELECT coalesce(max(folded_to), 0) FROM spending_folded)"
# Both ends are unknown to the planner: of an open end it would believe that a third of all postings lie beyond it.
_LATEST = "(SELECT max(id) FROM ledger_posting WHERE contract_id = %(contract)s)"
# A fact names the record of its day: a person of several is read through the one in front. Few are joined: these are
# looked up once.
JOINED = """joined AS MATERIALIZED (SELECT p.id::text AS word, people_root(p.id)::text AS front FROM people_person p
    WHERE p.contract_id = %(contract)s AND p.joined_into_id IS NOT NULL)"""
_IN_FRONT = "coalesce((SELECT j.front FROM joined j WHERE j.word = %(only_person)s), %(only_person)s)"
_RECORDS = f"SELECT {_IN_FRONT} UNION ALL SELECT j.word FROM joined j WHERE j.front = {_IN_FRONT}"
IN_MONTHS = "month >= %(from)s AND month < %(until)s"
LISTED = ", ".join(SUMS)
# Whole numbers again: what a sum of large ones gives is several times as slow to add up and compare.
ADDED = ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in SUMS)
# The money that a question asks about, of the sums.
SUMMED_UP = {name: name for name in SUMS} | {
    "gross": "equipment + activity + vat",
    "net": "equipment + activity + vat + credited",
}
MOST = f"{SUMMED_UP['net']} DESC"
# What was kept and let go again within these months is no answer.
ANYTHING = f"({' OR '.join(f'{name} <> 0' for name in SUMS)})"
_MONTH_WORD = f"""JOIN spending_word w_month ON w_month.contract_id = %(contract)s AND w_month.kind = '{By.MONTH}'
    AND w_month.value = g.month::text"""
_KEPT = ", ".join(f"{name}_pence AS {name}" for name in SUMS)
_SUMMED = ", ".join(f"sum({name}_pence) AS {name}" for name in SUMS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: months from one up to but not including another, both firsts of a month; and what is wanted of other
    things, by their words. `ever`: these are all months there are."""

    from_month: date
    until_month: date
    only: Mapping[By, str] = field(default_factory=dict)
    ever: bool = False


def params_of(scope: Scope, asked: Asked) -> dict[str, object]:
    """What the parts below name."""
    only = {f"only_{by}": word for by, word in asked.only.items()}
    first, after = whole_years(asked.from_month, asked.until_month)
    return {
        "contract": scope.contract_id, "from": asked.from_month, "until": asked.until_month,
        "years_from": first, "years_until": after, "kept_year": EVER if asked.ever else asked.from_month, **only,
    }  # fmt: skip


def folded(scope: Scope, asked: Asked, row: By, column: By | None) -> str:
    """A SELECT of what is folded, by the numbers of the words of two things as `a` and `b`; without a column `b` is
    0."""
    found = (
        f"SELECT {_number(row, kept=kept)} AS a, {_number(column, kept=kept)} AS b, {LISTED} FROM ({numbers}) AS g "
        + ("" if kept or By.MONTH not in (row, column) else _MONTH_WORD)
        for kept, numbers in _parts(scope, asked, [by for by in (row, column) if by])
    )
    return " UNION ALL ".join(found)


def folded_people(scope: Scope, asked: Asked) -> str:
    """A CTE `known`: what is folded of each person with anything, by the number of their word. Of one year, and of all
    of them, a row of each stands there already."""
    began = year_of(asked.from_month)
    is_a_year = (began, month_after(began, 12)) == (asked.from_month, asked.until_month)
    if not (asked.ever or is_a_year) or asked.only or scope.reach != "ALL":
        anything = " OR ".join(f"sum({name}_pence) <> 0" for name in SUMS)
        return f"known AS MATERIALIZED ({of_facts(asked, [By.PERSON])} HAVING {anything})"
    return f"""known AS NOT MATERIALIZED (
        SELECT first AS person, {_KEPT} FROM spending_cross
        WHERE contract_id = %(contract)s AND pair = '{ALONE.code}' AND year = %(kept_year)s
            AND ({" OR ".join(f"{name}_pence <> 0" for name in SUMS)}))"""


def posted_since(asked: Asked, row: By, column: By | None) -> str:
    """A SELECT of what was posted since the last fold, read from the ledger itself, as `folded` gives it."""
    return _since(asked, f"{_plain(row)} AS a, {_plain(column)} AS b")


def lines_since(asked: Asked) -> str:
    """The same by order line."""
    return _since(asked, "n.line_id")


def _only(by: By, column: str) -> str:
    """What narrows a question, of a column of numbers."""
    return f"""AND {column} IN (SELECT w.id FROM spending_word w
        WHERE w.contract_id = %(contract)s AND w.kind = '{by}' AND w.value IN ({_wanted(by)}))"""


def facts_of_each(shown: str, asked: Asked, other: By) -> str:
    """A SELECT as `folded` gives it, of the persons of a table with their numbers, under their words `a` there. Each is
    looked up: a planner who does not know how few they are would read the facts of everybody."""
    only = " ".join(_only(by, by) for by in asked.only)
    words = f"JOIN spending_word w_{other} ON w_{other}.id = g.{other}" if other in WORDS else ""
    shown_word = "g.month::text" if other is By.MONTH else f"w_{other}.value"
    return f"""
        SELECT o.a, {shown_word} AS b, {LISTED} FROM {shown} o, LATERAL (
            SELECT {other}, {_SUMMED} FROM spending_spent
            WHERE person = o.number AND contract_id = %(contract)s AND {IN_MONTHS} {only} GROUP BY {other} OFFSET 0
        ) AS g {words}
    """


def of_facts(asked: Asked, split: Sequence[str], apart: str = "") -> str:
    """A SELECT of facts, summed by these columns."""
    only = " ".join(_only(by, by) for by in asked.only)
    return f"""
        SELECT {", ".join(split)}, {_SUMMED} FROM spending_spent
        WHERE contract_id = %(contract)s AND {IN_MONTHS} {apart} {only} GROUP BY {", ".join(split)}
    """


def _parts(scope: Scope, asked: Asked, split: Sequence[By]) -> Iterator[tuple[bool, str]]:
    """Of whole years the sums that are kept of a pair, where one answers the question (marked as such), of all other
    months facts. Who does not see everybody reads facts alone."""
    first, after = whole_years(asked.from_month, asked.until_month)
    pair = pair_of({*split, *asked.only}) if scope.reach == "ALL" and first < after else None
    if pair:
        yield True, _of_pair(pair, asked, split)
    if pair is None:
        yield False, of_facts(asked, split)
    elif not asked.ever and (first, after) != (asked.from_month, asked.until_month):
        yield False, of_facts(asked, split, "AND NOT (month >= %(years_from)s AND month < %(years_until)s)")


def _of_pair(pair: Pair, asked: Asked, split: Sequence[By]) -> str:
    """What is kept of a pair, row by row: whoever asks adds it up."""
    numbers = {pair.second: "second", pair.first: "first"}
    years = "year = %(kept_year)s" if asked.ever else "year >= %(years_from)s AND year < %(years_until)s"
    only = " ".join(_only(by, numbers[by]) for by in asked.only)
    return f"""
        SELECT {", ".join(f"{numbers[by]} AS {by}" for by in split)}, {_KEPT} FROM spending_cross
        WHERE contract_id = %(contract)s AND pair = '{pair.code}' AND {years} {only}
    """


def _since(asked: Asked, named: str) -> str:
    only = " ".join(f"AND n.{by} IN ({_wanted(by)})" for by in asked.only)
    sums = ", ".join(f"{name}::bigint" for name in SUMS)
    return f"""
        SELECT {named}, {sums} FROM ({what_for("%(contract)s", SINCE, _LATEST)}) n WHERE {IN_MONTHS} {only}
    """


def _wanted(by: By) -> str:
    return _RECORDS if by is By.PERSON else f"%(only_{by})s"


def _number(by: By | None, *, kept: bool) -> str:
    """A month stands in a fact itself; where sums are kept, it has the number of a word as all else has."""
    if by is By.MONTH and not kept:
        return "w_month.id"
    return f"g.{by}" if by else "0"


def _plain(by: By | None) -> str:
    return (f"n.{by}::text" if by is By.MONTH else f"n.{by}") if by else "''"

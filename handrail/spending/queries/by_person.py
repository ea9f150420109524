"""Crosses what was spent by person with another thing. A county has nearly as many persons as facts, so few are put
into words: those that came to the most, and those of whom more is known than their number. Refuses nothing."""

from handrail.identity.scope import Scope
from handrail.spending.codes import By
from handrail.spending.queries.asking import (
    ADDED,
    ANYTHING,
    JOINED,
    LISTED,
    MOST,
    SUMMED_UP,
    Asked,
    facts_of_each,
    folded,
    folded_people,
    posted_since,
)

# Persons of several records, and those of whom something was posted since: each by the record in front.
_RECORDS = """records AS MATERIALIZED (
    SELECT v.value, coalesce(j.front, v.value) AS front, w.id AS number
    FROM (SELECT word AS value FROM joined UNION SELECT front FROM joined UNION SELECT a FROM since) v
    LEFT JOIN joined j ON j.word = v.value
    LEFT JOIN spending_word w ON w.contract_id = %(contract)s AND w.kind = 'person' AND w.value = v.value)"""
_BY_NUMBER = "NOT EXISTS (SELECT FROM records r WHERE r.number = k.person)"
_PEOPLE = f"""
    in_front AS MATERIALIZED (SELECT * FROM (SELECT a, {ADDED} FROM (
            SELECT r.front AS a, {LISTED} FROM known k JOIN records r ON r.number = k.person
            UNION ALL SELECT r.front, {LISTED} FROM since s JOIN records r ON r.value = s.a) AS p
        GROUP BY a) AS p WHERE {ANYTHING}),
    shown_down AS MATERIALIZED (SELECT * FROM (
            SELECT person, '' AS front, {LISTED} FROM (
                SELECT * FROM known k WHERE {_BY_NUMBER} ORDER BY {MOST}, person
                LIMIT %(most_down)s + %(after_down)s) k
            UNION ALL SELECT 0, a, {LISTED} FROM in_front) AS p
        ORDER BY {MOST}, person, front LIMIT %(most_down)s OFFSET %(after_down)s),
    down AS MATERIALIZED (SELECT coalesce(w.value, p.front) AS a, {LISTED}
        FROM shown_down p LEFT JOIN spending_word w ON w.id = p.person)"""


def by_person(scope: Scope, other: By | None, asked: Asked, money: str) -> str:
    """The parts of a cross of persons (`a`) with another thing (`b`), as `queries` has them of any other two."""
    since = f"since AS MATERIALIZED ({posted_since(asked, By.PERSON, other)})"
    others = _crossed(scope, other, asked, money) if other else _ALONE
    return f"""{JOINED}, {since}, {_RECORDS}, {folded_people(scope, asked)}, {_PEOPLE}, {others},
        counted AS (SELECT (SELECT count(*) FROM known) - (SELECT count(*) FROM known k JOIN records r
                ON r.number = k.person) + (SELECT count(*) FROM in_front) AS a,
            (SELECT count(*) FROM others) AS b)"""


_ALONE = f"""
    whole AS MATERIALIZED (SELECT {ADDED} FROM (
        SELECT {LISTED} FROM known UNION ALL SELECT {LISTED} FROM since) AS p),
    others AS (SELECT '' AS b, * FROM whole), across AS (SELECT * FROM others),
    cells AS (SELECT a, '' AS b, {LISTED} FROM down)"""


def _crossed(scope: Scope, other: By, asked: Asked, money: str) -> str:
    """The other thing's totals are those of everybody; its cells are read from the facts of the persons shown."""
    first = "b DESC" if other is By.MONTH else f"abs({SUMMED_UP[money]}) DESC"
    return f"""
        others AS MATERIALIZED (SELECT * FROM (SELECT b, {ADDED} FROM (
                SELECT w.value AS b, {LISTED} FROM ({folded(scope, asked, other, None)}) AS f
                    JOIN spending_word w ON w.id = f.a
                UNION ALL SELECT b, {LISTED} FROM since) AS p
            GROUP BY b) AS p WHERE {ANYTHING}),
        whole AS (SELECT {ADDED} FROM others),
        across AS MATERIALIZED (
            SELECT * FROM others ORDER BY {first}, b LIMIT %(most_across)s OFFSET %(after_across)s),
        shown AS MATERIALIZED (
            SELECT p.a, w.id AS number FROM down p
                JOIN spending_word w ON w.contract_id = %(contract)s AND w.kind = 'person' AND w.value = p.a
            UNION SELECT r.front, r.number FROM records r JOIN down p ON p.a = r.front WHERE r.number IS NOT NULL),
        cells AS (SELECT * FROM (SELECT a, b, {ADDED} FROM (
                {facts_of_each("shown", asked, other)}
                UNION ALL SELECT r.front, s.b, {LISTED} FROM since s
                    JOIN records r ON r.value = s.a AND r.front IN (SELECT a FROM down)) AS p
            WHERE b IN (SELECT b FROM across) GROUP BY a, b) AS p WHERE {ANYTHING})"""

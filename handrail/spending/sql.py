"""What each posting of an order line was for, and the function that folds postings into facts.
Refuses (by right) every other write of facts."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from handrail.catalogue.rules.specials import SPECIAL
from handrail.core.promises import append_only, needs_audit, no_delete, row_security, written_by_trigger
from handrail.ledger.codes import AccountKind
from handrail.spending.codes import WORDS, AgeBand, By, Stock
from handrail.spending.pairs import ALONE, EVER, PAIRS, Pair

# Which postings count, and into which sum. What no fund pays is spent too.
SUMS = {
    "reserved": (AccountKind.RESERVED,),
    "equipment": (AccountKind.EQUIPMENT, AccountKind.SUSPENSE),
    "activity": (AccountKind.ACTIVITY,),
    "vat": (AccountKind.VAT,),
    "credited": (AccountKind.CREDITED,),
}
_COUNTED = ", ".join(f"'{kind}'" for kinds in SUMS.values() for kind in kinds)
_YEARS = "extract(year FROM age(o.submitted_at AT TIME ZONE 'Europe/London', r.birth_on))"
_AGE = (
    "CASE "
    + " ".join(f"WHEN {_YEARS} < {above} THEN '{band}'" for band, above in pairwise(AgeBand))
    + f" ELSE '{list(AgeBand)[-1]}' END"
)
# A per cent sign that is doubled means the same to LIKE, where it is read as a parameter and where it is not.
_STOCK = f"""CASE WHEN p.code LIKE '{SPECIAL}%%' THEN '{Stock.SPECIAL}' ELSE coalesce((
    SELECT CASE WHEN a.recycled THEN '{Stock.RECYCLED}' ELSE '{Stock.NEW}' END
    FROM orders_allocation a WHERE a.line_id = l.id ORDER BY a.made_at DESC, a.id DESC LIMIT 1), '{Stock.NONE}') END"""
_WORDS = {
    "fund": "coalesce(t.fund_id::text, '')",
    "partner": "o.partner_id::text",
    "team": "coalesce(o.team_id::text, '')",
    "prescriber": "o.prescriber_id::text",
    "product": "l.product_id::text",
    "category": "p.category",
    "age": _AGE,
    "area": "h.district_code",
    "speed": "l.speed_code",
    "stock": _STOCK,
    "care_route": "coalesce(l.funding ->> 'care_route', '')",
    "supply_route": "l.supply_route",
    "person": "l.person_id::text",
}

# A fund is not what a line was for but who paid: a line may have several.
_NAMED = tuple(by for by in WORDS if by is not By.FUND)


def what_for(ours: str, since: str, upto: str) -> str:
    """A SELECT of what was posted in a contract after one posting and up to another, by line, month and fund, with the
    words that say what it was for. The arguments are SQL."""
    sums = ", ".join(f"t.{name}" for name in SUMS)
    summed = ", ".join(
        "coalesce(sum(p.amount_pence) FILTER (WHERE a.kind IN ("
        + ", ".join(f"'{kind}'" for kind in kinds)
        + f")), 0) AS {name}"
        for name, kinds in SUMS.items()
    )
    words = ", ".join(f"{_WORDS[by]} AS {by}" for by in WORDS)
    return f"""
        SELECT t.line_id, t.month, {words}, {sums}
        FROM (
            SELECT p.line_id, e.month, s.fund_id, {summed}
            FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
            JOIN ledger_account a ON a.id = p.account_id LEFT JOIN ledger_shareset s ON s.id = a.share_set_id
            WHERE p.contract_id = {ours} AND p.id > {since} AND p.id <= {upto} AND p.line_id IS NOT NULL
                AND a.kind IN ({_COUNTED})
            GROUP BY p.line_id, e.month, s.fund_id
        ) t
        JOIN orders_orderline l ON l.id = t.line_id JOIN orders_order o ON o.id = l.order_id
        JOIN catalogue_product p ON p.id = l.product_id JOIN people_person r ON r.id = l.person_id
        JOIN people_address h ON h.id = o.address_id
    """


# A fact is about the person of its line, whom it names by the number of a word.
_REACH = """
    CREATE POLICY as_far_as_reach ON spending_spent AS RESTRICTIVE FOR ALL USING (
        (SELECT core_setting('app.reach') = 'ALL')
        OR ((SELECT core_setting('app.reach') = 'OWN') AND person IN (
            SELECT w.id FROM spending_word w WHERE w.kind = 'person'
                AND w.value IN (SELECT of_person::text FROM people_in_reach() AS of_person))));
    -- Sums of everybody are for who sees everybody.
    CREATE POLICY of_everybody ON spending_cross AS RESTRICTIVE FOR ALL USING (
        (SELECT core_setting('app.reach') = 'ALL'));
"""


# Persons with the most stand first, and those with anything can be counted, without reading everybody.
_ANYTHING = " OR ".join(f"{name}_pence <> 0" for name in SUMS)
_MOST = f"""
    CREATE INDEX cross_most ON spending_cross (contract_id, year,
        (equipment_pence + activity_pence + vat_pence + credited_pence) DESC, first)
        WHERE pair = '{ALONE.code}' AND ({_ANYTHING});
"""


def spending() -> str:
    """Facts and words are written by `spending_fold` alone, and facts seen as far as a partner reaches."""
    tables = ("spending_word", "spending_spent", "spending_cross", "spending_folded")
    return "".join(
        [
            _fold(),
            *(row_security(table, None) + written_by_trigger(table) + needs_audit(table) for table in tables),
            _REACH,
            _MOST,
            *_counted(),
            append_only("spending_teambudget"),
        ]
    )


def _counted() -> Iterator[str]:
    """What a job counts stands once for a contract, and is written anew."""
    for table in ("spending_reckoned", "spending_budgetuse"):
        yield row_security(table, None) + needs_audit(table) + no_delete(table)


# How far it goes: what was certain when the last fold ended, and so many at most.
_BEGINS = """
    CREATE FUNCTION spending_fold(at_most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp SET work_mem = '64MB' AS $body$
    DECLARE
        ours uuid := core_setting('app.contract_id')::uuid;
        since bigint;
        upto bigint;
        settled bigint;
    BEGIN
        -- Whoever sees less would pass over what it does not see, for good.
        IF core_setting('app.reach') IS DISTINCT FROM 'ALL' THEN
            RAISE EXCEPTION 'spending is folded by who sees all of a contract' USING ERRCODE = 'HR011';
        END IF;
        INSERT INTO spending_folded (contract_id, folded_to, settled_to) VALUES (ours, 0, 0) ON CONFLICT DO NOTHING;
        SELECT folded_to, settled_to INTO since, settled FROM spending_folded WHERE contract_id = ours FOR UPDATE;
        SELECT coalesce(max(gone.id), since) INTO upto FROM (SELECT p.id FROM ledger_posting p
            WHERE p.contract_id = ours AND p.id > since AND p.id <= settled ORDER BY p.id LIMIT at_most) AS gone;
"""


# Of a month there is a word too: a pair names both its things by number.
_NUMBERED = (By.MONTH, *WORDS)
_PENCE = ", ".join(f"{name}_pence" for name in SUMS)
_YEAR = "(date_trunc('year', w.month - interval '3 months') + interval '3 months')::date"


def _fold() -> str:
    """Two statements over the same postings. What has no number yet is given one. Then facts are written: earlier ones
    of the same lines are named as the new ones, and all that is new or named anew is added to the pairs of its year. A
    word that changed between them has none, and the fold begins again."""
    found = what_for("ours", "since", "upto")
    said = "\nUNION ".join(f"SELECT '{by}' AS kind, n.{by}::text AS value FROM found n" for by in _NUMBERED)
    return f"""{_BEGINS}
            WITH found AS MATERIALIZED ({found})
            INSERT INTO spending_word (contract_id, kind, value)
                SELECT ours, w.kind, w.value FROM ({said}) AS w ORDER BY 2, 3 ON CONFLICT DO NOTHING;
            WITH found AS MATERIALIZED ({_numbered(found)}), {_moved()}, {_crossed()}, named AS (
                UPDATE spending_spent f SET {_listed("{0} = w.{0}", _NAMED)} FROM moved w WHERE f.id = w.id
                    AND NOT EXISTS (SELECT FROM found n WHERE (n.line_id, n.month, n.fund)
                        = (f.line_id, f.month, f.fund)))
            INSERT INTO spending_spent AS f (contract_id, line_id, month, {_listed("{0}", WORDS)}, {_PENCE})
                SELECT ours, n.line_id, n.month, {_listed("n.{0}", WORDS)}, {_PENCE} FROM found n
                ON CONFLICT (line_id, month, fund) DO UPDATE SET {_listed("{0} = excluded.{0}", _NAMED)},
                    {_listed("{0}_pence = f.{0}_pence + excluded.{0}_pence", SUMS)};
            -- Last, because from here until the end nobody posts: nothing is in flight, and what comes later has a
            -- higher number.
            PERFORM pg_advisory_xact_lock(hashtextextended('ledger ' || ours, 0));
            UPDATE spending_folded SET folded_to = upto,
                settled_to = (SELECT coalesce(max(p.id), upto) FROM ledger_posting p WHERE p.contract_id = ours)
                WHERE contract_id = ours;
            RETURN upto - since;
        END $body$;
    """


def _listed(shape: str, names: Iterable[str]) -> str:
    return ", ".join(shape.format(name) for name in names)


def _numbered(found: str) -> str:
    """What was found, by the numbers of its words."""
    joined = "\n".join(
        f"LEFT JOIN spending_word w_{by} ON w_{by}.contract_id = ours AND w_{by}.kind = '{by}' "
        f"AND w_{by}.value = n.{by}::text"
        for by in _NUMBERED
    )
    return f"""SELECT n.line_id, n.month, w_month.id AS month_word, {_listed("w_{0}.id AS {0}", WORDS)},
        {_listed("n.{0} AS {0}_pence", SUMS)} FROM ({found}) AS n {joined}"""


def _moved() -> str:
    """Earlier facts of lines that are called otherwise now: what was kept under one word is let go under the same."""
    ours, theirs = _listed("f.{0}", _NAMED), _listed("l.{0}", _NAMED)
    return f"""lines AS (SELECT DISTINCT line_id, {_listed("{0}", _NAMED)} FROM found),
        moved AS MATERIALIZED (
            SELECT f.id, f.month, m.id AS month_word, f.fund, {theirs}, {_listed("f.{0} AS old_{0}", _NAMED)}, {_PENCE}
            FROM lines l JOIN spending_spent f ON f.line_id = l.line_id AND ({ours}) IS DISTINCT FROM ({theirs})
            JOIN spending_word m ON m.contract_id = ours AND m.kind = '{By.MONTH}' AND m.value = f.month::text
        )"""


def _crossed() -> str:
    """Adds what is new to the pairs of its year, and takes what is named anew from one pair to another. A set of two
    words leaves all others empty, so its first and last are those that are there."""
    named, old = _listed("{0}", _NAMED), _listed("old_{0}", _NAMED)
    words = [_word_of(by) for by in _NUMBERED]
    of_pairs = [", ".join(sorted({_word_of(pair.first), _word_of(pair.second)})) for pair in PAIRS]
    sets = ", ".join(f"(year, {pair}), ({pair})" for pair in of_pairs)
    codes = ", ".join(f"({_without(pair)}, '{pair.code}')" for pair in PAIRS)
    return f"""
        changes AS MATERIALIZED (SELECT {_YEAR} AS year, w.* FROM (
            SELECT month, month_word, fund, {named}, {_listed("{0}_pence::integer", SUMS)} FROM found
            UNION ALL SELECT month, month_word, fund, {named}, {_PENCE} FROM moved
            UNION ALL SELECT month, month_word, fund, {old}, {_listed("-{0}_pence", SUMS)} FROM moved) w),
        crossed AS (INSERT INTO spending_cross AS c (contract_id, pair, year, first, second, {_PENCE})
            SELECT ours, p.code, coalesce(g.year, '{EVER}'), g.first, g.second, {_PENCE}
            FROM (SELECT year, grouping({", ".join(words)}) AS without, coalesce({", ".join(words)}) AS first,
                    coalesce({", ".join(reversed(words))}) AS second, {_listed("sum({0}_pence) AS {0}_pence", SUMS)}
                FROM changes GROUP BY GROUPING SETS ({sets})) g
            JOIN (VALUES {codes}) AS p (without, code) ON p.without = g.without
            ON CONFLICT (contract_id, pair, year, first, second) DO UPDATE
                SET {_listed("{0}_pence = c.{0}_pence + excluded.{0}_pence", SUMS)})
    """


def _word_of(by: By) -> str:
    return "month_word" if by is By.MONTH else by.value


def _without(pair: Pair) -> int:
    """What `grouping` says of a pair: a bit for each thing that is not in it, the first of `By` the highest."""
    return sum(1 << place for place, by in enumerate(reversed(_NUMBERED)) if by not in (pair.first, pair.second))

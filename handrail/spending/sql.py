"""What each posting of an order line was for, and the function that folds postings into facts.
Refuses (by right) every other write of facts."""

from collections.abc import Iterator
from itertools import pairwise

from handrail.catalogue.rules.specials import SPECIAL
from handrail.core.promises import append_only, needs_audit, no_delete, row_security, written_by_trigger
from handrail.ledger.codes import AccountKind
from handrail.spending.codes import WORDS, AgeBand, By, Stock

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
"""


def spending() -> str:
    """Facts and words are written by `spending_fold` alone, and facts seen as far as a partner reaches."""
    tables = ("spending_word", "spending_spent", "spending_folded")
    return "".join(
        [
            _fold(),
            *(row_security(table, None) + written_by_trigger(table) + needs_audit(table) for table in tables),
            _REACH,
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
        SET search_path = public, pg_temp AS $body$
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


def _fold() -> str:
    """Three statements over the same postings: what has no number yet is given one, earlier facts of the same lines are
    named as the new ones, then these are written. A word that changed between them has none, and the fold begins
    again."""
    found = what_for("ours", "since", "upto")
    said = "\nUNION ".join(f"SELECT '{by}' AS kind, n.{by} AS value FROM found n" for by in WORDS)
    joined = "\n".join(
        f"LEFT JOIN spending_word {by} ON {by}.contract_id = ours AND {by}.kind = '{by}' AND {by}.value = n.{by}"
        for by in WORDS
    )
    columns = ", ".join([*WORDS, *(f"{name}_pence" for name in SUMS)])
    values = ", ".join([*(f"{by}.id" for by in WORDS), *(f"n.{name}" for name in SUMS)])
    again = ", ".join(f"{name}_pence = f.{name}_pence + excluded.{name}_pence" for name in SUMS)
    anew = ", ".join(f"{by} = w.{by}" for by in _NAMED)
    other = f"({', '.join(f'f.{by}' for by in _NAMED)}) IS DISTINCT FROM ({', '.join(f'w.{by}' for by in _NAMED)})"
    numbers = ", ".join(f"{by}.id AS {by}" for by in _NAMED)
    return f"""{_BEGINS}
            WITH found AS MATERIALIZED ({found})
            INSERT INTO spending_word (contract_id, kind, value)
                SELECT ours, w.kind, w.value FROM ({said}) AS w ORDER BY 2, 3 ON CONFLICT DO NOTHING;
            -- What was kept under one word is let go under the same.
            UPDATE spending_spent f SET {anew}
                FROM (SELECT DISTINCT n.line_id, {numbers} FROM ({found}) AS n {joined}) w
                WHERE f.line_id = w.line_id AND {other};
            INSERT INTO spending_spent AS f (contract_id, line_id, month, {columns})
                SELECT ours, n.line_id, n.month, {values} FROM ({found}) AS n
                {joined}
                ON CONFLICT (line_id, month, fund) DO UPDATE SET {again};
            -- Last, because from here until the end nobody posts: nothing is in flight, and what comes later has a
            -- higher number.
            PERFORM pg_advisory_xact_lock(hashtextextended('ledger ' || ours, 0));
            UPDATE spending_folded SET folded_to = upto,
                settled_to = (SELECT coalesce(max(p.id), upto) FROM ledger_posting p WHERE p.contract_id = ours)
                WHERE contract_id = ours;
            RETURN upto - since;
        END $body$;
    """

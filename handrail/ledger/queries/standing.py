"""Reads entries as they stand: with what was corrected of each since.
Refuses nothing; an entry of which nothing is left stands no more and is not read."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Posting, Price
from handrail.ledger.rules.restating import AGAIN, Standing

_OF_LINES = """SELECT DISTINCT coalesce(x.corrects_id, x.id) AS id
    FROM ledger_posting p JOIN ledger_entry x ON x.id = p.entry_id
    WHERE p.contract_id = %(contract)s AND p.line_id = ANY(%(lines)s::uuid[])"""
_NAMED = """SELECT x.id FROM ledger_entry x WHERE x.contract_id = %(contract)s AND x.id = ANY(%(ids)s::uuid[])
    UNION SELECT x.id FROM ledger_entry x WHERE x.contract_id = %(contract)s AND x.cause = ANY(%(causes)s)"""
# With what says the events of these again: that names lines of the entry that was posted first.
FIRST_OF_X = f"CASE WHEN x.kind = 'RESTATED' THEN left(split_part(x.cause, '{AGAIN}', 2), 36)::uuid ELSE x.id END"
# What says the event of an entry again that names no line: a fee, a rebate. It counts in the entry's month or a later
# one, and of each month few are such.
AGAIN_WITHOUT_LINES = f"""
    SELECT x.id FROM (SELECT x.id, x.contract_id, x.month FROM ledger_entry x WHERE x.id = <<first>>
        AND NOT EXISTS (SELECT FROM ledger_posting q WHERE q.entry_id = x.id AND q.line_id IS NOT NULL) OFFSET 0) e
    CROSS JOIN LATERAL generate_series(e.month::timestamp, (SELECT max(l.month) FROM ledger_entry l
        WHERE l.contract_id = e.contract_id)::timestamp, interval '1 month') AS g (month)
    CROSS JOIN LATERAL (SELECT x.id, {FIRST_OF_X} AS first_id FROM ledger_entry x
        WHERE x.contract_id = e.contract_id AND x.month = g.month::date AND x.kind = 'RESTATED' OFFSET 0) x
    WHERE x.first_id = e.id"""
_OF_EVENTS = f"""
    SELECT f.id FROM first f UNION SELECT r.id FROM first f
    CROSS JOIN LATERAL (SELECT DISTINCT q.line_id FROM ledger_posting q
        WHERE q.entry_id = f.id AND q.line_id IS NOT NULL OFFSET 0) w
    CROSS JOIN LATERAL (SELECT DISTINCT p.entry_id FROM ledger_posting p WHERE p.line_id = w.line_id OFFSET 0) o
    CROSS JOIN LATERAL (SELECT x.id, {FIRST_OF_X} AS first_id FROM ledger_entry x
        WHERE x.id = o.entry_id AND x.kind = 'RESTATED' OFFSET 0) r
    WHERE r.first_id = f.id
    UNION SELECT r.id FROM first f CROSS JOIN LATERAL ({AGAIN_WITHOUT_LINES.replace("<<first>>", "f.id")}) r"""
_NAMED_FIRST = f"""first AS MATERIALIZED (SELECT DISTINCT {FIRST_OF_X} AS id FROM ledger_entry x
    WHERE x.contract_id = %(contract)s AND x.id = ANY(%(ids)s::uuid[])), """


def _standing(roots: str, before: str = "") -> str:
    return f"""
        WITH {before}roots AS MATERIALIZED ({roots}), parts AS MATERIALIZED (
            SELECT r.id, a.kind, a.share_set_id, p.line_id, sum(p.amount_pence) AS pence
            FROM roots r JOIN ledger_entry x ON x.id = r.id OR x.corrects_id = r.id
            JOIN ledger_posting p ON p.entry_id = x.id JOIN ledger_account a ON a.id = p.account_id
            GROUP BY r.id, a.kind, a.share_set_id, p.line_id HAVING sum(p.amount_pence) <> 0
        )
        SELECT e.id, e.kind, e.cause, e.item, e.speed_code, e.quantity - coalesce(
                (SELECT sum(c.quantity) FROM ledger_entry c WHERE c.corrects_id = e.id), 0)::int, e.unit_pence,
            e.happened_on, json_agg(json_build_array(s.kind, s.share_set_id, s.pence, s.line_id)
                ORDER BY s.kind, s.share_set_id, s.line_id)
        FROM parts s JOIN ledger_entry e ON e.id = s.id GROUP BY e.id ORDER BY e.happened_on, e.id
    """


def standing_of_lines(scope: Scope, lines: Collection[UUID]) -> tuple[Standing, ...]:
    """The entries that stand of these lines, the oldest first, each whole: with what other lines bear of it."""
    return rows(_entry, _standing(_OF_LINES), {"contract": scope.contract_id, "lines": list(lines)})


def standing_entries(scope: Scope, ids: Collection[UUID], causes: Collection[str]) -> tuple[Standing, ...]:
    """The entries that stand of these ids, and of these causes."""
    asked = {"contract": scope.contract_id, "ids": list(ids), "causes": list(causes)}
    return rows(_entry, _standing(_NAMED), asked) if ids or causes else ()


def standing_of_events(scope: Scope, ids: Collection[UUID]) -> tuple[Standing, ...]:
    """What stands of the events of these entries: of what was posted first for each, and of all that says it again."""
    asked = {"contract": scope.contract_id, "ids": list(ids)}
    return rows(_entry, _standing(_OF_EVENTS, _NAMED_FIRST), asked) if ids else ()


def _entry(
    entry_id: UUID, kind: str, cause: str, item: str, speed: str, quantity: int, each: int, on: date, parts: Any
) -> Standing:
    postings = tuple(
        Posting(AccountKind(account), UUID(fund) if fund else None, int(pence), UUID(line) if line else None)
        for account, fund, pence, line in value_of(parts)
    )
    return Standing(entry_id, EntryKind(kind), cause, Price(item, speed, quantity, each), on, postings)

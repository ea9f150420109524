"""Reads entries as they were written, each whole, for what puts a price right.
Refuses nothing."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.queries.standing import AGAIN_WITHOUT_LINES, FIRST_OF_X
from handrail.ledger.rules.entries import Entry, Posting, Price
from handrail.ledger.rules.priced_book import PricedBook, Written

# What is said again names the entry that was posted first for its event, which names every line of it.
_LINES_OF = """SELECT DISTINCT p.line_id FROM ledger_entry e
    JOIN ledger_posting p ON p.entry_id IN (e.id, substring(e.cause FROM ':restated:([0-9a-f-]{36})')::uuid)
    WHERE e.contract_id = %(contract)s AND e.id = %(entry)s AND p.line_id IS NOT NULL ORDER BY p.line_id"""
_WRITTEN = f"""
    WITH together AS MATERIALIZED (
        SELECT o.line_id FROM ledger_posting p JOIN ledger_posting o ON o.entry_id = p.entry_id
        WHERE p.contract_id = %(contract)s AND p.line_id = ANY(%(lines)s::uuid[]) AND o.line_id IS NOT NULL
        UNION SELECT unnest(%(lines)s::uuid[])
    ), event AS MATERIALIZED (
        SELECT {FIRST_OF_X} AS id FROM ledger_entry x WHERE x.contract_id = %(contract)s AND x.id = %(entry)s
    ), of_event AS MATERIALIZED (
        SELECT v.id FROM event v UNION
        SELECT r.id FROM event v CROSS JOIN LATERAL ({AGAIN_WITHOUT_LINES.replace("<<first>>", "v.id")}) r
    ), found AS MATERIALIZED (
        SELECT p.entry_id AS id FROM ledger_posting p JOIN together t ON t.line_id = p.line_id
        WHERE p.contract_id = %(contract)s
        UNION SELECT x.id FROM ledger_entry x
        WHERE x.contract_id = %(contract)s AND (x.id = %(entry)s OR x.corrects_id = %(entry)s)
        UNION SELECT x.id FROM of_event v JOIN ledger_entry x ON x.id = v.id OR x.corrects_id = v.id
    )
    SELECT e.id, e.kind, e.cause, e.item, e.speed_code, e.quantity, e.unit_pence, e.happened_on, e.corrects_id,
        e.audit_id, (SELECT json_agg(json_build_array(a.kind, a.share_set_id, p.amount_pence, p.line_id) ORDER BY p.id)
            FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = e.id)
    FROM found f JOIN ledger_entry e ON e.id = f.id ORDER BY e.audit_id, e.id
"""


def lines_of_entry(scope: Scope, entry_id: UUID) -> Collection[UUID]:
    """The lines that the event of an entry is about, whichever part of it the entry says."""
    found: tuple[UUID, ...] = rows(lambda one: one, _LINES_OF, {"contract": scope.contract_id, "entry": entry_id})
    return found


def priced_book(scope: Scope, lines: Collection[UUID], entry_id: UUID | None = None) -> PricedBook:
    """All that was written for these lines and for those with which they bear something together, and of the event of
    this entry, also where it names no line. One statement."""
    asked = {"contract": scope.contract_id, "lines": list(lines), "entry": entry_id}
    return PricedBook(rows(_written, _WRITTEN, asked))


def _written(
    entry_id: UUID, kind: str, cause: str, item: str, speed: str, quantity: int, each: int, on: date,
    corrects_id: UUID | None, change: int, parts: Any,
) -> Written:  # fmt: skip
    postings = tuple(
        Posting(AccountKind(account), UUID(fund) if fund else None, int(pence), UUID(line) if line else None)
        for account, fund, pence, line in value_of(parts)
    )
    price = Price(item, speed, quantity, each)
    return Written(Entry(entry_id, EntryKind(kind), cause, price, on, postings, corrects_id), change)

"""Reads what was posted for one order line, posting by posting, in words that people know.
Refuses nothing; what a line bears of a price that several share is its own part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.queries.standing import AGAIN_WITHOUT_LINES, FIRST_OF_X

_ITEM = """coalesce((SELECT a.label FROM partners_activityprice a WHERE a.contract_id = e.contract_id
    AND a.activity = e.item ORDER BY a.from_on DESC, a.speed_code LIMIT 1), e.item)"""
# What is left of an entry when all that corrects it is taken off: nothing, once it was put right. VAT stands as long as
# what it is on: the pennies of several entries of a line are rounded together.
_STANDS = """EXISTS (SELECT FROM ledger_posting q JOIN ledger_entry x ON x.id = q.entry_id
        JOIN ledger_account b ON b.id = q.account_id
    WHERE (x.id = e.id OR x.corrects_id = e.id) AND q.line_id IS NOT DISTINCT FROM p.line_id
        AND CASE WHEN a.kind IN ('VAT', 'VAT_BACK')
        THEN b.kind IN ('EQUIPMENT', 'ACTIVITY', 'CREDITED', 'SUSPENSE') ELSE b.id = a.id END
    GROUP BY b.id HAVING sum(q.amount_pence) <> 0)"""
_OF_LINE = f"""
    SELECT e.id, e.kind, {_ITEM}, e.quantity, e.unit_pence, e.happened_on, e.month, e.note,
        a.kind, coalesce(f.name, ''), p.amount_pence, {_STANDS}
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE p.contract_id = %(contract)s AND p.line_id = %(line)s
    ORDER BY e.happened_on, e.id, p.id
"""
# What names no line is a fund's all the same; what the provider is owed is the other side of it.
_OF_EVENT = f"""
    WITH event AS MATERIALIZED (
        SELECT {FIRST_OF_X} AS id FROM ledger_entry x WHERE x.contract_id = %(contract)s AND x.id = %(entry)s
    ), again AS MATERIALIZED (
        SELECT v.id FROM event v UNION
        SELECT r.id FROM event v CROSS JOIN LATERAL ({AGAIN_WITHOUT_LINES.replace("<<first>>", "v.id")}) r
    )
    SELECT e.id, e.kind, {_ITEM}, e.quantity, e.unit_pence, e.happened_on, e.month, e.note,
        a.kind, coalesce(f.name, ''), p.amount_pence, {_STANDS}
    FROM again g JOIN ledger_entry e ON e.id = g.id OR e.corrects_id = g.id
    JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE e.contract_id = %(contract)s AND (a.share_set_id IS NOT NULL OR a.kind = 'SUSPENSE')
    ORDER BY e.happened_on, e.id, p.id
"""
_LINE_OF = """
    SELECT p.line_id FROM ledger_posting p
    WHERE p.contract_id = %(contract)s AND p.entry_id = %(entry)s AND p.line_id IS NOT NULL
    ORDER BY p.line_id::text <> %(from)s, p.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class PostedRow:
    """One posting of a line with its entry. `stands`: something of it was not taken back since."""

    entry_id: UUID
    kind: EntryKind
    item: str
    quantity: int
    unit_pence: int
    happened_on: date
    month: date
    note: str
    account: AccountKind
    fund: str
    pence: int
    stands: bool

    @property
    def is_late(self) -> bool:
        """Whether it counts in a later month than that of its day, which was closed."""
        return self.month != self.happened_on.replace(day=1)


def posted_of_line(scope: Scope, line_id: UUID) -> Sequence[PostedRow]:
    """What was posted for a line, the earliest event first."""
    return rows(_row, _OF_LINE, {"contract": scope.contract_id, "line": line_id})


def posted_of_event(scope: Scope, entry_id: UUID) -> Sequence[PostedRow]:
    """What was posted for the event of an entry, in the order in which it was written. None where it is unknown."""
    return rows(_row, _OF_EVENT, {"contract": scope.contract_id, "entry": entry_id})


def line_of_entry(scope: Scope, entry_id: UUID, opened_from: str = "") -> UUID | None:
    """A line that an entry is about, this one if it is one of them; None where it is about none."""
    asked = {"contract": scope.contract_id, "entry": entry_id, "from": opened_from}
    found: tuple[UUID, ...] = rows(lambda one: one, _LINE_OF, asked)
    return found[0] if found else None


def _row(
    entry_id: UUID, kind: str, item: str, quantity: int, each: int, on: date, month: date, note: str, *posting: Any
) -> PostedRow:
    account, fund, pence, stands = posting
    return PostedRow(
        entry_id, EntryKind(kind), item, quantity, each, on, month, note, AccountKind(account), fund, int(pence), stands
    )

"""Reads what the ledger owes to the provider: sums of a time, and the entries behind them.
Refuses nothing; an order or visit that the reader may not see is left without its number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.invoices.rules.lines import ContractWords
from handrail.invoices.rules.statement import Section, StatedRow, Statement, one_row_each, section_of
from handrail.ledger.codes import EntryKind
from handrail.ledger.queries.standing import AGAIN_WITHOUT_LINES
from handrail.ledger.rules.restating import AGAIN

_OPENING = """
    SELECT coalesce(-sum(b.amount_pence), 0) FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
    WHERE b.contract_id = %(contract)s AND b.month < %(first)s AND a.kind = 'PROVIDER'
"""
# The words of a row are those that the price list has for it latest.
_LABEL = """(SELECT r.label FROM partners_activityprice r WHERE r.contract_id = %(contract)s AND r.activity = s.item
    ORDER BY (r.speed_code = s.speed_code) DESC, r.from_on DESC LIMIT 1)"""
# The provider is owed price and VAT: what is left beside its VAT is the price.
_PRICE_AND_VAT = """-sum(p.amount_pence) AS pence,
            coalesce(sum(p.amount_pence) FILTER (WHERE a.kind <> 'PROVIDER'), 0) AS vat"""
_OWES = "a.kind IN ('PROVIDER', 'VAT', 'VAT_BACK')"
_SUMS = f"""
    SELECT s.kind, s.item, coalesce({_LABEL}, ''), s.speed_code, s.entries, s.quantity, s.pence, s.vat FROM (
        SELECT e.kind, e.item, e.speed_code, count(*) FILTER (WHERE a.kind = 'PROVIDER') AS entries,
            sum(e.quantity) FILTER (WHERE a.kind = 'PROVIDER') AS quantity, {_PRICE_AND_VAT}
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
        WHERE e.contract_id = %(contract)s AND e.month >= %(first)s AND e.month < %(after)s AND {_OWES}
        GROUP BY e.kind, e.item, e.speed_code HAVING bool_or(a.kind = 'PROVIDER')
    ) s ORDER BY s.kind, s.item, s.speed_code
"""
# What was brought in has no order line: its postings name the loan, and an invoice names it by its item's number, or
# where it has none by the visit that fetched it.
# Where a visit is named it is by its entry's cause. Worked out first: row security lets no cast into a join. Why
# something was put right may tell of somebody's care: it is read for the commissioner's side alone.
_BEHIND = """
    SELECT e.id, e.kind, e.item, e.speed_code, e.quantity, e.unit_pence, p.pence, p.vat, e.happened_on,
        (e.recorded_at AT TIME ZONE 'Europe/London')::date,
        CASE WHEN %(why)s OR e.kind = 'CHARGED' THEN e.note ELSE '' END,
        o.id, o.number, l.position, c.code, c.name, v.id, v.number, coalesce(a.number, ''),
        coalesce(h.imported_reference, '')
    FROM (<<entries>>) e CROSS JOIN LATERAL (<<owed>>) p
    CROSS JOIN LATERAL (
        SELECT (SELECT q.line_id FROM ledger_posting q WHERE q.entry_id = e.id AND q.line_id IS NOT NULL
                ORDER BY q.id LIMIT 1) AS line_id,
            CASE WHEN e.cause LIKE 'charge:visit:%%' THEN substring(e.cause, 14, 36)::uuid END AS visit_id
        OFFSET 0) w
    LEFT JOIN orders_orderline l ON l.id = w.line_id LEFT JOIN orders_order o ON o.id = l.order_id
    LEFT JOIN LATERAL (SELECT h.id, h.product_id, h.asset_id, h.imported_reference FROM loans_loan h
        WHERE l.id IS NULL AND h.id = w.line_id OFFSET 0) h ON true
    LEFT JOIN LATERAL (SELECT t.visit_id FROM visits_visittask t WHERE h.asset_id IS NULL AND w.visit_id IS NULL
        AND t.loan_id = h.id AND t.outcome IN ('DONE', 'PART_DONE') ORDER BY t.id DESC LIMIT 1) f ON true
    LEFT JOIN catalogue_product c ON c.id = coalesce(l.product_id, h.product_id)
    LEFT JOIN stock_asset a ON a.id = h.asset_id
    LEFT JOIN visits_visit v ON v.id = coalesce(w.visit_id, f.visit_id)
    WHERE p.pence + p.vat <> 0
    ORDER BY e.happened_on, e.id LIMIT %(limit)s OFFSET %(offset)s
"""


_ENTRIES = _BEHIND.replace(
    "<<entries>>",
    """SELECT e.id, e.kind, e.item, e.speed_code, e.quantity, e.unit_pence, e.happened_on, e.recorded_at, e.note,
            e.cause
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.month >= %(first)s AND e.month < %(after)s
            AND e.kind = ANY(%(kinds)s) AND (%(item)s = '' OR e.item = %(item)s AND e.speed_code = %(speed)s)
            AND (NOT %(vat)s OR EXISTS (SELECT FROM ledger_posting q JOIN ledger_account a ON a.id = q.account_id
                WHERE q.entry_id = e.id AND a.kind IN ('VAT', 'VAT_BACK')))
            AND NOT (%(no_line)s AND EXISTS (SELECT FROM ledger_posting q CROSS JOIN LATERAL (
                SELECT FROM orders_orderline n WHERE n.id = q.line_id OFFSET 0) n WHERE q.entry_id = e.id))""",
).replace(
    "<<owed>>",
    f"""SELECT {_PRICE_AND_VAT} FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
        WHERE p.entry_id = e.id AND {_OWES}""",
)
# The entry that was posted first for the event of an entry `e`: its own, unless it says again what another said.
FIRST = f"""CASE WHEN e.kind = 'RESTATED' THEN left(split_part(e.cause, '{AGAIN}', 2), 36)::uuid ELSE e.id END"""
# Events that no line of an invoice names, each by its first entry: what says it again is on the same day.
_OPEN = """
    SELECT e.id, e.kind, e.item, e.speed_code, e.quantity, e.unit_pence, e.happened_on, e.recorded_at, e.note, e.cause
    FROM ledger_entry e
    WHERE e.contract_id = %(contract)s AND e.month >= %(first)s
        AND e.happened_on >= %(from)s AND e.happened_on <= %(until)s AND e.kind IN ('SPENT', 'CHARGED', 'CREDITED')
        AND NOT EXISTS (SELECT FROM invoices_invoiceline i WHERE i.entry_id = e.id)
"""
# What is owed for an event is what its first entry, those that say it again, and the corrections of all of these come
# to. What says it again names the same lines; where nothing was corrected nothing does.
_OWED = f"""
    SELECT {_PRICE_AND_VAT} FROM (
        SELECT e.id UNION ALL SELECT r.id
        FROM (SELECT DISTINCT o.entry_id FROM ledger_posting q JOIN ledger_posting o ON o.line_id = q.line_id
            WHERE q.entry_id = e.id AND EXISTS (SELECT FROM ledger_entry c WHERE c.corrects_id = e.id) OFFSET 0) o
        CROSS JOIN LATERAL (SELECT e.id, {FIRST} AS first_id FROM ledger_entry e
            WHERE e.id = o.entry_id AND e.kind = 'RESTATED' OFFSET 0) r
        WHERE r.first_id = e.id
        UNION ALL SELECT r.id FROM ({AGAIN_WITHOUT_LINES.replace("<<first>>", "e.id")}) r
        WHERE EXISTS (SELECT FROM ledger_entry c WHERE c.corrects_id = e.id)
    ) s CROSS JOIN LATERAL (SELECT s.id AS entry_id UNION ALL
        SELECT x.id FROM ledger_entry x WHERE x.corrects_id = s.id OFFSET 0) x
    JOIN ledger_posting p ON p.entry_id = x.entry_id JOIN ledger_account a ON a.id = p.account_id
    WHERE {_OWES}
"""
# All of a county's month at once: what each entry and its corrections come to is summed before it is joined.
_OPEN_SUM = f"""
    WITH stands AS (
        SELECT coalesce(x.corrects_id, x.id) AS entry_id, sum(q.amount_pence) AS amount_pence
        FROM ledger_posting q JOIN ledger_entry x ON x.id = q.entry_id JOIN ledger_account a ON a.id = q.account_id
        WHERE q.contract_id = %(contract)s AND x.month >= %(first)s AND a.kind = 'PROVIDER' GROUP BY 1
    ), again AS MATERIALIZED (
        SELECT e.id, {FIRST} AS first_id FROM ledger_entry e
        WHERE e.contract_id = %(contract)s AND e.month >= %(first)s AND e.kind = 'RESTATED'
    )
    SELECT count(*), coalesce(-sum(p.amount_pence), 0),
        coalesce(-sum(p.amount_pence) FILTER (WHERE p.amount_pence > 0), 0)
    FROM ({_OPEN}) e JOIN (
        SELECT coalesce(r.first_id, s.entry_id) AS entry_id, sum(s.amount_pence) AS amount_pence
        FROM stands s LEFT JOIN again r ON r.id = s.entry_id GROUP BY 1
    ) p ON p.entry_id = e.id WHERE p.amount_pence <> 0
"""
_NOT_INVOICED = _BEHIND.replace("<<entries>>", _OPEN).replace("<<owed>>", _OWED)
_OF_LINE = _BEHIND.replace(
    "<<entries>>",
    """SELECT e.id, e.kind, e.item, e.speed_code, e.quantity, e.unit_pence, e.happened_on, e.recorded_at, e.note,
            e.cause
        FROM ledger_entry e WHERE e.contract_id = %(contract)s AND e.id IN (
            SELECT i.entry_id FROM invoices_invoiceline i WHERE i.id = %(line)s
            UNION ALL SELECT i.entry_id FROM invoices_invoiceline i WHERE i.part_of_id = %(line)s)""",
).replace("<<owed>>", _OWED)


@dataclass(frozen=True, slots=True)
class StatedEntry:
    """One entry of a statement, with what it is about as far as the reader sees that; VAT beside its price. `note`: how
    a charge was made, or why it was put right; that is empty for who is not of the commissioner's side."""

    id: UUID
    kind: EntryKind
    item: str
    speed_code: str
    quantity: int
    unit_pence: int
    pence: int
    vat_pence: int
    happened_on: date
    recorded_on: date
    note: str
    order_id: UUID | None
    order_number: int | None
    position: int | None
    product_code: str | None
    product: str | None
    visit_id: UUID | None
    visit_number: int | None
    asset_number: str
    loan_reference: str

    @property
    def put_right_on(self) -> date | None:
        """The day on which it took something back, or said it again; None of what puts nothing right."""
        return self.recorded_on if self.kind in (EntryKind.CORRECTED, EntryKind.RESTATED) else None

    @property
    def line(self) -> str:
        """The order line by its number, as invoices name it: order 1042, second line: 1042/2."""
        return f"{self.order_number}/{self.position}" if self.order_number else ""

    @property
    def code(self) -> str:
        """What was sold: the row of the price list; of equipment the product."""
        return (self.product_code or "") if self.item == "equipment" else self.item


@dataclass(frozen=True, slots=True)
class Behind:
    """Which entries are asked for. Without an item: all of a part; without a part: all. `no_line`: those alone that
    no order line bears; what was paid is no cost, and none of these."""

    first: date
    after: date
    section: Section | None = None
    item: str = ""
    speed_code: str = ""
    no_line: bool = False

    @property
    def kinds(self) -> list[str]:
        """The kinds of entries that stand in it."""
        return [
            kind.value
            for kind in EntryKind
            if self.section in (None, Section.VAT, section_of(kind))
            and not (self.no_line and section_of(kind) is Section.PAYMENTS)
        ]


def contract_words(scope: Scope) -> ContractWords:
    """The contract of the scope."""
    (found,) = rows(
        ContractWords,
        """SELECT c.code, c.name, p.name FROM partners_contract c JOIN partners_partner p ON p.id = c.provider_id
           WHERE c.id = %(contract)s""",
        {"contract": scope.contract_id},
    )
    return found


def statement(scope: Scope, first: date, after: date) -> Statement:
    """What is owed for the months from `first`, before `after`. Two statements."""
    asked = {"contract": scope.contract_id, "first": first, "after": after}
    (opening,) = rows(int, _OPENING, asked)
    return Statement(opening, one_row_each(row for found in rows(_stated, _SUMS, asked) for row in found))


def _stated(
    kind: str, item: str, label: str, speed: str, entries: int, quantity: int, pence: int, vat: int
) -> tuple[StatedRow, ...]:
    row = StatedRow(section_of(EntryKind(kind)), item, label, speed, int(entries), int(quantity), int(pence))
    return (row, replace(row, section=Section.VAT, pence=int(vat))) if vat else (row,)


def stated_entries(scope: Scope, behind: Behind, *, offset: int, limit: int | None) -> Sequence[StatedEntry]:
    """The entries behind a statement in the order of their days. One statement."""
    asked = {
        "contract": scope.contract_id, "first": behind.first, "after": behind.after, "kinds": behind.kinds,
        "vat": behind.section is Section.VAT, "item": behind.item, "speed": behind.speed_code,
        "no_line": behind.no_line, "offset": offset, "limit": limit, "why": scope.may(Permission.SEE_MONEY),
    }  # fmt: skip
    return rows(_entry, _ENTRIES, asked)


def not_invoiced(
    scope: Scope, from_on: date, until_on: date, *, offset: int, limit: int | None
) -> Sequence[StatedEntry]:
    """What happened on these days and stands on no invoice, each event once, as it stands now. One statement."""
    asked = {
        "contract": scope.contract_id, "from": from_on, "until": until_on, "first": from_on.replace(day=1),
        "offset": offset, "limit": limit, "why": scope.may(Permission.SEE_MONEY),
    }  # fmt: skip
    return rows(_event, _NOT_INVOICED, asked)


def entries_of_line(scope: Scope, line_id: UUID) -> Sequence[StatedEntry]:
    """The events that a line of an invoice was held against, each as it stands now. One statement."""
    asked = {
        "contract": scope.contract_id, "line": line_id, "offset": 0, "limit": None,
        "why": scope.may(Permission.SEE_MONEY),
    }  # fmt: skip
    return rows(_event, _OF_LINE, asked)


def not_invoiced_sum(scope: Scope, from_on: date, until_on: date) -> tuple[int, int]:
    """How many such entries there are, and what they come to."""
    entries, pence, _ = _open_sum(scope, from_on, until_on)
    return entries, pence


def credits_not_invoiced(scope: Scope, from_on: date, until_on: date) -> int:
    """What those of them that give money back come to: nothing or less."""
    *_, pence = _open_sum(scope, from_on, until_on)
    return pence


def _open_sum(scope: Scope, from_on: date, until_on: date) -> tuple[int, int, int]:
    asked = {"contract": scope.contract_id, "from": from_on, "until": until_on, "first": from_on.replace(day=1)}
    (found,) = rows(lambda entries, *sums: (int(entries), *map(int, sums)), _OPEN_SUM, asked)
    return found


def _entry(
    entry_id: UUID, kind: str, item: str, speed: str, quantity: int, unit: int, pence: int, vat: int, *rest: Any,
) -> StatedEntry:  # fmt: skip
    return StatedEntry(entry_id, EntryKind(kind), item, speed, quantity, unit, int(pence), int(vat), *rest)


def _event(*row: Any) -> StatedEntry:
    """An event as it stands: of what was put right since, one costs what it comes to now."""
    first = _entry(*row)
    if abs(first.pence) == first.quantity * first.unit_pence:
        return first
    return replace(first, unit_pence=abs(first.pence) // (first.quantity or 1))

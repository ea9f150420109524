"""Reads the numbers of what the audit log names: people, orders, visits, items, users and products, with the pages
that they have, and finds what has a number.
Refuses what is out of reach: row security leaves it out, and the log shows its kind only."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class NamedSubject:
    """What a subject is: `kind` person, order, visit, asset, user or product; its id and number, or the name of a user
    and the code of a product. A line is its order."""

    kind: str
    id: UUID
    number: str


_NUMBERS = """
    SELECT 'person', p.id, p.id, p.number::text, 'person' FROM people_person p
        WHERE p.contract_id = %(contract)s AND p.id = ANY(%(person)s)
    UNION ALL
    SELECT 'order', o.id, o.id, o.number::text, 'order' FROM orders_order o
        WHERE o.contract_id = %(contract)s AND o.id = ANY(%(order)s)
    UNION ALL
    SELECT 'line', l.id, o.id, o.number::text, 'order' FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        WHERE l.contract_id = %(contract)s AND l.id = ANY(%(line)s)
    UNION ALL
    SELECT 'visit', v.id, v.id, v.number::text, 'visit' FROM visits_visit v
        WHERE v.contract_id = %(contract)s AND v.id = ANY(%(visit)s)
    UNION ALL
    SELECT 'asset', a.id, a.id, a.number, 'asset' FROM stock_asset a
        WHERE a.contract_id = %(contract)s AND a.id = ANY(%(asset)s)
    UNION ALL
    SELECT 'user', u.id, u.id, u.name, 'user' FROM identity_user u WHERE u.id = ANY(%(user)s)
        AND EXISTS (SELECT FROM identity_post t WHERE t.user_id = u.id AND t.contract_id = %(contract)s)
    UNION ALL
    SELECT 'product', p.id, p.id, p.code, 'product' FROM catalogue_product p
        WHERE p.contract_id = %(contract)s AND p.id = ANY(%(product)s)
"""
KINDS = ("person", "order", "line", "visit", "asset", "user", "product")
_WITH_NUMBER = """
    SELECT 'order:' || o.id FROM orders_order o WHERE o.contract_id = %(contract)s AND o.number = %(number)s
    UNION ALL
    SELECT 'line:' || l.id FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.contract_id = %(contract)s AND o.number = %(number)s
    UNION ALL
    SELECT 'visit:' || v.id FROM visits_visit v WHERE v.contract_id = %(contract)s AND v.number = %(number)s
    UNION ALL
    SELECT 'asset:' || a.id FROM stock_asset a WHERE a.contract_id = %(contract)s AND a.number = %(text)s
"""
LONGEST_NUMBER = 18


def named_subjects(scope: Scope, subjects: Iterable[str]) -> dict[str, NamedSubject]:
    """By subject ("order:" and an id), those that have a number and may be seen; one statement."""
    asked: dict[str, list[UUID]] = {kind: [] for kind in KINDS}
    for subject in set(subjects):
        kind, _, row_id = subject.partition(":")
        if kind in asked and (known := _uuid(row_id)):
            asked[kind].append(known)
    found = rows(lambda *row: row, _NUMBERS, {"contract": scope.contract_id, **asked})
    return {f"{kind}:{row_id}": NamedSubject(of, target, number) for kind, row_id, target, number, of in found}


def subjects_with(scope: Scope, number: str) -> tuple[str, ...]:
    """What the log calls the orders with their lines, the visits and the items that have this number."""
    text = number.strip().upper().replace(" ", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    asked = {"contract": scope.contract_id, "number": int(text) if is_number else None, "text": text}
    return rows(lambda subject: subject, _WITH_NUMBER, asked)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

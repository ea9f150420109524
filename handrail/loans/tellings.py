"""Reads who was told that something of theirs is recalled, and holds it while that changes.
Refuses nothing; whom a recall names is read with the visits."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.ledger.rules.recall_charges import ToldOf

_OF_RECALL = """
    SELECT t.id, coalesce(h.line_id, f.line_id, g.line_id, b.line_id, t.loan_id, g.loan_id),
        (t.happened_at AT TIME ZONE 'Europe/London')::date, CASE WHEN t.adaptation_id IS NOT NULL THEN t.visit_id END
    FROM loans_recalltelling t
    LEFT JOIN loans_loan h ON h.id = t.loan_id LEFT JOIN loans_adaptation f ON f.id = t.adaptation_id
    LEFT JOIN loans_gift g ON g.id = t.gift_id LEFT JOIN loans_loan b ON b.id = g.loan_id
    WHERE t.contract_id = %(contract)s AND t.recall_id = %(recall)s AND t.counts AND t.mistaken_at IS NULL
    ORDER BY t.id
"""
_TELLING = """
    SELECT t.recall_id, t.person_id, t.counts, t.mistaken_at IS NOT NULL, EXISTS (
        SELECT FROM loans_recalltelling n
        WHERE n.recall_id = t.recall_id AND n.reached AND NOT n.counts AND n.mistaken_at IS NULL
        AND coalesce(n.loan_id, n.adaptation_id, n.gift_id) = coalesce(t.loan_id, t.adaptation_id, t.gift_id))
    FROM loans_recalltelling t WHERE t.contract_id = %(contract)s AND t.id = %(telling)s
"""


def hold_tellings(scope: Scope, recall_id: UUID) -> None:
    """Whoever else tells somebody of this recall, or decides what that costs, waits until this change ends. It is no
    lock of the recall's row, which is held before visits and loans, and this after them (docs/locking.md)."""
    rows(
        bool,
        "SELECT pg_advisory_xact_lock(hashtextextended('told of recall ' || %(recall)s::text, 0)) IS NULL",
        {"contract": scope.contract_id, "recall": recall_id},
    )


def told_of_recall(scope: Scope, recall_id: UUID) -> tuple[ToldOf, ...]:
    """Who was told of a recall for the first time, with what bears its charge: of a loan or a gift the line that it
    began with, of what is fitted the line that fitted it, of what was brought in the loan."""
    return rows(ToldOf, _OF_RECALL, {"contract": scope.contract_id, "recall": recall_id})


@dataclass(frozen=True, slots=True)
class TellingFound:
    """One telling as it stands. `told_since`: they were told of the same thing again after it."""

    recall_id: UUID
    person_id: UUID
    counts: bool
    mistaken: bool
    told_since: bool


def telling_found(scope: Scope, telling_id: UUID) -> TellingFound | None:
    """The telling, where the reader sees whom it is about."""
    found = rows(TellingFound, _TELLING, {"contract": scope.contract_id, "telling": telling_id})
    return found[0] if found else None

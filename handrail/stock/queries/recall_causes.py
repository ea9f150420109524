"""Reads who was said to be the cause of a recall, in turn.
Refuses nothing."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.stock.codes import RecallCause
from handrail.stock.rules.recall_causes import CauseSaid


def causes_said(scope: Scope, recall_id: UUID) -> tuple[CauseSaid, ...]:
    """All that was said and decided of one recall, the first first."""
    return causes_of(scope, [recall_id]).get(recall_id, ())


def causes_of(scope: Scope, recall_ids: Collection[UUID]) -> Mapping[UUID, tuple[CauseSaid, ...]]:
    """The same of several recalls; of whose cause nobody said anything is not in it."""
    found = rows(
        _said,
        """SELECT s.recall_id, s.cause, s.decided, s.reason, s.happened_at, coalesce(u.name, '')
           FROM stock_recallcausesaid s LEFT JOIN identity_user u ON u.id = s.by_id
           WHERE s.contract_id = %(contract)s AND s.recall_id = ANY (%(recalls)s::uuid[])
           ORDER BY s.recorded_at, s.id""",
        {"contract": scope.contract_id, "recalls": list(recall_ids)},
    )
    return {recall_id: tuple(one for of, one in found if of == recall_id) for recall_id, _ in found}


def _said(recall_id: UUID, cause: str, *rest: Any) -> tuple[UUID, CauseSaid]:
    return recall_id, CauseSaid(RecallCause(cause), *rest)

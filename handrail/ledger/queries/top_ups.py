"""Reads under which causes the filling of a satellite store was charged on a day.
Refuses nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope

_CHARGED = """
    SELECT e.cause, e.id, e.audit_id FROM ledger_entry e
        WHERE e.contract_id = %(contract)s AND e.cause = ANY(%(causes)s)
    UNION ALL SELECT w.cause, NULL, w.audit_id FROM ledger_waiting w
        WHERE w.contract_id = %(contract)s AND w.cause = ANY(%(causes)s)
        AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.contract_id = w.contract_id AND e.cause = w.cause)
"""


@dataclass(frozen=True, slots=True)
class ChargedOnce:
    """The change that charged something first, by which entry; None: it waits for a price, or did."""

    entry_id: UUID | None
    audit_id: int


def charged_under(scope: Scope, causes: Collection[str]) -> Mapping[str, ChargedOnce]:
    """Those of these causes that were used."""
    asked = {"contract": scope.contract_id, "causes": list(causes)}
    return dict(rows(lambda cause, *first: (cause, ChargedOnce(*first)), _CHARGED, asked))

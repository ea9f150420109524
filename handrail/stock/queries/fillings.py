"""Reads whether anything that was moved into a satellite store on a day is still of that day's filling.
Refuses nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


def hold_store(scope: Scope, place_id: UUID) -> None:
    """Wait for whoever moves stock into or out of this store, and let nobody do so before this change ends."""
    rows(
        lambda held: held,
        "SELECT id FROM stock_place WHERE contract_id = %(contract)s AND id = %(place)s FOR NO KEY UPDATE",
        {"contract": scope.contract_id, "place": place_id},
    )


# The moves of the day are found in the log, which names the store of each, and their things. Those of the change that
# asks stand in no log yet.
_LEFT = """
    WITH filled AS MATERIALIZED (
        SELECT a.id FROM core_auditsubject s JOIN core_audit a ON a.id = s.audit_id
        WHERE s.subject = 'depot:' || %(place)s AND a.contract_id = %(contract)s AND a.event = 'STOCK_MOVED'
        AND a.id >= %(since)s AND (a.happened_at AT TIME ZONE 'Europe/London')::date = %(on)s
        UNION ALL SELECT %(audit)s::bigint
    ), things AS MATERIALIZED (
        SELECT s.subject FROM filled f JOIN core_auditsubject s ON s.audit_id = f.id
        UNION SELECT unnest(%(things)s::text[])
    ), moved AS (
        SELECT m.subject_id AS thing, '' AS lot, '' AS condition, m.from_place_id, m.to_place_id, 1 AS pieces
        FROM things t JOIN stock_assetmove m ON m.subject_id = substr(t.subject, 7)::uuid
        WHERE t.subject LIKE 'asset:%%' AND m.audit_id IN (SELECT id FROM filled)
        UNION ALL SELECT m.product_id, m.lot, m.to_condition, m.from_place_id, m.to_place_id, m.quantity
        FROM things t JOIN stock_stockmove m ON m.product_id = substr(t.subject, 9)::uuid
        WHERE t.subject LIKE 'product:%%' AND m.contract_id = %(contract)s AND m.audit_id IN (SELECT id FROM filled)
        AND m.happened_at >= %(on)s::date - interval '1 day'
    )
    SELECT EXISTS (SELECT FROM moved WHERE %(place)s IN (from_place_id::text, to_place_id::text)
        GROUP BY thing, lot, condition
        HAVING sum(CASE WHEN to_place_id::text = %(place)s THEN pieces ELSE -pieces END) > 0)
"""


@dataclass(frozen=True, slots=True)
class MovedNow:
    """The change that asks, and what it moves, as the log is to name it."""

    audit_id: int
    things: tuple[str, ...]


def anything_left_of_filling(scope: Scope, place_id: UUID, on: date, since: int, by: MovedNow) -> bool:
    """Whether more was moved into a satellite store on a day than was moved back out of it. `since`: from this change
    on; what went back before did not come with it."""
    asked = {
        "contract": scope.contract_id, "place": str(place_id), "on": on, "since": since, "audit": by.audit_id,
        "things": list(by.things),
    }  # fmt: skip
    return rows(bool, _LEFT, asked)[0]

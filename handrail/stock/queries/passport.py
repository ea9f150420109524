"""Reads the whole story of one item: where it is and everywhere it has been, and each act of care.
Refuses to name the person of a home to a user who may not see people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows, value_of
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.stock.states import AssetState


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One step of an item. `place` is the place's name; a home has its person's name only for those who may see it."""

    seq: int
    from_state: AssetState | None
    to_state: AssetState
    from_place_id: UUID | None
    to_place_id: UUID
    place_kind: str
    place: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    reason: str
    person_id: UUID | None
    person: str


def moves_of(scope: Scope, asset_id: UUID) -> tuple[MoveRow, ...]:
    """Every step of an item, newest first; one statement."""
    return rows(
        _move,
        """SELECT m.seq, m.from_state, m.to_state, m.from_place_id, m.to_place_id, coalesce(l.kind, 'HOME'),
               coalesce(l.name, ''), m.happened_at, m.recorded_at, coalesce(u.name, ''), m.reason,
               CASE WHEN %(people)s THEN l.person_id END,
               CASE WHEN %(people)s THEN concat_ws(' ', n.given_name, n.family_name) ELSE '' END
           FROM stock_assetmove m
           LEFT JOIN stock_place l ON l.id = m.to_place_id
           LEFT JOIN people_person n ON n.id = l.person_id
           LEFT JOIN identity_user u ON u.id = m.by_id
           WHERE m.contract_id = %(contract)s AND m.subject_id = %(asset)s ORDER BY m.seq DESC""",
        {"contract": scope.contract_id, "asset": asset_id, "people": scope.may(Permission.SEE_PERSON)},
    )


def _move(*row: Any) -> MoveRow:
    values = dict(zip(MoveRow.__slots__, row, strict=True))
    values["from_state"] = AssetState(values["from_state"]) if values["from_state"] else None
    values["to_state"] = AssetState(values["to_state"])
    return MoveRow(**values)


@dataclass(frozen=True, slots=True)
class CareRow:
    """One act of care. `kind`: CONTAMINATION, DECONTAMINATION, EXAMINATION, INSPECTION or REPAIR; `facts` are its
    own columns."""

    id: UUID
    kind: str
    happened_at: datetime
    by: str
    depot: str
    facts: dict[str, Any]
    mends_id: UUID | None


# Who cleaned it, by name, where somebody else wrote it down.
_DONE_BY = {
    "DECONTAMINATION": """ || jsonb_build_object('done_by',
            (SELECT w.name FROM identity_user w WHERE w.id = c.done_by_id))"""
}
# The kinds in one list; each brings its own columns as JSON.
_CARE = " UNION ALL ".join(
    f"""SELECT c.id, '{kind}' AS kind, c.happened_at, coalesce(u.name, '') AS by_name, coalesce(d.name, '') AS depot,
            to_jsonb(c) - 'contract_id' - 'id'{_DONE_BY.get(kind, "")} AS facts, c.mends_id
        FROM stock_{kind.lower()} c LEFT JOIN identity_user u ON u.id = c.by_id
        LEFT JOIN partners_depot d ON d.id = c.depot_id
        WHERE c.contract_id = %(contract)s AND c.asset_id = %(asset)s"""
    for kind in ("CONTAMINATION", "DECONTAMINATION", "EXAMINATION", "INSPECTION", "REPAIR")
)


def care_of(scope: Scope, asset_id: UUID) -> tuple[CareRow, ...]:
    """Every act of care of an item, newest first; one statement."""
    return rows(
        _care,
        f"SELECT * FROM ({_CARE}) care ORDER BY happened_at DESC, id DESC",
        {"contract": scope.contract_id, "asset": asset_id},
    )


def _care(*row: Any) -> CareRow:
    values = dict(zip(CareRow.__slots__, row, strict=True))
    values["facts"] = value_of(values["facts"])
    return CareRow(**values)


@dataclass(frozen=True, slots=True)
class DiscrepancyRow:
    """Something found that differs from the record. `quantity` is signed: less than nought is missing. Whose home it
    is about is told only to those who may see people."""

    id: UUID
    kind: str
    asset_id: UUID | None
    asset_number: str
    asset_state: str
    product_id: UUID | None
    product_name: str
    place: str
    place_kind: str
    person_id: UUID | None
    person: str
    quantity: int
    code_read: str
    detail: str
    owner_role: str
    raised_by: str
    happened_at: datetime
    recorded_at: datetime
    settled_at: datetime | None
    settled_by: str
    settled_how: str


_DISCREPANCIES = """
    SELECT d.id, d.kind, d.asset_id, coalesce(a.number, ''), coalesce(a.state, ''),
        coalesce(d.product_id, a.product_id),
        coalesce(p.name, ''), coalesce(l.name, ''),
        coalesce(l.kind, CASE WHEN d.place_id IS NULL THEN '' ELSE 'HOME' END),
        CASE WHEN %(people)s THEN d.person_id END,
        CASE WHEN %(people)s THEN concat_ws(' ', n.given_name, n.family_name) ELSE '' END,
        d.quantity, d.code_read, d.detail, d.owner_role,
        coalesce(u.name, ''), d.happened_at, d.recorded_at, d.settled_at, coalesce(s.name, ''), d.settled_how
    FROM stock_discrepancy d
    LEFT JOIN stock_asset a ON a.id = d.asset_id
    LEFT JOIN catalogue_product p ON p.id = coalesce(d.product_id, a.product_id)
    LEFT JOIN stock_place l ON l.id = d.place_id
    LEFT JOIN people_person n ON n.id = d.person_id
    LEFT JOIN identity_user u ON u.id = d.raised_by_id
    LEFT JOIN identity_user s ON s.id = d.settled_by_id
    WHERE d.contract_id = %(contract)s
"""


def discrepancies_of(scope: Scope, asset_id: UUID) -> tuple[DiscrepancyRow, ...]:
    """What was found about one item, newest first."""
    return rows(
        DiscrepancyRow,
        f"{_DISCREPANCIES} AND d.asset_id = %(asset)s ORDER BY d.happened_at DESC, d.id",
        {**_seen(scope), "asset": asset_id},
    )


def open_about(scope: Scope, asset_ids: Collection[UUID]) -> tuple[DiscrepancyRow, ...]:
    """What is open about these items, oldest first; no statement for none."""
    if not asset_ids:
        return ()
    return rows(
        DiscrepancyRow,
        f"""{_DISCREPANCIES} AND d.settled_at IS NULL AND d.asset_id = ANY(%(assets)s)
            ORDER BY d.happened_at, d.id""",
        {**_seen(scope), "assets": list(asset_ids)},
    )


def _seen(scope: Scope) -> dict[str, Any]:
    return {"contract": scope.contract_id, "people": scope.may(Permission.SEE_PERSON)}


def discrepancy(scope: Scope, discrepancy_id: UUID) -> DiscrepancyRow | None:
    """One discrepancy, or None."""
    found = rows(
        DiscrepancyRow,
        f"{_DISCREPANCIES} AND d.id = %(id)s",
        {**_seen(scope), "id": discrepancy_id},
    )
    return found[0] if found else None


def open_discrepancies(
    scope: Scope, *, owner_role: str = "", offset: int = 0, limit: int = 50
) -> tuple[DiscrepancyRow, ...]:
    """What waits to be settled, oldest first; of one owner or of all."""
    return rows(
        DiscrepancyRow,
        f"""{_DISCREPANCIES} AND d.settled_at IS NULL AND (%(role)s = '' OR d.owner_role = %(role)s)
            ORDER BY d.happened_at, d.id OFFSET %(offset)s LIMIT %(limit)s""",
        {**_seen(scope), "role": owner_role, "offset": offset, "limit": limit},
    )


def set_apart_by(scope: Scope, ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The items that these discrepancies are about and that are in quarantine."""
    return rows(
        lambda asset_id: asset_id,
        """SELECT DISTINCT a.id FROM stock_discrepancy d JOIN stock_asset a ON a.id = d.asset_id
           WHERE d.contract_id = %(contract)s AND d.id = ANY(%(ids)s) AND a.state = 'QUARANTINED' ORDER BY 1""",
        {"contract": scope.contract_id, "ids": list(ids)},
    )


def discrepancies_for_update(scope: Scope, ids: list[UUID]) -> tuple[tuple[UUID, UUID | None, datetime | None], ...]:
    """These discrepancies, locked: id, asset, when settled."""
    return rows(
        lambda *row: row,
        """SELECT id, asset_id, settled_at FROM stock_discrepancy
           WHERE contract_id = %(contract)s AND id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "ids": ids},
    )


def open_of_kind(scope: Scope, kind: str, asset_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """The open differences of one kind about these items, locked; no statement for none."""
    if not asset_ids:
        return ()
    return rows(
        lambda row_id: row_id,
        """SELECT id FROM stock_discrepancy WHERE contract_id = %(contract)s AND settled_at IS NULL
           AND kind = %(kind)s AND asset_id = ANY(%(assets)s) ORDER BY id FOR NO KEY UPDATE""",
        {"contract": scope.contract_id, "kind": kind, "assets": list(asset_ids)},
    )


@dataclass(frozen=True, slots=True)
class TakeRow:
    """A stock take: of which store, of which category, how much has been counted so far."""

    id: UUID
    place_id: UUID
    place: str
    category: str
    begun_at: datetime
    begun_by: str
    closed_at: datetime | None
    counted: int


def stock_takes(scope: Scope, *, today: date, take_id: UUID | None = None) -> tuple[TakeRow, ...]:
    """Open stock takes and those closed in the last 90 days, or one; newest first."""
    return rows(
        TakeRow,
        """SELECT t.id, t.place_id, l.name, t.category, t.begun_at, coalesce(u.name, ''), t.closed_at,
               (SELECT count(*) FROM stock_countline c WHERE c.stock_take_id = t.id)::int
           FROM stock_stocktake t JOIN stock_place l ON l.id = t.place_id
           LEFT JOIN identity_user u ON u.id = t.begun_by_id
           WHERE t.contract_id = %(contract)s AND (%(id)s::uuid IS NULL OR t.id = %(id)s)
           AND (t.closed_at IS NULL OR t.id = %(id)s OR t.closed_at > %(today)s::date - 90)
           ORDER BY t.begun_at DESC, t.id""",
        {"contract": scope.contract_id, "id": take_id, "today": today},
    )


def repaired_so(scope: Scope, assets: Collection[UUID], fault: str, done: Collection[str], minutes: int) -> list[UUID]:
    """Those items of which exactly this repair is recorded, and that were not inspected since."""
    found = rows(
        lambda asset_id: asset_id,
        """SELECT DISTINCT r.asset_id FROM stock_repair r WHERE r.contract_id = %(contract)s
           AND r.asset_id = ANY(%(assets)s) AND r.fault = %(fault)s AND r.actions = %(done)s::varchar[]
           AND r.minutes = %(minutes)s AND NOT EXISTS (SELECT FROM stock_inspection i
               WHERE i.asset_id = r.asset_id AND i.recorded_at > r.recorded_at)""",
        {"contract": scope.contract_id, "assets": list(assets), "fault": fault, "done": list(done), "minutes": minutes},
    )
    return list(found)

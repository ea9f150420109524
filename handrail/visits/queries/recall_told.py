"""Reads whom a recall names has been told of it and who not: what is at home, and what came back since it began.
Refuses to guess: a thing of which nobody wrote down the lot may be one of them, and is listed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.loans.states import StillUsed, ToldHow
from handrail.people.queries import CONTACT, SPEAKING, contact_read, speaking_of
from handrail.people.queries.deaths import DIED_ON
from handrail.people.queries.read_through import same_home
from handrail.people.rules.speaking import Speaking
from handrail.stock.queries.recalls import RecallRow
from handrail.visits.queries.lists import Wanted
from handrail.visits.queries.recall_visits import its_recall
from handrail.visits.queries.recalled import AT_HOME, LOT_OF_LINE


class ToldPart(StrEnum):
    """Which part of the list is asked for."""

    NOT_TOLD = "not_told"
    TOLD = "told"
    STILL_USED = "still_used"
    COLLECTED = "collected"


# What went back or was taken down since the recall began is listed with what is still there.
_THINGS = f"""
    SELECT x.kind, x.id, x.person_id, p.given_name, p.family_name, coalesce(d.postcode, '') AS postcode, x.number,
        x.lot, x.pieces, x.since, NULL::timestamptz AS back_at {AT_HOME}
    UNION ALL
    SELECT 'LOAN', h.id, h.person_id, p.given_name, p.family_name, coalesce(d.postcode, ''), coalesce(a.number, ''),
        coalesce(a.lot, h.lot), h.quantity, h.started_at, h.ended_at
    FROM loans_loan h LEFT JOIN stock_asset a ON a.id = h.asset_id JOIN people_person p ON p.id = h.person_id
    LEFT JOIN people_address d ON d.id = h.address_id
    WHERE h.contract_id = %(contract)s AND h.product_id = %(product)s AND h.ended_at >= %(begun)s
    AND h.end_reason = 'RETURNED' AND (%(lot)s = '' OR lower(coalesce(a.lot, h.lot)) IN (lower(%(lot)s), ''))
    UNION ALL
    SELECT 'ADAPTATION', h.id, h.person_id, p.given_name, p.family_name, coalesce(d.postcode, ''), '',
        coalesce(o.lot, ''), h.quantity, h.fitted_at, h.removed_at
    FROM loans_adaptation h JOIN people_person p ON p.id = h.person_id
    LEFT JOIN people_address d ON d.id = h.address_id {LOT_OF_LINE.format(lot="%(lot)s")}
    WHERE h.contract_id = %(contract)s AND h.product_id = %(product)s AND h.removed_at >= %(begun)s
    AND (%(lot)s = '' OR lower(coalesce(o.lot, '')) IN (lower(%(lot)s), ''))
"""
_OF_THING = """t.recall_id = %(recall)s AND t.mistaken_at IS NULL
    AND CASE s.kind WHEN 'LOAN' THEN t.loan_id WHEN 'GIFT' THEN t.gift_id ELSE t.adaptation_id END = s.id"""
_FROM = f"""
    FROM ({_THINGS}) s
    LEFT JOIN LATERAL (
        SELECT t.id, t.how, t.happened_at, t.still_used, t.said, coalesce(u.name, '') AS by
        FROM loans_recalltelling t LEFT JOIN identity_user u ON u.id = t.by_id
        WHERE {_OF_THING} AND t.reached ORDER BY t.happened_at DESC, t.id DESC LIMIT 1) told ON true
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS many, max(t.happened_at) AS last FROM loans_recalltelling t
        WHERE {_OF_THING} AND NOT t.reached) tried
"""
_PARTS = {
    ToldPart.NOT_TOLD: "told.id IS NULL AND s.back_at IS NULL",
    ToldPart.TOLD: "told.id IS NOT NULL",
    ToldPart.STILL_USED: "told.still_used <> 'STOPPED' AND s.back_at IS NULL",
    ToldPart.COLLECTED: "s.back_at IS NOT NULL",
}
_COLUMNS = f"""
    s.kind, s.id, s.person_id, s.given_name || ' ' || s.family_name,
    {CONTACT.format(records="people_records(s.person_id)")}, s.postcode, s.number, s.lot, s.pieces, s.since, s.back_at,
    {SPEAKING.format(records="people_records(s.person_id)")}, {DIED_ON.format(records="people_records(s.person_id)")},
    told.id, coalesce(told.how, ''), told.happened_at, coalesce(told.by, ''), coalesce(told.still_used, ''),
    coalesce(told.said, ''), tried.many, tried.last
"""
# Who was not reached comes first: of these, whom nobody has tried yet.
TOLD_SORTS = {
    "told": "told.id IS NOT NULL, tried.many, s.since",
    "person": "s.family_name, s.given_name",
    "place": "s.postcode",
    "since": "s.since",
    "key": "s.id",
}


@dataclass(frozen=True, slots=True)
class ThingToTell:
    """A thing of a recall with somebody, and whether they were told. `back_at`: it came back, or was taken down.
    `telling_id` None: they were not reached, after so many tries."""

    kind: str
    thing_id: UUID
    person_id: UUID
    person_name: str
    phone: str
    postcode: str
    asset_number: str
    lot: str
    pieces: int
    started_at: datetime
    back_at: datetime | None
    speaking: tuple[Speaking, ...]
    died_on: date | None
    telling_id: UUID | None
    how: ToldHow | None
    told_at: datetime | None
    told_by: str
    still_used: StillUsed | None
    said: str
    tries: int
    tried_at: datetime | None


def things_to_tell(
    scope: Scope, wanted: Wanted, recall: RecallRow, part: ToldPart | None = None
) -> tuple[tuple[ThingToTell, ...], int]:
    """One part of the list, with how many there are in all."""
    found = rows(
        lambda *row: row,
        f"""SELECT {_COLUMNS}, count(*) OVER () {_FROM} WHERE {_PARTS[part] if part else "true"}
            ORDER BY {wanted.order(TOLD_SORTS)} LIMIT %(limit)s OFFSET %(offset)s""",
        wanted.params(scope, **_asked(recall)),
    )
    return tuple(_thing(*row[:-1]) for row in found), found[0][-1] if found else 0


def things_of_person(scope: Scope, recall: RecallRow, person_id: UUID) -> tuple[ThingToTell, ...]:
    """What one person has, or had since it began, on any of their records."""
    asked = {"contract": scope.contract_id, "person": person_id, **_asked(recall)}
    where = "s.person_id = ANY (people_records(%(person)s))"
    return rows(_thing, f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY s.since, s.id", asked)


def things_named(scope: Scope, recall: RecallRow, ids: Collection[UUID]) -> tuple[ThingToTell, ...]:
    """Those of these ids that are things of the recall."""
    asked = {"contract": scope.contract_id, "ids": list(ids), **_asked(recall)}
    return rows(_thing, f"SELECT {_COLUMNS} {_FROM} WHERE s.id = ANY (%(ids)s::uuid[]) ORDER BY s.id", asked)


@dataclass(frozen=True, slots=True)
class RecallProgress:
    """How many things of a recall somebody was told of, how many not, how many of those told of are still used by what
    they said, and how many came back or were taken down."""

    told: int
    not_told: int
    still_used: int
    collected: int


def recall_progress(scope: Scope, recall: RecallRow) -> RecallProgress:
    """The numbers of the lists; each opens its own."""
    counted = ", ".join(
        f"count(*) FILTER (WHERE {_PARTS[part]})::int"
        for part in (ToldPart.TOLD, ToldPart.NOT_TOLD, ToldPart.STILL_USED, ToldPart.COLLECTED)
    )
    asked = {"contract": scope.contract_id, **_asked(recall)}
    return rows(RecallProgress, f"SELECT {counted} {_FROM}", asked)[0]


@dataclass(frozen=True, slots=True)
class SeenForRecall:
    """A thing that a visit came for because of a recall, which may be lifted: a loan, or (no loan) what is fitted
    there."""

    task_id: UUID
    recall_id: UUID
    lifted: bool
    person_id: UUID
    loan_id: UUID | None
    adaptation_id: UUID | None


_AT_DOOR = f"""
    WITH its AS (
        SELECT t.id, t.kind, t.loan_id, v.address_id, i.*
        FROM visits_visittask t JOIN visits_visit v ON v.id = t.visit_id
        CROSS JOIN LATERAL ({its_recall("r.id AS recall_id, r.lifted_at, r.product_id, r.lot AS recalled_lot")}) i
        WHERE t.contract_id = %(contract)s AND t.id = ANY (%(tasks)s::uuid[])
    )
    SELECT i.id, i.recall_id, i.lifted_at IS NOT NULL, l.person_id, l.id, NULL::uuid
    FROM its i JOIN loans_loan l ON l.id = i.loan_id
    UNION ALL
    SELECT i.id, i.recall_id, i.lifted_at IS NOT NULL, h.person_id, NULL, h.id FROM its i
    JOIN loans_adaptation h ON h.product_id = i.product_id AND h.removed_at IS NULL
        AND h.address_id IN {same_home("i.address_id")}
    {LOT_OF_LINE.format(lot="i.recalled_lot")}
    WHERE i.kind = 'SERVICE' AND i.loan_id IS NULL
    AND (i.recalled_lot = '' OR lower(coalesce(o.lot, '')) IN (lower(i.recalled_lot), ''))
    ORDER BY 2, 1
"""


def seen_for_recall(scope: Scope, task_ids: Collection[UUID]) -> tuple[SeenForRecall, ...]:
    """What these tasks, which are still open, are about because of a recall."""
    return rows(SeenForRecall, _AT_DOOR, {"contract": scope.contract_id, "tasks": list(task_ids)})


_COUNTED = """
    SELECT coalesce(t.loan_id, t.adaptation_id, t.gift_id) FROM loans_recalltelling t
    WHERE t.contract_id = %(contract)s AND t.recall_id = %(recall)s AND t.counts AND t.mistaken_at IS NULL
    AND coalesce(t.loan_id, t.adaptation_id, t.gift_id) = ANY (%(things)s::uuid[])
"""


def told_before(scope: Scope, recall_id: UUID, things: Collection[UUID]) -> frozenset[UUID]:
    """Of which of these things somebody was told for this recall before."""
    asked = {"contract": scope.contract_id, "recall": recall_id, "things": list(things)}
    return frozenset(rows(lambda one: one, _COUNTED, asked))


def _asked(recall: RecallRow) -> dict[str, Any]:
    return {"recall": recall.id, "product": recall.product_id, "lot": recall.lot, "begun": recall.begun_at}


def _thing(*row: Any) -> ThingToTell:
    values = dict(zip(ThingToTell.__slots__, row, strict=True))
    values["phone"] = contact_read(values["phone"]).phone
    values["speaking"] = speaking_of(values["speaking"])
    values["how"] = ToldHow(values["how"]) if values["how"] else None
    values["still_used"] = StillUsed(values["still_used"]) if values["still_used"] else None
    return ThingToTell(**values)

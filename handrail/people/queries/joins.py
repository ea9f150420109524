"""Reads what joins people's records, parts them and tells them apart: pairs, search texts, which partner reaches which.
Refuses (NOT_FOUND) a join outside the scope or one that was parted, and a telling apart that was taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.rules.joining import ReachRow


def open_join(scope: Scope, join_id: UUID) -> tuple[UUID, UUID]:
    """The kept and the joined record of a join that was not parted, locked. Raises `Refused(NOT_FOUND)`."""
    found = rows(
        lambda *row: (row[0], row[1]),
        """SELECT kept_id, joined_id FROM people_join
           WHERE contract_id = %(contract)s AND id = %(id)s AND parted_at IS NULL FOR UPDATE""",
        {"contract": scope.contract_id, "id": join_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "join_id")
    return found[0]


def joins_beneath(scope: Scope, person_id: UUID) -> tuple[tuple[UUID, UUID], ...]:
    """The joins that stand by which records are read through this one, with the record that each joined."""
    return rows(
        lambda *row: (row[0], row[1]),
        """WITH RECURSIVE beneath (join_id, record_id) AS (
               SELECT id, joined_id FROM people_join
               WHERE contract_id = %(contract)s AND kept_id = %(person)s AND parted_at IS NULL
               UNION ALL
               SELECT j.id, j.joined_id FROM beneath b JOIN people_join j ON j.kept_id = b.record_id
               WHERE j.contract_id = %(contract)s AND j.parted_at IS NULL
           ) SELECT join_id, record_id FROM beneath ORDER BY join_id""",
        {"contract": scope.contract_id, "person": person_id},
    )


def is_joined(scope: Scope, person_id: UUID) -> bool:
    """Whether the record is read through another."""
    return bool(
        rows(
            bool,
            """SELECT true FROM people_join
               WHERE contract_id = %(contract)s AND joined_id = %(person)s AND parted_at IS NULL""",
            {"contract": scope.contract_id, "person": person_id},
        )
    )


def own_postcode(scope: Scope, person_id: UUID) -> str:
    """The postcode of the home that this record itself names; empty where it names none."""
    found = rows(
        str,
        """SELECT postcode FROM people_address
           WHERE contract_id = %(contract)s AND person_id = %(person)s AND is_home AND until_on IS NULL""",
        {"contract": scope.contract_id, "person": person_id},
    )
    return found[0] if found else ""


def told_when_added(scope: Scope, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Why somebody who looked like another was added all the same, in the words of who did it."""
    return dict(
        rows(
            lambda *row: (row[0], row[1]),
            """SELECT s.person_id, a.reason FROM core_auditsubject s JOIN core_audit a ON a.id = s.audit_id
               WHERE s.contract_id = %(contract)s AND s.person_id = ANY (%(ids)s)
               AND a.event = 'PERSON_ADDED' AND a.reason <> ''""",
            {"contract": scope.contract_id, "ids": list(ids)},
        )
    )


def search_texts(scope: Scope, ids: Iterable[UUID]) -> dict[UUID, str]:
    """By what these records are found."""
    return dict(
        rows(
            lambda *row: (row[0], row[1]),
            "SELECT id, search_text FROM people_person WHERE contract_id = %(contract)s AND id = ANY (%(ids)s)",
            {"contract": scope.contract_id, "ids": list(ids)},
        )
    )


def reach_of(scope: Scope, ids: Iterable[UUID]) -> tuple[ReachRow, ...]:
    """Which partner reaches which of these records."""
    return rows(
        ReachRow,
        """SELECT id, person_id, partner_id FROM people_reach
           WHERE contract_id = %(contract)s AND person_id = ANY (%(ids)s) ORDER BY id""",
        {"contract": scope.contract_id, "ids": list(ids)},
    )


def reach_missing(scope: Scope, ids: Iterable[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Which partner reaches some of these records and not these: pairs of record and partner, in order."""
    known = {(row.person_id, row.partner_id) for row in reach_of(scope, ids)}
    partners = {partner for _, partner in known}
    return tuple(sorted({(person, partner) for person in ids for partner in partners} - known))


@dataclass(frozen=True, slots=True)
class ApartRow:
    """Another record that is somebody else's, in the words of who said so."""

    id: UUID
    person_id: UUID
    number: int
    name: str
    birth_on: date
    reason: str
    told_by: str
    told_at: datetime


_APART = """
    SELECT t.id, o.id, o.number, o.given_name || ' ' || o.family_name, o.birth_on, t.reason, coalesce(u.name, ''),
        t.told_at
    FROM people_apart t
    JOIN people_person o ON o.id = CASE WHEN t.one_id = ANY (%(ids)s) THEN t.other_id ELSE t.one_id END
    LEFT JOIN identity_user u ON u.id = t.told_by_id
    WHERE t.contract_id = %(contract)s AND t.withdrawn_at IS NULL
    AND (t.one_id = ANY (%(ids)s) OR t.other_id = ANY (%(ids)s))
    ORDER BY t.told_at DESC, t.id
"""


def told_apart(scope: Scope, ids: Iterable[UUID]) -> tuple[ApartRow, ...]:
    """Whom the person of these records is not, latest first; one statement. What was taken back is not among them."""
    return rows(ApartRow, _APART, {"contract": scope.contract_id, "ids": list(ids)})


@dataclass(frozen=True, slots=True)
class ApartPair:
    """Two records that somebody said are two people's."""

    id: UUID
    one_id: UUID
    one_number: int
    one_name: str
    one_birth_on: date
    other_id: UUID
    other_number: int
    other_name: str
    other_birth_on: date
    reason: str
    told_by: str
    told_at: datetime

    @property
    def cursor(self) -> str:
        """Where the next page begins."""
        return f"{self.told_at.isoformat()} {self.id}"


_PAIRS_APART = """
    SELECT t.id, a.id, a.number, a.given_name || ' ' || a.family_name, a.birth_on,
        b.id, b.number, b.given_name || ' ' || b.family_name, b.birth_on, t.reason, coalesce(u.name, ''), t.told_at
    FROM people_apart t JOIN people_person a ON a.id = t.one_id JOIN people_person b ON b.id = t.other_id
    LEFT JOIN identity_user u ON u.id = t.told_by_id
    WHERE t.contract_id = %(contract)s AND t.withdrawn_at IS NULL
    AND (%(before_at)s::timestamptz IS NULL OR (t.told_at, t.id) < (%(before_at)s::timestamptz, %(before_id)s::uuid))
    ORDER BY t.told_at DESC, t.id DESC LIMIT %(most)s
"""


def pairs_apart(scope: Scope, *, after: str = "", most: int) -> tuple[ApartPair, ...]:
    """All pairs that are kept apart, latest first. `after`: the cursor of the last one seen; what cannot be read begins
    anew."""
    at, _, last = after.partition(" ")
    before: tuple[datetime | None, UUID | None]
    try:
        before = datetime.fromisoformat(at), UUID(last)
    except ValueError:
        before = None, None
    asked = {"contract": scope.contract_id, "before_at": before[0], "before_id": before[1], "most": most}
    return rows(ApartPair, _PAIRS_APART, asked)


def open_apart(scope: Scope, apart_id: UUID) -> tuple[UUID, UUID]:
    """The two records that were told apart, locked. Raises `Refused(NOT_FOUND)`, also where that was taken back."""
    found = rows(
        lambda *row: (row[0], row[1]),
        """SELECT one_id, other_id FROM people_apart
           WHERE contract_id = %(contract)s AND id = %(id)s AND withdrawn_at IS NULL FOR UPDATE""",
        {"contract": scope.contract_id, "id": apart_id},
    )
    if not found:
        raise refuse(CallReason.NOT_FOUND, "apart_id")
    return found[0]


def apart_of(scope: Scope, one_id: UUID, other_id: UUID) -> UUID | None:
    """By which id these two records are told apart, None where they are not."""
    found = rows(
        lambda *row: row[0],
        """SELECT id FROM people_apart WHERE contract_id = %(contract)s AND withdrawn_at IS NULL
           AND one_id = %(one)s AND other_id = %(other)s""",
        {"contract": scope.contract_id, "one": min(one_id, other_id), "other": max(one_id, other_id)},
    )
    return found[0] if found else None

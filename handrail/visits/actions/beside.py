"""Writes what is arranged for a visit beside its tasks. Needs an open change; whoever calls it holds the visit.
Refuses nothing; the tables do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.core.insert import insert_rows
from handrail.visits.models import AgreedDistance, JointVisit
from handrail.visits.rules.beside import Companion, Joint, JointTime, JointWish, MilesAgreed


@dataclass(frozen=True, slots=True)
class By:
    """Who writes something about which visit, and when."""

    contract_id: UUID
    visit_id: UUID
    person_id: UUID
    user_id: UUID
    at: datetime


def add_joint(joint_id: UUID, who: Companion, by: By, *, told: Joint | None = None) -> None:
    """Somebody comes along. `told`: what they were told before, where they were to come at another time."""
    _insert(joint_id, who, by, told_from=told and told.told_from, told_until=told and told.told_until,
            told_meet=told and told.told_meet)  # fmt: skip


def mend_joint(joint_id: UUID, who: Companion, said: JointTime, by: By, *, old_id: UUID | None) -> None:
    """The record of who came along, as it should have been. An old one is ended by `end_joint`."""
    _insert(joint_id, who, by, came=said.came, minutes=said.minutes, mends_id=old_id)


def _insert(joint_id: UUID, who: Companion, by: By, **also: Any) -> None:
    row = {
        "id": joint_id, "contract_id": by.contract_id, "visit_id": by.visit_id, "person_id": by.person_id,
        "user_id": who.user_id, "name": who.name, "phone": who.phone, "meet_at": who.meet_at,
        "suits": who.suits,
        "arranged_by_id": by.user_id, "arranged_at": by.at,
    }  # fmt: skip
    insert_rows(JointVisit, [row | also])


def end_joint(joint_id: UUID, by: By, *, reason: str) -> None:
    """It stands no more."""
    JointVisit.objects.filter(pk=joint_id).update(ended_at=by.at, ended_by_id=by.user_id, end_reason=reason)


def record_joint(joint_id: UUID, said: JointTime) -> None:
    """Whether they came, and for how long they worked with the crew."""
    JointVisit.objects.filter(pk=joint_id).update(came=said.came, minutes=said.minutes)


def told_joint(rows: Sequence[tuple[UUID, datetime | None, datetime | None, datetime | None]]) -> None:
    """What was told last: of each the time of the visit and of the meeting; nothing where it is off. One statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE visits_jointvisit j SET told_from = t.starts, told_until = t.ends, told_meet = t.meet
               FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
                   AS t (id, starts, ends, meet)
               WHERE j.id = t.id""",
            [list(column) for column in zip(*rows, strict=True)],
        )


def hand_on_joint(visit_id: UUID, again_ids: Sequence[UUID], by_id: UUID, at: datetime, new_id: UUID) -> None:
    """Who was to come along to a visit at which they did not meet, or nothing was done, comes along to the one that
    goes on with it, at a time that is still to be said. One statement, none where nothing goes on."""
    if not again_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO visits_jointvisit (id, contract_id, visit_id, person_id, user_id, name, phone, suits,
                   arranged_by_id, arranged_at, minutes, end_reason)
               SELECT %s, j.contract_id, v.id, j.person_id, j.user_id, j.name, j.phone, j.suits, %s, %s, 0, ''
               FROM visits_jointvisit j JOIN visits_visit v ON v.id = ANY (%s) AND v.person_id = j.person_id
               WHERE j.visit_id = %s AND j.ended_at IS NULL AND (j.came IS NOT TRUE
                   OR EXISTS (SELECT FROM visits_visit f WHERE f.id = j.visit_id AND f.state = 'FAILED'))
               ORDER BY v.id LIMIT 1""",
            [new_id, by_id, at, list(again_ids), visit_id],
        )


def add_wished_joints(
    joint_ids: Sequence[UUID], visit_ids: Sequence[UUID], wish: JointWish, *, by_id: UUID, at: datetime
) -> tuple[UUID, ...]:
    """A prescriber comes along to the visits that bring what they ordered; which these are comes back. Not to one with
    which somebody else goes, from which they were taken off, or that is the post's. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO visits_jointvisit (id, contract_id, visit_id, person_id, user_id, name, phone, suits,
                   arranged_by_id, arranged_at, minutes, end_reason)
               SELECT t.id, v.contract_id, v.id, v.person_id, u.id, u.name, '', %s, %s, %s, 0, ''
               FROM unnest(%s::uuid[], %s::uuid[]) AS t (id, visit_id)
               JOIN visits_visit v ON v.id = t.visit_id JOIN identity_user u ON u.id = %s
               WHERE NOT EXISTS (SELECT FROM visits_jointvisit j WHERE j.visit_id = v.id
                   AND (j.ended_at IS NULL OR j.user_id = u.id))
               AND NOT EXISTS (SELECT FROM visits_run r JOIN visits_van n ON n.id = r.van_id
                   WHERE r.id = v.run_id AND n.by_post)
               RETURNING visit_id""",
            [wish.suits, by_id, at, list(joint_ids), list(visit_ids), wish.user_id],
        )
        return tuple(visit_id for (visit_id,) in cursor.fetchall())


def add_distance(distance_id: UUID, by: By, said: MilesAgreed) -> None:
    """So many miles are agreed."""
    row = {
        "id": distance_id, "contract_id": by.contract_id, "visit_id": by.visit_id, "person_id": by.person_id,
        "miles": said.miles, "agreed_with": said.agreed_with, "agreed_on": said.agreed_on, "why": said.why,
        "by_id": by.user_id, "at": by.at,
    }  # fmt: skip
    insert_rows(AgreedDistance, [row])


def end_distance(distance_id: UUID, by: By, *, reason: str) -> None:
    """The agreement stands no more."""
    AgreedDistance.objects.filter(pk=distance_id).update(ended_at=by.at, ended_by_id=by.user_id, end_reason=reason)

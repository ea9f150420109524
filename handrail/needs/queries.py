"""Reads needs: the assessments of a person, latest first.
Refuses those of people outside the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One assessment with the name of who made it."""

    id: UUID
    person_id: UUID
    goal: str
    assessed: str
    effect: str
    effect_label: str
    weight_kg: Decimal | None
    height_cm: int | None
    paid_carers: bool
    assessed_on: date
    assessed_by: str


def needs_of(scope: Scope, record_ids: Sequence[UUID], *, most: int = 20) -> tuple[NeedRow, ...]:
    """The latest assessments of a person, over all their records."""
    return rows(
        NeedRow,
        """SELECT n.id, n.person_id, n.goal, n.assessed, n.effect, coalesce(k.label, n.effect), n.weight_kg,
               n.height_cm, n.paid_carers, n.assessed_on, coalesce(u.name, '')
           FROM needs_need n LEFT JOIN identity_user u ON u.id = n.assessed_by_id
           LEFT JOIN partners_code k ON k.contract_id = n.contract_id AND k.list = 'outcome_effect'
               AND k.code = n.effect AND daterange(k.from_on, k.until_on) @> n.assessed_on
           WHERE n.contract_id = %(contract)s AND n.person_id = ANY (%(ids)s)
           ORDER BY n.assessed_on DESC, n.id DESC LIMIT %(most)s""",
        {"contract": scope.contract_id, "ids": list(record_ids), "most": most},
    )


def is_need_of(scope: Scope, need_id: UUID, person_id: UUID) -> bool:
    """Whether it is an assessment of this person, on whichever of their records."""
    return bool(
        rows(
            bool,
            """SELECT true FROM needs_need WHERE contract_id = %(contract)s AND id = %(need)s
                   AND person_id = ANY ((SELECT people_records(%(person)s))::uuid[])""",
            {"contract": scope.contract_id, "need": need_id, "person": person_id},
        )
    )

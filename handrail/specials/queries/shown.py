"""Reads requests for specials: the list of all, and one with what was looked at and what happened to it.
Refuses people's names: a page that shows them reads the person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.orders.states import LineState
from handrail.people.queries.deaths import DIED_ON
from handrail.specials.queries.held import NEWEST_LINE
from handrail.specials.states import SpecialState

_DIED_ON = DIED_ON.format(records="people_records(s.person_id)")
_SHOWN = f"""
    SELECT s.id, s.person_id, s.category, s.need, s.measures, s.why_nothing_fits, s.wanted_by, s.council_id, c.name,
        s.care_route,
        s.route_from_on, s.route_until_on, s.payer, s.asked_by_id, u.name, s.team_id, coalesce(t.name, ''), s.asked_at,
        s.state, s.state_at, s.state_reason, coalesce(p.code, ''), coalesce(p.name, ''), q.price_pence,
        coalesce(q.supplier, ''), q.lead_days, l.id, l.order_id, o.number, {_DIED_ON}, l.state
    FROM specials_special s JOIN identity_user u ON u.id = s.asked_by_id
    LEFT JOIN partners_partner c ON c.id = s.council_id
    LEFT JOIN partners_team t ON t.id = s.team_id LEFT JOIN catalogue_product p ON p.id = s.product_id
    LEFT JOIN specials_specialquote q ON q.special_id = s.id AND q.chosen_at IS NOT NULL
    {NEWEST_LINE} LEFT JOIN orders_order o ON o.id = l.order_id
    WHERE s.contract_id = %(contract)s
"""


@dataclass(frozen=True, slots=True)
class ShownSpecial:
    """One request, with the quote that was chosen and the order line that it became."""

    id: UUID
    person_id: UUID
    category: str
    need: str
    measures: str
    why_nothing_fits: str
    wanted_by: date | None
    council_id: UUID | None
    council: str | None
    care_route: str
    route_from_on: date | None
    route_until_on: date | None
    payer: str
    asked_by_id: UUID
    asked_by: str
    team_id: UUID | None
    team: str
    asked_at: datetime
    state: SpecialState
    state_at: datetime
    state_reason: str
    product_code: str
    product: str
    price_pence: int | None
    supplier: str
    lead_days: int | None
    line_id: UUID | None
    order_id: UUID | None
    order_number: int | None
    died_on: date | None
    line_state: LineState | None


def shown_special(scope: Scope, special_id: UUID) -> ShownSpecial | None:
    """One request."""
    found = rows(_shown, f"{_SHOWN} AND s.id = %(special)s", {"contract": scope.contract_id, "special": special_id})
    return found[0] if found else None


def specials_listed(scope: Scope, *, state: str, most: int, offset: int = 0) -> tuple[ShownSpecial, ...]:
    """The newest first; in a state, or all."""
    asked = {"contract": scope.contract_id, "state": state, "most": most, "offset": offset}
    wanted = """ AND (%(state)s = '' OR s.state = %(state)s)
        ORDER BY s.asked_at DESC, s.id DESC LIMIT %(most)s OFFSET %(offset)s"""
    return rows(_shown, _SHOWN + wanted, asked)


def specials_ordered(scope: Scope, person_id: UUID, product_ids: Collection[UUID]) -> tuple[ShownSpecial, ...]:
    """The requests of a person that led to these products, the newest first."""
    wanted = """ AND s.product_id = ANY (%(products)s::uuid[]) AND s.person_id = ANY (people_records(%(person)s))
        AND s.state <> 'WITHDRAWN' ORDER BY s.asked_at DESC, s.id DESC"""
    asked = {"contract": scope.contract_id, "person": person_id, "products": list(product_ids)}
    return rows(_shown, _SHOWN + wanted, asked)


def _shown(*row: Any) -> ShownSpecial:
    line_state = LineState(row[30]) if row[30] else None
    return ShownSpecial(*[*row[:18], SpecialState(row[18]), *row[19:30], line_state])


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many requests stand so, since when at the longest, and what was quoted for them in pence."""

    state: SpecialState
    count: int
    since: datetime
    pence: int


def special_counts(scope: Scope) -> tuple[StateCount, ...]:
    """By state; states in which none is are left out."""
    found = rows(
        lambda state, count, since, pence: StateCount(SpecialState(state), count, since, int(pence)),
        """SELECT s.state, count(*), min(s.state_at), coalesce(sum(q.price_pence), 0)
           FROM specials_special s LEFT JOIN specials_specialquote q ON q.special_id = s.id AND q.chosen_at IS NOT NULL
           WHERE s.contract_id = %(contract)s GROUP BY s.state""",
        {"contract": scope.contract_id},
    )
    return tuple(sorted(found, key=lambda one: list(SpecialState).index(one.state)))


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One thing that a search looked at. A search that found nothing to look at has one without a thing."""

    at: datetime
    by: str
    elsewhere: str
    code: str
    name: str
    ready: int
    why_not: str
    picked: bool


def looked_at(scope: Scope, special_id: UUID) -> tuple[LookedAt, ...]:
    """What was looked at for a request, in order."""
    return looked_at_for(scope, [special_id])[special_id]


def looked_at_for(scope: Scope, special_ids: Collection[UUID]) -> Mapping[UUID, tuple[LookedAt, ...]]:
    """What was looked at, by request."""
    found = rows(
        lambda special_id, *row: (special_id, LookedAt(*row)),
        """SELECT h.special_id, h.at, u.name, h.elsewhere, coalesce(p.code, ''), coalesce(p.name, ''),
               coalesce(k.ready, 0), coalesce(k.why_not, ''), coalesce(k.picked, false)
           FROM specials_specialsearch h JOIN identity_user u ON u.id = h.by_id
           LEFT JOIN specials_speciallooked k ON k.search_id = h.id LEFT JOIN catalogue_product p ON p.id = k.product_id
           WHERE h.contract_id = %(contract)s AND h.special_id = ANY (%(specials)s::uuid[])
           ORDER BY h.at, h.id, p.name, p.code""",
        {"contract": scope.contract_id, "specials": list(special_ids)},
    )
    return {special: tuple(one for of, one in found if of == special) for special in special_ids}


@dataclass(frozen=True, slots=True)
class Step:
    """One state that a request came to."""

    state: SpecialState
    at: datetime
    by: str
    reason: str


def steps_of(scope: Scope, special_id: UUID) -> tuple[Step, ...]:
    """What happened to a request, the latest first."""
    return rows(
        lambda state, at, by, reason: Step(SpecialState(state), at, by, reason),
        """SELECT h.to_state, h.happened_at, u.name, h.reason
           FROM specials_specialhistory h JOIN identity_user u ON u.id = h.by_id
           WHERE h.contract_id = %(contract)s AND h.subject_id = %(special)s ORDER BY h.seq DESC""",
        {"contract": scope.contract_id, "special": special_id},
    )

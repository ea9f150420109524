"""Reads what the ordering decision looks at: the person with the address, and the staff concerned; one statement each.
Refuses a person, address or member of staff outside the scope: they are as if they were not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from handrail.catalogue.rules.facts import Measured, Measures
from handrail.catalogue.states import Measure
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.facts import AddressFacts, AuthorityFacts, CareRoute, Funding, StaffFacts
from handrail.orders.states import OPEN, LineState
from handrail.people.queries.read_through import ONE_HOME
from handrail.people.states import TWO_FOR_SAFETY

_COUNTED = [state.value for state in LineState if state not in {LineState.CANCELLED, LineState.REFUSED}]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Something that is on its way to the person."""

    product_id: UUID
    quantity: int
    ordered_on: date


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where an order goes, as the decision and the visit need it. Grid metres, None where it is not placed;
    `same_home`: this row, and those by which joined records know the same home."""

    facts: AddressFacts
    easting: int | None
    northing: int | None
    postcode: str
    same_home: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The person of an order. `spent_pence`: their other orders since the day asked about, at new price."""

    person_id: UUID
    number: int
    name: str
    born_on: date
    died_on: date | None
    joined_into: UUID | None
    funding: Funding
    council_name: str
    gp_practice_name: str
    measures: Measures
    measured: tuple[Measured, ...]
    spent_pence: int
    open_lines: tuple[OpenLine, ...]
    address: AddressRow | None


# One person may have several records that were joined: what stands on any of them counts.
_THEIRS = "= ANY ((SELECT ids FROM who)::uuid[])"
_PERSON = f"""
    WITH who AS MATERIALIZED (SELECT people_records(%(person)s) AS ids)
    SELECT p.id, p.number, p.given_name || ' ' || p.family_name, p.birth_on,
        (SELECT max(r.died_on) FROM people_person r WHERE r.id {_THEIRS}),
        p.joined_into_id, p.gp_practice_code, p.gp_practice_name, p.residence_council_id, c.name, p.care_route,
        p.care_route_from_on, p.care_route_until_on,
        (SELECT json_build_array(n.weight_kg::text, n.assessed_on) FROM needs_need n
            WHERE n.person_id {_THEIRS} AND n.weight_kg IS NOT NULL ORDER BY n.assessed_on DESC, n.id DESC LIMIT 1),
        (SELECT json_build_array(n.height_cm::text, n.assessed_on) FROM needs_need n
            WHERE n.person_id {_THEIRS} AND n.height_cm IS NOT NULL ORDER BY n.assessed_on DESC, n.id DESC LIMIT 1),
        (SELECT coalesce(sum(l.spend_pence), 0) FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
            WHERE o.person_id {_THEIRS} AND o.submitted_at >= %(since)s AND l.state = ANY(%(counted)s)
            AND o.id IS DISTINCT FROM %(but)s),
        (SELECT json_agg(json_build_array(
                l.product_id, l.quantity - l.quantity_delivered,
                (o.submitted_at AT TIME ZONE 'Europe/London')::date))
            FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
            WHERE l.person_id {_THEIRS} AND l.state = ANY(%(open)s) AND o.id IS DISTINCT FROM %(but)s),
        a.id, a.accommodation_kind, a.until_on, a.easting, a.northing, a.postcode,
        (SELECT json_agg(h.code) FROM people_note h WHERE h.person_id {_THEIRS} AND h.list = 'hazard_note'
            AND h.ended_at IS NULL AND (h.address_id IS NULL OR h.address_id = ANY (q.ids))),
        q.ids
    FROM people_person p
    LEFT JOIN partners_partner c ON c.id = p.residence_council_id
    LEFT JOIN people_address a ON a.id = %(address)s AND a.person_id {_THEIRS}
    LEFT JOIN LATERAL (SELECT array_agg(b.id) AS ids FROM people_address b
        WHERE b.person_id {_THEIRS} AND (b.id = a.id OR {ONE_HOME})) q ON true
    WHERE p.contract_id = %(contract)s AND p.id = %(person)s
"""


def person_of_order(
    scope: Scope, person_id: UUID, *, address_id: UUID | None, since: datetime, but: UUID | None = None
) -> PersonRow | None:
    """The person with the address an order goes to; `but` names an order that does not count as another."""
    found = rows(
        _person,
        _PERSON,
        {
            "contract": scope.contract_id,
            "person": person_id,
            "address": address_id,
            "since": since,
            "but": but,
            "counted": _COUNTED,
            "open": [state.value for state in OPEN],
        },
    )
    return found[0] if found else None


def _person(*row: Any) -> PersonRow:
    (number, name, born, died, joined), funding = row[1:6], row[6:13]
    spent, coming = row[15:17]
    measured = tuple(_measured(*pair) for pair in zip(Measure, row[13:15], strict=True) if pair[1])
    values = {one.measure: one.value for one in measured}
    practice_code, practice, council_id, council, route, from_on, until_on = funding
    return PersonRow(
        person_id=row[0],
        number=number,
        name=name,
        born_on=born,
        died_on=died,
        joined_into=joined,
        funding=Funding(council_id, practice_code, CareRoute(route), from_on, until_on),
        council_name=council or "",
        gp_practice_name=practice,
        measures=Measures(values.get(Measure.WEIGHT), values.get(Measure.HEIGHT)),
        measured=measured,
        spent_pence=int(spent),
        open_lines=tuple(OpenLine(UUID(i), q, date.fromisoformat(on)) for i, q, on in coming or ()),
        address=_address(*row[17:]) if row[17] else None,
    )


def _measured(measure: Measure, found: Sequence[str]) -> Measured:
    value, on = found
    return Measured(measure, Decimal(value), date.fromisoformat(on))


def _address(*row: Any) -> AddressRow:
    address_id, accommodation, until_on, easting, northing, postcode, hazards, rows_of_it = row
    notes = frozenset(hazards or ())
    return AddressRow(
        facts=AddressFacts(
            address_id=address_id,
            accommodation_kind=accommodation,
            hazard_notes=notes,
            crew_at_least=2 if TWO_FOR_SAFETY in notes else 1,
            until_on=until_on,
        ),
        easting=easting,
        northing=northing,
        postcode=postcode,
        same_home=frozenset(rows_of_it),
    )


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as ordering and releasing see them. `covers`: those whose absence they cover now."""

    facts: StaffFacts
    name: str
    email: str
    partner_id: UUID
    on_call: bool
    covers: frozenset[UUID]
    covered_teams: frozenset[UUID]


_STAFF = """
    SELECT p.user_id, u.name, u.email, p.partner_id, p.on_call, p.team_id, t.kind, p.job_category,
        u.is_active AND p.state = 'ACTIVE' AND daterange(p.from_on, p.until_on) @> %(on)s::date,
        a.authority_covered, a.categories, a.spend_limit_pence, a.always_needs_another, a.may_authorise,
        a.authorise_limit_pence,
        ARRAY(SELECT c.absent_id FROM identity_cover c WHERE c.contract_id = p.contract_id
            AND c.covering_id = p.user_id AND c.from_at <= %(at)s AND c.until_at > %(at)s),
        ARRAY(SELECT away.team_id FROM identity_cover c JOIN identity_post away
            ON away.contract_id = c.contract_id AND away.user_id = c.absent_id
            WHERE c.contract_id = p.contract_id AND c.covering_id = p.user_id AND c.from_at <= %(at)s
            AND c.until_at > %(at)s AND away.team_id IS NOT NULL)
    FROM identity_post p
    JOIN identity_user u ON u.id = p.user_id
    LEFT JOIN partners_team t ON t.id = p.team_id
    LEFT JOIN identity_authority a ON a.contract_id = p.contract_id AND a.job_category = p.job_category
        AND daterange(a.from_on, a.until_on) @> %(on)s::date
    WHERE p.contract_id = %(contract)s AND (p.user_id = ANY(%(ids)s) OR (%(releasing)s AND 'AUTHORISER' = ANY(p.roles)))
    ORDER BY u.name, u.id
"""


def staff_of_order(
    scope: Scope, user_ids: Iterable[UUID], *, at: datetime, on: date, releasing: bool = False
) -> dict[UUID, StaffRow]:
    """These members of staff with their authority on a day, by id; with `releasing`, all authorisers too."""
    found = rows(
        _staff,
        _STAFF,
        {"contract": scope.contract_id, "ids": list(user_ids), "at": at, "on": on, "releasing": releasing},
    )
    return {row.facts.user_id: row for row in found}


def _staff(*row: Any) -> StaffRow:
    user_id, name, email, partner_id, on_call, team_id, team_kind, job, active = row[:9]
    step, categories, limit, another, may_authorise, authorise_limit, covers, teams = row[9:]
    # A job category without authority in the contract may ask for everything, and everything waits.
    authority = AuthorityFacts(
        job_category=job,
        step=AuthorityStep(step) if step else AuthorityStep.SIMPLE_AIDS,
        categories=frozenset(categories or ()),
        spend_limit_pence=limit or 0,
        always_needs_another=frozenset(another or ()),
        may_authorise=bool(may_authorise),
        authorise_limit_pence=authorise_limit or 0,
    )
    return StaffRow(
        facts=StaffFacts(user_id, bool(active), authority, team_id, team_kind or ""),
        name=name,
        email=email,
        partner_id=partner_id,
        on_call=on_call,
        covers=frozenset(covers),
        covered_teams=frozenset(teams),
    )

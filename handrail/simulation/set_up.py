"""Sets up Northdown through the real use cases: contract, staff, and the system user that signs nothing.
Refuses to write a row itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.ids import NewId, fresh_id
from handrail.core.moment import LONDON, now_is
from handrail.identity.calls import Call
from handrail.identity.queries import scope_for
from handrail.identity.roles import Permission, Role, permissions_of
from handrail.identity.scope import Scope
from handrail.simulation.fleet import contract_of, fleets_for, staff_of
from handrail.simulation.northdown import COUNCIL, NHS_BOARD, NORTHDOWN, PROVIDER, STARTS_ON, StaffMember
from handrail.simulation.pool_agreed import agree_pool
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.set_up_contract import ContractMade, ContractWanted, set_up_contract


@dataclass(frozen=True)
class County:
    """A county that has been set up: ids by name, users by key, and their scopes."""

    made: ContractMade
    users: dict[str, UUID]
    at: datetime

    def partner(self, name: str) -> UUID:
        """The partner of this name; in another county than the first the code follows the name."""
        return next(row_id for full, row_id in self.made.partners.items() if full.startswith(name))

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """The scope of each user by key, as it was on the day of the set-up."""
        found = {}
        for key, user_id in self.users.items():
            scope = scope_for(user_id, self.made.contract_id, today=self.at.date())
            if scope is None:
                raise LookupError(f"{key} has no post")
            found[key] = scope
        return found


def email_of(key: str) -> str:
    """The address a demo user signs in with."""
    return f"{key}@northdown.example"


def set_up_northdown(
    *,
    at: datetime | None = None,
    new_id: NewId = fresh_id,
    code: str = NORTHDOWN.code,
    name: str = NORTHDOWN.name,
    population: int = NORTHDOWN.population,
) -> County:
    """Make the county on its first morning (or `at`) and give what later steps need. Another takes its own code; one
    of another size has its fleets, its fee, and a pool as large."""
    began = at or datetime(STARTS_ON.year, STARTS_ON.month, STARTS_ON.day, 8, tzinfo=LONDON)
    system = _system_scope(new_id)
    call = _caller(system, began, new_id)
    wanted = contract_of(population)
    wanted = wanted if code == NORTHDOWN.code else _renamed(wanted, code, name)
    made = set_up_contract(call(), wanted=wanted, reference=shipped_reference())
    suffix = "" if code == NORTHDOWN.code else f" {code}"
    staff = _in_order_of_supervision(staff_of(fleets_for(population)))
    users: dict[str, UUID] = {}
    for group in staff:
        ids = add_user(call(), users=tuple(_wanted(m, made, users, suffix) for m in group))
        users.update({member.key: user_id for member, user_id in zip(group, ids, strict=True)})
    (users["system"],) = add_user(call(), users=(_system_user(made, suffix),))
    county = County(made, users, began)
    manager = county.scopes["money"]
    partners = county.partner(COUNCIL), county.partner(NHS_BOARD)
    agree_pool(*partners, population, manager, _caller(manager, began, new_id))
    return county


def _caller(scope: Scope, at: datetime, new_id: NewId) -> Callable[[], Call]:
    return lambda: Call(scope, now_is(at), new_id=new_id)


def _system_scope(new_id: NewId) -> Scope:
    roles = frozenset({Role.SYSTEM})
    return Scope(
        user_id=new_id(),
        user_name="Handrail",
        contract_id=new_id(),
        contract_name=NORTHDOWN.name,
        partner_id=new_id(),
        reach="ALL",
        roles=roles,
        permissions=permissions_of(roles) | {Permission.ADMINISTER},
    )


def _renamed(wanted: ContractWanted, code: str, name: str) -> ContractWanted:
    """The same county under another code: partners and registrations are unique, so they take the code too."""

    def also(text: str) -> str:
        return f"{text} {code}"

    return replace(
        wanted,
        code=code,
        name=name,
        council=also(wanted.council),
        nhs_board=also(wanted.nhs_board),
        provider=also(wanted.provider),
        partners=tuple(replace(p, name=also(p.name)) for p in wanted.partners),
        teams=tuple(replace(t, partner=also(t.partner)) for t in wanted.teams),
        funds=tuple(
            replace(f, shares=tuple((also(partner), parts) for partner, parts in f.shares)) for f in wanted.funds
        ),
    )


def _in_order_of_supervision(staff: Sequence[StaffMember]) -> tuple[tuple[StaffMember, ...], ...]:
    """Those without a supervisor first: the others name them."""
    return (
        tuple(member for member in staff if not member.supervisor),
        tuple(member for member in staff if member.supervisor),
    )


def _wanted(member: StaffMember, made: ContractMade, users: dict[str, UUID], suffix: str) -> UserWanted:
    return UserWanted(
        name=member.name,
        email=email_of(member.key + suffix.replace(" ", "-")),
        partner_id=made.partners[member.partner + suffix],
        roles=member.roles,
        from_on=STARTS_ON,
        job_category=member.job,
        team_id=made.teams.get(member.team),
        depot_id=made.depots.get(member.depot),
        supervisor_id=users.get(member.supervisor),
        on_call=member.on_call,
    )


def _system_user(made: ContractMade, suffix: str) -> UserWanted:
    return UserWanted(
        name="Handrail",
        email=email_of("system" + suffix.replace(" ", "-")),
        partner_id=made.partners[PROVIDER + suffix],
        roles=(Role.SYSTEM,),
        from_on=STARTS_ON,
        is_system=True,
    )

"""Reads the users of a contract with their posts, for those who keep them, and the tokens of other systems.
Refuses users of other contracts: every row is found through its post in the scope's contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handrail.core.select import rows
from handrail.core.versions import version_of
from handrail.identity.roles import Role
from handrail.identity.scope import Scope
from handrail.identity.states import AccountState

# The columns that a list of users may be sorted by; the key ends each order.
SORTS: Mapping[str, str] = {
    "name": "lower(u.name)",
    "email": "lower(u.email)",
    "partner": "t.name",
    "state": "p.state",
    "from": "p.from_on",
}
_FROM = """
    FROM identity_post p
    JOIN identity_user u ON u.id = p.user_id AND NOT u.is_system
    JOIN partners_partner t ON t.id = p.partner_id
    LEFT JOIN partners_team m ON m.id = p.team_id
    LEFT JOIN partners_depot d ON d.id = p.depot_id
    LEFT JOIN identity_user s ON s.id = p.supervisor_id
    LEFT JOIN partners_code j ON j.contract_id = p.contract_id AND j.list = 'job_category' AND j.code = p.job_category
        AND daterange(j.from_on, j.until_on) @> %(today)s::date
    WHERE p.contract_id = %(contract)s
"""
_COLUMNS = """
    p.id, u.id, u.name, u.email, u.phone, u.professional_number, u.is_active, p.state, p.state_at, p.state_reason,
    p.partner_id, t.name, p.team_id, coalesce(m.name, ''), p.depot_id, coalesce(d.name, ''), p.job_category,
    coalesce(j.label, p.job_category), p.roles, p.supervisor_id, coalesce(s.name, ''), p.on_call, p.from_on, p.until_on,
    u.last_login
"""
_FILTERS = """
    AND (%(words)s = '' OR u.name ILIKE %(like)s OR u.email ILIKE %(like)s)
    AND (%(role)s = '' OR %(role)s = ANY (p.roles))
    AND (%(state)s = '' OR p.state = %(state)s)
    AND (%(partner)s::uuid IS NULL OR p.partner_id = %(partner)s::uuid)
"""


@dataclass(frozen=True, slots=True)
class UserFilters:
    """What a list of users is narrowed to; empty means all. `words` are found in name and e-mail address."""

    words: str = ""
    role: str = ""
    state: str = ""
    partner_id: str = ""


@dataclass(frozen=True, slots=True)
class UserPost:
    """A user of the contract with their post. `until_on` is the first day on which it holds no longer; `signed_in_at`:
    when they signed in last, None for whoever never has."""

    post_id: UUID
    user_id: UUID
    name: str
    email: str
    phone: str
    professional_number: str
    is_active: bool
    state: AccountState
    state_at: datetime
    state_reason: str
    partner_id: UUID
    partner: str
    team_id: UUID | None
    team: str
    depot_id: UUID | None
    depot: str
    job_category: str
    job: str
    roles: tuple[Role, ...]
    supervisor_id: UUID | None
    supervisor: str
    on_call: bool
    from_on: date
    until_on: date | None
    signed_in_at: datetime | None

    @property
    def version(self) -> str:
        """The version of the post, for a page that may be stale when it is sent."""
        return post_version(
            self.partner_id, self.team_id, self.depot_id, self.job_category, self.roles, self.supervisor_id,
            self.on_call, self.from_on, self.until_on, self.state,
        )  # fmt: skip

    @property
    def user_version(self) -> str:
        """The version of the user behind the post."""
        return version_of(self.name, self.phone, self.professional_number, self.is_active)


def post_version(*values: object) -> str:
    """The version of a post: partner, team, depot, job, roles, supervisor, on call, from, until, state."""
    return version_of(*values)


def _made(*row: Any) -> UserPost:
    values = list(row)
    values[7], values[18] = AccountState(row[7]), tuple(Role(role) for role in row[18])
    return UserPost(*values)


def users(
    scope: Scope, filters: UserFilters, *, today: date, sort: str, descending: bool, limit: int | None, offset: int
) -> tuple[UserPost, ...]:
    """Users of the contract, sorted by one of SORTS. `limit` None: all of them."""
    order = f"{SORTS[sort]} {'DESC' if descending else 'ASC'}, u.id"
    return rows(
        _made,
        f"SELECT {_COLUMNS} {_FROM} {_FILTERS} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s",
        _values(scope, filters, today) | {"limit": limit, "offset": offset},
    )


def colleagues(scope: Scope, role: Role, *, today: date) -> tuple[tuple[UUID, str], ...]:
    """Id and name of everybody who works in this role under the contract on this day."""
    return rows(
        lambda user_id, name: (user_id, name),
        """SELECT u.id, u.name FROM identity_post p JOIN identity_user u ON u.id = p.user_id AND u.is_active
           WHERE p.contract_id = %(contract)s AND p.state = 'ACTIVE' AND %(role)s = ANY (p.roles) AND NOT u.is_system
           AND daterange(p.from_on, p.until_on) @> %(today)s::date ORDER BY lower(u.name), u.id""",
        {"contract": scope.contract_id, "role": role.value, "today": today},
    )


def addresses_of(scope: Scope, roles: tuple[Role, ...], *, today: date) -> tuple[str, ...]:
    """The e-mail addresses of those who work in one of these roles under the contract on this day."""
    return rows(
        str,
        """SELECT DISTINCT u.email FROM identity_post p JOIN identity_user u ON u.id = p.user_id AND u.is_active
           WHERE p.contract_id = %(contract)s AND p.state = 'ACTIVE' AND p.roles && %(roles)s AND NOT u.is_system
           AND daterange(p.from_on, p.until_on) @> %(today)s::date ORDER BY u.email""",
        {"contract": scope.contract_id, "roles": [role.value for role in roles], "today": today},
    )


def count_users(scope: Scope, filters: UserFilters, *, today: date) -> int:
    """How many users the filters let through."""
    (count,) = rows(int, f"SELECT count(*) {_FROM} {_FILTERS}", _values(scope, filters, today))
    return count


def _values(scope: Scope, filters: UserFilters, today: date) -> dict[str, Any]:
    escaped = filters.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "contract": scope.contract_id,
        "today": today,
        "words": filters.words,
        "like": f"%{escaped}%",
        "role": filters.role,
        "state": filters.state,
        "partner": filters.partner_id or None,
    }


def user_post(scope: Scope, user_id: UUID, *, today: date) -> UserPost | None:
    """One user of the contract, or None."""
    found = rows(
        _made,
        f"SELECT {_COLUMNS} {_FROM} AND u.id = %(user)s",
        {"contract": scope.contract_id, "today": today, "user": user_id},
    )
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class AccountStep:
    """One step of an account: who moved it, when, why."""

    from_state: str | None
    to_state: str
    at: datetime
    by: str
    reason: str


def account_steps(scope: Scope, post_id: UUID) -> tuple[AccountStep, ...]:
    """The history of an account, newest first."""
    return rows(
        AccountStep,
        """SELECT h.from_state, h.to_state, h.happened_at, coalesce(u.name, 'Handrail'), h.reason
           FROM identity_posthistory h LEFT JOIN identity_user u ON u.id = h.by_id
           WHERE h.contract_id = %(contract)s AND h.subject_id = %(post)s ORDER BY h.seq DESC""",
        {"contract": scope.contract_id, "post": post_id},
    )


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of another system; its key is never kept. It opens from when its user took it; `used_at` is the minute
    of its last call, forgotten after a crash."""

    id: UUID
    name: str
    user_id: UUID
    user: str
    offered_by: str
    scopes: tuple[str, ...]
    calls_per_minute: int
    expires_at: datetime
    taken_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


def _token(*row: Any) -> TokenRow:
    values = list(row)
    values[5] = tuple(row[5])
    return TokenRow(*values)


def tokens(scope: Scope, *, user_id: UUID | None = None) -> tuple[TokenRow, ...]:
    """The tokens of the contract, or those that act as one user: those that open something first, by name."""
    return rows(
        _token,
        """SELECT k.id, k.name, k.user_id, u.name, o.name, k.scopes, k.calls_per_minute, k.expires_at, k.taken_at,
               k.revoked_at, to_timestamp(used.minute * 60)
           FROM identity_apitoken k JOIN identity_user u ON u.id = k.user_id
           JOIN identity_user o ON o.id = k.offered_by_id LEFT JOIN identity_apiuse used ON used.token_id = k.id
           WHERE k.contract_id = %(contract)s AND (%(user)s::uuid IS NULL OR k.user_id = %(user)s::uuid)
           ORDER BY k.revoked_at IS NOT NULL, lower(k.name), k.id""",
        {"contract": scope.contract_id, "user": user_id},
    )


def posts_held(scope: Scope) -> dict[UUID, int]:
    """How many people hold a post for each partner and each team, by its id; those who left are not counted."""
    found = rows(
        lambda row_id, count: (row_id, count),
        """SELECT g.id, count(*) FROM identity_post p CROSS JOIN LATERAL unnest(ARRAY[p.partner_id, p.team_id])
               AS g (id)
           JOIN identity_user u ON u.id = p.user_id AND NOT u.is_system
           WHERE p.contract_id = %(contract)s AND p.state <> 'LEFT' AND g.id IS NOT NULL GROUP BY g.id""",
        {"contract": scope.contract_id},
    )
    return dict(found)

"""Reads users and what they may do: the scope of a session or token, posts, authorities, cover.
Refuses to answer for a post that has ended or an account that is not active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from handrail.identity.roles import Permission, Role, permissions_of
from handrail.identity.scope import Scope

_POSTS = """
    SELECT u.id, u.name, c.id, c.name, p.partner_id, cp.reach, p.roles, p.job_category, p.team_id, p.depot_id,
           coalesce((SELECT (t.value #>> '{}')::int FROM partners_contractterm t
                     WHERE t.contract_id = c.id AND t.key = 'late_record_minutes'
                     AND daterange(t.from_on, t.until_on) @> %(today)s::date), 240)
    FROM identity_post p
    JOIN identity_user u ON u.id = p.user_id AND u.is_active
    JOIN partners_contract c ON c.id = p.contract_id
    JOIN partners_contractpartner cp ON cp.contract_id = p.contract_id AND cp.partner_id = p.partner_id
         AND daterange(cp.from_on, cp.until_on) @> %(today)s::date
    WHERE p.state = 'ACTIVE' AND daterange(p.from_on, p.until_on) @> %(today)s::date
"""


def _scope(row: Sequence[Any], api_scopes: frozenset[str] | None = None, token_id: UUID | None = None) -> Scope:
    roles = frozenset(Role(role) for role in row[6])
    return Scope(
        user_id=row[0],
        user_name=row[1],
        contract_id=row[2],
        contract_name=row[3],
        partner_id=row[4],
        reach=row[5],
        roles=roles,
        permissions=permissions_of(roles),
        job_category=row[7],
        team_id=row[8],
        depot_id=row[9],
        late_after_minutes=row[10],
        api_scopes=api_scopes,
        token_id=token_id,
    )


def scopes_of(user_id: UUID, *, today: date) -> tuple[Scope, ...]:
    """The scopes a user may work in today, one for each contract, by the contract's name."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_POSTS} AND p.user_id = %(user)s ORDER BY c.name", {"today": today, "user": user_id})
        return tuple(_scope(row) for row in cursor.fetchall())


def scope_for(user_id: UUID, contract_id: UUID | None, *, today: date) -> Scope | None:
    """The user's scope in a contract, or in the first they have a post in; None where there is none today."""
    scopes = scopes_of(user_id, today=today)
    return next((s for s in scopes if contract_id is None or s.contract_id == contract_id), None)


def scope_of_email(email: str, *, today: date) -> Scope | None:
    """The scope of the user who signs in with this address, in the first contract by name that they work in today."""
    with connection.cursor() as cursor:
        asked: dict[str, date | str] = {"today": today, "email": email}
        cursor.execute(f"{_POSTS} AND lower(u.email) = lower(%(email)s) ORDER BY c.name LIMIT 1", asked)
        row = cursor.fetchone()
    return _scope(row) if row else None


def system_scopes(*, today: date) -> tuple[Scope, ...]:
    """The scope of the system's own user in each contract, for background jobs."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_POSTS} AND u.is_system AND 'SYSTEM' = ANY(p.roles) ORDER BY c.id", {"today": today})
        return tuple(_scope(row) for row in cursor.fetchall())


_ENTER = f"""
    WITH token AS (
        SELECT id, user_id, contract_id, scopes, calls_per_minute FROM identity_apitoken
        WHERE token_hash = %(hash)s AND revoked_at IS NULL AND expires_at > %(at)s
    ), used AS (
        INSERT INTO identity_apiuse AS u (token_id, minute, calls) SELECT id, %(minute)s, 1 FROM token
        ON CONFLICT (token_id) DO UPDATE SET minute = excluded.minute,
            calls = CASE WHEN u.minute = excluded.minute THEN u.calls + 1 ELSE 1 END
        RETURNING calls
    )
    SELECT s.*, token.id, token.scopes, token.calls_per_minute, used.calls FROM token, used,
        LATERAL ({_POSTS} AND p.user_id = token.user_id AND p.contract_id = token.contract_id) s
"""


@dataclass(frozen=True, slots=True)
class TokenEntry:
    """A token that was accepted: whose scope it gives, and how often it was used in this minute."""

    scope: Scope
    calls_per_minute: int
    calls: int


def enter_by_token(token_hash: str, *, at: datetime, today: date) -> TokenEntry | None:
    """The scope behind an API token that is neither revoked nor expired, counting this call; one statement.

    The count lives in an unlogged table: a crash forgets at most a minute of it, and no call waits for the disk."""
    with connection.cursor() as cursor:
        minute = int(at.timestamp() // 60)
        cursor.execute(_ENTER, {"today": today, "hash": token_hash, "at": at, "minute": minute})
        row = cursor.fetchone()
    if row is None:
        return None
    *post, token_id, api_scopes, calls_per_minute, calls = row
    return TokenEntry(_scope(post, frozenset(api_scopes), token_id), calls_per_minute, calls)


@dataclass(frozen=True, slots=True)
class StaffName:
    """A user's name and job, to show beside what they did."""

    user_id: UUID
    name: str
    job_category: str


def names_of(scope: Scope, user_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The names of users who did something in this contract."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM identity_user WHERE id = ANY(%s)", [list(user_ids)])
        return dict(cursor.fetchall())


def known_here(scope: Scope, user_id: UUID) -> bool:
    """Whether this user has, or had, a post in the contract."""
    with connection.cursor() as cursor:
        words = "SELECT EXISTS (SELECT FROM identity_post WHERE contract_id = %s AND user_id = %s)"
        cursor.execute(words, [scope.contract_id, user_id])
        return bool(cursor.fetchone()[0])


def holders_of(scope: Scope, permission: Permission, *, today: date) -> tuple[StaffName, ...]:
    """Users of the contract whose roles carry a permission, by name."""
    roles = [role.value for role in Role if permission in permissions_of(frozenset({role}))]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.id, u.name, p.job_category FROM identity_post p JOIN identity_user u ON u.id = p.user_id
               WHERE p.contract_id = %s AND p.state = 'ACTIVE' AND p.roles && %s::varchar[]
               AND daterange(p.from_on, p.until_on) @> %s::date AND u.is_active AND NOT u.is_system
               ORDER BY u.name, u.id""",
            [scope.contract_id, roles, today],
        )
        return tuple(StaffName(*row) for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user whom anybody may become in demo mode: the main role, and where they work (a team or depot, a partner)."""

    user_id: UUID
    name: str
    role: Role
    team: str
    partner: str


def demo_users(*, today: date) -> tuple[DemoUser, ...]:
    """All users of the first county by what they do, in the order of the roles, then by name. For the sign-in page of
    demo mode only."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.id, u.name, p.roles[1], coalesce(m.name, d.name, ''), t.name
               FROM identity_post p JOIN identity_user u ON u.id = p.user_id
               JOIN partners_partner t ON t.id = p.partner_id
               LEFT JOIN partners_team m ON m.id = p.team_id
               LEFT JOIN partners_depot d ON d.id = p.depot_id
               WHERE p.state = 'ACTIVE' AND daterange(p.from_on, p.until_on) @> %s::date
               AND p.contract_id = (SELECT c.id FROM partners_contract c ORDER BY c.code LIMIT 1)
               AND u.is_active AND NOT u.is_system
               ORDER BY u.name, u.id""",
            [today],
        )
        found = [DemoUser(row[0], row[1], Role(row[2]), *row[3:]) for row in cursor.fetchall()]
    return tuple(sorted(found, key=lambda user: list(Role).index(user.role)))

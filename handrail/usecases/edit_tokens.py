"""Make and revoke the keys with which other systems call the API.
Refuses to keep a key: it is shown once, only its hash stays. The service's own tokens last a year and a day at most."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity import actions as identity_actions
from handrail.identity.api_scopes import ApiScope
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import ApiToken
from handrail.identity.queries.locked import token_for_update, users_with_post
from handrail.identity.roles import Permission
from handrail.identity.rules import TokenWanted, UserReason, reasons_against_token

PREFIX = "hr_"


def fresh_key() -> str:
    """A new key: 256 bits of the machine's chance, with a beginning by which a leaked one is recognised."""
    return PREFIX + secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that is wanted. `key_hash` is the SHA-256 of the key: the key itself stays with whoever shows it once."""

    wanted: TokenWanted
    key_hash: str


@dataclass(frozen=True, slots=True)
class TokenMade:
    """The token that was made; without its key, so that the answer can be kept for a repeated call."""

    token_id: UUID
    name: str
    expires_at: datetime


@use_case(Event.TOKEN_MADE, needs=Permission.ADMINISTER)
def make_token(change: Change, *, request: NewToken) -> TokenMade:
    """Make a token that acts as one user of the contract, within scopes, until a day, so many calls a minute."""
    wanted = request.wanted
    name = clean_line(wanted.name)
    users = users_with_post(change.scope, [wanted.user_id], people_only=True)
    reasons = reasons_against_token(wanted, known_scopes=list(ApiScope), users=users, at=change.at.recorded_at)
    if reasons:
        raise Refused(reasons)
    row = ApiToken(
        id=change.new_id(),
        contract_id=change.scope.contract_id,
        user_id=wanted.user_id,
        name=name,
        token_hash=request.key_hash,
        scopes=list(wanted.scopes),
        calls_per_minute=wanted.calls_per_minute,
        expires_at=wanted.expires_at,
    )
    identity_actions.add_token(row)
    change.touched("token", row.id)
    return TokenMade(row.id, name, wanted.expires_at)


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return sha256(key.encode()).hexdigest()


@use_case(Event.TOKEN_REVOKED, needs=Permission.ADMINISTER)
def revoke_token(change: Change, *, request: UUID) -> UUID:
    """The token opens nothing from now on. Gives its id."""
    token = token_for_update(change.scope, request)
    if token is None:
        raise refuse(CallReason.NOT_FOUND)
    if token.revoked_at is not None:
        raise refuse(UserReason.TOKEN_REVOKED)
    identity_actions.revoke_token(token.id, at=change.at.recorded_at)
    change.touched("token", token.id)
    return token.id

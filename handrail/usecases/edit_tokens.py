"""Offer, take and switch off the keys with which other systems call the API.
Refuses to give a key to anybody but the user that it acts as, and to keep it: it is shown once, only its hash stays."""

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


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return sha256(key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that is wanted. `key_hash` is the SHA-256 of the key: the key itself stays with whoever shows it once."""

    wanted: TokenWanted
    key_hash: str


@dataclass(frozen=True, slots=True)
class TokenToTake:
    """A token that its user takes, with the hash of the key that is shown to them."""

    token_id: UUID
    key_hash: str


@dataclass(frozen=True, slots=True)
class TokenMade:
    """A token without its key, so that the answer can be kept for a repeated call."""

    token_id: UUID
    name: str
    expires_at: datetime


@use_case(Event.TOKEN_OFFERED, needs=Permission.ADMINISTER)
def offer_token(change: Change, *, request: TokenWanted) -> TokenMade:
    """Offer a token that acts as one user of the contract, within scopes, until a day, so many calls a minute.

    It opens nothing until that user takes it: who administers learns no key with the rights of another."""
    return _added(change, request)


@use_case(Event.TOKEN_MADE, needs=Permission.RUN_JOBS)
def make_token(change: Change, *, request: NewToken) -> TokenMade:
    """A token that opens at once, for whoever runs the service itself: the command `handrail token`."""
    return _added(change, request.wanted, request.key_hash)


def _added(change: Change, wanted: TokenWanted, key_hash: str | None = None) -> TokenMade:
    name = clean_line(wanted.name)
    users = users_with_post(change.scope, [wanted.user_id], people_only=True)
    reasons = reasons_against_token(wanted, known_scopes=list(ApiScope), users=users, at=change.at.recorded_at)
    if reasons:
        raise Refused(reasons)
    row = ApiToken(
        id=change.new_id(),
        contract_id=change.scope.contract_id,
        user_id=wanted.user_id,
        offered_by_id=change.scope.user_id,
        name=name,
        token_hash=key_hash,
        taken_at=change.at.recorded_at if key_hash else None,
        scopes=list(wanted.scopes),
        calls_per_minute=wanted.calls_per_minute,
        expires_at=wanted.expires_at,
    )
    identity_actions.add_token(row)
    change.touched("token", row.id)
    change.touched("user", wanted.user_id)
    return TokenMade(row.id, name, wanted.expires_at)


@use_case(Event.TOKEN_TAKEN, needs=Permission.HOLD_TOKEN)
def take_token(change: Change, *, request: TokenToTake) -> TokenMade:
    """The user takes a token that was offered to them; from now on it opens. Another's is not found."""
    token = token_for_update(change.scope, request.token_id)
    # A key that is taken by means of another key would outlive it.
    if token is None or token.user_id != change.scope.user_id or change.scope.token_id is not None:
        raise refuse(CallReason.NOT_FOUND)
    if token.revoked_at is not None:
        raise refuse(UserReason.TOKEN_REVOKED)
    if token.taken_at is not None:
        raise refuse(UserReason.TOKEN_TAKEN)
    if token.expires_at <= change.at.recorded_at:
        raise refuse(UserReason.TOKEN_ENDED)
    identity_actions.take_token(token.id, token_hash=request.key_hash, at=change.at.recorded_at)
    change.touched("token", token.id)
    return TokenMade(token.id, token.name, token.expires_at)


@use_case(Event.TOKEN_REVOKED, needs=Permission.HOLD_TOKEN)
def revoke_token(change: Change, *, request: UUID) -> UUID:
    """The token opens nothing from now on. Its user may do so, and an administrator. Gives its id."""
    token = token_for_update(change.scope, request)
    may = change.scope.may(Permission.ADMINISTER)
    if token is None or not (may or token.user_id == change.scope.user_id):
        raise refuse(CallReason.NOT_FOUND)
    if token.revoked_at is not None:
        raise refuse(UserReason.TOKEN_REVOKED)
    identity_actions.revoke_token(token.id, at=change.at.recorded_at)
    change.touched("token", token.id)
    return token.id

"""A token opens the door for its user while it lives, and counts its calls by the minute."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from handrail.identity import actions
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.models import ApiToken
from handrail.identity.queries import enter_by_token
from handrail.identity.roles import Permission
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@use_case(Event.TOKEN_MADE, needs=Permission.ADMINISTER)
def _made(change: Change, *, hashed: str, user: str, revoked: bool = False) -> str:
    row = ApiToken(
        id=change.new_id(),
        contract_id=change.scope.contract_id,
        user_id=user,
        offered_by_id=change.scope.user_id,
        name="Scanner",
        token_hash=hashed,
        scopes=["stock:read"],
        calls_per_minute=2,
        expires_at=AT + timedelta(days=30),
        taken_at=AT,
        revoked_at=AT if revoked else None,
    )
    actions.add_token(row)
    return str(row.id)


def test_a_token_gives_its_user_s_scope_and_counts() -> None:
    county = northdown()
    hashed = sha256(b"one").hexdigest()
    token = _made(call_as(county.scopes["admin"]), hashed=hashed, user=str(county.users["depot"]))
    calls = [enter_by_token(hashed, at=AT + timedelta(seconds=s), today=TODAY) for s in (1, 2, 3, 61)]
    assert [entry.calls for entry in calls if entry] == [1, 2, 3, 1]
    assert calls[0]
    assert calls[0].scope.user_id == county.users["depot"]
    assert calls[0].scope.api_scopes == frozenset({"stock:read"})
    assert calls[0].scope.token_id == UUID(token)


def test_unknown_expired_and_revoked_tokens_open_nothing() -> None:
    county = northdown()
    _made(call_as(county.scopes["admin"]), hashed="a" * 64, user=str(county.users["depot"]))
    _made(call_as(county.scopes["admin"]), hashed="b" * 64, user=str(county.users["depot"]), revoked=True)
    assert enter_by_token("c" * 64, at=AT, today=TODAY) is None
    assert enter_by_token("b" * 64, at=AT, today=TODAY) is None
    assert enter_by_token("a" * 64, at=AT + timedelta(days=31), today=TODAY + timedelta(days=31)) is None
    assert enter_by_token("a" * 64, at=AT, today=TODAY) is not None

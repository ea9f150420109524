"""Tokens: an administrator offers, the user takes, either switches off; nobody gains what they may not do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from handrail.core.ids import fresh_id
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.models import ApiToken
from handrail.identity.queries import enter_by_token
from handrail.identity.queries.users import tokens
from handrail.identity.roles import Permission
from handrail.identity.rules import TokenWanted, UserReason
from handrail.simulation.set_up import County
from handrail.usecases.edit_tokens import (
    NewToken,
    TokenMade,
    TokenToTake,
    fresh_key,
    hash_of,
    make_token,
    offer_token,
    revoke_token,
    take_token,
)
from tests.ordering import codes
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
KEY = hash_of("hr_of the nurse")


def wanted(user_id: UUID) -> TokenWanted:
    return TokenWanted("Case system", user_id, ("people:read", "orders:write"), AT + timedelta(days=90), 60)


def offered(county: County, who: str = "nurse") -> TokenMade:
    return offer_token(call_as(county.scopes["admin"]), request=wanted(county.users[who]))


def opens(key_hash: str = KEY) -> bool:
    return enter_by_token(key_hash, at=AT, today=TODAY) is not None


def test_a_token_opens_once_its_own_user_has_taken_it() -> None:
    county = northdown()
    made = offered(county)
    with reading(county.scopes["admin"]):
        (row,) = tokens(county.scopes["admin"])
    assert (row.name, row.user, row.offered_by, row.taken_at) == ("Case system", "Grace Adeyemi", "Nadia Hussain", None)
    call = call_as(county.scopes["nurse"])
    taken = take_token(call, request=TokenToTake(made.token_id, KEY))
    assert taken == made == take_token(call, request=TokenToTake(made.token_id, KEY))
    entry = enter_by_token(KEY, at=AT, today=TODAY)
    assert entry is not None
    assert (entry.scope.user_id, entry.scope.token_id) == (county.users["nurse"], made.token_id)
    assert entry.calls_per_minute == 60
    with pytest.raises(Refused) as again:
        take_token(call_as(county.scopes["nurse"]), request=TokenToTake(made.token_id, hash_of("another")))
    assert codes(again.value) == {UserReason.TOKEN_TAKEN}


@pytest.mark.parametrize("who", ["admin", "therapist", "desk"])
def test_nobody_takes_a_token_that_acts_as_another(who: str) -> None:
    """Above all not the administrator who offered it: they would act with the rights of a prescriber."""
    county = northdown()
    made = offered(county)
    with pytest.raises(Refused) as refused:
        take_token(call_as(county.scopes[who]), request=TokenToTake(made.token_id, KEY))
    assert codes(refused.value) == {CallReason.NOT_FOUND}
    assert not opens()


def test_no_token_is_taken_by_means_of_another_nor_from_another_contract() -> None:
    county, there = northdown(), another_county()
    made = offered(county)
    by_token = replace(county.scopes["nurse"], token_id=fresh_id())
    elsewhere = replace(county.scopes["nurse"], contract_id=there.made.contract_id)
    for scope in (by_token, elsewhere):
        with pytest.raises(Refused) as refused:
            take_token(call_as(scope), request=TokenToTake(made.token_id, KEY))
        assert codes(refused.value) == {CallReason.NOT_FOUND}


def test_an_administrator_makes_no_token_that_opens_at_once() -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        make_token(call_as(county.scopes["admin"]), request=NewToken(wanted(county.users["nurse"]), KEY))
    assert codes(refused.value) == {CallReason.NOT_ALLOWED}
    make_token(call_as(county.scopes["system"]), request=NewToken(wanted(county.users["nurse"]), KEY))
    assert opens()


def test_no_token_acts_as_the_system_itself() -> None:
    """It may do what no member of staff may, and nobody would answer for it."""
    county = northdown()
    with pytest.raises(Refused) as refused:
        offer_token(call_as(county.scopes["admin"]), request=wanted(county.users["system"]))
    assert codes(refused.value) == {UserReason.SUPERVISOR_UNKNOWN}


@pytest.mark.parametrize("who", ["admin", "nurse"])
def test_a_token_is_switched_off_for_good_by_its_user_or_an_administrator(who: str) -> None:
    county = northdown()
    made = offered(county)
    take_token(call_as(county.scopes["nurse"]), request=TokenToTake(made.token_id, KEY))
    with pytest.raises(Refused) as strange:
        revoke_token(call_as(county.scopes["therapist"]), request=made.token_id)
    assert codes(strange.value) == {CallReason.NOT_FOUND}
    revoke_token(call_as(county.scopes[who]), request=made.token_id)
    assert not opens()
    with pytest.raises(Refused) as again:
        revoke_token(call_as(county.scopes[who]), request=made.token_id)
    assert codes(again.value) == {UserReason.TOKEN_REVOKED}


def test_an_offer_that_was_switched_off_or_has_ended_is_not_taken() -> None:
    county = northdown()
    made, later = offered(county), AT + timedelta(days=91)
    with pytest.raises(Refused) as ended:
        take_token(call_as(county.scopes["nurse"], at=later), request=TokenToTake(made.token_id, KEY))
    assert codes(ended.value) == {UserReason.TOKEN_ENDED}
    revoke_token(call_as(county.scopes["admin"]), request=made.token_id)
    with pytest.raises(Refused) as off:
        take_token(call_as(county.scopes["nurse"]), request=TokenToTake(made.token_id, KEY))
    assert codes(off.value) == {UserReason.TOKEN_REVOKED}


def test_every_fault_of_an_offer_is_named() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    with pytest.raises(Refused) as refused:
        offer_token(call_as(admin), request=TokenWanted("", UUID(int=2), ("everything",), AT + timedelta(days=400), 0))
    assert codes(refused.value) == {
        UserReason.TOKEN_NAME_MISSING, UserReason.SUPERVISOR_UNKNOWN, UserReason.TOKEN_SCOPE_UNKNOWN,
        UserReason.TOKEN_TOO_LONG, UserReason.TOKEN_RATE,
    }  # fmt: skip
    with pytest.raises(Refused) as ended:
        offer_token(call_as(admin), request=replace(wanted(county.users["nurse"]), scopes=(), expires_at=AT))
    assert codes(ended.value) == {UserReason.TOKEN_NO_SCOPE, UserReason.TOKEN_ENDED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "column", ["scopes = '{orders:read,people:read,stock:write}'", "user_id = offered_by_id", "token_hash = 'x'"]
)
def test_promise_7_a_token_cannot_be_widened(column: str) -> None:
    """Not even by the application: what it may do, as whom and by which key was said once."""
    county = northdown()
    made = offered(county)
    take_token(call_as(county.scopes["nurse"]), request=TokenToTake(made.token_id, KEY))

    @use_case(Event.TOKEN_MADE, needs=Permission.ADMINISTER)
    def widen(change: Change) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE identity_apitoken SET {column} WHERE id = %s", [made.token_id])
        return ""

    with pytest.raises(DatabaseError, match="promise 7"):
        widen(call_as(county.scopes["admin"]))
    assert ApiToken.objects.get(pk=made.token_id).scopes == ["people:read", "orders:write"]


def test_keys_are_long_and_are_told_by_their_beginning() -> None:
    assert fresh_key().startswith("hr_")
    assert len({fresh_key() for _ in range(20)}) == 20

"""Owns what the shell's tests stand on: a user, and a scope of any roles without a contract in the database.

Refuses to test queries: the scope is given, so that only the shell is under test.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client

from handrail.identity.roles import Role, permissions_of
from handrail.identity.scope import Scope
from handrail.web.shared import middleware

type SignIn = Callable[..., Client]

CONTRACT, OTHER_CONTRACT = UUID(int=1), UUID(int=2)


def scope_of(*roles: Role, user_id: UUID, contract_id: UUID = CONTRACT, contract: str = "Northdown") -> Scope:
    """A scope of these roles."""
    held = frozenset(roles)
    return Scope(user_id, "Priya Nair", contract_id, contract, UUID(int=3), "ALL", held, permissions_of(held))


@pytest.fixture
def demo_mode(settings: LazySettings) -> None:
    settings.DEMO_MODE = True


@pytest.fixture
def user(db: None) -> object:
    """A user of the service, with a password."""
    made = get_user_model()(id=UUID(int=7), email="priya.nair@northdown.example", name="Priya Nair")
    made.set_password("three random words")
    made.save(force_insert=True)
    return made


@pytest.fixture
def sign_in(client: Client, user: object, demo_mode: None, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    """Signs the user in with these roles."""

    def as_roles(*roles: Role, also: tuple[Scope, ...] = ()) -> Client:
        scopes = (scope_of(*roles, user_id=user.pk), *also) if roles else also  # type: ignore[attr-defined]
        monkeypatch.setattr(middleware, "scopes_of", lambda _user, **_: scopes)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
        return client

    return as_roles

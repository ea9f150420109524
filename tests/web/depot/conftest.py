"""Owns what the tests of the depot's pages stand on: the county, and a browser signed in as one of its staff.

Refuses given scopes: these pages are tested against the database."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client

from handrail.simulation.set_up import County
from tests.situations import northdown

type SignedIn = Callable[..., Client]


@pytest.fixture
def county(db: None) -> County:
    made = northdown()
    assert made.scopes
    return made


@pytest.fixture
def signed_in(county: County, settings: LazySettings) -> SignedIn:
    """Signs a member of staff in, of this county or of another."""
    # Without a second factor, as in the demo.
    settings.DEMO_MODE = True

    def as_one(key: str, at: County | None = None) -> Client:
        client = Client()
        user = get_user_model().objects.get(pk=(at or county).users[key])
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_one

"""Owns what the tests of people's pages stand on: a county, and browsers signed in as its users.
Refuses made-up scopes: each page is opened with the rights that the user's post gives."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.test import Client

from handrail.simulation.set_up import County
from tests.situations import northdown

type As = Callable[[str], Client]


@pytest.fixture
def county(db: None, settings: LazySettings) -> County:
    """Northdown in demo mode, so that test numbers are taken and no second factor is asked for."""
    settings.DEMO_MODE = True
    return northdown()


@pytest.fixture
def signed_in(county: County) -> As:
    """A browser in which this user of the county is signed in."""

    def sign_in(key: str) -> Client:
        client = Client()
        client.force_login(
            get_user_model().objects.get(pk=county.users[key]), backend="django.contrib.auth.backends.ModelBackend"
        )
        return client

    return sign_in

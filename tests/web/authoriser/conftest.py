"""Owns what the tests of prescribers' and authorisers' pages stand on: a county without second factors.

Refuses given scopes: these pages are tested against the database."""

import pytest
from django.conf import LazySettings

from handrail.simulation.set_up import County
from tests.situations import northdown


@pytest.fixture(autouse=True)
def demo_mode(settings: LazySettings) -> None:
    """Without a second factor, as in the demo."""
    settings.DEMO_MODE = True


@pytest.fixture
def county(db: None) -> County:
    return northdown()

"""Owns what the journeys stand on: the county in demo mode, and screens for its staff that are closed at the end.
Refuses situations; each journey makes its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser

from handrail.simulation.set_up import County
from tests.journeys.browsing import Screen
from tests.situations import northdown

type AtAScreen = Callable[..., Screen]


@pytest.fixture
def county(transactional_db: None, settings: LazySettings, tmp_path: Path) -> County:
    """The county as the demo has it: no second factor."""
    settings.DEMO_MODE, settings.MEDIA_ROOT = True, tmp_path
    made = northdown()
    assert made.scopes
    return made


@pytest.fixture
def at_a_screen(browser: Browser, live_server: Any, county: County) -> Iterator[AtAScreen]:
    """Opens a window for a member of staff; for nobody where none is named."""
    screens: list[Screen] = []

    def seated(who: str = "", **context: Any) -> Screen:
        screen = Screen(browser, live_server.url, **context)
        screens.append(screen)
        return screen.signed_in_as(county, who) if who else screen

    yield seated
    for screen in screens:
        screen.context.close()

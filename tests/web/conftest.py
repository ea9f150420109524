"""The county that pages are opened in, as the demo has it: no second factor, test numbers, pictures put aside."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from handrail.simulation.set_up import County
from tests.situations import northdown


@pytest.fixture
def county(settings: LazySettings, tmp_path: Path) -> County:
    settings.DEMO_MODE = True
    settings.MEDIA_ROOT = tmp_path
    made = northdown()
    assert made.scopes
    return made

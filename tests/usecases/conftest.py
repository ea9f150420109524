"""The county that use cases are tried in. Refuses demo mode: a test that needs it has a county of its own."""

import pytest

from handrail.simulation.set_up import County
from tests.situations import northdown


@pytest.fixture
def county() -> County:
    return northdown()

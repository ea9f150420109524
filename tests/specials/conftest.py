"""What the tests of specials start from."""

import pytest

from handrail.simulation.set_up import County
from tests.situations import northdown


@pytest.fixture
def county() -> County:
    """Northdown, set up and empty of orders."""
    return northdown()

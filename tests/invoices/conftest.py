"""What the tests of money start from."""

import pytest

from handrail.simulation.set_up import County
from tests.situations import northdown


@pytest.fixture
def county() -> County:
    """Northdown, set up and empty of orders."""
    return northdown()


@pytest.fixture(params=["few", "many"])
def lines_are(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of few lines each is looked up, of very many whole tables are joined: both find the same."""
    if request.param == "many":
        monkeypatch.setattr("handrail.invoices.matching.MANY_LINES", 0)

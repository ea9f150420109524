"""What `handrail simulate` is asked, and what it refuses before it writes anything."""

from datetime import date

import pytest

from handrail.simulation.command import MOST_COUNTIES, main, why_not
from handrail.simulation.walk import History

UNTIL = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("population", "days", "counties", "said"),
    [
        (60_000, 150, 1, ""),
        (120_000, 150, 2, ""),
        (499, 150, 1, "at least 500"),
        (900, 150, 2, "at least 500"),
        (600_001, 150, 1, "at most 600,000"),
        (60_000, 0, 1, "the days"),
        (60_000, 400, 1, "before the contract"),
        (60_000, 150, 0, "1 to"),
        (10**9, 150, MOST_COUNTIES + 1, "1 to"),
    ],
)
def test_what_cannot_be_made_is_said(population: int, days: int, counties: int, said: str) -> None:
    answer = why_not(History(population, days, 1, UNTIL), counties)
    assert (said in answer) if said else answer == ""


@pytest.mark.django_db
def test_a_live_service_is_refused(settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DEMO_MODE = False  # type: ignore[attr-defined]
    assert main(["--population", "1000"]) == 2
    assert "DEMO_MODE" in capsys.readouterr().err

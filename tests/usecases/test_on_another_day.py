"""What was done on another day than its run is planned for is asked about once, and never refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.visits.states import VisitState
from tests.visiting import a_stop, handed, received, recorded, visit_row

pytestmark = pytest.mark.django_db


def test_tomorrows_stop_is_asked_about_and_then_taken(county: County) -> None:
    stop = a_stop(county, "BED-010", days=1)
    with pytest.raises(Refused) as refused:
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == ("PLANNED_FOR_ANOTHER_DAY", "other_day")
    assert dict(reason.params) == {"planned": "2026-03-04"}
    assert visit_row(county, stop.visit_id).state == VisitState.RELEASED
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), other_day=True)
    assert done.state is VisitState.COMPLETED


def test_todays_stop_asks_nothing_and_neither_does_one_where_nothing_was_done(county: County) -> None:
    stop = a_stop(county, "BED-010")
    assert recorded(county, stop.visit_id, handed_over=handed(*stop.numbers)).state is VisitState.COMPLETED
    later = a_stop(county, "MAT-010", days=1, van="Van 2", driver="driver2")
    assert recorded(county, later.visit_id, by="driver2", fail_code="no_answer").state is VisitState.FAILED


def test_the_day_is_londons_and_ends_at_midnight(county: County, clock: Any) -> None:
    clock.move_to(datetime(2026, 6, 2, 8, 0, tzinfo=UTC))
    stop = a_stop(county, "BED-010")
    clock.move_to(datetime(2026, 6, 2, 23, 10, tzinfo=UTC))
    with pytest.raises(Refused, match="PLANNED_FOR_ANOTHER_DAY"):
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))

"""A visit that joins several orders is due when the first of what is left on it is."""

from datetime import timedelta

import pytest
import time_machine

from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.visits.models import Visit
from tests.ordering import lines, placed, seen_by, someone
from tests.visiting import cancelled

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_cancelled_is_no_longer_what_the_visit_is_due_for(
    county: County, clock: time_machine.Traveller
) -> None:
    """Given one visit for two orders, when the sooner one is cancelled, then the visit is due with the later one."""
    who = someone(county)
    sooner = placed(county, who, *lines("BED-010", speed="deliver_4h")).lines[0].line_id
    clock.shift(timedelta(minutes=30))
    later = placed(county, who, *lines("TOI-030", speed="deliver_4h")).lines[0].line_id
    with seen_by(county, "desk"):
        due = dict(OrderLine.objects.order_by("due_at").values_list("id", "due_at"))
        assert list(due) == [sooner, later]
        assert list(Visit.objects.values_list("due_at", flat=True)) == [due[sooner]]
    cancelled(county, sooner)
    with seen_by(county, "desk"):
        assert list(Visit.objects.values_list("due_at", flat=True)) == [due[later]]

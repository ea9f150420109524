"""What a visit of several speeds was promised is read of its lines, so that it can be priced anew."""

from datetime import date

import pytest
import time_machine

from handrail.identity.calls import reading
from handrail.ledger.queries.terms import charged_between
from handrail.simulation.set_up import County
from tests.ordering import lines, placed, someone
from tests.visiting import a_run, booked, handed, load, received, recorded

pytestmark = pytest.mark.django_db


def test_a_visit_of_several_speeds_says_which_they_were(county: County, clock: time_machine.Traveller) -> None:
    who = someone(county)
    slow = placed(county, who, *lines("MAT-012"))
    clock.move_to("2026-03-09T09:00:00Z")
    fast = placed(county, who, *lines("MAT-012", speed="deliver_next_day"))
    assert fast.visit_ids == slow.visit_ids
    run_id = a_run(county)
    booked(county, slow.visit_ids[0], run_id=run_id)
    numbers = [load(county, run_id, one.lines[0].line_id, "MAT-012", 1)[0] for one in (slow, fast)]
    recorded(county, slow.visit_ids[0], handed_over=handed(*numbers), received=received())
    with reading(county.scopes["money"]):
        charged = charged_between(county.scopes["money"], date(2026, 1, 1), date(2027, 1, 1))
    (delivery,) = (one for one in charged if one.item == "delivery")
    assert (delivery.speed_code, delivery.promised) == ("deliver_next_day", ("deliver_5d", "deliver_next_day"))

"""What a line was for is said of all its months as it is said now: what was kept is let go where it was kept."""

from typing import Any

import pytest

from handrail.simulation.set_up import County
from handrail.spending.codes import By
from tests.ordering import lines, placed, someone
from tests.spending.test_crossed import asked, fold
from tests.visiting import a_run, booked, handed, load, received, recorded

pytestmark = pytest.mark.django_db


def test_what_was_kept_before_anything_was_chosen_is_let_go_by_the_same_word(county: County, clock: Any) -> None:
    order = placed(county, someone(county), *lines("BED-010"), by="nurse")
    fold(county)
    clock.shift(40 * 86_400)
    (visit_id,) = order.visit_ids
    run_id = a_run(county)
    booked(county, visit_id, run_id=run_id)
    numbers = load(county, run_id, order.lines[0].line_id, "BED-010", 1)
    recorded(county, visit_id, handed_over=handed(*numbers), received=received())
    fold(county)
    assert {(cell.row, cell.reserved) for cell in asked(county, By.STOCK)} == {("NEW", 0), (None, 0)}

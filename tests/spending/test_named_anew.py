"""What a line was for is said of all its months as it is said now: what was kept is let go where it was kept."""

from dataclasses import replace
from typing import Any

import pytest

from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.spending.codes import By
from handrail.spending.queries import lines_of
from handrail.usecases.join_people import PeopleToJoin, join_people
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.spending.test_crossed import ALL, asked, fold
from tests.visiting import a_run, a_stop, booked, handed, load, received, recorded

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


@pytest.mark.parametrize("folded", [False, True])
def test_a_person_of_two_records_that_were_joined_is_one_row(county: County, *, folded: bool) -> None:
    both = [someone(county), someone(county, name="Ivy Pell")]
    for who, van in zip(both, ("Van 1", "Van 2"), strict=True):
        stop = a_stop(county, "MAT-012", van=van, who=who)
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), by="desk")
    if folded:
        fold(county)
    assert len({cell.row for cell in asked(county, By.PERSON)}) == 3
    one, other = ids = [who.id for who in both]
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(one, other, "One person, she says"))
    (front,) = {cell.row for cell in asked(county, By.PERSON) if cell.row}
    assert front in map(str, ids)
    # By whichever record it is asked.
    for record in ids:
        question = replace(ALL, only={By.PERSON: str(record)})
        assert asked(county, By.PERSON, question=question) == asked(county, By.PERSON)
        with reading(county.scopes["desk"]):
            assert len(lines_of(county.scopes["desk"], question, money="net", offset=0, limit=None)) == 2

"""What the desk says first to whoever calls: when something comes next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from handrail.simulation.set_up import County
from tests.ordering import Someone, lines, placed, someone
from tests.visiting import booked
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

BETWEEN = "between midday and 4pm, to deliver: Foam mattress, pressure-reducing"


def nothing(_county: County, _who: Someone) -> None:
    """Nothing was ever asked for."""


def waits(county: County, who: Someone) -> None:
    placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))


def ordered(county: County, who: Someone) -> None:
    placed(county, who, *lines("MAT-010"))


def has_a_slot(county: County, who: Someone) -> None:
    booked(county, *placed(county, who, *lines("MAT-010")).visit_ids, days=1)


@pytest.mark.parametrize(
    ("so_far", "hours", "words"),
    [
        (nothing, 0, "Nothing is on order and no visit is planned."),
        (waits, 0, "Air mattress with pump is on order: waiting for approval. No date is promised yet."),
        (ordered, 0, "A visit is due by Tuesday 10 March 2026. No time is agreed yet."),
        (
            has_a_slot,
            0,
            f"The next visit is tomorrow, {BETWEEN}.",
        ),
        (
            has_a_slot,
            31,
            f"A visit was promised for today, {BETWEEN}. It is not done yet.",
        ),
    ],
)
def test_the_next_date_is_said_as_far_as_it_is_known(
    county: County,
    clock: time_machine.Traveller,
    so_far: Callable[[County, Someone], None],
    hours: int,
    words: str,
) -> None:
    who = someone(county)
    so_far(county, who)
    clock.shift(timedelta(hours=hours))
    html = signed_in(county, "desk").get(reverse("controller:answer_call", args=[who.id])).content.decode()
    said = html.partition('id="next-words">')[2].partition("</p>")[0]
    assert said == words

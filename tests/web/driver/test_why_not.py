"""Which reason stands where in the list that a crew chooses from, without a database; and which ones are usual."""

from datetime import timedelta

import pytest

from handrail.core.clock import now
from handrail.partners.queries import CodeChoice
from handrail.simulation.set_up import County
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.visits.codes import TaskKind
from handrail.visits.queries.reasons import USUAL_SINCE, usual_failures
from handrail.web.driver.why_not import USUAL, why_not
from tests.ordering import someone
from tests.situations import call_as
from tests.visiting import a_stop

REASONS = [
    CodeChoice(code, code, "", side)
    for code, side in (
        ("no_answer", "person"), ("person_refused", "person"), ("still_in_use", "person"), ("no_way_in", "property"),
    )
]  # fmt: skip


def test_the_usual_reasons_stand_first_the_most_usual_on_top() -> None:
    offered = why_not(REASONS, {TaskKind.DELIVER}, usual=("no_way_in", "still_in_use", "no_answer"))
    assert [(one.value, one.group == USUAL) for one in offered] == [
        ("no_way_in", True), ("no_answer", True), ("person_refused", False),
    ]  # fmt: skip


def test_where_nothing_failed_yet_those_about_the_task_stand_first() -> None:
    assert [one.value for one in why_not(REASONS, {TaskKind.DELIVER})] == ["person_refused", "no_answer", "no_way_in"]


@pytest.mark.django_db
def test_usual_is_what_most_visits_failed_for_lately(county: County) -> None:
    for van, crew, name, code in (
        ("Van 1", "driver", "Ann Low", "no_answer"),
        ("Van 2", "driver2", "Bert Olley", "no_way_in"),
        ("Van 3", "driver4", "Maud Ives", "no_way_in"),
    ):
        stop = a_stop(county, "BED-010", van=van, driver=crew, who=someone(county, name=name))
        fail_visit(call_as(county.scopes[crew]), request=VisitFailure(stop.visit_id, code, ""))
    desk = county.scopes["desk"]
    assert usual_failures(desk, now()) == ("no_way_in", "no_answer")
    assert usual_failures(desk, now() + USUAL_SINCE + timedelta(days=1)) == ()

"""A visit in an order says once that it has no time, and leads whoever books to where it gets one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.visits.queries.joining import VisitOfOrder
from handrail.visits.states import VisitState
from handrail.web.prescriber.order_visits import visit_fact
from handrail.wording import tag_of

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
VISIT = UUID(int=7)


def visit(state: VisitState, slot: datetime | None = None) -> VisitOfOrder:
    return VisitOfOrder(VISIT, 12, state, None, slot, slot, (), "", "", "", next_step_done=False)


def test_a_visit_without_a_time_says_so_once_and_leads_to_its_booking() -> None:
    fact = visit_fact(visit(VisitState.UNBOOKED), NOW, books=True)
    assert (fact.value, fact.note) == (tag_of(VisitState.UNBOOKED), "")
    assert fact.action is not None
    assert fact.action.href == reverse("controller:book_visits", args=[VISIT])


@pytest.mark.parametrize(
    ("state", "slot", "books"),
    [(VisitState.UNBOOKED, None, False), (VisitState.BOOKED, NOW, True), (VisitState.CANCELLED, None, True)],
)
def test_it_leads_nowhere_who_may_not_book_or_where_nothing_is_to_be_booked(
    state: VisitState, slot: datetime | None, books: bool
) -> None:
    assert visit_fact(visit(state, slot), NOW, books=books).action is None

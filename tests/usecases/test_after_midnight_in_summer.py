"""Between midnight and one o'clock in summer London is a day ahead of UTC: what is done then is of the new day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import CodeRow
from handrail.catalogue.states import AttributableTo
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.loans.models import Loan
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.visits.queries.joining import part_deliveries, visits_of_order
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.test_part_delivery import part
from tests.visiting import a_stop, on_loan

pytestmark = pytest.mark.django_db

FROM = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def half_past_midnight(county: County, clock: time_machine.Traveller) -> None:
    """Data that hold from this day on, laid down in March; then the first half hour of the day passes."""
    rows: list[tuple[DataKind, Any]] = [
        (DataKind.TERM, TermRow("review_after_days", 35)),
        (DataKind.CODE, CodeRow("failed_visit", "van_full", "No room on the van", "As it is", AttributableTo.PROVIDER)),
    ]
    for kind, row in rows:
        change_contract_data(call_as(county.scopes["admin"]), request=DataChange(kind, (row,), FROM))
    clock.move_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))


def test_a_review_is_due_by_the_term_of_the_day_on_which_it_was_delivered(county: County) -> None:
    on_loan(county, ("TOI-030", 2))
    assert columns(county.scopes["desk"], Loan, "review_on") == [FROM + timedelta(days=35)]


def test_why_nothing_came_is_told_in_the_words_of_that_day(county: County) -> None:
    stop = a_stop(county, "BED-010")
    failed = VisitFailure(stop.visit_id, "van_full")
    fail_visit(call_as(county.scopes["driver"]), request=failed)
    with reading(county.scopes["desk"]):
        why = {visit.id: visit.why for visit in visits_of_order(county.scopes["desk"], stop.order.order_id)}
    assert why[stop.visit_id] == "No room on the van"


def test_who_said_that_two_are_not_one_said_it_on_that_day(county: County) -> None:
    desk = call_as(county.scopes["desk"])
    one, other = (someone(county, name=name).id for name in ("Mary Sallow", "Maria Sallow"))
    tell_apart(desk, request=PeopleToTellApart(one, other, "Twins"))
    with pytest.raises(Refused) as caught:
        join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(one, other, "Same letter"))
    assert dict(caught.value.reasons[0].params)["told_on"] == FROM.isoformat()


def test_why_the_rest_did_not_come_is_told_in_the_words_of_that_day(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 3))
    part(county, stop, 1, reason="van_full")
    with reading(county.scopes["desk"]):
        (found,) = part_deliveries(county.scopes["desk"], stop.order.order_id)
    assert found.why == "No room on the van"

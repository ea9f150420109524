"""An order tells what became of its things since they were handed over: fetched, come back, lost."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from handrail.loans.queries import LoanOfLine
from handrail.loans.states import EndReason, LoanState
from handrail.simulation.set_up import County
from handrail.web.prescriber.state_notes import since_handed_over
from tests.visiting import asked, on_loan
from tests.web.pages import signed_in

BACK_AT = datetime(2026, 3, 4, 10, tzinfo=UTC)
BED, TRAYS, HOIST = uuid4(), uuid4(), uuid4()


def test_what_came_back_is_to_be_fetched_or_was_lost_is_told_by_line() -> None:
    loans = [
        LoanOfLine(uuid4(), BED, LoanState.ENDED, 1, 1, BACK_AT, EndReason.RETURNED),
        LoanOfLine(uuid4(), BED, LoanState.ENDED, 1, 1, BACK_AT, EndReason.RETURNED),
        LoanOfLine(uuid4(), BED, LoanState.ENDED, 1, 1, BACK_AT, EndReason.LOST),
        LoanOfLine(uuid4(), TRAYS, LoanState.RETURN_REQUESTED, 4, 1, None, None),
        LoanOfLine(uuid4(), HOIST, LoanState.ACTIVE, 1, 0, None, None),
    ]
    assert since_handed_over(loans) == {
        BED: "Came back 4 Mar 2026 (2). Lost 4 Mar 2026",
        TRAYS: "1 came back. Collection asked for (3)",
    }


@pytest.mark.django_db
def test_an_order_says_that_its_things_are_to_be_fetched(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    url = reverse("prescriber:order", args=[stop.order.order_id])
    assert "Collection asked for" not in signed_in(county, "nurse").get(url).content.decode()
    asked(county, done.loans[0].loan_id)
    assert "Collection asked for" in signed_in(county, "nurse").get(url).content.decode()

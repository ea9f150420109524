"""A month's rent is put right for a late end by the job, while the pool manager puts it right by hand."""

from datetime import UTC, datetime
from functools import partial

import pytest
import time_machine

from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.ledger.rules.rentals import RENT
from handrail.loans.states import EndReason
from handrail.simulation.set_up import County
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.end_loan import LoanEnd, end_loan
from tests.promises import broken_in
from tests.situations import call_as
from tests.usecases.between import between
from tests.usecases.terms import rented_before
from tests.usecases.test_rentals import BED, not_bought
from tests.visiting import on_loan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


# Once the first has read all that was written.
READ = "together AS MATERIALIZED"


@pytest.mark.parametrize(("by_hand_first", "stands"), [(True, 10_00), (False, 21_00)])
def test_a_rent_that_two_put_right_is_turned_round_once(
    county: County, clock: time_machine.Traveller, *, by_hand_first: bool, stands: int
) -> None:
    rented_before(county, BED)
    not_bought(county)
    _, done = on_loan(county, BED)
    clock.move_to("2026-04-01T09:00:00Z")
    charge_rentals(call_as(county.scopes["system"]))
    lost = LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "Gone since March")
    end_loan(call_as(county.scopes["desk"], at=datetime(2026, 3, 17, 9, tzinfo=UTC)), request=lost)
    clock.move_to("2026-05-01T09:00:00Z")
    with reading(county.scopes["money"]):
        named = Entry.objects.get(item=RENT).pk
    wanted = PostingCorrection(named, 10_00, "£10 was agreed")
    by_hand = partial(correct_posting, call_as(county.scopes["money"]), request=wanted)
    job = partial(charge_rentals, call_as(county.scopes["system"]))
    first, second = (by_hand, job) if by_hand_first else (job, by_hand)
    *_, both = between(first, second, READ)
    assert both
    with reading(county.scopes["money"]):
        assert sum(Entry.objects.filter(item=RENT).values_list("unit_pence", flat=True)) == stands
    assert broken_in(county.scopes["desk"]) == []

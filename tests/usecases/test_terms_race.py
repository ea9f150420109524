"""Two pool managers change terms in the same instant: the second sees what the first did, also where none held yet."""

from datetime import date
from functools import partial

import pytest

from handrail.core.refusal import Refused
from handrail.ledger.rules.bands import Band
from handrail.usecases.change_bands import BandsChange, TermsWithdrawal, change_bands, withdraw_bands
from tests.ordering import codes
from tests.situations import call_as, northdown
from tests.usecases.test_allocation_race import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TRIALS = 4
DAY = date(2026, 4, 1)


def test_of_two_who_change_bands_at_once_the_second_is_told_of_the_first() -> None:
    manager, told = northdown().scopes["money"], []
    for _ in range(TRIALS):
        wanted = [BandsChange((Band(activity, 500, 1_00),), DAY) for activity in ("delivery", "collection")]
        answers = at_once(*(partial(change_bands, call_as(manager), request=one) for one in wanted))
        told += [codes(answer) for answer in answers if isinstance(answer, Refused)]
        withdraw_bands(call_as(manager), request=TermsWithdrawal(DAY))
    assert told == [{"DATA_OVERLAPS_LATER"}] * TRIALS

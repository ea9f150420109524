"""What a newer version ships of bank holidays reaches the contracts that are there, once and in their next promise."""

from datetime import date

import pytest

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.shipped import named_bank_holidays
from handrail.identity.calls import reading
from handrail.jobs import work
from handrail.partners.models import BankHoliday
from handrail.partners.queries import contract_data
from handrail.simulation.set_up import County
from handrail.usecases.take_in_bank_holidays import take_in_bank_holidays
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db

NEW = (date(2026, 3, 27), "Extra bank holiday")


def known_to(county: County) -> frozenset[date]:
    """The bank holidays by which this contract counts today."""
    scope = county.scopes["desk"]
    with reading(scope):
        return contract_data(scope.contract_id, now().astimezone(LONDON).date()).bank_holidays


def test_a_day_that_is_new_counts_in_each_contract_from_then_on() -> None:
    county = northdown()
    assert NEW[0] not in known_to(county)
    published = (*named_bank_holidays(), NEW)
    assert take_in_bank_holidays(call_as(county.scopes["system"]), published=published) == 1
    assert NEW[0] in known_to(county)
    assert BankHoliday.objects.get(on=NEW[0]).title == NEW[1]
    assert take_in_bank_holidays(call_as(county.scopes["system"]), published=published) == 0


def test_the_job_takes_in_what_is_new_and_then_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    while work.work_once(now()):
        pass
    monkeypatch.setattr(work, "bank_holidays", lambda: frozenset({NEW[0]}))
    monkeypatch.setattr(work, "named_bank_holidays", lambda: (NEW,))
    assert work.work_once(now())
    assert NEW[0] in known_to(county)
    assert not work.work_once(now())

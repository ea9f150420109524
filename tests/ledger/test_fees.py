"""The fixed fee of a contract is charged once for each month that is over."""

from datetime import date

import pytest
import time_machine

from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.ledger.queries.fees import any_fee_due
from handrail.ledger.rules.fees import FEE, cause_of, last_day, months_due, scaled
from handrail.simulation.northdown import NORTHDOWN
from handrail.simulation.set_up import County
from handrail.usecases.charge_management_fee import charge_management_fee
from tests.ledger.test_suspense import in_all
from tests.promises import broken_in
from tests.situations import call_as

LONG_AGO = date(2020, 1, 1)


def due(county: County) -> bool:
    with reading(county.scopes["system"]):
        return any_fee_due(county.scopes["system"], now())


@pytest.mark.django_db
def test_each_month_is_charged_once_and_one_that_was_missed_is_caught_up(
    county: County, clock: time_machine.Traveller
) -> None:
    (listed,) = [row.price_pence for row in shipped_reference().prices if row.activity == FEE]
    fee = scaled(listed, NORTHDOWN.population)
    assert due(county)
    assert charge_management_fee(call_as(county.scopes["system"])) == 1
    assert not due(county)
    assert charge_management_fee(call_as(county.scopes["system"])) == 0
    clock.move_to("2026-05-01T09:00:00Z")
    assert charge_management_fee(call_as(county.scopes["system"])) == 2
    with reading(county.scopes["desk"]):
        found = list(Entry.objects.filter(item=FEE).order_by("happened_on").values_list("happened_on", "unit_pence"))
    assert found == [(date(2026, 2, 28), fee), (date(2026, 3, 31), fee), (date(2026, 4, 30), fee)]
    assert in_all(county, "ACTIVITY") == 3 * fee
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(
    ("charged", "begins", "today", "months"),
    [
        ([], LONG_AGO, date(2026, 3, 1), [date(2026, 2, 1)]),
        ([], date(2026, 2, 2), date(2026, 3, 31), []),
        ([date(2026, 2, 1)], LONG_AGO, date(2026, 3, 31), []),
        ([date(2025, 11, 1)], LONG_AGO, date(2026, 2, 1), [date(2025, 12, 1), date(2026, 1, 1)]),
    ],
)
def test_what_is_due(charged: list[date], begins: date, today: date, months: list[date]) -> None:
    assert list(months_due([cause_of(month) for month in charged], begins, today)) == months


def test_the_fee_is_of_the_last_day_and_for_so_many_people() -> None:
    assert last_day(date(2028, 2, 1)) == date(2028, 2, 29)
    assert last_day(date(2026, 12, 1)) == date(2026, 12, 31)
    assert [scaled(2_150_000, people) for people in (500_000, 60_000, 1)] == [2_150_000, 258_000, 4]

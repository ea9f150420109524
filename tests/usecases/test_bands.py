"""Volume bands change from a day to come; what comes back is settled once a month, to those who bore it."""

from datetime import date
from typing import Any

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.ledger.queries.bands import any_bands_due
from handrail.ledger.queries.terms import bands_held, charged_between
from handrail.ledger.rules.bands import REBATE, Band, counted
from handrail.simulation.set_up import County
from handrail.usecases.change_bands import BandsChange, TermsChanged, TermsWithdrawal, change_bands, withdraw_bands
from handrail.usecases.settle_bands import settle_bands
from tests.ledger.test_suspense import in_all
from tests.ordering import codes, someone
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.usecases.terms import APRIL, banded_before
from tests.visiting import a_stop, handed, on_loan, received, recorded

pytestmark = pytest.mark.django_db


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def test_bands_change_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    wanted = BandsChange((Band("delivery", 10_000, 1_50), Band("delivery", 12_000, 2_00)), APRIL)
    assert by_manager(change_bands, county, wanted) == TermsChanged(0, 2)
    assert refused(change_bands, county, BandsChange((), APRIL)) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_bands, county, TermsWithdrawal(APRIL)) == TermsChanged(2, 0)
    with reading(county.scopes["money"]):
        assert not bands_held(county.scopes["money"])
    assert refused(withdraw_bands, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}
    unknown = BandsChange((Band("magic", 5, 5),), APRIL)
    assert refused(change_bands, county, unknown) == {"BAND_ACTIVITY_UNKNOWN"}
    assert refused(change_bands, county, wanted, by="commissioner") == {"NOT_ALLOWED"}


def rebates(county: County) -> list[tuple[date, int, str]]:
    with reading(county.scopes["desk"]):
        found = Entry.objects.filter(item=REBATE).order_by("happened_on", "cause")
        return list(found.values_list("happened_on", "unit_pence", "note"))


def due(county: County) -> bool:
    with reading(county.scopes["system"]):
        return any_bands_due(county.scopes["system"], now())


def settled(county: County) -> int:
    return settle_bands(call_as(county.scopes["system"]))


def test_what_is_beyond_so_many_in_a_year_comes_back_once_a_month_to_those_who_bore_it(
    county: County, clock: time_machine.Traveller
) -> None:
    banded_before(county, Band("delivery", 1, 2_50), Band("second_person", 5, 1_00))
    on_loan(county, "BED-010")
    assert settled(county) == 0
    assert not due(county)
    stop = a_stop(county, "BED-010", van="Van 2", who=someone(county, name="Arthur Bell"))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    clock.move_to("2026-04-01T09:00:00Z")
    activity = in_all(county, "ACTIVITY")
    assert due(county)
    assert settled(county) == 1
    assert settled(county) == 0
    assert rebates(county) == [(date(2026, 3, 31), -2_50, "delivery: 2 since 01/04/2025")]
    assert in_all(county, "ACTIVITY") - activity == -2_50
    # A new year of the contract begins at nothing.
    stop = a_stop(county, "BED-010", van="Van 3", who=someone(county, name="Enid Marsh"))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    clock.move_to("2026-06-01T09:00:00Z")
    assert settled(county) == 0
    assert not due(county)
    assert broken_in(county.scopes["desk"]) == []


def test_a_year_that_begins_within_a_month_counts_the_rest_of_that_month(county: County) -> None:
    on_loan(county, "BED-010")
    scope = county.scopes["money"]
    with reading(scope):
        of_year = counted(charged_between(scope, date(2026, 3, 2), date(2026, 4, 1)))
    assert of_year["delivery"] == {date(2026, 3, 1): 1}

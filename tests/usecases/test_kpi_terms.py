"""What a contract promises of its provider's work changes from a day to come."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.queries.terms import kpi_terms_held
from handrail.ledger.rules.kpi_terms import KpiTerm, Measure
from handrail.simulation.northdown import KPIS
from handrail.simulation.set_up import County
from handrail.usecases.change_kpi_terms import (
    KpiChange,
    TermsChanged,
    TermsWithdrawal,
    change_kpi_terms,
    withdraw_kpi_terms,
)
from tests.ordering import codes
from tests.situations import call_as, northdown
from tests.usecases.terms import APRIL, a_kpi

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)


def held(county: County, on: date) -> set[KpiTerm]:
    with reading(county.scopes["money"]):
        return {one.row for one in kpi_terms_held(county.scopes["money"]) if one.holds_on(on)}


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def test_the_demo_county_has_terms_of_performance_from_the_first_day() -> None:
    county = northdown()
    assert held(county, date(2025, 4, 1)) == set(KPIS)
    assert held(county, date(2025, 3, 31)) == set()


def test_what_is_promised_changes_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    whole = len(KPIS)
    assert change_kpi_terms(call_as(county.scopes["money"]), request=KpiChange((a_kpi(), *KPIS[1:]), APRIL)) == (
        TermsChanged(1, 1)
    )
    assert held(county, APRIL) == {a_kpi(), *KPIS[1:]}
    assert held(county, TODAY) == set(KPIS)
    assert refused(change_kpi_terms, county, KpiChange((a_kpi(9_000),), APRIL)) == {"DATA_OVERLAPS_LATER"}
    assert withdraw_kpi_terms(call_as(county.scopes["money"]), request=TermsWithdrawal(APRIL)) == TermsChanged(1, 1)
    assert held(county, APRIL) == set(KPIS)
    assert refused(withdraw_kpi_terms, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}
    assert change_kpi_terms(call_as(county.scopes["money"]), request=KpiChange((), APRIL)) == TermsChanged(whole, 0)


def test_what_cannot_be_promised_changes_nothing() -> None:
    county = northdown()
    for wrong, code in (
        (a_kpi(10_001), "KPI_TARGET_OUTSIDE_0_TO_100"),
        (a_kpi(exclusions=("it_rained",)), "KPI_EXCLUSION_UNKNOWN"),
        (a_kpi(credit_parts=100, fee="tea"), "KPI_CREDIT_OF_NO_FEE"),
    ):
        assert refused(change_kpi_terms, county, KpiChange((wrong,), APRIL)) == {code}
    assert refused(change_kpi_terms, county, KpiChange((a_kpi(),), TODAY)) == {"DATA_BEGINS_TOO_EARLY"}
    assert refused(change_kpi_terms, county, KpiChange((a_kpi(),), APRIL), by="commissioner") == {"NOT_ALLOWED"}
    assert held(county, APRIL) == set(KPIS)


def test_the_database_keeps_targets_within_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.usecases.change_kpi_terms.reasons_against_kpis", lambda *_: ())
    county = northdown()
    for wrong, name in ((a_kpi(10_001), "kpi_within_whole"), (a_kpi(credit_parts=1), "kpi_credit_of_a_fee")):
        with pytest.raises(IntegrityError, match=name):
            change_kpi_terms(call_as(county.scopes["money"]), request=KpiChange((wrong,), APRIL))


def test_each_measure_has_one_target_at_a_time_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail.usecases.change_kpi_terms.reasons_against_kpis", lambda *_: ())
    county = northdown()
    twice = (a_kpi(), KpiTerm(Measure.DELIVERED, 9_000, 0, "Otherwise"))
    assert refused(change_kpi_terms, county, KpiChange(twice, APRIL)) == {"STALE"}

"""Unit costs around orders change from a day to come; what is counted is what the orders say."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.queries.terms import unit_costs_held
from handrail.needs.rules import NeedDetails
from handrail.orders.queries.around import Around, CountOfDay, counts_around, orders_around
from handrail.orders.rules.facts import Discharge
from handrail.simulation.set_up import County
from handrail.usecases.change_system_cost import (
    TermsChanged,
    TermsWithdrawal,
    UnitCostsChange,
    change_unit_costs,
    withdraw_unit_costs,
)
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.release_run import ReleaseWanted, release_run
from tests.ordering import Someone, codes, lines, placed, someone
from tests.situations import call_as, northdown
from tests.stock_situations import columns
from tests.usecases.terms import APRIL, a_day, a_fall
from tests.visiting import a_run, booked, handed, load, received, recorded

pytestmark = pytest.mark.django_db

MARCH, TODAY = date(2026, 3, 1), date(2026, 3, 3)
FALL = "prevent_fall"


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def held(county: County) -> list[tuple[date, date | None, int]]:
    with reading(county.scopes["money"]):
        return [(one.from_on, one.until_on, one.row.pence.central) for one in unit_costs_held(county.scopes["money"])]


def test_unit_costs_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    assert held(county) == []
    wanted = UnitCostsChange((a_day(), a_fall()), APRIL)
    assert by_manager(change_unit_costs, county, wanted) == TermsChanged(0, 2)
    with reading(county.scopes["money"]):
        assert [one.row for one in unit_costs_held(county.scopes["money"])] == [a_day(), a_fall()]
    assert refused(change_unit_costs, county, UnitCostsChange((a_day(1_00_00),), APRIL)) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_unit_costs, county, TermsWithdrawal(APRIL)) == TermsChanged(2, 0)
    assert held(county) == []
    assert refused(withdraw_unit_costs, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}


def test_unit_costs_that_are_wrong_change_nothing() -> None:
    county = northdown()
    assert refused(change_unit_costs, county, UnitCostsChange((a_day(source=""),), APRIL)) == {
        "UNIT_COST_WITHOUT_SOURCE"
    }
    assert refused(change_unit_costs, county, UnitCostsChange((a_day(),), APRIL), by="commissioner") == {"NOT_ALLOWED"}
    assert held(county) == []


def test_unit_costs_may_begin_on_a_day_that_is_over_and_the_log_keeps_who_and_when() -> None:
    """They post nothing. Days that had none are filled; what holds changes from today on."""
    county, begins, may = northdown(), date(2025, 4, 1), date(2026, 2, 1)
    assert by_manager(change_unit_costs, county, UnitCostsChange((a_day(),), may)) == TermsChanged(0, 1)
    assert by_manager(change_unit_costs, county, UnitCostsChange((a_day(300_00),), begins)) == TermsChanged(0, 1)
    assert held(county) == [(begins, may, 300_00), (may, None, 395_00)]
    yesterday = TODAY - timedelta(days=1)
    assert refused(change_unit_costs, county, UnitCostsChange((a_day(400_00),), yesterday)) == {
        "DATA_HELD_ON_A_DAY_OVER"
    }
    told = columns(county.scopes["money"], AuditSubject, "audit__actor_id", subject__startswith="unit_cost:")
    assert told == [county.scopes["money"].user_id] * 2


def test_promise_10_a_figure_of_today_is_put_right_today_and_stays_in_the_record() -> None:
    """A slip of the keys: £3,950 a day. It held until yesterday, and of those that were typed today none did."""
    county, may = northdown(), date(2026, 2, 1)
    by_manager(change_unit_costs, county, UnitCostsChange((a_day(3_950_00),), may))
    for pence in (200_00, 395_00):
        assert by_manager(change_unit_costs, county, UnitCostsChange((a_day(pence),), TODAY)) == TermsChanged(1, 1)
    assert sorted(held(county), key=str) == sorted(
        [(may, TODAY, 3_950_00), (TODAY, TODAY, 200_00), (TODAY, None, 395_00)], key=str
    )
    with reading(county.scopes["money"]):
        (now,) = [one for one in unit_costs_held(county.scopes["money"]) if one.holds_on(TODAY)]
    assert now.row == a_day(395_00)
    told = columns(county.scopes["money"], AuditSubject, "audit_id", subject__startswith="unit_cost:")
    assert sorted(Counter(told).values()) == [1, 2, 2]


def delivered_later(
    county: County, clock: time_machine.Traveller, moment: str, who: Someone | None = None, **also: Any
) -> Someone:
    """A cushion for somebody, ordered today and brought at another moment."""
    who = who or someone(county)
    order = placed(county, who, *lines("TOI-030"), **also)
    clock.move_to(moment)
    run_id = a_run(county)
    booked(county, *order.visit_ids, run_id=run_id)
    numbers = load(county, run_id, order.lines[0].line_id, "TOI-030", 1)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    recorded(county, order.visit_ids[0], handed_over=handed(*(numbers or ["TOI-030"])), received=received())
    return who


def need_of(county: County, who: Someone, grade: str) -> UUID:
    """An assessment that means to prevent a fall."""
    details = NeedDetails("Get up alone", TODAY, effect=FALL, evidence_grade=grade)
    return record_need(call_as(county.scopes["nurse"]), request=NeedToRecord(who.id, details)).need_id


def counted(county: County) -> tuple[CountOfDay, ...]:
    scope = county.scopes["commissioner"]
    with reading(scope):
        return counts_around(scope, Around(MARCH, APRIL, "late_discharge_day", [FALL]))


def test_days_between_the_discharge_and_the_last_delivery_are_counted_once_an_order(
    clock: time_machine.Traveller,
) -> None:
    county = northdown()
    delivered_later(
        county, clock, "2026-03-09T10:00:00Z", by="ward", discharge=Discharge("Ward 7", date(2026, 3, 6), "p1")
    )
    assert counted(county) == (CountOfDay("late_discharge_day", TODAY, 1, 3),)
    scope = county.scopes["commissioner"]
    with reading(scope):
        (found,) = orders_around(scope, Around(MARCH, APRIL, "late_discharge_day", []), offset=0, limit=None)
        assert counts_around(scope, Around(APRIL, date(2026, 5, 1), "late_discharge_day", [FALL])) == ()
    assert (found.discharge_on, found.came_on, found.units) == (date(2026, 3, 6), date(2026, 3, 9), 3)


def test_what_came_in_time_is_not_counted(clock: time_machine.Traveller) -> None:
    county = northdown()
    delivered_later(
        county, clock, "2026-03-06T10:00:00Z", by="ward", discharge=Discharge("Ward 7", date(2026, 3, 6), "p1")
    )
    assert counted(county) == ()


def test_an_assessment_counts_once_with_the_first_order_that_came(clock: time_machine.Traveller) -> None:
    county = northdown()
    who = someone(county)
    need = need_of(county, who, "professional_view")
    delivered_later(county, clock, "2026-03-05T10:00:00Z", who, need_id=need)
    assert counted(county) == (CountOfDay(FALL, TODAY, 1, 1),)
    delivered_later(county, clock, "2026-03-09T10:00:00Z", who, need_id=need)
    assert counted(county) == (CountOfDay(FALL, TODAY, 1, 1),)


def test_an_effect_without_evidence_is_none(clock: time_machine.Traveller) -> None:
    county = northdown()
    who = someone(county)
    delivered_later(county, clock, "2026-03-05T10:00:00Z", who, need_id=need_of(county, who, "no_evidence"))
    assert counted(county) == ()

"""Contract data changes by date: what holds is ended, what comes begins, history stays as it was."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from handrail.catalogue.reference.cells import ReferenceReason
from handrail.catalogue.reference.held import DataKind, held_rows
from handrail.catalogue.reference.rows import CodeRow, PriceRow, SpeedRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.effective import CalendarRow, EffectiveReason, TermRow
from handrail.partners.models import Code, Speed
from handrail.partners.queries import contract_data
from handrail.partners.terms import TermReason
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import (
    DataChange,
    DataChanged,
    DataEnd,
    DataWithdrawal,
    change_contract_data,
    end_contract_data,
    withdraw_contract_change,
)
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)
TOMORROW = TODAY + timedelta(days=1)
MAY = date(2026, 5, 1)


def next_day_speed() -> SpeedRow:
    return next(row for row in shipped_reference().speeds if row.speed == "deliver_4h")


def made(county: County, kind: DataKind, *rows: Any, on: date = MAY, until: date | None = None) -> DataChanged:
    request = DataChange(kind, rows, on, until)
    return change_contract_data(call_as(county.scopes["admin"]), request=request)


def refusal(county: County, kind: DataKind, *rows: Any, on: date = MAY, until: date | None = None) -> set[str]:
    with pytest.raises(Refused) as refused:
        made(county, kind, *rows, on=on, until=until)
    return {reason.code.value for reason in refused.value.reasons}


def test_a_change_ends_the_old_row_and_starts_the_new_one() -> None:
    county = northdown()
    later = replace(next_day_speed(), cut_off_time=time(14, 0), target_percent=95)
    call = call_as(county.scopes["admin"])
    request = DataChange(DataKind.SPEED, (later,), MAY)
    assert change_contract_data(call, request=request) == DataChanged(0, 1, 0)
    assert change_contract_data(call, request=request) == DataChanged(0, 1, 0)  # a replay writes nothing more
    rows = list(
        Speed.objects.filter(contract_id=county.made.contract_id, code="deliver_4h")
        .order_by("from_on")
        .values_list("from_on", "until_on", "target_percent")
    )
    assert [(row[1], row[2]) for row in rows] == [(MAY, next_day_speed().target_percent), (None, 95)]
    contract = county.made.contract_id
    assert contract_data(contract, MAY - timedelta(days=1)).speeds["deliver_4h"].target_percent != 95
    assert contract_data(contract, MAY).speeds["deliver_4h"].target_percent == 95


@pytest.mark.parametrize(
    ("on", "until", "code"),
    [
        (TODAY, None, EffectiveReason.BEGINS_TOO_EARLY),
        (date(2025, 5, 1), None, EffectiveReason.BEGINS_TOO_EARLY),
        (MAY, MAY, EffectiveReason.ENDS_BEFORE_IT_BEGINS),
    ],
)
def test_dates_that_would_rewrite_history_are_refused(on: date, until: date | None, code: str) -> None:
    county = northdown()
    assert refusal(county, DataKind.SPEED, replace(next_day_speed(), value=5), on=on, until=until) == {code}


def test_a_change_that_changes_nothing_and_one_under_another_are_refused() -> None:
    county = northdown()
    assert refusal(county, DataKind.SPEED, next_day_speed()) == {EffectiveReason.NOTHING_CHANGED}
    made(county, DataKind.SPEED, replace(next_day_speed(), value=5), on=date(2026, 6, 1))
    assert refusal(county, DataKind.SPEED, replace(next_day_speed(), value=6)) == {EffectiveReason.OVERLAPS_LATER}


def test_a_gap_is_named_and_a_row_that_follows_on_is_not() -> None:
    county = northdown()
    price = shipped_reference().prices[0]
    admin = county.scopes["admin"]
    end_contract_data(call_as(admin), request=DataEnd(DataKind.PRICE, (price.activity, price.speed), MAY))
    assert refusal(county, DataKind.PRICE, price, on=date(2026, 6, 1)) == {EffectiveReason.LEAVES_A_GAP}
    assert made(county, DataKind.PRICE, replace(price, price_pence=1), on=MAY) == DataChanged(1, 0, 0)


def test_what_has_an_end_is_not_cut_short_by_what_begins_within_it() -> None:
    """A price for January alone, then one from within it: named, and January's stays whole until somebody ends it."""
    county = northdown()
    price = replace(shipped_reference().prices[0], activity="night_call", speed="", label="Night call")
    made(county, DataKind.PRICE, price, on=MAY, until=date(2026, 6, 1))
    other, within = replace(price, price_pence=11_00), date(2026, 5, 15)
    assert refusal(county, DataKind.PRICE, other, on=within) == {EffectiveReason.OVERLAPS_EARLIER}
    assert refusal(county, DataKind.PRICE, other, on=within, until=date(2026, 6, 1)) == {
        EffectiveReason.OVERLAPS_EARLIER
    }
    key = (price.activity, price.speed)
    end_contract_data(call_as(county.scopes["admin"]), request=DataEnd(DataKind.PRICE, key, within))
    assert made(county, DataKind.PRICE, other, on=within) == DataChanged(1, 0, 0)


def test_a_new_code_holds_from_today_and_an_upload_passes_what_it_knows() -> None:
    county = northdown()
    known = shipped_reference().codes
    new = CodeRow("access_note", "dog", "Dog at home", "Ring first", known[0].attributable_to)
    assert made(county, DataKind.CODE, *known, new, on=TODAY) == DataChanged(1, 0, len(known))
    assert Code.objects.get(code="dog").from_on == TODAY


def test_an_end_says_what_still_points_there() -> None:
    county = northdown()
    admin = county.scopes["admin"]

    def ended(kind: DataKind, *key: str, on: date = MAY) -> set[str]:
        with pytest.raises(Refused) as refused:
            end_contract_data(call_as(admin), request=DataEnd(kind, key, on))
        return {reason.code.value for reason in refused.value.reasons}

    assert ended(DataKind.CODE, "product_category", "beds") == {ReferenceReason.POINTS_NOWHERE}
    assert ended(DataKind.CALENDAR, "working_days") == {EffectiveReason.CALENDAR_UNKNOWN}
    assert EffectiveReason.SPEED_UNKNOWN in ended(DataKind.SPEED, "deliver_5d")
    assert ended(DataKind.SPEED, "deliver_2h", on=TODAY) == {EffectiveReason.ENDS_TOO_EARLY}
    assert ended(DataKind.SPEED, "no_such_speed") == {CallReason.NOT_FOUND}
    assert ended(DataKind.TERM, "late_record_minutes", on=TODAY) == {EffectiveReason.ENDS_TOO_EARLY}


def test_a_coming_change_can_be_taken_back_and_the_old_row_goes_on() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    made(county, DataKind.SPEED, replace(next_day_speed(), value=5))
    with reading(admin):
        first, coming = held_rows(county.made.contract_id, DataKind.SPEED)[("deliver_4h",)]
    withdraw_contract_change(call_as(admin), request=DataWithdrawal(DataKind.SPEED, ("deliver_4h",), coming.id))
    speeds = Speed.objects.filter(contract_id=county.made.contract_id, code="deliver_4h")
    assert list(speeds.values_list("id", "until_on")) == [(first.id, None)]
    with pytest.raises(Refused) as begun:
        withdraw_contract_change(call_as(admin), request=DataWithdrawal(DataKind.SPEED, ("deliver_4h",), first.id))
    assert {r.code for r in begun.value.reasons} == {EffectiveReason.ALREADY_BEGUN}


def test_what_does_not_hold_is_neither_ended_nor_taken_back() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    unknown = DataWithdrawal(DataKind.SPEED, ("deliver_4h",), UUID(int=7))
    with pytest.raises(Refused) as taken_back:
        withdraw_contract_change(call_as(admin), request=unknown)
    end_contract_data(call_as(admin), request=DataEnd(DataKind.TERM, ("gs1_company_prefix",), MAY))
    again = DataEnd(DataKind.TERM, ("gs1_company_prefix",), MAY + timedelta(days=9))
    with pytest.raises(Refused) as ended:
        end_contract_data(call_as(admin), request=again)
    for refused in (taken_back, ended):
        assert {reason.code for reason in refused.value.reasons} == {EffectiveReason.NOT_HELD}


def test_terms_and_calendars_are_checked() -> None:
    county = northdown()
    assert refusal(county, DataKind.TERM, TermRow("no_such", 1)) == {TermReason.UNKNOWN_TERM}
    assert refusal(county, DataKind.TERM, TermRow("slot_hours", "four")) == {TermReason.WRONG_KIND}
    assert refusal(county, DataKind.TERM, TermRow("visit_shared_by", "weight")) == {TermReason.WRONG_KIND}
    assert refusal(county, DataKind.TERM, TermRow("day_begins", "8.00")) == {TermReason.WRONG_KIND}
    assert refusal(county, DataKind.TERM, TermRow("fitting_of_beds", "collection")) == {TermReason.WRONG_KIND}
    assert refusal(county, DataKind.TERM, TermRow("slot_hours", -1)) == {EffectiveReason.TERM_OUT_OF_RANGE}
    assert refusal(county, DataKind.TERM, TermRow("default_repair_speed", "soon")) == {EffectiveReason.SPEED_UNKNOWN}
    made(county, DataKind.TERM, TermRow("slot_hours", 2))
    assert contract_data(county.made.contract_id, MAY).terms.slot_hours == 2
    for days, opens, closes in (((), time(8), time(17)), ((0,), time(17), time(8)), ((0,), time(8), None)):
        calendar = CalendarRow("odd", "Odd", days, opens, closes, False)
        assert refusal(county, DataKind.CALENDAR, calendar) == {EffectiveReason.CALENDAR_NEVER_OPENS}


def test_a_contradiction_undoes_the_whole_change() -> None:
    county = northdown()
    good = replace(next_day_speed(), value=5)
    bad = replace(next_day_speed(), speed="never", calendar="moonlight")
    assert ReferenceReason.POINTS_NOWHERE in refusal(county, DataKind.SPEED, good, bad)
    assert Speed.objects.filter(contract_id=county.made.contract_id, code__in=["never", "deliver_4h"]).count() == 1


def test_only_an_administrator_may() -> None:
    county = northdown()
    price = PriceRow("x", "X", "", shipped_reference().prices[0].unit, 1, "")
    with pytest.raises(Refused) as refused:
        change_contract_data(call_as(county.scopes["desk"]), request=DataChange(DataKind.PRICE, (price,), MAY))
    assert {r.code for r in refused.value.reasons} == {CallReason.NOT_ALLOWED}


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.ADMINISTER)
def _past_the_rules(change: Change, *, what: str) -> None:
    rows = Speed.objects.filter(code="deliver_4h")
    match what:
        case "rewrite":
            rows.update(value=1)
        case "end_before":
            rows.update(until_on=TODAY)
        case "delete":
            rows.delete()


@pytest.mark.parametrize("what", ["rewrite", "end_before", "delete"])
def test_promise_5_the_database_itself_keeps_what_held(what: str) -> None:
    county = northdown()
    with pytest.raises((Refused, DatabaseError)):
        _past_the_rules(call_as(county.scopes["admin"]), what=what)

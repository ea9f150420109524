"""A target changes from a day to come; a year of the contract is settled once, with those who bore its cost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.codes import EntryKind
from handrail.ledger.models import Entry
from handrail.ledger.queries.gain import any_gain_due, cost_of, gain_held, people_served
from handrail.ledger.rules.gain import GAIN, Counts
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import change_funder
from handrail.usecases.change_gain_share import (
    GainChange,
    TermsChanged,
    TermsWithdrawal,
    change_gain_share,
    withdraw_gain_share,
)
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.settle_gain_share import settle_gain_share
from tests.ordering import codes, someone
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.usecases.correcting import lent_and_back, stands, to_health
from tests.usecases.terms import APRIL, a_target, targeted_before, with_vat_before
from tests.visiting import a_stop, handed, on_loan, received, recorded
from tests.vouchers.vouchering import issued, redeemed

pytestmark = pytest.mark.django_db

YEAR = (date(2025, 4, 1), APRIL)
# A bed at £695, with its delivery, its second person and its fitting.
A_BED = 762_00


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def test_a_target_changes_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    wanted = GainChange(a_target(), APRIL)
    assert by_manager(change_gain_share, county, wanted) == TermsChanged(0, 1)
    assert refused(change_gain_share, county, GainChange(None, APRIL)) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_gain_share, county, TermsWithdrawal(APRIL)) == TermsChanged(1, 0)
    with reading(county.scopes["money"]):
        assert not gain_held(county.scopes["money"])
    assert refused(withdraw_gain_share, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}
    unknown = GainChange(a_target(counted="magic"), APRIL)
    assert refused(change_gain_share, county, unknown) == {"GAIN_COUNTED_UNKNOWN"}
    assert refused(change_gain_share, county, wanted, by="commissioner") == {"NOT_ALLOWED"}
    # What has begun is ended by a day to come, and another takes its place.
    targeted_before(county)
    other = GainChange(a_target(2_000_00), APRIL)
    assert by_manager(change_gain_share, county, other) == TermsChanged(1, 1)
    with reading(county.scopes["money"]):
        held = [(one.row.target_pence, one.until_on) for one in gain_held(county.scopes["money"])]
    assert held == [(1_000_00, APRIL), (2_000_00, None)]


def settled(county: County) -> int:
    return settle_gain_share(call_as(county.scopes["system"]))


def due(county: County) -> bool:
    with reading(county.scopes["system"]):
        return any_gain_due(county.scopes["system"], now())


def shared(county: County) -> list[tuple[str, date, date, int, str]]:
    with reading(county.scopes["desk"]):
        found = Entry.objects.filter(item=GAIN).order_by("id")
        return list(found.values_list("kind", "happened_on", "month", "unit_pence", "note"))


def corrected(county: County, each_pence: int) -> None:
    """The price of the bed, as it stands."""
    with reading(county.scopes["desk"]):
        bed = Entry.objects.filter(item="equipment", kind__in=[EntryKind.SPENT, EntryKind.RESTATED]).latest("id")
    correct_posting(call_as(county.scopes["money"]), request=PostingCorrection(bed.id, each_pence, "As agreed"))


def test_a_year_is_settled_once_and_put_right_by_what_comes_late(county: County, clock: time_machine.Traveller) -> None:
    targeted_before(county)
    on_loan(county, "BED-010")
    # February and all before it are over, but no year is.
    assert (due(county), settled(county), shared(county)) == (True, 0, [])
    assert (due(county), settled(county)) == (False, 0)
    clock.move_to("2026-04-01T09:00:00Z")
    assert (due(county), settled(county), settled(county), due(county)) == (True, 1, 0, False)
    # £238.00 below the target, of which £50.00 are not shared.
    how = "Target £1,000.00, cost £762.00: £238.00 below it, £188.00 beyond the band"
    march = date(2026, 3, 31)
    first = (EntryKind.CHARGED, march, march.replace(day=1), 94_00, how)
    assert shared(county) == [first]
    assert stands(county)["pool", "ACTIVITY"] == 67_00 + 94_00
    assert stands(county)["", "PROVIDER"] == -(A_BED + 94_00)
    close_month(call_as(county.scopes["money"]), request=MonthToClose(date(2026, 3, 1)))
    corrected(county, 650_00)
    clock.move_to("2026-05-01T09:00:00Z")
    assert (settled(county), settled(county)) == (1, 0)
    again = "Target £1,000.00, cost £717.00: £283.00 below it, £233.00 beyond the band"
    assert shared(county) == [first, (EntryKind.CORRECTED, march, date(2026, 4, 1), 22_50, again)]
    # To nothing, and from nothing to what the provider bears: each names the entry that settled.
    corrected(county, 900_00)
    clock.move_to("2026-06-01T09:00:00Z")
    assert settled(county) == 1
    corrected(county, 1_000_00)
    clock.move_to("2026-07-01T09:00:00Z")
    assert settled(county) == 1
    assert [pence for _, _, _, pence, _ in shared(county)] == [94_00, 22_50, -116_50, -8_50]
    with reading(county.scopes["desk"]):
        (root,) = Entry.objects.filter(item=GAIN, corrects__isnull=True)
        assert Entry.objects.filter(item=GAIN, corrects=root).count() == 3
    assert broken_in(county.scopes["desk"]) == []
    # A year later it is left as it is: of what follows, the job knows nothing.
    corrected(county, 650_00)
    clock.move_to("2027-04-01T09:00:00Z")
    assert settled(county) == 1
    corrected(county, 600_00)
    clock.move_to("2027-05-01T09:00:00Z")
    settled(county)
    assert [pence for _, on, _, pence, _ in shared(county) if on == march] == [94_00, 22_50, -116_50, -8_50, 125_00]


def test_those_bear_it_who_bore_the_cost_and_people_are_counted_once(
    county: County, clock: time_machine.Traveller
) -> None:
    targeted_before(county, replace(a_target(500_00), per_people=1))
    stop, _ = on_loan(county, "BED-010")
    again = a_stop(county, "BED-010", van="Van 2", who=someone(county, name="Arthur Bell"))
    recorded(county, again.visit_id, handed_over=handed(*again.numbers), received=received())
    change_funder(call_as(county.scopes["money"]), request=to_health(county, stop.order.lines[0].line_id))
    clock.move_to("2026-04-01T09:00:00Z")
    before = stands(county)
    assert settled(county) == 1
    # Two people at £500.00: £524.00 above it, £50.00 not shared, half of £474.00; both funds bore the same.
    after = stands(county)
    assert [after[fund, "ACTIVITY"] - before[fund, "ACTIVITY"] for fund in ("pool", "nhs")] == [-118_50, -118_50]
    assert after["", "PROVIDER"] - before["", "PROVIDER"] == 237_00
    assert broken_in(county.scopes["desk"]) == []


def test_what_counts_is_said_by_the_term(county: County) -> None:
    lent_and_back(county)
    redeemed(county, issued(county), price=1650)
    scope = county.scopes["money"]
    with reading(scope):
        cost = {one: sum(cost_of(scope, one, *YEAR).values()) for one in (*Counts, "delivery", "collection")}
        assert people_served(scope, Counts.EQUIPMENT, *YEAR) == 1
        assert people_served(scope, Counts.EVERYTHING, *YEAR) == 2
        assert cost_of(scope, Counts.EVERYTHING, APRIL, date(2027, 4, 1)) == {}
    # What the shop is owed for the voucher is no cost with the provider; its handling is.
    assert cost[Counts.EQUIPMENT] == 695_00 - 590_75
    assert cost[Counts.ACTIVITY] == 24_50 + 18_50 + 24_00 + 24_50 + 18_50 + 38_00 + 2_40
    assert cost[Counts.EVERYTHING] == cost[Counts.EQUIPMENT] + cost[Counts.ACTIVITY]
    assert (cost["delivery"], cost["collection"]) == (24_50, 24_50)


def test_vat_is_no_cost_and_follows_what_is_shared(county: County, clock: time_machine.Traveller) -> None:
    targeted_before(county)
    with_vat_before(county)
    on_loan(county, "BED-010")
    clock.move_to("2026-04-01T09:00:00Z")
    before = stands(county)
    assert settled(county) == 1
    corrected(county, 650_00)
    clock.move_to("2026-05-01T09:00:00Z")
    assert settled(county) == 1
    assert [pence for _, _, _, pence, _ in shared(county)] == [94_00, 22_50]
    after = stands(county)
    assert after["pool", "ACTIVITY"] - before["pool", "ACTIVITY"] == 116_50
    # 20% of £116.50, less that of £45.00.
    assert after["pool", "VAT_BACK"] - before["pool", "VAT_BACK"] == 23_30 - 9_00
    clock.move_to("2026-06-01T09:00:00Z")
    assert settled(county) == 0
    assert broken_in(county.scopes["desk"]) == []

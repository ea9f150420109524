"""A voucher is cancelled or expires and lets go what was kept for it; another is issued at the price of the day."""

from datetime import date

import pytest
from django.db import DatabaseError, connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.keep_vouchers import (
    VoucherToCancel,
    cancel_voucher,
    expire_vouchers,
    issue_voucher_again,
)
from handrail.vouchers.models import VoucherHistory
from tests.ledger.test_lines import holds, stands
from tests.ordering import at, codes
from tests.situations import call_as
from tests.usecases.test_moves_told_early import dies
from tests.vouchers.vouchering import AFTER, VALUE, expired, issued, kept

pytestmark = pytest.mark.django_db
KEPT = {("pool", "RESERVED"): VALUE, ("", "SET_ASIDE"): -VALUE}


def test_one_that_is_cancelled_is_worth_nothing_and_says_why(county: County) -> None:
    had = issued(county)
    assert stands(county) == KEPT
    with pytest.raises(Refused) as refused:
        cancel_voucher(call_as(county.scopes["therapist"]), request=VoucherToCancel(had.voucher_id, "  "))
    assert codes(refused.value) == {"VOUCHER_WHY_MISSING"}
    cancel_voucher(call_as(county.scopes["therapist"]), request=VoucherToCancel(had.voucher_id, "Has one already"))
    assert (kept(county, had.line_id).state, stands(county)) == ("CANCELLED", {})
    with pytest.raises(Refused) as refused:
        cancel_voucher(call_as(county.scopes["therapist"]), request=VoucherToCancel(had.voucher_id, "Again"))
    assert codes(refused.value) == {"VOUCHER_CANCELLED"}
    with reading(county.scopes["therapist"]):
        steps = VoucherHistory.objects.order_by("seq").values_list("to_state", "reason", "by_id")
        assert [(state, why) for state, why, _ in steps] == [("ISSUED", ""), ("CANCELLED", "Has one already")]
        assert steps[1][2] == county.users["therapist"]
    holds(county)


def test_one_expires_the_day_after_its_last_and_lets_go_what_was_kept(county: County) -> None:
    had = issued(county)
    assert kept(county, had.line_id).expires_on == date(2026, 6, 1)
    assert expire_vouchers(call_as(county.scopes["system"], at=at(2026, 6, 1, 20))).count == 0
    assert expire_vouchers(call_as(county.scopes["system"], at=AFTER)).count == 1
    assert (kept(county, had.line_id).state, stands(county)) == ("EXPIRED", {})
    holds(county)


def test_another_is_issued_for_one_that_expired_as_the_contract_says_on_that_day(county: County) -> None:
    had = issued(county)
    with pytest.raises(Refused) as refused:
        issue_voucher_again(call_as(county.scopes["therapist"]), request=had.voucher_id)
    assert codes(refused.value) == {"VOUCHER_STILL_HOLDS"}
    expire_vouchers(call_as(county.scopes["system"], at=AFTER))
    term = DataChange(DataKind.TERM, (TermRow("voucher_valid_days", 30),), date(2026, 6, 2))
    change_contract_data(call_as(county.scopes["admin"], at=AFTER), request=term)
    made = issue_voucher_again(call_as(county.scopes["therapist"], at=AFTER), request=had.voucher_id)
    new = kept(county, had.line_id)
    assert (new.pk, new.state, new.value_pence, new.expires_on) == (made, "ISSUED", VALUE, date(2026, 7, 2))
    assert stands(county) == KEPT
    with pytest.raises(Refused) as refused:
        issue_voucher_again(call_as(county.scopes["therapist"], at=AFTER), request=had.voucher_id)
    assert codes(refused.value) == {"VOUCHER_ANOTHER_WAS_ISSUED"}
    holds(county)


def test_no_other_is_issued_for_somebody_who_has_died(county: County) -> None:
    had = issued(county)
    cancel_voucher(call_as(county.scopes["therapist"]), request=VoucherToCancel(had.voucher_id, "Was lost"))
    dies(county, had.who)
    with pytest.raises(Refused) as refused:
        issue_voucher_again(call_as(county.scopes["therapist"]), request=had.voucher_id)
    assert codes(refused.value) == {"ORDER_PERSON_DIED"}


def test_only_who_answers_for_the_order_ends_or_renews_its_voucher(county: County) -> None:
    had = expired(county)
    with pytest.raises(Refused) as refused:
        issue_voucher_again(call_as(county.scopes["nurse"], at=AFTER), request=had.voucher_id)
    assert codes(refused.value) <= {"CHANGE_OF_ANOTHER_TEAM", "NOT_FOUND"}


def test_promise_5_what_was_printed_on_a_voucher_stays(county: County) -> None:
    had = issued(county)
    for column in ("value_pence = 9999", "expires_on = '2030-01-01'", "number = 'X'", "state = 'REDEEMED'"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            reading(county.scopes["therapist"]),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE vouchers_voucher SET {column} WHERE id = %s", [had.voucher_id])

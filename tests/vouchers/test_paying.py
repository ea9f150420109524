"""A shop is paid once for the vouchers of a month; what it took is taken back until then, and its money with it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.models import Entry
from handrail.ledger.rules.closing import Books
from handrail.people.states import CareRoute
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import FunderChange, change_funder
from handrail.usecases.keep_vouchers import expire_vouchers
from handrail.usecases.pay_shop import ShopWasPaid, pay_shop
from handrail.usecases.undo_redemption import RedemptionToUndo, undo_in_shop, undo_redemption
from handrail.vouchers.models import VoucherHistory
from handrail.vouchers.queries.owed import owed_by_month, taken_in_month
from handrail.vouchers.rules.paying import Paid, reasons_against_paying
from tests.ledger.test_lines import end_rules, holds, stands
from tests.ledger.test_suspense import in_all, pool_pays, settle
from tests.ordering import at, codes
from tests.situations import call_as
from tests.usecases.between import between
from tests.usecases.test_moves_told_early import dies
from tests.vouchers.vouchering import AFTER, IN_APRIL, VALUE, InHand, issued, kept, paid_for, redeemed

pytestmark = pytest.mark.django_db
KEPT = {("pool", "RESERVED"): VALUE, ("", "SET_ASIDE"): -VALUE}


def pays(county: County, **other: object) -> ShopWasPaid:
    return pay_shop(call_as(county.scopes["money"], at=IN_APRIL), request=paid_for(county, **other))


def undone(county: County, had: InHand, why: str = "Nobody was given anything") -> UUID:
    return undo_redemption(call_as(county.scopes["money"]), request=RedemptionToUndo(had.voucher_id, why))


@use_case(Event.SHOP_PAID, needs=Permission.KEEP_POOL)
def write_raw(change: Change, *, wrong: str) -> None:
    """What an application gone wrong would write."""
    with connection.cursor() as cursor:
        cursor.execute(wrong)


def test_a_shop_is_paid_for_a_month_once_with_its_entry_and_reference(county: County) -> None:
    first, second = issued(county), issued(county)
    redeemed(county, first, price=1650)
    redeemed(county, second)
    done = pays(county)
    assert (done.pence, done.vouchers) == (1650 + VALUE, 2)
    assert stands(county) == {("pool", "EQUIPMENT"): 1650 + VALUE, ("", "HOST"): -1650 - VALUE}
    scope = county.scopes["shop"]
    with reading(scope):
        (month,) = owed_by_month(scope, scope.partner_id)
        taken = taken_in_month(scope, scope.partner_id, month.month)
    assert (month.month, month.pence, month.owed_pence) == (date(2026, 3, 1), 1650 + VALUE, 0)
    assert (month.paid_on, month.references) == (date(2026, 4, 9), "BACS 17")
    assert [(one.pence, one.paid_on, one.reference, one.order_number) for one in taken] == [
        (1650, date(2026, 4, 9), "BACS 17", None),
        (VALUE, date(2026, 4, 9), "BACS 17", None),
    ]
    with reading(county.scopes["money"]):
        entry = Entry.objects.get(cause=f"paid:shop:{done.payment_id}")
    assert (entry.kind, entry.happened_on) == ("PAID", date(2026, 4, 9))
    with pytest.raises(Refused) as refused:
        pays(county, reference="BACS 18")
    assert codes(refused.value) == {"VOUCHER_NOTHING_OWED"}
    holds(county)


def test_a_payment_is_refused_for_each_reason(county: County) -> None:
    redeemed(county, issued(county))
    call = call_as(county.scopes["money"])
    with pytest.raises(Refused) as refused:
        pay_shop(call, request=paid_for(county, paid_on=date(2026, 3, 3)))
    assert codes(refused.value) == {"VOUCHER_MONTH_NOT_OVER"}
    for wrong, code in (
        ({"reference": "  "}, "VOUCHER_REFERENCE_MISSING"),
        ({"paid_on": date(2026, 2, 28)}, "VOUCHER_PAID_BEFORE_IT_WAS_OWED"),
        ({"paid_on": date(2026, 4, 11)}, "VOUCHER_PAID_IN_THE_FUTURE"),
        ({"month": date(2026, 2, 1), "paid_on": date(2026, 3, 1)}, "VOUCHER_NOTHING_OWED"),
    ):
        with pytest.raises(Refused) as refused:
            pays(county, **wrong)
        assert codes(refused.value) == {code}
    council = replace(paid_for(county), retailer_id=county.scopes["money"].partner_id)
    with pytest.raises(Refused, match="NOT_FOUND"):
        pay_shop(call_as(county.scopes["money"], at=IN_APRIL), request=council)
    assert stands(county)["", "RETAILER"] == -VALUE


def test_a_payment_of_a_closed_month_counts_in_the_open_one_once_that_is_said() -> None:
    books = Books(date(2026, 4, 1), None)
    may = Paid(date(2026, 3, 1), date(2026, 4, 9), "BACS 17", date(2026, 5, 1))

    def against(paid: Paid) -> list[tuple[str, str | None]]:
        found = reasons_against_paying(paid, VALUE, books, today=date(2026, 5, 2), is_used=False)
        return [(reason.code, reason.field) for reason in found]

    assert against(may) == []
    assert against(replace(may, counts_in=None)) == [("DAY_IN_A_CLOSED_MONTH", "paid_on")]
    assert against(replace(may, counts_in=None, paid_on=date(2026, 5, 1))) == []


def test_a_shop_takes_back_what_it_took_today_and_the_value_is_kept_again(county: County) -> None:
    had = issued(county)
    redeemed(county, had, price=2500, top_up=800)
    undo_in_shop(call_as(county.scopes["shop"]), request=kept(county, had.line_id).number)
    row = kept(county, had.line_id)
    assert (row.state, row.retailer_id, row.sold, row.paid_pence, row.top_up_pence) == ("ISSUED", None, "", None, 0)
    assert stands(county) == KEPT
    with reading(county.scopes["money"]):
        (wrong,) = Entry.objects.filter(kind="CORRECTED")
        assert wrong.corrects is not None
        assert wrong.corrects.kind == "SPENT"
    # It is worth as much as before: taken again, and expired again.
    redeemed(county, had, price=1650)
    assert stands(county) == {("pool", "EQUIPMENT"): 1650, ("", "RETAILER"): -1650}
    holds(county)


def test_a_shop_takes_nothing_back_on_another_day_of_another_shop_or_that_it_never_took(county: County) -> None:
    had = issued(county)
    number = kept(county, had.line_id).number

    def refused(**other: object) -> set[str]:
        scope = replace(county.scopes["shop"], **other)  # type: ignore[arg-type]  # a field of it
        with pytest.raises(Refused) as raised:
            undo_in_shop(call_as(scope, at=at(2026, 3, 4, 9)), request=number)
        return codes(raised.value)

    assert refused() == {"VOUCHER_NOT_REDEEMED"}
    redeemed(county, had)
    assert refused() == {"VOUCHER_REDEEMED_ON_ANOTHER_DAY"}
    assert refused(partner_id=county.partner("Northdown County Council")) == {"VOUCHER_REDEEMED_ALREADY"}
    assert kept(county, had.line_id).state == "REDEEMED"


def test_the_pool_manager_takes_it_back_with_a_reason_until_it_is_paid(county: County) -> None:
    had, other = issued(county), issued(county)
    redeemed(county, had)
    redeemed(county, other)
    with pytest.raises(Refused) as refused:
        undone(county, had, "  ")
    assert codes(refused.value) == {"VOUCHER_WHY_MISSING"}
    undone(county, had)
    assert kept(county, had.line_id).state == "ISSUED"
    with reading(county.scopes["therapist"]):
        last = VoucherHistory.objects.filter(subject_id=had.voucher_id).order_by("-seq")[0]
    assert (last.from_state, last.reason) == ("REDEEMED", "Nobody was given anything")
    assert pays(county).vouchers == 1
    with pytest.raises(Refused) as refused:
        undone(county, other)
    assert codes(refused.value) == {"VOUCHER_PAID_ALREADY"}
    holds(county)


def test_what_is_taken_back_counts_on_the_day_on_which_the_shop_took_it(county: County) -> None:
    had = issued(county)
    redeemed(county, had)
    money = call_as(county.scopes["money"], at=IN_APRIL)
    undo_redemption(money, request=RedemptionToUndo(had.voucher_id, "Nobody was given anything"))
    with reading(county.scopes["money"]):
        spent, back = (Entry.objects.get(kind=kind) for kind in ("SPENT", "CORRECTED"))
    assert (back.happened_on, back.month, back.corrects_id) == (spent.happened_on, spent.month, spent.pk)
    assert stands(county) == KEPT
    holds(county)


def test_what_is_taken_back_leaves_those_who_pay_by_then(county: County) -> None:
    had = issued(county)
    redeemed(county, had)
    council = county.partner("Northdown County Council")
    others = FunderChange(had.line_id, CareRoute.CONTINUING_HEALTH_CARE, council, date(2026, 3, 3), "Fast track")
    change_funder(call_as(county.scopes["money"]), request=others)
    undone(county, had)
    kept_now = {key: pence for key, pence in stands(county).items() if key[1] != "ACTIVITY"}
    assert kept_now == {("nhs", "RESERVED"): VALUE, ("", "SET_ASIDE"): -VALUE}
    expire_vouchers(call_as(county.scopes["system"], at=AFTER))
    assert not {("nhs", "RESERVED"), ("", "SET_ASIDE")} & stands(county).keys()
    holds(county)


def test_what_waited_for_a_fund_is_taken_back_too(county: County) -> None:
    end_rules(call_as(county.scopes["admin"]))
    had = issued(county)
    redeemed(county, had)
    undone(county, had)
    assert stands(county) == {}
    # Taken again it waits again, once.
    redeemed(county, had, price=1650)
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    assert {**stands(county), ("pool", "EQUIPMENT"): 1650, ("", "RETAILER"): -1650} == stands(county)
    assert in_all(county, "SUSPENSE") == 0
    holds(county)


def test_what_a_shop_took_for_nothing_is_kept_again_by_those_who_kept_it(county: County) -> None:
    had = issued(county)
    redeemed(county, had, price=0)
    assert not KEPT.keys() & stands(county).keys()
    undo_in_shop(call_as(county.scopes["shop"]), request=kept(county, had.line_id).number)
    assert {**stands(county), **KEPT} == stands(county)
    holds(county)


def test_a_death_stops_what_can_be_used_and_lets_go_what_was_kept(county: County) -> None:
    had = issued(county)
    assert dies(county, had.who).vouchers_stopped == 1
    row = kept(county, had.line_id)
    assert (row.state, row.state_reason, stands(county)) == ("CANCELLED", "They have died", {})
    holds(county)


def test_what_is_taken_back_for_somebody_who_has_died_ends_at_once(county: County) -> None:
    had = issued(county)
    redeemed(county, had)
    dies(county, had.who)
    undone(county, had)
    assert (kept(county, had.line_id).state, stands(county)) == ("CANCELLED", {})
    holds(county)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE vouchers_voucher SET payment_id = NULL",
        """UPDATE vouchers_voucher SET state_path = '{ISSUED}', retailer_id = NULL, redeemed_at = NULL, sold = '',
            price_pence = NULL, paid_pence = NULL, payment_id = NULL""",
        "UPDATE vouchers_shoppayment SET pence = 1",
        "DELETE FROM vouchers_shoppayment",
    ],
)
def test_promise_10_what_a_shop_was_paid_for_stays(county: County, wrong: str) -> None:
    redeemed(county, issued(county))
    pays(county)
    with pytest.raises(DatabaseError):
        write_raw(call_as(county.scopes["money"]), wrong=wrong)


def test_promise_10_a_payment_is_what_its_vouchers_come_to(county: County) -> None:
    redeemed(county, issued(county))
    pays(county)
    redeemed(county, issued(county))
    with pytest.raises(DatabaseError, match="promise 10"):
        write_raw(
            call_as(county.scopes["money"]),
            wrong="""UPDATE vouchers_voucher SET payment_id = (SELECT id FROM vouchers_shoppayment)
                WHERE payment_id IS NULL""",
        )


@pytest.mark.django_db(transaction=True)
def test_what_is_being_paid_at_this_moment_is_not_taken_back(county: County) -> None:
    had = issued(county)
    redeemed(county, had)
    paid, refused, _ = between(lambda: pays(county), lambda: undone(county, had), "FOR NO KEY UPDATE OF v")
    assert isinstance(paid, ShopWasPaid)
    assert codes(refused) == {"VOUCHER_PAID_ALREADY"}
    assert kept(county, had.line_id).state == "REDEEMED"

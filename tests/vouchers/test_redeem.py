"""A shop takes a voucher once, sees nothing of a person, and is owed what it asked for within the voucher's value."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, connection

from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.queries import scope_for
from handrail.identity.roles import Permission
from handrail.ledger.models import ShareSet
from handrail.orders.rules.facts import CareRoute, Funding
from handrail.partners.models import ContractPartner
from handrail.people.states import CareRoute as PersonsRoute
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import FunderChange, change_funder
from handrail.usecases.keep_vouchers import VoucherToCancel, cancel_voucher, issue_voucher_again
from handrail.usecases.redeem_voucher import redeem_voucher
from handrail.vouchers.queries.by_number import voucher_by_number
from handrail.vouchers.rules.free import TOLD_FREE
from tests.ledger.test_lines import end_rules, holds, stands
from tests.ordering import at, codes, lines, placed, someone
from tests.situations import another_county, call_as
from tests.vouchers.vouchering import AFTER, VALUE, InHand, expired, issued, kept, redeemed, sale

pytestmark = pytest.mark.django_db


@use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def end_accreditation(change: Change, *, ends_on: date) -> None:
    """The contract says since when and until when a shop takes vouchers."""
    ContractPartner.objects.filter(contract_id=change.scope.contract_id, reach="NONE").update(until_on=ends_on)


@use_case(Event.VOUCHER_CANCELLED, needs=Permission.CHANGE_ORDER)
def write_raw(change: Change, *, wrong: str) -> None:
    """What an application gone wrong would write."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE vouchers_voucher SET {wrong}")


def refused(county: County, had: InHand, **also: object) -> set[str]:
    with pytest.raises(Refused) as raised:
        redeemed(county, had, **also)
    return codes(raised.value)


def test_what_the_shop_asked_for_is_spent_and_owed_to_it_and_the_rest_is_free(county: County) -> None:
    had = issued(county)
    done = redeemed(county, had, price=1650)
    assert (done.owed_pence, done.top_up_pence) == (1650, 0)
    assert stands(county) == {("pool", "EQUIPMENT"): 1650, ("", "RETAILER"): -1650}
    row = kept(county, had.line_id)
    assert (row.state, row.sold, row.price_pence, row.paid_pence) == ("REDEEMED", "Kettle tipper", 1650, 1650)
    assert row.retailer_id == county.partner("Market Street Pharmacy")
    assert row.told == ""
    holds(county)


def test_a_dearer_one_is_topped_up_with_what_the_person_was_told(county: County) -> None:
    had = issued(county)
    assert redeemed(county, had, price=2500, top_up=800).owed_pence == VALUE
    row = kept(county, had.line_id)
    assert (row.price_pence, row.paid_pence, row.top_up_pence, row.told) == (2500, VALUE, 800, TOLD_FREE)
    # The service pays nothing of what the person chose to add.
    assert stands(county) == {("pool", "EQUIPMENT"): VALUE, ("", "RETAILER"): -VALUE}
    holds(county)


def test_a_voucher_is_refused_for_each_reason_and_stays_as_it_was(county: County) -> None:
    had = issued(county)
    assert refused(county, had, price=1701) == {"VOUCHER_ABOVE_ITS_VALUE"}
    assert refused(county, had, price=1700, top_up=100) == {"VOUCHER_CHARGED_FOR_WHAT_IS_FREE"}
    assert refused(county, had, price=2500, top_up=800, chosen=False, told=False) == {
        "VOUCHER_TOP_UP_NOT_CHOSEN",
        "VOUCHER_TOP_UP_NOT_TOLD",
    }
    assert refused(county, had, product_code="SEN-030", sold="") == {
        "VOUCHER_FOR_ANOTHER_PRODUCT",
        "VOUCHER_SOLD_MISSING",
    }
    assert refused(county, had, price=-1) == {"VOUCHER_PRICE_BELOW_ZERO"}
    assert kept(county, had.line_id).state == "ISSUED"
    redeemed(county, had)
    assert refused(county, had) == {"VOUCHER_REDEEMED_ALREADY"}
    assert refused(county, expired(county)) == {"VOUCHER_EXPIRED"}
    ended = issued(county)
    cancel_voucher(call_as(county.scopes["therapist"]), request=VoucherToCancel(ended.voucher_id, "Has one"))
    assert refused(county, ended) == {"VOUCHER_CANCELLED"}
    holds(county)


def test_one_issued_again_is_redeemed_by_its_own_number(county: County) -> None:
    had = expired(county)
    old = sale(county, had)
    issue_voucher_again(call_as(county.scopes["therapist"], at=AFTER), request=had.voucher_id)
    shop = county.scopes["shop"]
    with pytest.raises(Refused) as raised:
        redeem_voucher(call_as(shop, at=AFTER), request=old)
    assert codes(raised.value) == {"VOUCHER_EXPIRED"}
    redeem_voucher(call_as(shop, at=AFTER), request=sale(county, had))
    assert stands(county) == {("pool", "EQUIPMENT"): VALUE, ("", "RETAILER"): -VALUE}
    holds(county)


def test_a_number_of_nobodys_or_of_another_contract_is_unknown(county: County) -> None:
    elsewhere = another_county()
    number = sale(elsewhere, issued(elsewhere)).number
    for text in (number, "2222-2222-2222", "", "V12-1"):
        wanted = sale(county, issued(county))
        with pytest.raises(Refused) as raised:
            redeem_voucher(call_as(county.scopes["shop"]), request=type(wanted)(text, wanted.sale))
        assert codes(raised.value) == {"VOUCHER_UNKNOWN"}


def test_promise_7_the_staff_of_a_shop_sees_a_voucher_by_its_number_and_nobody(county: County) -> None:
    had, scope = issued(county), county.scopes["shop"]
    number = kept(county, had.line_id).number
    redeemed(county, had)
    with reading(scope):
        assert voucher_by_number(scope, number)
        for table in ("people_person", "people_address", "orders_order", "orders_orderline", "needs_need"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table
    assert scope.permissions.isdisjoint({"SEE_PERSON", "FIND_PERSON", "SEE_ORDERS", "SEE_MONEY", "SEE_CATALOGUE"})


def test_only_an_accredited_shop_takes_vouchers_while_it_is_accredited(county: County) -> None:
    had = issued(county)
    ends_on = date(2026, 4, 1)
    end_accreditation(call_as(county.scopes["admin"]), ends_on=ends_on)
    scope = county.scopes["shop"]
    assert scope_for(scope.user_id, scope.contract_id, today=date(2026, 3, 31))
    assert scope_for(scope.user_id, scope.contract_id, today=ends_on) is None
    with pytest.raises(Refused) as raised:
        redeem_voucher(call_as(county.scopes["nurse"]), request=sale(county, had))
    assert codes(raised.value) == {"NOT_ALLOWED"}


def test_who_is_no_shop_takes_none_whatever_their_role(county: County) -> None:
    shop = county.scopes["shop"]
    council = replace(shop, partner_id=county.scopes["commissioner"].partner_id)
    with pytest.raises(Refused) as raised:
        redeem_voucher(call_as(council), request=sale(county, issued(county)))
    assert codes(raised.value) == {"VOUCHER_NOT_BY_A_SHOP"}


def test_it_is_spent_by_the_funds_that_kept_it_also_when_others_pay_by_now(county: County) -> None:
    council = county.partner("Northdown County Council")
    after_care = Funding(council, care_route=CareRoute.AFTER_CARE, from_on=date(2026, 1, 5))
    order = placed(county, someone(county), *lines("DLV-016", speed=""), by="therapist", funding=after_care)
    had = InHand(someone(county), order.order_id, order.lines[0].line_id, order.order_id)
    redeemed(county, had, price=1001)
    halves = stands(county)
    assert halves.pop(("", "RETAILER")) == -1001
    assert sorted(halves) == [("council", "EQUIPMENT"), ("nhs", "EQUIPMENT")]
    assert sorted(halves.values()) == [500, 501]
    to_health = FunderChange(
        had.line_id, PersonsRoute.CONTINUING_HEALTH_CARE, council, date(2026, 3, 3), "Fast track was agreed"
    )
    change_funder(call_as(county.scopes["money"]), request=to_health)
    # Whoever pays, it is owed to the shop and never to the provider.
    now = stands(county)
    assert (now["nhs", "EQUIPMENT"], now["", "RETAILER"]) == (1001, -1001)
    assert not {("council", "EQUIPMENT"), ("", "PROVIDER")} & set(now)
    holds(county)


def test_where_no_fund_pays_it_is_taken_all_the_same_and_waits(county: County) -> None:
    end_rules(call_as(county.scopes["admin"]))
    had = issued(county)
    redeemed(county, had)
    assert stands(county) == {("", "SUSPENSE"): VALUE, ("", "RETAILER"): -VALUE}
    holds(county)


@use_case(Event.TERMS_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def end_shares(change: Change, *, on: date) -> None:
    """No fund is shared from that day on."""
    ShareSet.objects.update(until_on=on)


def test_where_the_fund_that_kept_it_has_no_shares_any_more_it_waits(county: County) -> None:
    had = issued(county)
    end_shares(call_as(county.scopes["admin"]), on=date(2026, 4, 1))
    redeem_voucher(call_as(county.scopes["shop"], at=at(2026, 4, 2, 9)), request=sale(county, had))
    assert stands(county) == {("", "SUSPENSE"): VALUE, ("", "RETAILER"): -VALUE}


def taken(county: County, price: str, paid: str, top_up: str) -> str:
    """What an application gone wrong would write of a sale."""
    shop = county.partner("Market Street Pharmacy")
    return f"""state_path = '{{REDEEMED}}', retailer_id = '{shop}', redeemed_at = now(), sold = 'Kettle tipper',
        price_pence = {price}, paid_pence = {paid}, top_up_pence = {top_up}"""


@pytest.mark.parametrize(
    "wrong", [("1701", "1701", "0"), ("1705", "1700", "5"), ("1700", "1600", "0"), ("1700", "NULL", "0"),
              ("NULL", "1700", "0")],
)  # fmt: skip
def test_promise_10_raw_sql_asks_no_more_than_the_value_and_charges_nobody_unasked(
    county: County, wrong: tuple[str, str, str]
) -> None:
    had = issued(county)
    with pytest.raises(DatabaseError, match="voucher_"):
        write_raw(call_as(county.scopes["therapist"]), wrong=taken(county, *wrong))
    assert kept(county, had.line_id).state == "ISSUED"


def test_promise_10_what_a_shop_asked_for_stays_as_it_was_said(county: County) -> None:
    had = issued(county)
    write_raw(call_as(county.scopes["therapist"]), wrong=taken(county, "1700", "1700", "0"))
    for wrong in ("paid_pence = 1600, price_pence = 1600", "sold = 'Another'", "retailer_id = retailer_id"):
        with pytest.raises(DatabaseError, match="promise"):
            write_raw(call_as(county.scopes["therapist"]), wrong=wrong)
    assert kept(county, had.line_id).paid_pence == VALUE

"""Money follows the lines of orders: kept when they are authorised, spent when they arrive, let go when they end, and
credited to who paid when they come back and pass."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.identity.calls import Call, Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import OF_A_FUND
from handrail.ledger.models import Account, FundingRule, Share, ShareSet
from handrail.loans.models import Loan, ToSettle
from handrail.orders.models import OrderLine
from handrail.orders.rules.facts import CareRoute, Funding, LineRequest
from handrail.people.states import CareRoute as PersonsRoute
from handrail.simulation.set_up import County
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.reinstate_lines import LinesAgain, reinstate_lines
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import TakenAway
from tests.ordering import lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed
from tests.supplying import authorised
from tests.visiting import a_run, a_stop, asked, booked, collection, handed, load, on_loan, received, recorded

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2025, 4, 1, 9, tzinfo=UTC)

_STANDS = """
    SELECT coalesce(f.code, ''), a.kind, sum(p.amount_pence) FROM ledger_posting p
    JOIN ledger_account a ON a.id = p.account_id
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE p.contract_id = %s AND (SELECT e.kind FROM ledger_entry e WHERE e.id = p.entry_id) <> 'CHARGED'
    GROUP BY f.code, a.kind HAVING sum(p.amount_pence) <> 0
"""


def stands(county: County) -> dict[tuple[str, str], int]:
    """What stands on each account of the contract, by fund and kind; what visits are charged apart."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(_STANDS, [county.made.contract_id])
        return {(fund, kind): int(pence) for fund, kind, pence in cursor.fetchall()}


def price_of(county: County) -> int:
    """What the lines of the county cost together."""
    found: list[int] = columns(county.scopes["desk"], OrderLine, "spend_pence")
    return sum(found)


def kept_of(county: County) -> int:
    """What is kept for the lines of the county while they are to come: their price, and the visit that brings them."""
    for_visits: list[int] = columns(county.scopes["desk"], OrderLine, "visit_pence")
    return price_of(county) + sum(for_visits)


def holds(county: County) -> None:
    """Every line's money is what the line asks for, and the books balance."""
    assert broken_in(county.scopes["desk"]) == []


def test_what_is_authorised_is_kept_and_what_arrives_is_spent(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-012")
    price, kept = price_of(county), kept_of(county)
    # Of 87,300 the visit in five working days, the second person and the fitting of the bed are 6,700.
    assert kept - price == 2_450 + 1_850 + 2_400
    assert stands(county) == {("pool", "RESERVED"): kept, ("", "SET_ASIDE"): -kept}
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    assert stands(county) == {("pool", "EQUIPMENT"): price, ("", "PROVIDER"): -price}
    holds(county)


def test_what_waits_for_a_release_keeps_nothing_and_what_is_cancelled_lets_go(county: County) -> None:
    waits = placed(county, someone(county), *lines("HST-010"), by="nurse")
    assert waits.release_ids
    assert stands(county) == {}
    (line,) = authorised(county, "COM-010", who=someone(county, name="Ivy Pell"))
    assert stands(county)[("pool", "RESERVED")] > 0
    cancel_lines(call_as(county.scopes["desk"]), request=LinesToCancel((line,), "no_longer_needed"))
    assert stands(county) == {}
    reinstate_lines(call_as(county.scopes["therapist"]), request=LinesAgain((line,), "Needed after all"))
    assert stands(county)[("pool", "RESERVED")] > 0
    holds(county)


@pytest.mark.parametrize(
    ("route", "funds"),
    [
        (CareRoute.CONTINUING_HEALTH_CARE, {"nhs": 1}),
        (CareRoute.CHILD, {"children": 1}),
        (CareRoute.AFTER_CARE, {"council": 2, "nhs": 2}),
        (CareRoute.STANDARD, {"pool": 1}),
    ],
)
def test_who_pays_is_decided_by_the_care_route(county: County, route: CareRoute, funds: dict[str, int]) -> None:
    council = county.partner("Northdown County Council")
    from_on = None if route is CareRoute.STANDARD else date(2026, 1, 5)
    placed(
        county,
        someone(county),
        *lines("COM-010"),
        by="therapist",
        funding=Funding(council, care_route=route, from_on=from_on),
    )
    price = kept_of(county)
    kept = {fund: pence for (fund, kind), pence in stands(county).items() if kind == "RESERVED"}
    assert kept.keys() == funds.keys()
    assert sum(kept.values()) == price
    assert max(kept.values()) - min(kept.values()) <= 1
    assert PersonsRoute(route.value)


def test_a_voucher_is_kept_until_a_shop_redeems_it(county: County) -> None:
    done = placed(county, someone(county), *lines("TRF-030"), by="therapist")
    assert [line.state for line in done.lines] == ["DELIVERED"]
    assert columns(county.scopes["desk"], OrderLine, "supply_route") == ["retail_voucher"]
    assert stands(county) == {("pool", "RESERVED"): price_of(county), ("", "SET_ASIDE"): -price_of(county)}
    holds(county)


def test_another_councils_resident_is_asked_back(county: County) -> None:
    neighbour = county.partner("Westmarch Council")
    placed(county, someone(county), *lines("COM-010"), by="therapist", funding=Funding(neighbour))
    assert {fund for fund, kind in stands(county) if kind == "RESERVED"} == {"others"}


def test_without_a_fund_it_is_delivered_all_the_same_and_waits_in_suspense(county: County) -> None:
    end_rules(call_as(county.scopes["admin"]))
    _, done = on_loan(county, "BED-010")
    assert done.state == "COMPLETED"
    price = price_of(county)
    assert stands(county) == {("", "SUSPENSE"): price, ("", "PROVIDER"): -price}
    holds(county)


def _came_back(county: County, visit_id: UUID, number: str) -> None:
    recorded(county, visit_id, taken_away=(TakenAway(number),))
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    clean(county, number)
    passed(county, inspected(number))


def test_a_return_is_credited_to_who_paid_whatever_the_shares_are_now(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    price = price_of(county)
    before = _pool(county)
    share_anew(county)
    _came_back(county, visit_id, stop.numbers[0])
    back = (price * 85 + 50) // 100
    assert stands(county) == {
        ("pool", "EQUIPMENT"): price, ("pool", "CREDITED"): -back, ("", "PROVIDER"): back - price,
    }  # fmt: skip
    assert _credited_under(county) == {before: -back}
    assert columns(county.scopes["desk"], Loan, "quantity_back") == [1]
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    holds(county)


def test_a_swap_costs_nothing_and_the_credit_waits_for_what_replaced_it(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    price = price_of(county)
    made = asked(county, done.loans[0].loan_id, asked_for=AskedFor.SWAP, fault="frame_bent")
    swap = made.visits[0].visit_id
    run = a_run(county, van="Van 2")
    booked(county, swap, run_id=run)
    with reading(county.scopes["desk"]):
        line = OrderLine.objects.get(state="AUTHORISED")
    (new,) = load(county, run, line.pk, "BED-010", 1)
    recorded(county, swap, handed_over=handed(new), taken_away=(TakenAway(stop.numbers[0]),), received=received())
    receive_returns(
        call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    )
    clean(county, stop.numbers[0])
    passed(county, inspected(stop.numbers[0]))
    assert stands(county) == {("pool", "EQUIPMENT"): price, ("", "PROVIDER"): -price}
    with reading(county.scopes["desk"]):
        loan = Loan.objects.get(ended_at=None)
    visit_id = asked(county, loan.pk).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 3"))
    _came_back(county, visit_id, new)
    assert stands(county)[("pool", "CREDITED")] == -((price * 85 + 50) // 100)
    holds(county)


def test_a_replacement_that_is_changed_still_costs_nothing(county: County) -> None:
    _, done = on_loan(county, ("BDA-020", 3))
    price = price_of(county)
    asked(county, done.loans[0].loan_id, asked_for=AskedFor.SWAP, fault="ferrule_worn")
    with reading(county.scopes["desk"]):
        line = OrderLine.objects.select_related("order").get(state="AUTHORISED")
    soon = LineRequest("BDA-020", 3, "deliver_next_day")
    change = OrderAmendment(line.order_id, line.order.version, "Sooner, please", changed={line.pk: soon})
    with pytest.raises(Refused) as refused:
        amend_order(call_as(county.scopes["nurse"]), request=change)
    reasons = {(one.field or "").removeprefix("reasons."): "Seen at home" for one in refused.value.reasons}
    amend_order(call_as(county.scopes["nurse"]), request=replace(change, reasons=reasons))
    assert set(columns(county.scopes["desk"], OrderLine, "spend_pence")) == {0, price}
    assert stands(county) == {("pool", "EQUIPMENT"): price, ("", "PROVIDER"): -price}


def test_pieces_of_a_count_are_credited_as_they_pass(county: County) -> None:
    _, loans, visit_id = collection(county, ("BDA-020", 3))
    price = price_of(county)
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loans[0], quantity=2),))
    receive_returns(
        call_as(county.scopes["depot"]),
        request=Returned(main_depot(county), (ReturnedItem("BDA-020", quantity=2),)),
    )
    clean(county, "BDA-020", quantity=2)
    passed(county, inspected("BDA-020", 1, kinds=(InspectionKind.LOOK,), readings={}))
    assert stands(county)[("pool", "CREDITED")] == -((price // 3 * 85 + 50) // 100)
    passed(county, inspected("BDA-020", 1, kinds=(InspectionKind.LOOK,), readings={}))
    assert stands(county)[("pool", "CREDITED")] == -2 * ((price // 3 * 85 + 50) // 100)
    assert columns(county.scopes["desk"], Loan, "quantity_back") == [2]
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    holds(county)


def end_rules(call: Call) -> None:
    """No fund pays for anybody from the second day of the contract on, but by what is still to come. That was said on
    its first day: the database takes no end in the past."""
    _end_rules(replace(call, at=now_is(FIRST_DAY)))


def begin_rules_again(call: Call, *, ends: Mapping[str, date | None]) -> None:
    """The rules that were ended hold as before, until the days on which each was to end."""
    _begin_rules_again(replace(call, at=now_is(FIRST_DAY)), ends=ends)


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _end_rules(change: Change) -> None:
    held = FundingRule.objects.filter(contract_id=change.scope.contract_id, from_on__lt=date(2025, 4, 2))
    held.update(until_on=date(2025, 4, 2))
    change.touched("contract", change.scope.contract_id)


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _begin_rules_again(change: Change, *, ends: Mapping[str, date | None]) -> None:
    for rule_id, until_on in ends.items():
        FundingRule.objects.filter(pk=rule_id).update(until_on=until_on)
    change.touched("contract", change.scope.contract_id)


def share_anew(county: County) -> None:
    """From today on the board pays all of the pool; that was said yesterday."""
    said = now() - timedelta(days=1)
    _share_anew(call_as(county.scopes["admin"], at=said), old=str(_pool(county)))


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def _share_anew(change: Change, *, old: str) -> None:
    contract_id, today = change.scope.contract_id, change.at.today + timedelta(days=1)
    was = ShareSet.objects.get(pk=old)
    actions.end_shares(was.pk, today)
    board = Share.objects.filter(share_set=was).order_by("parts")[0].partner_id
    new = ShareSet(id=uuid4(), contract_id=contract_id, fund_id=was.fund_id, from_on=today)
    share = Share(id=uuid4(), contract_id=contract_id, share_set_id=new.pk, partner_id=board, parts=1_000_000)
    kinds = sorted(OF_A_FUND)
    accounts = [Account(id=uuid4(), contract_id=contract_id, share_set_id=new.pk, kind=kind) for kind in kinds]
    actions.add_shares(new, [share], accounts)
    change.touched("fund", was.fund_id)


def _pool(county: County) -> UUID:
    with reading(county.scopes["desk"]):
        found: UUID = ShareSet.objects.get(contract_id=county.made.contract_id, fund__code="pool").pk
    return found


def _credited_under(county: County) -> dict[UUID, int]:
    found: dict[UUID, int] = defaultdict(int)
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.share_set_id, p.amount_pence FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
               WHERE a.kind = 'CREDITED' AND p.contract_id = %s""",
            [county.made.contract_id],
        )
        for share_set, pence in cursor.fetchall():
            found[share_set] += pence
    return dict(found)

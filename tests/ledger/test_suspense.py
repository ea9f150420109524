"""What has no price, or no fund, waits where it is seen, and is settled once by an entry that names it."""

from datetime import date
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import WaitsFor
from handrail.ledger.models import Entry, Fund, FundingRule, Waiting
from handrail.ledger.queries.suspense import Open, anything_to_settle, open_waiting, waits
from handrail.partners.effective import EffectiveReason, Held, gap_from
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.settle_suspense import settle_suspense
from tests.ledger.test_charges import charges
from tests.ledger.test_lines import end_rules, stands
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.usecases.correcting import lent_and_back
from tests.visiting import Stop, a_stop, cancelled, handed, received, recorded

pytestmark = pytest.mark.django_db

ENDED = date(2026, 3, 4)


@pytest.fixture
def priceless(county: County, clock: time_machine.Traveller) -> County:
    """Since yesterday the second person of a visit has no price, nor what is cancelled on the van."""
    for activity in ("second_person", "cancelled_after_loading"):
        end = DataEnd(DataKind.PRICE, (activity, ""), ENDED)
        end_contract_data(call_as(county.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    return county


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER, lays_down=True)
def pool_pays(change: Change) -> None:
    """From today on the pool pays for everybody."""
    contract_id = change.scope.contract_id
    rule = FundingRule(
        id=uuid4(), contract_id=contract_id, from_on=change.at.today, position=9,
        fund=Fund.objects.get(contract_id=contract_id, code="pool"), weight=1,
    )  # fmt: skip
    actions.add_funding_rules([rule])
    change.touched("contract", contract_id)


def delivered(county: County, *codes: str) -> Stop:
    stop = a_stop(county, *codes)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return stop


def price_from(county: County, from_on: date, pence: int = 1_900) -> None:
    row = PriceRow("second_person", "Second crew member", "", PriceUnit.PER_VISIT, pence, "")
    change_contract_data(call_as(county.scopes["admin"]), request=DataChange(DataKind.PRICE, (row,), from_on))


def settle(county: County) -> int:
    return settle_suspense(call_as(county.scopes["system"]))


def waiting(county: County, waits_for: str = "") -> list[Open]:
    scope = county.scopes["money"]
    with reading(scope):
        return list(open_waiting(scope, waits_for, sort="since", descending=False, offset=0, limit=None))


def to_settle(county: County) -> bool:
    with reading(county.scopes["system"]):
        return anything_to_settle(county.scopes["system"], now())


def in_all(county: County, kind: str) -> int:
    """What stands on all accounts of a kind."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(p.amount_pence), 0) FROM ledger_posting p
               JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = %s AND p.contract_id = %s""",
            [kind, county.made.contract_id],
        )
        return int((cursor.fetchone() or (0,))[0])


def test_what_has_no_price_waits_with_its_order_and_is_charged_as_on_its_day_once_it_has_one(priceless: County) -> None:
    stop = delivered(priceless, "BED-010")
    (one,) = waiting(priceless)
    assert (one.waits_for, one.item, one.label, one.pence) == (
        WaitsFor.PRICE, "second_person", "Second crew member", None,
    )  # fmt: skip
    assert one.orders == {stop.order.number: stop.order.order_id}
    assert "second_person" not in {item for item, *_ in charges(priceless, stop.visit_id)}
    assert broken_in(priceless.scopes["desk"]) == []
    # Without news nothing is tried again the same day.
    assert not to_settle(priceless)
    price_from(priceless, ENDED)
    assert to_settle(priceless)
    assert settle(priceless) == 1
    assert ("second_person", "", "pool", 1_900) in charges(priceless, stop.visit_id)
    assert waiting(priceless) == []
    assert not to_settle(priceless)
    assert settle(priceless) == 0
    assert broken_in(priceless.scopes["desk"]) == []


def test_a_price_of_nothing_settles_it_with_nothing(priceless: County) -> None:
    stop = delivered(priceless, "BED-010")
    before = charges(priceless, stop.visit_id)
    price_from(priceless, ENDED, pence=0)
    assert settle(priceless) == 1
    assert charges(priceless, stop.visit_id) == before
    assert waiting(priceless) == []


def test_an_order_waits_once_for_its_price(priceless: County) -> None:
    stop = a_stop(priceless, "MAT-010", "MAT-012")
    for line in stop.order.lines:
        cancelled(priceless, line.line_id)
    assert [one.item for one in waiting(priceless)] == ["cancelled_after_loading"]


def test_what_no_fund_pays_waits_and_is_taken_over_by_the_fund_that_does(county: County) -> None:
    stop = a_stop(county, "MAT-012")
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    in_suspense = {one.item: one.pence or 0 for one in waiting(county, "FUND")}
    assert in_suspense["delivery"] == 2_450
    assert set(in_suspense) == {"delivery", "equipment"}
    with reading(county.scopes["money"]):
        assert waits(county.scopes["money"]).pence == sum(in_suspense.values())
    assert broken_in(county.scopes["desk"]) == []
    assert settle(county) == 0
    pool_pays(call_as(county.scopes["admin"]))
    assert settle(county) == 2
    assert stands(county)["pool", "EQUIPMENT"] == in_suspense["equipment"]
    assert in_all(county, "SUSPENSE") == 0
    assert waiting(county) == []
    assert settle(county) == 0
    assert broken_in(county.scopes["desk"]) == []


def back_in_suspense(county: County, clock: time_machine.Traveller) -> Stop:
    """A bed that no fund pays for was lent, came back and passed its tests; nobody was credited."""
    end_rules(call_as(county.scopes["admin"]))
    stop = lent_and_back(county)
    (credit,) = waiting(county, "CREDIT")
    (bought,) = (one.pence or 0 for one in waiting(county, "FUND") if one.item == "equipment")
    assert (credit.item, credit.pence) == ("credit", (bought * 85 + 50) // 100)
    assert in_all(county, "CREDITED") == 0
    clock.move_to("2026-04-14T09:00:00Z")
    return stop


def test_what_came_back_in_suspense_is_credited_to_who_takes_it_over_by_the_terms_of_its_day(
    county: County, clock: time_machine.Traveller
) -> None:
    back_in_suspense(county, clock)
    assert settle(county) == 0
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    stood = stands(county)
    assert stood["pool", "CREDITED"] == -((stood["pool", "EQUIPMENT"] * 85 + 50) // 100)
    assert waiting(county) == []
    assert settle(county) == 0
    with reading(county.scopes["money"]):
        on = Entry.objects.get(contract_id=county.made.contract_id, kind="CREDITED").happened_on
    assert on < date(2026, 4, 1)
    assert broken_in(county.scopes["desk"]) == []


def test_what_never_came_back_after_all_is_not_credited_once_a_fund_pays(
    county: County, clock: time_machine.Traveller
) -> None:
    stop = back_in_suspense(county, clock)
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(county), "it never came", code=stop.numbers[0])
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    assert in_all(county, "CREDITED") == 0
    assert waiting(county) == []


@pytest.mark.parametrize("taken_over", [False, True])
def test_who_got_nothing_bears_nothing_of_a_visit_that_no_fund_paid(county: County, *, taken_over: bool) -> None:
    stop = a_stop(county, "MAT-010", "MAT-012")
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    if taken_over:
        pool_pays(call_as(county.scopes["admin"]))
        settle(county)
    ivy = someone(county, name="Ivy Pell").id
    for number, left in zip(stop.numbers, (2_450, 0), strict=True):
        wrong = Mistake(
            MistakeKind.WRONG_PERSON, main_depot(county), "the neighbour has it", code=number, right_person_id=ivy
        )
        mend_scan(call_as(county.scopes["desk"]), request=wrong)
        waits_still = sum(one.pence or 0 for one in waiting(county) if one.item == "delivery")
        assert (in_all(county, "ACTIVITY"), waits_still) == ((left, 0) if taken_over else (0, left))


def test_promise_10_what_is_settled_stays_settled_and_what_waits_stays_as_it_was(priceless: County) -> None:
    delivered(priceless, "BED-010")
    with reading(priceless.scopes["desk"]):
        row_id = Waiting.objects.get(contract_id=priceless.made.contract_id).pk
    price_from(priceless, ENDED)
    settle(priceless)
    for change, why in (("settled_at = NULL", "settled already"), ("quantity = 9", "permission denied")):
        with pytest.raises(DatabaseError, match=why):
            _alter(call_as(priceless.scopes["admin"]), row_id=row_id, how=change)


@use_case(Event.CONTRACT_SET_UP, needs=Permission.ADMINISTER)
def _alter(change: Change, *, row_id: UUID, how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_waiting SET {how} WHERE id = %s", [row_id])
    change.touched("contract", change.scope.contract_id)


def test_a_price_that_held_is_not_rewritten_for_days_gone_by(county: County) -> None:
    with pytest.raises(Refused) as refused:
        price_from(county, date(2026, 2, 1))
    assert refused.value.reasons[0].code is EffectiveReason.BEGINS_TOO_EARLY


@pytest.mark.parametrize(
    ("from_on", "until_on", "gap"),
    [
        (date(2026, 2, 1), None, (date(2026, 2, 1), date(2026, 3, 1))),
        (date(2026, 2, 10), date(2026, 2, 20), (date(2026, 2, 10), date(2026, 2, 20))),
        (date(2026, 2, 1), date(2026, 3, 2), None),
        (date(2026, 1, 31), None, None),
        (date(2026, 4, 1), None, (date(2026, 4, 1), None)),
    ],
)
def test_a_gap_is_the_days_for_which_nothing_held(
    from_on: date, until_on: date | None, gap: tuple[date, date | None] | None
) -> None:
    held = [
        Held(UUID(int=1), "old", date(2026, 1, 1), date(2026, 2, 1)),
        Held(UUID(int=2), "new", date(2026, 3, 1), date(2026, 4, 1)),
    ]
    assert gap_from(held, from_on, until_on) == gap

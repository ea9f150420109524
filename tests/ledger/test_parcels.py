"""What comes by post is charged once an order and borne by all its lines that came so; never as a visit."""

from datetime import date
from functools import partial

import pytest
import time_machine

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.orders.models import Order
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import DoorReport, HandedOver, LeftUndone
from tests.invoices.checking import checked, found, posted, said
from tests.ledger.test_charges import charges, charges_of_order
from tests.ledger.test_lines import end_rules
from tests.ledger.test_suspense import pool_pays, settle, waiting
from tests.posting import EACH, PARCEL, REACHER, SOCK_AID, Sent, arrived, sent, sent_twice
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.usecases.correcting import stands
from tests.usecases.test_allocation_race import at_once
from tests.visiting import booked, recorded

pytestmark = pytest.mark.django_db


def kinds(county: County) -> list[str]:
    return sorted(str(kind) for kind in columns(county.scopes["money"], Entry, "kind", item=PARCEL))


def mended(parcel: Sent, code: str) -> None:
    """It never came."""
    with reading(parcel.county.scopes["desk"]):
        number = Order.objects.get(pk=parcel.order_id).number
    wrong = Mistake(
        MistakeKind.WRONG_COUNT, main_depot(parcel.county), "It never came", code=code, order_number=number,
        right_quantity=0,
    )  # fmt: skip
    mend_scan(call_as(parcel.county.scopes["desk"]), request=wrong)


def charged(parcel: Sent) -> list[tuple[str, str, int]]:
    return charges_of_order(parcel.county, parcel.order_id)


def test_a_parcel_is_charged_to_its_lines_and_no_visit_is(county: County, clock: time_machine.Traveller) -> None:
    parcel = sent(county, REACHER, SOCK_AID)
    # Late in the evening nobody was at the door out of hours.
    clock.move_to("2026-03-05T21:30:00Z")
    arrived(parcel)
    assert charged(parcel) == [(PARCEL, "pool", EACH)]
    assert charges(county, parcel.visit_id) == []
    assert columns(county.scopes["money"], Entry, "happened_on", item=PARCEL) == [date(2026, 3, 5)]
    # What was kept for a visit is let go with what it cost less.
    assert "RESERVED" not in {kind for _, kind in stands(county)}
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize("turned", [False, True])
def test_two_parcels_of_one_order_are_charged_once(county: County, *, turned: bool) -> None:
    parcels = sent_twice(county)
    first, second = reversed(parcels) if turned else parcels
    arrived(first)
    arrived(second)
    assert charged(first) == [(PARCEL, "pool", EACH)]
    assert kinds(county) == ["CHARGED", "CORRECTED", "RESTATED"]
    assert broken_in(county.scopes["desk"]) == []


def test_the_rest_of_a_line_costs_nothing_more(county: County) -> None:
    parcel = sent(county, REACHER, quantity=3)
    (task,) = columns(county.scopes["desk"], VisitTask, "id", visit_id=parcel.visit_id)
    done = recorded(
        county, parcel.visit_id, by="desk", handed_over=(HandedOver(line_id=parcel.line_ids[0], quantity=2),),
        undone=(LeftUndone(task, Outcome.NOT_DONE, "parcel_lost"),),
    )  # fmt: skip
    (again,) = done.follow_up_visit_ids
    assert charged(parcel) == [(PARCEL, "pool", EACH)]
    rest = Sent(county, parcel.who, parcel.order_id, again, parcel.run_id, parcel.line_ids)
    booked(county, again, run_id=parcel.run_id, days=0)
    arrived(rest)
    assert charged(parcel) == [(PARCEL, "pool", EACH)]
    assert kinds(county) == ["CHARGED"]
    assert broken_in(county.scopes["desk"]) == []


def test_what_never_came_bears_nothing_and_what_came_bears_all(county: County) -> None:
    parcel = sent(county, REACHER, SOCK_AID)
    arrived(parcel)
    mended(parcel, REACHER)
    assert charged(parcel) == [(PARCEL, "pool", EACH)]
    mended(parcel, SOCK_AID)
    assert charged(parcel) == []
    assert broken_in(county.scopes["desk"]) == []


def test_what_came_back_or_was_lost_costs_nobody_anything(county: County) -> None:
    parcel = sent(county, REACHER)
    # Of a van's visit somebody pays for this reason.
    fail_visit(call_as(county.scopes["desk"]), request=VisitFailure(parcel.visit_id, "person_refused"))
    assert charged(parcel) == []
    assert charges(county, parcel.visit_id) == []


def test_it_waits_for_a_price_and_for_a_fund(county: County, clock: time_machine.Traveller) -> None:
    first, second = sent_twice(county)
    gone = date(2026, 3, 4)
    end = DataEnd(DataKind.PRICE, (PARCEL, "deliver_5d"), gone)
    end_contract_data(call_as(county.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    arrived(first)
    arrived(second)
    assert [(one.waits_for, one.item) for one in waiting(county)] == [("PRICE", PARCEL)]
    row = PriceRow(PARCEL, "Small parcel", "deliver_5d", PriceUnit.PER_ORDER, 6_00, "")
    change_contract_data(call_as(county.scopes["admin"]), request=DataChange(DataKind.PRICE, (row,), gone))
    assert settle(county) == 1
    assert charged(first) == [(PARCEL, "pool", 6_00)]
    assert broken_in(county.scopes["desk"]) == []


def test_it_waits_for_a_fund(county: County, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-03-05T09:00:00Z")
    end_rules(call_as(county.scopes["admin"]))
    first, second = sent_twice(county)
    arrived(first)
    arrived(second)
    assert sum(one.pence or 0 for one in waiting(county) if one.item == PARCEL) == EACH
    assert broken_in(county.scopes["desk"]) == []
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    assert [one for one in waiting(county) if one.item == PARCEL] == []
    assert broken_in(county.scopes["desk"]) == []


def test_the_providers_invoice_of_it_agrees(county: County) -> None:
    parcel = sent(county, REACHER, SOCK_AID)
    arrived(parcel)
    lines = [said(entry) for entry in posted(county) if entry.code == PARCEL]
    assert sum(float(line["Amount"]) for line in lines) == EACH / 100
    assert {line.verdict for line in found(county, checked(county, lines))} == {"AGREED"}


def test_the_same_call_again_charges_nothing_more(county: County) -> None:
    parcel = sent(county, REACHER)
    there = (HandedOver(line_id=parcel.line_ids[0], quantity=1),)
    for _ in range(2):
        recorded(county, parcel.visit_id, by="desk", key="once", handed_over=there)
    assert charged(parcel) == [(PARCEL, "pool", EACH)]


@pytest.mark.django_db(transaction=True)
def test_two_parcels_that_are_told_at_once_are_charged_once(county: County) -> None:
    parcels = sent_twice(county)
    works = [partial(arrived, parcel) for parcel in parcels]
    assert at_once(*works) == [None, None]
    assert charged(parcels[0]) == [(PARCEL, "pool", EACH)]
    again = [
        partial(
            complete_visit,
            call_as(county.scopes["desk"]),
            request=DoorReport(visit_id=parcels[0].visit_id, handed_over=()),
        )
        for _ in range(2)
    ]
    assert all(isinstance(answer, Refused) for answer in at_once(*again))
    assert broken_in(county.scopes["desk"]) == []

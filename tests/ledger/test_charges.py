"""Visits are charged as they are recorded: once, to the funds of their lines, and what was kept for them is let go."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.money import split_by_weights
from handrail.identity.calls import reading
from handrail.ledger.codes import AccountKind
from handrail.ledger.models import Entry
from handrail.ledger.queries import posted
from handrail.ledger.queries.suspense import open_waiting
from handrail.orders.models import OrderLine
from handrail.orders.rules.facts import CareRoute, Funding, LineRequest
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import LeftUndone, SeenTo, TakenAway
from tests.ledger.test_lines import end_rules
from tests.ordering import lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.usecases.test_moves_told_early import dies
from tests.usecases.test_release_orders import give
from tests.visiting import (
    a_run,
    a_stop,
    asked,
    booked,
    cancelled,
    collection,
    handed,
    load,
    on_loan,
    received,
    recorded,
    visit_row,
)

pytestmark = pytest.mark.django_db

_CHARGES = """
    SELECT e.item, e.speed_code, coalesce(f.code, a.kind), sum(p.amount_pence) FROM ledger_entry e
    JOIN ledger_entry x ON e.id = coalesce(x.corrects_id, x.id)
    JOIN ledger_posting p ON p.entry_id = x.id JOIN ledger_account a ON a.id = p.account_id AND a.kind <> 'PROVIDER'
    LEFT JOIN ledger_shareset s ON s.id = a.share_set_id LEFT JOIN ledger_fund f ON f.id = s.fund_id
    WHERE e.contract_id = %s AND e.cause LIKE %s GROUP BY e.item, e.speed_code, f.code, a.kind
    HAVING sum(p.amount_pence) <> 0 ORDER BY 1, 3
"""


def charges(county: County, visit_id: UUID) -> list[tuple[str, str, str, int]]:
    """What a visit is charged: the row of the price list, its speed, the fund (or SUSPENSE), pence."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(_CHARGES, [county.made.contract_id, f"charge:visit:{visit_id}:%"])
        return [(item, speed, fund, int(pence)) for item, speed, fund, pence in cursor.fetchall()]


def charges_of_order(county: County, order_id: UUID) -> list[tuple[str, str, int]]:
    """What an order is charged apart from its visits: the row of the price list, the fund, pence."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(_CHARGES, [county.made.contract_id, f"charge:order:{order_id}:%"])
        return [(item, fund, int(pence)) for item, _, fund, pence in cursor.fetchall()]


def reserved(county: County) -> int:
    """What is kept in all."""
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(p.amount_pence), 0) FROM ledger_posting p
               JOIN ledger_account a ON a.id = p.account_id WHERE a.kind = 'RESERVED' AND p.contract_id = %s""",
            [county.made.contract_id],
        )
        return int((cursor.fetchone() or (0,))[0])


def test_a_delivery_is_charged_and_lets_go_what_was_kept_for_it(county: County) -> None:
    stop = a_stop(county, "BED-010", "MAT-012")
    assert reserved(county) > 0
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    assert charges(county, stop.visit_id) == [
        ("delivery", "deliver_5d", "pool", 2_450),
        ("fitting_bed", "", "pool", 2_400),
        ("second_person", "", "pool", 1_850),
    ]
    assert reserved(county) == 0
    assert broken_in(county.scopes["desk"]) == []


def test_a_collection_is_charged_to_who_paid_for_what_is_fetched(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    assert charges(county, visit_id) == [
        ("collection", "collect_5d", "pool", 2_450),
        ("second_person", "", "pool", 1_850),
    ]
    assert broken_in(county.scopes["desk"]) == []


def test_one_visit_for_two_funds_is_shared_by_its_lines(county: County) -> None:
    who, council = someone(county), county.partner("Northdown County Council")
    ours = placed(county, who, *lines("MAT-012"), by="therapist")
    theirs = placed(
        county, who, *lines("MAT-010"), by="therapist",
        funding=Funding(council, care_route=CareRoute.CONTINUING_HEALTH_CARE, from_on=date(2026, 1, 5)),
    )  # fmt: skip
    assert ours.visit_ids == theirs.visit_ids
    run_id = a_run(county)
    booked(county, *ours.visit_ids, run_id=run_id)
    numbers = [
        number
        for order, code in ((ours, "MAT-012"), (theirs, "MAT-010"))
        for number in load(county, run_id, order.lines[0].line_id, code, 1)
    ]
    recorded(county, ours.visit_ids[0], handed_over=handed(*numbers), received=received())
    assert charges(county, ours.visit_ids[0]) == [
        ("delivery", "deliver_5d", "nhs", 1_225),
        ("delivery", "deliver_5d", "pool", 1_225),
    ]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(
    ("code", "charged"),
    [("no_answer", [("failed_visit_person", "", "pool", 1_400)]), ("van_breakdown", [])],
)
def test_a_failed_visit_is_charged_by_whose_reason_it_was(
    county: County, code: str, charged: list[tuple[str, str, str, int]]
) -> None:
    stop = a_stop(county, "MAT-012")
    kept = reserved(county)
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, code))
    assert charges(county, stop.visit_id) == charged
    # It is still to come, so what is kept for it stays.
    assert reserved(county) == kept
    assert broken_in(county.scopes["desk"]) == []


def test_a_report_that_nothing_was_done_is_charged_as_the_failed_visit_that_it_is(county: County) -> None:
    stop = a_stop(county, "MAT-012")
    task = visit_row(county, stop.visit_id)
    with reading(county.scopes["desk"]):
        (one,) = task.tasks.all()
    left = LeftUndone(one.pk, Outcome.REFUSED, "person_refused")
    assert recorded(county, stop.visit_id, undone=(left,)).state == "FAILED"
    assert charges(county, stop.visit_id) == [("failed_visit_person", "", "pool", 1_400)]


def test_a_repair_is_charged_at_its_speed_with_the_parts(county: County) -> None:
    _, done = on_loan(county, "BED-010")
    made = asked(county, done.loans[0].loan_id, asked_for=AskedFor.REPAIR, fault="frame_bent")
    visit_id = made.visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    visit = visit_row(county, visit_id)
    with reading(county.scopes["desk"]):
        (task,) = visit.tasks.all()
    recorded(county, visit_id, seen_to=(SeenTo(task.pk, "frame_bent", ("replaced_part",), 30, 1_999),))
    found = {item: (speed, pence) for item, speed, _, pence in charges(county, visit_id)}
    assert found["repair"][0] == visit.speed_code
    assert found["parts"] == ("", 1_999)
    assert broken_in(county.scopes["desk"]) == []


def test_without_a_fund_a_visit_is_charged_all_the_same_and_waits_in_suspense(county: County) -> None:
    stop = a_stop(county, "MAT-012")
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    assert charges(county, stop.visit_id) == [("delivery", "deliver_5d", "SUSPENSE", 2_450)]
    assert broken_in(county.scopes["desk"]) == []


def test_an_order_that_is_cancelled_on_the_van_is_charged_once(county: County) -> None:
    stop = a_stop(county, "MAT-010", "MAT-012")
    first, second = (line.line_id for line in stop.order.lines)
    cancelled(county, first)
    assert charges_of_order(county, stop.order.order_id) == [("cancelled_after_loading", "pool", 950)]
    cancelled(county, second)
    assert charges_of_order(county, stop.order.order_id) == [("cancelled_after_loading", "pool", 950)]
    assert reserved(county) == 0
    assert broken_in(county.scopes["desk"]) == []


def _bears(county: County, line_id: UUID) -> int:
    with reading(county.scopes["desk"]):
        return sum(one.amount_pence for one in posted(county.scopes["desk"], [line_id], AccountKind.ACTIVITY))


def test_lines_that_are_cancelled_on_the_van_one_by_one_bear_the_charge_together(county: County) -> None:
    stop = a_stop(county, "MAT-010", "MAT-012", "BED-010")
    ids = [line.line_id for line in stop.order.lines]
    for number, line_id in enumerate(ids, 1):
        cancelled(county, line_id)
        assert sum(_bears(county, one) for one in ids) == 950
        assert {_bears(county, one) for one in ids[:number]} <= {950 // number, 950 // number + 1}
    assert charges_of_order(county, stop.order.order_id) == [("cancelled_after_loading", "pool", 950)]
    # What comes after all was not loaded in vain: the others bear it.
    recorded(county, stop.visit_id, handed_over=handed(stop.numbers[0]), received=received())
    assert _bears(county, ids[0]) == sum(pence for *_, pence in charges(county, stop.visit_id))
    assert sum(_bears(county, one) for one in ids[1:]) == 950
    assert broken_in(county.scopes["desk"]) == []


def test_without_a_fund_the_charge_waits_once_for_all_that_was_cancelled_on_the_van(county: County) -> None:
    stop = a_stop(county, "MAT-010", "MAT-012")
    end_rules(call_as(county.scopes["admin"]))
    for line in stop.order.lines:
        cancelled(county, line.line_id)
    with reading(county.scopes["money"]):
        found = open_waiting(county.scopes["money"], "FUND", sort="since", descending=False, offset=0, limit=None)
    assert [one.pence for one in found] == [475, 475]
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_cancelled_on_the_van_and_comes_after_all_is_charged_as_a_delivery_alone(county: County) -> None:
    stop = a_stop(county, "MAT-010", "MAT-012")
    both = tuple(line.line_id for line in stop.order.lines)
    cancel_lines(call_as(county.scopes["desk"]), request=LinesToCancel(both, "no_longer_needed"))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    assert sum(pence for *_, pence in charges(county, stop.visit_id)) > 0
    with reading(county.scopes["desk"]):
        kinds = Entry.objects.filter(item="cancelled_after_loading").order_by("id").values_list("kind", "unit_pence")
        assert list(kinds) == [("CHARGED", 950), ("CORRECTED", -950)]
    assert broken_in(county.scopes["desk"]) == []


def test_what_is_cancelled_in_the_store_is_not_charged(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-012"))
    cancelled(county, order.lines[0].line_id)
    assert charges_of_order(county, order.order_id) == []


def test_a_death_ends_what_is_on_the_van_and_that_is_charged(county: County) -> None:
    stop = a_stop(county, "MAT-012")
    dies(county, stop.who)
    assert charges_of_order(county, stop.order.order_id) == [("cancelled_after_loading", "pool", 950)]
    assert broken_in(county.scopes["desk"]) == []


def test_vouchers_are_handled_once_for_their_order(county: County) -> None:
    order = placed(county, someone(county), *lines("TRF-030", "BTH-050"), by="therapist")
    assert {line.state for line in order.lines} == {"DELIVERED"}
    assert charges_of_order(county, order.order_id) == [("voucher_handling", "pool", 240)]
    assert broken_in(county.scopes["desk"]) == []


def test_a_voucher_that_waited_is_charged_when_it_is_issued(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"), *lines("DLV-016", speed=""))
    assert charges_of_order(county, order.order_id) == []
    give(county, order)
    assert charges_of_order(county, order.order_id) == [("voucher_handling", "pool", 240)]
    assert broken_in(county.scopes["desk"]) == []


def test_what_a_change_of_an_order_makes_of_its_visit_is_kept(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-010", "MAT-012"))
    with reading(county.scopes["desk"]):
        first, second = OrderLine.objects.order_by("position")
    assert (first.visit_pence, second.visit_pence) == (1_225, 1_225)
    sooner = LineRequest("MAT-010", 1, "deliver_next_day")
    wanted = OrderAmendment(order.order_id, 1, "Comes home sooner", changed={first.pk: sooner})
    amend_order(call_as(county.scopes["nurse"]), request=wanted)
    with reading(county.scopes["desk"]):
        first, second = OrderLine.objects.order_by("position")
    assert (first.visit_pence, second.visit_pence) == (3_650, 1_225)
    assert reserved(county) == sum(line.spend_pence + line.visit_pence for line in (first, second))
    assert broken_in(county.scopes["desk"]) == []


def test_a_contract_may_share_its_visits_by_what_the_lines_cost(county: County) -> None:
    row = TermRow("visit_shared_by", "price")
    change_contract_data(call_as(county.scopes["admin"]), request=DataChange(DataKind.TERM, (row,), date(2026, 3, 3)))
    stop = a_stop(county, "MAT-010", "MAT-012")
    with reading(county.scopes["desk"]):
        lines_of = {line.pk: line for line in OrderLine.objects.order_by("position")}
    by_price = split_by_weights(2_450, [line.spend_pence for line in lines_of.values()])
    kept = [line.visit_pence for line in lines_of.values()]
    assert kept == list(by_price) != [1_225, 1_225]
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    with reading(county.scopes["desk"]):
        charged = posted(county.scopes["desk"], lines_of, AccountKind.ACTIVITY)
    assert {one.line_id: one.amount_pence for one in charged} == dict(zip(lines_of, by_price, strict=True))
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_loaded_in_vain_after_all_is_charged_though_an_earlier_charge_was_taken_back(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-012"), *lines(("BDA-020", 1), speed="deliver_next_day"), by="nurse")
    run_id = a_run(county)
    booked(county, *order.visit_ids, run_id=run_id)
    mattress, bumpers = order.lines
    (number,) = load(county, run_id, mattress.line_id, "MAT-012", 1)
    load(county, run_id, bumpers.line_id, "BDA-020", 1)
    cancelled(county, mattress.line_id)
    assert charges_of_order(county, order.order_id) == [("cancelled_after_loading", "pool", 950)]
    with reading(county.scopes["desk"]):
        visit_id = VisitTask.objects.get(line_id=mattress.line_id).visit_id
    recorded(county, visit_id, by="desk", handed_over=handed(number), received=received())
    assert charges_of_order(county, order.order_id) == []
    cancelled(county, bumpers.line_id)
    assert charges_of_order(county, order.order_id) == [("cancelled_after_loading", "pool", 950)]
    assert broken_in(county.scopes["desk"]) == []

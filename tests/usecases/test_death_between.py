"""A death is recorded while somebody orders for the person, or takes an order up again: nothing is left on order. While
the depot puts right what a visit failed for, a voucher is issued again, or people are written to: nobody is sent, and
nothing is issued or written."""

from collections.abc import Callable
from itertools import count
from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.models import OutboxMessage
from handrail.orders.models import OrderLine
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.keep_vouchers import VoucherToCancel, cancel_voucher, issue_voucher_again
from handrail.usecases.place_order import place_order
from handrail.usecases.put_right import PutRight, put_right
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.reinstate_lines import LinesAgain, reinstate_lines
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.tell_people import tell_people
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor
from handrail.vouchers.models import Voucher
from tests.ordering import Someone, lines, placed, someone, with_reasons
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.between import Work, between
from tests.visiting import a_run, asked, booked, on_loan
from tests.vouchers.vouchering import issued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OVER = {"CANCELLED", "REFUSED"}


def ordering(county: County, who: Someone) -> Work:
    wanted = with_reasons(county, who, *lines("MAT-010"))
    call = call_as(county.scopes["nurse"])
    return lambda: place_order(call, request=wanted)


def reinstating(county: County, who: Someone) -> Work:
    line_ids = tuple(line.line_id for line in placed(county, who, *lines("MAT-010")).lines)
    cancel_lines(call_as(county.scopes["nurse"]), request=LinesToCancel(line_ids, "entered_in_error"))
    call = call_as(county.scopes["nurse"])
    return lambda: reinstate_lines(call, request=LinesAgain(line_ids, "It was the wrong one that was cancelled"))


def reconsidering(county: County, who: Someone) -> Work:
    release_ids = placed(county, who, *lines("HST-032"), by="therapist").release_ids
    adviser = county.scopes["adviser"]
    refuse_release(call_as(adviser), request=ReleaseNo(release_ids, "equivalent_in_stock", "A smaller one would do"))
    call = call_as(adviser)
    return lambda: reconsider_release(call, request=ReleaseAgain(release_ids, "It would not"))


def dying(county: County, who_id: UUID) -> Work:
    wanted = LifeEventWanted(who_id, LifeEventKind.DEATH, now().date(), "Her daughter")
    call = call_as(county.scopes["desk"])
    return lambda: record_life_event(call, request=wanted)


@pytest.mark.parametrize("work", [ordering, reinstating, reconsidering])
def test_nothing_is_left_on_order_wherever_a_death_comes_between(
    county: County, work: Callable[[County, Someone], Work]
) -> None:
    for death_first in (True, False):
        for after in count(1):
            who = someone(county)
            taking, death = work(county, who), dying(county, who.id)
            first, second = (death, taking) if death_first else (taking, death)
            *answers, enough = between(first, second, after)
            if not enough:
                break
            states = columns(county.scopes["desk"], OrderLine, "state", order__person_id=who.id)
            assert set(states) <= OVER, (after, answers)
    assert broken_in(county.scopes["desk"]) == []


def test_nobody_is_sent_and_nothing_issued_or_written_where_a_death_is_being_recorded(county: County) -> None:
    """All wait for it, and then see it."""
    desk = county.scopes["desk"]
    stop, done = on_loan(county, "BED-010")
    visit_id = asked(county, done.loans[0].loan_id, asked_for=AskedFor.REPAIR, fault="no_power").visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, "item_faulty_on_arrival"))
    had = issued(county)
    therapist = county.scopes["therapist"]
    cancel_voucher(call_as(therapist), request=VoucherToCancel(had.voucher_id, "Was lost"))
    told = someone(county, contact_by="text", mobile="07700 900123")
    placed(county, told, *lines("MAT-010"))
    right, again = call_as(county.scopes["depot"]), call_as(therapist)
    for who_id, work in (
        (stop.who.id, lambda: put_right(right, request=PutRight(visit_id, "A new lead"))),
        (had.who.id, lambda: issue_voucher_again(again, request=had.voucher_id)),
        (told.id, lambda: tell_people(call_as(county.scopes["system"]))),
    ):
        *_, enough = between(dying(county, who_id), work, 'UPDATE "people_person"')
        assert enough
    assert columns(desk, VisitTask, "id", kind="REPAIR", outcome="OPEN") == []
    assert columns(desk, Voucher, "state") == ["CANCELLED"]
    assert columns(desk, OutboxMessage, "state", person_id=told.id) == []

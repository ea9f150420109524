"""Promise 9 of what has no states: a recall is not lifted, a join parted or a stock take closed before it began."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.usecases.begin_stock_take import TakeWanted, begin_stock_take
from handrail.usecases.close_stock_take import TakeToClose, close_stock_take
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.usecases.tell_apart import PeopleToTellApart, tell_apart
from handrail.usecases.withdraw_apart import ApartToWithdraw, withdraw_apart
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import columns, main_depot

pytestmark = pytest.mark.django_db

type Second = tuple[Callable[..., Any], str, Any]


def lifting(county: County) -> Second:
    wanted = ToRecall("BED-010", "NatPSA/2026/001", "Rails open")
    begun = recall_stock(call_as(county.scopes["depot"]), request=wanted)
    return lift_recall, "depot", ToLift(begun.recall_id, "Mended")


def closing(county: County) -> Second:
    take = begin_stock_take(call_as(county.scopes["depot"]), request=TakeWanted(main_depot(county)))
    return close_stock_take, "depot", TakeToClose(take.take_id)


def parting(county: County) -> Second:
    wanted = PeopleToJoin(someone(county).id, someone(county, name="Peggy Oakes").id, "One person")
    join = join_people(call_as(county.scopes["desk"]), request=wanted)
    return part_people, "desk", PeopleToPart(join.join_id, "Cousins")


def asking_again(county: County) -> Second:
    wanted = PeopleToTellApart(someone(county).id, someone(county, name="Peggy Oakes").id, "Cousins")
    told = tell_apart(call_as(county.scopes["desk"]), request=wanted)
    return withdraw_apart, "desk", ApartToWithdraw(told.apart_id, "One after all")


def withdrawing(county: County) -> Second:
    wanted = LifeEventWanted(someone(county).id, LifeEventKind.DEATH, now().date(), "Her daughter")
    event = record_life_event(call_as(county.scopes["desk"]), request=wanted)
    return withdraw_life_event, "desk", EventToWithdraw(event.life_event_id, "It was her sister")


@pytest.mark.parametrize("first", [lifting, closing, parting, asking_again, withdrawing])
def test_promise_9_what_ends_does_not_end_before_it_began(county: County, first: Callable[[County], Second]) -> None:
    use_case, by, request = first(county)
    with pytest.raises(Refused, match=CallReason.HAPPENED_BEFORE_LAST_STEP):
        use_case(call_as(county.scopes[by], late=timedelta(days=1)), request=request)
    use_case(call_as(county.scopes[by]), request=request)


def test_promise_9_what_a_late_report_settles_is_settled_no_sooner_than_it_happened(county: County) -> None:
    depot = county.scopes["depot"]
    found = receive_returns(call_as(depot), request=Returned(main_depot(county), (ReturnedItem("XX-1"),))).found
    late = call_as(depot, late=timedelta(days=1))
    settle_discrepancy(late, request=Settled((found[0].discrepancy_id,), "Sent on"))
    ((happened_at, settled_at),) = columns(depot, Discrepancy, "happened_at", "settled_at")
    assert settled_at == happened_at

"""Something is added to an order of which all was delivered, while its person dies or moves: nothing comes to the dead,
and nothing to the home that was left. No line is open there for which the two could wait."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.orders.models import OrderLine
from handrail.orders.rules.facts import LineRequest
from handrail.people.models import Address
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases import _life_course as living
from handrail.usecases import amend_order as amending
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.record_life_event import record_life_event
from handrail.visits.rules.report import HandedOver
from tests.ordering import codes
from tests.persons import home
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.between import WAITS_AFTER, Work
from tests.visiting import Stop, a_stop, received, recorded

pytestmark = pytest.mark.django_db(transaction=True)


def answer_of(work: Work) -> Any:
    """What it came to, on a connection of its own; a refusal is an answer too."""
    try:
        return work()
    except Refused as refused:
        return refused
    finally:
        connection.close()


def begins_after(patch: pytest.MonkeyPatch, module: ModuleType, step: str, second: Work) -> Callable[[], Any]:
    """`second` begins once this step of the module is done, and has time to end; it gives what `second` came to."""
    done, begun = getattr(module, step), list[Future[Any]]()
    pool = ThreadPoolExecutor(1)

    def slowly(*args: Any, **kwargs: Any) -> Any:
        found = done(*args, **kwargs)
        patch.setattr(module, step, done)
        begun.append(pool.submit(answer_of, second))
        wait(begun, timeout=4 * WAITS_AFTER)
        return found

    patch.setattr(module, step, slowly)
    return lambda: begun[0].result(timeout=20)


def delivered(county: County) -> Stop:
    """An order with nothing left to bring."""
    stop = a_stop(county, "TOI-030")
    done = HandedOver(line_id=stop.order.lines[0].line_id, quantity=1)
    recorded(county, stop.visit_id, handed_over=(done,), received=received())
    return stop


def adding(county: County, stop: Stop) -> Work:
    call = call_as(county.scopes["nurse"])
    wanted = OrderAmendment(stop.order.order_id, 1, "A frame as well", added=(LineRequest("WLK-011", 1, "deliver_5d"),))
    return lambda: amend_order(call, request=wanted)


def happening(county: County, stop: Stop, kind: LifeEventKind) -> Work:
    call, where = call_as(county.scopes["desk"]), home("CB7 4AB") if kind is LifeEventKind.MOVE else None
    wanted = LifeEventWanted(stop.who.id, kind, now().date(), "Her daughter", new_home=where, things_move=True)
    return lambda: record_life_event(call, request=wanted)


def states(county: County, stop: Stop) -> list[str]:
    return columns(county.scopes["desk"], OrderLine, "state", order_id=stop.order.order_id, position=2)


def left(county: County, stop: Stop) -> bool:
    return columns(county.scopes["desk"], Address, "until_on", id=stop.who.address_id) != [None]


def test_a_death_waits_for_what_is_being_added_and_stops_it(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = delivered(county)
    death = begins_after(monkeypatch, amending, "gather", happening(county, stop, LifeEventKind.DEATH))
    adding(county, stop)()
    assert len(death().stopped_lines) == 1
    assert states(county, stop) == ["CANCELLED"]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(
    ("kind", "why"), [(LifeEventKind.DEATH, "ORDER_PERSON_DIED"), (LifeEventKind.MOVE, "ORDER_ADDRESS_ENDED")]
)
def test_what_is_added_meanwhile_sees_that_somebody_died_or_moved(
    county: County, monkeypatch: pytest.MonkeyPatch, kind: LifeEventKind, why: str
) -> None:
    stop = delivered(county)
    added = begins_after(monkeypatch, living, "contract_data", adding(county, stop))
    happening(county, stop, kind)()
    assert why in codes(added())
    assert states(county, stop) == []
    assert left(county, stop) is (kind is LifeEventKind.MOVE)
    assert broken_in(county.scopes["desk"]) == []

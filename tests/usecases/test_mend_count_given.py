"""A wrong count of what was given for good is put right: stock, gift, line and money say the same again, and what never
came is still to be brought."""

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.loans.models import Gift
from handrail.orders.models import OrderLine
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.models import StockMove
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, Statement
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.move_stock import StockMoved, move_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.record_life_event import record_life_event
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import HandedOver
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, goods, inspected, main_depot, passed
from tests.usecases.test_mend_beyond import differences, owed
from tests.usecases.test_satellite import issued, store
from tests.usecases.test_used_pieces import LOOK, cells, mended
from tests.visiting import Stop, a_stop, handed, recorded

pytestmark = pytest.mark.django_db

FEET = "WLK-070"


def given(county: County) -> list[int]:
    return columns(county.scopes["desk"], Gift, "quantity", mistaken_at=None)


def line(county: County) -> tuple[str, int, int, int]:
    ((state, *counts),) = columns(
        county.scopes["desk"], OrderLine, "state", "quantity", "quantity_delivered", "price_pence"
    )
    quantity, done, price = counts
    return state, quantity, done, price


def to_come(county: County) -> list[int]:
    return columns(county.scopes["desk"], VisitTask, "quantity", outcome="OPEN")


def ready(county: County) -> int:
    assert not broken_in(county.scopes["depot"])
    return cells(county).get("READY", (0, 0))[0]


def at_the_door(county: County, loaded: int, said: int) -> Stop:
    stop = a_stop(county, (FEET, loaded))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=said),))
    assert sum(given(county)) == said
    return stop


@pytest.mark.parametrize(("loaded", "said", "right"), [(4, 4, 1), (4, 4, 0), (1, 6, 1), (2, 6, 3), (1, 6, 0)])
def test_fewer_were_given_at_a_door(county: County, loaded: int, said: int, right: int) -> None:
    stop = at_the_door(county, loaded, said)
    mended(county, code=FEET, order_number=stop.order.number, right_quantity=right)
    assert sum(given(county)) == right
    assert ready(county) == max(0, loaded - right)
    beyond = max(0, right - loaded)
    told = [("HANDED_OVER_EXTRA", beyond), ("NOT_ENOUGH_ON_VAN", beyond)] if beyond else []
    assert differences(county) == told
    state, quantity, done, price = line(county)
    assert (state, done) == (("DELIVERED", 0) if right >= loaded else ("AUTHORISED", right))
    assert to_come(county) == ([loaded - right] if right < loaded else [])
    assert owed(county) == min(right, quantity) * price


def test_more_were_given_than_was_said_and_the_old_move_is_named(county: County) -> None:
    stop = at_the_door(county, 4, 2)
    goods(county, FEET, 3)
    mended(county, code=FEET, order_number=stop.order.number, right_quantity=4)
    assert (given(county), line(county)[0], to_come(county)) == ([4], "DELIVERED", [])
    (old, new) = columns(county.scopes["depot"], StockMove, "id", "mends_id", to_condition=None)
    assert new[1] == old[0]
    mended(county, code=FEET, order_number=stop.order.number, right_quantity=6)
    assert (given(county), ready(county)) == ([6], 1)
    assert owed(county) == 4 * line(county)[3]


def taken(county: County, there: int, typed: int) -> int:
    goods(county, FEET, there)
    move = StockMoved(main_depot(county), store(county), (ItemScan(FEET, there),))
    move_stock(call_as(county.scopes["depot"]), request=move)
    number = issued(county, someone(county), ItemScan(FEET, typed), taken=True).number
    assert number is not None
    return number


def test_a_counter_s_count_is_mended_again_and_again(county: County) -> None:
    number = taken(county, 3, 9)
    for right in (6, 4, 0, 2, 3, 1):
        wanted = Mistake(
            MistakeKind.WRONG_COUNT, store(county), "typed wrongly", code=FEET, order_number=number,
            right_quantity=right,
        )  # fmt: skip
        mend_scan(call_as(county.scopes["desk"]), request=wanted)
        assert (sum(given(county)), ready(county)) == (right, max(0, 3 - right))
        beyond = max(0, right - 3)
        assert differences(county) == ([("NOT_ENOUGH_ON_VAN", beyond)] if beyond else [])
    state, quantity, _, price = line(county)
    assert (state, quantity, owed(county)) == ("DELIVERED", 1, price)


def test_one_move_of_a_counter_is_mended_with_its_gift(county: County) -> None:
    taken(county, 3, 3)
    (move,) = columns(county.scopes["depot"], StockMove, "id", to_condition=None)
    wanted = Mistake(MistakeKind.WRONG_COUNT, store(county), "typed wrongly", move_id=move, right_quantity=1)
    mend_scan(call_as(county.scopes["desk"]), request=wanted)
    assert (given(county), ready(county), line(county)[1]) == ([1], 2, 1)


def test_promise_3_used_pieces_that_never_left_are_used_again(county: County) -> None:
    back = Returned(main_depot(county), (ReturnedItem(FEET, 2),), person_id=someone(county).id,
                    statement=Statement((), InfectionRisk.NO))  # fmt: skip
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, FEET, quantity=2, statement=None)
    passed(county, inspected(FEET, 2, readings={}, kinds=LOOK), put_away=True)
    stop = at_the_door(county, 3, 3)
    assert cells(county)["READY"] == (2, 0)
    mended(county, code=FEET, order_number=stop.order.number, right_quantity=1)
    assert cells(county)["READY"] == (4, 1)
    mended(county, code=FEET, order_number=stop.order.number, right_quantity=0)
    assert cells(county)["READY"] == (5, 2)
    assert not broken_in(county.scopes["depot"])


def test_the_number_that_the_record_says_is_nothing_to_mend(county: County) -> None:
    stop = at_the_door(county, 2, 2)
    with pytest.raises(Refused, match="STOCK_NOTHING_TO_MEND"):
        mended(county, code=FEET, order_number=stop.order.number, right_quantity=2)


def died(county: County, stop: Stop) -> None:
    wanted = LifeEventWanted(stop.who.id, LifeEventKind.DEATH, now().date(), "Her son")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)


@pytest.mark.parametrize("code", [FEET, "BDA-020"])
def test_nothing_is_to_come_to_somebody_who_has_died_by_a_mended_count(county: County, code: str) -> None:
    stop = a_stop(county, (code, 4))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=stop.order.lines[0].line_id, quantity=4),))
    died(county, stop)
    mended(county, code=code, order_number=stop.order.number, right_quantity=1)
    assert (line(county)[:3], to_come(county), ready(county)) == (("CANCELLED", 4, 1), [], 3)
    assert owed(county) == line(county)[3]


def test_what_went_to_another_is_not_to_come_to_somebody_who_has_died(county: County) -> None:
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers))
    died(county, stop)
    other = someone(county, name="Peggy Oakes").id
    wanted = Mistake(
        MistakeKind.WRONG_PERSON, main_depot(county), "next door", code=stop.numbers[0], right_person_id=other
    )
    mend_scan(call_as(county.scopes["desk"]), request=wanted)
    assert line(county)[0] == "CANCELLED"
    assert not broken_in(county.scopes["depot"])

"""Two desks reach for the last item in the same instant: one has it, the other is told at once, every time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import Call
from handrail.orders.models import Allocation
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, StockCell
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.release_allocations import LetGo, release_allocations
from tests.ordering import someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.supplying import authorised

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TRIALS = 200
BED, COUNTED = "BED-010", "BDA-020"


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each came to when all begin in the same instant; a refusal is an answer too."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def desk(county: County, by: str, line_id: UUID) -> Callable[[], Any]:
    """One desk that allocates one line."""
    call: Call = call_as(county.scopes[by])
    wanted = Wanted((LineWanted(line_id),), main_depot(county))
    return lambda: allocate_lines(call, request=wanted)


def test_promise_2_one_of_two_desks_has_the_last_item(county: County) -> None:
    goods(county, BED)
    (first,) = authorised(county, BED)
    (second,) = authorised(county, BED, who=someone(county, name="Arthur Bell"))
    for trial in range(TRIALS):
        answers = at_once(desk(county, "depot", first), desk(county, "desk", second))
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        won = [answer for answer in answers if not isinstance(answer, Refused)]
        assert len(won) == len(refused) == 1, (trial, answers)
        assert refused[0].reasons[0].code is StockReason.NONE_READY
        assert columns(county.scopes["depot"], Allocation, "line_id", ended_at=None) == [won[0].kept[0].line_id]
        release_allocations(call_as(county.scopes["depot"]), request=LetGo((won[0].kept[0].line_id,), "once more"))
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]


def test_promise_3_counted_stock_is_shared_out_once(county: County) -> None:
    goods(county, COUNTED, 3)
    (first,) = authorised(county, (COUNTED, 2))
    (second,) = authorised(county, (COUNTED, 2), who=someone(county, name="Arthur Bell"))
    for trial in range(TRIALS // 4):
        answers = at_once(desk(county, "depot", first), desk(county, "desk", second))
        won = [answer for answer in answers if not isinstance(answer, Refused)]
        assert len(won) == 1, (trial, answers)
        release_allocations(call_as(county.scopes["depot"]), request=LetGo((won[0].kept[0].line_id,), "once more"))
    assert columns(county.scopes["depot"], StockCell, "quantity", condition="READY") == [3]


def test_one_driver_is_put_on_two_vans_of_a_day_only_when_asked(county: County) -> None:
    """Two desks that make a run each in the same instant; neither said `with_both`."""

    def run_of(van: str, day: date) -> Callable[[], Any]:
        wanted = RunWanted(main_depot(county), county.made.vans[van], day, driver_id=county.users["driver"])
        call = call_as(county.scopes["desk"])
        return lambda: make_run(call, request=wanted)

    for n in range(1, 21):
        day = now().date() + timedelta(days=n)
        answers = at_once(run_of("Van 1", day), run_of("Van 2", day))
        assert sum(isinstance(one, Refused) for one in answers) == 1, (n, answers)

"""Two desks ask for the last item in the same instant: one has it, the other is told at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from handrail.simulation.set_up import County
from tests.api.api_calls import Answer, Caller, caller
from tests.ordering import lines, placed, someone
from tests.situations import northdown
from tests.stock_situations import goods, main_depot

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def test_of_two_at_once_exactly_one_has_the_last_item() -> None:
    county = northdown()
    people = [someone(county, name=name) for name in ("Ann Wood", "Bo Rix")]
    desks = [caller(county, key) for key in ("depot", "desk")]
    for _ in range(ROUNDS):
        goods(county, "CUS-010")
        orders = [placed(county, who, *lines("CUS-010")) for who in people]
        wanted = [order.lines[0].line_id for order in orders]
        answers = race(county, desks, wanted)
        assert sorted(answer.status for answer in answers) == [200, 422], [answer.body for answer in answers]
        refused = next(answer for answer in answers if answer.status == 422)
        assert refused.code == "STOCK_NONE_READY"
        assert refused.fields == {"lines.0"}


def race(county: County, desks: list[Caller], wanted: list[UUID]) -> list[Answer]:
    """Each desk asks for stock for its own line at the same moment."""
    start = Barrier(len(desks))
    depot = str(main_depot(county))

    def ask(desk: Caller, line_id: UUID) -> Answer:
        try:
            start.wait(timeout=20)
            return desk.post("/allocations", {"lines": [{"line_id": str(line_id)}], "place_id": depot})
        finally:
            connection.close()

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(ask, desks, wanted))

"""Now and then a small thing goes by post: packed in the afternoon, sent the next day, and recorded when it came."""

from datetime import date, timedelta

import pytest

from handrail.ledger.models import Entry
from handrail.loans.models import Gift
from handrail.simulation.parcels import Parcels
from handrail.simulation.supply import Supply
from handrail.simulation.world import World, clock
from handrail.visits.models import Run
from tests.ordering import lines, placed, someone
from tests.posting import PARCEL, REACHER, SOCK_AID
from tests.promises import broken_in
from tests.situations import northdown
from tests.stock_situations import columns, goods
from tests.supplying import allocated
from tests.visiting import visit_row

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 3)
BUMPERS = "BDA-020"


def test_what_may_go_by_post_is_sent_and_what_may_not_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    monkeypatch.setattr("handrail.simulation.parcels.SENDS", 1)
    small, heavy = (
        placed(county, someone(county, name=name), *lines(*codes), by="nurse")
        for name, codes in (("Ada Low", (REACHER, SOCK_AID)), ("Ida High", (BUMPERS,)))
    )
    for code in (REACHER, SOCK_AID, BUMPERS):
        goods(county, code)
    allocated(county, *(line.line_id for order in (small, heavy) for line in order.lines))
    world = World(county, seed=1, begins=clock(FIRST, 11))
    Parcels(world, Supply(world)).begin(FIRST, FIRST + timedelta(days=7))
    world.until(clock(FIRST + timedelta(days=8), 0))
    desk = county.scopes["desk"]
    states = [visit_row(county, order.visit_ids[0]).state for order in (small, heavy)]
    assert states == ["COMPLETED", "UNBOOKED"]
    assert columns(desk, Run, "state") == ["CLOSED"]
    assert len(columns(desk, Gift, "id")) == 2
    assert columns(county.scopes["money"], Entry, "kind", item=PARCEL) == ["CHARGED"]
    assert broken_in(desk) == []

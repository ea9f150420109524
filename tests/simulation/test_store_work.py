"""The store of a walked history answers what was said of a thing in a home before it passes."""

from types import SimpleNamespace
from typing import Any

import pytest

from handrail.simulation import store_work
from handrail.simulation.look import reported_unsafe
from handrail.simulation.store_work import Store
from handrail.simulation.supply import Brought
from handrail.stock.models import Asset, Inspection
from tests.situations import call_as, northdown
from tests.stock_situations import columns, main_depot
from tests.web.depot.test_reported_items import came_back

pytestmark = pytest.mark.django_db


def test_what_was_reported_as_not_safe_passes_with_an_answer() -> None:
    county = northdown()
    number = came_back(county)
    depot = county.scopes["depot"]
    assert reported_unsafe(depot, [number, "A999999"]) == {number}
    world: Any = SimpleNamespace(scope={"depot": depot}.__getitem__, call=lambda keeper: call_as(county.scopes[keeper]))
    store: Any = SimpleNamespace(
        world=world, base=SimpleNamespace(keeper="depot"), place_id=main_depot(county), broken=[],
        clean=[Brought(number, "BDA-010", 1, "")],
        _chance=SimpleNamespace(random=lambda: 0.5, choice=lambda grades: grades[-1]),
    )  # fmt: skip
    store._inspected = lambda piece, *, answer: Store._inspected(store, piece, answer=answer)
    Store.test(store)
    assert columns(depot, Asset, "state") == ["READY"]
    assert columns(depot, Inspection, "defects") == [store_work.ANSWER]

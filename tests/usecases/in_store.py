"""What tests of the work in a store stand on: things that lie there dirty, and how things stand."""

from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.stock.codes import ClearedFor
from handrail.stock.models import (
    Asset,
    StockCell,
)
from handrail.stock.states import AssetState
from handrail.usecases.lift_quarantine import Cleared, lift_quarantine
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from tests.situations import call_as
from tests.stock_situations import (
    columns,
    main_depot,
    scans,
)  # fmt: skip

BED, HOIST, COUNTED = "BED-010", "HST-010", "BDA-020"


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


def cell(county: County, condition: AssetState) -> int:
    found = columns(
        county.scopes["depot"], StockCell, "quantity", condition=condition.value, place_id=main_depot(county)
    )
    return sum(found)


def state_of(county: County, number: str) -> AssetState:
    (state,) = columns(county.scopes["depot"], Asset, "state", number=number)
    return AssetState(state)


def bring_back(county: County, number: str) -> None:
    """The item stands in the depot, dirty: by way of quarantine, so that these tests need no loan."""
    depot = county.scopes["depot"]
    place = main_depot(county)
    quarantine_stock(call_as(depot), request=SetApart(place, scans(number), "found wet"))
    lift_quarantine(call_as(depot), request=Cleared(place, scans(number), ClearedFor.CLEAN, "to be washed"))


def dirty_counted(county: County, quantity: int) -> None:
    depot, place = county.scopes["depot"], main_depot(county)
    items = scans(COUNTED, quantity=quantity)
    quarantine_stock(call_as(depot), request=SetApart(place, items, "found wet"))
    lift_quarantine(call_as(depot), request=Cleared(place, items, ClearedFor.CLEAN, "to be washed"))

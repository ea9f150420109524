"""Levels of a satellite store: set, changed, and refused where they make no sense."""

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.queries import low_levels
from handrail.usecases.keep_levels import Level, LevelsWanted, keep_levels
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db(transaction=True)


def keep(county: County, *levels: Level) -> None:
    request = LevelsWanted(county.made.depots[HOSPITAL_STORE], levels)
    keep_levels(call_as(county.scopes["depot"]), request=request)


def low(county: County) -> list[tuple[str, int]]:
    with reading(county.scopes["depot"]):
        return [(row.product_code, row.wanted) for row in low_levels(county.scopes["depot"])]


def test_levels_are_set_and_changed() -> None:
    county = northdown()
    keep(county, Level("WLK-031", 6, 2), Level("TOI-010", 4, 1))
    assert low(county) == [("TOI-010", 4), ("WLK-031", 6)]
    keep(county, Level("WLK-031", 9, 2))
    assert low(county) == [("TOI-010", 4), ("WLK-031", 9)]


def test_a_store_need_not_keep_a_product_any_more() -> None:
    county = northdown()
    keep(county, Level("WLK-031", 6, 2), Level("TOI-010", 4, 1))
    keep(county, Level("WLK-031", 0, 0))
    assert low(county) == [("TOI-010", 4)]


def test_what_makes_no_sense_is_refused_at_its_line() -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        keep(county, Level("NONE-1", 6, 2), Level("TOI-010", 2, 2), Level("WLK-031", 20_000, 1), Level("WLK-031", 4, 1))
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        (StockReason.NOT_A_PRODUCT, "levels.0"),
        (StockReason.LEVEL_NOT_ABOVE_REFILL, "levels.1"),
        (StockReason.QUANTITY_HUGE, "levels.2"),
        (StockReason.SCANNED_TWICE, "levels.3"),
    ]
    assert low(county) == []


def test_no_levels_are_refused() -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        keep(county)
    assert refused.value.reasons[0].code is StockReason.NOTHING_SCANNED

"""Situations of the store: goods on the shelf, an item in each state. Made by walking the real use cases.
Refuses to write a row itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import County
from handrail.stock.codes import InspectionVerdict
from handrail.stock.models import Discrepancy
from handrail.stock.plans import ItemScan
from handrail.stock.rules.care import InfectionRisk, InspectionKind, Statement
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.inspect import Inspected, InspectedItem, inspect
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from tests.situations import call_as

TESTED = date(2026, 3, 1)
READINGS = {"insulation_megaohm": Decimal("20.5"), "earth_continuity_ohm": Decimal("0.1")}


def main_depot(county: County) -> UUID:
    """The depot in Huntingdon, which is its own place."""
    return county.made.depots[MAIN_DEPOT]


def goods(county: County, code: str, quantity: int = 1, *, days_ago: int = 5, **line: Any) -> tuple[str, ...]:
    """New goods of a product on the shelf of the main depot, tested; the asset numbers of serialised ones."""
    at = now() - timedelta(days=days_ago)
    done = receive_goods(
        call_as(county.scopes["depot"], at=at),
        request=GoodsIn(
            main_depot(county),
            (GoodsLine(code, quantity, tested_on=at.date(), examined_on=at.date(), **line),),
            put_away=True,
        ),
    )
    return tuple(item.number for item in done.items if item.number)


def settled(county: County) -> None:
    """Everything that was found to differ is settled, and what was set apart for it goes to be cleaned."""
    ids = tuple(columns(county.scopes["depot"], Discrepancy, "id", settled_at=None))
    settle_discrepancy(call_as(county.scopes["depot"]), request=Settled(ids, "looked into", to_clean=True))


def booked_in(county: County, *codes: str) -> None:
    """Things from the shelf come back, as nobody expected, and what is behind it is settled: they are to be cleaned."""
    items = tuple(ReturnedItem(code) for code in codes)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), items))
    settled(county)


def scans(*codes: str, quantity: int | None = None) -> tuple[ItemScan, ...]:
    """Scans of these codes."""
    return tuple(ItemScan(code, quantity) for code in codes)


NOTHING_KNOWN = Statement((), InfectionRisk.UNKNOWN)


def clean(
    county: County,
    *codes: str,
    quantity: int | None = None,
    statement: Statement | None = NOTHING_KNOWN,
    steps: tuple[CleanStep, ...] = (CleanStep("wash_chamber", 60),),
    reason: str = "As its label says",
    **call: Any,
) -> Any:
    """Clean what came back, in the main depot, stating what it was in contact with; as a bed is, unless said."""
    return decontaminate(
        call_as(county.scopes["depot"], **call),
        request=Cleaned(main_depot(county), scans(*codes, quantity=quantity), steps, statement, reason),
    )


def inspected(code: str, quantity: int | None = None, **changed: Any) -> InspectedItem:
    """An inspection that passes, with readings."""
    given: dict[str, Any] = {
        "item": ItemScan(code, quantity),
        "kinds": (InspectionKind.LOOK, InspectionKind.ELECTRICAL_TEST, InspectionKind.EXAMINATION),
        "verdict": InspectionVerdict.PASS,
        "readings": READINGS,
        "condition_grade": "good",
    }
    return InspectedItem(**{**given, **changed})


def passed(county: County, *items: InspectedItem, put_away: bool = False, **call: Any) -> Any:
    """Inspect items in the main depot."""
    return inspect(call_as(county.scopes["depot"], **call), request=Inspected(main_depot(county), items, put_away))


def seen(scope: Scope, model: Any, **filters: Any) -> list[Any]:
    """Rows as the user sees them, by key."""
    with reading(scope):
        return list(model.objects.filter(**filters).order_by("pk"))


def columns(scope: Scope, model: Any, *names: str, **filters: Any) -> list[Any]:
    """One or more columns of the rows the user sees, by key."""
    with reading(scope):
        return list(model.objects.filter(**filters).order_by("pk").values_list(*names, flat=len(names) == 1))


@contextmanager
def at_most(statements: int) -> Iterator[None]:
    """Fail when the block needs more statements than this, transaction control not counted."""
    with CaptureQueriesContext(connection) as captured:
        yield
    made = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS"))
    ]
    assert len(made) <= statements, "\n\n".join(made)

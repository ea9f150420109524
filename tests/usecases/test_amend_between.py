"""An order is changed while it is loaded, cancelled or changed by somebody else, and cancelled while a crew hands it
over: the second runs between every two statements of the first. One wins, or both are done one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.orders.models import Allocation, OrderLine
from handrail.orders.rules.facts import LineRequest
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.load_run import Loading, load_run
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import DoorReport
from tests.ordering import codes, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, scans
from tests.supplying import allocated
from tests.usecases.between import Work, between
from tests.visiting import Stop, a_run, a_stop, booked, handed, received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MATTRESS, OTHER, SOFT = "MAT-010", "MAT-012", "MAT-014"


@dataclass(frozen=True)
class Kept:
    """An ordered mattress that is kept for its line and on a run, not yet on its van."""

    county: County
    order_id: UUID
    line_id: UUID
    run_id: UUID
    number: str

    def amending(self, code: str = OTHER) -> Work:
        """Another mattress instead."""
        call = call_as(self.county.scopes["nurse"])
        changed = {self.line_id: LineRequest(code, 1, "deliver_5d")}
        return lambda: amend_order(call, request=OrderAmendment(self.order_id, 1, "A softer one", changed))

    def loading(self) -> Work:
        call = call_as(self.county.scopes["depot"])
        return lambda: load_run(call, request=Loading(self.run_id, scans(self.number)))

    def cancelling(self) -> Work:
        call = call_as(self.county.scopes["nurse"])
        return lambda: cancel_lines(call, request=LinesToCancel((self.line_id,), "no_longer_needed"))

    def line(self) -> Any:
        (found,) = columns(self.county.scopes["desk"], OrderLine, "state", "product__code", order_id=self.order_id)
        return found

    def item(self) -> Any:
        (found,) = columns(self.county.scopes["desk"], Asset, "state", number=self.number)
        return found

    def left_over(self) -> tuple[list[Any], list[Any]]:
        """What is still kept for the line, and what is still to be done for it at the door."""
        desk = self.county.scopes["desk"]
        return (
            columns(desk, Allocation, "asset__number", line_id=self.line_id, ended_at=None),
            columns(desk, VisitTask, "outcome", line_id=self.line_id, outcome="OPEN"),
        )


def kept(county: County, run_id: UUID) -> Kept:
    goods(county, MATTRESS)
    order = placed(county, someone(county), *lines(MATTRESS))
    line_id = order.lines[0].line_id
    number = allocated(county, line_id).kept[0].items[0].number
    booked(county, *order.visit_ids, run_id=run_id)
    return Kept(county, order.order_id, line_id, run_id, number)


def trials(
    county: County, one: Callable[[Kept], Work], other: Callable[[Kept], Work]
) -> Iterator[tuple[Kept, Any, Any]]:
    """What both came to, wherever the second began; then the same with the two changed over."""
    run_id = a_run(county)
    for turned in (False, True):
        for after in count(1):
            case = kept(county, run_id)
            works = (one(case), other(case))
            first, second, enough = between(works[turned], works[not turned], after)
            if not enough:
                break
            yield case, *((second, first) if turned else (first, second))
    assert broken_in(county.scopes["desk"]) == []


def refusals(*answers: Any) -> list[Refused]:
    return [answer for answer in answers if isinstance(answer, Refused)]


def test_an_order_is_changed_or_loaded(county: County) -> None:
    for case, amended, loaded in trials(county, Kept.amending, Kept.loading):
        (refused,) = refusals(amended, loaded)
        if refused is loaded:
            assert (case.line(), case.item()) == (("AUTHORISED", OTHER), "READY")
            assert case.left_over() == ([], ["OPEN"])
            assert codes(refused) <= {"STOCK_NOT_ON_LIST", "STALE"}
        else:
            assert (case.line(), case.item()) == (("LOADED", MATTRESS), "LOADED")
            assert case.left_over() == ([case.number], ["OPEN"])
            assert codes(refused) <= {"AMEND_NOT_AMENDABLE", "STALE"}


def test_an_order_is_changed_and_cancelled(county: County) -> None:
    """A change that comes first is cancelled with the rest; one that comes second finds nothing to change."""
    for case, amended, cancelled in trials(county, Kept.amending, Kept.cancelling):
        assert not isinstance(cancelled, Refused)
        assert case.line() == ("CANCELLED", MATTRESS if isinstance(amended, Refused) else OTHER)
        assert (case.item(), case.left_over()) == ("READY", ([], []))


def test_of_two_changes_of_one_order_one_is_made(county: County) -> None:
    for case, first, second in trials(county, Kept.amending, lambda case: case.amending(SOFT)):
        (refused,) = refusals(first, second)
        assert codes(refused) == {"STALE"}
        assert case.line() == ("AUTHORISED", SOFT if refused is first else OTHER)
        assert (case.item(), case.left_over()) == ("READY", ([], ["OPEN"]))


def delivering(stop: Stop) -> Work:
    call = call_as(stop.county.scopes["driver"])
    report = DoorReport(visit_id=stop.visit_id, handed_over=handed(*stop.numbers), received=received(), other_day=True)
    return lambda: complete_visit(call, request=report)


def cancelling(stop: Stop) -> Work:
    call = call_as(stop.county.scopes["nurse"])
    wanted = LinesToCancel(tuple(line.line_id for line in stop.order.lines), "no_longer_needed")
    return lambda: cancel_lines(call, request=wanted)


def test_what_is_handed_over_is_not_cancelled(county: County) -> None:
    """A crew records what has happened: what was cancelled a moment before is handed over all the same, and said."""
    day = count(1)
    for turned in (False, True):
        for after in count(1, 3):
            stop = a_stop(county, MATTRESS, days=next(day))
            (line_id,) = (line.line_id for line in stop.order.lines)
            works = (delivering(stop), cancelling(stop))
            first, second, enough = between(works[turned], works[not turned], after)
            if not enough:
                break
            done, cancelled = (second, first) if turned else (first, second)
            desk = county.scopes["desk"]
            found = columns(desk, Discrepancy, "kind", asset__number=stop.numbers[0])
            (state,) = columns(desk, OrderLine, "state", id=line_id)
            assert not isinstance(done, Refused), (after, done)
            assert columns(desk, Asset, "state", number=stop.numbers[0]) == ["ON_LOAN"]
            if isinstance(cancelled, Refused):
                assert (state, found) == ("DELIVERED", [])
            else:
                assert (state, found) == ("DELIVERED", ["HANDED_OVER_CANCELLED"])
    assert broken_in(county.scopes["desk"]) == []

"""What goes out before its approval is reviewed once, whatever happens to its order meanwhile."""

from dataclasses import replace
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.orders.models import OrderLine, Release
from handrail.orders.queries.orders import steps_of
from handrail.orders.rules.basis import Basis
from handrail.orders.rules.facts import LineRequest
from handrail.simulation.set_up import County
from handrail.stock.models import Asset
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.reconsider_release import ReleaseAgain, reconsider_release
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.models import Run
from tests.ordering import lines, placed, someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.supplying import allocated, on_a_run
from tests.visiting import handed, received, recorded

pytestmark = pytest.mark.django_db
BED = "BED-010"


def urgent(county: County) -> OrderPlaced:
    """A bed within four hours, above the nurse's authority."""
    return placed(county, someone(county), *lines(BED, speed="deliver_4h"))


def on_the_van(county: County, order: OrderPlaced) -> tuple[str, UUID]:
    """The number of the bed, loaded for its order, and its visit."""
    (number,) = goods(county, BED)
    ids = (order.lines[0].line_id,)
    allocated(county, *ids)
    load_run(call_as(county.scopes["depot"]), request=Loading(on_a_run(county, *ids), scans(number)))
    return number, order.visit_ids[0]


def left_there(county: County, order: OrderPlaced) -> None:
    number, visit_id = on_the_van(county, order)
    recorded(county, visit_id, by="desk", handed_over=handed(number), received=received(), other_day=True)


def releases(county: County) -> list[tuple[UUID, str, bool]]:
    return columns(county.scopes["nurse"], Release, "id", "state", "afterwards")


@pytest.mark.parametrize("how_far", ["asked for", "on the van", "with the person"])
def test_something_more_on_the_order_does_not_end_the_review(county: County, how_far: str) -> None:
    order = urgent(county)
    if how_far == "on the van":
        on_the_van(county, order)
    elif how_far == "with the person":
        left_there(county, order)
    added = OrderAmendment(order.order_id, 1, "One more", added=(LineRequest("TOI-030", 1, "deliver_5d"),))
    amend_order(call_as(county.scopes["nurse"]), request=added)
    assert releases(county) == [(order.release_ids[0], "PENDING", True)]
    assert give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids)).lines == ()


def test_a_review_of_what_is_decided_anew_gives_way_to_the_new_one(county: County) -> None:
    order = urgent(county)
    again = {order.lines[0].line_id: LineRequest("BED-020", 1, "deliver_4h")}
    amended = OrderAmendment(order.order_id, 1, "A wider one", changed=again)
    with pytest.raises(Refused) as refused:
        amend_order(call_as(county.scopes["nurse"]), request=amended)
    reasons = {str(reason.field).removeprefix("reasons."): "Seen at home" for reason in refused.value.reasons}
    amend_order(call_as(county.scopes["nurse"]), request=replace(amended, reasons=reasons))
    assert sorted(state for _, state, _ in releases(county)) == ["PENDING", "WITHDRAWN"]


def refused_and_looked_at_again(county: County, order: OrderPlaced) -> None:
    adviser = call_as(county.scopes["adviser"])
    refuse_release(adviser, request=ReleaseNo(order.release_ids, "equivalent_in_stock", "Use foam"))
    again = ReleaseAgain(order.release_ids, "It was a slip")
    reconsider_release(call_as(county.scopes["adviser"]), request=again)


def test_a_review_that_is_looked_at_again_stays_a_review_of_what_is_with_the_person(county: County) -> None:
    order = urgent(county)
    left_there(county, order)
    refused_and_looked_at_again(county, order)
    assert columns(county.scopes["nurse"], OrderLine, "state") == ["DELIVERED"]
    assert releases(county) == [(order.release_ids[0], "PENDING", True)]
    with reading(county.scopes["nurse"]):
        bases = [step.basis for step in steps_of(county.scopes["nurse"], order.order_id) if step.basis]
    assert bases == [Basis.BEFORE_APPROVAL]


def test_what_was_stopped_on_the_van_is_unloaded_before_it_is_looked_at_again(county: County) -> None:
    """Else it lay on the van for nobody, no unloading took it off, and the line got a second bed."""
    order = urgent(county)
    number, _ = on_the_van(county, order)
    with pytest.raises(Refused, match="RELEASE_STILL_ON_VAN"):
        refused_and_looked_at_again(county, order)
    (run_id,) = columns(county.scopes["desk"], Run, "id")
    unload_run(call_as(county.scopes["depot"]), request=Unloading(run_id, main_depot(county)))
    again = ReleaseAgain(order.release_ids, "It was a slip")
    reconsider_release(call_as(county.scopes["adviser"]), request=again)
    assert columns(county.scopes["depot"], Asset, "state", number=number) == ["READY"]
    assert columns(county.scopes["nurse"], OrderLine, "state") == ["AWAITING_AUTHORITY"]


def test_what_was_stopped_by_its_review_says_how_it_first_went(county: County) -> None:
    order = urgent(county)
    refused_and_looked_at_again(county, order)
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids))
    with reading(county.scopes["nurse"]):
        bases = [step.basis for step in steps_of(county.scopes["nurse"], order.order_id) if step.basis]
    assert sorted(bases) == [Basis.APPROVED, Basis.BEFORE_APPROVAL]


def test_a_release_whose_lines_end_one_after_the_other_waits_for_nobody(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    for line in order.lines:
        cancel_lines(call_as(county.scopes["nurse"]), request=LinesToCancel((line.line_id,), "no_longer_needed"))
    assert [state for _, state, _ in releases(county)] == ["WITHDRAWN"]

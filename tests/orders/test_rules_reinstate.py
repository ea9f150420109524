"""Whether cancelled lines can be taken up again: each reason against, at its field, and all of them at once."""

from uuid import UUID

import pytest

from handrail.orders.rules.reinstate import ReinstateReason, reasons_against_reinstating
from handrail.orders.states import LineState

ORDER, OTHER = UUID(int=1), UUID(int=2)
CANCELLED = (ORDER, 1, LineState.CANCELLED)


def test_lines_of_one_order_that_were_cancelled_are_taken_up_again_for_a_reason() -> None:
    lines = [CANCELLED, (ORDER, 2, LineState.CANCELLED)]
    assert reasons_against_reinstating(iter(lines), reason="a slip", still_on_van=False) == ()


@pytest.mark.parametrize("state", sorted(set(LineState) - {LineState.CANCELLED}))
def test_what_was_not_cancelled_is_named_by_its_place_and_state(state: LineState) -> None:
    (found,) = reasons_against_reinstating([CANCELLED, (ORDER, 2, state)], reason="a slip", still_on_van=False)
    assert (found.code, found.field) == (ReinstateReason.NOT_CANCELLED, "line_ids")
    assert found.params == (("line", 2), ("state", state.value))


@pytest.mark.parametrize(
    ("lines", "reason", "still_on_van", "code", "field"),
    [
        ([], "a slip", False, ReinstateReason.NO_LINES, "line_ids"),
        ([CANCELLED, (OTHER, 1, LineState.CANCELLED)], "a slip", False, ReinstateReason.SEVERAL_ORDERS, "line_ids"),
        ([CANCELLED], "a slip", True, ReinstateReason.STILL_ON_VAN, "line_ids"),
        ([CANCELLED], "", False, ReinstateReason.REASON_MISSING, "reason"),
        ([CANCELLED], " \n", False, ReinstateReason.REASON_MISSING, "reason"),
    ],
)
def test_each_reason_against_is_told_at_its_field(
    lines: list[tuple[UUID, int, LineState]], reason: str, still_on_van: bool, code: ReinstateReason, field: str
) -> None:
    (found,) = reasons_against_reinstating(lines, reason=reason, still_on_van=still_on_van)
    assert (found.code, found.field) == (code, field)


def test_all_that_stands_against_it_is_told_at_once() -> None:
    found = reasons_against_reinstating([(OTHER, 1, LineState.LOADED), CANCELLED], reason=" ", still_on_van=True)
    assert {reason.code for reason in found} == set(ReinstateReason) - {ReinstateReason.NO_LINES}

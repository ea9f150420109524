"""Which vouchers may be cancelled, and in whose place another may be issued."""

import pytest

from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.rules.ending import ended_by, reasons_against_another, reasons_against_cancelling
from handrail.vouchers.states import VoucherState

S, R = VoucherState, VoucherReason


@pytest.mark.parametrize(
    ("state", "against_cancelling", "against_another"),
    [
        (S.ISSUED, [], [R.STILL_HOLDS]),
        (S.REDEEMED, [R.REDEEMED], [R.REDEEMED]),
        (S.EXPIRED, [R.EXPIRED], []),
        (S.CANCELLED, [R.CANCELLED], []),
    ],
)
def test_only_one_that_holds_ends_and_only_the_last_that_ended_has_another(
    state: VoucherState, against_cancelling: list[VoucherReason], against_another: list[VoucherReason]
) -> None:
    assert [one.code for one in reasons_against_cancelling(state, "Has one")] == against_cancelling
    assert [one.code for one in reasons_against_another(state, is_newest=True)] == against_another
    assert [one.code for one in reasons_against_another(state, is_newest=False)] == (
        against_another or [R.ANOTHER_ISSUED]
    )
    assert ended_by(state) == next(iter(against_cancelling), None)

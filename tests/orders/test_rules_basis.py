"""On what a line was authorised: kept in its history in words that name no approver where nobody approved."""

import pytest

from handrail.orders.rules.basis import Basis, basis_of, reason_kept, reason_written


@pytest.mark.parametrize("written", ["", "The family asked: a wider bed"])
def test_the_rule_is_kept_beside_what_was_written(written: str) -> None:
    kept = reason_kept(written, before_approval=True)
    assert basis_of("SUBMITTED", "AUTHORISED", kept) is Basis.BEFORE_APPROVAL
    assert reason_written(kept) == written
    assert reason_written(reason_kept(written, before_approval=False)) == written


@pytest.mark.parametrize(
    ("before", "after", "basis"),
    [
        ("SUBMITTED", "AUTHORISED", Basis.WITHIN_AUTHORITY),
        ("AWAITING_AUTHORITY", "AUTHORISED", Basis.APPROVED),
        ("ALLOCATED", "AUTHORISED", None),
        ("DRAFT", "SUBMITTED", None),
    ],
)
def test_each_step_goes_on_something_or_is_another(before: str, after: str, basis: Basis | None) -> None:
    assert basis_of(before, after, "") is basis

"""On what a line was authorised: never in words that name an approver where nobody approved."""

import pytest

from handrail.orders.rules.basis import Basis, basis_of


@pytest.mark.parametrize(
    ("before", "after", "reviewed", "basis"),
    [
        ("SUBMITTED", "AUTHORISED", False, Basis.WITHIN_AUTHORITY),
        ("SUBMITTED", "AUTHORISED", True, Basis.BEFORE_APPROVAL),
        ("AWAITING_AUTHORITY", "AUTHORISED", False, Basis.APPROVED),
        ("AWAITING_AUTHORITY", "AUTHORISED", True, Basis.APPROVED),
        ("ALLOCATED", "AUTHORISED", False, None),
        ("ALLOCATED", "AUTHORISED", True, None),
        ("DRAFT", "SUBMITTED", False, None),
        ("DRAFT", "SUBMITTED", True, None),
        (None, "DRAFT", True, None),
    ],
)
def test_each_step_goes_on_something_or_is_another(
    before: str | None, after: str, reviewed: bool, basis: Basis | None
) -> None:
    assert basis_of(before, after, reviewed_afterwards=reviewed) is basis

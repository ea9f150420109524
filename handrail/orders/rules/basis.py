"""Owns: on what a line was authorised: the prescriber's own authority, a release, or the contract's rule before one.
Refuses: to name anybody as the approver of what nobody has approved yet; to read a rule out of what somebody wrote."""

from enum import StrEnum

from handrail.orders.states import LineState


class Basis(StrEnum):
    """On what a line goes. `BEFORE_APPROVAL`: by the contract's rule, asked by the prescriber; whoever reviews it
    afterwards is the approver."""

    WITHIN_AUTHORITY = "WITHIN_AUTHORITY"
    BEFORE_APPROVAL = "BEFORE_APPROVAL"
    APPROVED = "APPROVED"


def basis_of(before: str | None, after: str, *, reviewed_afterwards: bool) -> Basis | None:
    """On what this step authorised the line; None: it was another kind of step. `reviewed_afterwards`: with the step a
    review of what goes out before its approval was asked for."""
    if after != LineState.AUTHORISED:
        return None
    if before == LineState.AWAITING_AUTHORITY:
        return Basis.APPROVED
    if before != LineState.SUBMITTED:
        return None
    return Basis.BEFORE_APPROVAL if reviewed_afterwards else Basis.WITHIN_AUTHORITY

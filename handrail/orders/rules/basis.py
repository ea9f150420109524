"""Owns: on what a line was authorised: the prescriber's own authority, a release, or the contract's rule before one.
Refuses: to name anybody as the approver of what nobody has approved yet."""

from enum import StrEnum

from handrail.orders.states import LineState


class Basis(StrEnum):
    """On what a line goes. `BEFORE_APPROVAL`: by the contract's rule, asked by the prescriber; whoever reviews it
    afterwards is the approver."""

    WITHIN_AUTHORITY = "WITHIN_AUTHORITY"
    BEFORE_APPROVAL = "BEFORE_APPROVAL"
    APPROVED = "APPROVED"


def reason_kept(reason: str, *, before_approval: bool) -> str:
    """What stands in the history of a line: what was written, and by which rule it went where nobody approved it."""
    if not before_approval:
        return reason
    return f"{Basis.BEFORE_APPROVAL}: {reason}" if reason else Basis.BEFORE_APPROVAL.value


def reason_written(kept: str) -> str:
    """What was written by somebody, without the rule."""
    rule, _, written = kept.partition(": ")
    return written if rule == Basis.BEFORE_APPROVAL else kept


def basis_of(before: str | None, after: str, kept: str) -> Basis | None:
    """On what this step authorised the line; None: it was another kind of step."""
    if after != LineState.AUTHORISED:
        return None
    if before == LineState.AWAITING_AUTHORITY:
        return Basis.APPROVED
    if before != LineState.SUBMITTED:
        return None
    by_rule = kept.partition(": ")[0] == Basis.BEFORE_APPROVAL
    return Basis.BEFORE_APPROVAL if by_rule else Basis.WITHIN_AUTHORITY

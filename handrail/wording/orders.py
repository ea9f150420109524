"""Words for orders: states of lines and releases, and on what a line goes ahead.
Refuses nothing; see `wording.say`."""

from handrail.orders.rules.basis import Basis
from handrail.orders.states import LineState, ReleaseState
from handrail.wording.family import Family

FAMILIES = (
    Family(
        LineState,
        {
            LineState.DRAFT: "Draft",
            LineState.SUBMITTED: "Ordered",
            LineState.AWAITING_AUTHORITY: "Waiting for approval",
            LineState.RETURNED_FOR_INFORMATION: "More information needed",
            LineState.REFUSED: "Not approved",
            LineState.AUTHORISED: "Going ahead",
            LineState.ALLOCATED: "Item reserved",
            LineState.BACK_ORDERED: "Waiting for stock",
            LineState.PICKED: "Picked",
            LineState.LOADED: "On the van",
            LineState.DELIVERED: "Delivered",
            LineState.CANCELLED: "Cancelled",
        },
        {
            LineState.SUBMITTED: "blue",
            LineState.AWAITING_AUTHORITY: "yellow",
            LineState.RETURNED_FOR_INFORMATION: "orange",
            LineState.REFUSED: "red",
            LineState.AUTHORISED: "blue",
            LineState.ALLOCATED: "aqua-green",
            LineState.BACK_ORDERED: "orange",
            LineState.PICKED: "aqua-green",
            LineState.LOADED: "purple",
            LineState.DELIVERED: "green",
        },
    ),
    Family(
        ReleaseState,
        {
            ReleaseState.PENDING: "Waiting for a decision",
            ReleaseState.GIVEN: "Approved",
            ReleaseState.RETURNED: "More information needed",
            ReleaseState.REFUSED: "Not approved",
            ReleaseState.WITHDRAWN: "No longer needed",
        },
        {
            ReleaseState.PENDING: "yellow",
            ReleaseState.GIVEN: "green",
            ReleaseState.RETURNED: "orange",
            ReleaseState.REFUSED: "red",
        },
    ),
    Family(
        Basis,
        {
            Basis.WITHIN_AUTHORITY: "Going ahead, within the prescriber's authority",
            Basis.BEFORE_APPROVAL: "Released before approval, by the contract's rule",
            Basis.APPROVED: "Approved",
        },
    ),
)

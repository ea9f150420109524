"""Words for loans: their states and how they end.
Refuses nothing; see `wording.say`."""

from handrail.loans.states import EndReason, LoanState, StillUsed, ToldHow
from handrail.wording.family import Family

FAMILIES = (
    Family(
        LoanState,
        {
            LoanState.ACTIVE: "On loan",
            LoanState.REVIEW_DUE: "Review due",
            LoanState.RETURN_REQUESTED: "Collection asked for",
            LoanState.ENDED: "Ended",
        },
        {LoanState.ACTIVE: "blue", LoanState.REVIEW_DUE: "yellow", LoanState.RETURN_REQUESTED: "purple"},
    ),
    Family(
        EndReason,
        {
            EndReason.RETURNED: "Returned",
            EndReason.LOST: "Lost",
            EndReason.SOLD: "Sold",
            EndReason.GIFTED: "Given to the person",
            EndReason.TRANSFERRED: "Moved to another service",
            EndReason.MISTAKEN: "Recorded by mistake",
        },
    ),
    Family(ToldHow, {ToldHow.PHONE: "By phone", ToldHow.LETTER: "By letter", ToldHow.VISIT: "At a visit"}),
    Family(
        StillUsed,
        {
            StillUsed.STOPPED: "They have stopped using it",
            StillUsed.USED: "They go on using it",
            StillUsed.NOT_SAID: "They did not say",
        },
    ),
)

"""Words for visits and runs: their states, and how they stand to their promise.
Refuses nothing; see `wording.say`."""

from handrail.visits.rules.promised import Standing
from handrail.visits.states import RunState, VisitState
from handrail.wording.family import Family

FAMILIES = (
    Family(
        VisitState,
        {
            VisitState.UNBOOKED: "Not booked yet",
            VisitState.OFFERED: "Time offered",
            VisitState.BOOKED: "Booked",
            VisitState.PLANNED: "On a run",
            VisitState.RELEASED: "Sent to the driver",
            VisitState.EN_ROUTE: "On the way",
            VisitState.ARRIVED: "At the door",
            VisitState.COMPLETED: "Done",
            VisitState.PART_COMPLETED: "Partly done",
            VisitState.FAILED: "Could not be done",
            VisitState.CANCELLED: "Cancelled",
        },
        {
            VisitState.UNBOOKED: "orange",
            VisitState.OFFERED: "yellow",
            VisitState.BOOKED: "blue",
            VisitState.PLANNED: "blue",
            VisitState.RELEASED: "aqua-green",
            VisitState.EN_ROUTE: "purple",
            VisitState.ARRIVED: "purple",
            VisitState.COMPLETED: "green",
            VisitState.PART_COMPLETED: "yellow",
            VisitState.FAILED: "red",
        },
    ),
    Family(
        Standing,
        {Standing.IN_TIME: "In time", Standing.AT_RISK: "At risk of being late", Standing.LATE: "Late"},
        {Standing.IN_TIME: "green", Standing.AT_RISK: "orange", Standing.LATE: "red"},
    ),
    Family(
        RunState,
        {
            RunState.PLANNED: "Planned",
            RunState.RELEASED: "Sent to the driver",
            RunState.OUT: "Out",
            RunState.CLOSED: "Closed",
            RunState.CANCELLED: "Cancelled",
        },
        {RunState.PLANNED: "blue", RunState.RELEASED: "aqua-green", RunState.OUT: "purple", RunState.CLOSED: "green"},
    ),
)

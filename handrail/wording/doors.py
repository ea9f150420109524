"""Words for what happens at doors: tasks, outcomes, findings, next steps.
Refuses nothing; see `wording.say`."""

from handrail.adapters.file_store import PhotoProblem
from handrail.visits.codes import AskedBy, DoorFinding, MeasuringResult, Outcome, TaskKind
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.next_steps import NextStep, Owner
from handrail.wording.family import Family

_TASKS = (
    Family(
        TaskKind,
        {
            TaskKind.DELIVER: "Deliver",
            TaskKind.COLLECT: "Collect",
            TaskKind.REPAIR: "Repair",
            TaskKind.SERVICE: "Service",
            TaskKind.SWAP: "Swap",
            TaskKind.REVIEW: "Review",
            TaskKind.FIT: "Fit",
            TaskKind.MEASURE: "Measure",
        },
        {TaskKind.DELIVER: "green", TaskKind.COLLECT: "purple", TaskKind.REPAIR: "orange", TaskKind.SWAP: "blue"},
    ),
    Family(
        Outcome,
        {
            Outcome.OPEN: "To do",
            Outcome.DONE: "Done",
            Outcome.PART_DONE: "Partly done",
            Outcome.NOT_DONE: "Not done",
            Outcome.MISSING: "Not found",
            Outcome.STILL_NEEDED: "Still needed",
            Outcome.REFUSED: "Not wanted",
            Outcome.CANCELLED: "Cancelled",
        },
        {
            Outcome.DONE: "green",
            Outcome.PART_DONE: "yellow",
            Outcome.NOT_DONE: "orange",
            Outcome.MISSING: "red",
            Outcome.STILL_NEEDED: "blue",
            Outcome.REFUSED: "orange",
            Outcome.CANCELLED: "red",
        },
    ),
    Family(
        AskedBy,
        {
            AskedBy.PERSON: "The person",
            AskedBy.CARER: "A carer or relative",
            AskedBy.PRESCRIBER: "A prescriber",
            AskedBy.DESK: "The service desk",
            AskedBy.REVIEW: "A review",
            AskedBy.DEATH: "After a death",
            AskedBy.MOVE: "After a move",
            AskedBy.ADMISSION: "After going into hospital",
            AskedBy.CREW: "The crew",
            AskedBy.ORDER: "An order",
        },
    ),
    Family(
        MeasuringResult,
        {
            MeasuringResult.MEASURED: "Measured",
            MeasuringResult.FITS: "It fits",
            MeasuringResult.CANNOT_BE_FITTED: "It cannot be fitted",
            MeasuringResult.NOT_MEASURED: "It was not measured",
        },
        {MeasuringResult.FITS: "green", MeasuringResult.CANNOT_BE_FITTED: "orange"},
    ),
    Family(
        AskedFor,
        {
            AskedFor.COLLECTION: "Collection",
            AskedFor.REPAIR: "Repair",
            AskedFor.SWAP: "Swap for another",
            AskedFor.SERVICE: "Service or examination",
        },
    ),
)

_FOUND = (
    Family(
        DoorFinding,
        {
            DoorFinding.HANDED_OVER_CANCELLED: "Left with the person although it was cancelled",
            DoorFinding.HANDED_OVER_NOT_RELEASED: "Left with the person before it was approved",
            DoorFinding.HANDED_OVER_NOT_LOADED: "Left with the person but never scanned onto the van",
            DoorFinding.HANDED_OVER_UNFIT: "Left with the person although it was recalled, or not clean, tested or in "
            "date",
            DoorFinding.HANDED_OVER_ANOTHERS: "Left with the person but meant for someone else",
            DoorFinding.HANDED_OVER_LENT_ELSEWHERE: "Left with the person while recorded at another home",
            DoorFinding.HANDED_OVER_OTHER_STORE: "Taken from a store in which the record did not have it",
            DoorFinding.HANDED_OVER_OTHER_PRODUCT: "A different product from the one ordered",
            DoorFinding.HANDED_OVER_EXTRA: "Left with the person but not on the list",
            DoorFinding.HANDED_OVER_UNKNOWN: "Left with the person, and no record knows its code",
            DoorFinding.NOT_ENOUGH_ON_VAN: "More was handed over than the van or the store had by the record",
            DoorFinding.TAKEN_EXTRA: "Taken along but not on the list",
            DoorFinding.TAKEN_FROM_ANOTHER: "Taken along, and recorded with someone else",
            DoorFinding.TAKEN_NOT_ON_LOAN: "Taken along, and recorded as not on loan",
            DoorFinding.TAKEN_UNKNOWN: "Taken along, and no record knows its code",
            DoorFinding.TAKEN_MORE_THAN_LENT: "More was taken along than was on loan",
            DoorFinding.NOT_FOUND_AT_HOME: "Not found at the home",
            DoorFinding.UNSAFE_WHERE_IT_STANDS: "Not safe to use where it stands",
            DoorFinding.FAILED_EXAMINATION: "Failed its thorough examination: it must not be used",
        },
    ),
    Family(
        NextStep,
        {
            NextStep.VISIT_AGAIN: "Visit again",
            NextStep.CALL_PERSON: "Call the person and agree a time",
            NextStep.ASK_PRESCRIBER: "Ask the prescriber what to do",
            NextStep.CHECK_RECORD: "Put the record right",
            NextStep.WAIT_FOR_DISCHARGE: "Wait for the day they come home",
            NextStep.PUT_RIGHT_AT_DEPOT: "Put right at the depot",
            NextStep.SEND_RIGHT_CREW: "Send a crew that can do it",
            NextStep.MAKE_SAFE: "Make it safe to visit",
            NextStep.PUT_HOME_RIGHT: "Get the home ready",
            NextStep.SEARCH: "Look for the item",
            NextStep.END_REQUEST: "Take the request back",
        },
    ),
    Family(Owner, {Owner.CONTROLLER: "Service desk", Owner.PRESCRIBER: "Prescriber", Owner.DEPOT: "Depot"}),
)

_PHOTOS = (
    Family(
        PhotoProblem,
        {
            PhotoProblem.TOO_LARGE: "The photo is larger than 10 MB. Choose a smaller one",
            PhotoProblem.NOT_A_PHOTO: "This file is not a photo that can be opened. Use JPEG, PNG or WebP",
            PhotoProblem.TOO_MANY_PIXELS: "The photo has too many pixels. Choose a smaller one",
        },
    ),
)

FAMILIES = (*_TASKS, *_FOUND, *_PHOTOS)

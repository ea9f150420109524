"""Owns: the codes that the columns of visits and tasks hold, other than states.
Refuses: nothing; the tables' constraints list the same codes."""

from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done. FIT is part of DELIVER for what is fitted to the home; alone it is for a second call."""

    DELIVER = "DELIVER"
    COLLECT = "COLLECT"
    REPAIR = "REPAIR"
    SERVICE = "SERVICE"
    SWAP = "SWAP"
    REVIEW = "REVIEW"
    FIT = "FIT"
    MEASURE = "MEASURE"


class MeasuringResult(StrEnum):
    """What a measuring came to. MEASURED: nobody asked whether something fits; NOT_MEASURED: it was recorded, and did
    not happen."""

    MEASURED = "MEASURED"
    FITS = "FITS"
    CANNOT_BE_FITTED = "CANNOT_BE_FITTED"
    NOT_MEASURED = "NOT_MEASURED"


class Outcome(StrEnum):
    """How a task went. PART_DONE: some of a count; MISSING: nobody could find it; STILL_NEEDED: a collection that the
    person does not want after all."""

    OPEN = "OPEN"
    DONE = "DONE"
    PART_DONE = "PART_DONE"
    NOT_DONE = "NOT_DONE"
    MISSING = "MISSING"
    STILL_NEEDED = "STILL_NEEDED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"


class AskedBy(StrEnum):
    """Who asked for a visit."""

    PERSON = "PERSON"
    CARER = "CARER"
    PRESCRIBER = "PRESCRIBER"
    DESK = "DESK"
    REVIEW = "REVIEW"
    DEATH = "DEATH"
    MOVE = "MOVE"
    ADMISSION = "ADMISSION"
    CREW = "CREW"
    ORDER = "ORDER"


class AttachmentKind(StrEnum):
    """What a file of a visit is."""

    SIGNATURE = "SIGNATURE"
    PHOTO = "PHOTO"


class DoorFinding(StrEnum):
    """What at a door differed from the record. Each is stored as a discrepancy with an owner."""

    HANDED_OVER_CANCELLED = "HANDED_OVER_CANCELLED"
    HANDED_OVER_NOT_RELEASED = "HANDED_OVER_NOT_RELEASED"
    HANDED_OVER_NOT_LOADED = "HANDED_OVER_NOT_LOADED"
    HANDED_OVER_UNFIT = "HANDED_OVER_UNFIT"
    HANDED_OVER_ANOTHERS = "HANDED_OVER_ANOTHERS"
    HANDED_OVER_LENT_ELSEWHERE = "HANDED_OVER_LENT_ELSEWHERE"
    HANDED_OVER_OTHER_STORE = "HANDED_OVER_OTHER_STORE"
    HANDED_OVER_OTHER_PRODUCT = "HANDED_OVER_OTHER_PRODUCT"
    HANDED_OVER_EXTRA = "HANDED_OVER_EXTRA"
    HANDED_OVER_UNKNOWN = "HANDED_OVER_UNKNOWN"
    NOT_ENOUGH_ON_VAN = "NOT_ENOUGH_ON_VAN"
    TAKEN_EXTRA = "TAKEN_EXTRA"
    TAKEN_FROM_ANOTHER = "TAKEN_FROM_ANOTHER"
    TAKEN_NOT_ON_LOAN = "TAKEN_NOT_ON_LOAN"
    TAKEN_UNKNOWN = "TAKEN_UNKNOWN"
    TAKEN_MORE_THAN_LENT = "TAKEN_MORE_THAN_LENT"
    NOT_FOUND_AT_HOME = "NOT_FOUND_AT_HOME"
    UNSAFE_WHERE_IT_STANDS = "UNSAFE_WHERE_IT_STANDS"
    FAILED_EXAMINATION = "FAILED_EXAMINATION"

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

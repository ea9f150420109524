"""Owns: the codes that people's records hold. A person has no lifecycle, so there are no moves here.
Refuses: nothing; the wording of each code lives in `wording.people`."""

from enum import StrEnum


class PersonReason(StrEnum):
    """Why a change to a person's record is refused, or needs an answer first."""

    NAME_MISSING = "NAME_MISSING"
    BIRTH_IN_FUTURE = "BIRTH_IN_FUTURE"
    BIRTH_TOO_LONG_AGO = "BIRTH_TOO_LONG_AGO"
    NHS_NUMBER_TAKEN = "NHS_NUMBER_TAKEN"
    KNOWN_ELSEWHERE = "KNOWN_ELSEWHERE"
    LOOKS_ALIKE = "LOOKS_ALIKE"
    ALIKE_ELSEWHERE_BY_BIRTH = "ALIKE_ELSEWHERE_BY_BIRTH"
    ALIKE_ELSEWHERE_BY_POSTCODE = "ALIKE_ELSEWHERE_BY_POSTCODE"
    ALIKE_ELSEWHERE_BY_BOTH = "ALIKE_ELSEWHERE_BY_BOTH"
    ASKED_TOO_OFTEN = "ASKED_TOO_OFTEN"
    REASON_NEEDED = "REASON_NEEDED"
    POSTCODE_UNKNOWN = "POSTCODE_UNKNOWN"
    POSTCODE_NO_PLACE = "POSTCODE_NO_PLACE"
    PIN_OUTSIDE = "PIN_OUTSIDE"
    DATES_IN_WRONG_ORDER = "DATES_IN_WRONG_ORDER"
    BEFORE_BIRTH = "BEFORE_BIRTH"
    DAY_IN_FUTURE = "DAY_IN_FUTURE"
    DAY_IN_PAST = "DAY_IN_PAST"
    CODE_UNKNOWN = "CODE_UNKNOWN"
    EMAIL_NOT_VALID = "EMAIL_NOT_VALID"
    NOTHING_CHANGED = "NOTHING_CHANGED"
    NOTE_TOO_LONG = "NOTE_TOO_LONG"
    HOME_KNOWN = "HOME_KNOWN"
    HOME_NOT_ENDED = "HOME_NOT_ENDED"
    AUTHORITY_NOT_SEEN = "AUTHORITY_NOT_SEEN"
    NO_SECRET = "NO_SECRET"  # noqa: S105  (there is none to show)
    SECRET_IN_OPEN = "SECRET_IN_OPEN"  # noqa: S105  (the code of a refusal)
    SAME_PERSON = "SAME_PERSON"
    ALREADY_JOINED = "ALREADY_JOINED"
    TOLD_APART_ALREADY = "TOLD_APART_ALREADY"
    TOLD_APART = "TOLD_APART"
    ALREADY_DIED = "ALREADY_DIED"
    ALREADY_WITHDRAWN = "ALREADY_WITHDRAWN"
    LATER_EVENT = "LATER_EVENT"
    MOVE_TO_COME = "MOVE_TO_COME"
    NOT_YET = "NOT_YET"
    ADDRESS_NEEDED = "ADDRESS_NEEDED"


class AddressKind(StrEnum):
    """What an address is to the person."""

    HOME = "HOME"
    RELATIVE = "RELATIVE"
    CARE_HOME = "CARE_HOME"
    HOSPITAL = "HOSPITAL"
    SCHOOL = "SCHOOL"
    WORK = "WORK"
    OTHER = "OTHER"


class PlacedBy(StrEnum):
    """How well the place of an address is known, best first."""

    POSTCODE = "POSTCODE"
    PIN = "PIN"
    OUTCODE = "OUTCODE"
    NONE = "NONE"


class Sex(StrEnum):
    """As recorded for equipment that differs by sex; may be left out."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"


class CareRoute(StrEnum):
    """Under which duty the equipment is provided: decides who pays, never who gets it."""

    STANDARD = "STANDARD"
    CONTINUING_HEALTH_CARE = "CONTINUING_HEALTH_CARE"
    CHILD = "CHILD"
    EDUCATION = "EDUCATION"
    AFTER_CARE = "AFTER_CARE"


class CommunicationNeed(StrEnum):
    """How someone must be spoken or written to (NHS Accessible Information Standard, DCB1605)."""

    LARGE_PRINT = "LARGE_PRINT"
    BRAILLE = "BRAILLE"
    AUDIO = "AUDIO"
    EASY_READ = "EASY_READ"
    SIGN_LANGUAGE = "SIGN_LANGUAGE"
    LIP_READING = "LIP_READING"
    HEARING_AID = "HEARING_AID"
    TEXT_RELAY = "TEXT_RELAY"
    NO_PHONE = "NO_PHONE"
    SPEAK_SLOWLY = "SPEAK_SLOWLY"
    WITH_CARER = "WITH_CARER"
    PICTURES = "PICTURES"


class ContactBy(StrEnum):
    """How the person likes to be told things."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    CARER = "carer"
    NONE = "none"


class NhsNumberStatus(StrEnum):
    """How sure the NHS number is (UK Core, NHS number verification status for England). Ours begin as 02 or 07."""

    VERIFIED = "01"
    NOT_TRACED = "02"
    TRACE_REQUIRED = "03"
    NO_MATCH = "04"
    NEEDS_RESOLVING = "05"
    IN_PROGRESS = "06"
    NOT_PRESENT = "07"
    POSTPONED = "08"


class ContactAuthority(StrEnum):
    """By what right someone speaks for the person. All but NONE and CONSENT are papers that someone must have seen."""

    NONE = "NONE"
    CONSENT = "CONSENT"
    PARENT = "PARENT"
    POWER_OF_ATTORNEY_HEALTH = "POWER_OF_ATTORNEY_HEALTH"
    POWER_OF_ATTORNEY_MONEY = "POWER_OF_ATTORNEY_MONEY"
    COURT_DEPUTY = "COURT_DEPUTY"
    ADVOCATE = "ADVOCATE"
    EXECUTOR = "EXECUTOR"


PAPERS: frozenset[ContactAuthority] = frozenset(
    {
        ContactAuthority.POWER_OF_ATTORNEY_HEALTH,
        ContactAuthority.POWER_OF_ATTORNEY_MONEY,
        ContactAuthority.COURT_DEPUTY,
    }
)


class NoteList(StrEnum):
    """Which code list a note is from."""

    ACCESS = "access_note"
    HAZARD = "hazard_note"


# The notes that come with a code kept apart: shown only for a reason of work, and written down each time.
WITH_SECRET: frozenset[str] = frozenset({"key_safe", "entry_phone"})
# The hazard with which nobody goes to a home alone.
TWO_FOR_SAFETY = "two_people_for_safety"


class CallerKind(StrEnum):
    """Who called or wrote."""

    PERSON = "PERSON"
    CARER = "CARER"
    PROFESSIONAL = "PROFESSIONAL"
    OTHER = "OTHER"


class CheckedHow(StrEnum):
    """How the service made sure who was calling, before it said anything about the person."""

    TWO_FACTS = "TWO_FACTS"
    CALLED_BACK = "CALLED_BACK"
    KNOWN_NUMBER = "KNOWN_NUMBER"
    SIGNED_IN = "SIGNED_IN"
    NOT_CHECKED = "NOT_CHECKED"


class Channel(StrEnum):
    """How the contact came about."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    LETTER = "LETTER"
    TEXT = "TEXT"
    IN_PERSON = "IN_PERSON"


class ContactSubject(StrEnum):
    """What a contact was about."""

    DELIVERY_WHEN = "DELIVERY_WHEN"
    REPAIR = "REPAIR"
    COLLECTION = "COLLECTION"
    SWAP = "SWAP"
    ACCESS = "ACCESS"
    HOW_TO_USE = "HOW_TO_USE"
    LIFE_EVENT = "LIFE_EVENT"
    COMPLAINT = "COMPLAINT"
    OTHER = "OTHER"


class LifeEventKind(StrEnum):
    """What is recorded once, and stops or moves all that depends on it."""

    DEATH = "DEATH"
    ADMISSION = "ADMISSION"
    MOVE = "MOVE"
    DISCHARGE_DATE = "DISCHARGE_DATE"


class FollowUpKind(StrEnum):
    """What someone has to do after a life event. A proposal or a question, never a van that was sent."""

    PROPOSE_COLLECTION = "PROPOSE_COLLECTION"
    AGREE_WITH_NEW_AREA = "AGREE_WITH_NEW_AREA"
    CHECK_STILL_NEEDED = "CHECK_STILL_NEEDED"
    BOOK_AGAIN = "BOOK_AGAIN"
    PUT_BACK_BY_HAND = "PUT_BACK_BY_HAND"


class FollowUpOutcome(StrEnum):
    """How a follow-up ended."""

    AGREED = "AGREED"
    NOT_NEEDED = "NOT_NEEDED"
    WITHDRAWN = "WITHDRAWN"

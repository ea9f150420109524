"""Words for people's records: why a change is refused, what a record's codes mean, why two records look alike.
Refuses nothing; see `wording.say`."""

from handrail.core.matching import LikenessReason, Verdict
from handrail.people.states import (
    AddressKind,
    CallerKind,
    CareRoute,
    Channel,
    CheckedHow,
    CommunicationNeed,
    ContactAuthority,
    ContactBy,
    ContactSubject,
    FollowUpKind,
    FollowUpOutcome,
    LifeEventKind,
    NhsNumberStatus,
    NoteList,
    PersonReason,
    PlacedBy,
    Sex,
)
from handrail.wording.family import Family

_R, _L = PersonReason, LikenessReason

FAMILIES = (
    Family(
        PersonReason,
        {
            _R.NAME_MISSING: "Enter the name",
            _R.BIRTH_IN_FUTURE: "Birth date must not be in the future",
            _R.BIRTH_TOO_LONG_AGO: "Birth date must not be more than {years} years ago",
            _R.NHS_NUMBER_TAKEN: "Record {number} has this NHS number already. Open that record, or check the number",
            _R.KNOWN_ELSEWHERE: "This person has a record with another partner. "
            "Tick the box if you look after them now: then you can see that record",
            _R.LOOKS_ALIKE: "{name}, record {number}, may be the same person",
            _R.ALIKE_ELSEWHERE_BY_BIRTH: "Another partner has a record with a name like this and this birth date",
            _R.ALIKE_ELSEWHERE_BY_POSTCODE: "Another partner has a record with a name like this and this postcode",
            _R.ALIKE_ELSEWHERE_BY_BOTH: "Another partner has a record with a name like this, this birth date and this "
            "postcode",
            _R.ASKED_TOO_OFTEN: "You were told of other partners' records {most} times within an hour. Call the "
            "service desk, or try again in an hour",
            _R.REASON_NEEDED: "Say why",
            _R.POSTCODE_UNKNOWN: "We do not know {postcode}. Check it. If it is right, tick the box to keep it: "
            "we will place it by its first half",
            _R.POSTCODE_NO_PLACE: "We do not know {postcode} or where it is. Check it. If it is right, tick the box to "
            "keep it, or give the place on a map",
            _R.PIN_OUTSIDE: "The place on the map must be in Great Britain",
            _R.DATES_IN_WRONG_ORDER: "The last day must not be before the first day",
            _R.BEFORE_BIRTH: "The day must not be before the person was born",
            _R.DAY_IN_FUTURE: "The day must be today or in the past",
            _R.DAY_IN_PAST: "The day must be today or in the future",
            _R.CODE_UNKNOWN: "Choose one of the list",
            _R.EMAIL_NOT_VALID: "This is not an email address. Write it like name@example.com, or leave it empty",
            _R.NOTHING_CHANGED: "Add a note, or choose one that no longer holds",
            _R.NOTE_TOO_LONG: "This must be {most} characters or fewer",
            _R.HOME_KNOWN: "This person has a home already. If they moved, record a move",
            _R.HOME_NOT_ENDED: "This is the person's home. If they moved, record a move",
            _R.AUTHORITY_NOT_SEEN: "Enter the day on which you saw the papers",
            _R.NO_SECRET: "This note has no code",
            _R.SAME_PERSON: "Choose two different records",
            _R.ALREADY_JOINED: "Record {number} is joined to another record already. Open that one",
            _R.TOLD_APART_ALREADY: "Somebody has said already that these are two people",
            _R.TOLD_APART: "{told_by} has said that they are two people: {why}. Tick that they are one person all the "
            "same, or change nothing",
            _R.ALREADY_DIED: "This person's death is recorded already",
            _R.ALREADY_WITHDRAWN: "This was taken back already",
            _R.LATER_EVENT: "Something was recorded after this: {kind}. Take that back first",
            _R.MOVE_TO_COME: "They move on {on:short}, as somebody has recorded. Take that back first",
            _R.NOT_YET: "They move on {on:short}. What is still to follow waits for that day",
            _R.ADDRESS_NEEDED: "Enter the address",
        },
    ),
    Family(
        AddressKind,
        {
            AddressKind.HOME: "Home",
            AddressKind.RELATIVE: "Relative or friend",
            AddressKind.CARE_HOME: "Care home",
            AddressKind.HOSPITAL: "Hospital or hospice",
            AddressKind.SCHOOL: "School or nursery",
            AddressKind.WORK: "Work",
            AddressKind.OTHER: "Another place",
        },
    ),
    Family(
        PlacedBy,
        {
            PlacedBy.POSTCODE: "Placed by the postcode",
            PlacedBy.PIN: "Placed on the map",
            PlacedBy.OUTCODE: "Placed by the first half of the postcode only",
            PlacedBy.NONE: "We do not know where this is",
        },
    ),
    Family(Sex, {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other"}),
    Family(
        CareRoute,
        {
            CareRoute.STANDARD: "Usual route",
            CareRoute.CONTINUING_HEALTH_CARE: "Continuing health care",
            CareRoute.CHILD: "Child",
            CareRoute.EDUCATION: "Education",
            CareRoute.AFTER_CARE: "After-care (Mental Health Act)",
        },
    ),
    Family(
        CommunicationNeed,
        {
            CommunicationNeed.LARGE_PRINT: "Large print",
            CommunicationNeed.BRAILLE: "Braille",
            CommunicationNeed.AUDIO: "Spoken recordings",
            CommunicationNeed.EASY_READ: "Easy read",
            CommunicationNeed.SIGN_LANGUAGE: "British Sign Language",
            CommunicationNeed.LIP_READING: "Reads lips: face them and speak clearly",
            CommunicationNeed.HEARING_AID: "Uses a hearing aid",
            CommunicationNeed.TEXT_RELAY: "Text relay, not voice calls",
            CommunicationNeed.NO_PHONE: "Cannot use the phone",
            CommunicationNeed.SPEAK_SLOWLY: "Needs time to speak and to answer",
            CommunicationNeed.WITH_CARER: "Speak with the carer there",
            CommunicationNeed.PICTURES: "Pictures or objects",
        },
    ),
    Family(
        ContactBy,
        {
            ContactBy.PHONE: "Phone",
            ContactBy.TEXT: "Text message",
            ContactBy.EMAIL: "Email",
            ContactBy.LETTER: "Letter",
            ContactBy.CARER: "Through the carer",
            ContactBy.NONE: "Do not contact",
        },
    ),
    Family(
        NhsNumberStatus,
        {
            NhsNumberStatus.VERIFIED: "Checked with the national service",
            NhsNumberStatus.NOT_TRACED: "Not checked yet",
            NhsNumberStatus.TRACE_REQUIRED: "To be checked",
            NhsNumberStatus.NO_MATCH: "Checked: no match, or more than one",
            NhsNumberStatus.NEEDS_RESOLVING: "Checked: to be sorted out",
            NhsNumberStatus.IN_PROGRESS: "Being checked",
            NhsNumberStatus.NOT_PRESENT: "Not known",
            NhsNumberStatus.POSTPONED: "Later: a baby under 6 weeks",
        },
    ),
    Family(
        ContactAuthority,
        {
            ContactAuthority.NONE: "May not decide for the person",
            ContactAuthority.CONSENT: "The person said they may speak for them",
            ContactAuthority.PARENT: "Parent or legal guardian",
            ContactAuthority.POWER_OF_ATTORNEY_HEALTH: "Power of attorney, health and welfare",
            ContactAuthority.POWER_OF_ATTORNEY_MONEY: "Power of attorney, property and money",
            ContactAuthority.COURT_DEPUTY: "Deputy named by the court",
            ContactAuthority.ADVOCATE: "Advocate",
            ContactAuthority.EXECUTOR: "Executor, after a death",
        },
    ),
    Family(NoteList, {NoteList.ACCESS: "Getting in", NoteList.HAZARD: "Staying safe"}),
    Family(
        CallerKind,
        {
            CallerKind.PERSON: "The person",
            CallerKind.CARER: "A carer, relative or someone acting for them",
            CallerKind.PROFESSIONAL: "A professional",
            CallerKind.OTHER: "Someone else",
        },
    ),
    Family(
        CheckedHow,
        {
            CheckedHow.TWO_FACTS: "They gave two facts from the record",
            CheckedHow.CALLED_BACK: "I called back on a known number",
            CheckedHow.KNOWN_NUMBER: "They called from a number on the record",
            CheckedHow.SIGNED_IN: "They wrote from a work address",
            CheckedHow.NOT_CHECKED: "Not checked: I said nothing about the person",
        },
    ),
    Family(
        Channel,
        {
            Channel.PHONE: "Phone",
            Channel.EMAIL: "Email",
            Channel.LETTER: "Letter",
            Channel.TEXT: "Text message",
            Channel.IN_PERSON: "In person",
        },
    ),
    Family(
        ContactSubject,
        {
            ContactSubject.DELIVERY_WHEN: "When does it come?",
            ContactSubject.REPAIR: "Something is broken",
            ContactSubject.COLLECTION: "Something can be taken away",
            ContactSubject.SWAP: "Something does not suit",
            ContactSubject.ACCESS: "How to get in, or who opens",
            ContactSubject.HOW_TO_USE: "How to use something",
            ContactSubject.LIFE_EVENT: "A death, a move or a stay in hospital",
            ContactSubject.COMPLAINT: "A complaint",
            ContactSubject.OTHER: "Something else",
        },
    ),
    Family(
        LifeEventKind,
        {
            LifeEventKind.DEATH: "Death",
            LifeEventKind.ADMISSION: "Stay in hospital",
            LifeEventKind.MOVE: "Move",
            LifeEventKind.DISCHARGE_DATE: "New date of going home",
        },
    ),
    Family(
        FollowUpKind,
        {
            FollowUpKind.PROPOSE_COLLECTION: "Offer the family to take the equipment away, when it suits them",
            FollowUpKind.AGREE_WITH_NEW_AREA: "Agree with the new area: pass the equipment on, or take it away",
            FollowUpKind.CHECK_STILL_NEEDED: "Ask whether the equipment is still needed",
            FollowUpKind.BOOK_AGAIN: "Book the visits again",
            FollowUpKind.PUT_BACK_BY_HAND: "Put right by hand what could not be taken up again",
        },
    ),
    Family(
        FollowUpOutcome,
        {
            FollowUpOutcome.AGREED: "Agreed",
            FollowUpOutcome.NOT_NEEDED: "Not needed",
            FollowUpOutcome.WITHDRAWN: "Taken back",
        },
    ),
    Family(
        LikenessReason,
        {
            _L.NHS_NUMBER_SAME: "Same NHS number",
            _L.NHS_NUMBER_DIFFERENT: "Different NHS numbers",
            _L.NAME_SAME: "Same name",
            _L.NAME_SWAPPED: "First and last name changed round",
            _L.NAME_CLOSE: "Names spelt nearly the same",
            _L.GIVEN_NAME_NICKNAME: "First name is short for the other",
            _L.GIVEN_NAME_ONLY_SAME: "Same first name, other last name",
            _L.FAMILY_NAME_ONLY_SAME: "Same last name, other first name",
            _L.NAME_DIFFERENT: "Different names",
            _L.BIRTH_DATE_SAME: "Same birth date",
            _L.BIRTH_DATE_DAY_MONTH_SWAPPED: "Birth dates with day and month changed round",
            _L.BIRTH_DATE_ONE_SLIP: "Birth dates one number apart",
            _L.BIRTH_DATE_DIFFERENT: "Different birth dates",
            _L.ADDRESS_SAME: "Same address",
            _L.POSTCODE_SAME: "Same postcode",
            _L.PHONE_SAME: "Same phone number",
        },
    ),
    Family(
        Verdict,
        {
            Verdict.SAME: "Almost surely the same person",
            Verdict.LIKELY: "Probably the same person",
            Verdict.POSSIBLE: "Perhaps the same person",
            Verdict.DIFFERENT: "Different people",
        },
        {Verdict.SAME: "red", Verdict.LIKELY: "orange", Verdict.POSSIBLE: "yellow", Verdict.DIFFERENT: "grey"},
    ),
)

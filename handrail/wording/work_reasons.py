"""Words for why work on people, users, stock and visits is refused.
Refuses nothing; see `wording.say`."""

from handrail.needs.rules import NeedReason
from handrail.stock.rules.care import InspectionReason, Measured
from handrail.stock.rules.fitness import IssueReason
from handrail.visits.rules.door import DoorReason
from handrail.visits.rules.examining import ExaminationReason
from handrail.visits.rules.outcomes import OutcomeReason
from handrail.visits.rules.slots import SlotReason
from handrail.wording.family import Family

INSPECTION = {
    "INSPECTION_NOT_NOW": "{number} is not ready to be tested. Its state is: {state:stock_state}",
    "INSPECTION_NOTHING_DONE": "Say what was tested or looked at",
    "INSPECTION_LOOK_MISSING": "{number} cannot pass before it is looked over too",
    "INSPECTION_ELECTRICAL_TEST_MISSING": "{number} cannot pass without an electrical test",
    "INSPECTION_EXAMINATION_MISSING": "{number} cannot pass without a thorough examination",
    "INSPECTION_READINGS_MISSING": "{number}: enter the readings of the electrical test",
    "INSPECTION_READING_FAILS": "{of:measured}: the reading of {reading} is outside the limit of {limit}. "
    "The item cannot pass",
    "INSPECTION_DEFECTS_MISSING": "Say what is wrong with it",
    "INSPECTION_SCRAP_REASON_MISSING": "Say why it is scrapped",
    "INSPECTION_CONDITION_FAILS": "{number} cannot pass in this condition. Choose another, or another verdict",
}
ISSUE = {
    "ISSUE_NOT_RECEIVED": "{asset} has not been booked in",
    "ISSUE_DIRTY": "{asset} has not been cleaned",
    "ISSUE_UNTESTED": "{asset} has not been tested",
    "ISSUE_NOT_PUT_AWAY": "{asset} has passed but is not on the shelf yet",
    "ISSUE_IN_REPAIR": "{asset} is in repair",
    "ISSUE_QUARANTINED": "{asset} is set apart. Do not use it",
    "ISSUE_HELD_FOR_ANOTHER": "{asset} is kept for somebody else",
    "ISSUE_ON_LOAN": "{asset} is on loan to somebody",
    "ISSUE_GONE": "{asset} is no longer ours to issue",
    "ISSUE_UNDER_ALERT": "{asset} is under a safety alert. Do not use it",
    "ISSUE_TEST_OVERDUE": "The electrical test of {asset} {due_on:due}. Test it before it goes out",
    "ISSUE_EXAMINATION_OVERDUE": "The examination of {asset} {due_on:due}. Examine it before it goes out",
}
DOOR = {
    "VISIT_ALREADY_RECORDED": "This visit is recorded already",
    "SCANNED_TWICE": "{code} was scanned twice. Take one away",
    "NOTHING_NAMED": "Scan or choose at least one item",
    "QUANTITY_NOT_POSSIBLE": "The quantity must be from 1 to {most}",
    "SCANNED_MEANWHILE": "Something was scanned or taken off on another phone just now. Look through the list again",
    "PLANNED_FOR_ANOTHER_DAY": "This visit is planned for {planned:day}. Say so if it was done on another day",
    "TASK_NOT_OF_VISIT": "This task belongs to another visit",
    "LINE_NOT_OF_VISIT": "This item belongs to another visit",
    "LOAN_NOT_OF_PERSON": "This loan belongs to somebody else",
    "TASK_TWICE": "The record says twice what became of this. Take one away",
    "DONE_AND_NOT_DONE": "The record says both that this was done and why it was not. Take one away",
    "OUTCOME_NOT_POSSIBLE": "This visit cannot end like that. Choose another outcome",
}
EXAMINED = {
    "EXAMINED_NOT_LENT": "This item is not on loan here, or has no number of its own",
    "EXAMINED_TWICE": "This item is reported twice. Take one away",
    "EXAMINED_NOT_NEEDED": "{product} needs no thorough examination",
    "EXAMINED_BY_NOBODY": "Enter the name of whoever examined it",
    "EXAMINED_DEFECTS_MISSING": "Say what is wrong with it",
    "EXAMINED_MEND_BY_MISSING": "Enter the day by which it must be mended. It must not be before the examination",
}
NEED = {
    "GOAL_MISSING": "Say what the person wants to be able to do",
    "NEED_TOO_LONG": "This is too long. Shorten it",
    "NEED_CODE_UNKNOWN": "Choose one of the list",
    "WEIGHT_IMPOSSIBLE": "This weight is not possible. Check it",
    "HEIGHT_IMPOSSIBLE": "This height is not possible. Check it",
    "ASSESSED_IN_FUTURE": "The date of the assessment must not be in the future",
    "ASSESSED_BEFORE_BIRTH": "The assessment must not be before the person was born",
}
FAMILIES = (
    Family(NeedReason, NEED),
    Family(InspectionReason, INSPECTION),
    Family(
        Measured,
        {
            "insulation_megaohm": "Insulation (megaohm)",
            "earth_continuity_ohm": "Earth continuity (ohm)",
            "leakage_milliamp": "Leakage (milliamp)",
        },
    ),
    Family(IssueReason, ISSUE),
    Family(DoorReason, DOOR),
    Family(ExaminationReason, EXAMINED),
    Family(
        OutcomeReason,
        {
            "FAIL_CODE_NEEDED": "Choose why the visit could not be done",
            "FAIL_CODE_UNKNOWN": "Choose one of the reasons in the list",
        },
    ),
    Family(
        SlotReason,
        {
            "SLOT_OVER": "This time is already over. Choose a later one",
            "SLOT_BACKWARDS": "The end of the time must come after its start",
            "SLOT_TOO_LONG": "The time may be at most {hours:count hour} long",
            "SLOT_OFF_RUN_DAY": "This time is not on the day of the run",
        },
    ),
)

"""Words for why asking for a visit, booking it, arranging something beside it, or ending a loan is refused.
Refuses nothing; see `wording.say`."""

from handrail.loans.rules import LoanReason
from handrail.visits.rules.asking import AskingReason
from handrail.visits.rules.beside import BesideReason
from handrail.visits.rules.booking import BookingReason
from handrail.visits.rules.by_post import PostReason
from handrail.visits.rules.measuring import MeasuringReason
from handrail.wording.family import Family

LOAN = {
    "LOAN_IS_OVER": "This loan is over already",
    "REVIEW_NOT_IN_FUTURE": "The next review must be in the future",
    "RETURN_ASKED_FOR": "A collection was asked for already",
    "LOAN_ENDS_AT_THE_DOOR": "This loan ends when the item is collected. Ask for a collection",
    "LOAN_END_NOTE_NEEDED": "Say how the loan ended",
}
ASKING = {
    "NOTHING_CHOSEN": "Choose at least one item",
    "LOAN_OVER": "One of the loans is over already",
    "SEVERAL_PEOPLE": "These items belong to more than one person. Ask for one person at a time",
    "ASKED_ALREADY": "{product}: this was asked for already. Visit {visit} comes for it",
    "NEXT_STEP_OPEN": "{product}: visit {visit} did not fetch it, and nobody is on the way. Say whether somebody goes "
    "again",
    "REPLACEMENT_COMING": "{products} is still to come in its place. Say what should happen to it",
    "REPAIR_COMING": "{product}: visit {visit} comes to repair it. Say what should happen to that repair",
    "COLLECTION_COMING": "{product}: visit {visit} comes to take it away. Say what should happen to that collection",
    "NOT_COLLECTED": "This item is not collected. The person may keep it",
    "SPEED_FOR_OTHER_WORK": "This speed is for other work. Choose another",
    "SERVICE_DAY_NEEDED": "Enter the day by which the service must be done",
    "FAULT_NEEDED": "Say what is wrong with the item",
    "FAULT_DOES_NOT_FIT": "{product} cannot have this fault. Choose what is wrong with it, or ask for "
    "one item at a time",
    "FAULT_NOT_LISTED": "Choose what is wrong from the list. “{code}” is not on it",
    "WHY_NOT_LISTED": "Choose the reason from the list. “{code}” is not on it",
    "STILL_COMING": "{count:count thing} ordered for this person can still come. Say what should happen to it",
    "NOT_RECORDED": "What happened is not on the record yet. Record it first, or say that only these things go",
    "ASKER_DIED": "Someone who has died cannot ask. Say who told us",
    "NOTHING_ASKED_FOR": "Nothing was asked for here",
}
BOOKING = {
    "BOOKED_ALREADY": "Visit {number} is booked already",
    "NOT_BOOKED": "This visit is not booked",
    "VISIT_UNDER_WAY": "A crew is on visit {number} now",
    "VISIT_NAMED_TWICE": "Visit {number} is named twice. Say once what becomes of it",
    "VISIT_OVER": "Visit {number} is over",
    "VISIT_CANCELLED": "Visit {number} was cancelled. Do not go there, and hand nothing over. Go on to your next stop",
    "STEP_NOT_NOW": "Visit {number} has moved on meanwhile. Look at the stop again before you go on",
    "OTHER_DEPOT": "Visit {number} belongs to another depot",
    "OTHER_DAY": "This visit is booked for another day than the run",
    "RUN_NOT_OPEN": "This run cannot be changed now",
    "RUN_HAS_NO_DRIVER": "Give the run a driver first",
    "RUN_HAS_NO_STOPS": "Put at least one visit on the run first",
    "TWO_PEOPLE_NEEDED": "Visit {number} needs two people, and the crew is one",
    "SAME_PERSON_TWICE": "The two people of the crew must be different",
    "NOT_A_DRIVER": "Choose a driver of this depot",
    "NOT_A_VAN_HERE": "Choose a van of this depot",
    "CREW_IS_OUT": "{name} goes with {van} on {day:day} already. Choose someone else, or tick that they go with both",
    "CREW_OF_OTHER_DEPOT": "{name} is of {depot}. Choose somebody of the van's depot, or tick that they are lent to it",
    "VAN_IS_OUT": "This van has a run already on {day:day}",
    "STOPS_LEFT": "No outcome yet for {count:count visit} of this run. Record it, or take it off the run",
    "VAN_NOT_EMPTY": "{count:count item} must be taken off the van first",
    "DAY_TO_COME": "The day of this run, {day:day}, is still to come. It is closed when that day is done",
    "DAY_IS_OVER": "The day of this run, {day:day}, is over",
    "STEP_NOT_THE_DEPOTS": "The next step for visit {number} is not the depot's to take",
    "STEP_TAKEN_ALREADY": "The next step for visit {number} was taken already",
    "NOTE_NEEDED": "Write a note",
    "IN_HOSPITAL": "On {day:day} the person of visit {number} is in hospital. Tick that somebody lets the crew in",
    "NOT_IN_STOCK": "Not in stock for visit {number}: {things}. Tick that you know it will not come",
    "NOTHING_KEPT": "Nothing is set aside yet for visit {number}: {things}. Tick that you know it may not come",
    "ON_OTHER_VAN": "Still on another van for visit {number}: {things}. Have the depot take it off there and load it "
    "here, or tick that you know it may not come",
    "NOTHING_LEFT_TO_DO": "Nothing is left to do for visit {number}",
    "NOBODY_GOES": "Nobody goes with the post. Leave this empty",
}
BESIDE = {
    "JOINT_WHO": "Choose a prescriber, or give a name and a telephone number",
    "JOINT_WHO_CAME": "Choose a prescriber, or give a name",
    "JOINT_UNKNOWN": "Choose somebody who prescribes under this contract",
    "JOINT_NOT_FOR_OTHERS": "You may say this only for yourself. Ask the service desk",
    "JOINT_NO_TIME": "This visit has no time yet. Book it first, then say when they meet",
    "JOINT_OUTSIDE_SLOT": "Choose a time between the start and the end of the visit",
    "JOINT_NONE": "No prescriber was to come along to this visit",
    "JOINT_MINUTES": "Enter how many minutes they worked together, 1 to {most}; none if they did not come",
    "JOINT_NOT_RECORDED": "Nothing was done at visit {number} yet",
    "JOINT_SAYS_SO": "This is on the record already",
    "JOINT_NOTHING_COMES": "Nothing of this order is brought by a crew",
    "BESIDE_BY_POST": "Visit {number} goes by post: nobody goes there",
    "DISTANCE_MILES": "Enter a whole number of miles, from 1 to {most}",
    "DISTANCE_AGREED": "{miles:count mile} are agreed for this visit already. Take that back first",
    "DISTANCE_NONE": "No miles are agreed for visit {number}",
    "DISTANCE_DAY_TO_COME": "This day is still to come",
    "BESIDE_WHY": "Fill this in",
}
MEASURING = {
    "MEASURING_WHAT_MISSING": "Choose what is to be measured, or say it in words",
    "MEASURING_PRODUCT_NOT_THERE": "The catalogue has no {code}",
    "MEASURING_ADDRESS_NOT_THEIRS": "Choose an address of this person",
    "MEASURING_ADDRESS_LEFT": "They do not use this address any more",
    "MEASURING_PERSON_DIED": "This person has died",
    "MEASURING_RECORD_JOINED": "This record was joined to another one. Ask from that one",
    "MEASURING_FOUND_MISSING": "Write what you measured",
    "MEASURING_WHY_NOT_MISSING": "Say why it cannot be fitted",
    "MEASURING_NOTHING_TO_COME": "Nobody is to come for this any more",
    "MEASURING_NOT_RECORDED": "Nothing was measured for this yet",
    "MEASURING_TAKEN_BACK_ALREADY": "It was recorded already that this was not measured",
    "MEASURING_WHY_MENDED_MISSING": "Say what was wrong",
}
POST = {
    "POST_TOO_HEAVY": "Visit {number} brings {kg} kg. A parcel must weigh less than {under} kg",
    "POST_WEIGHT_UNKNOWN": "Visit {number}: nobody knows the weight of {things}. Send it with a van",
    "POST_PUT_UP_OR_SHOWN": "Visit {number}: {things} must be put up or shown. Send it with a van",
    "POST_EXAMINED": "Visit {number}: {things} is examined for safety. Send it with a van",
    "POST_TWO_PEOPLE": "Visit {number} needs two people. Send it with a van",
    "POST_NOT_ONLY_BROUGHT": "Visit {number} does more than bring something: {things}. Send a van",
    "POST_JOINT": "{name} comes along to visit {number}. Send a van",
    "POST_MILES": "Miles are agreed for visit {number}. Take that back first, or send a van",
    "POST_NOT_A_CARRIER": "This goes with a van. Only a parcel has the reference of a carrier",
}
FAMILIES = (
    Family(LoanReason, LOAN), Family(AskingReason, ASKING), Family(BookingReason, BOOKING),
    Family(BesideReason, BESIDE), Family(MeasuringReason, MEASURING), Family(PostReason, POST),
)  # fmt: skip

"""Words for why an order, a change to it or a release is refused or waits, and for what checks found.
Refuses nothing; see `wording.say`."""

from handrail.catalogue.rules.facts import CheckCode
from handrail.catalogue.rules.questions import AnswerReason
from handrail.orders.rules.amend import AmendReason
from handrail.orders.rules.answering import AnswerReleaseReason
from handrail.orders.rules.authority import AuthorityReason, ReleaseKind
from handrail.orders.rules.cancel import CancelReason
from handrail.orders.rules.changing import ChangeReason
from handrail.orders.rules.drafts import DraftReason
from handrail.orders.rules.facts import CareRoute, OrderReason
from handrail.orders.rules.reinstate import ReinstateReason
from handrail.orders.rules.releasing import ReleasingReason
from handrail.partners.rules import SpeedReason
from handrail.wording.family import Family

ORDER = {
    "ORDER_NO_LINES": "Add at least one item",
    "ORDER_TOO_MANY_LINES": "This order has too many items. Split it into two orders",
    "ORDER_QUANTITY_NOT_POSITIVE": "Quantity must be 1 or more",
    "ORDER_QUANTITY_HUGE": "The quantity is more than one person can need. Check it",
    "ORDER_PRODUCT_MISSING": "Choose which size or type",
    "ORDER_UNKNOWN_PRODUCT": "This item is not in the catalogue of your contract",
    "ORDER_PRODUCT_NOT_YET": "This item cannot be ordered yet",
    "ORDER_PRODUCT_ENDED": "This item can no longer be ordered. Choose another",
    "ORDER_PRODUCT_UNDER_ALERT": "This item is under a safety alert. Choose another",
    "ORDER_NO_ADDRESS": "Choose where to deliver",
    "ORDER_ADDRESS_ENDED": "This address ended on {until_on:day}. Choose another",
    "ORDER_UNKNOWN_SPEED": "Choose a speed that your contract has",
    "ORDER_SPEED_NOT_FOR_DELIVERY": "This speed is not for deliveries. Choose another",
    "ORDER_SPEED_NOT_FOR_PRODUCT": "One of the items cannot come at this speed. Choose another speed",
    "ORDER_CHOSEN_DATE_MISSING": "Enter the date for delivery",
    "ORDER_CHOSEN_DATE_PAST": "The date for delivery must not be in the past",
    "ORDER_CHOSEN_DATE_FAR": "The date for delivery is too far away. Choose an earlier one",
    "ORDER_CHOSEN_DATE_CLOSED": "There are no deliveries on this date. Choose another",
    "ORDER_CHOSEN_DATE_NOT_USED": "This speed takes no date. Remove the date or choose another speed",
    "ORDER_REVIEW_DATE_PAST": "The review date must be in the future",
    "ORDER_WHY_MISSING": "Say what the person wants to be able to do",
    "ORDER_PERSON_DIED": "This person died on {on:day}. Nothing more can be ordered",
    "ORDER_PERSON_JOINED": "This record was joined to another. Order on the record that was kept",
    "ORDER_PRESCRIBER_NOT_ACTIVE": "This prescriber's account is not active",
    "ORDER_PRESCRIBER_MISSING": "Choose the prescriber",
    "ORDER_CHECK_BLOCKS": "A check stops this order. Change the items",
    "ORDER_CHECK_REASON_MISSING": "Give a reason for going on despite this check",
    "ORDER_SPECIAL_NOT_FREE": "This special was bought for somebody else, and none is free in a store",
    "ORDER_SPECIAL_IS_ONE": "A special is one thing. It can be on order once",
    "ORDER_NOT_FROM_SATELLITE": "This item is not issued from a satellite store",
    "ORDER_COUNCIL_MISSING": "Choose the council of ordinary residence",
    "ORDER_ROUTE_FROM_MISSING": "Enter the date from which this care route holds",
    "ORDER_ROUTE_DATES_CROSSED": "The end of the care route must come after its start",
    "ORDER_ROUTE_ENDED": "This care route has ended. Check its dates",
    "ORDER_SUPERVISOR_MISSING": "Choose the colleague who supervises this order",
    "ORDER_SUPERVISOR_IS_SELF": "The supervisor must be somebody else",
    "ORDER_DISCHARGE_MISSING": "Enter the ward and the discharge date",
    "ORDER_WARD_MISSING": "Enter the ward",
    "ORDER_DISCHARGE_DATE_MISSING": "Enter the discharge date",
    "ORDER_PATHWAY_MISSING": "Choose the discharge pathway",
    "ORDER_SATELLITE_ONLY": "You may issue from your satellite store only",
    "ORDER_RELEASE_FIRST": "{product} is above what you may hand out. Order it, and an authoriser decides",
    "ORDER_FOLLOW_UP_TEAM_MISSING": "Choose the team that will follow up",
    "ORDER_CARE_HOME_ONLY": "You may order to care homes only",
    "ORDER_SCHOOL_PAYER_MISSING": "Say who pays for equipment at school",
    "ORDER_REVIEW_DATE_MISSING": "Enter a review date",
    "ORDER_ASSESSMENT_NEEDED": "Record the assessment of need first",
    "ORDER_ANSWER_DOES_NOT_ALLOW": "An answer does not allow this item. Check the answers or choose another item",
    "ORDER_PRICE_CHANGED": "This order comes to {order_pence:pounds} now, not {seen_pence:pounds}. Look again, "
    "then send it",
}
AMEND = {
    "AMEND_REASON_MISSING": "Say why the order changes",
    "AMEND_NOTHING_CHANGED": "Nothing was changed",
    "AMEND_UNKNOWN_LINE": "This item is not on the order",
    "AMEND_NOT_AMENDABLE": "This item is too far along to change. Cancel it and order again",
    "AMEND_PART_DELIVERED": "Some of these were handed over already. Cancel the rest and order again",
    "AMEND_ADDRESS_FIXED": "The address can no longer be changed, because part of the order is on its way",
    "AMEND_SERIALISED_QUANTITY": "This item has its own number. Order each one on its own line",
}
CHANGE = {
    "CHANGE_OF_ANOTHER_TEAM": "Order {number} is {prescriber}'s. Ask them or their team, or ring the service desk",
}
CANCEL = {
    "CANCEL_NO_LINES": "Choose what to cancel",
    "CANCEL_UNKNOWN_REASON": "Choose why it is cancelled",
    "CANCEL_DEATH_NOT_RECORDED": "We are sorry to hear it. The death is not on the record yet: visits, calls and "
    "messages would go on. Record it, or say that only these items are cancelled",
    "CANCEL_ENDED_ALREADY": "This item was cancelled or refused already. Nothing more is to do",
    "CANCEL_NOT_CANCELLABLE": "This item was handed over already. Ask for a collection",
}
ANSWER = {
    "ANSWER_MISSING": "Answer: {question}",
    "ANSWER_NOT_YES_OR_NO": "Answer yes or no: {question}",
    "ANSWER_NOT_A_NUMBER": "The answer must be a number: {question}",
    "ANSWER_NUMBER_EITHER_WAY": "This could be read in two ways. Write {thousand} or {decimal}: {question}",
    "ANSWER_NOT_POSSIBLE": "The answer must be from {low} to {high} {unit}: {question}",
    "ANSWER_NOT_A_CHOICE": "Choose one of the answers: {question}",
    "ANSWER_TOO_LONG": "The answer must be {at_most} characters or fewer: {question}",
    "ANSWER_NOT_ASKED": "None of these items asks “{code}”",
    "ANSWER_NOT_A_DAY": "The answer must be a date, like 27 3 2026: {question}",
    "ANSWER_DAY_TO_COME": "The date must be today or in the past: {question}",
    "ANSWER_DAY_BEFORE_BIRTH": "The date must be after the person was born, on {born_on:day}: {question}",
}
AUTHORITY = {
    "AUTHORITY_ABOVE_STEP": "{product} is for {needed:step} to decide on; the prescriber orders as {has:step}",
    "AUTHORITY_OUTSIDE_CATEGORIES": "{product} is of a kind that the prescriber's authority does not cover",
    "AUTHORITY_OUTSIDE_ITEMS": "{product} is not one that the prescriber's authority covers",
    "AUTHORITY_ALWAYS_NEEDS_ANOTHER": "{product} is of a kind that always needs a second person",
    "AUTHORITY_ANSWER_NEEDS_ANOTHER": "{product}: “{question}” was answered “{answer}”. A second person decides, "
    "unless the answer is {expected}",
    "AUTHORITY_COLLEAGUE_RELEASES": "{product} must be released by the registered colleague",
    "AUTHORITY_ABOVE_LIMIT": "This order comes to {order_pence:pounds}, and other orders for this person in the last "
    "7 days to {other_orders_pence:pounds}. The prescriber's limit is {limit_pence:pounds}",
    "AUTHORITY_FAST_SPEED": "{product} is asked for at a speed that needs approval",
    "AUTHORITY_ABOVE_ADAPTATION_TOTAL": "Adaptations at this address come to {total_pence:pounds}. "
    "The limit is {limit_pence:pounds}",
}
RELEASING = {
    "RELEASE_NOT_PENDING": "Somebody has decided this already",
    "RELEASE_NOT_ACTIVE": "Your account is not active, so you cannot decide",
    "RELEASE_OWN_ORDER": "You placed this order. Somebody else must decide",
    "RELEASE_GAVE_THE_OTHER": "You gave the other approval. A second person must give this one",
    "RELEASE_ASKED_OF_ANOTHER": "This was asked of another authoriser",
    "RELEASE_MAY_NOT_AUTHORISE": "Your post does not let you approve orders",
    "RELEASE_SPENDING_ONLY": "You may approve spending, not clinical need",
    "RELEASE_ABOVE_AUTHORISE_LIMIT": "This is above what you may approve",
    "RELEASE_STEP_TOO_LOW": "This needs an authoriser with a higher level",
    "RELEASE_CATEGORY_NOT_COVERED": "Your authority does not cover this kind of item",
    "RELEASE_OTHER_TEAM": "You may approve orders of your own team only",
    "RELEASE_PANEL_MISSING": "Say who was present at the panel",
    "RELEASE_PANEL_DAY_MISSING": "Enter the date of the panel",
    "RELEASE_PANEL_DAY_TO_COME": "The panel has not met yet. Enter a date that is today or in the past",
    "RELEASE_PANEL_DAY_PAST": "The date of the panel must be today or in the future",
    "RELEASE_PANEL_DAY_FAR": "The date of the panel must be within {days:count day}",
    "RELEASE_NOTE_MISSING": "Write a note with your decision",
}
ANSWERING = {
    "RELEASE_NONE_GIVEN": "Choose at least one decision",
    "RELEASE_RETURN_NOTE_MISSING": "Say what information you need",
    "RELEASE_REFUSE_NOTE_MISSING": "Say why it is not approved",
    "RELEASE_UNKNOWN_CODE": "Choose one of the reasons",
    "RELEASE_NOT_RETURNED": "This order does not wait for information",
    "RELEASE_NOT_REFUSED": "This order was not refused",
    "RELEASE_STILL_ON_VAN": "This is still on the van. Ask the depot to unload it first",
    "RELEASE_REPLY_MISSING": "Write the answer to what was asked",
    "RELEASE_RECONSIDER_NOTE_MISSING": "Say why it should be looked at again",
}
CHECKS = {
    "CHECK_ANSWER_FLAGGED": "An answer about it needs a second look",
    "CHECK_ANSWER_DENIES_THING": "An answer does not go with what is ordered or with the person",
    "CHECK_ANSWER_WITHOUT_THING": "An answer speaks of something that is neither ordered nor in the person's record",
    "CHECK_WEIGHT_DIFFERS": "The weight is {now} kg. On {on:day} it was {then} kg, so it differs by {apart} kg in "
    "{days:count day}",
    "CHECK_HEIGHT_DIFFERS": "The height is {now} cm. On {on:day} it was {then} cm, so it differs by {apart} cm in "
    "{days:count day}",
    "CHECK_PART_MISSING": "A part that belongs to this item is missing",
    "CHECK_NOT_TOGETHER": "These two items must not be used together. Leave one out; if one is with the person "
    "already, ask for it to be collected first",
    "CHECK_LOOK_AT_PAIR": "Check that these two items fit each other",
    "CHECK_SETTLED_BY_ANSWERS": "The answers settle this check",
    "CHECK_LOWER_LIMIT_EXCEEDED": "The person weighs {person_kg} kg. The weakest part carries up to {limit_kg} kg",
    "CHECK_WEIGHT_NOT_KNOWN": "The person's weight is not known. The limit is {limit_kg} kg",
    "CHECK_HEIGHT_NOT_KNOWN": "The person's height is not known",
    "CHECK_HAZARD_AT_ADDRESS": "There is a hazard at this address",
    "CHECK_TOO_HEAVY": "The person weighs {person_kg} kg. The item carries up to {limit_kg} kg",
    "CHECK_TOO_SHORT": "The person is {person_cm} cm tall. The item is made for {limit_cm} cm or more",
    "CHECK_TOO_TALL": "The person is {person_cm} cm tall. The item is made for up to {limit_cm} cm",
    "CHECK_SAME_PRODUCT_HELD": "The person has {quantity} of this already, or on order, since {since_on:short}",
    "CHECK_SAME_KIND_HELD": "The person has {quantity} of this kind already, or on order, since {since_on:short}",
    "CHECK_TWICE_IN_BASKET": "This item is in the order twice",
    "CHECK_AFTER_GOING_HOME": "It may come as late as {days:count day} after they go home on {home_on:day}. If they "
    "need it by then, choose another speed",
}
REINSTATE = {
    "REINSTATE_NO_LINES": "Choose what should go on",
    "REINSTATE_NOT_CANCELLED": "Item {line} was not cancelled",
    "REINSTATE_REASON_MISSING": "Say why it goes on",
    "REINSTATE_SEVERAL_ORDERS": "Take up the items of one order at a time",
    "REINSTATE_STILL_ON_VAN": "This is still on the van. Ask the depot to unload it first",
}
ROUTES = {
    "STANDARD": "Usual route",
    "CONTINUING_HEALTH_CARE": "Continuing health care",
    "CHILD": "Child",
    "EDUCATION": "Education",
    "AFTER_CARE": "After-care (Mental Health Act)",
}
FAMILIES = (
    Family(OrderReason, ORDER),
    Family(AmendReason, AMEND),
    Family(CancelReason, CANCEL),
    Family(ChangeReason, CHANGE),
    Family(DraftReason, {"DRAFT_TOO_LARGE": "This draft is too large to keep. Shorten the notes"}),
    Family(AnswerReason, ANSWER),
    Family(AuthorityReason, AUTHORITY),
    Family(ReleasingReason, RELEASING),
    Family(AnswerReleaseReason, ANSWERING),
    Family(ReleaseKind, {"SPENDING": "Spending", "CLINICAL": "Clinical need"}),
    Family(CheckCode, CHECKS),
    Family(ReinstateReason, REINSTATE),
    Family(CareRoute, ROUTES),
    Family(
        SpeedReason,
        {
            "SPEED_UNKNOWN": "Choose a speed that your contract has",
            "SPEED_NEEDS_A_DATE": "Enter the date for this speed",
        },
    ),
)

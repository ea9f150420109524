"""Words for events, as time lines and the audit show them, and for what the audit names.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping
from enum import StrEnum

from handrail.identity.events import Event
from handrail.wording.family import Family

FAMILIES = (
    Family(
        Event,
        {
            "PERSON_OPENED": "Record opened",
            "PERSON_ADDED": "Person added",
            "PERSON_CHANGED": "Details changed",
            "TOLD_OF_ELSEWHERE": "Told that another partner has a record like one to be added",
            "ADDRESS_ADDED": "Address added",
            "ADDRESS_CHANGED": "Address changed",
            "CONTACT_CHANGED": "Contacts changed",
            "NOTE_CHANGED": "Notes changed",
            "PEOPLE_JOINED": "Two records joined",
            "PEOPLE_PARTED": "Joined records parted again",
            "PEOPLE_TOLD_APART": "Said that two records are two people",
            "APART_WITHDRAWN": "Whether two records are one person is asked again",
            "LIFE_EVENT_RECORDED": "Change in the person's life recorded",
            "LIFE_EVENT_WITHDRAWN": "Change in the person's life taken back",
            "LIFE_EVENT_CARRIED_OUT": "Move carried out on its day",
            "CONTACT_LOGGED": "Call or message logged",
            "SECRET_SHOWN": "Door code or key note shown",
            "SELF_PURCHASE_RECORDED": "Choice to buy it themselves recorded",
            "SELF_PURCHASE_ENDED": "Choice to buy it themselves taken back",
            "NEED_RECORDED": "Need recorded",
            "DRAFT_SAVED": "Draft saved",
            "DRAFT_DROPPED": "Draft deleted",
            "ORDER_PLACED": "Order placed",
            "ORDER_AMENDED": "Order changed",
            "LINES_CANCELLED": "Items cancelled",
            "LINES_REINSTATED": "Cancelled items put back",
            "RELEASE_GIVEN": "Approved",
            "RELEASE_RETURNED": "Sent back for information",
            "RELEASE_TO_PANEL": "Put to a panel",
            "RELEASE_ANSWERED": "Information given",
            "RELEASE_REFUSED": "Not approved",
            "RELEASE_RECONSIDERED": "Decision looked at again",
            "RELEASE_ESCALATED": "Passed to the next authoriser",
            "COVER_ARRANGED": "Cover arranged",
            "LINES_ALLOCATED": "Items reserved",
            "ALLOCATION_RELEASED": "Reserved items given back",
            "LINES_BACK_ORDERED": "Waiting for stock",
            "GOODS_RECEIVED": "Goods received",
            "STOCK_PUT_AWAY": "Put on the shelf",
            "STOCK_MOVED": "Stock moved",
            "STOCK_LEVELS_KEPT": "Levels of a store set",
            "STOCK_SCRAPPED": "Scrapped",
            "STOCK_QUARANTINED": "Set apart",
            "QUARANTINE_LIFTED": "No longer set apart",
            "STOCK_RECALLED": "Recalled for a safety alert",
            "RECALL_LIFTED": "Recall lifted",
            "RECALL_ASKED_BACK": "All of a recall asked back",
            "RECALL_VISITS_ENDED": "Visits of a lifted recall ended",
            "RECALL_CAUSE_SAID": "Cause of a recall said by the provider",
            "RECALL_CAUSE_DECIDED": "Cause of a recall decided",
            "RECALL_TOLD": "Told of a recall",
            "RECALL_TELLING_TAKEN_BACK": "Told of a recall, taken back",
            "TAKEN_DOWN_MENDED": "Taken down, put right",
            "LINES_PICKED": "Picked",
            "RUN_LOADED": "Loaded onto the van",
            "RUN_UNLOADED": "Taken off the van",
            "RETURNS_RECEIVED": "Returned to the depot",
            "CONTAMINATION_STATED": "Contamination statement made",
            "DECONTAMINATED": "Cleaned",
            "INSPECTED": "Inspected and tested",
            "EXAMINATION_WITHDRAWN": "Examination taken back",
            "REPAIRED": "Repaired",
            "STOCK_TAKE_BEGUN": "Stock take begun",
            "STOCK_COUNTED": "Stock counted",
            "STOCK_TAKE_CLOSED": "Stock take closed",
            "ISSUED_FROM_SATELLITE": "Issued from a satellite store",
            "DISCREPANCY_RAISED": "Difference found",
            "DISCREPANCY_SETTLED": "Difference settled",
            "SCAN_MENDED": "Wrong scan put right",
            "VISIT_REQUESTED": "Visit asked for",
            "MEASURING_ASKED": "Measuring asked for",
            "MEASURING_WITHDRAWN": "Measuring called off",
            "MEASURING_MENDED": "Measurements put right",
            "VISIT_BOOKED": "Visit booked",
            "VISIT_PLANNED": "Visit put on a run",
            "VISIT_CANCELLED": "Visit cancelled",
            "RUN_MADE": "Run made",
            "DOOR_SCANNED": "Item scanned at the door",
            "CREW_CHANGED": "Crew of a run changed",
            "RUN_RELEASED": "Run sent to the driver",
            "RUN_CLOSED": "Run closed",
            "VISIT_STARTED": "Visit started",
            "VISIT_COMPLETED": "Visit done",
            "VISIT_FAILED": "Visit could not be done",
            "NEXT_STEP_TAKEN": "Next step taken",
            "REVIEW_FELL_DUE": "Review due",
            "SPENDING_FOLDED": "Spending added up",
            "FORECAST_MADE": "Forecast made",
            "RETURNS_RECKONED": "Loans counted",
            "BUDGET_SET": "Budget of a team set",
            "BUDGETS_WATCHED": "Use of budgets counted",
            "SUSPENSE_SETTLED": "Suspense settled",
            "FEE_CHARGED": "Fee of a month charged",
            "RENT_CHARGED": "Rent of a month charged",
            "STORAGE_CHARGED": "Storage of specials charged",
            "BANDS_SETTLED": "Volume bands of a month settled",
            "GAIN_SETTLED": "Gain-share settled",
            "LOAN_KEPT": "Loan kept after review",
            "LOAN_ENDED": "Loan ended",
            "SCENARIO_SAVED": "Scenario saved",
            "CONTRACT_SET_UP": "Contract set up",
            "CONTRACT_DATA_CHANGED": "Contract data changed",
            "BANK_HOLIDAYS_TAKEN_IN": "Newly published bank holidays taken in",
            "TERMS_CHANGED": "Terms about money changed",
            "TERMS_WITHDRAWN": "Change of terms about money taken back",
            "EXTENSION_RECORDED": "Extension of the contract recorded",
            "EXTENSION_DECIDED": "Extension of the contract decided",
            "EXTENSION_REMINDED": "Reminded to decide about an extension",
            "CONTRACT_VARIED": "Variation of the contract recorded",
            "AGREEMENT_RECORDED": "Agreement of a pool recorded",
            "AGREEMENT_VARIED": "Agreement of a pool varied",
            "CONTRIBUTIONS_AGREED": "Contributions to a pool agreed",
            "RECEIPT_RECORDED": "Money received for a pool",
            "RECEIPT_CORRECTED": "Receipt of a pool put right",
            "MEETING_RECORDED": "Meeting about a pool recorded",
            "MONTH_CLOSED": "Month of the ledger closed",
            "FUNDER_CHANGED": "Payer of what was delivered changed",
            "POSTING_CORRECTED": "Price of what was posted put right",
            "INVOICE_RECEIVED": "Invoice received",
            "INVOICE_SENT_BACK": "Invoice sent back",
            "INVOICE_CHECKED": "Invoice checked",
            "INVOICE_ANSWERED": "Invoice answered",
            "INVOICE_PAID": "Invoice paid",
            "SPECIAL_ASKED": "Special asked for",
            "SPECIAL_SEARCHED": "Looked for something like a special",
            "SPECIAL_QUOTED": "Quote for a special kept",
            "SPECIAL_CHOSEN": "Quote for a special chosen",
            "SPECIAL_BOUGHT": "Special bought",
            "SPECIAL_WITHDRAWN": "Special no longer wanted",
            "VOUCHER_REDEEMED": "Voucher used in a shop",
            "REDEMPTION_UNDONE": "Use of a voucher taken back",
            "SHOP_PAID": "Shop paid for vouchers",
            "VOUCHER_CANCELLED": "Voucher cancelled",
            "VOUCHER_ISSUED_AGAIN": "Voucher issued again",
            "VOUCHERS_EXPIRED": "Vouchers expired",
            "PARTNER_CHANGED": "Partner changed",
            "USER_ADDED": "User added",
            "USER_CHANGED": "User changed",
            "TOKEN_OFFERED": "Token offered",
            "TOKEN_MADE": "Token made by command",
            "TOKEN_TAKEN": "Token taken by its user",
            "TOKEN_REVOKED": "Token switched off",
            "SIGNED_IN": "Signed in",
            "SIGNED_OUT": "Signed out",
            "FILE_IMPORTED": "File imported",
            "FILE_NOT_IMPORTED": "File checked or refused, nothing imported",
            "CATALOGUE_CHANGED": "Catalogue changed",
            "FILE_RECEIVED": "File received",
            "IMPORT_MENDED": "Imported row mended",
            "MESSAGE_SENT": "Message sent",
            "PERSON_TOLD": "Message for a person written or told",
            "JOINT_VISIT_ARRANGED": "Said who comes along to a visit",
            "JOINT_VISIT_MENDED": "Record of who came along put right",
            "JOINT_VISIT_TOLD": "Message to a prescriber who comes along written",
            "DISTANCE_AGREED": "Miles outside the area agreed",
            "DISTANCE_WITHDRAWN": "Agreed miles taken back",
        },
    ),
)

# A time line stands on the page of one order or item, so "Approved" is enough there. The log has all of them in one
# list: where the short word does not say what of, these do.
_IN_THE_LOG: Mapping[Event, str] = {
    Event.PERSON_OPENED: "Person's record looked at",
    Event.PERSON_CHANGED: "Person's details changed",
    Event.ADDRESS_ADDED: "Person's address added",
    Event.ADDRESS_CHANGED: "Person's address changed",
    Event.CONTACT_CHANGED: "Person's contacts changed",
    Event.NOTE_CHANGED: "Person's notes changed",
    Event.PEOPLE_JOINED: "Two records of one person joined",
    Event.DRAFT_SAVED: "Draft of an order saved",
    Event.DRAFT_DROPPED: "Draft of an order deleted",
    Event.LINES_CANCELLED: "Items of an order cancelled",
    Event.LINES_REINSTATED: "Cancelled items of an order put back",
    Event.RELEASE_GIVEN: "Order approved",
    Event.RELEASE_RETURNED: "Order sent back for information",
    Event.RELEASE_TO_PANEL: "Order put to a panel",
    Event.RELEASE_ANSWERED: "Information given about an order",
    Event.RELEASE_REFUSED: "Order not approved",
    Event.RELEASE_RECONSIDERED: "Decision on an order looked at again",
    Event.RELEASE_ESCALATED: "Order passed to the next authoriser",
    Event.COVER_ARRANGED: "Cover for an authoriser arranged",
    Event.LINES_ALLOCATED: "Items reserved for an order",
    Event.LINES_BACK_ORDERED: "Order waits for stock",
    Event.STOCK_PUT_AWAY: "Items put on the shelf",
    Event.STOCK_SCRAPPED: "Items scrapped",
    Event.STOCK_QUARANTINED: "Items set apart",
    Event.QUARANTINE_LIFTED: "Items no longer set apart",
    Event.STOCK_RECALLED: "Items recalled for a safety alert",
    Event.RECALL_ASKED_BACK: "Collections asked for all that a safety alert names",
    Event.RECALL_VISITS_ENDED: "Visits ended that a lifted safety alert asked for",
    Event.RECALL_TOLD: "Told of a safety alert, or tried to be reached",
    Event.RECALL_TELLING_TAKEN_BACK: "A record that they were told of a safety alert was taken back",
    Event.TAKEN_DOWN_MENDED: "Put right whether what is fitted and recalled was taken down",
    Event.LINES_PICKED: "Items picked for an order",
    Event.RUN_LOADED: "Items loaded onto a van",
    Event.RUN_UNLOADED: "Items taken off a van",
    Event.RETURNS_RECEIVED: "Items came back to the depot",
    Event.CONTAMINATION_STATED: "Said what returned items were in contact with",
    Event.DECONTAMINATED: "Items cleaned",
    Event.INSPECTED: "Items inspected and tested",
    Event.EXAMINATION_WITHDRAWN: "Record of an examination in a home taken back",
    Event.REPAIRED: "Items repaired",
    Event.ISSUED_FROM_SATELLITE: "Items given out at a satellite store",
    Event.DISCREPANCY_RAISED: "Difference from the record found",
    Event.DISCREPANCY_SETTLED: "Difference from the record settled",
    Event.NEXT_STEP_TAKEN: "Next step after a visit taken",
    Event.REVIEW_FELL_DUE: "Review of a loan fell due",
    Event.SPENDING_FOLDED: "Spending added up for the money pages",
    Event.FORECAST_MADE: "Forecast of a contract's money made",
    Event.RETURNS_RECKONED: "What came back and what is lent was counted",
    Event.BUDGET_SET: "Budget of a team set",
    Event.BUDGETS_WATCHED: "What teams used of their budgets was counted",
    Event.SUSPENSE_SETTLED: "What waited for a price or a fund settled",
    Event.TOKEN_OFFERED: "Access for another system offered",
    Event.TOKEN_MADE: "Access for another system made by command",
    Event.TOKEN_TAKEN: "Access for another system taken up",
    Event.TOKEN_REVOKED: "Access for another system switched off",
    Event.FILE_RECEIVED: "File to import received",
    Event.FILE_NOT_IMPORTED: "File checked or refused, nothing of it kept",
    Event.IMPORT_MENDED: "Row of an imported file mended",
}


def in_the_log(event: Event) -> str:
    """What happened, in words that stand by themselves in a list of all that happens."""
    return _IN_THE_LOG.get(event) or FAMILIES[0].words[event]


class LogTopic(StrEnum):
    """What the log can be narrowed to: each event belongs to one of them."""

    OPENED = "opened"
    PEOPLE = "people"
    ORDERS = "orders"
    DECISIONS = "decisions"
    STOCK = "stock"
    CARE = "care"
    VISITS = "visits"
    LOANS = "loans"
    MESSAGES = "messages"
    MONEY = "money"
    SIGN_IN = "sign-in"
    SET_UP = "set-up"


TOPICS: Mapping[LogTopic, str] = {
    LogTopic.OPENED: "Who looked at records, door codes and key notes",
    LogTopic.PEOPLE: "Changes to people's records",
    LogTopic.ORDERS: "Orders and needs",
    LogTopic.DECISIONS: "Decisions on orders",
    LogTopic.STOCK: "Stock: what came, went, was moved or counted",
    LogTopic.CARE: "Cleaning, testing, repairs and recalls",
    LogTopic.VISITS: "Visits and runs",
    LogTopic.LOANS: "Loans",
    LogTopic.MESSAGES: "Messages and calls",
    LogTopic.MONEY: "Pools, money received, closed months, spending and forecasts",
    LogTopic.SIGN_IN: "Signing in, users and access of other systems",
    LogTopic.SET_UP: "Contract, catalogue, partners, scenarios and imported files",
}
_STARTS: Mapping[LogTopic, tuple[str, ...]] = {
    LogTopic.OPENED: ("PERSON_OPENED", "TOLD_OF_ELSEWHERE", "SECRET_SHOWN"),
    LogTopic.MESSAGES: ("MESSAGE_", "PERSON_TOLD", "CONTACT_LOGGED"),
    LogTopic.PEOPLE: ("PERSON_", "ADDRESS_", "CONTACT_CHANGED", "NOTE_", "PEOPLE_", "APART_", "LIFE_EVENT_"),
    LogTopic.DECISIONS: ("RELEASE_", "COVER_"),
    LogTopic.CARE: (
        "CONTAMINATION_", "DECONTAMINATED", "INSPECTED", "EXAMINATION_", "REPAIRED", "STOCK_QUARANTINED", "QUARANTINE_",
        "STOCK_RECALLED", "RECALL_", "TAKEN_DOWN_", "STOCK_SCRAPPED", "DISCREPANCY_",
    ),
    LogTopic.STOCK: (
        "LINES_PICKED", "GOODS_", "STOCK_", "RUN_LOADED", "RUN_UNLOADED", "RETURNS_", "ISSUED_", "SCAN_",
    ),
    LogTopic.ORDERS: (
        "NEED_", "SELF_PURCHASE_", "DRAFT_", "ORDER_", "LINES_", "ALLOCATION_", "SPECIAL_", "VOUCHER", "REDEMPTION_",
    ),
    LogTopic.VISITS: (
        "VISIT_", "MEASURING_", "RUN_", "DOOR_", "CREW_", "NEXT_STEP_", "JOINT_VISIT_", "DISTANCE_",
    ),
    LogTopic.LOANS: ("LOAN_", "REVIEW_"),
    LogTopic.MONEY: (
        "AGREEMENT_", "CONTRIBUTIONS_", "RECEIPT_", "MEETING_", "MONTH_", "SPENDING_", "TERMS_", "FORECAST_",
        "INVOICE_", "SUSPENSE_", "FEE_", "RENT_", "STORAGE_", "BANDS_", "GAIN_", "BUDGET", "RETURNS_", "FUNDER_",
        "POSTING_", "SHOP_",
    ),
    LogTopic.SIGN_IN: ("SIGNED_", "USER_", "TOKEN_"),
    LogTopic.SET_UP: (
        "BANK_HOLIDAYS_", "CONTRACT_", "EXTENSION_", "SCENARIO_", "CATALOGUE_", "PARTNER_", "FILE_", "IMPORT_",
    ),
}  # fmt: skip


def topic_of(event: Event) -> LogTopic:
    """What an event is about; the first topic that claims it."""
    return next(topic for topic, starts in _STARTS.items() if event.value.startswith(starts))


# What the log calls the things that a change touched; all others by their own name.
_THINGS: Mapping[str, str] = {
    "adaptation": "adaptation of a home", "asset": "item", "line": "line of an order", "contact": "contact of a person",
    "contact_log": "call or message", "cover": "cover for an authoriser", "depot": "depot or store",
    "discrepancy": "difference from the record", "draft": "draft of an order", "follow_up": "follow-up",
    "import": "imported file", "life_event": "change in a person's life", "release": "decision on an order",
    "telling": "telling of a recall", "token": "access of another system",
}  # fmt: skip


def thing_in_the_log(kind: str) -> str:
    """The word for a kind of row that the log names."""
    return _THINGS.get(kind) or kind.replace("_", " ")

"""Words for why work in a store, cover, or a change of contract data is refused.
Refuses nothing; see `wording.say`."""

from handrail.orders.rules.covering import CoverReason
from handrail.stock.codes import StockReason
from handrail.wording.family import Family

STOCK = {
    "STOCK_NOTHING_SCANNED": "Scan at least one item",
    "STOCK_TOO_MANY_AT_ONCE": "Send at most {most} items at once",
    "STOCK_SCAN_UNREADABLE": "We cannot read the code “{code}”. Scan it again or type the number on the label",
    "STOCK_SCAN_UNKNOWN": "Nothing has the code “{code}”. Check it or scan again",
    "STOCK_SCAN_SEVERAL": "More than one item has the code “{code}”. Scan the item's own label",
    "STOCK_NOT_A_PRODUCT": "“{code}” is not the code of a product",
    "STOCK_SCAN_NO_ITEM": "“{code}” is not an item. Scan the label of an item",
    "STOCK_SCANNED_TWICE": "{number} was scanned twice. Take one away",
    "STOCK_NEEDS_ITEM_LABEL": "“{code}” is a product whose items have numbers. Scan the item's own label",
    "STOCK_QUANTITY_NOT_POSITIVE": "Quantity must be 1 or more",
    "STOCK_QUANTITY_HUGE": "Quantity must be {most} or less",
    "STOCK_QUANTITY_ONE": "{number} is one item, so the quantity is 1",
    "STOCK_NOT_ENOUGH": "{product}: {wanted} wanted, {found} here",
    "STOCK_COUNT_NOT_HERE": "{product}: {wanted} wanted. In this store with the state {state:stock_state}: {there}. "
    "Check the store, the lot and how many",
    "STOCK_LOT_NOT_SAID": "{product} lies here in several lots: {there}. Write which lot you mean, like {example}",
    "STOCK_WRONG_STATE": "This cannot be done with {number}. Its state is: {state:stock_state}",
    "STOCK_NOT_IN_THIS_STORE": "{number} is recorded at {place}, not in this store",
    "STOCK_UNKNOWN_PLACE": "Choose a place of this contract",
    "STOCK_SAME_PLACE": "It is already there. Choose another place",
    "STOCK_UNKNOWN_CODE": "{code} is not in the list",
    "STOCK_NUMBER_TAKEN": "Another item has the number {number}",
    "STOCK_SERIAL_TAKEN": "We have {number} already. If it came back to us, book it in under Returns",
    "STOCK_LINE_NOT_WAITING": "{product} of order {order} does not wait for an item",
    "STOCK_EXPECTED_DAY_PAST": "The day on which the delivery is expected must be today or in the future",
    "STOCK_LINE_HAS_NOTHING": "{product} of order {order} has nothing reserved in a store",
    "STOCK_NONE_READY": "{product} for order {order}: {wanted} wanted, {found} ready here. "
    "Other stores: {elsewhere}. It can go on back-order",
    "STOCK_TEST_RUNS_OUT": "{product} for order {order}: {wanted} wanted, {found} ready here. {untested:count is "
    "there|are there}, but the test or examination runs out before {day:day}, when it is due: test it first. "
    "Other stores: {elsewhere}. It can go on back-order",
    "STOCK_OTHER_PRODUCT": "{number} is a {product}. The order is for {wanted}",
    "STOCK_NOT_ON_LIST": "{number} is not on this list. Put it back on the shelf",
    "STOCK_NOT_ON_RUN": "{number} is reserved for order {order} ({product}), which is not on this run. Put it back",
    "STOCK_LINE_NOT_ON_RUN": "{product} of order {order} is not on this run any more",
    "STOCK_PICKED_ALREADY": "{number} is picked already",
    "STOCK_TICK_COUNTED": "{product} has no number of its own. Open the list of the run to pick it by scan",
    "STOCK_COUNT_NOT_ON_LIST": "{product} is not on this list",
    "STOCK_COUNT_NOTHING_KEPT": "{product} is on this list, but nothing is reserved for it yet. Allocate it first",
    "STOCK_COUNT_PICKED_ALREADY": "{product} is picked already",
    "STOCK_COUNT_LOADED_ALREADY": "{product} is on the van already",
    "STOCK_NOT_WHOLE_LINE": "{product}: the next line is for {wanted}. Take all of them together",
    "STOCK_TOO_MANY_FOR_LIST": "{product}: {listed:count is|are} left on the list, you scanned {scanned}",
    "STOCK_TOO_MANY_FOR_VAN": "{product}: {left} more than are left on this van",
    "STOCK_FOR_ANOTHER_PERSON": "{number} is kept for order {order}, which this run does not bring. Do not load it",
    "STOCK_LOADED_ELSEWHERE": "{number} is on {van} by the record. Unload it there first",
    "STOCK_LOADED_ALREADY": "{number} is on the van already",
    "STOCK_RUN_NOT_OPEN": "This run cannot be loaded now",
    "STOCK_STILL_LOADED": "{number} is still on a van for its delivery. Unload the van on the run's page",
    "STOCK_NOT_ON_THIS_VAN": "{number} is not on this van",
    "STOCK_STOP_TO_COME": "The van is still out. {stop} is still to come and would lose: {things}",
    "STOCK_LOAD_TO_GO": "{things:count thing} for {stops:count stop} still to come would go off the van. Tick it if "
    "they are not to go with it",
    "STOCK_ON_ANOTHER_VAN": "The record says that {number} is on {van}. Tick it if you have it in front of you all "
    "the same",
    "STOCK_ON_ANOTHER_CREWS_VAN": "The record says that {number} is on {van} with {driver}. Tick it if you have it in "
    "front of you all the same",
    "STOCK_STATEMENT_NEEDED": "Nobody has said yet what {items} was in contact with. Choose the risk of infection; "
    "“not known” is an answer too",
    "STOCK_CLEAN_DIFFERS": "{items}: the usual clean is {method}, {minutes:count minute} or more. Say why this one "
    "differs, or put it right",
    "STOCK_CLEAN_LEAVES_INFECTION": "{items}: a known risk of infection was stated. Add the step {method}, or say why "
    "it was cleaned without it",
    "STOCK_CLEAN_OF_ONE_PERSON_ITEM": "{items}: used by one person only, and not used again. Say why it was cleaned",
    "STOCK_CLEANER_UNKNOWN": "Choose somebody who works in the store",
    "STOCK_REPAIRED_ALREADY": "{number}: this repair is on the record already, and nobody tested it since. Say what "
    "else was done, or leave it",
    "STOCK_MINUTES_MISSING": "Enter how many minutes it took, from 1 to {most}",
    "STOCK_ONE_PERSON_ITEM": "This item is for one person only and is not used again",
    "STOCK_TAKE_OPEN_ALREADY": "A stock take is open here already",
    "STOCK_TAKE_CLOSED": "This stock take is closed",
    "STOCK_TAKE_NOT_COMPLETE": "{missing:count thing} not counted yet. Count them, or say that they are not here",
    "STOCK_TRIAL_NEEDS_DATE": "Enter the day on which the trial ends",
    "STOCK_REASON_MISSING": "Say why",
    "STOCK_REPORT_UNANSWERED": "{number} was reported as not safe: {said}. It passes only if you say what answers this",
    "STOCK_SETTLED_ALREADY": "This was settled already",
    "STOCK_COUNT_NOT_MENDABLE": "The record of {number} does not say which move this was. Count the store instead",
    "STOCK_COUNT_CAME_BACK": "By the record: {back:count piece} came back or went otherwise. Put right first how many "
    "came back",
    "STOCK_COUNT_NOT_LENT": "By the record: {lent:count piece} handed over. Put right first how many were handed over",
    "STOCK_STILL_IN_DOUBT": "{number}: a difference about it is not settled yet. Settle that first",
    "STOCK_APART_DIRTY": "{number} was not cleaned since it came back. Clear it to be cleaned: it is tested after that",
    "STOCK_APART_USED": "{product}: {used:count piece} of those set apart were with people, and nobody can tell which "
    "of them are clean. Clear them to be cleaned",
    "STOCK_STILL_UNDER_ALERT": "{number} is set apart for the safety alert {alert}. It stays set apart until "
    "the alert is lifted",
    "STOCK_ALERT_MISSING": "Enter the reference of the safety alert",
    "STOCK_RECALLED_ALREADY": "This is recalled already under {alert}",
    "STOCK_LOT_NOT_SEEN": "The record has nothing of {product} with lot {lot}. Look whether the lot is typed as it is "
    "marked. Tick the box to recall it all the same",
    "STOCK_RECALL_TOUCHES": "Look how much it touches, then tick the box to recall it",
    "STOCK_RECALL_LIFTED": "The recall {alert} is lifted already",
    "STOCK_RECALL_STANDS": "The recall {alert} stands. Its visits end when it is lifted",
    "STOCK_RECALL_ASKS_NOTHING": "No visit that can end is to come for {alert} any more",
    "STOCK_RECALL_CAUSE_UNKNOWN": "Choose who is the cause of the recall",
    "STOCK_RECALL_CAUSE_STANDS": "This is what stands already. Nothing was changed",
    "STOCK_RECALL_CAUSE_FOR_ALL": "Only somebody who may see all people of the contract decides this",
    "STOCK_RECALL_NOT_BEGUN": "The recall {alert} had not begun then",
    "STOCK_TELLING_UNKNOWN": "Choose one of the answers",
    "STOCK_TOLD_NOTHING": "Choose what they were told of",
    "STOCK_TOLD_ALREADY": "They were told already, and have stopped using it",
    "STOCK_SAID_MISSING": "Say what you told them",
    "STOCK_TOLD_SINCE": "They were told again since. Take that back first",
    "STOCK_NOT_FITTED": "Only what is fitted in a home is taken down",
    "STOCK_TAKEN_DOWN_SAYS_SO": "This is on the record already",
    "STOCK_TELLING_TAKEN_BACK": "That they were told was taken back already",
    "STOCK_COUNT_RECALLED": "{product} is recalled under the safety alert {alert}. Do not use it",
    "STOCK_LEVEL_NOT_ABOVE_REFILL": "{code}: the store must hold more than the number at which it is filled up",
    "STOCK_NOTHING_TO_MEND": "There is nothing to put right here",
}
COVER = {
    "COVER_BY_ONESELF": "Somebody else must stand in",
    "COVER_ABSENT_NOT_AUTHORISER": "The person who is away is not an authoriser",
    "COVER_COVERING_NOT_AUTHORISER": "The person who stands in must be an authoriser",
    "COVER_ENDS_BEFORE_START": "The end must come after the start",
    "COVER_OVER_ALREADY": "The end must be in the future",
}
FAMILIES = (
    Family(StockReason, STOCK),
    Family(CoverReason, COVER),
)

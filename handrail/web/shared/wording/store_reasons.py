"""Words for why work in a store, cover, or a change of contract data is refused.
Refuses nothing; see `wording.say`."""

from handrail.orders.rules.covering import CoverReason
from handrail.stock.codes import StockReason
from handrail.web.shared.wording.family import Family

STOCK = {
    "STOCK_NOTHING_SCANNED": "Scan at least one item",
    "STOCK_TOO_MANY_AT_ONCE": "Send at most {most} items at once",
    "STOCK_SCAN_UNREADABLE": "We cannot read this code. Scan it again or type the number on the label",
    "STOCK_SCAN_UNKNOWN": "No item has this code. Check it or scan again",
    "STOCK_SCAN_SEVERAL": "More than one item has this code. Scan the asset number",
    "STOCK_NOT_A_PRODUCT": "This code is not of a product",
    "STOCK_SCAN_NO_ITEM": "This code names a product, not one item. Scan the item's own label",
    "STOCK_SCANNED_TWICE": "{number} was scanned twice. Take one away",
    "STOCK_NEEDS_ITEM_LABEL": "This product has a number on each item. Scan the item's own label",
    "STOCK_QUANTITY_NOT_POSITIVE": "Quantity must be 1 or more",
    "STOCK_QUANTITY_HUGE": "Quantity must be {most} or less",
    "STOCK_QUANTITY_ONE": "{number} is one item, so the quantity is 1",
    "STOCK_NOT_ENOUGH": "There are not as many as this here",
    "STOCK_WRONG_STATE": "{number} is not in the right state for this step",
    "STOCK_NOT_IN_THIS_STORE": "{number} is recorded at {place}, not in this store",
    "STOCK_UNKNOWN_PLACE": "Choose a place of this contract",
    "STOCK_SAME_PLACE": "It is already there. Choose another place",
    "STOCK_UNKNOWN_CODE": "{code} is not in the list",
    "STOCK_NUMBER_TAKEN": "Another item has the number {number}",
    "STOCK_SERIAL_TAKEN": "Another item of this product has this serial number",
    "STOCK_DATE_IN_FUTURE": "The date must not be in the future",
    "STOCK_LINE_NOT_WAITING": "This line does not wait for an item",
    "STOCK_LINE_HAS_NOTHING": "This line has no item reserved",
    "STOCK_NONE_READY": "No item is ready. The line waits for stock",
    "STOCK_OTHER_PRODUCT": "This is another product than was ordered",
    "STOCK_NOT_ON_LIST": "This item is not on the list",
    "STOCK_TICK_COUNTED": "Tick the counted items, or scan their code",
    "STOCK_COUNT_NOT_ON_LIST": "This product is not on the list",
    "STOCK_COUNT_LOADED_ALREADY": "This product is loaded already",
    "STOCK_NOT_WHOLE_LINE": "Load the whole quantity of the line, or none of it",
    "STOCK_TOO_MANY_FOR_LIST": "This is more than the list asks for",
    "STOCK_FOR_ANOTHER_PERSON": "This item is for another person",
    "STOCK_LOADED_ALREADY": "This item is loaded already",
    "STOCK_RUN_NOT_OPEN": "This run cannot be loaded now",
    "STOCK_NOT_ON_THIS_VAN": "This item is not on this van",
    "STOCK_DIRTY": "This item has not been cleaned",
    "STOCK_UNDER_ALERT": "This item is under a safety alert. Do not use it",
    "STOCK_OVERDUE_TEST": "The electrical test of this item is overdue",
    "STOCK_OVERDUE_EXAMINATION": "The examination of this item is overdue",
    "STOCK_MINUTES_MISSING": "Enter how many minutes it took, from 1 to {most}",
    "STOCK_ONE_PERSON_ITEM": "This item is for one person only and is not used again",
    "STOCK_NEEDS_TEST_FIRST": "This item must be tested first",
    "STOCK_NOT_LENDABLE": "This product is not lent",
    "STOCK_TAKE_OPEN_ALREADY": "A stock take is open here already",
    "STOCK_TAKE_CLOSED": "This stock take is closed",
    "STOCK_NOT_A_SATELLITE": "This is not a satellite store",
    "STOCK_REASON_MISSING": "Say why",
    "STOCK_SETTLED_ALREADY": "This was settled already",
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

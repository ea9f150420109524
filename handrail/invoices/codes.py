"""What a check can find of a line, what can be answered to it, and why something is refused.
Refuses nothing; `wording.invoices` has the words."""

from enum import StrEnum


class Verdict(StrEnum):
    """What the ledger says of a line of an invoice. The first four name the entry that it was held against."""

    AGREED = "AGREED"
    WRONG_PRICE = "WRONG_PRICE"
    WRONG_QUANTITY = "WRONG_QUANTITY"
    WRONG_VAT = "WRONG_VAT"
    DUPLICATE = "DUPLICATE"
    NO_SUCH_EVENT = "NO_SUCH_EVENT"
    NEVER_ISSUED = "NEVER_ISSUED"


WITH_ENTRY = frozenset({Verdict.AGREED, Verdict.WRONG_PRICE, Verdict.WRONG_QUANTITY, Verdict.WRONG_VAT})


class LineAnswer(StrEnum):
    """What was decided about a line. OPEN: nothing yet. Only what is agreed is paid."""

    OPEN = ""
    AGREED = "AGREED"
    QUERIED = "QUERIED"
    DISPUTED = "DISPUTED"


class InvoiceReason(StrEnum):
    """Why an invoice is not taken, not answered or not paid."""

    SAME_NUMBER = "INVOICE_NUMBER_USED"
    SAME_FILE = "INVOICE_FILE_RECEIVED_BEFORE"
    ENDS_BEFORE_BEGIN = "INVOICE_ENDS_BEFORE_IT_BEGINS"
    NUMBER_MISSING = "INVOICE_NUMBER_MISSING"
    WORDS_MISSING = "INVOICE_WORDS_MISSING"
    NO_SUCH_LINE = "INVOICE_LINE_NOT_OPEN"
    NOTHING_POSTED = "INVOICE_LINE_WITHOUT_ENTRY"
    NOTHING_TO_PAY = "INVOICE_NOTHING_TO_PAY"
    CREDITS_OPEN = "INVOICE_CREDITS_NOT_ANSWERED"
    PAID = "INVOICE_PAID"


class InvoiceFault(StrEnum):
    """What is wrong with an invoice as it was sent, at a line or of the whole (line 0)."""

    CURRENCY_SIGN = "INVOICE_CURRENCY_SIGN"
    DECIMAL_COMMA = "INVOICE_DECIMAL_COMMA"
    NOT_A_LINE = "INVOICE_NOT_AN_ORDER_LINE"
    NO_REFERENCE = "INVOICE_LINE_NAMES_NOTHING"
    OTHER_CONTRACT = "INVOICE_LINE_OF_ANOTHER_CONTRACT"
    TOTAL = "INVOICE_TOTAL_IS_NOT_ITS_SUM"
    NO_LINES = "INVOICE_WITHOUT_LINES"
    VAT_ALONE = "INVOICE_VAT_OF_NO_LINE"

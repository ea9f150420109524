"""Words for the provider's statement and for what an invoice check finds.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.invoices.codes import InvoiceFault, InvoiceReason, LineAnswer, Verdict
from handrail.invoices.rules.statement import Section
from handrail.invoices.states import InvoiceState
from handrail.wording.family import Family

SECTIONS: Mapping[str, str] = {
    Section.EQUIPMENT: "Equipment",
    Section.ACTIVITY: "Activity",
    Section.CREDITS: "Credits",
    Section.ADJUSTMENTS: "Adjustments",
    Section.VAT: "VAT",
    Section.PAYMENTS: "Payments",
}
_ITEMS = {
    "equipment": "Equipment",
    "credit": "Equipment that came back",
    "parts": "Parts at cost",
    "invoice": "Invoice",
}


def item_words(item: str, label: str) -> str:
    """What was sold in words: as the price list has it, else by its own name."""
    return label or _ITEMS.get(item) or item.replace("_", " ").capitalize()


REASONS: Mapping[str, str] = {
    InvoiceReason.SAME_NUMBER: "Invoice {number} was received already. Send that one back first, or check the number",
    InvoiceReason.SAME_FILE: (
        "This very file was received already, as invoice {number}. Send that one back first, or choose another file"
    ),
    InvoiceReason.ENDS_BEFORE_BEGIN: "The last day must not be before the first",
    InvoiceReason.NUMBER_MISSING: "Give the number of the invoice",
    InvoiceReason.WORDS_MISSING: "Say what it is about",
    InvoiceReason.NO_SUCH_LINE: "No line is open here any more",
    InvoiceReason.NOTHING_POSTED: "The ledger owes nothing for this line, so it cannot be agreed. Query or dispute it",
    InvoiceReason.NOTHING_TO_PAY: "Nothing is agreed that is not paid already",
    InvoiceReason.CREDITS_OPEN: "Answer the credits on this invoice first. Without them too much would be paid",
    InvoiceReason.PAID: "This is paid, so it stays",
}
STATES: Mapping[str, str] = {
    InvoiceState.RECEIVED: "Received",
    InvoiceState.WAITING: "Being checked",
    InvoiceState.CHECKED: "Checked",
    InvoiceState.REFUSED: "Refused",
    InvoiceState.FAILED: "Failed",
    InvoiceState.DROPPED: "Sent back",
}
VERDICTS: Mapping[str, str] = {
    Verdict.AGREED: "Agrees",
    Verdict.WRONG_PRICE: "Wrong price",
    Verdict.WRONG_QUANTITY: "Wrong quantity",
    Verdict.WRONG_VAT: "Wrong VAT",
    Verdict.DUPLICATE: "Invoiced before",
    Verdict.NO_SUCH_EVENT: "No such event",
    Verdict.NEVER_ISSUED: "Credit for what was never issued",
}
# What each verdict means, for who reads it for the first time.
MEANINGS: Mapping[str, str] = {
    Verdict.AGREED: "The ledger posted the same amount for the same event.",
    Verdict.WRONG_PRICE: "It happened, and the contract's price of that day gives another amount.",
    Verdict.WRONG_QUANTITY: "It happened, with another quantity.",
    Verdict.WRONG_VAT: "It happened at this price, and the contract's terms of VAT of that day give other VAT.",
    Verdict.DUPLICATE: "It happened once, and another line has asked for it.",
    Verdict.NO_SUCH_EVENT: "The ledger has nothing like it for this order, visit or item.",
    Verdict.NEVER_ISSUED: "It gives money back for something that nobody was ever given.",
}
ANSWERS: Mapping[str, str] = {
    LineAnswer.OPEN: "Open",
    LineAnswer.AGREED: "Agreed",
    LineAnswer.QUERIED: "Queried",
    LineAnswer.DISPUTED: "Disputed",
}
FAULTS: Mapping[str, str] = {
    InvoiceFault.CURRENCY_SIGN: "This has a currency sign",
    InvoiceFault.DECIMAL_COMMA: "This has a comma for the pence",
    InvoiceFault.NOT_A_LINE: "This is not the number of an order or of a line of one",
    InvoiceFault.NO_REFERENCE: "This line names no order, no visit and no item",
    InvoiceFault.OTHER_CONTRACT: "This line is for another contract. This one is {contract}, or {contract_code}",
    InvoiceFault.TOTAL: "The invoice says {total}, and its lines come to {sum}",
    InvoiceFault.NO_LINES: "The invoice has no lines",
    InvoiceFault.VAT_ALONE: "This line of VAT names something else than the line before it",
}
MENDS: Mapping[str, str] = {
    InvoiceFault.CURRENCY_SIGN: "Write figures alone, like 1234.50",
    InvoiceFault.DECIMAL_COMMA: "Write a point before the pence, like 41.50",
    InvoiceFault.NOT_A_LINE: "Write it like 1042, or 1042/2 for its second line",
    InvoiceFault.NO_REFERENCE: "Give one of the three numbers. The fixed fee of a month needs its day alone",
    InvoiceFault.OTHER_CONTRACT: "Take the line out, and put it on that contract's invoice",
    InvoiceFault.TOTAL: (
        "A mistyped total is put right under 'Choose columns'. If the lines are wrong, send the invoice back"
    ),
    InvoiceFault.NO_LINES: "Choose another file",
    InvoiceFault.VAT_ALONE: "Put the VAT of each line in a column, or right after its line, with the same number",
}
FAMILIES = (
    Family(Section, SECTIONS),
    Family(InvoiceReason, REASONS),
    Family(
        InvoiceState,
        STATES,
        {
            InvoiceState.CHECKED: "green",
            InvoiceState.REFUSED: "orange",
            InvoiceState.FAILED: "red",
            InvoiceState.DROPPED: "grey",
        },
    ),
    Family(
        Verdict,
        VERDICTS,
        {
            Verdict.AGREED: "green",
            Verdict.WRONG_PRICE: "orange",
            Verdict.WRONG_QUANTITY: "orange",
            Verdict.WRONG_VAT: "orange",
            Verdict.DUPLICATE: "red",
            Verdict.NO_SUCH_EVENT: "red",
            Verdict.NEVER_ISSUED: "red",
        },
    ),
    Family(
        LineAnswer,
        ANSWERS,
        {LineAnswer.AGREED: "green", LineAnswer.QUERIED: "yellow", LineAnswer.DISPUTED: "red"},
    ),
    Family(InvoiceFault, FAULTS),
)

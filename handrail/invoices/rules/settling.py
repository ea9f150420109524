"""Owns: what may be answered to a line of an invoice, and how much of an agreed line is paid.
Refuses: agreeing to what the ledger did not post, changing what is paid, paying before credits are answered, and
(STALE) paying another sum than was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, Reason
from handrail.invoices.codes import WITH_ENTRY, InvoiceReason, LineAnswer, Verdict
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price


def against_answer(answer: LineAnswer, verdict: Verdict, words: str, *, is_paid: bool) -> Iterator[Reason]:
    """Why this cannot be answered to a line. A question or a dispute says why; a yes need not."""
    if is_paid:
        yield Reason(InvoiceReason.PAID, "answer")
    if answer is LineAnswer.AGREED and verdict not in WITH_ENTRY:
        yield Reason(InvoiceReason.NOTHING_POSTED, "answer")
    if answer in (LineAnswer.QUERIED, LineAnswer.DISPUTED) and not words:
        yield Reason(InvoiceReason.WORDS_MISSING, "words")


def against_paying(pence: int, open_credits: int, seen_pence: int | None = None) -> Iterator[Reason]:
    """Why nothing is paid now. An open credit would make what is paid more than the invoice asks for; and a payment
    cannot be taken back, so whoever saw another sum is asked again."""
    if not pence:
        yield Reason(InvoiceReason.NOTHING_TO_PAY)
    elif open_credits:
        yield Reason(InvoiceReason.CREDITS_OPEN)
    elif seen_pence not in (None, pence):
        yield Reason(CallReason.STALE)


@dataclass(frozen=True, slots=True)
class ToPay:
    """An agreed line that is not paid: what it asks for, what the ledger owes for it now, and what it owed when the
    line was checked; all with VAT. `owed_vat_pence`: the VAT in what is owed."""

    line_id: UUID
    asked_pence: int
    owed_pence: int
    checked_pence: int
    owed_vat_pence: int = 0

    @property
    def pence(self) -> int:
        """What is paid of it: never more than was asked for, nor than the ledger owes."""
        return min(self.asked_pence, self.owed_pence)


def paid(occasion: Occasion, pence: int) -> Entry:
    """The host paid the provider; below zero, the provider paid back."""
    postings = (Posting(AccountKind.PROVIDER, None, pence), Posting(AccountKind.HOST, None, -pence))
    return Entry(occasion.id, EntryKind.PAID, occasion.cause, Price("invoice", "", 1, pence), occasion.on, postings)

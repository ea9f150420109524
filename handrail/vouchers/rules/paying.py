"""Owns: whether a shop may be paid for a month, and whether what it took may be taken back.
Refuses nothing itself; use cases raise what is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handrail.core.moment import month_after
from handrail.core.refusal import Reason
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.closing import Books, reason_against_day
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.vouchers.codes import VoucherReason
from handrail.vouchers.states import VoucherState

VOUCHERS = "vouchers"


@dataclass(frozen=True, slots=True)
class Paid:
    """What is said of a payment: the month that it is for, the day, and by which reference it is known. `counts_in`: in
    which open month it counts, where that of `paid_on` is closed."""

    month: date
    paid_on: date
    reference: str
    counts_in: date | None = None


def reasons_against_paying(
    paid: Paid, owed_pence: int, books: Books, *, today: date, is_used: bool
) -> Iterator[Reason]:
    """Only a month that is over, of which something is owed, by a reference of its own. `is_used`: the shop was paid by
    this one before."""
    if month_after(paid.month, 1) > today:
        yield Reason(VoucherReason.MONTH_NOT_OVER, "month")
    elif not owed_pence:
        yield Reason(VoucherReason.NOTHING_OWED, "month")
    if not paid.reference:
        yield Reason(VoucherReason.REFERENCE_MISSING, "reference")
    elif is_used:
        yield Reason(VoucherReason.REFERENCE_USED, "reference")
    if paid.paid_on > today:
        yield Reason(VoucherReason.PAID_IN_FUTURE, "paid_on")
    elif paid.paid_on < paid.month:
        yield Reason(VoucherReason.PAID_TOO_EARLY, "paid_on")
    elif reason := reason_against_day(paid.paid_on, books, counts_in=paid.counts_in, field="paid_on"):
        yield reason


def paid_to_shop(occasion: Occasion, pence: int) -> Entry:
    """The host paid a shop: what is owed to shops is less by it."""
    postings = (Posting(AccountKind.RETAILER, None, pence), Posting(AccountKind.HOST, None, -pence))
    return Entry(occasion.id, EntryKind.PAID, occasion.cause, Price(VOUCHERS, "", 1, pence), occasion.on, postings)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """How a voucher stands that is to be taken back: when it was redeemed, and whether it is paid."""

    state: VoucherState
    redeemed_on: date | None
    is_paid: bool


def reasons_against_undoing(voucher: Redeemed) -> Iterator[Reason]:
    """Only what a shop took and was not paid for."""
    if voucher.state is not VoucherState.REDEEMED:
        yield Reason(VoucherReason.NOT_REDEEMED, "number")
    elif voucher.is_paid:
        yield Reason(VoucherReason.PAID, "number")


def reasons_against_undoing_in_shop(voucher: Redeemed, *, today: date) -> Iterator[Reason]:
    """In the shop on the same day alone: what is older may be on its way to be paid."""
    yield from reasons_against_undoing(voucher)
    if voucher.redeemed_on and voucher.redeemed_on != today:
        yield Reason(VoucherReason.OF_ANOTHER_DAY, "number")

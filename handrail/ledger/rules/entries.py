"""Owns: how each kind of movement is written as an entry whose debits equal its of_funds.
Refuses: an entry of nothing, and a line that no fund pays for (raises `Refused`)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.core.refusal import refuse
from handrail.ledger.codes import OF_A_FUND, AccountKind, EntryKind, EntryReason


@dataclass(frozen=True, slots=True)
class Posting:
    """What is added to one account: pence, above zero a debit. `line_id`: the order line that it is about."""

    kind: AccountKind
    share_set_id: UUID | None
    amount_pence: int
    line_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement. `cause`: the text key by which it is written once, such as `spent:line:<id>:visit:<id>`."""

    id: UUID
    kind: EntryKind
    cause: str
    price: "Price"
    happened_on: date
    postings: tuple[Posting, ...]
    corrects_id: UUID | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if not self.postings:
            raise refuse(EntryReason.EMPTY, cause=self.cause)
        if sum(posting.amount_pence for posting in self.postings):
            raise refuse(EntryReason.DOES_NOT_BALANCE, cause=self.cause)
        if any((posting.share_set_id is None) is (posting.kind in OF_A_FUND) for posting in self.postings):
            raise refuse(EntryReason.NO_FUND, cause=self.cause)


@dataclass(frozen=True, slots=True)
class Price:
    """The row of the price list that an entry follows, or `equipment`; how many, and pence for each."""

    item: str
    speed_code: str
    quantity: int
    unit_pence: int

    @property
    def pence(self) -> int:
        """What it comes to."""
        return self.quantity * self.unit_pence


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an entry is written for: its id, the key of its cause, the day of the event."""

    id: UUID
    cause: str
    on: date


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays for a line: the share sets of the funds, each with its weight. `weight`: the line's own, where one price
    is shared over several lines."""

    line_id: UUID | None
    weights: Mapping[UUID, int]
    weight: int = 1


def shared_out(total_pence: int, lines: Sequence[Payers]) -> tuple[tuple[UUID | None, UUID, int], ...]:
    """A price over lines and their funds: line, share set, pence. The parts add up to the price; shares of nothing are
    left out. Raises `Refused` with NO_FUND for a line without one."""
    for line in lines:
        if not line.weights:
            raise refuse(EntryReason.NO_FUND, line=str(line.line_id))
    # First over the lines, then over each line's funds: a line's part does not hang on how many funds pay for another.
    over_lines = split_by_weights(total_pence, [line.weight for line in lines])
    return tuple(
        (line.line_id, fund, pence)
        for line, whole in zip(lines, over_lines, strict=True)
        for fund, pence in zip(line.weights, split_by_weights(whole, list(line.weights.values())), strict=True)
        if pence
    )


def reserved(occasion: Occasion, price: Price, lines: Sequence[Payers]) -> Entry:
    """Money kept for what was authorised."""
    debits = [Posting(AccountKind.RESERVED, fund, pence, line) for line, fund, pence in shared_out(price.pence, lines)]
    return _entry(occasion, EntryKind.RESERVED, price, debits, AccountKind.SET_ASIDE)


def spent(occasion: Occasion, price: Price, lines: Sequence[Payers]) -> Entry:
    """Money that is owed to the provider from now on for equipment that was delivered."""
    debits = [Posting(AccountKind.EQUIPMENT, fund, pence, line) for line, fund, pence in shared_out(price.pence, lines)]
    return _entry(occasion, EntryKind.SPENT, price, debits, AccountKind.PROVIDER)


def opened(occasion: Occasion, price: Price, loans: Sequence[Payers]) -> Entry:
    """What was paid to an old provider for equipment that is still with people: no money of today moves, but a credit
    goes back to who paid. The loan stands where else an order line does."""
    parts = shared_out(price.pence, loans)
    debits = [Posting(AccountKind.BROUGHT_IN, fund, pence, loan) for loan, fund, pence in parts]
    return _entry(occasion, EntryKind.OPENED, price, debits, AccountKind.OLD_PROVIDER)


def charged(occasion: Occasion, price: Price, payers: Sequence[Payers], unpaid: int = 0) -> Entry:
    """Money that is owed to the provider for an activity. `unpaid`: the weight of what no fund pays for; its part waits
    in SUSPENSE, where it names no line: what stands there for a line is equipment."""
    weights = [line.weight for line in payers]
    *parts, waits = split_by_weights(price.pence, [*weights, unpaid])
    debits = [
        Posting(AccountKind.ACTIVITY, fund, pence, line.line_id)
        for line, part in zip(payers, parts, strict=True)
        for fund, pence in zip(line.weights, split_by_weights(part, list(line.weights.values())), strict=True)
        if pence
    ]
    suspense = [Posting(AccountKind.SUSPENSE, None, waits)] if waits else []
    return _entry(occasion, EntryKind.CHARGED, price, [*debits, *suspense], AccountKind.PROVIDER)


def released(occasion: Occasion, kept: Iterable[Posting]) -> Entry | None:
    """What is still kept, let go: `kept` are the sums of what was posted to RESERVED, by line and share set. None where
    nothing is kept."""
    left: Counter[tuple[UUID | None, UUID | None]] = Counter()
    for posting in kept:
        left[posting.line_id, posting.share_set_id] += posting.amount_pence
    of_funds = [Posting(AccountKind.RESERVED, fund, -pence, line) for (line, fund), pence in left.items() if pence]
    if not of_funds:
        return None
    total = -sum(posting.amount_pence for posting in of_funds)
    return _entry(occasion, EntryKind.RELEASED, Price("release", "", 1, total), of_funds, AccountKind.SET_ASIDE)


def credited(occasion: Occasion, price: Price, paid: Iterable[Posting]) -> Entry:
    """What comes back, to the funds that paid and in the proportions in which they did: `paid` are the sums of what was
    posted to EQUIPMENT, or BROUGHT_IN, for the line, by share set. Shares may have changed since; that is no matter.

    Raises `Refused` with NO_FUND where nobody paid."""
    payments = [posting for posting in paid if posting.amount_pence > 0]
    if not payments:
        raise refuse(EntryReason.NO_FUND, cause=occasion.cause)
    split = split_by_weights(price.pence, [posting.amount_pence for posting in payments])
    of_funds = [
        Posting(AccountKind.CREDITED, posting.share_set_id, -pence, posting.line_id)
        for posting, pence in zip(payments, split, strict=True)
        if pence
    ]
    return _entry(occasion, EntryKind.CREDITED, price, of_funds, AccountKind.PROVIDER)


def shared_as_borne(occasion: Occasion, price: Price, borne: Mapping[UUID, int]) -> Entry:
    """What the provider gets, or gives back (a price below zero), shared by the share sets in the proportions in which
    they bore what it is for. It names no line."""
    split = split_by_weights(price.pence, list(borne.values()))
    parts = [Posting(AccountKind.ACTIVITY, fund, pence) for fund, pence in zip(borne, split, strict=True) if pence]
    return _entry(occasion, EntryKind.CHARGED, price, parts, AccountKind.PROVIDER)


def taken_back(occasion: Occasion, wrong: Entry, why: str) -> Entry:
    """A new entry that undoes an old one and names it. Nothing that was written is changed."""
    turned = tuple(
        Posting(posting.kind, posting.share_set_id, -posting.amount_pence, posting.line_id)
        for posting in wrong.postings
    )
    price = Price(wrong.price.item, wrong.price.speed_code, wrong.price.quantity, -wrong.price.unit_pence)
    return Entry(occasion.id, EntryKind.CORRECTED, occasion.cause, price, occasion.on, turned, wrong.id, why)


def _entry(
    occasion: Occasion, kind: EntryKind, price: Price, of_funds: Sequence[Posting], against: AccountKind
) -> Entry:
    """The postings of the funds, and one of the contract that balances them."""
    total = sum(posting.amount_pence for posting in of_funds)
    other = (Posting(against, None, -total),) if total else ()
    return Entry(occasion.id, kind, occasion.cause, price, occasion.on, (*of_funds, *other))

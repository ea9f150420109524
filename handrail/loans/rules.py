"""Owns: what a delivery creates, and what a collection settles: ended, missing, extra, another person's, still needed.
Refuses: nothing; what is found at the door is recorded as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from handrail.catalogue.states import SupplyRoute
from handrail.loans.states import EndReason
from handrail.stock.states import AssetEvent, AssetState


class Creates(StrEnum):
    """What comes of a delivery."""

    LOAN = "LOAN"
    GIFT = "GIFT"
    ADAPTATION = "ADAPTATION"
    VOUCHER = "VOUCHER"


class LoanReason(StrEnum):
    """Why a loan cannot be kept or ended so."""

    LOAN_OVER = "LOAN_IS_OVER"
    REVIEW_NOT_IN_FUTURE = "REVIEW_NOT_IN_FUTURE"
    RETURN_ASKED_FOR = "RETURN_ASKED_FOR"
    ENDS_AT_THE_DOOR = "LOAN_ENDS_AT_THE_DOOR"
    END_NOTE_NEEDED = "LOAN_END_NOTE_NEEDED"


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What a delivery creates by its supply route. `asset_event`: what happens to a serialised asset; `condition`: the
    cell that counted stock goes to, None: out of our stock for good. `comes_back`: there is something to collect."""

    creates: Creates
    asset_event: AssetEvent | None
    condition: AssetState | None
    by_visit: bool
    comes_back: bool


def what_delivery_creates(route: SupplyRoute) -> DeliveryOutcome:
    """A loan; a gift, the person's own, with nothing to chase; a fitting tied to the address; a voucher, no visit."""
    match route:
        case SupplyRoute.LOAN:
            return DeliveryOutcome(Creates.LOAN, AssetEvent.DELIVER, AssetState.ON_LOAN, by_visit=True, comes_back=True)
        case SupplyRoute.GIFT:
            return DeliveryOutcome(Creates.GIFT, AssetEvent.GIVE, None, by_visit=True, comes_back=False)
        case SupplyRoute.ADAPTATION:
            return DeliveryOutcome(Creates.ADAPTATION, AssetEvent.GIVE, None, by_visit=True, comes_back=False)
        case SupplyRoute.RETAIL_VOUCHER:
            return DeliveryOutcome(Creates.VOUCHER, None, None, by_visit=False, comes_back=False)
        case _ as never:
            assert_never(never)


def review_on(
    asked_on: date | None, delivered_on: date, review_weeks: int | None, said_weeks: int | None = None
) -> date | None:
    """When a loan is looked at again: the day that was asked for, or so many weeks after delivery as was said when it
    was ordered, whichever is sooner; else as many weeks as is usual; None: never set."""
    wanted = [max(asked_on, delivered_on)] if asked_on is not None else []
    if said_weeks is not None:
        wanted.append(delivered_on + timedelta(weeks=max(1, said_weeks)))
    if wanted:
        return min(wanted)
    return delivered_on + timedelta(weeks=review_weeks) if review_weeks else None


@dataclass(frozen=True, slots=True)
class OpenLoan:
    """A loan of the person that has not ended. `quantity`: what is still out. `expected`: the collection is for it."""

    loan_id: UUID
    product_code: str
    quantity: int
    expected: bool
    asset_id: UUID | None = None
    lot: str = ""


@dataclass(frozen=True, slots=True)
class ScannedAsset:
    """A serialised thing that was scanned. `lent_to` and `loan_id`: the open loan that the record has it on."""

    asset_id: UUID
    product_code: str
    state: AssetState
    lent_to: UUID | None = None
    loan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CountedItem:
    """So many of a counted product that were taken back."""

    product_code: str
    quantity: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was really there. `unknown_codes` are codes that nothing in the record answers to. `still_needed` are loans
    that the person keeps; `not_found` says why something expected was not taken (code list failed_visit)."""

    assets: Sequence[ScannedAsset] = ()
    counted: Sequence[CountedItem] = ()
    unknown_codes: Sequence[str] = ()
    still_needed: frozenset[UUID] = frozenset()
    not_found: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoanBack:
    """A loan that something came back from. `ends`: nothing of it is out any more. `extra`: it was not on the list."""

    loan_id: UUID
    asset_id: UUID | None
    quantity: int
    ends: bool
    extra: bool
    end_reason: EndReason = EndReason.RETURNED


@dataclass(frozen=True, slots=True)
class Missing:
    """Something expected that was not taken: how many, and why where that was said."""

    loan_id: UUID
    product_code: str
    quantity: int
    why: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a collection settles. `from_others`: on the loan of someone else, so that loan ends and is looked into.
    `not_on_loan`: the record had it elsewhere. `more_than_lent`: counted pieces beyond what was out. All of it is
    booked in as found; `repeated` scans change nothing."""

    back: tuple[LoanBack, ...]
    still_needed: tuple[UUID, ...]
    missing: tuple[Missing, ...]
    from_others: tuple[ScannedAsset, ...]
    not_on_loan: tuple[ScannedAsset, ...]
    more_than_lent: tuple[CountedItem, ...]
    unknown_codes: tuple[str, ...]
    repeated: tuple[UUID, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing that was expected is left open at the home."""
        return not self.missing

    @property
    def needs_owner(self) -> bool:
        """Whether something was found that someone has to look into."""
        return bool(self.from_others or self.not_on_loan or self.more_than_lent or self.unknown_codes)


def settle_collection(loans: Sequence[OpenLoan], collected: Collected) -> Settlement:
    """Compares what was expected with what was really there. `loans` are all open loans of the person, expected or
    not, oldest first: counted pieces fill the expected ones first."""
    by_asset = {loan.asset_id: loan for loan in loans if loan.asset_id is not None}
    back: list[LoanBack] = []
    others: list[ScannedAsset] = []
    nowhere: list[ScannedAsset] = []
    repeated: list[UUID] = []
    seen: set[UUID] = set()
    for asset in collected.assets:
        if asset.asset_id in seen:
            repeated.append(asset.asset_id)
            continue
        seen.add(asset.asset_id)
        loan = by_asset.get(asset.asset_id)
        if loan is not None:
            back.append(LoanBack(loan.loan_id, asset.asset_id, 1, ends=True, extra=not loan.expected))
        else:
            (nowhere if asset.loan_id is None else others).append(asset)
    counted_back, more = _counted(loans, collected.counted)
    back += counted_back
    return Settlement(
        back=tuple(back),
        still_needed=tuple(loan.loan_id for loan in loans if loan.loan_id in collected.still_needed),
        missing=_missing(loans, back, collected),
        from_others=tuple(others),
        not_on_loan=tuple(nowhere),
        more_than_lent=more,
        unknown_codes=tuple(dict.fromkeys(collected.unknown_codes)),
        repeated=tuple(dict.fromkeys(repeated)),
    )


def _counted(
    loans: Iterable[OpenLoan], counted: Iterable[CountedItem]
) -> tuple[list[LoanBack], tuple[CountedItem, ...]]:
    """Counted pieces against counted loans: of the same lot first where it is marked, expected before others."""
    out = {loan.loan_id: loan.quantity for loan in loans if loan.asset_id is None}
    more: list[CountedItem] = []
    for item in counted:
        left = item.quantity
        fits = [loan for loan in loans if loan.loan_id in out and loan.product_code == item.product_code]
        for loan in sorted(fits, key=lambda loan: (loan.lot != item.lot, not loan.expected)):
            taken = min(left, out[loan.loan_id])
            out[loan.loan_id] -= taken
            left -= taken
        if left > 0:
            more.append(CountedItem(item.product_code, left, item.lot))
    back = [
        LoanBack(loan.loan_id, None, taken, ends=taken == loan.quantity, extra=not loan.expected)
        for loan in loans
        if loan.loan_id in out and (taken := loan.quantity - out[loan.loan_id]) > 0
    ]
    return back, tuple(more)


def _missing(loans: Iterable[OpenLoan], back: Iterable[LoanBack], collected: Collected) -> tuple[Missing, ...]:
    returned = {piece.loan_id: piece.quantity for piece in back}
    return tuple(
        Missing(loan.loan_id, loan.product_code, left, collected.not_found.get(loan.loan_id, ""))
        for loan in loans
        if loan.expected
        and loan.loan_id not in collected.still_needed
        and (left := loan.quantity - returned.get(loan.loan_id, 0)) > 0
    )


def shared_out(count: int, most: Sequence[int]) -> tuple[int, ...]:
    """A count given to loans in turn, to each as many as it can take; what no loan takes is left over."""
    shares: list[int] = []
    for limit in most:
        shares.append(max(0, min(limit, count)))
        count -= shares[-1]
    return tuple(shares)

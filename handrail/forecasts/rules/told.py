"""Owns what a contract has told of the months ahead: the fixed fee by its price list, and by how much prices and VAT
that begin on a day to come change what is spent.
Refuses to guess: a change is weighed by what was charged and bought of each thing lately, and by nothing else."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handrail.core.moment import month_after
from handrail.core.money import split_by_weights
from handrail.forecasting.forecast.inputs import Fee, PriceChange, SpendKind
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.fees import FEE, last_day
from handrail.ledger.rules.price_list import ListedPrice, price_of
from handrail.ledger.rules.repriced import Charged
from handrail.ledger.rules.shares import WHOLE
from handrail.ledger.rules.suspense import EQUIPMENT
from handrail.ledger.rules.vat import WHOLE as ALL_OF_PRICE
from handrail.ledger.rules.vat import Bought, VatTerm, term_for

type PricesOf = Callable[[date], Sequence[ListedPrice]]
type VatOf = Callable[[date], Sequence[VatTerm]]


@dataclass(frozen=True, slots=True)
class PostedFee:
    """What a fund paid of a fee, VAT that is a cost among it; `price_pence`: without."""

    fund: str
    pence: int
    counted_on: date
    price_pence: int
    happened_on: date


def fees_ahead(
    posted: Sequence[PostedFee], ends_on: date, prices_of: PricesOf, vat_of: VatOf, funds: Collection[str]
) -> Iterator[Fee]:
    """The fee of each month after the last that was charged, at the price of its last day, borne as that one was. Where
    none was charged yet, nobody knows who bears it."""
    if not posted:
        return
    last = max(one.happened_on for one in posted)
    bears = _last_borne(posted)
    month = month_after(last, 1)
    while bears and last_day(month) < ends_on:
        on = last_day(month)
        price = price_of(FEE, [], prices_of(on))
        if isinstance(price, Price):
            for fund, pence in zip(bears, split_by_weights(price.pence, list(bears.values())), strict=True):
                yield Fee(fund, pence + _vat_cost(FEE, "", fund, pence, vat_of(on), funds), on, is_posted=False)
        month = month_after(month, 1)


def _last_borne(posted: Sequence[PostedFee]) -> dict[str, int]:
    """What funds bore of the last fee that came to anything: one may have been set to nothing by hand."""
    by_day: dict[date, dict[str, int]] = {}
    for one in posted:
        of_day = by_day.setdefault(one.happened_on, {})
        of_day[one.fund] = of_day.get(one.fund, 0) + one.price_pence
    for day in sorted(by_day, reverse=True):
        if borne := {fund: pence for fund, pence in sorted(by_day[day].items()) if pence > 0}:
            return borne
    return {}


def price_changes(
    charged: Sequence[Charged], bought: Sequence[Bought], days: Iterable[date], as_at: date,
    prices_of: PricesOf, vat_of: VatOf,
) -> tuple[PriceChange, ...]:  # fmt: skip
    """By how much what is spent on each kind changes on these days to come, weighed by what was charged and bought in
    the year before. Equipment has no dated price: only its VAT changes."""
    found = []
    for day in sorted(days):
        before = day - timedelta(days=1)
        activity = _ratio(*(_priced(charged, prices_of(on)) for on in (before, day)))
        for kind in SpendKind:
            level = _ratio(*(_with_vat(bought, kind, vat_of(on)) for on in (before, day)))
            level *= activity if kind is SpendKind.ACTIVITY else 1.0
            if level != 1.0:
                found.append(PriceChange(kind, as_at, day, round(level * WHOLE)))
    return tuple(found)


def _ratio(before: float, after: float) -> float:
    return after / before if before > 0 and after > 0 else 1.0


def _priced(charged: Sequence[Charged], prices: Sequence[ListedPrice]) -> float:
    """What was charged at these prices; the fee, which is told by itself, and what these do not name are left out."""
    named = {one.activity for one in prices}
    found = 0
    for one in charged:
        if one.item in named and one.item != FEE:
            price = price_of(one.item, one.promised or [one.speed_code], prices)
            found += one.quantity * (price.unit_pence if isinstance(price, Price) else 0)
    return float(found)


def _with_vat(bought: Sequence[Bought], kind: SpendKind, terms: Sequence[VatTerm]) -> float:
    """What was bought of a kind, with the VAT that is a cost by these terms."""
    whole = 0.0
    for one in bought:
        if (one.item == EQUIPMENT) is (kind is SpendKind.EQUIPMENT) and one.item != FEE:
            whole += one.net_pence + _cost(one.item, one.category, one.fund_id, one.net_pence, terms)
    return whole


def _vat_cost(item: str, category: str, fund: str, pence: int, terms: Sequence[VatTerm], funds: Collection[str]) -> int:
    return round(_cost(item, category, UUID(fund), pence, terms)) if fund in funds else 0


def _cost(item: str, category: str, fund_id: UUID, pence: int, terms: Sequence[VatTerm]) -> float:
    term = term_for(terms, item, category, fund_id)
    return pence * term.parts / ALL_OF_PRICE if term and not term.is_recovered else 0.0

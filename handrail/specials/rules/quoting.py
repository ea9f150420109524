"""Owns: what a quote must say, how many a contract wants before one is chosen, and what the special becomes.
Refuses nothing; it returns every reason at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from handrail.catalogue.reference.rows import ProductRow
from handrail.catalogue.states import StockClass, SupplyRoute, Tracking
from handrail.core.refusal import Reason
from handrail.partners.terms import Terms
from handrail.specials.codes import SpecialReason
from handrail.specials.states import SpecialState

MOST_PENCE = 100_000_00
MOST_DAYS = 365
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Quote:
    """What a supplier asks for it, and in how many days it comes."""

    supplier: str
    price_pence: int
    lead_days: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The maker's limits of a special; None: it has none."""

    max_user_weight_kg: int | None = None
    min_user_height_cm: int | None = None
    max_user_height_cm: int | None = None


NO_LIMITS = Limits()
# From where to where a limit of a product may be, as in the catalogue.
KG, CM = (1, 1000), (20, 250)
WITHIN = {"max_user_weight_kg": KG, "min_user_height_cm": CM, "max_user_height_cm": CM}


def reasons_against_quote(state: SpecialState, quote: Quote) -> Iterator[Reason]:
    """What is wrong with it. Nothing is quoted before somebody looked at what is there."""
    if state is SpecialState.REQUESTED:
        yield Reason(SpecialReason.SEARCH_FIRST)
    elif state is not SpecialState.SEARCHED:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    if not quote.supplier:
        yield Reason(SpecialReason.SUPPLIER_MISSING, "supplier")
    if not 0 < quote.price_pence <= MOST_PENCE:
        yield Reason(SpecialReason.PRICE_OUTSIDE, "price_pence", (("most", MOST_PENCE),))
    if not 0 <= quote.lead_days <= MOST_DAYS:
        yield Reason(SpecialReason.DAYS_OUTSIDE, "lead_days", (("most", MOST_DAYS),))


def quotes_wanted(pence: int, terms: Terms) -> int:
    """How many quotes the contract wants before one of this price is chosen."""
    return terms.special_quotes_above if pence > terms.special_quotes_above_pence else terms.special_quotes


def reasons_against_choice(
    state: SpecialState, chosen: UUID, prices: Sequence[tuple[UUID, int]], why: str, terms: Terms
) -> Iterator[Reason]:
    """What is wrong with choosing this one of the quotes, given with their prices."""
    if state is SpecialState.REQUESTED:
        yield Reason(SpecialReason.SEARCH_FIRST)
    elif state is not SpecialState.SEARCHED:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    pence = dict(prices).get(chosen)
    if pence is None:
        yield Reason(SpecialReason.QUOTE_UNKNOWN, "quote_id")
        return
    wanted = quotes_wanted(pence, terms)
    if len(prices) < wanted:
        yield Reason(SpecialReason.FEW_QUOTES, None, (("wanted", wanted), ("there", len(prices))))
    if pence > min(price for _, price in prices) and not why:
        yield Reason(SpecialReason.DEARER_WHY_MISSING, "why")


def special_of(like: ProductRow, code: str, name: str, pence: int, limits: Limits) -> ProductRow:
    """The special as a product: cleaned, tested, carried and asked about as `like` is, at the price of its quote. It
    bears a number of its own, since it is one thing, and nothing is credited for it. What its person needs is not told
    here: a product is seen by everybody."""
    return replace(
        like,
        code=code,
        name=name,
        description=name,
        price_pence=pence,
        tracking=Tracking.SERIALISED,
        credit_eligible=False,
        stock_class=StockClass.C,
        weekly_demand_per_100k=Decimal(0),
        max_user_weight_kg=limits.max_user_weight_kg,
        min_user_height_cm=limits.min_user_height_cm,
        max_user_height_cm=limits.max_user_height_cm,
    )


def reasons_against_limits(limits: Limits) -> Iterator[Reason]:
    """What is wrong with them: a bed that carries nobody could never be ordered."""
    for name, (least, most) in WITHIN.items():
        limit = getattr(limits, name)
        if limit is not None and not least <= limit <= most:
            yield Reason(SpecialReason.LIMIT_OUTSIDE, name, (("least", least), ("most", most)))
    shortest, tallest = limits.min_user_height_cm, limits.max_user_height_cm
    if shortest is not None and tallest is not None and shortest > tallest:
        yield Reason(SpecialReason.LIMITS_CROSSED, "min_user_height_cm")


def reasons_against_product(like: ProductRow | None, category: str, name: str) -> Iterator[Reason]:
    """What is wrong with what it is to be called, and with the product that it is cared for like."""
    if not name or len(name) > LONGEST_NAME:
        yield Reason(SpecialReason.NAME_OUTSIDE, "name", (("most", LONGEST_NAME),))
    if like is None or like.category != category or like.supply_route is SupplyRoute.RETAIL_VOUCHER:
        yield Reason(SpecialReason.LIKE_UNKNOWN, "like")

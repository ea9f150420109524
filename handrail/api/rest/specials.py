"""Specials: what somebody needs that the catalogue does not have, what was looked at first, quotes, and buying.
Refuses a quote before anybody looked, and buying what is not approved."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field

from handrail.api.rest.fields import Code, Count, Day, Sent, Supplier, Told, Words
from handrail.api.rest.operations import call_of, looked_at, reads, writes
from handrail.api.rest.orders import FundingTold
from handrail.api.rest.paging import USUAL, Cursor, Limit, Page, after_count, page_of
from handrail.api.rest.token import CallerRequest
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import reading
from handrail.specials.queries.equivalents import equivalents
from handrail.specials.queries.measures import measures_of
from handrail.specials.queries.quotes import QuoteRow, quotes_of
from handrail.specials.queries.shown import LookedAt, ShownSpecial, shown_special, specials_listed
from handrail.specials.queries.shown import looked_at as things_looked_at
from handrail.specials.rules.asking import Asked
from handrail.specials.rules.quoting import Limits, Quote
from handrail.specials.rules.searching import Search, Wish
from handrail.specials.states import SpecialState
from handrail.usecases.buy_special import buy_special
from handrail.usecases.keep_specials import (
    SpecialSearched,
    SpecialToAsk,
    SpecialToWithdraw,
    ask_special,
    search_special,
    withdraw_special,
)
from handrail.usecases.quote_special import QuoteToChoose, SpecialQuoted, choose_quote, quote_special

router = Router(tags=["Specials"])
StateAsked = Annotated[SpecialState | None, Query(description="Only those that stand so.")]


class SpecialStands(Sent):
    """A request, and how it stands."""

    special_id: UUID
    state: SpecialState


@dataclass(frozen=True, slots=True)
class SpecialWhole:
    """A request with what was looked at and what suppliers ask."""

    special: ShownSpecial
    looked_at: tuple[LookedAt, ...]
    quotes: tuple[QuoteRow, ...]


class EquivalentShown(Sent):
    """Something of the same kind that lies ready. `owned`: a special itself, which costs nothing again."""

    product_code: str
    product: str
    owned: bool
    ready: int
    max_user_weight_kg: int | None
    min_user_height_cm: int | None
    max_user_height_cm: int | None


@router.get("/specials", **reads("list_specials", "List specials", Page[ShownSpecial]))
def list_specials(
    request: CallerRequest, state: StateAsked = None, limit: Limit = USUAL, cursor: Cursor = None
) -> Page[ShownSpecial]:
    """The newest first."""
    passed = after_count(cursor)
    with reading(request.auth):
        found = specials_listed(request.auth, state=state.value if state else "", offset=passed, most=limit + 1)
    return page_of(found, limit, lambda _: passed + limit)


@router.get("/specials/{special_id}", **reads("get_special", "Look at a special", SpecialWhole))
def get_special(request: CallerRequest, special_id: UUID) -> SpecialWhole:
    """It says what somebody needs: the audit keeps that their record was opened."""
    with reading(request.auth):
        found = _found(request, special_id)
        looked, quotes = things_looked_at(request.auth, special_id), quotes_of(request.auth, special_id)
    return SpecialWhole(found, looked, quotes)


def _found(request: CallerRequest, special_id: UUID) -> ShownSpecial:
    """Inside `reading`."""
    found = shown_special(request.auth, special_id)
    if found is None:
        raise refuse(CallReason.NOT_FOUND, "special_id")
    looked_at(request.auth, found.person_id, found)
    return found


@router.get(
    "/specials/{special_id}/equivalents",
    **reads("list_equivalents", "What lies ready and might do the job", list[EquivalentShown]),
)
def list_equivalents(request: CallerRequest, special_id: UUID) -> list[EquivalentShown]:
    """Of the same kind, ready in a store, and not ruled out by the person's weight or height: what is owned first, then
    what is called like what is needed."""
    with reading(request.auth):
        special = _found(request, special_id)
        wish = Wish(special.category, special.need, measures_of(request.auth, special.person_id))
        there = equivalents(request.auth, wish, now_is(now()).today)
    return [
        EquivalentShown(
            product_code=one.code, product=one.product.name, owned=one.owned, ready=one.ready, **one.product.limits()
        )
        for one in there
    ]


class SpecialAskBody(Told):
    """What one person needs."""

    person_id: UUID
    category: Code = Field(examples=["beds"], description="A code of the contract's list `product_category`.")
    need: Words = Field(examples=["A bed 75 cm wide with a hand crank"])
    why_nothing_fits: Words = Field(examples=["All beds are 90 cm or wider"])
    measures: Words = Field("", examples=["Alcove 78 cm wide"])
    wanted_by: Day | None = None
    funding: FundingTold


@router.post("/specials", **writes("ask_special", "Ask for a special", SpecialStands, makes=True))
def ask(request: CallerRequest, body: SpecialAskBody) -> Status[SpecialStands]:
    """What lies ready is looked at before anybody quotes."""
    asked = Asked(body.category, body.need, body.why_nothing_fits, body.funding.told(), body.measures, body.wanted_by)
    made = ask_special(call_of(request, body), request=SpecialToAsk(body.person_id, asked))
    return Status(201, SpecialStands(special_id=made, state=SpecialState.REQUESTED))


class SpecialSearchBody(Told):
    """What was looked at: one is picked, or none of them will do."""

    why_none: Words = Field(
        "", examples=["All are too wide for the alcove"], description="For all that `why_not` does not name."
    )
    why_not: dict[Code, Words] = Field(
        default_factory=dict, examples=[{"BED-080": "It is too long"}], description="A reason of its own, by code."
    )
    picked: Code = ""
    elsewhere: Words = Field("", examples=["Asked the neighbouring service"])


@router.post(
    "/specials/{special_id}/searches", **writes("search_special", "Look first at what is there", SpecialStands)
)
def search(request: CallerRequest, special_id: UUID, body: SpecialSearchBody) -> SpecialStands:
    """One reason does for all of `equivalents`. If one is picked, it is ordered like anything else."""
    looked = SpecialSearched(special_id, Search(body.why_not, body.picked, body.elsewhere, body.why_none))
    return SpecialStands(special_id=special_id, state=search_special(call_of(request, body), request=looked))


class QuoteBody(Told):
    """What a supplier asks."""

    supplier: Supplier = Field(examples=["Bespoke Beds"])
    price_pence: Count = Field(description="Without VAT.")
    lead_days: Count
    note: Words = ""


class QuoteKept(Sent):
    """A quote."""

    quote_id: UUID


@router.post("/specials/{special_id}/quotes", **writes("quote_special", "Keep a quote", QuoteKept, makes=True))
def keep_quote(request: CallerRequest, special_id: UUID, body: QuoteBody) -> Status[QuoteKept]:
    """How many the contract wants is among its terms."""
    said = SpecialQuoted(special_id, Quote(body.supplier, body.price_pence, body.lead_days, body.note))
    return Status(201, QuoteKept(quote_id=quote_special(call_of(request, body), request=said)))


class QuoteChoiceBody(Told):
    """Which quote, and what the special is called and cared for like."""

    quote_id: UUID
    name: Supplier = Field(
        examples=["Narrow bed, 75 cm"], description="Seen by everybody: it does not name the person."
    )
    like: Code = Field(examples=["BED-010"], description="It is cleaned, tested and carried like this product.")
    why: Words = Field("", description="Where it is not the cheapest.")
    max_user_weight_kg: Count | None = None
    min_user_height_cm: Count | None = None
    max_user_height_cm: Count | None = None


class SpecialChosen(Sent):
    """The product that it is now, for an order of its person."""

    product_code: str


@router.post("/specials/{special_id}/choice", **writes("choose_quote", "Choose a quote", SpecialChosen))
def choose(request: CallerRequest, special_id: UUID, body: QuoteChoiceBody) -> SpecialChosen:
    """The special is a product of its own from now on. Order it as any product: the order is released as any is."""
    limits = Limits(body.max_user_weight_kg, body.min_user_height_cm, body.max_user_height_cm)
    wanted = QuoteToChoose(special_id, body.quote_id, body.name, body.like, body.why, limits)
    return SpecialChosen(product_code=choose_quote(call_of(request, body), request=wanted))


class SpecialPurchaseBody(Told):
    """It was ordered from its supplier: nothing else needs to be said."""


@router.post("/specials/{special_id}/purchase", **writes("buy_special", "Record that it was bought", SpecialStands))
def buy(request: CallerRequest, special_id: UUID, body: SpecialPurchaseBody) -> SpecialStands:
    """Buying is charged to its order line. What it costs itself is spent when it is delivered."""
    bought = buy_special(call_of(request, body), request=special_id)
    return SpecialStands(special_id=bought, state=SpecialState.BOUGHT)


class SpecialWithdrawBody(Told):
    """Why it is not wanted any more."""

    reason: Words


@router.post("/specials/{special_id}/withdrawal", **writes("withdraw_special", "Give a special up", SpecialStands))
def withdraw(request: CallerRequest, special_id: UUID, body: SpecialWithdrawBody) -> SpecialStands:
    """What is on order is cancelled first."""
    ended = withdraw_special(call_of(request, body), request=SpecialToWithdraw(special_id, body.reason))
    return SpecialStands(special_id=ended, state=SpecialState.WITHDRAWN)

"""Ordering what does the job, which begins an order like any other, and recording that it was bought.
Refuses nothing itself: ordering and `buy_special` decide."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.calendars import working_day_from
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.queries.drafts import drafts_of
from handrail.orders.rules.facts import CareRoute
from handrail.specials.queries.shown import ShownSpecial
from handrail.usecases.buy_special import buy_special
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.web.admin.shapes import FormPage
from handrail.web.prescriber.basket_steps import usual_speed
from handrail.web.prescriber.draft_content import DraftContent, from_stored
from handrail.web.prescriber.place_order import ORDERING
from handrail.web.prescriber.reference import reference
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact
from handrail.web.shared.views import go, page, render, submit
from handrail.web.specials.found import FORM, back_to, crumbs_of, special_of
from handrail.wording.shown import plural


class OrderForm(HandrailForm):
    """Needs nothing but the wish: the order page asks for the rest."""

    wanted: DraftRequest

    def to_request(self) -> DraftRequest:
        """The draft of the order, with the thing in its basket."""
        return self.wanted


@page(*ORDERING)
def order(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Put what does the job into an order for the person, which goes on as any order does."""
    one = special_of(request, special_id)
    if not one.product_code:
        return go(request, "specials:special", special_id, flash="Nothing was found or chosen yet.")
    form = OrderForm(request.POST if request.method == "POST" else None)
    with reading(request.scope):
        form.wanted = _draft(request, one)
    if request.method == "POST" and (saved := submit(request, form, save_draft)) is not None:
        return go(request, reverse("prescriber:draft", args=[saved.draft_id]), flash="It is in the order below.")
    intro = ("It is put into an order for this person. Nothing is ordered before you have checked and sent it.",)
    shown = FormPage(
        f"Order {one.product or 'it'}?", form, "Go to the order", back_to(one), crumbs_of(one), intro, facts=_costs(one)
    )
    return render(request, FORM, shown, form=form)


def _draft(request: PageRequest, one: ShownSpecial) -> DraftRequest:
    """The order that is being written for the person, or a new one, with the thing in it and who pays as was asked."""
    begun = next(iter(drafts_of(request.scope, person_id=one.person_id)), None)
    content = from_stored(begun.content) if begun else DraftContent()
    if one.product_code not in {line.get("code", "") for line in content.lines}:
        content = content.with_line(code=one.product_code, quantity="1", **_comes(request, one, content))
    typed = {"goal": one.need, **_pays(one), **content.typed}
    content = DraftContent(content.lines, typed)
    return DraftRequest(one.person_id, content.stored(), begun.id if begun else None, begun.version if begun else 0)


def _comes(request: PageRequest, one: ShownSpecial, content: DraftContent) -> Mapping[str, str]:
    """How soon it can be there: what lies in a store, as usual; what is still to be bought, on the first working day
    after its supplier's days, where the contract has a speed for a chosen day."""
    today = now_is(now()).today
    offered = reference(request.scope, today)
    dated = next((speed for speed in offered.contract.speeds_for("deliver") if speed.needs_date), None)
    if one.lead_days is None or dated is None:
        return {"speed": usual_speed(content, offered)}
    calendar = offered.contract.calendars[dated.calendar_code]
    day = working_day_from(today + timedelta(days=one.lead_days + 1), calendar)
    return {"speed": dated.code, "on-day": str(day.day), "on-month": str(day.month), "on-year": str(day.year)}


def _pays(one: ShownSpecial) -> Mapping[str, str]:
    """The funding facts as the draft's fields call them."""
    council = {"council_id": str(one.council_id)} if one.council_id else {}
    if one.care_route == CareRoute.STANDARD:
        return {**council, "payer": one.payer}
    days = {"route_from_on": one.route_from_on, "route_until_on": one.route_until_on}
    return {
        **council, "care_route": one.care_route, "payer": one.payer,
        **{name: day.isoformat() for name, day in days.items() if day},
    }  # fmt: skip


def _costs(one: ShownSpecial) -> tuple[Fact, ...]:
    if one.price_pence is None:
        return (Fact("Found in store", f"{one.product} ({one.product_code})"),)
    comes = f"{one.supplier}, comes in {plural(one.lead_days or 0, 'day')}"
    return (Fact("Quote", shown_pounds(one.price_pence), note=comes),)


class BuyForm(HandrailForm):
    """Needs nothing but the wish."""

    special_id: UUID

    def to_request(self) -> UUID:
        """Which one."""
        return self.special_id


@page(Permission.CHANGE_ORDERS_OF_OTHERS)
def buy(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Record that it was ordered from its supplier."""
    one = special_of(request, special_id)
    form = BuyForm(request.POST if request.method == "POST" else None)
    form.special_id = special_id
    if request.method == "POST" and submit(request, form, buy_special) is not None:
        return go(request, "specials:special", special_id, flash=f"Bought. It comes in as {one.product_code}.")
    intro = (
        "Record it once you have ordered it from the supplier.",
        "The price of buying is charged to the order now. What it costs itself is charged when it is delivered.",
    )
    shown = FormPage("Was it bought?", form, "It was bought", back_to(one), crumbs_of(one), intro, facts=_costs(one))
    return render(request, FORM, shown, form=form)

"""The page on which somebody asks for a special for one person, and the one that gives it up.
Refuses nothing itself: `keep_specials` decides."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.orders.rules.facts import CareRoute, Funding
from handrail.partners.queries import code_lists, councils
from handrail.specials.rules.asking import Asked
from handrail.usecases.keep_specials import SpecialToAsk, SpecialToWithdraw, ask_special, withdraw_special
from handrail.web.admin.shapes import FormPage
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact
from handrail.web.shared.views import go, page, render, submit
from handrail.web.specials.found import FORM, back_to, crumbs_of, special_of
from handrail.wording import say

# How a reason calls what the form has under a plainer name.
RENAMED = {
    "funding.council_id": "council_id",
    "funding.care_route": "care_route",
    "funding.from_on": "route_from_on",
    "funding.until_on": "route_until_on",
}


INTRO = (
    "A special is bought for one person because nothing in the catalogue fits. What lies in the stores is looked at "
    "first, then suppliers are asked, and the order is approved like any other."
)


class AskForm(HandrailForm):
    """What is needed, and why nothing in the catalogue does it."""

    category = fields.SelectField("What kind of equipment is it?")
    need = fields.TextAreaField("What is needed?", rows=4, missing="Say what is needed")
    measures = fields.TextAreaField(
        "Measures of the person or the place",
        rows=3,
        required=False,
        hint="Such as width of a door, or length of a leg",
    )
    why_nothing_fits = fields.TextAreaField(
        "Why does nothing in the catalogue fit?", rows=3, missing="Say why nothing in the catalogue fits"
    )
    wanted_by = fields.DateField("By when is it needed?", required=False)
    council_id = fields.SelectField("Council that pays", missing="Choose the council that pays")
    care_route = fields.SelectField("Care route", [(route.value, say(route)) for route in CareRoute])
    route_from_on = fields.DateField("Care route from", required=False)
    route_until_on = fields.DateField("Care route until", required=False)
    payer = fields.TextField("Who else pays?", required=False, longest=120, hint="Such as a school")

    person_id: UUID

    def to_request(self) -> SpecialToAsk:
        """What the form asks for."""
        typed = self.cleaned_data
        funding = Funding(
            UUID(typed["council_id"]),
            care_route=CareRoute(typed["care_route"]),
            from_on=typed["route_from_on"],
            until_on=typed["route_until_on"],
            payer=typed["payer"] or "",
        )
        asked = Asked(
            typed["category"], typed["need"], typed["why_nothing_fits"], funding, typed["measures"] or "",
            typed["wanted_by"],
        )  # fmt: skip
        return SpecialToAsk(self.person_id, asked)

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Each reason beside its field."""
        super().refuse(refused, RENAMED)


@page(Permission.PLACE_ORDER)
def ask(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Ask for a special."""
    file = file_for(request, person_id)
    details = file.person.details
    first = {
        "council_id": str(details.residence_council_id or ""),
        "care_route": str(details.care_route or CareRoute.STANDARD),
        "route_from_on": details.care_route_from_on,
        "route_until_on": details.care_route_until_on,
    }
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial=first)
    form.person_id = file.person.id
    with reading(request.scope):
        kinds = code_lists(request.scope.contract_id, ["product_category"], form.today)["product_category"]
    offer(form, "council_id", [(str(one.id), one.name) for one in councils()])
    offer(form, "category", [(kind.code, kind.label) for kind in kinds])
    if request.method == "POST" and (made := submit(request, form, ask_special)) is not None:
        return go(
            request, "specials:special", made, flash="You asked for a special. Look first at what is in the stores."
        )
    return show(
        request, file, form, title="Ask for a special", button="Ask for it",
        lines=(INTRO,),
    )  # fmt: skip


class WithdrawForm(HandrailForm):
    """Why it is not wanted any more."""

    why = fields.TextField("Why?", longest=200, missing="Say why it is not wanted any more")

    special_id: UUID

    def to_request(self) -> SpecialToWithdraw:
        """Which request ends."""
        return SpecialToWithdraw(self.special_id, self.cleaned_data["why"])


@page(Permission.CHANGE_ORDER)
def withdraw(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Give a request up."""
    one = special_of(request, special_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    form.special_id = special_id
    if request.method == "POST" and submit(request, form, withdraw_special) is not None:
        return go(request, reverse("specials:special", args=[special_id]), flash="It is not wanted any more.")
    shown = FormPage(
        "This special is not wanted any more?", form, "Give it up", back_to(one), crumbs_of(one),
        facts=(Fact("Needed", one.need),), kind="warning",
    )  # fmt: skip
    return render(request, FORM, shown, form=form)

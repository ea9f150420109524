"""The pool manager's forms that put money of an order line right: who pays, and another price.
Refuses nothing itself: `change_funder` and `correct_posting` decide."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries.of_line import PostedRow, line_of_entry, posted_of_line
from handrail.ledger.rules.restating import OF_LINES
from handrail.ledger.rules.vat import OF_VAT
from handrail.orders.queries.money import LineHead
from handrail.partners.queries import councils
from handrail.people.states import CareRoute
from handrail.usecases.change_funder import FunderChange, change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.web.admin.shapes import FormPage
from handrail.web.money.line import chosen_line, money_facts, named
from handrail.web.money.paid_in import FORM
from handrail.web.prescriber.funding import payer_fact
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Fact, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.shown import short_day

_ROUTES = [(route.value, say(route)) for route in CareRoute]


class PayerForm(HandrailForm):
    """Who pays in truth."""

    care_route = fields.RadiosField("Care route", _ROUTES)
    council_id = fields.SelectField("Council", hint="Whose resident the person is by law")
    from_on = fields.DateField("They pay from", past=True)
    reason = fields.TextAreaField("Why", longest=300)

    line_id: UUID

    def to_request(self) -> FunderChange:
        """What the form asks for."""
        given = self.cleaned_data
        return FunderChange(
            self.line_id, CareRoute(given["care_route"]), UUID(given["council_id"]), given["from_on"], given["reason"]
        )


class PriceForm(HandrailForm):
    """What one costs in truth."""

    each_pence = fields.MoneyField("The right price of one", hint="Type 0 if nothing is owed", exact=True)
    reason = fields.TextAreaField("What was wrong", longest=300)

    entry_id: UUID

    def to_request(self) -> PostingCorrection:
        """What the form asks for."""
        return PostingCorrection(self.entry_id, self.cleaned_data["each_pence"], self.cleaned_data["reason"])


@page(Permission.KEEP_POOL)
def payer(request: PageRequest, line_id: UUID) -> HttpResponseBase:
    """Say late that others pay for what was delivered."""
    with reading(request.scope):
        head, known = chosen_line(request.scope, line_id), councils()
        posted = posted_of_line(request.scope, line_id)
    first = {name: head.funding.get(name) or "" for name in ("care_route", "council_id")}
    form = PayerForm(request.POST if request.method == "POST" else None, initial=first)
    form.line_id = line_id
    offer(form, "council_id", [(str(one.id), one.name) for one in known])
    back = reverse("money:line", args=[line_id])
    if request.method == "POST" and submit(request, form, change_funder) is not None:
        return go(request, back, flash="Others pay for this now.")
    intro = (
        "What was posted on that day or later is taken back and posted again for whoever pays then. Nothing is erased.",
        "A credit goes to whoever pays for the item. The person keeps what they have.",
    )
    shown = FormPage(
        "Change who pays", form, "Change who pays", Link("Cancel", back), (_crumb(head),), intro,
        (Fact("Item", head.product), payer_fact(head.funding, known), *money_facts(posted), *would_move(posted)),
    )  # fmt: skip
    return render(request, FORM, shown, form=form)


@page(Permission.KEEP_POOL)
def price(request: PageRequest, entry_id: UUID) -> HttpResponseBase:
    """Put right the price of something that was posted."""
    with reading(request.scope):
        line_id = line_of_entry(request.scope, entry_id)
        if line_id is None:
            raise Http404
        head = chosen_line(request.scope, line_id)
        posted = [one for one in posted_of_line(request.scope, line_id) if one.entry_id == entry_id]
    form = PriceForm(request.POST if request.method == "POST" else None)
    form.entry_id = entry_id
    back = reverse("money:line", args=[line_id])
    if request.method == "POST" and submit(request, form, correct_posting) is not None:
        return go(request, back, flash="The price was corrected.")
    intro = (
        "What was posted stays in the books. An entry that names it takes it back, and the right price is posted.",
        "The credit of an item follows its price, and VAT follows both. Give the price without VAT.",
    )
    crumbs, facts = (_crumb(head),), _about(posted)
    shown = FormPage("Correct a price", form, "Correct the price", Link("Cancel", back), crumbs, intro, facts)
    return render(request, FORM, shown, form=form)


def would_move(posted: Sequence[PostedRow]) -> Iterator[Fact]:
    """For each day on which something was posted, what others would bear from it on. A credit goes where the equipment
    goes, so from a later day on it stays."""
    bears = [one for one in posted if one.account in OF_LINES]
    vat = ", with its VAT on top" if any(one.account in OF_VAT for one in posted) else ""
    bought = min((one.happened_on for one in bears if one.account is AccountKind.EQUIPMENT), default=date.min)
    for day in sorted({one.happened_on for one in bears}):
        moves = (
            one.pence
            for one in bears
            if one.happened_on >= day and (day <= bought or one.account is not AccountKind.CREDITED)
        )
        yield Fact(f"If from {short_day(day)}", shown_pounds(sum(moves)), f"Is borne by whoever pays then{vat}")


def _crumb(head: LineHead) -> Crumb:
    return Crumb(f"Money of {head.product}", reverse("money:line", args=[head.id]))


def _about(posted: list[PostedRow]) -> tuple[Fact, ...]:
    one = posted[0]
    bears = sum(row.pence for row in posted if row.account in OF_LINES)
    return (
        Fact("What", named(one.item), note=f"{say(one.kind)} on {short_day(one.happened_on)}"),
        Fact("Posted as", f"{one.quantity} at {shown_pounds(one.unit_pence)}"),
        Fact("Of that this line bears", shown_pounds(bears)),
    )

"""The pages of quotes: what a supplier asks, and which one is ordered by.
Refuses nothing itself: `quote_special` decides."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.catalogue.queries import orderable
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.money import shown_pounds
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.partners.queries import contract_data
from handrail.specials.queries.quotes import QuoteRow, quotes_of
from handrail.specials.rules.quoting import CM, KG, MOST_DAYS, MOST_PENCE, Limits, Quote
from handrail.usecases.quote_special import QuoteToChoose, SpecialQuoted, choose_quote, quote_special
from handrail.web.admin.shapes import FormPage
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import Choice, offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact
from handrail.web.shared.views import go, page, render, submit
from handrail.web.specials.found import FORM, back_to, crumbs_of, special_of
from handrail.wording.shown import plural


class QuoteForm(HandrailForm):
    """What a supplier asks."""

    supplier = fields.TextField("Supplier", longest=120, missing="Say which supplier quotes")
    price_pence = fields.MoneyField("Price, without VAT", least=1, most=MOST_PENCE, exact=True)
    lead_days = fields.NumberField("Comes in", unit="days", most=MOST_DAYS)
    note = fields.TextAreaField("Note", rows=2, required=False)

    special_id: UUID

    def to_request(self) -> SpecialQuoted:
        """The quote."""
        typed = self.cleaned_data
        said = Quote(typed["supplier"], typed["price_pence"], typed["lead_days"], typed["note"] or "")
        return SpecialQuoted(self.special_id, said)


@page(Permission.CHANGE_ORDERS_OF_OTHERS)
def quote(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Keep a quote."""
    one = special_of(request, special_id)
    form = QuoteForm(request.POST if request.method == "POST" else None)
    form.special_id = special_id
    if request.method == "POST" and submit(request, form, quote_special) is not None:
        return go(request, "specials:special", special_id, flash="The quote is kept.")
    facts = (Fact("Needed", one.need), Fact("Measures", one.measures or "None given"))
    shown = FormPage("Keep a quote", form, "Keep the quote", back_to(one), crumbs_of(one), facts=facts)
    return render(request, FORM, shown, form=form)


class ChooseForm(HandrailForm):
    """Which quote, and what the special is called and cared for like."""

    quote_id = fields.RadiosField("Quote", missing="Choose one of the quotes")
    why = fields.TextAreaField("Why this one, if it is not the cheapest?", rows=2, required=False)
    name = fields.TextField(
        "What is it called?", longest=120, hint="Everybody in the service sees this. Do not name the person"
    )
    like = fields.SelectField(
        "Which catalogue product is it most like?",
        hint="It is cleaned, tested, carried, fitted and asked about like that one",
    )
    max_user_weight_kg = fields.NumberField("Carries up to", unit="kg", least=KG[0], most=KG[1], required=False)
    min_user_height_cm = fields.NumberField("For people from", unit="cm tall", least=CM[0], most=CM[1], required=False)
    max_user_height_cm = fields.NumberField("For people up to", unit="cm tall", least=CM[0], most=CM[1], required=False)

    def __init__(self, data: Any = None, *, special_id: UUID, quotes: Sequence[QuoteRow]) -> None:
        super().__init__(data)
        self.special_id = special_id
        offer(self, "quote_id", [_choice(one) for one in quotes])

    def to_request(self) -> QuoteToChoose:
        """The choice."""
        typed = self.cleaned_data
        limits = Limits(typed["max_user_weight_kg"], typed["min_user_height_cm"], typed["max_user_height_cm"])
        return QuoteToChoose(
            self.special_id, UUID(typed["quote_id"]), typed["name"], typed["like"], typed["why"] or "", limits
        )

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Each reason beside its field; how many quotes there are is told at them."""
        super().refuse(refused, {"": "quote_id"} if renamed is None else renamed)


def _choice(one: QuoteRow) -> Choice:
    days = plural(one.lead_days, "day")
    hint = f"Comes in {days}. {one.note}".strip()
    return Choice(str(one.id), f"{one.supplier}: {shown_pounds(one.price_pence)}", hint=hint)


@page(Permission.CHANGE_ORDERS_OF_OTHERS)
def choose(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Choose a quote."""
    one, today = special_of(request, special_id), now_is(now()).today
    with reading(request.scope):
        quotes = quotes_of(request.scope, special_id)
        offered = [record.facts for record in orderable(request.scope, today)]
        terms = contract_data(request.scope.contract_id, today).terms
    form = ChooseForm(request.POST if request.method == "POST" else None, special_id=special_id, quotes=quotes)
    same = [
        (product.code, f"{product.name} ({product.code})") for product in offered if product.category == one.category
    ]
    offer(form, "like", same)
    if request.method == "POST" and (code := submit(request, form, choose_quote)) is not None:
        return go(request, "specials:special", special_id, flash=f"The quote is chosen. The special is {code} now.")
    above = shown_pounds(terms.special_quotes_above_pence)
    intro = (
        f"The contract wants {plural(terms.special_quotes, 'quote')}; where the chosen one is above {above}, "
        + plural(terms.special_quotes_above, "quote") + ".",
        f"There {'is' if len(quotes) == 1 else 'are'} {plural(len(quotes), 'quote')} so far.",
    )  # fmt: skip
    facts = (Fact("Needed", one.need),)
    shown = FormPage("Choose a quote", form, "Choose it", back_to(one), crumbs_of(one), intro, facts=facts)
    return render(request, FORM, shown, form=form)

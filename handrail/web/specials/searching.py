"""The page that looks at what lies ready before a special is bought: each thing is answered, or one is picked.
Refuses nothing itself: `search_special` decides."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.specials.queries.equivalents import equivalents
from handrail.specials.queries.measures import measures_of
from handrail.specials.rules.searching import Equivalent, Search
from handrail.specials.states import SpecialState
from handrail.usecases.keep_specials import SpecialSearched, search_special
from handrail.web.admin.shapes import FormPage
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import Choice, offer
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact
from handrail.web.shared.views import go, page, render, submit
from handrail.web.specials.found import FORM, back_to, crumbs_of, special_of

NONE_FITS = "none"


class SearchForm(HandrailForm):
    """Which of what lies ready does the job; or why each does not."""

    picked = fields.RadiosField("Does one of these do the job?", missing="Say whether one of these does the job")
    elsewhere = fields.TextAreaField(
        "Where else did you look?", rows=2, required=False, says_optional=False,
        hint="Needed where none of them does. Such as at neighbouring services, or with the maker",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, special_id: UUID, there: Sequence[Equivalent]) -> None:
        super().__init__(data)
        self.special_id, self.there = special_id, there
        named = [Choice(one.code, f"{one.product.name} ({one.code})", hint=_about(one)) for one in there]
        offer(self, "picked", [*named, Choice(NONE_FITS, "None of them", before="or" if named else "")])
        for one in there:
            self.fields[f"not-{one.code}"] = fields.TextField(
                f"Why does {one.product.name} ({one.code}) not fit?", required=False, says_optional=False, longest=300
            )
        self.order_fields([*(name for name in self.fields if name != "elsewhere"), "elsewhere"])

    def to_request(self) -> SpecialSearched:
        """What was looked at."""
        typed = self.cleaned_data
        why_not = {one.code: typed[f"not-{one.code}"] for one in self.there}
        picked = "" if typed["picked"] == NONE_FITS else typed["picked"]
        return SpecialSearched(self.special_id, Search(why_not, picked, typed["elsewhere"] or ""))

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Each reason beside its field."""
        super().refuse(refused, {f"why_not.{one.code}": f"not-{one.code}" for one in self.there})


def _about(one: Equivalent) -> str:
    product, places = one.product, ", ".join(f"{count} at {name}" for name, count in one.stores)
    limits = [
        f"carries {product.max_user_weight_kg} kg" if product.max_user_weight_kg else "",
        f"from {product.min_user_height_cm} cm tall" if product.min_user_height_cm else "",
        f"up to {product.max_user_height_cm} cm tall" if product.max_user_height_cm else "",
        "an owned special: it costs nothing again" if one.owned else "",
    ]
    return ". ".join([places, *(limit for limit in limits if limit)])


@page(Permission.CHANGE_ORDER)
def search(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Look first at what is there."""
    one = special_of(request, special_id)
    today = now_is(now()).today
    with reading(request.scope):
        measures = measures_of(request.scope, one.person_id)
        there = equivalents(request.scope, one.category, measures, today)
    form = SearchForm(request.POST if request.method == "POST" else None, special_id=special_id, there=there)
    if request.method == "POST" and (state := submit(request, form, search_special)) is not None:
        told = "Found in store. Order it now." if state is SpecialState.MET else "What you looked at is kept."
        return go(request, "specials:special", special_id, flash=told)
    intro = (
        "These lie ready in a store, are of the same kind, and fit the weight and height that are known."
        if there
        else "Nothing of this kind that fits the weight and height that are known lies ready in a store.",
    )
    facts = [Fact("Needed", one.need), Fact("Measures", one.measures or "None given")]
    facts.append(Fact("Person", f"{_said(measures.weight_kg, 'kg')}, {_said(measures.height_cm, 'cm')}"))
    shown = FormPage(
        "Look first at what is there", form, "Keep what you looked at", back_to(one), crumbs_of(one), intro, facts=facts
    )
    return render(request, FORM, shown, form=form)


def _said(value: Any, unit: str) -> str:
    return f"{value:g} {unit}" if value is not None else f"{'weight' if unit == 'kg' else 'height'} not known"

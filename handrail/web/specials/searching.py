"""The page that looks at what lies ready before a special is bought: one is picked, or it is said why none will do.
Refuses nothing itself: `search_special` decides."""

from collections.abc import Iterator, Mapping, Sequence
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
from handrail.specials.rules.searching import Equivalent, Search, Wish
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

NONE_FITS, SOME_DIFFER = "none", "some"


class SearchForm(HandrailForm):
    """Which of what lies ready does the job; or why none of it will do, in one sentence unless some differ."""

    picked = fields.RadiosField("Does one of these do the job?", missing="Say whether one of these does the job")
    elsewhere = fields.TextAreaField(
        "Where else did you look?", rows=2, required=False, says_optional=False,
        hint="Needed where none of them does. Such as at neighbouring services, or with the maker",
    )  # fmt: skip
    why_none = fields.TextAreaField("Why none of these will do", rows=2, required=False, says_optional=False)
    why_rest = fields.TextAreaField("Why none of the others will do", rows=2, required=False, says_optional=False)

    def __init__(self, data: Any = None, *, special_id: UUID, there: Sequence[Equivalent]) -> None:
        super().__init__(data)
        self.special_id, self.there = special_id, there
        named = [Choice(one.code, f"{one.product.name} ({one.code})", hint=_about(one)) for one in there]
        offer(self, "picked", [*named, *self._none_of_them()])
        for one in there:
            self.fields[_own(one)] = fields.TextField(
                f"Why will {one.product.name} ({one.code}) not do?", required=False, longest=300
            )
        if not there:
            del self.fields["why_none"]
        if len(there) < 2:
            del self.fields["why_rest"]

    def _none_of_them(self) -> Iterator[Choice]:
        if not self.there:
            yield Choice(NONE_FITS, "None of them")
            return
        yield Choice(NONE_FITS, "None of them will do", before="or", reveal=("why_none",))
        if len(self.there) > 1:
            own = [_own(one) for one in self.there]
            yield Choice(SOME_DIFFER, "None of them, and some for another reason", reveal=(*own, "why_rest"))

    def to_request(self) -> SpecialSearched:
        """What was looked at; what was typed beneath a choice that was not taken does not count."""
        typed = self.cleaned_data
        picked = typed["picked"]
        differ = self.there if picked == SOME_DIFFER else ()
        why_none = {NONE_FITS: "why_none", SOME_DIFFER: "why_rest"}.get(picked, "")
        search = Search(
            {one.code: typed[_own(one)] for one in differ},
            "" if why_none else picked,
            typed["elsewhere"] or "",
            typed.get(why_none) or "",
        )
        return SpecialSearched(self.special_id, search)

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Each reason beside its field."""
        differ = self.cleaned_data.get("picked") == SOME_DIFFER
        super().refuse(refused, {"why_none": "why_rest"} if differ else renamed)


def _own(one: Equivalent) -> str:
    return f"not-{one.code}"


def _about(one: Equivalent) -> str:
    product, places = one.product, ", ".join(f"{count} at {name}" for name, count in one.stores)
    limits = [
        f"carries {product.max_user_weight_kg} kg" if product.max_user_weight_kg else "",
        f"from {product.min_user_height_cm} cm tall" if product.min_user_height_cm else "",
        f"up to {product.max_user_height_cm} cm tall" if product.max_user_height_cm else "",
        "an owned special: it costs nothing again" if one.owned else "",
    ]
    about = ", ".join(limit for limit in limits if limit)
    return f"{places}. {about[0].upper()}{about[1:]}" if about else places


@page(Permission.CHANGE_ORDER)
def search(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """Look first at what is there."""
    one = special_of(request, special_id)
    today = now_is(now()).today
    with reading(request.scope):
        measures = measures_of(request.scope, one.person_id)
        there = equivalents(request.scope, Wish(one.category, one.need, measures), today)
    form = SearchForm(request.POST if request.method == "POST" else None, special_id=special_id, there=there)
    if request.method == "POST" and (state := submit(request, form, search_special)) is not None:
        told = "Found in store. Order it now." if state is SpecialState.MET else "What you looked at is kept."
        return go(request, "specials:special", special_id, flash=told)
    intro = (
        "These lie ready in a store, are of the same kind, and fit the weight and height that are known. What is "
        "called like what is needed comes first."
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

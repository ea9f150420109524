"""One request: what is needed, what was looked at, the quotes, how it stands, and what may be done next.
Refuses nothing; what is outside the scope is not found."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.money import shown_pounds
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.rules.changing import changer_of
from handrail.orders.rules.facts import CareRoute
from handrail.orders.states import OPEN, LineState
from handrail.partners.queries import code_lists
from handrail.people.queries import PersonRow, person
from handrail.specials.queries.quotes import QuoteRow, quotes_of
from handrail.specials.queries.shown import ShownSpecial, Step, looked_at, steps_of
from handrail.specials.rules.asking import reasons_against_going_on
from handrail.specials.states import SEARCHABLE, WITHDRAWABLE, SpecialState
from handrail.web.admin.shapes import DetailPage, london_today
from handrail.web.prescriber.place_order import ORDERING
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Fact, Link, TimelineEntry
from handrail.web.shared.views import page, render
from handrail.web.specials.found import LIST, special_of
from handrail.web.specials.tables import looked_table, quotes_table
from handrail.wording import say, tag_of
from handrail.wording.shown import day, plural, short_day

_GONE = frozenset({LineState.CANCELLED, LineState.REFUSED})


@page(Permission.SEE_PERSON, methods=("GET",))
def special(request: PageRequest, special_id: UUID) -> HttpResponseBase:
    """The request."""
    one = special_of(request, special_id)
    with reading(request.scope):
        looked, quotes = looked_at(request.scope, special_id), quotes_of(request.scope, special_id)
        steps, whose = steps_of(request.scope, special_id), person(request.scope, one.person_id)
        kinds = code_lists(request.scope.contract_id, ["product_category"], london_today())["product_category"]
    kind = next((one_of.label for one_of in kinds if one_of.code == one.category), one.category)
    shown = DetailPage(
        f"Special: {kind.lower()}",
        tuple(_facts(one, whose)),
        (LIST,),
        tag_of(one.state),
        buttons=tuple(_buttons(request.scope, one, quotes)),
        tables=(looked_table(looked), quotes_table(quotes)),
        timeline=[_entry(step) for step in steps],
        timeline_title="What happened",
    )
    return render(request, "admin/detail.html", shown)


def _facts(one: ShownSpecial, whose: PersonRow) -> Iterator[Fact]:
    born = f"Born {short_day(whose.details.birth_on)}, record {whose.number}"
    yield Fact("For", Link(whose.name, reverse("person:person", args=[one.person_id])), note=born)
    if one.died_on:
        yield Fact("Died", day(one.died_on), note="Nothing is bought for them any more")
    yield Fact("Needed", one.need)
    yield Fact("Measures", one.measures or "None given")
    yield Fact("Why nothing in the catalogue fits", one.why_nothing_fits)
    yield Fact("Needed by", day(one.wanted_by) if one.wanted_by else "No day given")
    route = say(CareRoute(one.care_route))
    yield Fact("Who pays", ", ".join(part for part in (one.council, route, one.payer) if part))
    yield Fact("Asked for by", one.asked_by, note=f"{one.team + ', ' if one.team else ''}{day(one.asked_at)}")
    if one.price_pence is not None:
        comes = f"{one.supplier}, comes in {plural(one.lead_days or 0, 'day')}"
        yield Fact("Price", shown_pounds(one.price_pence), note=comes)
    if one.product_code:
        yield Fact("What does the job", f"{one.product} ({one.product_code})")
    if one.order_id and one.line_state:
        number = Link(f"Order {one.order_number}", reverse("prescriber:order", args=[one.order_id]))
        yield Fact("Order", number, note=say(one.line_state))


def _buttons(scope: Scope, one: ShownSpecial, quotes: Sequence[QuoteRow]) -> Iterator[Link]:
    """What this user can do next, the most likely first."""
    goes_on = scope.may(Permission.CHANGE_ORDER) and not list(
        reasons_against_going_on(changer_of(scope), one.asked_by_id, one.team_id)
    )
    lives = one.died_on is None
    desk = lives and scope.may(Permission.CHANGE_ORDERS_OF_OTHERS)
    found = desk and one.state is SpecialState.SEARCHED
    ordered = one.line_state is not None and one.line_state not in _GONE
    orders = lives and any(scope.may(needed) for needed in ORDERING)
    offered = [
        (goes_on and lives and one.state in SEARCHABLE, "Look first at what is there", "specials:search"),
        (found, "Keep a quote", "specials:quote"),
        (found and bool(quotes), "Choose a quote", "specials:choose"),
        (orders and one.state in (SpecialState.MET, SpecialState.QUOTED) and not ordered, "Order it", "specials:order"),
        (desk and one.state is SpecialState.APPROVED, "Record that it was bought", "specials:buy"),
        (
            goes_on and one.state in WITHDRAWABLE and one.line_state not in OPEN,
            "It is not wanted any more",
            "specials:withdraw",
        ),
    ]
    yield from (Link(text, reverse(where, args=[one.id])) for may, text, where in offered if may)


def _entry(step: Step) -> TimelineEntry:
    return TimelineEntry(say(step.state), step.at, step.by, (step.reason,) if step.reason else ())

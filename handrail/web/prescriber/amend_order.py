"""The page that changes an order: swap an item, add one, another speed, day, address, note or discharge.
Refuses nothing itself; the use case decides anew, and every reason stands beside its field with what was typed kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from handrail.catalogue.queries import questions
from handrail.catalogue.reference.rows import QuestionRow
from handrail.catalogue.rules.questions import AskedQuestion, questions_for
from handrail.catalogue.states import AskedAt
from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.queries.audit import last_change
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries import LineRow
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.orders import OrderHead, answers_of, order_head
from handrail.orders.states import AMENDABLE
from handrail.people.queries import PersonFile, person_file
from handrail.people.rules.homes import each_place_once
from handrail.usecases.amend_order import amend_order as amend
from handrail.usecases.assess_amendment import AmendmentOutlook, assess_amendment
from handrail.visits.queries.joining import VisitOfOrder, visits_of_order
from handrail.visits.states import OPEN as OPEN_VISITS
from handrail.web.person.parts import Frame, frame_of
from handrail.web.prescriber.amend_form import ANSWER, AmendForm, standing_of, with_new_line, without_new_line
from handrail.web.prescriber.amend_summary import Promising, summary_of
from handrail.web.prescriber.draft_page import CheckBox, Search, checks_of
from handrail.web.prescriber.place_order import places_of
from handrail.web.prescriber.question_groups import QuestionGroup, grouped
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.prescriber.searching import search_of, serving, stock_of
from handrail.web.prescriber.stock import Stock
from handrail.web.prescriber.words import what_waits
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.base import WrittenField
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice, Tag
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording import say, tag_of
from handrail.wording.shown import local, near_day_and_time


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line of the order with its fields. `at`: the place of a new line, which can be taken out again."""

    name: str
    code: str
    state: Tag
    promise: str
    fields: Sequence[WrittenField]
    at: int | None = None
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class AmendPage:
    """The order as it may still change."""

    frame: Frame
    title: str
    form: AmendForm
    summary: Notice | None
    leads_to_summary: bool
    lines: Sequence[LineCard]
    others: Sequence[str]
    questions: Sequence[QuestionGroup]
    answered: Sequence[QuestionGroup]
    answers: int
    wrong: bool
    checks: Sequence[CheckBox]
    waits: Sequence[str]
    reviews: Sequence[str]
    search: Search
    back: str


@dataclass(frozen=True, slots=True)
class Open:
    """An order while its page is made."""

    head: OrderHead
    lines: tuple[LineRow, ...]
    file: PersonFile
    offered: Reference
    stock: Stock
    answered: tuple[tuple[AskedQuestion, str], ...]


@page(Permission.CHANGE_ORDER)
def amend_order(request: PageRequest, order_id: UUID) -> HttpResponseBase:
    """Show the order with its fields; on a step, what the change would do; on sending, make it."""
    at = now()
    with reading(request.scope):
        seen = open_order(request.scope, order_id, at)
        form, outlook = form_of(request, seen, at)
    if request.method != "POST" or request.POST.get("do"):
        form.quietly()
        return shown(request, seen, form, outlook, at)
    if form.is_valid():
        try:
            done = amend(call_of(request, form.key, why=form.cleaned_data["why"]), request=form.amendment(seen.head))
        except Refused as refused:
            form.refuse(refused, {reason.field or "": form.field_of(reason) for reason in refused.reasons})
            if form.is_stale:
                seen = tell_changes(request, form, order_id, at)
        else:
            with reading(request.scope):
                visits = visits_of_order(request.scope, order_id)
            return go(request, "prescriber:order", order_id, flash=how_it_comes(visits, done.visit_ids, at))
    return shown(request, seen, form, outlook, at)


def how_it_comes(visits: Sequence[VisitOfOrder], changed: Collection[UUID], at: datetime) -> str:
    """What to tell after a change: with which visit the changed things come, and whether that is another than the one
    that is booked."""
    said = ["The order is changed."]
    said += [
        f"What you changed comes with the visit booked for {near_day_and_time(visit.slot_from, at)}."
        for visit in visits
        if visit.id in changed and visit.slot_from
    ]
    booked = any(one.slot_from and one.state in OPEN_VISITS and one.id not in changed for one in visits)
    if booked and any(one.id in changed and not one.slot_from for one in visits):
        said.append(
            "What you changed comes separately: the visit that is booked cannot take it along. "
            "The service desk books another, and sees that both go to the same door."
        )
    return " ".join(said)


def open_order(scope: Scope, order_id: UUID, at: datetime) -> Open:
    """Everything about the order. Inside `reading`. Raises `Refused(NOT_FOUND)`."""
    head = order_head(scope, order_id)
    if head is None:
        raise refuse(CallReason.NOT_FOUND, "order_id")
    today = now_is(at).today
    file = person_file(scope, head.person_id, on=today)
    opened(scope, file.person.id, now_is(at))
    offered = reference(scope, today)
    stock = stock_of(scope, offered, at, serving(offered, head.door.easting, head.door.northing))
    lines = lines_of_orders(scope, [order_id])
    return Open(head, lines, file, offered, stock, answered_before(scope, order_id, lines, offered))


def answered_before(
    scope: Scope, order_id: UUID, lines: Sequence[LineRow], offered: Reference
) -> tuple[tuple[AskedQuestion, str], ...]:
    """The questions of the lines that can still change, with what was answered, to be put right where it was wrong.
    What was answered to other words is no answer: it is asked anew."""
    codes = {line.product_code for line in lines if line.state in AMENDABLE}
    products = [offered.products[code] for code in sorted(codes) if code in offered.products]
    sets: dict[str, list[QuestionRow]] = {}
    for row in questions(scope, {product.question_set for product in products}, offered.contract.on):
        sets.setdefault(row.set_code, []).append(row)
    given = [row for row in answers_of(scope, order_id) if row.asked_at == "order" and not row.reworded]
    said = {row.question_code: row.answer for row in given}
    asked = questions_for(products, AskedAt.ORDER, sets)
    return tuple((question, said[question.code]) for question in asked if question.code in said)


def form_of(request: PageRequest, seen: Open, at: datetime) -> tuple[AmendForm, AmendmentOutlook | None]:
    """The form after the step that a button asked for, with what the change would do. Inside `reading`."""
    data = stepped(request.POST, seen) if request.method == "POST" else None
    form = AmendForm(
        data,
        standing=standing_of(seen.head, seen.lines),
        lines=seen.lines,
        addresses=addresses_of(seen),
        offered=seen.offered,
        answered=seen.answered,
    )
    if data is None:
        return form, None
    form.full_clean()
    outlook = assess_amendment(request.scope, now_is(at), form.amendment(seen.head))
    form.ask(outlook.questions, outlook.checks)
    return form, assess_amendment(request.scope, now_is(at), form.amendment(seen.head))


def stepped(posted: QueryDict, seen: Open) -> QueryDict:
    """What was sent, after what the button does to the new lines."""
    do, _, what = posted.get("do", "").partition(":")
    if do == "add" and what in seen.offered.products:
        speeds = [line.speed_code for line in seen.lines if line.speed_code]
        return with_new_line(posted, what, speed=speeds[-1] if speeds else seen.offered.usual_speed)
    return without_new_line(posted, what) if do == "remove" and what.isdigit() else posted


def addresses_of(seen: Open) -> list[Choice]:
    """Where it may go: the addresses that hold, and the one it goes to now, by whichever record's row that is."""
    file, now_at = seen.file, seen.head.door.address_id
    goes_to = next((one.person_id for one in file.addresses if one.id == now_at), file.person.id)
    places = each_place_once(file.addresses, front_id=goes_to)
    held = [one for one in places if one.until_on is None or one.id == now_at]
    return list(places_of(held, seen.file.move))


def tell_changes(request: PageRequest, form: AmendForm, order_id: UUID, at: datetime) -> Open:
    """What others changed since the page was opened; what was typed stays, the rest follows what stands."""
    with reading(request.scope):
        seen = open_order(request.scope, order_id, at)
        by, changed_at = last_change(request.scope, f"order:{order_id}", otherwise=at)
    standing = standing_of(seen.head, seen.lines)
    known = {name: value for name, value in standing.values.items() if name in form.fields}
    form.tell(replace(standing, values=known), by=by, at=changed_at)
    form.renew_key()
    return seen


# Showing


def shown(
    request: PageRequest, seen: Open, form: AmendForm, outlook: AmendmentOutlook | None, at: datetime
) -> HttpResponseBase:
    """The page."""
    with reading(request.scope):
        search = search_of(request.scope, searched(request.POST), seen.offered, seen.stock, at)
    plan = outlook.plan if outlook else None
    waits, reviews = what_waits(plan.releases if plan else (), seen.offered.products, dict(seen.offered.colleagues))
    promising = Promising(seen.offered.contract, seen.stock, at)
    made = AmendPage(
        frame=frame_of(seen.file, today=now_is(at).today),
        title=f"Change order {seen.head.number}",
        form=form,
        summary=summary_of(outlook, seen.lines, seen.offered.products, waits, promising)
        if looks_ahead(request)
        else None,
        leads_to_summary=asks_to_look(request),
        lines=[*line_cards(form, outlook, promising), *new_cards(seen, form, outlook, promising)],
        others=[f"{line.product_name}: {say(line.state).lower()}" for line in seen.lines if line not in form.lines],
        questions=grouped(form.questions, form, seen.offered.products, form.unanswered()),
        answered=grouped(form.answered, form, seen.offered.products),
        answers=len(form.answered),
        wrong=any(form.errors.get(f"{ANSWER}{question.code}") for question in form.answered),
        checks=checks_of(form, outlook.checks if outlook else (), seen.offered.products),
        waits=waits,
        reviews=reviews,
        search=search,
        back=reverse("prescriber:order", args=[seen.head.id]),
    )
    sent = form if request.method == "POST" and not request.POST.get("do") else None
    return render(request, "prescriber/amend_order.html", made, form=sent)


def looks_ahead(request: PageRequest) -> bool:
    """Whether the summary is shown: it was asked for now, or before this step."""
    return asks_to_look(request) or bool(request.POST.get("looked"))


def asks_to_look(request: PageRequest) -> bool:
    """Whether the button was pressed; what looks ahead while somebody types must not take the focus away."""
    return request.POST.get("do") == "look" and "HX-Request" not in request.headers


def searched(posted: QueryDict) -> dict[str, str]:
    """The words and filters of the search, at the page that a button asks for, or that was there before a step."""
    do, _, what = posted.get("do", "").partition(":")
    kept = {name: str(posted[name]) for name in posted}
    return {**kept, "found_page": what if do == "found" else "" if do == "look" else kept.get("found_page", "")}


def line_cards(form: AmendForm, outlook: AmendmentOutlook | None, promising: Promising) -> list[LineCard]:
    """The lines that can still change, with the promise that the change would make."""
    planned = {line.line_id: line for line in outlook.plan.lines} if outlook and outlook.plan else {}
    cards = []
    for line in form.lines:
        changed = planned.get(line.id)
        stands = f"By {near_day_and_time(line.due_at, promising.now)}" if line.due_at else "No visit"
        said = promising.of_changed(changed, line) if changed else ""
        cards.append(
            LineCard(
                line.product_name,
                line.product_code,
                tag_of(line.state),
                f"{said}, if you change it so" if said else stands,
                [form.written(name) for name in form.names_of(line)],
            )
        )
    return cards


def new_cards(seen: Open, form: AmendForm, outlook: AmendmentOutlook | None, promising: Promising) -> list[LineCard]:
    """The new lines, with their promise as soon as there is one."""
    added = list(outlook.plan.added) if outlook and outlook.plan else []
    cards = []
    for place, new in enumerate(form.new):
        code = str(form.data.get(f"new-{new}-code", ""))
        product = seen.offered.products.get(code)
        planned = next((line for line in added if line.requested == len(form.lines) + place), None)
        promised = planned.promise if planned else None
        there = seen.stock.on(local(promised.due_at).date() if promised else None)
        cards.append(
            LineCard(
                f"New: {product.name if product else code}",
                code,
                there.tag(code),
                promising.of_new(planned) if planned else "",
                [form.written(name) for name in form.fields if name.startswith(f"new-{new}-")],
                new,
                there.note(code),
            )
        )
    return cards

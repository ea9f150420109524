"""The page of one draft: basket, need, questions, address, checks, funding. It saves itself on every step.
Refuses nothing while the order is being written; the review page sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from handrail.core.clock import now
from handrail.core.moment import now_is
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.versions import seen_number
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.identity.scope import Scope
from handrail.orders.queries.drafts import DraftRow, draft, drafts_of, sent_as, was_thrown_away
from handrail.partners.queries import DepotRow
from handrail.people.queries import PersonFile, person_file
from handrail.people.queries.file import AddressRow
from handrail.people.queries.moves import MoveToCome
from handrail.people.states import AddressKind
from handrail.usecases.assess_order import OrderOutlook, assess_order
from handrail.usecases.save_draft import DraftRequest, DraftSaved, save_draft
from handrail.web.person.parts import frame_of, told_to_crews
from handrail.web.prescriber.basket_steps import offers_of, specials_in, stepped
from handrail.web.prescriber.draft_changes import changes_of
from handrail.web.prescriber.draft_content import DraftContent, from_post, from_stored
from handrail.web.prescriber.draft_form import DraftChoices, DraftForm
from handrail.web.prescriber.draft_measures import NEED_HOLDS, with_left_measures, with_measures
from handrail.web.prescriber.draft_page import DraftPage, basket_of, checks_of, left_to_do, summary_of
from handrail.web.prescriber.question_groups import groups_of, wrong_answers
from handrail.web.prescriber.reasons_written import TypedReasons
from handrail.web.prescriber.reference import Reference, reference
from handrail.web.prescriber.searching import is_asked, named_depot, search_of, serving, stock_of
from handrail.web.prescriber.stock import Stock
from handrail.web.shared.fields import Choice
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording.shown import clock_time, short_day

SAVED = "Draft saved"
NOT_SAVED = "Not saved: another window changed this draft. Press Save draft to see what changed"
# What belongs to the person, not to one order: the button saves the draft and leads to the page that changes it.
ERRANDS = {
    "notes": "person:change_notes",
    "details": "person:change_person",
    "address": "person:add_address",
    "special": "specials:ask",
}
ORDERING = (Permission.PLACE_ORDER, Permission.PLACE_ORDER_FOR_OTHERS)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft while a page is made: what is stored, or a new one for a person."""

    person_id: UUID
    content: DraftContent
    id: UUID | None = None
    version: int = 0
    saved_at: datetime | None = None


@page(*ORDERING)
def place_order(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Start an order for a person, or go on with the draft that is there already."""
    new = Draft(person_id, DraftContent())
    with reading(request.scope):
        mine = drafts_of(request.scope, person_id=person_id)
        made = made_of(request, new, now()) if request.method != "POST" and not mine else None
    if made is not None:
        return render(request, "prescriber/place_order.html", made)
    if request.method == "POST":
        # A page that saved itself while its address was still this one names the draft that it began.
        begun = next((row for row in mine if str(row.id) == request.POST.get("draft_id")), None)
        return saved(request, draft_of(begun) if begun else new)
    return redirect("prescriber:draft", mine[0].id)


@page(*ORDERING)
def edit_draft(request: PageRequest, draft_id: UUID) -> HttpResponseBase:
    """A draft: shown as it was typed, saved on every step."""
    with reading(request.scope):
        row = draft(request.scope, draft_id)
        if row is None:
            return what_it_became(request, draft_id)
        made = made_of(request, draft_of(row), now()) if request.method != "POST" else None
    if made is not None:
        return render(request, "prescriber/place_order.html", made)
    return saved(request, draft_of(row))


def what_it_became(request: PageRequest, draft_id: UUID) -> HttpResponse:
    """To the order that a draft was sent as, or to the orders where it was thrown away. Inside `reading`. Raises
    NOT_FOUND for what never was a draft; and where the page saves itself, which leads nobody away."""
    order = None if request.htmx else sent_as(request.scope, draft_id)
    if order is None and not request.htmx and was_thrown_away(request.scope, draft_id):
        return go(request, "prescriber:home", flash="This draft was thrown away already")
    if order is None:
        raise refuse(CallReason.NOT_FOUND, "draft_id")
    order_id, number = order
    return go(request, "prescriber:order", order_id, flash=f"This draft was sent. It is order {number} now")


def draft_of(row: DraftRow) -> Draft:
    """A stored draft."""
    return Draft(row.person_id, from_stored(row.content), row.id, row.version, row.saved_at)


# Saving


def saved(request: PageRequest, before: Draft) -> HttpResponseBase:
    """Keep what was typed, do what the button says, and show the page again (or the review)."""
    typed = from_post(request.POST).keeping(before.content, but=NEED_HOLDS)
    with reading(request.scope):
        offered = reference(request.scope, now_is(now()).today)
    content, anchor = stepped(request.POST.get("do", ""), typed, offered)
    seen = request.POST.get("seen_version", "")
    wanted = DraftRequest(before.person_id, content.stored(), before.id, seen_number(seen))
    try:
        done = save_draft(call_of(request), request=wanted)
    except Refused as refused:
        if CallReason.STALE in {reason.code for reason in refused.reasons}:
            return shown(request, before, typed=content, stale=True, seen=request.POST.get("seen_version", ""))
        raise
    if request.htmx:
        kept = Draft(before.person_id, content, done.draft_id, done.version, now())
        return shown(request, kept)
    if request.POST.get("do") == "save":
        messages.success(request, SAVED)
    return redirect(next_page(request, before.person_id, done, anchor))


def next_page(request: PageRequest, person_id: UUID, done: DraftSaved, anchor: str) -> str:
    """Where a step leads: the review, a page of the person's record that leads back here, or the same place of the page
    with the same search."""
    if request.POST.get("do") == "review":
        return reverse("prescriber:review_order", args=[done.draft_id])
    if request.POST.get("do") == "save":
        # The top of the page says that it is saved, and what of it cannot be read.
        return f"{reverse('prescriber:draft', args=[done.draft_id])}?check=typed"
    if errand := ERRANDS.get(request.POST.get("do", "")):
        return f"{reverse(errand, args=[person_id])}?{urlencode({'draft': str(done.draft_id)})}"
    names = ("words", "category", "in_stock", "team")
    search = {name: request.POST[name] for name in names if request.POST.get(name)}
    do, _, page_of_results = request.POST.get("do", "").partition(":")
    found_page = page_of_results if do == "found" else "" if do == "search" else request.POST.get("found_page", "")
    search |= {"found_page": found_page} if found_page and search else {}
    if do == "add" and search:
        # One more of what was found may be wanted: the list stays open, and says what was taken from it.
        search["added"], anchor = page_of_results, "results"
    elif do in {"bundle", "offer"} and search:
        search["added"] = "yes"
    return f"{reverse('prescriber:draft', args=[done.draft_id])}{f'?{urlencode(search)}' if search else ''}#{anchor}"


# Showing


def shown(
    request: PageRequest, before: Draft, *, typed: DraftContent | None = None, stale: bool = False, seen: str = ""
) -> HttpResponse:
    """The page, with what was typed where another window saved meanwhile."""
    at = now()
    with reading(request.scope):
        made = made_of(request, before, at, typed)
    if stale and request.htmx:
        # Only the summary is swapped in: it keeps the version that was seen, so that nothing is overwritten unseen.
        made = replace(made, version=seen, summary=replace(made.summary, saved=NOT_SAVED))
    elif stale and typed is not None:
        changes = changes_of(made.form, before.content, typed, at=before.saved_at or at)
        made.form.show_changes(changes, version=before.version)
    return render(request, "prescriber/place_order.html", made, status=409 if stale else 200)


def made_of(request: PageRequest, before: Draft, at: datetime, typed: DraftContent | None = None) -> DraftPage:
    """The page of a draft, the person's record being opened for it. Inside `reading`."""
    file = person_file(request.scope, before.person_id, on=now_is(at).today)
    opened(request.scope, file.person.id, now_is(at))
    return page_of(request.scope, before, file, typed or defaults(before, file), at, request.GET)


def defaults(before: Draft, file: PersonFile) -> DraftContent:
    """What stands there from the start: home, and who pays, from the person's own record."""
    details, home = file.person.details, file.lives_at
    given = {
        "address_id": str(home.id) if home else "",
        "council_id": str(details.residence_council_id or ""),
        "gp_practice_code": details.gp_practice_code,
        "care_route": str(details.care_route or "STANDARD"),
        "route_from_on": details.care_route_from_on.isoformat() if details.care_route_from_on else "",
        "route_until_on": details.care_route_until_on.isoformat() if details.care_route_until_on else "",
        "prescriber_id": "me",
    }
    return DraftContent(before.content.lines, {**given, **before.content.typed})


def page_of(
    scope: Scope, before: Draft, file: PersonFile, content: DraftContent, at: datetime, query: Mapping[str, str]
) -> DraftPage:
    """The whole page. Inside `reading`."""
    today = now_is(at).today
    offered = reference(scope, today)
    form, outlook = form_of(scope, before, file, content, at)
    near = depot_near(offered, file, content)
    stock = stock_of(scope, offered, at, near) if content.lines or is_asked(query) else Stock(near=near)
    search = search_of(scope, query, offered, stock, at)
    unread, problems = form.unread(), form.of_what_was_read(outlook.assessment.problems)
    match query.get("check"):
        case "yes":
            form.show_problems(problems)
        case "typed":
            form.show_unread(problems)
        case _:
            form.quietly()
    rows = basket_of(form, outlook, stock, offered.likely, at)
    saved = f"Saved at {clock_time(before.saved_at)}" if before.saved_at else "Not saved yet"
    return DraftPage(
        frame=frame_of(file, today=today),
        form=form,
        draft_id=before.id,
        version=str(before.version),
        lines=rows,
        questions=groups_of(form, wrong_answers(outlook.assessment.problems)),
        checks=checks_of(form, outlook.assessment.checks, form.choices.products),
        bundles=bundles_of(offered),
        offers=[
            (f"{line.bundle_code}:{line.line}", line.choices[0].name, line.note) for line in offers_of(content, offered)
        ],
        search=search,
        summary=summary_of(
            outlook.assessment.decision, form, rows, offered.likely, (*unread, *left_to_do(problems)), saved=saved
        ),
        told=told_to_crews(file),
        pays=who_pays(form, file),
        left=offered.lefts.get(scope.team_id, "") if scope.team_id else "",
    )


def who_pays(form: DraftForm, file: PersonFile) -> str:
    """The council that pays, and where that comes from."""
    chosen, own = form.content.typed.get("council_id", ""), file.person.details.residence_council_id
    name = next((row.name for row in form.choices.councils if str(row.id) == chosen), "")
    if not name:
        return "No council that pays is known. Choose it below"
    where = "from the person's record" if chosen == str(own) else "chosen for this order"
    return f"Council that pays: {name}, {where}"


def depot_near(offered: Reference, file: PersonFile, content: DraftContent) -> DepotRow | None:
    """The depot that serves the address chosen so far, or the person's home."""
    address = next((row for row in file.addresses if str(row.id) == content.typed.get("address_id")), file.lives_at)
    return serving(offered, address.easting, address.northing) if address else None


def form_of(
    scope: Scope, before: Draft, file: PersonFile, content: DraftContent, at: datetime
) -> tuple[DraftForm, OrderOutlook]:
    """The form with the questions and checks of its lines, and what the order would become."""
    today = now_is(at).today
    content = at_offered_home(with_measures(content), file)
    choices = choices_of(scope, file, content, reference(scope, today))
    read = DraftForm(content, choices, version=before.version, today=today)
    read.full_clean()
    asked = read.to_request(person_id=file.person.id, me=scope.user_id)
    order = replace(asked.order, reasons=TypedReasons(content.typed))
    outlook = assess_order(scope, now_is(at), order, need=asked.need)
    form = DraftForm(
        with_left_measures(content, {question.code for question in outlook.assessment.questions}),
        choices,
        version=before.version,
        questions=outlook.assessment.questions,
        checks=outlook.assessment.checks,
        measured=outlook.gathered.facts.person.measured,
        today=today,
    )
    form.full_clean()
    return form, outlook


def at_offered_home(content: DraftContent, file: PersonFile) -> DraftContent:
    """A home chosen by the row of a record that is read through another now is the one that stands for both."""
    typed = next((row for row in file.addresses if str(row.id) == content.typed.get("address_id")), None)
    if typed is None or typed in file.places:
        return content
    same = file.same_home(typed)
    offered = next((row for row in file.places if row.id in same and row.until_on is None), None)
    return replace(content, typed={**content.typed, "address_id": str(offered.id)}) if offered else content


def choices_of(scope: Scope, file: PersonFile, content: DraftContent, offered: Reference) -> DraftChoices:
    """What the fields offer for this person."""
    addresses = [address for address in file.places if address.until_on is None]
    own_team_first = tuple(pair for pair in offered.colleagues if pair[0] != str(scope.user_id))
    return DraftChoices(
        speeds=offered.speeds,
        addresses=places_of(addresses, file.move),
        effects=offered.lists["outcome_effect"],
        pathways=offered.lists["discharge_pathway"],
        councils=offered.councils,
        colleagues=own_team_first,
        products={**offered.products, **specials_in(scope, content, offered)},
        sizes=offered.sizes,
    )


PLACES = {
    "HOME": "Home",
    "RELATIVE": "A relative's home",
    "SCHOOL": "School",
    "CARE_HOME": "Care home",
    "HOSPITAL": "Hospital",
}


def places_of(addresses: Sequence[AddressRow], move: MoveToCome | None) -> tuple[Choice, ...]:
    """Where it may go; while somebody is to move, each home with its days."""
    return tuple(
        Choice(
            str(address.id),
            say_place(address.kind, address.name),
            hint=". ".join(filter(None, (", ".join(address.shown), days_of(address, move)))),
        )
        for address in addresses
    )


def days_of(address: AddressRow, move: MoveToCome | None) -> str:
    """From when on the person lives there, or until when; empty where that does not tell two homes apart."""
    if move is None or address.kind != AddressKind.HOME:
        return ""
    if address.id == move.address_id:
        return f"From {short_day(move.on)}"
    return f"Until {short_day(move.on)}" if address.is_home else f"Since {short_day(address.from_on)}"


def say_place(kind: str, name: str) -> str:
    """What kind of place it is, with its name where it has one."""
    place = PLACES.get(kind, kind.replace("_", " ").capitalize())
    return f"{place}: {name}" if name else place


def bundles_of(offered: Reference) -> tuple[tuple[str, str, str], ...]:
    """The starting baskets: code, label, what they are for."""
    found = {row.bundle_code: (row.bundle_code, row.bundle_label, row.bundle_description) for row in offered.bundles}
    return tuple(sorted(found.values(), key=lambda bundle: bundle[1]))


@page(*ORDERING, Permission.CHANGE_ORDER, methods=("GET",))
def catalogue_part(request: PageRequest) -> HttpResponse:
    """The results of the search as a part of the page, while somebody types."""
    at = now()
    with reading(request.scope):
        offered = reference(request.scope, now_is(at).today)
        stock = stock_of(request.scope, offered, at, named_depot(offered, request.GET))
        found = search_of(request.scope, request.GET, offered, stock, at)
    return render(request, "prescriber/_results.html", found)

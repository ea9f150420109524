"""Issue from a satellite store: find the person, scan the items, say what for, answer what the items ask.
Refuses nothing itself; the use case says what is unfit, which check asks for a reason, what is above an authority."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.loans.queries import home_of
from handrail.people.queries import FoundPerson, find_people
from handrail.people.queries.file import person as person_row
from handrail.people.rules.finding import read_wish
from handrail.usecases.assess_issue import questions_at_counter
from handrail.usecases.issue_from_satellite import (
    SatelliteIssue,
    SatelliteIssued,
    is_over_once_taken,
    issue_from_satellite,
)
from handrail.web.depot.care import codes_of
from handrail.web.depot.scanning import StoreForm, stores_of, submit_work
from handrail.web.prescriber.question_field import question_field
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.listing import FilterForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table
from handrail.web.shared.views import call_of, go, page, render
from handrail.wording.checks import reason_wanted
from handrail.wording.shown import plural, short_day

ANSWER = "answer-"


class FindForm(FilterForm):
    """Who it is for."""

    q = fields.SearchField("Who is it for?", hint="Name, birth date, postcode or NHS number")


class IssueForm(StoreForm):
    """What goes to the person, and what for. `kept_back`: the record has reasons why the items should be in the store,
    so they may have left it already."""

    kept_back = False

    person = fields.UuidField("Person", missing="Find the person first")
    purpose = fields.RadiosField("What is it for?", missing="Choose what it is for")
    review_on = fields.DateField("Day on which a trial ends, or the loan is looked at", required=False, future=True)
    reason = fields.TextField(
        "Reason, if a check asks for one", required=False, longest=500,
        hint="For example when the person has one already",
    )  # fmt: skip
    note = fields.TextField("Note", required=False, longest=500)
    taken = fields.TickField(
        "They have it already: record it as it is", required=False,
        hint="What is not right gets an owner. What is not fit to use is swapped at once",
    )  # fmt: skip

    def to_request(self) -> SatelliteIssue:
        """To the person's home."""
        given = self.cleaned_data
        return SatelliteIssue(
            self.store, given["person"], given["purpose"], self.scans, reason=given["reason"], note=given["note"],
            review_on=given["review_on"], answers=self.answers(), taken=given["taken"],
        )  # fmt: skip

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """As everywhere, and whether it may have happened already."""
        self.kept_back = any(map(is_over_once_taken, refused.reasons))
        super().refuse(refused, renamed)

    def words_for(self, reason: Reason) -> str:
        """Of a check that wants a reason: which one, of which items."""
        return reason_wanted(reason)

    def ask(self, questions: Iterable[AskedQuestion]) -> None:
        """Put the clinical questions of what was scanned into the form, after the items."""
        for question in questions:
            self.fields[f"{ANSWER}{question.code}"] = question_field(question)
        asked = [name for name in self.fields if name.startswith(ANSWER)]
        if asked:
            before = list(self.fields)[: list(self.fields).index("items") + 1]
            self.order_fields([*(name for name in before if name not in asked), *asked])
            self.full_clean()

    def answers(self) -> dict[str, str]:
        """The answers as they were typed; the rules read them."""
        return {
            name.removeprefix(ANSWER): str(self.data.get(name, "")).strip()
            for name in self.fields
            if name.startswith(ANSWER)
        }


@dataclass(frozen=True, slots=True)
class IssuePage:
    """The person, if one is chosen, and the form; else the box that finds them. `order_href`: what was issued just
    now."""

    find: FindForm
    found: Table | None
    name: str
    form: IssueForm | None
    shows_taken: bool = False
    order_href: str = ""


@page(Permission.ISSUE_FROM_SATELLITE)
def issue(request: PageRequest) -> HttpResponseBase:
    """First the person, then the items."""
    chosen = request.POST.get("person") or request.GET.get("person", "")
    if not chosen:
        return render(request, "depot/issue.html", _finding(request))
    name = _name(request, chosen)
    form = _form(request, chosen)
    if request.method == "POST" and form.is_valid():
        form.ask(_questions(request, form))
    if request.method == "POST" and (done := submit_work(request, form, issue_from_satellite)):
        # Of codes alone that nobody knows there is no order.
        leads = f"?order={done.order_id}" if done.order_id else ""
        return go(request, reverse("depot:issue") + leads, flash=_said(done, name))
    # Nobody is asked before something was refused for which it may have happened already: what lies on the shelf is not
    # given out all the same, and a slip in the scans is put right.
    refused = form.is_bound and (bool(form.cleaned_data.get("taken")) or form.kept_back)
    shown = IssuePage(FindForm(auto_id="%s"), None, name, form, shows_taken=refused)
    return render(request, "depot/issue.html", shown, form=form)


def _form(request: PageRequest, chosen: str) -> IssueForm:
    stores = stores_of(request, ("SATELLITE",))
    initial = {"person": chosen, "place": store_at_first([store.id for store in stores], request.scope.depot_id)}
    form = IssueForm(request.POST) if request.method == "POST" else IssueForm(initial=initial)
    offer(form, "place", ((str(store.id), store.name) for store in stores))
    offer(form, "purpose", codes_of(request, "satellite_purpose")["satellite_purpose"])
    return form


def store_at_first(stores: Sequence[UUID], own: UUID | None) -> str:
    """The store that is chosen beforehand: the only one, else the user's own. Any other is for them to choose: what is
    taken from the wrong one is missed there."""
    return str(stores[0]) if len(stores) == 1 else str(own) if own in stores else ""


def _questions(request: PageRequest, form: IssueForm) -> tuple[AskedQuestion, ...]:
    """What the items ask. Codes that nothing answers to ask nothing: the use case says what is wrong with them."""
    with reading(request.scope):
        try:
            return questions_at_counter(request.scope, call_of(request).at, form.to_request())
        except Refused:
            return ()


def _name(request: PageRequest, chosen: str) -> str:
    """The person's name; their record is opened by it, which the audit keeps. Raises NOT_FOUND."""
    try:
        person_id = UUID(chosen)
    except ValueError as error:
        raise refuse(CallReason.NOT_FOUND, "person") from error
    call = call_of(request)
    with reading(request.scope):
        row = person_row(request.scope, person_id)
        if home_of(request.scope, person_id) is None:
            raise refuse(CallReason.NOT_FOUND, "person")
        opened(request.scope, person_id, call.at)
    return f"{row.name}, born {short_day(row.details.birth_on)}"


def _finding(request: PageRequest) -> IssuePage:
    form = FindForm(request.GET or None, auto_id="%s")
    typed = str(form.cleaned_data.get("q", "")) if form.is_bound and form.is_valid() else ""
    people: tuple[FoundPerson, ...] = ()
    if typed:
        with reading(request.scope):
            people = find_people(request.scope, read_wish(typed, today=now().astimezone(LONDON).date()))
    return IssuePage(form, _people(people) if typed else None, "", None, order_href=_order_href(request))


def _order_href(request: PageRequest) -> str:
    try:
        order_id = UUID(request.GET.get("order", ""))
    except ValueError:
        return ""
    return reverse("prescriber:order", args=[order_id]) if request.scope.may(Permission.SEE_ORDERS) else ""


def _people(people: tuple[FoundPerson, ...]) -> Table:
    return Table(
        f"{plural(len(people), 'person', 'people')} found",
        (Column("Name"), Column("Born"), Column("Where")),
        tuple(
            Row(
                (
                    Cell(one.name, f"?person={one.person_id}", note=f"Record {one.number}"),
                    Cell(short_day(one.birth_on)),
                    Cell(one.postcode, note=one.first_line),
                )
            )
            for one in people
        ),
        Empty("Nobody was found", "Check the spelling, or add the person first."),
        id="people",
    )


def _said(done: SatelliteIssued, name: str) -> str:
    who = name.split(",", maxsplit=1)[0]
    said = f"{plural(len(done.line_ids), 'line')} issued to {who}, order {done.number}." if done.number else ""
    if done.unknown:
        codes = ", ".join(done.unknown)
        said += f" It is recorded that {who} has {codes}. No item is known by that, so the depot finds out more."
    if done.release_ids:
        said += " It is above your own authority, so an authoriser reviews it afterwards."
    if done.swap_visit_ids:
        said += " It is not fit to stay: another is brought at once, and takes it along."
    if done.refill:
        said += " To fill up: " + "; ".join(f"{one.bring} {one.product}" for one in done.refill) + "."
    return said.strip()

"""Ask for a collection, a repair, a swap or a service of what a person has; for prescribers and the desk alike.
Refuses a person that the scope does not reach; what cannot be asked for is said at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from handrail.core.clock import now
from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import opened, reading
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists, contract_data
from handrail.people.queries import person_file
from handrail.people.states import LifeEventKind
from handrail.usecases.request_visit import VisitRequested, request_visit
from handrail.visits.codes import AskedBy
from handrail.visits.queries.coming import coming
from handrail.visits.queries.lent import LentRow, PersonWithThings, things_of
from handrail.visits.rules.asking import HAPPENED, AskedFor, Asking, AskingReason, Meanwhile
from handrail.visits.rules.faults import Kind, fits
from handrail.web.person.parts import link_to
from handrail.web.person.things import coming_tables
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Table
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say
from handrail.wording.contracts import times_to_bring
from handrail.wording.shown import day_and_time

FOR = (
    Choice(AskedFor.COLLECTION, "Collection", "It is not needed any more", ("collect_speed", "chosen_on", "reason")),
    Choice(AskedFor.REPAIR, "Repair", "It does not work, and should be mended where it is", ("repair_speed", "fault")),
    Choice(AskedFor.SWAP, "Swap", "Bring another one and take this along", ("swap_speed", "swap_fault")),
    Choice(AskedFor.SERVICE, "Service or examination", "It is checked where it is, as planned", ("service_by",)),
)
WHO = (AskedBy.PERSON, AskedBy.CARER, AskedBy.PRESCRIBER, AskedBy.DESK)


RECORD, KEEP = "record", "keep"
STILL = (
    Choice(RECORD, "Record what happened first", "Orders and visits then stop, or go to the new home, by themselves"),
    Choice(KEEP, "Only these things go", "It is recorded already, or need not be. What is on order still comes"),
)


GO, STEP = "go", "step"
AGAIN = (
    Choice(GO, "Somebody goes again", "A new visit, with the speed chosen here"),
    Choice(STEP, "Something else", "You come to the page of that visit, where its next step is taken"),
)


MEANWHILE = (
    Choice(
        Meanwhile.WITHDRAW, "Take it back", "Nobody comes for it. What a swap was to bring does not come either",
    ),
    Choice(Meanwhile.KEEP, "It still stands", "Both visits come, such as a repair now and a collection later"),
)  # fmt: skip


class AskForm(HandrailForm):
    """What, why, how soon, who asks."""

    loans = fields.CheckboxesField("Which items?", missing="Choose at least one item")
    asked_for = fields.RadiosField("What is needed?", FOR, missing="Choose what is needed")
    collect_speed = fields.SelectField("How soon?", required=False, blank="The usual speed")
    repair_speed = fields.SelectField("How soon?", required=False, blank="The usual speed")
    swap_speed = fields.SelectField(
        "When must the other one be there?", required=False, blank="As soon as is usual",
        hint="If they cannot do without it, choose the shortest time",
    )  # fmt: skip
    reason = fields.SelectField("Why is it not needed?", required=False)
    fault = fields.SelectField(
        "What is wrong with it?", required=False, says_optional=False, missing="Say what is wrong with it"
    )
    swap_fault = fields.SelectField("Is something wrong with this one?", required=False, blank="Nothing is broken")
    chosen_on = fields.DateField(
        "On which day?", required=False, future=True, hint="Only if you chose a collection on a chosen date"
    )
    service_by = fields.DateField(
        "By which day?",
        required=False,
        says_optional=False,
        future=True,
        missing="Enter the day by which it must be done",
    )
    asked_by = fields.RadiosField("Who asks?", [(who.value, say(who)) for who in WHO], missing="Say who asks")
    still_comes = fields.RadiosField(
        "What about what happened, and what is still to come?", STILL, required=False, says_optional=False,
        hint="Needed after a death, a move or a long stay in hospital",
    )  # fmt: skip
    again = fields.RadiosField(
        "A visit did not fetch it. What happens next?", AGAIN, required=False, says_optional=False,
        hint="Nobody is on the way for it now",
    )  # fmt: skip
    meanwhile = fields.RadiosField(
        "A visit comes for this already. What happens to that request?", MEANWHILE, required=False, says_optional=False
    )
    note = fields.TextAreaField("Anything the crew should know?", required=False, rows=3)
    owed: str = ""
    comes: bool = False
    whens = (
        When("asked_for", frozenset({AskedFor.REPAIR.value}), "fault"),
        When("asked_for", frozenset({AskedFor.SERVICE.value}), "service_by"),
    )

    def offer_choices(self, choices: dict[str, list[Choice]]) -> "AskForm":
        """The same form with the choices of this person and contract."""
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, fields.SelectField | fields.CheckboxesField):
                field.offer(given)
        return self

    def to_request(self) -> Asking:
        """The request as it is made."""
        cleaned = self.cleaned_data
        asked_for = AskedFor(cleaned["asked_for"])
        speeds = {AskedFor.COLLECTION: "collect_speed", AskedFor.REPAIR: "repair_speed", AskedFor.SWAP: "swap_speed"}
        days = {AskedFor.COLLECTION: "chosen_on", AskedFor.SERVICE: "service_by"}
        faults = {AskedFor.REPAIR: "fault", AskedFor.SWAP: "swap_fault"}
        return Asking(
            asked_for=asked_for,
            loan_ids=tuple(UUID(loan_id) for loan_id in cleaned["loans"]),
            asked_by=AskedBy(cleaned["asked_by"]),
            speed_code=cleaned[speeds[asked_for]] or "" if asked_for in speeds else "",
            # The boxes for it stand beneath these two only.
            chosen_on=cleaned[days[asked_for]] if asked_for in days else None,
            fault=(cleaned[faults[asked_for]] or "") if asked_for in faults else "",
            reason=(cleaned["reason"] or "") if asked_for is AskedFor.COLLECTION else "",
            note=cleaned["note"] or "",
            still_comes=cleaned["still_comes"] == KEEP,
            again=cleaned["again"] == GO,
            meanwhile=Meanwhile(cleaned["meanwhile"]) if cleaned["meanwhile"] else None,
        )

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """The reasons at their fields; the visit after which a step is owed is kept in mind."""
        super().refuse(refused, renamed)
        for reason in refused.reasons:
            if reason.code is AskingReason.NEXT_STEP_OPEN:
                self.owed = str(dict(reason.params)["visit_id"])
            self.comes = self.comes or reason.field == "meanwhile"

    def step_page(self) -> str:
        """Where the next step after that visit is taken, once this was chosen."""
        chosen = self.owed and self["again"].value() == STEP
        return reverse("controller:take_next_step", args=[self.owed]) if chosen else ""

    @property
    def asks_again(self) -> bool:
        """Whether the page asks what happens after a visit that did not fetch something."""
        return bool(self.owed) or (self.is_bound and bool(self["again"].value()))

    @property
    def asks_meanwhile(self) -> bool:
        """Whether the page asks what becomes of the other visit that comes for the same thing."""
        return self.comes or (self.is_bound and bool(self["meanwhile"].value()))

    def happened(self) -> LifeEventKind | None:
        """What happened to the person, by the reason given for a collection."""
        if not self.is_bound or self["asked_for"].value() != AskedFor.COLLECTION.value:
            return None
        return HAPPENED.get(str(self["reason"].value()))

    def first_recorded(self) -> LifeEventKind | None:
        """What is to be recorded before anything is asked for, by the reason given, where that was chosen."""
        if not self.is_bound or self["still_comes"].value() != RECORD:
            return None
        collection = self["asked_for"].value() == AskedFor.COLLECTION.value
        return self.happened() or (LifeEventKind.MOVE if collection else None)

    @property
    def asks_what_happened(self) -> bool:
        """Whether the reason given makes the page ask what is on record."""
        return self.happened() is not None


@dataclass(frozen=True, slots=True)
class RequestVisitPage:
    """The form, and whose things they are."""

    form: AskForm
    name: str
    back_href: str
    nothing: bool
    lines: Table
    visits: Table
    event_href: str


@page(Permission.ASK_FOR_VISIT)
def request_visit_page(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Ask for a visit to a person."""
    at = now()
    today = at.astimezone(LONDON).date()
    with reading(request.scope):
        found = things_of(request.scope, person_id)
        opened(request.scope, person_id, call_of(request).at)
        choices = choices_for(request, found, today)
        file = person_file(request.scope, person_id, on=today)
        records = file.record_ids
        expected = coming(request.scope, records)
    posted = request.method == "POST"
    mine = (
        AskedBy.PRESCRIBER if request.scope.may(Permission.PLACE_ORDER) else asks_first(died=bool(file.person.died_on))
    )
    named = {name: request.GET[name] for name in ("asked_for", "asked_by", "reason") if name in request.GET}
    starting = {"asked_by": mine.value, "loans": request.GET.getlist("loan"), **named}
    form = AskForm(request.POST) if posted else AskForm(initial=starting)
    form.offer_choices(choices)
    if (event := form.first_recorded()) and (href := event_page(request, person_id, event)):
        return go(request, href)
    if posted and (asked := submit(request, form, request_visit)):
        return go(request, _back(person_id), flash=told(asked))
    if step := form.step_page():
        return go(request, step)
    shown = RequestVisitPage(
        form, found.name, _back(person_id), not found.things, *coming_tables(expected.lines, expected.visits, at=at),
        event_page(request, person_id, form.happened()),
    )  # fmt: skip
    return render(request, "controller/request_visit.html", shown, form=form)


def asks_first(*, died: bool) -> AskedBy:
    """Who asks, as the page opens: whoever speaks for someone who has died, else the person."""
    return AskedBy.CARER if died else AskedBy.PERSON


def event_page(request: PageRequest, person_id: UUID, kind: LifeEventKind | None = None) -> str:
    """The page on which a death, move or stay is recorded, for those who may; `kind` is chosen there already."""
    href = link_to("person:record_life_event", person_id) if request.scope.may(Permission.RECORD_LIFE_EVENT) else ""
    return f"{href}?kind={kind.value}" if href and kind else href


def choices_for(request: PageRequest, found: PersonWithThings, today: date) -> dict[str, list[Choice]]:
    """What can be chosen for this person's things under the contract, by field."""
    data = contract_data(request.scope.contract_id, today)
    lists = code_lists(request.scope.contract_id, ["repair_fault", "return_reason"], today)
    kinds = {Kind(thing.category, thing.electric) for thing in found.things}
    can_be = (code for code in lists["repair_fault"] if any(fits(code.code, kind) for kind in kinds))
    faults = [Choice(code.code, code.label) for code in can_be]
    speeds = {
        work: [Choice(s.code, s.label, s.meant_for) for s in data.speeds_for(work)] for work in ("collect", "repair")
    }
    return {
        "loans": lent_choices(found.things),
        "collect_speed": speeds["collect"],
        "repair_speed": speeds["repair"],
        "swap_speed": [Choice(code, words) for code, words in times_to_bring(data.speeds_for("repair"))],
        "reason": [Choice(code.code, code.label) for code in lists["return_reason"]],
        "fault": faults,
        "swap_fault": faults,
    }


def lent_choices(things: Sequence[LentRow]) -> list[Choice]:
    """Each thing with which one it is, where it stands (if not all at one home), and that it is asked for already."""
    apart = len({thing.where for thing in things}) > 1
    return [
        Choice(
            str(thing.loan_id), thing.product,
            ". ".join(filter(None, (
                thing.number or f"{thing.left} of them",
                f"At {thing.where}" if apart else "",
                "Collection asked for" if thing.asked_for else "",
            ))),
        )
        for thing in things
    ]  # fmt: skip


def _back(person_id: UUID) -> str:
    try:
        return reverse("person:person", args=[person_id])
    except NoReverseMatch:
        return reverse("controller:request_visit", args=[person_id])


def told(asked: VisitRequested) -> str:
    """What was asked for, with the day by which someone comes; of a swap for which nothing is ready, that no day is
    promised."""
    by = f" It is asked for by {day_and_time(asked.due_at)}." if asked.due_at else ""
    if asked.recalled:
        names = "; ".join(asked.recalled)
        return f"Asked for, but not promised: none may go out while it is recalled ({names}).{by}"
    if asked.none_ready:
        names = "; ".join(asked.none_ready)
        return f"Asked for, but not promised until there is stock: none is ready for that day ({names}).{by}"
    return f"Asked for. Someone comes by {day_and_time(asked.due_at)}." if asked.due_at else "Asked for."

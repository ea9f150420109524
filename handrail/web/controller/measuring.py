"""Ask for something to be measured at a person's home, call that off, or put right what was measured; for prescribers
and the desk alike.
Refuses a person that the scope does not reach; what cannot be asked for is said at its field."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponseBase

from handrail.catalogue.queries import orderable
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.people.queries import PersonFile
from handrail.usecases.ask_for_measuring import (
    MeasuringAsked,
    MeasuringToWithdraw,
    ask_for_measuring,
    withdraw_measuring,
)
from handrail.usecases.mend_measuring import MeasuringMend, mend_measuring
from handrail.visits.codes import AskedBy, MeasuringResult
from handrail.visits.queries.measuring import MeasuredRow, measured, measuring_at_all
from handrail.visits.rules.measuring import Found, MeasuringWanted
from handrail.web.controller.answer_call import note_done
from handrail.web.driver.door_measuring import result_choices
from handrail.web.person.plain import file_for, show
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import call_of, go, page, submit
from handrail.wording import say
from handrail.wording.shown import day_and_time

WHO = (AskedBy.PRESCRIBER, AskedBy.PERSON, AskedBy.CARER, AskedBy.DESK)


class MeasuringForm(HandrailForm):
    """What is to be measured, where, and when it suits."""

    address_id = fields.RadiosField("Where?", missing="Choose where")
    product_code = fields.SelectField(
        "For what?", required=False, blank="Nothing in the catalogue", hint="What may be ordered once it was measured"
    )
    words = fields.TextField(
        "What is to be measured?", required=False, longest=200, says_optional=False,
        hint="For example: stairs, both sides. Needed if you chose nothing from the catalogue",
    )  # fmt: skip
    suits = fields.TextField("When does it suit?", required=False, longest=120, hint="For example: weekday mornings")
    access = fields.TextAreaField("Anything the crew should know about getting in?", required=False, rows=3)
    asked_by = fields.RadiosField("Who asks?", [(who.value, say(who)) for who in WHO], missing="Say who asks")

    person_id: UUID

    def to_request(self) -> MeasuringWanted:
        """The request as it is made."""
        typed = self.cleaned_data
        return MeasuringWanted(
            self.person_id, UUID(typed["address_id"]), AskedBy(typed["asked_by"]), typed["product_code"] or "",
            typed["words"] or "", typed["access"] or "", typed["suits"] or "",
        )  # fmt: skip


@page(Permission.ASK_FOR_VISIT)
def ask_measuring(request: PageRequest, person_id: UUID) -> HttpResponseBase:
    """Shows the form and asks for it."""
    file, today = file_for(request, person_id), call_of(request).at.today
    with reading(request.scope):
        catalogue = orderable(request.scope, today)
    places = _places(file, today)
    mine = AskedBy.PRESCRIBER if request.scope.may(Permission.PLACE_ORDER) else AskedBy.PERSON
    first = {"asked_by": mine.value, "address_id": places[0].value if places else ""}
    form = MeasuringForm(request.POST) if request.method == "POST" else MeasuringForm(initial=first)
    form.person_id = file.person.id
    choices = {
        "address_id": places,
        "product_code": [Choice(one.facts.code, f"{one.facts.name} ({one.facts.code})") for one in catalogue],
    }
    for name, offered in choices.items():
        field = form.fields[name]
        if isinstance(field, fields.RadiosField | fields.SelectField):
            field.offer(offered)
    if request.method == "POST" and (asked := submit(request, form, ask_for_measuring)):
        if request.GET.get("from") == "call":
            note_done(request, file.person.id, f"Measuring. {_told(asked)}")
            return go(request, "controller:answer_call", file.person.id, flash=_told(asked))
        return go(request, "person:person", file.person.id, flash=_told(asked))
    return show(
        request, file, form, title="Ask for measuring", button="Ask for it",
        lines=("Somebody comes and measures before anything is ordered or fitted. You read here what they found.",),
    )  # fmt: skip


def _places(file: PersonFile, today: date) -> list[Choice]:
    """The home first."""
    there = [one for one in file.places if one.until_on is None or one.until_on > today]
    there.sort(key=lambda one: not one.is_home)
    return [Choice(str(one.id), ", ".join(one.shown)) for one in there]


def _told(asked: MeasuringAsked) -> str:
    by = f" Someone comes by {day_and_time(asked.due_at)}." if asked.due_at else ""
    return f"Asked for, visit {asked.number}.{by}"


class WithdrawForm(HandrailForm):
    """Why it need not be measured."""

    reason = fields.TextField("Why?", required=False, longest=120)

    measuring_id: UUID

    def to_request(self) -> MeasuringToWithdraw:
        """Which, and why."""
        return MeasuringToWithdraw(self.measuring_id, self.cleaned_data["reason"] or "")


@page(Permission.ASK_FOR_VISIT)
def call_off_measuring(request: PageRequest, measuring_id: UUID) -> HttpResponseBase:
    """Asks why, and calls it off."""
    with reading(request.scope):
        one = measuring_at_all(request.scope, measuring_id)
    if one is None:
        raise Http404
    file = file_for(request, one.person_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    form.measuring_id = measuring_id
    if request.method == "POST" and submit(request, form, withdraw_measuring) is not None:
        return go(request, "person:person", file.person.id, flash="It will not be measured.")
    lines = (f"To be measured: {one.what}.", "A visit that is left with nothing to do is cancelled.")
    return show(request, file, form, title="Call the measuring off", button="Call it off", lines=lines)


OTHER, NOT_AT_ALL, AGAIN = "other", "not", "again"
WRONG = (
    Choice(OTHER, "Something else was found"),
    Choice(AGAIN, "It was not measured, and somebody goes again"),
    Choice(NOT_AT_ALL, "It was not measured, and need not be"),
)


class MendForm(HandrailForm):
    """What is right of a measuring, and what was wrong."""

    wrong = fields.RadiosField("What is right?", WRONG, missing="Say what is right")
    result = fields.RadiosField(
        "What did it come to?", result_choices("why_not"), required=False, says_optional=False,
        missing="Say what it came to",
    )  # fmt: skip
    found = fields.TextAreaField("What was measured?", required=False, rows=4, says_optional=False)
    why_not = fields.TextField("Why can it not be fitted?", required=False, says_optional=False, longest=300)
    why = fields.TextField("What was wrong?", longest=200, missing="Say what was wrong")
    whens = (When("wrong", frozenset({OTHER}), "result"),)

    measuring_id: UUID

    def to_request(self) -> MeasuringMend:
        """What is right."""
        typed = self.cleaned_data
        if typed["wrong"] != OTHER:
            nothing = Found(MeasuringResult.NOT_MEASURED)
            return MeasuringMend(self.measuring_id, nothing, typed["why"], again=typed["wrong"] == AGAIN)
        found = Found(MeasuringResult(typed["result"]), typed["found"] or "", typed["why_not"] or "")
        return MeasuringMend(self.measuring_id, found, typed["why"])


@page(Permission.PLAN_VISITS)
def mend_measured(request: PageRequest, measuring_id: UUID) -> HttpResponseBase:
    """Shows what was recorded, and puts it right."""
    with reading(request.scope):
        one = measured(request.scope, measuring_id)
    if one is None:
        raise Http404
    file = file_for(request, one.person_id)
    first = {"result": one.result.value, "found": one.found, "why_not": one.why_not}
    form = MendForm(request.POST) if request.method == "POST" else MendForm(initial=first)
    form.measuring_id = measuring_id
    if request.method == "POST" and submit(request, form, mend_measuring) is not None:
        return go(request, "person:person", file.person.id, flash="The measurements were put right.")
    return show(request, file, form, title="Put measurements right", button="Put it right", lines=_recorded(one))


def _recorded(one: MeasuredRow) -> tuple[str, ...]:
    said = ". ".join(filter(None, (say(one.result), one.found, one.why_not)))
    return (
        f"{one.what}, visit {one.visit_number}, recorded by {one.by}: {said}.",
        "What was recorded stays in the log. What was not measured costs nothing.",
    )

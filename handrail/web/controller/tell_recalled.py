"""Records that somebody was told of a recall, or was not reached; and takes such a record back.
Refuses what the use cases refuse, beside the field."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.loans.states import StillUsed, ToldHow
from handrail.loans.tellings import telling_found
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.take_back_telling import TellingToTakeBack, take_back_telling
from handrail.usecases.tell_of_recall import ToTellOfRecall, tell_of_recall
from handrail.visits.queries.recall_told import ThingToTell, things_of_person
from handrail.web.admin.shapes import FormPage
from handrail.web.controller.recall_told import may_be_told
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Crumb, Fact, Link
from handrail.web.shared.views import go, page, render, submit
from handrail.wording import say
from handrail.wording.held import HELD_FOR_GOOD
from handrail.wording.shown import phone, plural, short_day
from handrail.wording.speaking import died_in_words, speaking_with


class TellRecalledForm(HandrailForm):
    """What they were told of, how, and what they said."""

    recall = fields.UuidField("Recall")
    things = fields.CheckboxesField("What of?", missing="Choose what they were told of")
    how = fields.RadiosField("How?", [(one.value, say(one)) for one in ToldHow], missing="Choose how")
    reached = fields.RadiosField(
        "Did you reach them, or who speaks for them?", [("yes", "Yes"), ("no", "No, I will try again")],
        missing="Say whether you reached them",
    )  # fmt: skip
    said = fields.TextAreaField(
        "What was said?", required=False, says_optional=False, rows=3, hint="Needed where you reached them"
    )
    still_used = fields.RadiosField(
        "Do they still use it?", [(one.value, say(one)) for one in StillUsed], required=False, says_optional=False
    )

    def of(self, things: tuple[ThingToTell, ...]) -> "TellRecalledForm":
        """The same form, which offers these things."""
        offered = self.fields["things"]
        if isinstance(offered, fields.CheckboxesField):
            offered.offer(Choice(str(one.thing_id), _name(one)) for one in things)
        return self

    def to_request(self) -> ToTellOfRecall:
        """What was told of this recall."""
        given = self.cleaned_data
        things = tuple(UUID(one) for one in given["things"])
        reached, still = given["reached"] == "yes", given["still_used"] or StillUsed.NOT_SAID.value
        return ToTellOfRecall(given["recall"], things, given["how"], reached, given["said"] or "", still)


class TakeBackForm(HandrailForm):
    """Why it was wrong."""

    telling = fields.UuidField("Telling")
    reason = fields.TextField("What was wrong?", longest=300, missing="Say what was wrong")

    def to_request(self) -> TellingToTakeBack:
        """This telling."""
        return TellingToTakeBack(self.cleaned_data["telling"], self.cleaned_data["reason"])


@page(Permission.LOG_CONTACT)
def tell_recalled(request: PageRequest, recall_id: UUID, person_id: UUID) -> HttpResponseBase:
    """Whom to ring, about what, and the form that says what came of it."""
    request.scope.require(Permission.SEE_PERSON)
    with reading(request.scope):
        recall = recall_row(request.scope, recall_id)
        things = things_of_person(request.scope, recall, person_id) if recall else ()
    if recall is None or not things:
        raise Http404
    open_ones = tuple(one for one in things if may_be_told(one)) or things
    sent, first = request.method == "POST", things[0]
    begins = {"recall": recall_id, "things": [str(one.thing_id) for one in open_ones]}
    form = (TellRecalledForm(request.POST) if sent else TellRecalledForm(initial=begins)).of(open_ones)
    lists = reverse("controller:recall_told", args=[recall_id])
    if sent and submit(request, form, tell_of_recall) is not None:
        reached = form.cleaned_data["reached"] == "yes"
        return go(request, lists, flash="It was written down." if reached else "It was written down. Try again later.")
    facts = (
        Fact("Ring", died_in_words(first.died_on) or phone(first.phone) or "No number is known",
             note=". ".join(speaking_with(first.died_on, first.speaking))),
        Fact("Alert", recall.reference, note=recall.reason),
    )  # fmt: skip
    title = f"Tell {first.person_name} of the recall of {recall.product_name}"
    crumbs = (Crumb("Recalls", reverse("depot:recalls")), Crumb(recall.reference, lists))
    shown = FormPage(title, form, "Save", Link("Cancel", lists), crumbs, facts=facts)
    return render(request, "admin/form.html", shown, form=form)


@page(Permission.LOG_CONTACT)
def take_back_telling_page(request: PageRequest, telling_id: UUID) -> HttpResponseBase:
    """Asks what was wrong, and takes it back."""
    with reading(request.scope):
        found = telling_found(request.scope, telling_id)
    if found is None:
        raise Http404
    lists = reverse("controller:recall_told", args=[found.recall_id])
    form = TakeBackForm(request.POST) if request.method == "POST" else TakeBackForm(initial={"telling": telling_id})
    if request.method == "POST" and submit(request, form, take_back_telling) is not None:
        return go(request, lists, flash="It was taken back. They count as not told.")
    crumbs = (Crumb("Recalls", reverse("depot:recalls")), Crumb("Who was told", lists))
    intro = ("The record stays, marked as wrong. What it was charged is taken back.",)
    title = "Take back that they were told?"
    shown = FormPage(title, form, "Take it back", Link("No, leave it", lists), crumbs, intro, kind="warning")
    return render(request, "admin/form.html", shown, form=form)


def _name(one: ThingToTell) -> str:
    """A thing among their others."""
    named = one.asset_number or plural(one.pieces, "piece")
    kind = f" ({HELD_FOR_GOOD[one.kind].lower()})" if one.kind in HELD_FOR_GOOD else ""
    return f"{named}, since {short_day(one.started_at)}{kind}"

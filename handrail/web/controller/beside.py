"""What is arranged for a visit beside its tasks: who comes along, what was recorded of that, and agreed miles.
Refuses nothing itself: each form leads to one use case, which says what it does not take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.core.moment import LONDON, when_clocks_showed
from handrail.identity.calls import reading
from handrail.identity.queries.users import colleagues
from handrail.identity.roles import Permission, Role
from handrail.usecases.agree_distance import MilesWithdrawn, agree_distance, withdraw_distance
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.mend_joint_visit import JointMend, mend_joint_visit
from handrail.visits.queries.beside import arranged
from handrail.visits.rules.beside import (
    LONGEST_MINUTES,
    LONGEST_SUITS,
    MOST_MILES,
    ArrangedVisit,
    Companion,
    JointTime,
    MilesAgreed,
)
from handrail.web.controller.shown import slot_shown
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm, When
from handrail.web.shared.request import PageRequest
from handrail.web.shared.views import go, page, render, submit
from handrail.wording.shown import clock_time, plural

USER, OTHER, NOBODY = "user", "other", "nobody"
ADD, BACK = "Add them", "Take it back"
# What the page showed decides what its button sends, whatever stands by then.
NAMED = {ADD: "unannounced", BACK: "take_back"}


@dataclass(frozen=True, slots=True)
class BesidePage:
    """One form about a visit, with what stands now."""

    form: HandrailForm
    visit_id: UUID
    number: int
    title: str
    said: tuple[str, ...]
    names: tuple[str, ...]
    button: str
    sends: str


class ComesAlongForm(HandrailForm):
    """Who comes along, and when they meet the crew."""

    who = fields.RadiosField("Who comes along?", missing="Say who comes along")
    user_id = fields.SelectField(
        "Prescriber", required=False, says_optional=False, blank="Choose a prescriber", missing="Choose a prescriber"
    )
    name = fields.TextField("Name", required=False, says_optional=False, longest=120, missing="Enter their name")
    phone = fields.PhoneField("Telephone", required=False, says_optional=False, missing="Enter their number")
    told = fields.TickField("They have been told of the time", required=False)
    suits = fields.TextField(
        "When does it suit them, and for how long?", required=False, longest=LONGEST_SUITS,
        hint="For example: mornings but not Friday, for half an hour",
    )  # fmt: skip
    meet_time = fields.TimeField("At what time do they meet the crew?", required=False, hint="For example, 10:30am")
    whens: Sequence[When] = (
        When("who", frozenset({USER}), "user_id"),
        When("who", frozenset({OTHER}), "name"),
        When("who", frozenset({OTHER}), "phone"),
    )

    def for_visit(self, found: ArrangedVisit, prescribers: Sequence[tuple[UUID, str]], me: UUID | None) -> None:
        """`me`: the prescriber who may say it of themselves alone; None: the desk, which may say it of anybody."""
        self.found, self.me = found, me
        who, user = self.fields["who"], self.fields["user_id"]
        if isinstance(who, fields.RadiosField) and isinstance(user, fields.SelectField):
            off = [Choice(NOBODY, "Nobody" if me is None else "I do not come after all")] if found.joint else []
            if me:
                who.offer([Choice(USER, "I come along"), *off])
                del self.fields["user_id"], self.fields["name"], self.fields["phone"], self.fields["told"]
                self.whens = []
                self.fields["suits"].label = "When does it suit you, and for how long?"
                return
            who.offer([
                Choice(USER, "A prescriber who uses Handrail", reveal=("user_id",)),
                Choice(OTHER, "Somebody else", reveal=("name", "phone", "told")), *off,
            ])  # fmt: skip
            user.offer(Choice(str(user_id), name) for user_id, name in prescribers)

    def clean(self) -> dict[str, Any]:
        """A time is one of the day of the visit."""
        cleaned = super().clean()
        if cleaned.get("meet_time") and cleaned.get("who") != NOBODY and self.found.slot_from is None:
            self.add_error("meet_time", "This visit has no time yet. Leave this empty until it is booked")
        return cleaned

    def to_request(self) -> JointWanted:
        """Who comes along as it is carried out."""
        cleaned = self.cleaned_data
        if cleaned["who"] == NOBODY:
            return JointWanted(self.found.id, None)
        own = cleaned["who"] == USER
        user_id = (self.me or UUID(cleaned["user_id"])) if own else None
        other = ("", "") if own else (cleaned["name"] or "", cleaned["phone"] or "")
        return JointWanted(
            self.found.id,
            Companion(user_id, *other, self._meet_at(), cleaned["suits"] or ""),
            told=bool(cleaned.get("told")) and not own,
        )

    def _meet_at(self) -> datetime | None:
        time, starts = self.cleaned_data.get("meet_time"), self.found.slot_from
        if not time or starts is None:
            return None
        return next(iter(when_clocks_showed(starts.astimezone(LONDON).date(), time)), None)


@page(Permission.ASK_FOR_VISIT)
def comes_along(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Say who comes along to a visit."""
    today = now().astimezone(LONDON).date()
    desk = request.scope.may(Permission.PLAN_VISITS)
    with reading(request.scope):
        found = arranged(request.scope, visit_id)
        prescribers = colleagues(request.scope, Role.PRESCRIBER, today=today) if desk else ()
    posted = request.method == "POST"
    form = ComesAlongForm(request.POST) if posted else ComesAlongForm(initial=_stands(found))
    form.for_visit(found, prescribers, None if desk else request.scope.user_id)
    if posted and (done := submit(request, form, arrange_joint_visit)):
        named = f"{done.name} comes along." if done.name else "Nobody comes along any more."
        return go(request, "controller:visit", visit_id, flash=f"{named} {_told_by_itself(form)}".strip())
    names = tuple(name for name in ("who", "suits", "meet_time") if name in form.fields)
    stands = f"{found.joint.name} is to come along." if found.joint else ""
    slot = slot_shown(found.slot_from, found.slot_until)
    said = (f"The visit is booked for {slot}." if found.slot_from else "The visit is not booked yet.", stands)
    return _shown(request, form, found, "A prescriber comes along", said, names, "Save")


def _told_by_itself(form: ComesAlongForm) -> str:
    own = form.cleaned_data["who"] == USER and not form.me
    return "They are told of the time by e-mail." if own else ""


def _stands(found: ArrangedVisit) -> dict[str, Any]:
    joint = found.joint
    if joint is None:
        return {}
    meet = clock_time(joint.meet_at) if joint.meet_at else ""
    return {
        "who": USER if joint.user_id else OTHER, "user_id": str(joint.user_id or ""), "meet_time": meet,
        "name": "" if joint.user_id else joint.name, "phone": joint.phone, "suits": joint.suits,
    }  # fmt: skip


class CameForm(HandrailForm):
    """Whether who was to come did, or somebody else, and for how long they worked together."""

    came = fields.RadiosField("Did they come?", missing="Say whether they came")
    user_id = fields.SelectField("Who came?", required=False, says_optional=False, blank="Somebody who is not listed")
    name = fields.TextField("Their name, if they are not listed", required=False, says_optional=False, longest=120)
    minutes = fields.NumberField(
        "For how many minutes did they work with the crew?", least=1, most=LONGEST_MINUTES, required=False,
        says_optional=False, missing="Enter the minutes",
    )  # fmt: skip
    why = fields.TextField("What was wrong, and who told you?", longest=300, missing="Say what was wrong")
    whens: Sequence[When] = (When("came", frozenset({"yes", OTHER}), "minutes"),)

    def for_visit(self, found: ArrangedVisit, prescribers: Sequence[tuple[UUID, str]], *, unannounced: bool) -> None:
        """`unannounced`: nobody was to come, and somebody did."""
        self.visit_id = found.id
        came, who = self.fields["came"], self.fields["user_id"]
        if isinstance(came, fields.RadiosField) and isinstance(who, fields.SelectField):
            other = Choice(OTHER, "Somebody else came", reveal=("user_id", "name"))
            came.offer([Choice("yes", "Yes"), Choice("no", "No"), other])
            who.offer(Choice(str(user_id), name) for user_id, name in prescribers)
        if unannounced:
            del self.fields["came"]
            self.fields["minutes"].required = True
            self.fields["why"].label = "Who told you?"
            self.whens = ()

    def to_request(self) -> JointMend:
        """How it was."""
        cleaned = self.cleaned_data
        came = cleaned.get("came") or OTHER
        who = Companion(UUID(cleaned["user_id"]) if cleaned["user_id"] else None, cleaned["name"] or "")
        time = JointTime(came != "no", 0 if came == "no" else cleaned["minutes"] or 0)
        return JointMend(self.visit_id, time, cleaned["why"], who if came == OTHER else None)


@page(Permission.PLAN_VISITS)
def mend_came(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Put right what was recorded of who came along; of a visit to which nobody was to come, that somebody did."""
    with reading(request.scope):
        found = arranged(request.scope, visit_id)
        prescribers = colleagues(request.scope, Role.PRESCRIBER, today=now().astimezone(LONDON).date())
    posted = request.method == "POST"
    form = CameForm(request.POST) if posted else CameForm()
    # What the page showed decides, not what stands by now: a double tap is the same wish.
    unannounced = "came" not in request.POST and "unannounced" in request.POST if posted else found.joint is None
    form.for_visit(found, prescribers, unannounced=unannounced)
    if posted and submit(request, form, mend_joint_visit) is not None:
        return go(request, "controller:visit", visit_id, flash="It is put right, and so is what it costs.")
    if unannounced:
        names = ("user_id", "name", "minutes", "why")
        return _shown(request, form, found, "Somebody came along", ("Nobody was to come along.",), names, ADD)
    said = (f"{found.joint.name} was to come along.",) if found.joint else ()
    return _shown(request, form, found, "Put right who came along", said, ("came", "minutes", "why"), "Put it right")


class MilesForm(HandrailForm):
    """Miles that were agreed."""

    miles = fields.NumberField("How many miles outside the area?", least=1, most=MOST_MILES)
    agreed_with = fields.TextField(
        "With whom was it agreed?", longest=120, hint="For example: Ian Farrow, the provider"
    )
    agreed_on = fields.DateField("On which day was it agreed?", past=True)
    why = fields.TextField("Why does the service go there?", longest=300)

    visit_id: UUID

    def to_request(self) -> MilesAgreed:
        """What was agreed."""
        cleaned = self.cleaned_data
        return MilesAgreed(
            self.visit_id, cleaned["miles"], cleaned["agreed_with"], cleaned["agreed_on"], cleaned["why"]
        )


class MilesBackForm(HandrailForm):
    """Agreed miles that are not charged after all."""

    why = fields.TextField("Why does the agreement not stand any more?", longest=300)

    visit_id: UUID

    def to_request(self) -> MilesWithdrawn:
        """What is taken back."""
        return MilesWithdrawn(self.visit_id, self.cleaned_data["why"])


@page(Permission.RELEASE_ORDER)
def agreed_miles(request: PageRequest, visit_id: UUID) -> HttpResponseBase:
    """Agree to miles outside the area, or take that back."""
    with reading(request.scope):
        found = arranged(request.scope, visit_id)
    # What the page showed decides, not what stands by now: a double tap is the same wish.
    back = "take_back" in request.POST if request.method == "POST" else found.distance is not None
    make: type[MilesForm | MilesBackForm] = MilesBackForm if back else MilesForm
    form = make(request.POST) if request.method == "POST" else make()
    form.visit_id = visit_id
    use_case = withdraw_distance if back else agree_distance
    if request.method == "POST" and submit(request, form, use_case) is not None:
        flash = "The agreement is taken back." if back else "The miles are agreed."
        return go(request, "controller:visit", visit_id, flash=flash)
    if back:
        stands = f"{plural(found.distance.miles, 'mile')} are agreed." if found.distance else ""
        return _shown(request, form, found, "Take agreed miles back", (stands,), ("why",), BACK)
    names = ("miles", "agreed_with", "agreed_on", "why")
    said = (
        "They are charged by the mile once the visit is done. Without an agreement nothing is charged for the way.",
    )
    return _shown(request, form, found, "Miles outside the area", said, names, "Agree")


def _shown(
    request: PageRequest,
    form: HandrailForm,
    found: ArrangedVisit,
    title: str,
    said: Iterable[str],
    names: tuple[str, ...],
    button: str,
) -> HttpResponseBase:
    shown = BesidePage(
        form, found.id, found.number, title, tuple(one for one in said if one), names, button,
        NAMED.get(button, ""),
    )  # fmt: skip
    return render(request, "controller/beside.html", shown, form=form)

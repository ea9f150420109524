"""The three forms of a call: ask for a visit, note how to get in, log who called and what was said.
Refuses to decide; each makes the request of one use case."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handrail.partners.queries import CodeChoice
from handrail.people.queries import FollowUpRow, PersonFile
from handrail.people.states import (
    WITH_SECRET,
    CallerKind,
    Channel,
    CheckedHow,
    ContactAuthority,
    ContactSubject,
    FollowUpOutcome,
    NoteList,
)
from handrail.usecases.change_notes import NotesToChange, NoteWanted
from handrail.usecases.log_contact import ContactToLog
from handrail.visits.rules.asking import AskedFor
from handrail.web.controller.request_visit import AskForm
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import offer
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say
from handrail.wording.shown import short_day


class CallVisitForm(AskForm):
    """What is broken, can go, or does not suit."""

    def wanted(self) -> AskedFor:
        """What was asked for, once the form is valid."""
        return AskedFor(self.cleaned_data["asked_for"])


class CallNoteForm(HandrailForm):
    """How to get in, as the caller says."""

    person_id = fields.UuidField("Person")
    code = fields.SelectField("Note", missing="Choose what to note")
    detail = fields.TextField("What the crew must know", longest=500, required=False)
    secret = fields.TextField("Code of the key safe or gate", longest=40, required=False, width="10")

    def offer_of(self, lists: Mapping[str, Sequence[CodeChoice]]) -> None:
        """The notes of the contract's lists; each value says from which list it is."""
        choices = [(f"{kind.value} {one.code}", one.label) for kind in NoteList for one in lists[kind.value]]
        offer(self, "code", choices)

    def to_request(self) -> NotesToChange:
        """One note to add."""
        typed = self.cleaned_data
        kind, _, code = typed["code"].partition(" ")
        secret = typed["secret"] if code in WITH_SECRET else ""
        return NotesToChange(typed["person_id"], (NoteWanted(kind, code, typed["detail"], secret),))


class CallForm(HandrailForm):
    """Who called, how that was checked, what it was about, what was said."""

    person_id = fields.UuidField("Person")
    who = fields.RadiosField("Who is calling?", missing="Say who is calling")
    caller = fields.TextField("Their name", longest=120, required=False)
    checked_how = fields.RadiosField(
        "How did you check?", [(code.value, say(code)) for code in CheckedHow], missing="Say how you checked who it is"
    )
    channel = fields.SelectField("How did they reach you?", [(c.value, say(c)) for c in Channel], initial=Channel.PHONE)
    subject = fields.SelectField(
        "What was it about?", [(code.value, say(code)) for code in ContactSubject], missing="Say what it was about"
    )
    detail = fields.TextAreaField("What did they say?", rows=3, required=False)
    outcome = fields.TextAreaField("What did you do and say?", rows=3, required=False)
    follow_up_id = fields.SelectField("Was this about something to follow up?", required=False, blank="No")
    follow_up_outcome = fields.SelectField(
        "How did that end?",
        [(code.value, say(code)) for code in (FollowUpOutcome.AGREED, FollowUpOutcome.NOT_NEEDED)],
        required=False,
        blank="It is still open",
    )
    ask_again_on = fields.DateField("When may we ask again?", future=True, required=False)

    def offer_of(self, file: PersonFile, open_ones: Sequence[FollowUpRow]) -> None:
        """The person, those who may speak for them with what was seen of their right to, and others."""
        callers = [Choice(CallerKind.PERSON.value, file.person.name, say(CallerKind.PERSON))]
        for row in file.contacts:
            seen = f", papers seen on {short_day(row.authority_seen_on)}" if row.authority_seen_on else ""
            may = say(ContactAuthority(row.authority))
            callers.append(Choice(str(row.id), f"{row.name}, {row.relationship}", may + seen))
        callers.append(Choice(CallerKind.CARER.value, "A carer or relative who is not noted", reveal=("caller",)))
        callers.append(Choice(CallerKind.PROFESSIONAL.value, say(CallerKind.PROFESSIONAL), reveal=("caller",)))
        callers.append(Choice(CallerKind.OTHER.value, say(CallerKind.OTHER), reveal=("caller",)))
        self.names = {CallerKind.PERSON.value: file.person.name} | {str(row.id): row.name for row in file.contacts}
        offer(self, "who", callers)
        if open_ones:
            offer(self, "follow_up_id", [(str(one.id), say(one.kind)) for one in open_ones])
        else:
            for name in ("follow_up_id", "follow_up_outcome", "ask_again_on"):
                del self.fields[name]

    def to_request(self) -> ContactToLog:
        """The call. A helper on the record is named by their id."""
        typed: dict[str, Any] = self.cleaned_data
        who = typed["who"]
        known = who in set(CallerKind)
        follow_up = typed.get("follow_up_id")
        return ContactToLog(
            person_id=typed["person_id"],
            caller=self.names.get(who) or typed["caller"] or "",
            caller_kind=who if known else CallerKind.CARER.value,
            checked_how=typed["checked_how"],
            subject=typed["subject"],
            channel=typed["channel"],
            contact_id=None if known else UUID(who),
            detail=typed["detail"],
            outcome=typed["outcome"],
            follow_up_id=UUID(follow_up) if follow_up else None,
            ask_again_on=typed.get("ask_again_on"),
            follow_up_outcome=typed.get("follow_up_outcome") or "",
        )

"""The page of a plain form about one person: who it is about, the fields, one button.
Refuses anything else: a page that shows more has its own template."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase

from handrail.core.clock import now
from handrail.identity.calls import opened, reading
from handrail.identity.queries.audit import last_change
from handrail.people.queries import PersonFile, person_file
from handrail.web.person.parts import Frame, frame_of
from handrail.web.person.way_back import back_of
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Change, Link, Notice
from handrail.web.shared.views import call_of, render
from handrail.wording import say
from handrail.wording.shown import short_day

NOT_SHOWN = frozenset({"person_id", "address_id", "contact_id", "seen_version", "seen"})


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A form under a person's banner. `fields` are in order; `ends` is a second, quieter button with its own value."""

    frame: Frame
    title: str
    form: HandrailForm
    button: str
    lines: Sequence[str] = ()
    ends: str = ""
    notice: Notice | None = None
    kind: str = "primary"
    back: Link | None = None


def file_for(request: PageRequest, person_id: UUID) -> PersonFile:
    """The person's file for a page that is about them; the opening is written down."""
    call = call_of(request)
    with reading(request.scope):
        file = person_file(request.scope, person_id, on=call.at.today)
        opened(request.scope, file.person.id, call.at)
    return file


def seen_of(first: Mapping[str, Any]) -> str:
    """What a form shows at first, carried along, so that a stale page can say what changed since."""
    return json.dumps({name: _worded(value) for name, value in first.items() if name not in NOT_SHOWN})


def tell_changes(request: PageRequest, form: HandrailForm, first: Mapping[str, Any], subject: str) -> None:
    """After a stale page: what differs between the form as it was seen and as it would be shown now, and who changed
    it; `subject` names the row in the audit."""
    with reading(request.scope):
        by, at = last_change(request.scope, subject, otherwise=now())
    try:
        seen = json.loads(str(form["seen"].value() or ""))
    except ValueError:
        seen = {}
    now_shown = json.loads(seen_of(first))
    changes = [
        Change(str(form.fields[name].label), str(before), now_shown[name], by, at)
        for name, before in (seen.items() if isinstance(seen, dict) else ())
        if name in form.fields and now_shown.get(name, before) != before
    ]
    form.show_changes(changes, version=first["seen_version"], seen=seen_of(first))
    form.renew_key()


def _worded(value: object) -> str:
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return say(value) if isinstance(value, StrEnum) else str(value or "")


def show(
    request: PageRequest,
    file: PersonFile,
    form: HandrailForm,
    *,
    title: str,
    button: str,
    lines: Sequence[str] = (),
    ends: str = "",
    notice: Notice | None = None,
    kind: str = "primary",
) -> HttpResponseBase:
    """The page, with 422 or 409 where the form was refused."""
    frame = frame_of(file, today=form.today)
    shown = PlainPage(frame, title, form, button, tuple(lines), ends, notice, kind, back_of(request))
    return render(request, "person/plain.html", shown, form=form)

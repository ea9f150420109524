"""The page of a plain form about one person: who it is about, the fields, one button.
Refuses anything else: a page that shows more has its own template."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponseBase

from handrail.identity.calls import opened, reading
from handrail.people.queries import PersonFile, person_file
from handrail.web.person.parts import Frame, frame_of
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Notice
from handrail.web.shared.views import call_of, render


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


def file_for(request: PageRequest, person_id: UUID) -> PersonFile:
    """The person's file for a page that is about them; the opening is written down."""
    call = call_of(request)
    with reading(request.scope):
        file = person_file(request.scope, person_id, on=call.at.today)
        opened(request.scope, file.person.id, call.at)
    return file


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
    shown = PlainPage(frame, title, form, button, tuple(lines), ends, notice, kind)
    return render(request, "person/plain.html", shown, form=form)

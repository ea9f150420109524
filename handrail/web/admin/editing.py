"""Forms about something that is there already: what was shown travels with the page, so that a stale one says what
others changed since, who and when, and keeps what was typed.
Refuses to decide what is stale: the use case compares versions under lock."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from pydantic_core import from_json, to_json

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.identity.queries.audit import last_change
from handrail.web.shared import fields
from handrail.web.shared.fields.choices import ChosenField, TickField
from handrail.web.shared.fields.dates import DateField
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Change
from handrail.web.shared.views import submit
from handrail.wording.shown import short_day


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands: its values by the form's fields, its version, and its name in the audit log."""

    values: Mapping[str, Any]
    version: str
    subject: str


class EditForm(HandrailForm):
    """The base of such forms. Without a `Standing` it adds something new."""

    was = fields.HiddenField("As it was shown", longest=6000)

    def __init__(self, data: Mapping[str, Any] | None = None, *, standing: Standing | None = None, **rest: Any) -> None:
        if standing is not None:
            shown = {"was": _packed(standing.values), "seen_version": standing.version}
            rest["initial"] = {**standing.values, **shown, **rest.get("initial", {})}
        super().__init__(data, **rest)

    def tell(self, standing: Standing, *, by: str, at: Any) -> None:
        """Show what differs between what the page showed and what stands, and build the next sending on it: what was
        typed is kept, and what was left as shown follows what stands."""
        found = [Change(what, before, after, by, at) for what, before, after in self._differences(standing)]
        self.show_changes(found, version=standing.version)
        was, now_is = self._was(), from_json(_packed(standing.values))
        typed = from_json(_packed({name: self.cleaned_data.get(name) for name in standing.values}))
        for name, value in now_is.items():
            if (typed[name] or None) == (was.get(name) or None) != (value or None):
                self._put(name, value)
        self.data = self._with("was", _packed(standing.values))

    def _put(self, name: str, value: Any) -> None:
        """A value, as it comes from JSON, in place of what the page sent for a field."""
        data, field = QueryDict(mutable=True), self.written(name).kind
        data.update(self.data)
        match field:
            case DateField():
                for part in ("day", "month", "year"):
                    data.pop(f"{name}-{part}", None)
                value = value or ""
            case TickField():
                value = "on" if value else ""
            case _ if not isinstance(value, list):
                value = field.shown(value)
        data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        self.data = data

    def _differences(self, standing: Standing) -> Iterator[tuple[str, str, str]]:
        before, after = self._was(), from_json(_packed(standing.values))
        for name, value in after.items():
            if name in before and before[name] != value:
                field = self.fields[name]
                yield str(field.label), _in_words(field, before[name]), _in_words(field, value)

    def _was(self) -> dict[str, Any]:
        """What the page showed; nothing where someone tampered with it."""
        try:
            found = from_json(str(self.cleaned_data.get("was") or "{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def submit_edit(
    request: PageRequest, form: EditForm, use_case: Callable[..., object], again: Callable[[], Standing]
) -> bool:
    """Whether the change was made. Where the page was stale, `again` reads the row anew and the form tells what
    changed."""
    done = submit(request, form, use_case) is not None
    if not done and form.is_stale:
        standing = again()
        with reading(request.scope):
            by, at = last_change(request.scope, standing.subject, otherwise=now())
        form.tell(standing, by=by, at=at)
    return done


def _packed(values: Mapping[str, Any]) -> str:
    return to_json(dict(values)).decode()


def _in_words(field: Any, value: Any) -> str:
    """A value as people read it on the page; `value` comes from JSON."""
    if value is None or value == "" or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, DateField):
        return short_day(date.fromisoformat(str(value)))
    if isinstance(field, ChosenField):
        labels = {choice.value: choice.label for choice in field.choices}
        return ", ".join(labels.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
    return str(field.shown(value))

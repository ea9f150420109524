"""The base of every form: one submission key, the version that was seen, refusals put beside their fields.
Refuses to decide or to save: `to_request()` of a form gives the frozen request for one use case."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Reason, Refused
from handrail.web.shared.fields.base import HandrailField, WrittenField
from handrail.web.shared.fields.choices import ChosenField
from handrail.web.shared.fields.dates import DateField
from handrail.web.shared.fields.text import HiddenField, UuidField
from handrail.web.shared.shapes import Change, Link
from handrail.wording import say

TOO_OLD = "This page could not be read. Open it again, then send it once more"


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary. `href` is empty for what is about the whole form; `also`: the other fields that
    it is true of."""

    text: str
    href: str = ""
    also: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A field that must be filled only if another has a certain value."""

    field: str
    is_one_of: frozenset[str]
    then: str


class HandrailForm(forms.Form):
    """A form that changes something. Subclasses declare fields and `to_request()`; `whens` says what depends on what.

    `today` bounds the date fields that say past or future; it is the day in London unless a test gives another."""

    whens: Sequence[When] = ()

    idempotency_key = UuidField("Submission key", missing=TOO_OLD)
    seen_version = HiddenField("Version seen")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        today: date | None = None,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        auto_id: str = "%s",
    ) -> None:
        # The key is made when the form is first shown, so that a double tap or a reply that was lost repeats it.
        starting = {"idempotency_key": fresh_id(), **(initial or {})}
        super().__init__(data, files, initial=starting, prefix=prefix, auto_id=auto_id)
        self.today = today or now().astimezone(LONDON).date()
        self.changes: tuple[Change, ...] = ()
        self.is_stale = self.is_busy = False
        for field in self.fields.values():
            if isinstance(field, DateField):
                field.bound_by(self.today)

    def written(self, name: str) -> WrittenField:
        """A field of this form, ready to be shown."""
        bound = self[name]
        if not isinstance(bound, WrittenField):
            raise TypeError(f"{name} is not a field of handrail.web.shared.fields")
        return bound

    @property
    def key(self) -> str:
        """The idempotency key of this submission, for the call of the use case."""
        return str(self["idempotency_key"].value())

    @property
    def version(self) -> str:
        """The version that the user saw when the page was opened; empty if the page carries none."""
        return str(self.cleaned_data.get("seen_version") or "")

    # Reading

    def clean(self) -> dict[str, Any]:
        """Requires what depends on another answer, and drops what was typed beneath a choice not taken."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for when in self.whens:
            chosen = cleaned.get(when.field)
            given = {"yes", "true"} if chosen is True else {"no", "false"} if chosen is False else {str(chosen)}
            if given & when.is_one_of:
                if cleaned.get(when.then) in (None, "", ()) and when.then not in self.errors:
                    self.add_error(when.then, str(self.fields[when.then].error_messages["required"]))
            elif when.field in cleaned:
                self.errors.pop(when.then, None)
                cleaned[when.then] = self.fields[when.then].clean(None) if not self.fields[when.then].required else None
        return cleaned

    # Showing

    def revealed_names(self) -> frozenset[str]:
        """The fields which are shown only beneath a choice of another field."""
        chosen = (field for field in self.fields.values() if isinstance(field, ChosenField))
        return frozenset().union(*(field.reveals for field in chosen))

    def hidden_fields(self) -> list[BoundField]:
        """The key, and whatever else is carried unseen; an empty version is left out."""
        names = [name for name, field in self.fields.items() if field.widget.is_hidden]
        return [field for field in map(self.written, names) if field.name != "seen_version" or field.value()]

    def visible_fields(self) -> list[BoundField]:
        """The fields in their order, without those that another field reveals."""
        revealed = self.revealed_names()
        names = [name for name, field in self.fields.items() if not field.widget.is_hidden and name not in revealed]
        return [self.written(name) for name in names]

    def error_list(self) -> list[ErrorLink]:
        """Every message once, in the order of the fields, for the summary at the top."""
        found: dict[str, list[Link]] = {str(text): [] for text in self.non_field_errors()}
        for name, field in self.fields.items():
            for text in self.errors.get(name, ()):
                links = found.setdefault(str(text), [])
                if not field.widget.is_hidden:
                    links.append(Link(str(field.label or ""), f"#{self.target_of(name)}"))
        return [error_link(text, links) for text, links in found.items()]

    def target_of(self, name: str) -> str:
        """The id of the input that a message leads to: of a date, the part at fault."""
        id_ = self[name].id_for_label or name
        field = self.fields[name]
        return f"{id_}-{field.part_at_fault(self[name]) or 'day'}" if isinstance(field, DateField) else id_

    def carry(self, data: Mapping[str, Any]) -> None:
        """Shows what was typed so far, unjudged: another form of the same page was sent."""
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                self.initial[name] = field.widget.value_from_datadict(data, {}, self.add_prefix(name))

    # Refusals

    def refuse(self, refused: Refused, renamed: Mapping[str, str] | None = None) -> None:
        """Puts a use case's reasons beside their fields. `renamed` maps a reason's field to the form's own."""
        names = renamed or {}
        said: list[tuple[str | None, str]] = []
        for reason in refused.reasons:
            name = names.get(reason.field or "", reason.field)
            field = self.fields.get(name or "")
            said.append((name if field is not None and not field.widget.is_hidden else None, self.words_for(reason)))
        # Several reasons may come to one sentence at one field.
        for shown, words in dict.fromkeys(said):
            self.add_error(shown, words)
        codes = {reason.code for reason in refused.reasons}
        self.is_stale = self.is_stale or CallReason.STALE in codes
        self.is_busy = CallReason.BUSY in codes
        if CallReason.KEY_REUSED in codes:
            self.renew_key()

    def refuse_unread(self, name: str, message: str) -> None:
        """Puts a message beside a field of a form that is shown anew, because what was sent was too large to read."""
        self.full_clean()
        self.cleaned_data = {}
        self.add_error(name, message)

    def words_for(self, reason: Reason) -> str:
        """A reason in words, at its field and at the top of the page."""
        return say(reason.code, **dict(reason.params))

    def renew_key(self) -> None:
        """A new submission: the user has been told that this page was already sent and may send it anew on purpose."""
        self.data = self._with("idempotency_key", str(fresh_id()))

    def show_changes(self, changes: Iterable[Change], *, version: object, seen: str = "") -> None:
        """After a stale page: what others changed since, and the version that the next submission builds on; `seen`
        for a form that carries in a field of that name what it showed."""
        self.changes = tuple(changes)
        self.is_stale = True
        self.data = self._with("seen_version", str(version))
        if seen:
            self.data = self._with("seen", seen)

    def carry_version(self, version: str) -> None:
        """The next submission says that this version was seen."""
        self.data = self._with("seen_version", version)

    def _with(self, name: str, value: str) -> Mapping[str, Any]:
        """What was posted, with one value replaced; lists of several values stay whole."""
        data = self.data.copy() if isinstance(self.data, MultiValueDict) else dict(self.data)
        data[self.add_prefix(name)] = value
        return data


def error_link(text: str, links: Sequence[Link]) -> ErrorLink:
    """A message that leads to its first field, and by their labels to the others. Fields of one label are counted."""
    if not links:
        return ErrorLink(text)
    labels = Counter(link.text for link in links)
    seen: Counter[str] = Counter()
    named: list[Link] = []
    for link in links:
        seen[link.text] += 1
        label = link.text if labels[link.text] == 1 else f"{link.text} ({seen[link.text]})"
        named.append(Link(label, link.href))
    return ErrorLink(text, links[0].href, tuple(named[1:]))


def reasons_in_words(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The reasons of a refusal as sentences, for pages that have no form."""
    return tuple(say(reason.code, **dict(reason.params)) for reason in reasons)


__all__ = ["ErrorLink", "HandrailField", "HandrailForm", "When", "reasons_in_words"]

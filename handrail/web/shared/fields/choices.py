"""Fields that are chosen: one of a few, several, yes or no, one of many.
Refuses what is not among the choices: the choices come from the page's own query, by scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from handrail.web.shared.fields.base import HandrailField, WrittenField


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice. `reveal` names fields shown beneath it when chosen; `before` is a word set above it, such as "or";
    `group`: the heading that it stands under in a long list, the choices of one group follow each other."""

    value: str
    label: str
    hint: str = ""
    reveal: Sequence[str] = ()
    before: str = ""
    group: str = ""


type Choices = Iterable[Choice | tuple[str, str]]


def as_choices(choices: Choices) -> tuple[Choice, ...]:
    """Pairs of value and label become choices."""
    return tuple(given if isinstance(given, Choice) else Choice(*given) for given in choices)


class ChosenField(HandrailField):
    """The base of what is chosen from a list. `field.choices = …` may be set when the form is made."""

    verb: ClassVar[str] = "Choose"

    def __init__(
        self, label: str, choices: Choices = (), *, inline: bool = False, small: bool = False, **base: Any
    ) -> None:
        super().__init__(label, **base)
        self.choices = as_choices(choices)
        self.inline, self.small = inline, small

    def offer(self, choices: Choices) -> None:
        """Replace the choices for this one form."""
        self.choices = as_choices(choices)

    @property
    def reveals(self) -> frozenset[str]:
        """The names of the fields which are shown only beneath a choice."""
        return frozenset(name for choice in self.choices for name in choice.reveal)

    def known(self, value: str) -> str:
        """The value, if it is among the choices."""
        if value not in {choice.value for choice in self.choices}:
            raise self.fail(f"{self.label}: choose one of the list")
        return value

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        nested = {choice.value: [bound.form[name] for name in choice.reveal] for choice in self.choices}
        return {"choices": self.choices, "inline": self.inline, "small": self.small, "nested": nested}


class RadiosField(ChosenField):
    """One of a few, all in sight. Gives the value as text."""

    template: ClassVar[str] = "radios"

    def to_python(self, value: Any) -> str:
        return self.known(str(value)) if value not in self.empty_values else ""


class SelectField(ChosenField):
    """One of many. `blank` is the first, empty line. Gives the value as text."""

    template: ClassVar[str] = "select"

    def __init__(self, label: str, choices: Choices = (), *, blank: str = "Choose", **base: Any) -> None:
        super().__init__(label, choices, **base)
        self.blank = blank

    def to_python(self, value: Any) -> str:
        return self.known(str(value)) if value not in self.empty_values else ""

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        return {"choices": self.choices, "blank": self.blank}


class CheckboxesField(ChosenField):
    """Any of several. Gives a tuple of values in the order of the choices."""

    template: ClassVar[str] = "checkboxes"

    def __init__(self, label: str, choices: Choices = (), **base: Any) -> None:
        super().__init__(label, choices, **{"widget": forms.CheckboxSelectMultiple(), **base})

    def to_python(self, value: Any) -> tuple[str, ...]:
        chosen = {self.known(str(one)) for one in value or ()}
        return tuple(choice.value for choice in self.choices if choice.value in chosen)

    def shown(self, value: Any) -> tuple[str, ...]:
        return tuple(str(one) for one in value or ())


class TickField(HandrailField):
    """One tick box: yes, or nothing said. `required` means that it must be ticked. Gives a bool."""

    template: ClassVar[str] = "tick"
    verb: ClassVar[str] = "Tick to confirm:"

    def __init__(self, label: str, *, missing: str = "", **base: Any) -> None:
        shared = {"widget": forms.CheckboxInput(), "says_optional": False, **base}
        super().__init__(label, missing=missing or f"Tick the box: {label}", **shared)

    def to_python(self, value: Any) -> bool:
        return value not in (None, False, "", "false", "off", "0")

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise self.fail(str(self.error_messages["required"]), "required")


class YesNoField(RadiosField):
    """Yes or no, with neither chosen beforehand. Gives a bool, or None when it may be left out."""

    def __init__(self, label: str, *, yes: Sequence[str] = (), no: Sequence[str] = (), **base: Any) -> None:
        choices = (Choice("yes", "Yes", reveal=yes), Choice("no", "No", reveal=no))
        super().__init__(label, choices, **{"inline": not (yes or no), **base})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        return {"yes": True, "no": False}.get(super().to_python(value))

    def shown(self, value: Any) -> str:
        return {True: "yes", False: "no"}.get(value, value or "") if not isinstance(value, str) else value


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give one field of a form or filter its choices. Raises `TypeError` for a field that is not chosen from a list."""
    field = form.fields[name]
    if not isinstance(field, ChosenField):
        raise TypeError(f"{name} is not chosen from a list")
    field.offer(choices)

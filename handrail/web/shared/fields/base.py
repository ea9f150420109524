"""What every field shares: its label, hint, messages, and that it writes itself with the NHS design system's markup.
Refuses business rules: a field only says whether something can be read as what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

type LabelSize = Literal["", "s", "m", "l", "xl"]


def article(text: str) -> str:
    """The label as it stands inside a sentence: first letter small, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class FieldView:
    """All that a field's template may read. `error` is the first message."""

    id: str
    name: str
    value: Any
    label: str
    hint: str
    error: str
    described_by: str
    optional: bool
    label_size: LabelSize
    page_heading: bool
    options: Mapping[str, Any]


class WrittenField(BoundField):
    """A field of one form, ready to be shown: `{{ form.name.render() }}`."""

    def view(self) -> FieldView:
        """The values for the template: what was typed if anything was, else the initial value."""
        field = self.kind
        errors = self.form.errors.get(self.name)
        found = errors.as_data() if errors else []
        id_ = self.id_for_label or self.html_name
        described = [f"{id_}-hint"] if field.help_text else []
        described += [f"{id_}-error"] if found else []
        return FieldView(
            id=id_,
            name=self.html_name,
            value=field.shown(self.value()),
            label=str(self.label),
            hint=str(field.help_text),
            error=str(next(iter(found[0]))) if found else "",
            described_by=" ".join(described),
            optional=not field.required and field.says_optional,
            label_size=field.label_size,
            page_heading=field.page_heading,
            options=field.template_options(self),
        )

    def render(
        self,
        template_name: str | None = None,
        context: dict[str, Any] | None = None,
        renderer: BaseRenderer | type[BaseRenderer] | None = None,
    ) -> SafeString:
        """The whole field as markup: label, hint, message, input. `template_name` swaps the template."""
        template = template_name or f"fields/templates/{self.kind.template}.jinja"
        values = {"field": self.view(), **(context or {})}
        return mark_safe(render_to_string(template, values, using="jinja2"))  # noqa: S308 - a template has escaped it

    @property
    def kind(self) -> "HandrailField":
        """The field itself. Raises TypeError for one of Django's own, which cannot write themselves."""
        if not isinstance(self.field, HandrailField):
            raise TypeError(f"{self.name} is not a field of handrail.web.shared.fields")
        return self.field


class HandrailField(forms.Field):
    """The base of all fields. `label` is what is asked; `missing` replaces the message for nothing given."""

    template: ClassVar[str] = "text"
    verb: ClassVar[str] = "Enter"
    bound_field_class = WrittenField

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        required: bool = True,
        missing: str = "",
        label_size: LabelSize = "",
        page_heading: bool = False,
        says_optional: bool = True,
        initial: Any = None,
        widget: forms.Widget | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            initial=initial,
            widget=widget or forms.TextInput(),
            disabled=disabled,
            error_messages={"required": missing or self.asked(label)},
        )
        self.label_size: LabelSize = label_size
        self.page_heading = page_heading
        self.says_optional = says_optional

    def asked(self, label: str) -> str:
        """The message for nothing given: a question is asked once more, a thing is asked for by name."""
        return f"Answer: {label}" if label.endswith("?") else f"{self.verb} {article(label)}"

    def shown(self, value: Any) -> Any:
        """The value in the form in which it is typed; what was typed wrongly comes back as it was."""
        return "" if value is None else value

    def template_options(self, bound: WrittenField) -> Mapping[str, Any]:
        """What only this kind of field's template needs."""
        return {}

    def fail(self, message: str, code: str = "invalid") -> ValidationError:
        """The error to raise, with the part at fault as its code. A question ends its sentence: what the answer must be
        begins another."""
        asked = f"{self.label} "
        if asked.endswith("? ") and message.startswith(asked):
            message = f"{asked}It {message.removeprefix(asked)}"
        return ValidationError(message, code=code)

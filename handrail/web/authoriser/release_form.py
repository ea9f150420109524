"""The forms of one release: the decision with what each kind of it needs, and looking at a refusal again.
Refuses to decide; what is needed of a panel is marked as needed before anything is sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.fields.choices import Choices, ChosenField
from handrail.web.shared.forms import HandrailForm, When

CHOICES = (
    ("give", "Approve"),
    ("panel", "Put it to a panel"),
    ("return", "Ask for more information"),
    ("refuse", "Do not approve"),
)
REVEALS = {"give": ("yes_note",), "panel": ("put_on",), "return": ("question",), "refuse": ("code", "why")}
FOR_A_PANEL = "You answer for a panel, so its day, who was there and why are kept with it"
# What a panel's yes is recorded with, in the order in which it is asked.
OF_PANEL = ("panel_on", "panel", "yes_note")


class AnswerForm(HandrailForm):
    """Yes, to a panel, ask back, or no; each with what it needs. `beside`: other releases of the order that may go the
    same way; `for_panel`: this user's yes is a panel's, recorded with its day, those present and the reason;
    `panel_why`: which rule asks for a panel."""

    also = fields.CheckboxesField("Decide these in the same way", required=False, says_optional=False)
    answer = fields.RadiosField("Your decision", CHOICES, missing="Choose your decision")
    panel_on = fields.DateField(
        "Day the panel met", past=True, required=False, says_optional=False, missing="Enter the date of the panel"
    )
    panel = fields.TextField(
        "Who was present",
        required=False,
        says_optional=False,
        hint="Names, with commas between",
        missing="Say who was present at the panel",
    )
    yes_note = fields.TextField("Note", required=False, missing="Write a note with your decision")
    put_on = fields.DateField(
        "Day of the panel", future=True, required=False, says_optional=False, missing="Enter the date of the panel"
    )
    question = fields.TextAreaField("What do you need to know?", rows=3, required=False, says_optional=False)
    code = fields.SelectField("Reason", required=False, says_optional=False)
    why = fields.TextAreaField(
        "In your words", rows=3, required=False, says_optional=False, missing="Say why, in your words"
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        beside: Sequence[Choice],
        codes: Choices,
        for_panel: bool,
        panel_why: str,
        today: date,
    ) -> None:
        super().__init__(data, today=today, initial={"panel_on": today})
        needed = [("panel", "put_on"), ("return", "question"), ("refuse", "code"), ("refuse", "why")]
        reveals = dict(REVEALS)
        if for_panel:
            reveals["give"] = OF_PANEL
            needed += [("give", name) for name in OF_PANEL]
            self.fields["yes_note"] = fields.TextField(
                "Why the panel agrees", required=False, says_optional=False, missing="Write a note with your decision"
            )
        else:
            del self.fields["panel_on"], self.fields["panel"]
        self.whens = [When("answer", frozenset({decision}), name) for decision, name in needed]
        hints = {"give": FOR_A_PANEL if for_panel else "", "panel": panel_why}
        decisions = [Choice(value, label, hints.get(value, ""), reveals[value]) for value, label in CHOICES]
        for name, choices in (("also", beside), ("code", codes), ("answer", decisions)):
            field = self.fields[name]
            if isinstance(field, ChosenField):
                field.offer(choices)
        if not beside:
            del self.fields["also"]

    def present(self) -> tuple[str, ...]:
        """Who was present at the panel."""
        return tuple(name.strip() for name in (self.cleaned_data.get("panel") or "").split(",") if name.strip())

    def written_so_far(self) -> tuple[str, ...]:
        """What was chosen and typed, for somebody who was too late."""
        chosen = dict(CHOICES).get(str(self.data.get("answer", "")), "")
        typed = (str(self.data.get(name, "")).strip() for name in ("yes_note", "question", "why"))
        return tuple(part for part in (f"You had chosen: {chosen}" if chosen else "", *typed) if part)


class AgainForm(HandrailForm):
    """Why a refusal is looked at again."""

    note = fields.TextField("Why should it be looked at again?", missing="Say why it should be looked at again")

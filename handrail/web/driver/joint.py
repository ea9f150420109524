"""What a crew records of a prescriber who was to come along: whether they came, and for how long they worked together.
Refuses to take either for granted: where somebody was to come, both are asked."""

from typing import Any

from handrail.visits.queries.driver import Meeting
from handrail.visits.rules.beside import LONGEST_MINUTES, JointTime
from handrail.web.shared import fields
from handrail.web.shared.fields import Choice
from handrail.web.shared.forms import HandrailForm

CAME = (Choice("yes", "Yes", reveal=("joint_minutes",)), Choice("no", "No"))


class JointForm(HandrailForm):
    """The two questions, which `meets` leaves out where nobody was to come."""

    joint_came = fields.RadiosField("Did they come?", CAME, required=False, says_optional=False)
    joint_minutes = fields.NumberField(
        "For how many minutes did you work together?",
        least=1,
        most=LONGEST_MINUTES,
        required=False,
        says_optional=False,
    )

    joint: Meeting | None = None

    def meets(self, joint: Meeting | None) -> None:
        """Somebody was to come along, by name; or nobody."""
        self.joint = joint
        if joint:
            self.fields["joint_came"].label = f"Did {joint.name} come?"
        else:
            del self.fields["joint_came"], self.fields["joint_minutes"]

    def clean(self) -> dict[str, Any]:
        """Both are asked where something was done."""
        cleaned = super().clean()
        if self.joint and not cleaned.get("joint_came") and "joint_came" not in self.errors:
            self.add_error("joint_came", f"Say whether {self.joint.name} came")
        if cleaned.get("joint_came") == "yes" and not (cleaned.get("joint_minutes") or "joint_minutes" in self.errors):
            self.add_error("joint_minutes", f"Enter the minutes, from 1 to {LONGEST_MINUTES}")
        return cleaned

    def joint_time(self) -> JointTime | None:
        """What the crew said of it; None where nobody was to come."""
        said = self.cleaned_data.get("joint_came")
        if not said:
            return None
        return JointTime(said == "yes", self.cleaned_data.get("joint_minutes") or 0 if said == "yes" else 0)

"""The form that says who is the cause of a recall: for the provider, and for the pool manager who decides.
Refuses a cause without a reason, beside its field."""

from handrail.stock.codes import RecallCause
from handrail.usecases.keep_recall_cause import CauseToSay
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.wording import say


class CauseForm(HandrailForm):
    """Who is the cause, and why."""

    recall = fields.UuidField("Recall")
    cause = fields.RadiosField(
        "Who is the cause?", [(one.value, say(one)) for one in RecallCause], missing="Choose who is the cause"
    )
    reason = fields.TextField("How do you know?", longest=300, missing="Say how you know")

    def to_request(self) -> CauseToSay:
        """What is said, or decided, of this recall."""
        given = self.cleaned_data
        return CauseToSay(given["recall"], given["cause"], given["reason"])

"""Words for refusals that belong to no noun: they are about the call itself.
Refuses nothing; see `wording.say`."""

from handrail.core.refusal import CallReason
from handrail.wording.family import Family

FAMILIES = (
    Family(
        CallReason,
        {
            CallReason.NOT_ALLOWED: "Your role does not let you do this",
            CallReason.NOT_FOUND: "We cannot find this, or it belongs to another service",
            CallReason.KEY_REUSED: "This page was already sent with other answers. "
            "Nothing was changed this time. If you mean to send it again, press the button once more",
            CallReason.STALE: "Someone else changed this while your page was open. "
            "Look at what changed, then send the page again",
            CallReason.BUSY: "Others are changing the same records just now. "
            "Nothing was changed. Try again in a few seconds",
            CallReason.HAPPENED_IN_FUTURE: "The time must not be in the future",
            CallReason.HAPPENED_BEFORE_LAST_STEP: "The time must not be before {step:last_step}{at:of_step}",
        },
    ),
)

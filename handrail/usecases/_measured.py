"""Tells whoever asked for a measuring that a crew was there, without what was found: that is read in the record.
Refuses nothing; nobody is told of what they recorded themselves."""

from collections.abc import Mapping
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Channel, Message
from handrail.identity.calls import Change
from handrail.visits.queries.measuring import askers
from handrail.visits.rules.measuring import Found

MEASURED = "MEASURED"


def tell_askers(change: Change, found: Mapping[UUID, Found]) -> None:
    """One message for each; no statement where nothing was measured."""
    messages = [
        Message(
            id=(message_id := change.new_id()),
            # A finding may be put right, and that is told too.
            key=f"measuring:{one.id}:{message_id}",
            kind=MEASURED,
            channel=Channel.EMAIL,
            recipient=one.email,
            content={
                "result": found[one.id].result.value,
                "asked_at": one.asked_at.isoformat(),
                "by": change.scope.user_name,
            },
        )
        for one in askers(change.scope, found)
        if one.user_id != change.scope.user_id
    ]
    outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)

"""Write to prescribers who come along to a visit when it is, when that has changed, and that it is off.
Refuses nobody; it stands beside the changes, as what people are told does, so that no booking waits for a mail."""

from handrail.core import outbox
from handrail.core.outbox import Channel, Message
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.visits.actions import beside
from handrail.visits.queries.beside import JointNews, joint_news_locked

JOINT_VISIT_TIME = "JOINT_VISIT_TIME"
AT_ONCE = 200


@use_case(Event.JOINT_VISIT_TOLD, needs=Permission.RUN_JOBS)
def tell_prescribers(change: Change) -> int:
    """How many were written to. What each was told is kept with the arrangement: of two at once one tells it."""
    found = joint_news_locked(change.scope, at=change.at.recorded_at, most=AT_ONCE)
    messages = [_message(change, row) for row in found]
    outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)
    beside.told_joint([(row.joint_id, row.slot_from, row.slot_until, row.meet_at) for row in found])
    for row, message in zip(found, messages, strict=True):
        change.touched("message", message.id)
        change.touched("visit", row.visit_id, row.person_id)
    return len(messages)


def _message(change: Change, row: JointNews) -> Message:
    times = {name: moment.isoformat() for name in ("slot_from", "slot_until", "meet_at")
             if (moment := getattr(row, name))}  # fmt: skip
    return Message(
        id=change.new_id(),
        key=":".join(["joint", str(row.joint_id), *(times.values() or ("off",)), str(change.audit_id)]),
        kind=JOINT_VISIT_TIME,
        channel=Channel.EMAIL,
        recipient=row.email,
        content={"number": row.number, "changed": row.was_told, **times},
    )

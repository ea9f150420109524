"""Remind those who commission that an extension must be decided: 12, 9 and 6 months before its day. Run by a job.
Refuses to remind twice of the same."""

from handrail.core import outbox
from handrail.core.channels import Channel
from handrail.core.outbox import Message
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries.users import addresses_of
from handrail.identity.roles import Permission, Role
from handrail.ledger import actions
from handrail.ledger.models import ExtensionReminder
from handrail.ledger.queries.contract import contract_facts, extensions_of
from handrail.ledger.rules.extensions import due_reminders

EXTENSION_DUE = "EXTENSION_DUE"
TOLD = (Role.COMMISSIONER, Role.POOL_MANAGER)


@use_case(Event.EXTENSION_REMINDED, needs=Permission.RUN_JOBS)
def remind_of_extensions(change: Change) -> int:
    """Write to each of them, once for each extension and time; how many extensions it was about."""
    scope = change.scope
    due = due_reminders(extensions_of(scope), change.at.today)
    if not due:
        return 0
    actions.remember_reminders(
        [
            ExtensionReminder(
                id=change.new_id(), contract_id=scope.contract_id, extension_id=one.id, months=months,
                reminded_on=change.at.today,
            )
            for one, months in due
        ]
    )  # fmt: skip
    name, told = contract_facts(scope).name, addresses_of(scope, TOLD, today=change.at.today)
    letters = [
        Message(
            id=change.new_id(), key=f"extension:{one.id}:{months}:{address}", kind=EXTENSION_DUE,
            channel=Channel.EMAIL, recipient=address,
            content={"contract": name, "decide_by": one.decide_by.isoformat(), "last_day": one.last_day.isoformat()},
        )
        for one, months in due
        for address in told
    ]  # fmt: skip
    outbox.put(letters, contract_id=scope.contract_id, at=change.at.recorded_at)
    for one, _ in due:
        change.touched("extension", one.id)
    return len(due)

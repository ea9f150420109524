"""Pass urgent releases that nobody answered in the contract's time to the next person on call. Run by a job.
Refuses nothing: where nobody else is on call the same person is told once more."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from handrail.core import outbox
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries.facts import StaffRow, staff_of_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.releases import ReleaseRow, facts_of, overdue_releases, releases_of_orders
from handrail.orders.rules.releasing import ReleaseFacts
from handrail.usecases._placing import next_on_call
from handrail.usecases._releasing import touch, wanted_of


@use_case(Event.RELEASE_ESCALATED, needs=Permission.RUN_JOBS)
def escalate_releases(change: Change) -> int:
    """Escalate what is overdue, once each; how many were. Others may answer all the same."""
    overdue = overdue_releases(change.scope, at=change.at.happened_at)
    if not overdue:
        return 0
    orders = {row.order_id for row in overdue}
    lines = {line.id: line for line in lines_of_orders(change.scope, orders)}
    beside = releases_of_orders(change.scope, orders)
    staff = staff_of_order(change.scope, [], at=change.at.happened_at, on=change.at.today, releasing=True)
    chosen = [(row, _asked_next(row, facts_of(row, lines, beside), staff)) for row in overdue]
    by_person = defaultdict(list)
    for row, person in chosen:
        by_person[person.facts.user_id if person else row.on_call_user_id].append(row.id)
    for user_id, release_ids in by_person.items():
        actions.escalate(release_ids, at=change.at.happened_at, to_user_id=user_id)
    outbox.put(
        [wanted_of(change, row, person, "again") for row, person in chosen if person],
        contract_id=change.scope.contract_id,
        at=change.at.recorded_at,
    )
    touch(change, overdue)
    return len(overdue)


def _asked_next(row: ReleaseRow, facts: ReleaseFacts, staff: Mapping[UUID, StaffRow]) -> StaffRow | None:
    """The next person; where nobody else could be asked, the same once more."""
    same = staff.get(row.on_call_user_id) if row.on_call_user_id else None
    return next_on_call(facts, staff, but=row.on_call_user_id) or same

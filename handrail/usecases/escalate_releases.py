"""Pass urgent releases that nobody answered in the contract's time to the next person on call. Run by a job.
Refuses nothing: where nobody else may the same person is told once more. One person does not give both kinds, so the
two releases of one order go to two people where there are two."""

from collections import defaultdict
from collections.abc import Iterable, Set
from uuid import UUID

from handrail.core import outbox
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders import actions
from handrail.orders.queries.facts import staff_of_order
from handrail.orders.queries.lines import lines_of_orders
from handrail.orders.queries.releases import ReleaseRow, facts_of, overdue_releases, releases_of_orders
from handrail.orders.rules.on_call import Urgent, who_is_next
from handrail.orders.rules.releasing import ReleaseFacts
from handrail.orders.states import ReleaseState
from handrail.usecases._placing import authoriser_of
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
    now = {row.id for row in overdue}
    passed = {row.id: _overdue(row, facts_of(row, lines, beside), beside, now) for row in overdue}
    asked = who_is_next(passed, [authoriser_of(one) for one in staff.values()])
    chosen = [(row, staff[who] if (who := asked[row.id]) in staff else None) for row in overdue]
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


def _overdue(row: ReleaseRow, facts: ReleaseFacts, beside: Iterable[ReleaseRow], passed_on: Set[UUID]) -> Urgent:
    """What the choice of the next person needs. `beside`: the releases of these orders; `passed_on`: those of now."""
    others = [
        one
        for one in beside
        if one.state is ReleaseState.PENDING and one.kind is not row.kind and one.line_ids & row.line_ids
    ]
    stay = {one.asked_of_id or one.on_call_user_id for one in others if one.id not in passed_on}
    return Urgent(
        facts,
        row.on_call_user_id,
        others=frozenset(one.id for one in others if one.id in passed_on),
        taken=frozenset(user for user in stay if user is not None),
    )

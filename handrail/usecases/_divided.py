"""Divides visits: what is on one of them and does not come or go with the rest any more is asked for by itself, as is
what is about another's things where two people were read as one.
Refuses nothing: whoever calls says which visits no crew is on its way with."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from handrail.core import outbox
from handrail.identity.calls import Change
from handrail.partners.queries import depots, nearest_depot
from handrail.usecases._for_two import for_their_doors
from handrail.visits import actions
from handrail.visits.codes import AskedBy
from handrail.visits.queries.news import said_of_slots, slot_key
from handrail.visits.queries.of_others import AskedOfAnother, others_on
from handrail.visits.rules.plans import VisitPlan
from handrail.visits.rules.requests import Asked, Wish, visits_for

REASON = "they are two people after all"


def divide_off_runs(change: Change, visit_ids: Collection[UUID]) -> None:
    """Visits that came off a run that was sent: their crew would have fetched all of it, nobody does so now."""
    if visit_ids:
        ask_by_itself(change, others_on(change.scope, visit_ids))


def ask_by_itself(change: Change, others: Sequence[AskedOfAnother]) -> None:
    """Off the visits to the one person, and onto visits to whose things they are, by when it was promised."""
    if not others:
        return
    wishes = {one.task_id: wish for one, wish in zip(others, _wishes(change, others), strict=True)}
    _told_too(change, by_themselves(change, wishes, by=AskedBy.DESK, reason=REASON), others)


def by_themselves(change: Change, wishes: Mapping[UUID, Wish], *, by: AskedBy, reason: str) -> tuple[VisitPlan, ...]:
    """Take these tasks off the visits that they are on, and onto visits of their own, not booked. Answers these."""
    if not wishes:
        return ()
    for visit_id, person_id in actions.cancel_tasks(task_ids=list(wishes), reason=reason).items():
        change.touched("visit", visit_id, person_id)
    asked = Asked(by, change.scope.user_id, change.at.happened_at)
    plan = visits_for(for_their_doors(change, list(wishes.values())), asked=asked, new_id=change.new_id)
    actions.open_visits(plan.new, contract_id=change.scope.contract_id)
    for visit in plan.new:
        change.touched("visit", visit.id, visit.person_id)
    return plan.new


def _told_too(change: Change, visits: Sequence[VisitPlan], others: Sequence[AskedOfAnother]) -> None:
    """Whoever was told of the time of what is divided waits for it too: they are told that nobody comes then."""
    came_from: dict[tuple[UUID | None, UUID | None], UUID] = {
        (one.loan_id, one.product_id): one.visit_id for one in others
    }
    told = said_of_slots(change.scope, set(came_from.values()))
    outbox.repeat(
        [
            outbox.Repeated(change.new_id(), told[was], slot_key(visit.id, 1), visit.id, visit.person_id)
            for visit in visits
            if (was := came_from[visit.tasks[0].loan_id, visit.tasks[0].product_id]) in told
        ]
    )


def _wishes(change: Change, others: Sequence[AskedOfAnother]) -> tuple[Wish, ...]:
    stores = depots(change.scope.contract_id)
    return tuple(
        Wish(
            one.kind, one.person_id, one.address_id, nearest_depot(stores, one.easting, one.northing).id,
            one.product_id, one.due_at, one.speed_code, quantity=one.quantity, loan_id=one.loan_id,
            asset_id=one.asset_id, crew=one.crew, note=one.note,
        )
        for one in others
    )  # fmt: skip

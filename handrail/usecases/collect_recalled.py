"""Ask, in one call, that all of a recall is fetched from people's homes, and that somebody goes where it is fitted.
What a visit is to fetch already, or has not fetched and waits for its next step, is left as it is: asked twice, the
second asks for nothing. Refuses a recall that is lifted, and asks for nothing that was given for good: it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.partners.queries import contract_data, depots, nearest_depot
from handrail.people.queries.read_through import at_one_door
from handrail.stock.codes import StockReason
from handrail.stock.queries.recalls import RecallRow, recall_row
from handrail.usecases._for_two import for_their_doors
from handrail.usecases._taking_back import strike_out
from handrail.visits import actions as visit_actions
from handrail.visits.codes import AskedBy, TaskKind
from handrail.visits.queries.asked_back import still_to_come
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.joining import joinable
from handrail.visits.queries.recalled_back import FittedThere, fitted_unseen, loans_unasked
from handrail.visits.queries.swaps import LentThing, lent_things
from handrail.visits.rules.plans import VisitsPlan
from handrail.visits.rules.recalled_back import CALLED_BACK, recall_note
from handrail.visits.rules.requests import Asked, Wish, visits_for

_COMING_BACK = (LoanState.ACTIVE, LoanState.REVIEW_DUE)


@dataclass(frozen=True, slots=True)
class RecallToCollect:
    """Which recall, and a note for whoever goes."""

    recall_id: UUID
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecallAskedBack:
    """How many loans were asked back, in how many homes something fitted is seen to, the visits, and by when the
    collections are promised."""

    loans: int
    fitted: int
    visit_ids: tuple[UUID, ...]
    due_at: datetime | None


@use_case(Event.RECALL_ASKED_BACK, needs=Permission.PLAN_VISITS)
def collect_recalled(change: Change, *, request: RecallToCollect) -> RecallAskedBack:
    """Loans → RETURN_REQUESTED, each with a visit; a service visit to each home where something of it is fitted."""
    recall = _standing(change, request.recall_id)
    ids = loans_unasked(change.scope, recall)
    hold_visits(change.scope, borrowed=ids)
    lent = lent_things(change.scope, ids, lock=True)
    coming = still_to_come(change.scope, [thing.loan_id for thing in lent], TaskKind.COLLECT)
    lent = tuple(thing for thing in lent if thing.loan_id not in coming)
    fitted = fitted_unseen(change.scope, recall)
    data = contract_data(change.scope.contract_id, change.at.today)
    speed = data.terms.default_collection_speed
    due_at = data.due(speed, change.at.happened_at, None)
    wishes = for_their_doors(
        change, _at_one_door(change, _wishes(change, recall, lent, fitted, speed=speed, due_at=due_at))
    )
    _ask_back(lent)
    plan = _open(change, wishes, request.note)
    change.touched("recall", recall.id)
    for thing in lent:
        change.touched("loan", thing.loan_id, thing.person_id)
    return RecallAskedBack(len(lent), len(fitted), plan.visit_ids, due_at if wishes else None)


def _standing(change: Change, recall_id: UUID) -> RecallRow:
    """The recall, locked: of two who ask at once the second sees what the first asked for."""
    recall = recall_row(change.scope, recall_id, lock=True)
    if recall is None:
        raise refuse(CallReason.NOT_FOUND, "recall_id")
    if recall.lifted_at is not None:
        raise refuse(StockReason.RECALL_LIFTED, "recall_id", alert=recall.reference)
    return recall


def _ask_back(lent: Sequence[LentThing]) -> None:
    """They are to come back; nobody mends them at home meanwhile."""
    if not lent:
        return
    strike_out(lent, TaskKind.REPAIR, "It is collected instead")
    loan_actions.move_loans(
        [thing.loan_id for thing in lent if thing.state in _COMING_BACK],
        expected=_COMING_BACK, path=[LoanState.RETURN_REQUESTED], reason=CALLED_BACK,
    )  # fmt: skip


def _wishes(
    change: Change,
    recall: RecallRow,
    lent: Sequence[LentThing],
    fitted: Sequence[FittedThere],
    *,
    speed: str,
    due_at: datetime | None,
) -> tuple[Wish, ...]:
    stores, note = depots(change.scope.contract_id), recall_note(recall.reference)
    fetched = (
        Wish(
            TaskKind.COLLECT, thing.person_id, thing.address_id,
            nearest_depot(stores, thing.easting, thing.northing).id, thing.product_id, due_at, speed,
            quantity=thing.quantity_out, loan_id=thing.loan_id, asset_id=thing.asset_id, crew=thing.crew, note=note,
        )
        for thing in lent
    )  # fmt: skip
    seen_to = (
        Wish(
            TaskKind.SERVICE, there.person_id, there.address_id,
            nearest_depot(stores, there.easting, there.northing).id, recall.product_id, due_at, speed,
            quantity=there.pieces, note=note,
        )
        for there in fitted
    )  # fmt: skip
    return (*fetched, *seen_to)


def _at_one_door(change: Change, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """What stands on several records of one person in one home is one visit, to the record in front."""
    doors = at_one_door(change.scope, {wish.address_id for wish in wishes}) if wishes else {}
    return tuple(
        replace(wish, person_id=front, address_id=door) for wish in wishes for front, door in (doors[wish.address_id],)
    )


def _open(change: Change, wishes: Sequence[Wish], note: str) -> VisitsPlan:
    asked = Asked(AskedBy.DESK, change.scope.user_id, change.at.happened_at, note)
    there = joinable(change.scope, {wish.person_id for wish in wishes}) if wishes else ()
    plan = visits_for(wishes, asked=asked, new_id=change.new_id, open_visits=there)
    if plan.new:
        visit_actions.open_visits(plan.new, contract_id=change.scope.contract_id)
    if plan.joins:
        visit_actions.join_visits(plan.joins, contract_id=change.scope.contract_id)
    for visit in plan.new:
        change.touched("visit", visit.id, visit.person_id)
    for joined in plan.joins:
        change.touched("visit", joined.visit_id, joined.person_id)
    return plan

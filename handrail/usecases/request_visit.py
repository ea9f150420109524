"""Ask for a collection, a repair, a swap or a service of what is lent to one person.
Refuses a loan that is over or to be fetched already, a speed that is for other work, and silence: about a step that
is owed, about a repair or a collection that comes for the same thing, about what is on order for someone who moved,
died or went to hospital, about what happened unrecorded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import datetime
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans import actions as loan_actions
from handrail.loans.states import LoanState
from handrail.partners.queries import code_lists, contract_data, depots, nearest_depot
from handrail.people.queries.read_through import at_one_door
from handrail.stock.queries import ready_until
from handrail.stock.queries.recalls import recalled_products
from handrail.usecases._following import DAY_ENDS
from handrail.usecases._next_step import end_steps
from handrail.usecases._replacing import Promised, Replacement, replace
from handrail.usecases._stopping import Stopped
from handrail.usecases._taking_back import stop_coming, strike_out
from handrail.visits import actions as visit_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.asked_back import VisitOfLoan, in_place_of, owed_after, still_to_come
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.joining import joinable
from handrail.visits.queries.leftovers import done_with
from handrail.visits.queries.swaps import LentThing, lent_things, lines_coming, recorded_lately
from handrail.visits.rules.asking import (
    HAPPENED,
    AskedFor,
    AskedLoan,
    Asking,
    Meanwhile,
    lists_named,
    reasons_against_asking,
    reasons_against_codes,
    reasons_against_leaving,
    speed_for,
)
from handrail.visits.rules.faults import Kind
from handrail.visits.rules.requests import Asked, Wish, by_enough, people_for, visits_for

# Why what was asked for before ends.
_INSTEAD = {
    AskedFor.COLLECTION: "It is collected instead",
    AskedFor.REPAIR: "It is repaired instead",
    AskedFor.SWAP: "It is swapped instead",
    AskedFor.SERVICE: "It is serviced instead",
}
_KINDS = {
    AskedFor.COLLECTION: TaskKind.COLLECT,
    AskedFor.REPAIR: TaskKind.REPAIR,
    AskedFor.SERVICE: TaskKind.SERVICE,
}
# What is seen to where it is stays with the person.
_STAYS = frozenset({AskedFor.REPAIR, AskedFor.SERVICE})
_COMING_BACK = (LoanState.ACTIVE, LoanState.REVIEW_DUE)


@dataclass(frozen=True, slots=True)
class VisitAsked:
    """A visit that will see to the request. `joined`: it was to come already."""

    visit_id: UUID
    number: int
    joined: bool = False


@dataclass(frozen=True, slots=True)
class VisitRequested:
    """The visits, and by when one of them comes. `withdrawn_visit_ids`: those that lost what was asked for before;
    `withdrawn_line_ids`: what was to come in its place and ended too. Of a swap, the products that cannot be promised:
    `recalled` may not go out, of `none_ready` too few are ready for that day."""

    visits: tuple[VisitAsked, ...]
    due_at: datetime | None
    withdrawn_visit_ids: tuple[UUID, ...] = ()
    withdrawn_line_ids: tuple[UUID, ...] = ()
    none_ready: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()


@use_case(Event.VISIT_REQUESTED, needs=Permission.ASK_FOR_VISIT)
def request_visit(change: Change, *, request: Asking) -> VisitRequested:
    """Ask for a visit. Raises `Refused` with every reason."""
    hold_visits(change.scope, borrowed=request.loan_ids)
    lent = _of_one_person(change, lent_things(change.scope, request.loan_ids, lock=True))
    data = contract_data(change.scope.contract_id, change.at.today)
    before = _asked_before(change, request, lent)
    reasons = reasons_against_asking(request, [_asked_loan(thing, before) for thing in lent], data)
    reasons += reasons_against_codes(request, _codes(change, request))
    if lent and request.home_changes:
        person_id = lent[0].person_id
        recorded = recorded_lately(change.scope, person_id, HAPPENED[request.reason], change.at.today)
        reasons += reasons_against_leaving(request, lines_coming(change.scope, person_id), recorded=recorded)
    if reasons:
        raise Refused(reasons)
    speed = speed_for(request, data)
    due_at = data.due(speed, change.at.happened_at, request.chosen_on) if speed else _day_ends(request)
    promised = Promised(speed, due_at)
    person_id = lent[0].person_id
    back = _take_back(change, request, lent, before)
    for_two = {thing.address_id for thing in lent if thing.for_two}
    wishes = by_enough(_wishes(change, request, lent, promised), for_two)
    swaps = request.asked_for is AskedFor.SWAP
    if request.asked_for not in _STAYS:
        loan_actions.move_loans(
            [thing.loan_id for thing in lent if thing.state in _COMING_BACK],
            expected=_COMING_BACK,
            path=[LoanState.RETURN_REQUESTED],
            reason=request.reason or request.asked_for.value,
        )
    asked = Asked(request.asked_by, change.scope.user_id, change.at.happened_at, request.note)
    there = joinable(change.scope, {thing.person_id for thing in lent})
    plan = visits_for(wishes, asked=asked, new_id=change.new_id, open_visits=there)
    new = visit_actions.open_visits(plan.new, contract_id=change.scope.contract_id) if plan.new else {}
    known = {visit.id: visit.number for visit in there} | new
    visit_actions.join_visits(plan.joins, contract_id=change.scope.contract_id)
    _take_owed_steps(change, before, person_id)
    for visit in plan.new:
        change.touched("visit", visit.id, visit.person_id)
    for joined in plan.joins:
        change.touched("visit", joined.visit_id, joined.person_id)
    for thing in lent:
        change.touched("loan", thing.loan_id, person_id)
    return VisitRequested(
        tuple(VisitAsked(one, known[one], one not in new) for one in plan.visit_ids), promised.due_at,
        back.visit_ids, back.line_ids, *(_not_promised(change, lent, promised) if swaps else ()),
    )  # fmt: skip


def _day_ends(request: Asking) -> datetime | None:
    """A service is planned: by the end of its day."""
    return datetime.combine(request.chosen_on, DAY_ENDS, LONDON) if request.chosen_on else None


def _not_promised(
    change: Change, lent: Sequence[LentThing], promised: Promised
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of what too few are ready of, and of what is recalled."""
    wanted = Counter[UUID]()
    for thing in lent:
        wanted[thing.product_id] += thing.quantity_out
    day = promised.due_at.astimezone(LONDON).date() if promised.due_at else change.at.today
    ready = Counter[UUID]()
    for pile in ready_until(change.scope, today=change.at.today, product_ids=wanted):
        if pile.goes_on(day):
            ready[pile.product_id] += pile.total
    names, recalled = {thing.product_id: thing.product_name for thing in lent}, recalled_products(change.scope)
    few = (name for id_, name in names.items() if id_ not in recalled and ready[id_] < wanted[id_])
    return tuple(few), tuple(name for id_, name in names.items() if id_ in recalled)


def _codes(change: Change, request: Asking) -> dict[str, set[str]]:
    """The codes that may be given, of the lists that this request names; one statement where it names any."""
    wanted = lists_named(request)
    if not wanted:
        return {}
    found = code_lists(change.scope.contract_id, wanted, change.at.today)
    return {name: {choice.code for choice in choices} for name, choices in found.items()}


@dataclass(frozen=True, slots=True)
class _Before:
    """The visits of earlier requests, by loan: those that are to fetch it, those after which a step is owed, those
    that are to mend it."""

    to_come: Mapping[UUID, VisitOfLoan] = field(default_factory=dict)
    owed: Mapping[UUID, VisitOfLoan] = field(default_factory=dict)
    repairs: Mapping[UUID, VisitOfLoan] = field(default_factory=dict)


def _asked_before(change: Change, request: Asking, lent: Sequence[LentThing]) -> _Before:
    """One statement for a thing that nobody asked back, one or two where somebody did."""
    back = [thing.loan_id for thing in lent if thing.state is LoanState.RETURN_REQUESTED]
    if request.asked_for is AskedFor.SERVICE:
        return _Before(still_to_come(change.scope, [thing.loan_id for thing in lent], TaskKind.SERVICE))
    if request.asked_for is AskedFor.REPAIR:
        return _Before(still_to_come(change.scope, back, TaskKind.COLLECT) if back else {})
    repairs = still_to_come(change.scope, [thing.loan_id for thing in lent], TaskKind.REPAIR)
    if not back:
        return _Before(repairs=repairs)
    owed = owed_after(change.scope, back)
    return _Before(still_to_come(change.scope, back, TaskKind.COLLECT), owed, repairs)


def _of_one_person(change: Change, lent: Sequence[LentThing]) -> tuple[LentThing, ...]:
    """Things on several records of one person are asked for as that person's, at one door: one visit sees to them, and
    of a swap one order."""
    if len({thing.person_id for thing in lent}) < 2:
        return tuple(lent)
    doors = at_one_door(change.scope, {thing.address_id for thing in lent})
    return tuple(
        changed(thing, person_id=front, address_id=door) for thing in lent for front, door in (doors[thing.address_id],)
    )


def _asked_loan(thing: LentThing, before: _Before) -> AskedLoan:
    kind = Kind(thing.category, thing.electric)
    of = [by.get(thing.loan_id) for by in (before.to_come, before.owed, before.repairs)]
    fetched, owed, mended = [(one.visit_id, one.number) if one else None for one in of]
    return AskedLoan(
        thing.loan_id, thing.person_id, thing.state, thing.product_name, thing.collect_when_done, kind, fetched, owed,
        mended,
    )  # fmt: skip


def _take_back(change: Change, request: Asking, lent: Sequence[LentThing], before: _Before) -> Stopped:
    """The repair of what is fetched now, or the collection of what is mended, ends where that was said."""
    mends = request.asked_for is AskedFor.REPAIR
    others = before.to_come if mends else before.repairs
    things = [thing for thing in lent if thing.loan_id in others]
    if not things or request.meanwhile is not Meanwhile.WITHDRAW:
        return Stopped()
    coming = in_place_of(change.scope, [thing.loan_id for thing in things]) if mends else ()
    visits = strike_out(things, TaskKind.COLLECT if mends else TaskKind.REPAIR, _INSTEAD[request.asked_for])
    stopped = stop_coming(change, coming)
    for visit_id in dict.fromkeys((*visits, *stopped.visit_ids)):
        change.touched("visit", visit_id, lent[0].person_id)
    return changed(stopped, visit_ids=tuple(dict.fromkeys((*visits, *stopped.visit_ids))))


def _take_owed_steps(change: Change, before: _Before, person_id: UUID) -> None:
    """Of visits of which nothing else is left to do, the next step is taken with this."""
    done = done_with(change.scope, {one.visit_id for one in before.owed.values()})
    if done:
        end_steps(change, done)
    for visit_id in done:
        change.touched("visit", visit_id, person_id)


def _wishes(change: Change, request: Asking, lent: Sequence[LentThing], promised: Promised) -> tuple[Wish, ...]:
    depot = nearest_depot(depots(change.scope.contract_id), lent[0].easting, lent[0].northing)
    if request.asked_for is AskedFor.SWAP:
        rows = [Replacement(thing, thing.product_id, thing.crew, thing.fitting_minutes) for thing in lent]
        return replace(change, rows, promised=promised, depot_id=depot.id, reason=request.fault or "SWAP")
    kind = _KINDS[request.asked_for]
    return tuple(
        Wish(
            kind=kind,
            person_id=thing.person_id,
            address_id=thing.address_id,
            depot_id=depot.id,
            product_id=thing.product_id,
            due_at=promised.due_at,
            speed_code=promised.speed_code,
            quantity=thing.quantity_out,
            loan_id=thing.loan_id,
            asset_id=thing.asset_id,
            crew=people_for(kind, thing.crew),
            note=request.fault,
        )
        for thing in lent
    )

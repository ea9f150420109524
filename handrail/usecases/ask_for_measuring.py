"""Ask for something to be measured in a home before it is ordered or fitted, or take that back before a crew was there.
Refuses a wish that says nothing, a home that is not theirs, somebody who has died, and a request that nobody is to
carry out any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from handrail.catalogue.queries import ProductRecord, products
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_line
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.queries.facts import AddressRow, PersonRow, person_of_order
from handrail.partners.queries import contract_data, depots, nearest_depot
from handrail.people.queries import hold_still
from handrail.usecases._placing import funding_frozen
from handrail.visits import actions
from handrail.visits.actions import measuring as measuring_actions
from handrail.visits.codes import TaskKind
from handrail.visits.queries.joining import joinable
from handrail.visits.queries.measuring import measuring_to_come
from handrail.visits.rules.measuring import (
    BY_APPOINTMENT,
    MeasuringReason,
    MeasuringWanted,
    funding_on,
    reasons_against_measuring,
    wanted_cleaned,
)
from handrail.visits.rules.requests import Asked, Wish, visits_for


@dataclass(frozen=True, slots=True)
class MeasuringAsked:
    """What is to be measured, by which visit, and by when. `joined`: the visit was to come already."""

    measuring_id: UUID
    visit_id: UUID
    number: int
    due_at: datetime | None
    joined: bool = False


@dataclass(frozen=True, slots=True)
class MeasuringWithdrawn:
    """The visit that lost it; one that is left with nothing to do is cancelled."""

    visit_id: UUID


@dataclass(frozen=True, slots=True)
class MeasuringToWithdraw:
    """What need not be measured any more, and why."""

    measuring_id: UUID
    reason: str = ""


@use_case(Event.MEASURING_ASKED, needs=Permission.ASK_FOR_VISIT)
def ask_for_measuring(change: Change, *, request: MeasuringWanted) -> MeasuringAsked:
    """Ask for a measuring. Raises `Refused` with every reason, NOT_FOUND."""
    wanted = wanted_cleaned(request)
    there = joinable(change.scope, {wanted.person_id})
    hold_still(change.scope, [wanted.person_id])
    person, address, product = _found(change, wanted)
    measuring_id = change.new_id()
    funding = funding_frozen(funding_on(person.funding, change.at.today), person)
    measuring_actions.ask(
        measuring_id, wanted, scope=change.scope, at=change.at, funding=funding,
        product=(product.id, product.facts.name) if product else None,
    )  # fmt: skip
    wish = _wish(change, wanted, address, measuring_id)
    asked = Asked(wanted.asked_by, change.scope.user_id, change.at.happened_at, wanted.note)
    plan = visits_for([wish], asked=asked, new_id=change.new_id, open_visits=there)
    new = actions.open_visits(plan.new, contract_id=change.scope.contract_id) if plan.new else {}
    actions.join_visits(plan.joins, contract_id=change.scope.contract_id)
    (visit_id,) = plan.visit_ids
    change.touched("measuring", measuring_id, wanted.person_id)
    change.touched("visit", visit_id, wanted.person_id)
    numbers = {visit.id: visit.number for visit in there} | new
    return MeasuringAsked(measuring_id, visit_id, numbers[visit_id], wish.due_at, visit_id not in new)


@use_case(Event.MEASURING_WITHDRAWN, needs=Permission.ASK_FOR_VISIT)
def withdraw_measuring(change: Change, *, request: MeasuringToWithdraw) -> MeasuringWithdrawn:
    """It need not be measured. Raises `Refused`: a crew was there, or nobody is to come."""
    coming = measuring_to_come(change.scope, request.measuring_id)
    reason = clean_line(request.reason) or "NOT_NEEDED"
    # Whoever waited for the visit still sees the task as it was before: the striking out itself says whether it stood.
    if coming is None or not actions.cancel_tasks(task_ids=[coming.task_id], reason=reason):
        raise refuse(MeasuringReason.NOTHING_TO_COME, "measuring_id")
    change.touched("measuring", coming.id, coming.person_id)
    change.touched("visit", coming.visit_id, coming.person_id)
    return MeasuringWithdrawn(coming.visit_id)


def _found(change: Change, wanted: MeasuringWanted) -> tuple[PersonRow, AddressRow, ProductRecord | None]:
    """The person, the home and the product of a wish; all that stands against it is said at once."""
    since = change.at.happened_at - timedelta(days=1)
    person = person_of_order(change.scope, wanted.person_id, address_id=wanted.address_id, since=since)
    if person is None:
        raise refuse(CallReason.NOT_FOUND, "person_id")
    product = products(change.scope, codes=[wanted.product_code]).get(wanted.product_code)
    reasons = tuple(
        reasons_against_measuring(
            wanted,
            address=person.address.facts if person.address else None,
            died_on=person.died_on,
            joined_into=person.joined_into,
            product_there=product is not None,
            today=change.at.today,
        )
    )
    if reasons or person.address is None:
        raise Refused(reasons)
    return person, person.address, product


def _wish(change: Change, wanted: MeasuringWanted, address: AddressRow, measuring_id: UUID) -> Wish:
    """By appointment, where the contract promises that; else nothing is promised."""
    data = contract_data(change.scope.contract_id, change.at.today)
    speed = data.speeds.get(BY_APPOINTMENT)
    depot = nearest_depot(depots(change.scope.contract_id), address.easting, address.northing)
    return Wish(
        kind=TaskKind.MEASURE,
        person_id=wanted.person_id,
        address_id=wanted.address_id,
        depot_id=depot.id,
        product_id=None,
        due_at=data.due(speed.code, change.at.happened_at, change.at.today) if speed else None,
        speed_code=speed.code if speed else "",
        crew=address.facts.crew_at_least,
        measuring_id=measuring_id,
    )

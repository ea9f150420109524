"""Moves a person's home: the address with its days, the loans with their things, the orders and visits to come.
Refuses nothing but an impossible or unknown postcode."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from handrail.identity.calls import Change
from handrail.loans import actions as loan_actions
from handrail.orders import actions as order_actions
from handrail.orders.queries import LineRow
from handrail.partners.queries import depots, nearest_depot
from handrail.people import actions, queries
from handrail.people.plans import NewAddress
from handrail.people.queries import PersonFile
from handrail.people.rules.finding import with_texts
from handrail.people.rules.records import AddressDetails, PlacedAddress, person_search_text, placed
from handrail.stock import actions as stock_actions
from handrail.stock.plans import CountedMove
from handrail.stock.states import AssetState
from handrail.visits import actions as visit_actions
from handrail.visits.queries.life import LoanNow, VisitNow


@dataclass(frozen=True, slots=True)
class Moved:
    """The move as written. `inside`: the new home is in the county; `details` are what was so before."""

    old_id: UUID | None
    new_id: UUID
    place: PlacedAddress
    inside: bool
    loan_ids: tuple[UUID, ...]
    details: dict[str, object] = field(default_factory=dict)

    def send_to_new_home(
        self, change: Change, lines: Sequence[LineRow], visits: Sequence[VisitNow], free: Collection[UUID]
    ) -> None:
        """What was to come to the old home comes to the new one, from the depot that is nearest to it."""
        orders = {line.order_id for line in lines if line.address_id == self.old_id}
        order_actions.change_heads(orders, address_id=self.new_id)
        waiting = [visit for visit in visits if visit.address_id == self.old_id and visit.id in free]
        there = [visit.id for visit in waiting if self._goes(visit)]
        depot = nearest_depot(depots(change.scope.contract_id), self.place.easting, self.place.northing)
        if there:
            visit_actions.note_visits(there, address_id=self.new_id, depot_id=depot.id)
        self.details["orders"] = sorted(map(str, orders))
        self.details["visits_moved"] = sorted(map(str, there))

    def _goes(self, visit: VisitNow) -> bool:
        """Whether a visit is about something at the new home: what is fetched from the old one stays there."""
        return any(task.line_id or task.loan_id in self.loan_ids for task in visit.tasks)


def move_home(
    change: Change, file: PersonFile, details: AddressDetails, *, on: date, loans: Sequence[LoanNow]
) -> Moved:
    """End the old home on that day, begin the new one, and take these loans along if it is inside the county."""
    where = placed(details)
    old, new_id = file.home, change.new_id()
    if old:
        actions.set_home(old.id, is_home=True, until_on=max(on, old.from_on))
    actions.add_addresses(change.scope, [NewAddress(new_id, file.person.id, where, True, on)])
    stock_actions.make_home_places([(new_id, file.person.id, change.scope.contract_id)])
    own = person_search_text(file.person.details, where.postcode)
    actions.set_search_text({file.person.id: with_texts(own, queries.texts_of_joined(change.scope, [file.person.id]))})
    inside = queries.county_of(change.scope).holds(where.district_code)
    along = [loan for loan in loans if inside and old and loan.address_id == old.id]
    take_along(change, along, to_id=new_id)
    kept = {"old_home": str(old.id) if old else "", "new_home": str(new_id), "loans": [str(loan.id) for loan in along]}
    return Moved(old.id if old else None, new_id, where, inside, tuple(loan.id for loan in along), dict(kept))


def take_along(change: Change, loans: Sequence[LoanNow], *, to_id: UUID) -> None:
    """The things are at another home of the person now: loans, assets and counted stock together."""
    loan_actions.lend_at([loan.id for loan in loans], address_id=to_id)
    stock_actions.set_asset_columns([(loan.asset_id, {"place_id": to_id}) for loan in loans if loan.asset_id])
    stock_actions.move_counted(
        [
            CountedMove(
                id=change.new_id(),
                product_id=loan.product_id,
                lot=loan.lot,
                quantity=loan.quantity,
                from_place=loan.address_id,
                from_condition=AssetState.ON_LOAN,
                to_place=to_id,
                to_condition=AssetState.ON_LOAN,
                reason="moved",
            )
            for loan in loans
            if loan.asset_id is None and loan.quantity
        ]
    )
    for loan in loans:
        change.touched("loan", loan.id, loan.person_id)

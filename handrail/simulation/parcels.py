"""What goes by post in a parish: now and then small things that were given for good, as long as nobody goes there for
something else. Refuses nothing; its chance is its own: the rest of the walk stays as it is, but for what it sends."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from handrail.identity.calls import reading
from handrail.partners.queries import contract_data
from handrail.simulation.fleet import MAIN, Team
from handrail.simulation.look import Stop, open_visits, stops_of
from handrail.simulation.supply import KEPT, Supply, Trip
from handrail.simulation.world import World, clock
from handrail.stock.codes import CameBack
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.close_run import CloseWanted, close_run
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.edit_partners import VanShape, keep_van
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.unload_run import Unloading, unload_run
from handrail.visits.queries.on_van import left_on_van
from handrail.visits.queries.parcels import parcels_of
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.by_post import may_all_go
from handrail.visits.rules.report import DoorReport, HandedOver
from handrail.visits.rules.unloading import SaidOfThing

NAME, CARRIER, KILOGRAMS, LITRES = "By post", "Carrier", 200, 500
# Of what may be sent so many are, and at most so many in a day.
SENDS, MOST = 0.8, 2
LOOKED_AHEAD = timedelta(days=21)
COMES_AFTER = timedelta(days=2)


class Parcels:
    """The desk that sees what may go by post, and the depot that hands it over."""

    def __init__(self, world: World, supply: Supply) -> None:
        self.world = world
        self.supply = supply
        self._chance = world.chance("parcels")
        self._depot_id = supply.depot_id(MAIN)

    def begin(self, first_day: date, until: date) -> None:
        """The post is kept like a van; what goes with it is looked for in the afternoon."""
        self.world.then(clock(first_day, 8, 5), self._keep_post)
        day = self.world.next_day(first_day)
        while day < until:
            self.world.then(clock(day, 15, 10), partial(self._pack, self.world.next_day(day)))
            day = self.world.next_day(day)

    def _keep_post(self) -> None:
        shape = VanShape(self._depot_id, NAME, CARRIER, KILOGRAMS, LITRES, by_post=True)
        self._post_id = keep_van(self.world.call("admin"), request=shape)

    def _pack(self, day: date) -> None:
        """Book what may go onto the post's run of a day."""
        small = self._small()
        if not small:
            return
        run_id = make_run(self.world.call("desk"), request=RunWanted(self._depot_id, self._post_id, day)).run_id
        slots = tuple(Booking(one.id, clock(day, 8), clock(day, 18), told=True, in_hospital=True) for one in small)
        book_visits(self.world.call("desk"), request=Bookings(slots, run_id))
        trip = Trip(MAIN, Team(NAME, ""), run_id, day, list(small))
        self.world.then(clock(day, 9, 15), partial(self._send, trip))

    def _small(self) -> Sequence[Stop]:
        """What may go in a parcel, is kept already, and is to come with nothing else."""
        scope = self.world.scope("desk")
        found = open_visits(scope, [self._depot_id], until=self.world.now + LOOKED_AHEAD)
        kept = [one for one in found if one.state == "UNBOOKED" and all(task.line_state in KEPT for task in one.tasks)]
        with reading(scope):
            under = contract_data(scope.contract_id, self.world.today).terms.parcel_under_grams
            parcels = parcels_of(scope, [one.id for one in kept])
        may = {one.visit_id for one in parcels if may_all_go([one], under_grams=under)}
        return [one for one in kept if one.id in may and self._chance.random() < SENDS][:MOST]

    def _send(self, trip: Trip) -> None:
        """Hand it to the carrier, as far as it is still to come."""
        if not self._to_come(trip):
            return
        self.supply.load(trip)
        release_run(self.world.call("desk"), request=ReleaseWanted(trip.run_id, without_stock=True))
        comes = self.world.working_moment(self.world.now + COMES_AFTER)
        self.world.then(comes, partial(self._came, trip))

    def _to_come(self, trip: Trip) -> list[Stop]:
        there = stops_of(self.world.scope("desk"), [one.id for one in trip.stops])
        return [one for one in there if one.run_id == trip.run_id and one.state in {"PLANNED", "RELEASED"}]

    def _came(self, trip: Trip) -> None:
        """The desk reads in the carrier's tracking that all of it came; what was not to come any more is taken in."""
        for stop in self._to_come(trip):
            there = tuple(
                HandedOver(line_id=task.line_id, quantity=task.quantity)
                for task in stop.tasks
                if task.line_state == "LOADED"
            )
            report = DoorReport(stop.id, handed_over=there)
            complete_visit(self.world.call("desk", late=timedelta(hours=2)), request=report)
        scope = self.world.scope(MAIN.keeper)
        with reading(scope):
            left = left_on_van(scope, trip.run_id, lock=False)
        if left:
            said = tuple(SaidOfThing(row.line_id, CameBack.FIT, row.asset_id, row.lot) for row in left)
            back = Unloading(trip.run_id, self._depot_id, reason="It is not to come any more", said=said)
            unload_run(self.world.call(MAIN.keeper), request=back)
        close_run(self.world.call("desk"), request=CloseWanted(trip.run_id))

"""What happens to people, whatever they have on loan: they die, go into hospital, move; orders are changed or dropped.
Refuses nothing; each event is recorded once, and the service stops or moves what depends on it."""

from collections.abc import Sequence
from datetime import timedelta
from math import log
from uuid import UUID

from handrail.identity.calls import reading
from handrail.orders.states import AMENDABLE, CANCELLABLE
from handrail.people import queries
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import AddressDetails
from handrail.people.states import LifeEventKind, PersonReason
from handrail.simulation.aftercare import Aftercare
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.look import line_states
from handrail.simulation.people_made import STREETS, homes
from handrail.simulation.world import World, told
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.record_life_event import record_life_event
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import AskedFor, Asking

# Shares of a day, of those who have something on loan.
DIES, GOES_IN, MOVES = 0.0008, 0.0010, 0.0004
FRAIL_DAYS = 22
WHY_DROPPED = ("no_longer_needed", "person_declined", "bought_own", "need_changed", "duplicate")
NOTES = ("Please ring the daughter first", "Side door, not the front", "Bring it up to the first floor")


class Lives:
    """Chance at work among the people of a parish."""

    def __init__(self, world: World, community: Community, aftercare: Aftercare) -> None:
        self.world = world
        self.community = community
        self.aftercare = aftercare
        self._chance = world.chance("lives")

    def day(self) -> None:
        """What the day brings to those who have something on loan."""
        for person in self.community.people:
            throw = self._chance.random()
            if person.gone or not person.things or throw > DIES + GOES_IN + MOVES:
                continue
            if throw < DIES:
                self._dies(person)
            elif throw < DIES + GOES_IN:
                self._goes_in(person)
            else:
                self._moves(person)

    def ordered(self, person: Neighbour, frail: bool, done: OrderPlaced, by: str) -> None:
        """After an order: someone at the end of life dies; a few orders are dropped or changed."""
        if frail and not person.frail:
            person.frail = True
            days = -log(1 - self._chance.random()) * FRAIL_DAYS
            at = self.world.now + timedelta(days=max(days, 2))
            self.world.then(self.world.working_moment(at), lambda: self._dies(person))
        throw = self._chance.random()
        at = self.world.working_moment(self.world.now + timedelta(hours=self._chance.uniform(2, 40)))
        lines = tuple(line.line_id for line in done.lines)
        if throw < 0.03:
            self.world.then(at, lambda: self._drop(person, lines, by))
        elif throw < 0.06:
            self.world.then(at, lambda: self._change(person, done.order_id, lines, by))

    def _drop(self, person: Neighbour, lines: Sequence[UUID], by: str) -> None:
        """What has not come yet is not wanted any more."""
        states = line_states(self.world.scope("desk"), lines)
        left = tuple(line for line in lines if states[line] in CANCELLABLE)
        if left and not person.gone:
            request = LinesToCancel(left, self._chance.choice(WHY_DROPPED))
            cancel_lines(self.world.call(by), request=request)

    def _change(self, person: Neighbour, order_id: UUID, lines: Sequence[UUID], by: str) -> None:
        states = line_states(self.world.scope("desk"), lines)
        if person.gone or not set(states.values()) <= AMENDABLE:
            return
        change = OrderAmendment(order_id, 1, "The family called", note=self._chance.choice(NOTES))
        amend_order(self.world.call(by), request=change)

    def _dies(self, person: Neighbour) -> None:
        if person.gone:
            return
        person.gone = True
        day = self.world.today - timedelta(days=self._chance.randint(0, 2))
        event = LifeEventWanted(person.person_id, LifeEventKind.DEATH, day, told_by="daughter")
        record_life_event(self.world.call("desk"), request=event)
        if person.things and self._chance.random() < 0.85:
            at = self.world.now + timedelta(days=self._chance.uniform(9, 20))
            self.world.then(self.world.working_moment(at), lambda: self._collect_after_death(person))

    def _collect_after_death(self, person: Neighbour) -> None:
        """At the family's pace: the desk rings, and a day is agreed."""
        scope = self.world.scope("desk")
        with reading(scope):
            open_ones = queries.follow_ups(scope, person_ids=[person.person_id])
        settled: dict[str, str | UUID] = {}
        if open_ones:
            settled = {"follow_up_id": open_ones[0].id, "follow_up_outcome": "AGREED"}
        detail = "We would be glad if it could be fetched"
        self.aftercare.log(person, AskedBy.CARER, "LIFE_EVENT", detail, "Day agreed with the family", **settled)
        lent = tuple(loan for loan, code in person.things.items() if self.aftercare.is_fetched(code))
        if lent:
            self.aftercare.ask(
                "desk", Asking(AskedFor.COLLECTION, lent, AskedBy.DEATH, reason="died", still_comes=True)
            )

    def _goes_in(self, person: Neighbour) -> None:
        today = self.world.today
        back = today + timedelta(days=self._chance.randint(4, 20))
        event = LifeEventWanted(
            person.person_id, LifeEventKind.ADMISSION, today, told_by="ward", home_again_on=back,
        )  # fmt: skip
        with told(PersonReason.LATER_EVENT):
            record_life_event(self.world.call("desk"), request=event)

    def _moves(self, person: Neighbour) -> None:
        home = AddressDetails(
            lines=f"{self._chance.randint(1, 140)} {self._chance.choice(STREETS)}",
            postcode=self._chance.choice(homes(wide=False)),
            accommodation_kind="with_family",
        )
        event = LifeEventWanted(person.person_id, LifeEventKind.MOVE, self.world.today, told_by="son", new_home=home)
        with told(PersonReason.LATER_EVENT):
            record_life_event(self.world.call("desk"), request=event)
            person.address_id = self._home_of(person)

    def _home_of(self, person: Neighbour) -> UUID:
        scope = self.world.scope("desk")
        with reading(scope):
            home = queries.person_file(scope, person.person_id, on=self.world.today).home
        return home.id if home else person.address_id

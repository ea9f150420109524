"""What is measured in a parish before it is ordered: stairs that a crew measured, and others that wait for one.
Refuses to write a row itself. Nothing is asked for where nobody is at home who has something already."""

from datetime import date, timedelta
from functools import partial

from handrail.identity.calls import reading
from handrail.people.queries import person_file
from handrail.simulation.community import Community
from handrail.simulation.world import World, clock
from handrail.usecases.ask_for_measuring import ask_for_measuring
from handrail.visits.codes import AskedBy
from handrail.visits.rules.measuring import MeasuringWanted

ASKS = "therapist"
# Days before the end of the history: by appointment somebody comes within three weeks.
DONE_BEGAN, WAITING_BEGAN = 26, 4
WORDS = ("Stairs, both sides", "Front steps, for a second rail")


class Measuring:
    """The therapist who asks. The crews see to it like to any visit."""

    def __init__(self, world: World, community: Community) -> None:
        self.world = world
        self.community = community
        self._chance = world.chance("measuring")

    def begin(self, first_day: date, until: date) -> None:
        """Put both into the world, where the history is long enough."""
        for before, words in zip((DONE_BEGAN, WAITING_BEGAN), WORDS, strict=True):
            day = self.world.next_day(until - timedelta(days=before))
            if day > first_day:
                self.world.then(clock(day, 11, 35), partial(self._ask, words))

    def _ask(self, words: str) -> None:
        """For somebody whom the therapist's council serves."""
        scope = self.world.scope(ASKS)
        known = [one for one in self.community.people if one.things and scope.partner_id in one.partners]
        there = [one for one in known if not (one.child or one.gone or one.frail)]
        if not there:
            return
        person = self._chance.choice(there)
        with reading(scope):
            home = person_file(scope, person.person_id, on=self.world.today).lives_at
        if home is None:
            return
        wanted = MeasuringWanted(person.person_id, home.id, AskedBy.PRESCRIBER, words=words, suits="Weekday mornings")
        ask_for_measuring(self.world.call(ASKS), request=wanted)

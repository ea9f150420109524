"""What the catalogue of a parish does not have: one special that was bought and brought, and one that waits for quotes.
Refuses to write a row itself. A person who has died or moved meanwhile gets nothing bought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from handrail.core.calendars import working_day_from
from handrail.identity.calls import reading
from handrail.orders.rules.facts import Funding
from handrail.simulation.answers import SPECIALS_ARE_LIKE
from handrail.simulation.community import Community, Neighbour
from handrail.simulation.ordering import Ordering
from handrail.simulation.world import World, clock
from handrail.specials.queries.shown import shown_special
from handrail.specials.rules.asking import Asked
from handrail.specials.rules.quoting import Limits, Quote
from handrail.specials.rules.searching import Search
from handrail.specials.states import SpecialState
from handrail.usecases.buy_special import buy_special
from handrail.usecases.keep_specials import SpecialSearched, SpecialToAsk, ask_special, search_special
from handrail.usecases.quote_special import QuoteToChoose, SpecialQuoted, choose_quote, quote_special

ASKS, KIND = "therapist", "beds"
LEAD_DAYS = 9
QUOTES = (
    Quote("Ashwell Bespoke Beds", 185_000, LEAD_DAYS, "Carriage paid"),
    Quote("Fenland Special Equipment", 198_000, 14),
    Quote("Mobility Makers of Ely", 214_500, 10, "Two years of spare parts"),
)
ELSEWHERE = "Southmoor and the hospital's loan store: neither has one"
# Days before the end of the history.
BOUGHT_BEGAN, WAITING_BEGAN = 31, 7


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody asks for, and why what lies in the stores does not do."""

    need: str
    measures: str
    why: str
    does_not_do: str


NARROW = Need(
    "A profiling bed 75 cm wide, to stand in the alcove of the only room downstairs",
    "Alcove 78 cm wide, 215 cm long",
    "All beds of the catalogue are 90 cm wide or more",
    "It is too wide for the alcove",
)
LOW = Need(
    "A bed that lowers to the floor and has padded sides all round, for seizures at night",
    "Room 3.1 by 2.8 metres",
    "No bed of the catalogue has sides all round",
    "It has no sides all round",
)


class Specials:
    """The therapist who asks, and the desk that looks and collects quotes. `learn` is called when the catalogue has
    one more product, `take_in` when it comes to the store."""

    def __init__(
        self,
        world: World,
        community: Community,
        ordering: Ordering,
        *,
        learn: Callable[[], None],
        take_in: Callable[[str], None],
    ) -> None:
        self.world = world
        self.community = community
        self.ordering = ordering
        self.learn = learn
        self.take_in = take_in

    def begin(self, first_day: date, until: date) -> None:
        """Put both into the world, where the history is long enough."""
        for before, need, goes_on in ((BOUGHT_BEGAN, NARROW, self._quoted), (WAITING_BEGAN, LOW, self._first_quote)):
            day = self.world.next_day(until - timedelta(days=before))
            if day > first_day:
                self.world.then(clock(day, 11, 25), partial(self._ask, need, goes_on))

    def _ask(self, need: Need, goes_on: Callable[[Neighbour, UUID], None]) -> None:
        """For somebody whom the therapist's council serves and who has something of the service already."""
        scope = self.world.scope(ASKS)
        known = (one for one in self.community.people if one.things and scope.partner_id in one.partners)
        person = next((one for one in known if not (one.child or one.gone or one.frail)), None)
        if person is None:
            return
        wanted_by = self.world.today + timedelta(days=21)
        asked = Asked(KIND, need.need, need.why, Funding(scope.partner_id), need.measures, wanted_by)
        special_id = ask_special(self.world.call(ASKS), request=SpecialToAsk(person.person_id, asked))
        self._next_day(person, 9, 45, partial(self._look, person, special_id, need, goes_on))

    def _next_day(self, person: Neighbour, hour: int, minute: int, deed: Callable[[], None]) -> None:
        """On the next working day, unless the person is gone by then."""
        day = self.world.next_day(self.world.today)
        self.world.then(clock(day, hour, minute), lambda: None if person.gone else deed())

    def _look(
        self, person: Neighbour, special_id: UUID, need: Need, goes_on: Callable[[Neighbour, UUID], None]
    ) -> None:
        """Nothing of what lies in the stores does."""
        looked = Search({}, "", ELSEWHERE, need.does_not_do)
        search_special(self.world.call("desk"), request=SpecialSearched(special_id, looked))
        self._next_day(person, 15, 5, partial(goes_on, person, special_id))

    def _keep(self, special_id: UUID, quotes: Sequence[Quote]) -> list[UUID]:
        call = self.world.call
        return [quote_special(call("desk"), request=SpecialQuoted(special_id, one)) for one in quotes]

    def _first_quote(self, _person: Neighbour, special_id: UUID) -> None:
        """At this price the contract wants two more."""
        self._keep(special_id, QUOTES[2:])

    def _quoted(self, person: Neighbour, special_id: UUID) -> None:
        cheapest, *_ = self._keep(special_id, QUOTES)
        chosen = QuoteToChoose(special_id, cheapest, "Profiling bed, 75 cm wide", SPECIALS_ARE_LIKE, limits=Limits(165))
        code = choose_quote(self.world.call("desk"), request=chosen)
        self.learn()
        self._next_day(person, 10, 40, partial(self._order, person, special_id, code))

    def _order(self, person: Neighbour, special_id: UUID, code: str) -> None:
        """For the first working day after the supplier's days."""
        calendar = self.world.calendars["working_days"]
        comes = working_day_from(self.world.today + timedelta(days=LEAD_DAYS + 1), calendar)
        if self.ordering.order_special(person, code, comes, ASKS):
            self._next_day(person, 16, 10, partial(self._buy, special_id, code))

    def _buy(self, special_id: UUID, code: str) -> None:
        scope = self.world.scope("desk")
        with reading(scope):
            special = shown_special(scope, special_id)
        if special is None or special.state is not SpecialState.APPROVED:
            return
        buy_special(self.world.call("desk"), request=special_id)
        day = working_day_from(self.world.today + timedelta(days=LEAD_DAYS - 4), self.world.calendars["working_days"])
        self.world.then(clock(day, 9, 15), partial(self.take_in, code))

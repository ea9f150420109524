"""A safety alert in a parish: one lot of something that is fitted in a few homes is recalled. They are told, some only
when they are tried again; a crew makes it safe or takes it down, and who pays decides that its maker is the cause.
Refuses nothing where no such lot is fitted; its chance is its own."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from handrail.identity.calls import reading
from handrail.loans.states import StillUsed, ToldHow
from handrail.simulation.look import lots_fitted
from handrail.simulation.world import World, clock
from handrail.stock.codes import RecallCause
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.collect_recalled import RecallToCollect, collect_recalled
from handrail.usecases.keep_recall_cause import CauseToSay, decide_recall_cause
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.tell_of_recall import ToTellOfRecall, tell_of_recall
from handrail.visits.queries.lists import Wanted
from handrail.visits.queries.recall_told import ThingToTell, ToldPart, things_to_tell

# Days before the end of the history; how many do not answer at first.
BEGAN, AWAY = 14, 0.3
WHY = "The fixings of this lot may come loose"
SAID = "Do not use it. Somebody comes and makes it safe, or takes it down"
MADE_BY = "The notice names the maker: every supplier had this lot"


class Recalls:
    """The depot that recalls, the desk that tells and asks back, and the pool manager."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._chance = world.chance("recalls")

    def begin(self, first_day: date, until: date) -> None:
        """Put it into the world, where the history is long enough for something to be fitted."""
        day = self.world.next_day(until - timedelta(days=BEGAN))
        if day > first_day + timedelta(days=BEGAN):
            self.world.then(clock(day, 10, 20), self._recall)

    def _recall(self) -> None:
        lots = lots_fitted(self.world.scope("desk"))
        if not lots:
            return
        code, lot = self._chance.choice(lots)
        reference = f"NatPSA/{self.world.today.year}/003"
        wanted = ToRecall(code, reference, WHY, lot, cause=RecallCause.NEITHER)
        recall_id = recall_stock(self.world.call("depot"), request=wanted).recall_id
        again = self.world.next_day(self.world.today)
        self.world.then(clock(self.world.today, 11), partial(self._ask_back, recall_id))
        self.world.then(clock(self.world.today, 14, 10), partial(self._tell, recall_id, away=AWAY))
        self.world.then(clock(again, 10, 40), partial(self._tell, recall_id, away=0))
        self.world.then(clock(again, 15, 20), partial(self._decide, recall_id))

    def _ask_back(self, recall_id: UUID) -> None:
        collect_recalled(self.world.call("desk"), request=RecallToCollect(recall_id))

    def _tell(self, recall_id: UUID, *, away: float) -> None:
        """Ring whoever was not told yet."""
        for thing in self._not_told(recall_id):
            reached = self._chance.random() >= away
            call = ToTellOfRecall(
                recall_id, (thing.thing_id,), ToldHow.PHONE, reached, SAID if reached else "",
                StillUsed.STOPPED if reached and self._chance.random() < 0.7 else StillUsed.NOT_SAID,
            )  # fmt: skip
            tell_of_recall(self.world.call("desk"), request=call)

    def _not_told(self, recall_id: UUID) -> tuple[ThingToTell, ...]:
        scope = self.world.scope("desk")
        with reading(scope):
            recall = recall_row(scope, recall_id)
            wanted = Wanted(self.world.now, "told", limit=100)
            return things_to_tell(scope, wanted, recall, ToldPart.NOT_TOLD)[0] if recall else ()

    def _decide(self, recall_id: UUID) -> None:
        decided = CauseToSay(recall_id, RecallCause.NEITHER, MADE_BY)
        decide_recall_cause(self.world.call("money"), request=decided)

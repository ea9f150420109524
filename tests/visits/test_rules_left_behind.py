"""Two loans of one counted product: what comes along is never of the loan that the crew left where it is."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.loans.states import LoanState
from handrail.stock.states import AssetState
from handrail.visits.codes import Outcome, TaskKind
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_facts import CellFact, DoorFacts, LoanFact, ProductFact, TaskFact, VisitFact
from handrail.visits.rules.report import DoorReport, LeftUndone, TakenAway
from handrail.visits.states import VisitState

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
VISIT, PERSON, HOME, DEPOT, VAN, FRAME, FIRST, SECOND = (UUID(int=number) for number in range(1, 9))
TASKS = {FIRST: UUID(int=11), SECOND: UUID(int=12)}


def facts() -> DoorFacts:
    """A visit that is to fetch two frames, each on a loan of its own."""
    frame = ProductFact(FRAME, "WLK-031", "Walking frame", Tracking.COUNTED, SupplyRoute.LOAN, 2_000, 1, 0)
    return DoorFacts(
        visit=VisitFact(
            VISIT, 1, PERSON, HOME, DEPOT, VisitState.ARRIVED, None, "", VAN, None, None, NOW, NOW, "collect_5d"
        ),
        tasks=tuple(
            TaskFact(task, TaskKind.COLLECT, Outcome.OPEN, 1, FRAME, loan_id=loan) for loan, task in TASKS.items()
        ),
        loans={loan: LoanFact(loan, PERSON, HOME, LoanState.RETURN_REQUESTED, FRAME, 1, 0) for loan in (FIRST, SECOND)},
        products={FRAME: frame},
        cells=(CellFact(FRAME, "", HOME, AssetState.ON_LOAN, 2),),
    )


def test_the_loan_that_stays_is_kept_and_the_other_ends() -> None:
    ids = count(100)
    for stays, goes in ((FIRST, SECOND), (SECOND, FIRST)):
        report = DoorReport(
            VISIT,
            taken_away=(TakenAway(loan_id=goes),),
            undone=(LeftUndone(TASKS[stays], Outcome.STILL_NEEDED, "still_in_use"),),
        )
        book = settle_door(report, facts(), at=NOW, day=date(2026, 3, 3), new_id=lambda: UUID(int=next(ids)))
        assert book.loans_returned == [goes]
        assert book.loans_kept == [stays]
        assert book.closes[TASKS[goes]].outcome is Outcome.DONE
        assert book.closes[TASKS[stays]].outcome is Outcome.STILL_NEEDED

"""The pool of Northdown: what its two partners agreed, what they pay in, and the meetings of those who govern it.
Refuses to write a row itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from handrail.identity.calls import reading
from handrail.ledger.queries.pool import contributions_of, pools, years_of
from handrail.ledger.rules.pool import Instalment, Uplift
from handrail.simulation.budgeting import set_budgets
from handrail.simulation.northdown import COUNCIL, NHS_BOARD, STARTS_ON
from handrail.simulation.pool_agreed import pays_in, terms_signed
from handrail.simulation.world import World, clock
from handrail.usecases.agree_contributions import YearAgreed, agree_contributions
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.close_month import MonthToClose, close_month
from handrail.usecases.keep_agreement import Variation, vary_agreement
from handrail.usecases.record_meeting import MeetingHeld, record_meeting
from handrail.usecases.record_receipt import (
    MoneyReceived,
    ReceiptCorrection,
    correct_receipt,
    record_receipt,
)

# The council pays each quarter, and in time; the board each month, and late.
COUNCIL_LATE, NHS_LATE = timedelta(days=-3), timedelta(days=24)
AGREED_BEFORE = timedelta(days=14)
CLOSED_AFTER = timedelta(days=72)
VARIED_ON = date(2026, 4, 1)
INFLATION = Uplift(31_000, "Consumer prices, 12 months to September of the year before")
DEMAND = Uplift(14_000, "More people aged 75 and over, by the county's projection")
DECIDED = (
    "Spending and forecast were looked at. Back orders of beds are the reason for what was not spent.",
    "The partners agreed to look at specials: their share of spending went up.",
    "Returns were looked at. Partners will ask their teams to name a review date on each order.",
    "The partners agreed next year's contributions, with the uplifts as recorded.",
)


class Pooling:
    """The pool manager's work: each deed on its day; what is over when the walk begins is recorded on its first day."""

    def __init__(self, world: World, population: int) -> None:
        self.world = world
        self._population = population
        self._council, self._board = (world.county.partner(name) for name in (COUNCIL, NHS_BOARD))
        scope = world.scope("money")
        with reading(scope):
            (self._pool,) = pools(scope)

    def begin(self, until: date) -> None:
        """Put everything up to a day into the world."""
        self._then(VARIED_ON, self._vary)
        self._charge_each_month(until)
        for year in range(STARTS_ON.year, until.year + 1):
            begins = date(year, 4, 1)
            # Agreed ahead: whoever looks on the first day of a year finds its budgets.
            agreed_on = begins - AGREED_BEFORE
            if begins > STARTS_ON:
                self._then(agreed_on, partial(self._agree, begins))
            self._then(agreed_on, partial(set_budgets, self.world, self._population, begins))
            self._then(begins, partial(self._expect, begins, until))
            for quarter, month in enumerate((1, 4, 7, 10)):
                if STARTS_ON < (held := date(year, month, 20)) < until:
                    self._then(held, partial(self._meet, held, DECIDED[quarter]))
        # After the receipts of what is over when the walk begins: no money is typed into a month that is closed.
        self._then(STARTS_ON, partial(self._close_books, until))

    def _charge_each_month(self, until: date) -> None:
        """The fixed fee, on the first of each month for the one before."""
        first = (self.world.now.date().replace(day=1) + timedelta(days=31)).replace(day=1)
        while first < until:
            self._then(first, self._charge_fee)
            first = (first + timedelta(days=31)).replace(day=1)

    def _charge_fee(self) -> None:
        charge_management_fee(self.world.call("system"))

    def _then(self, day: date, deed: Callable[[], None]) -> None:
        self.world.then(clock(day, 10, 5), deed)

    def _close_books(self, until: date) -> None:
        """Each month six weeks after its end, so that one is always left to be closed by hand."""
        month = STARTS_ON.replace(day=1)
        while (closes := self.world.next_day(month + CLOSED_AFTER)) < until:
            self._then(closes, partial(self._close, month))
            month = (month + timedelta(days=32)).replace(day=1)

    def _close(self, month: date) -> None:
        close_month(self.world.call("money"), request=MonthToClose(month))

    def _vary(self) -> None:
        terms = replace(
            terms_signed(self._council), agreed_on=date(2026, 3, 12), from_on=VARIED_ON, review_on=date(2027, 1, 15)
        )
        says = "The next review is in January 2027. The partners looked at the sharing of risk and left it as it is."
        vary_agreement(self.world.call("money"), request=Variation(self._pool.id, terms, says))

    def _agree(self, begins: date) -> None:
        """Both go up by the uplifts of the year, on what they paid the year before."""
        before = self._contributions(date(begins.year - 1, 4, 1))
        pays = pays_in(self._council, self._board, begins.year, (before[self._council][0], before[self._board][0]))
        request = YearAgreed(self._pool.id, begins, pays, INFLATION, DEMAND)
        agree_contributions(self.world.call("money"), request=request)

    def _contributions(self, begins: date) -> dict[UUID, tuple[int, tuple[Instalment, ...]]]:
        scope = self.world.scope("money")
        with reading(scope):
            year = next(one for one in years_of(scope, self._pool.id) if one.from_on == begins)
            return {one.partner_id: (one.amount.pence, one.instalments) for one in contributions_of(scope, year.id)}

    def _expect(self, begins: date, until: date) -> None:
        for partner, (_, due) in self._contributions(begins).items():
            late = COUNCIL_LATE if partner == self._council else NHS_LATE
            for number, one in enumerate(due, 1):
                comes = self.world.next_day(max(one.due_on + late, STARTS_ON))
                if comes < until:
                    self._then(comes, partial(self._receive, begins, one, number, comes))

    def _receive(self, begins: date, one: Instalment, number: int, on: date) -> None:
        """The board's third payment of the first year is typed wrong, and put right at once."""
        council = one.partner_id == self._council
        wrong = not council and begins == STARTS_ON and number == 3
        reference = f"{'NCC' if council else 'NNB'} {begins:%y}/{number:02}"
        pence = one.pence * 10 if wrong else one.pence
        request = MoneyReceived(self._pool.id, one.partner_id, begins, on, pence, reference)
        receipt_id = record_receipt(self.world.call("money"), request=request)
        if wrong:
            mended = ReceiptCorrection(receipt_id, one.pence, "A nought too many was typed")
            correct_receipt(self.world.call("money"), request=mended)

    def _meet(self, held: date, decided: str) -> None:
        request = MeetingHeld(self._pool.id, held, decided, (held + timedelta(days=100)).replace(day=20))
        record_meeting(self.world.call("money"), request=request)

"""The whole cycle walked at random by several actors; after each step the promises are asked of the database.

A refusal is a fair answer to a random wish; any other error, and any promise that breaks, fails the test."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from handrail.core.clock import now
from handrail.core.ids import seeded_ids
from handrail.core.moment import LONDON, now_is
from handrail.core.refusal import Refused
from handrail.identity.calls import Call, reading
from handrail.ledger.rules.vat import VatTerm
from handrail.loans.models import Loan, LoanHistory
from handrail.orders.models import LineHistory, OrderLine, Release
from handrail.simulation.set_up import County
from handrail.stock.codes import InspectionVerdict
from handrail.stock.models import Asset, AssetMove, Discrepancy
from handrail.usecases.allocate_lines import LineWanted, Wanted, allocate_lines
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.complete_visit import complete_visit
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.inspect import Inspected, inspect
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.place_order import place_order
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.release_allocations import LetGo, release_allocations
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.repair import Repaired, repair
from handrail.usecases.request_visit import request_visit
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from handrail.visits.codes import AskedBy, Outcome
from handrail.visits.models import Run, Visit, VisitTask
from handrail.visits.rules.asking import AskedFor, Asking
from handrail.visits.rules.booking import Booking
from handrail.visits.rules.report import DoorReport, HandedOver, LeftUndone, TakenAway
from tests.ordering import Someone, lines, someone, with_reasons
from tests.promises import broken_in
from tests.situations import northdown
from tests.stock_situations import NOTHING_KNOWN, inspected, main_depot, scans
from tests.usecases.terms import with_vat_before

CODES = ("BED-010", "MAT-012", "TOI-030", "HST-010", "WLK-011")
SERIALISED = ("BED-010", "MAT-012", "HST-010")
ACTORS = {"order": ("nurse", "therapist", "senior"), "release": ("adviser", "manager", "leadnurse")}
pick = st.integers(0, 50)


class LoanCycle(RuleBasedStateMachine):
    """Prescribers, authorisers, the depot, drivers and the desk, each wishing something in turn."""

    county: ClassVar[County]
    people: ClassVar[list[Someone]]
    seen: ClassVar[set[tuple[str, str | None, str]]] = set()

    def __init__(self) -> None:
        super().__init__()
        # Each walk starts from the same morning: what it does is undone when it ends.
        self.morning = transaction.savepoint_create()
        self.at: datetime = now()
        # The same walk makes the same ids, so that "the third line" is the same line when it is walked again.
        self.new_id = seeded_ids(Random(7), lambda: self.at)
        self.last: tuple[Callable[..., Any], Call, Any, Any] | None = None

    def teardown(self) -> None:
        LoanCycle.seen |= self.steps()
        transaction.savepoint_rollback(self.morning)

    def steps(self) -> set[tuple[str, str | None, str]]:
        """The steps of things, lines and loans that this walk took."""
        kinds = {"asset": AssetMove, "line": LineHistory, "loan": LoanHistory}
        return {(kind, h.from_state, h.to_state) for kind, model in kinds.items() for h in self.rows(model)}

    # What is tried, and what is looked at

    def wish(self, by: str, use_case: Callable[..., Any], request: Any) -> Any:
        """Try a use case as someone; None when it is refused."""
        call = Call(self.county.scopes[by], now_is(self.at), str(self.new_id()), new_id=self.new_id)
        try:
            answer = use_case(call, request=request)
        except Refused:
            return None
        self.last = (use_case, call, request, answer)
        return answer

    def rows(self, model: Any, **filters: Any) -> list[Any]:
        """Rows as the desk sees them, in a steady order."""
        with reading(self.county.scopes["desk"]):
            return list(model.objects.filter(**filters).order_by("pk"))

    def one(self, choice: int, model: Any, **filters: Any) -> Any:
        """One of the rows, or None."""
        found = self.rows(model, **filters)
        return found[choice % len(found)] if found else None

    def numbers(self, state: str) -> list[str]:
        """The numbers of the assets in a state."""
        return [asset.number for asset in self.rows(Asset, state=state)]

    @property
    def depot(self) -> UUID:
        """The main depot."""
        return main_depot(self.county)

    # The rules: one for each thing that someone does

    @initialize()
    def the_shelves_are_filled(self) -> None:
        for code in CODES:
            self.goods_come_in(code, 1)
        # Every walk starts with one whole cycle, so that chance begins where things have been everywhere.
        self.a_day_of_work(0, "BED-010", "Van 1", 11)

    @rule(who=pick, code=st.sampled_from(CODES), van=st.sampled_from(("Van 1", "Van 2")), steps=st.integers(1, 11))
    def a_day_of_work(self, who: int, code: str, van: str, steps: int) -> None:
        """What usually happens one after the other, broken off after some steps for chance to go on."""
        person = self.people[who % len(self.people)]
        order = self.wish("senior", place_order, with_reasons(self.county, person, *lines(code), by="senior"))
        if order is None:
            return
        usual: tuple[Callable[[], object], ...] = (
            lambda: [self.wish("adviser", give_release, ReleaseYes((one,), "seen")) for one in order.release_ids],
            lambda: self.keep_stock_for(*(line.line_id for line in order.lines)),
            lambda: self.visits_are_put_on_a_run(0, van),
            self.load_all,
            self.report_all,
            lambda: self.a_collection_is_asked_for(who, "desk"),
            lambda: self.visits_are_put_on_a_run(0, van),
            self.report_all,
            lambda: self.the_van_comes_home(van, foreign=False),
            self.things_are_cleaned,
            lambda: self.things_are_tested(InspectionVerdict.PASS),
        )
        for step in usual[:steps]:
            step()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(code=st.sampled_from(CODES), quantity=st.integers(1, 3))
    def goods_come_in(self, code: str, quantity: int) -> None:
        tested = self.at.astimezone(LONDON).date()
        line = GoodsLine(code, quantity, tested_on=tested, examined_on=tested)
        assert self.wish("depot", receive_goods, GoodsIn(self.depot, (line,), put_away=True)) is not None

    @rule(who=pick, codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=3), by=st.sampled_from(ACTORS["order"]))
    def an_order_is_placed(self, who: int, codes: list[str], by: str) -> None:
        person = self.people[who % len(self.people)]
        self.wish(by, place_order, with_reasons(self.county, person, *lines(*codes), by=by))

    @rule(choice=pick, by=st.sampled_from(ACTORS["release"]), yes=st.booleans())
    def a_release_is_answered(self, choice: int, by: str, yes: bool) -> None:
        if release := self.one(choice, Release, state="PENDING"):
            if yes:
                self.wish(by, give_release, ReleaseYes((release.id,), "seen"))
            else:
                self.wish(by, refuse_release, ReleaseNo((release.id,), "standard_item_suits", "not needed now"))

    @rule(choice=pick)
    def stock_is_kept(self, choice: int) -> None:
        if line := self.one(choice, OrderLine, state__in=["AUTHORISED", "BACK_ORDERED"]):
            self.keep_stock_for(line.id)

    def keep_stock_for(self, *line_ids: UUID) -> None:
        """Keep stock for lines, or put them on back-order."""
        wanted = tuple(LineWanted(line_id) for line_id in line_ids)
        self.wish("depot", allocate_lines, Wanted(wanted, self.depot, or_back_order=True))

    @rule(choice=pick)
    def stock_is_let_go(self, choice: int) -> None:
        if line := self.one(choice, OrderLine, state="ALLOCATED"):
            self.wish("depot", release_allocations, LetGo((line.id,), "wanted elsewhere"))

    @rule(choice=pick)
    def a_line_is_cancelled(self, choice: int) -> None:
        if line := self.one(choice, OrderLine):
            self.wish("desk", cancel_lines, LinesToCancel((line.id,), "no_longer_needed"))

    @rule(choice=pick, van=st.sampled_from(("Van 1", "Van 2")))
    def visits_are_put_on_a_run(self, choice: int, van: str) -> None:
        day = self.at.astimezone(LONDON).date()
        wanted = RunWanted(
            self.depot, self.county.made.vans[van], day, driver_id=self.county.users["driver"],
            second_id=self.county.users["driver3"], with_both=True,
        )  # fmt: skip
        self.wish("desk", make_run, wanted)
        visits = self.rows(Visit, state__in=["UNBOOKED", "BOOKED"])
        run = self.one(choice, Run, state__in=["PLANNED", "RELEASED", "OUT"], on=day)
        if visits and run:
            slots = tuple(Booking(v.id, self.at, self.at + timedelta(hours=4), again=True) for v in visits[:3])
            self.wish("desk", book_visits, Bookings(slots, run.id))
            self.wish("desk", release_run, ReleaseWanted(run.id, without_stock=True))

    @rule(choice=pick)
    def the_van_is_loaded(self, choice: int) -> None:
        if held := self.numbers("HELD"):
            self.load(held[choice % len(held)])

    def load_all(self) -> None:
        """Scan everything that is held."""
        for number in self.numbers("HELD"):
            self.load(number)

    def report_all(self) -> None:
        """Record every visit of the runs, as planned."""
        for visit in self.rows(Visit, state__in=["PLANNED", "RELEASED"]):
            self.report(visit, honest=True, wrong=0)

    def load(self, number: str) -> None:
        """Scan an item onto whichever van it is for."""
        for run in self.rows(Run, state__in=["PLANNED", "RELEASED", "OUT"]):
            self.wish("depot", load_run, Loading(run.id, scans(number)))

    @rule(choice=pick, honest=st.booleans(), wrong=pick)
    def the_crew_reports(self, choice: int, honest: bool, wrong: int) -> None:
        visit = self.one(choice, Visit, state__in=["PLANNED", "RELEASED", "EN_ROUTE", "ARRIVED"])
        if visit:
            self.report(visit, honest=honest, wrong=wrong)

    def report(self, visit: Any, *, honest: bool, wrong: int) -> None:
        """Record a visit: what is on the van for it is handed over, what is lent is fetched; or something else is."""
        tasks = self.rows(VisitTask, visit_id=visit.id, outcome="OPEN")
        loaded = {asset.held_for_line_id: asset.number for asset in self.rows(Asset, state="LOADED")}
        lent = {loan.id: loan for loan in self.rows(Loan, ended_at=None)}
        numbers = {asset.id: asset.number for asset in self.rows(Asset)}
        handed, taken, undone = [], [], []
        for task in tasks:
            loan = lent.get(task.loan_id)
            if task.kind == "DELIVER" and task.line_id in loaded:
                handed.append(HandedOver(loaded[task.line_id]))
            elif task.kind == "COLLECT" and loan and loan.asset_id:
                taken.append(TakenAway(numbers[loan.asset_id]))
            elif task.kind == "COLLECT" and loan:
                taken.append(TakenAway(loan_id=loan.id, quantity=loan.quantity - loan.quantity_back))
            else:
                undone.append(LeftUndone(task.id, Outcome.NOT_DONE, "no_answer"))
        if not honest and numbers:
            every = list(numbers.values())
            handed.append(HandedOver(every[wrong % len(every)]))
        self.wish("driver", complete_visit, DoorReport(visit.id, tuple(handed), tuple(taken), tuple(undone)))

    @rule(choice=pick)
    def nobody_is_in(self, choice: int) -> None:
        if visit := self.one(choice, Visit, state__in=["BOOKED", "PLANNED", "RELEASED"]):
            self.wish("driver", fail_visit, VisitFailure(visit.id, "no_answer"))

    @rule(choice=pick, by=st.sampled_from(("nurse", "desk")))
    def a_collection_is_asked_for(self, choice: int, by: str) -> None:
        if loan := self.one(choice, Loan, ended_at=None):
            self.wish(by, request_visit, Asking(AskedFor.COLLECTION, (loan.id,), AskedBy.PERSON))

    @rule(van=st.sampled_from(("Van 1", "Van 2", None)), foreign=st.booleans())
    def the_van_comes_home(self, van: str | None, foreign: bool) -> None:
        codes = self.numbers("RETURNED_DIRTY")[:3] + (["STRANGE-1"] if foreign else [])
        if codes:
            items = tuple(ReturnedItem(code, looks_like="BED-010") for code in codes)
            self.wish(
                "depot", receive_returns, Returned(self.depot, items, self.county.made.vans[van] if van else None)
            )

    @rule(by=st.sampled_from(("desk", "depot")), to_clean=st.booleans(), choice=pick)
    def a_difference_is_settled(self, by: str, choice: int, *, to_clean: bool) -> None:
        if found := self.one(choice, Discrepancy, settled_at=None):
            self.wish(by, settle_discrepancy, Settled((found.id,), "looked into", to_clean))

    @rule()
    def things_are_cleaned(self) -> None:
        if dirty := self.numbers("RETURNED_DIRTY"):
            cleaned = Cleaned(
                self.depot, scans(*dirty[:3]), (CleanStep("wash_chamber", 60),), NOTHING_KNOWN, "As labelled"
            )
            self.wish("depot", decontaminate, cleaned)

    @rule(verdict=st.sampled_from(list(InspectionVerdict)))
    def things_are_tested(self, verdict: InspectionVerdict) -> None:
        if clean := self.numbers("DECONTAMINATED"):
            scrap = "not_worth_repair" if verdict is InspectionVerdict.SCRAP else ""
            item = inspected(clean[0], verdict=verdict, defects="worn", scrap_reason=scrap)
            self.wish("depot", inspect, Inspected(self.depot, (item,), put_away=True))

    @rule()
    def things_are_mended(self) -> None:
        if broken := self.numbers("IN_REPAIR"):
            self.wish("depot", repair, Repaired(self.depot, scans(broken[0]), "brake_fault", ("part_replaced",), 20))

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_call_comes_again(self) -> None:
        """Promise 6: the same key and request change nothing and give the same answer."""
        assert self.last is not None
        use_case, call, request, answer = self.last
        before = len(self.rows(OrderLine)), len(self.rows(Loan)), len(self.rows(Visit)), len(self.rows(Asset))
        assert use_case(call, request=request) == answer
        after = len(self.rows(OrderLine)), len(self.rows(Loan)), len(self.rows(Visit)), len(self.rows(Asset))
        assert before == after

    @invariant()
    def the_promises_hold(self) -> None:
        assert broken_in(self.county.scopes["desk"]) == []


@pytest.mark.django_db
@pytest.mark.slow
def test_the_promises_hold_whatever_the_actors_do() -> None:
    county = LoanCycle.county = northdown()
    # Rates that seldom come to whole pence.
    with_vat_before(county, VatTerm("", "", None, 333, True), VatTerm("equipment", "", None, 1_750, False))
    LoanCycle.people = [someone(county, name=name) for name in ("Ada Fenn", "Bert Rowe", "Cleo Tuck")]
    run_state_machine_as_test(
        LoanCycle,
        settings=settings(
            max_examples=10,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A walk that never gets anywhere would prove nothing.
    assert {
        ("asset", "HELD", "LOADED"),
        ("asset", "LOADED", "ON_LOAN"),
        ("asset", "ON_LOAN", "RETURNED_DIRTY"),
        ("asset", "DECONTAMINATED", "PASSED"),
        ("line", "LOADED", "DELIVERED"),
        ("line", "AUTHORISED", "BACK_ORDERED"),
        ("loan", "RETURN_REQUESTED", "ENDED"),
    } <= LoanCycle.seen

"""What each thing that was left with a person makes: what is lent, what moves, what is found, what ends."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.loans.states import LoanState
from handrail.orders.states import LineState
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import (
    UNKNOWN_DUE,
    AssetFact,
    CellFact,
    DoorFacts,
    KeptFact,
    LineFact,
    LoanFact,
    ProductFact,
    ScanFact,
    TaskFact,
    VisitFact,
)
from handrail.visits.rules.handing_over import fit_pieces
from handrail.visits.rules.report import DoorReport, HandedOver
from handrail.visits.states import VisitState

PERSON, NEIGHBOUR, HOME, STORE, VAN, BED, SEAT, FIRST, SECOND, ASSET, TASK, LENT, ELSEWHERE = (
    UUID(int=number) for number in range(1, 14)
)
TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
VISIT = VisitFact(
    UUID(int=20), 7, PERSON, HOME, STORE, VisitState.ARRIVED, UUID(int=21), "SENT", VAN, None, None, NOW, NOW, ""
)
PRODUCTS = {
    BED: ProductFact(BED, "BED-010", "Bed", Tracking.SERIALISED, SupplyRoute.LOAN, 90000, 2, 30),
    SEAT: ProductFact(SEAT, "TOI-020", "Raised seat", Tracking.COUNTED, SupplyRoute.LOAN, 1500, 1, 0),
}
ITEM = AssetFact(ASSET, "B1", BED, AssetState.LOADED, VAN)
SCANS = {"B1": ScanFact(ASSET, BED), "TOI-020": ScanFact(None, SEAT), "new": ScanFact(None, BED)}


def line(line_id: UUID, product_id: UUID = BED, quantity: int = 1, state: LineState = LineState.LOADED) -> LineFact:
    return LineFact(line_id, UUID(int=30), state, product_id, quantity, SupplyRoute.LOAN, 800)


def door(*lines: LineFact, item: AssetFact = ITEM, **more: object) -> DoorFacts:
    plain = DoorFacts(VISIT, (), {one.id: one for one in lines}, {}, {ASSET: item}, PRODUCTS, scans=SCANS)
    return replace(plain, **more)  # type: ignore[arg-type]  # a test names the fields


def left(facts: DoorFacts, *handed: HandedOver) -> DoorBook:
    numbers = count(1000)
    new_id: Callable[[], UUID] = lambda: UUID(int=next(numbers))  # noqa: E731  # it says of what kind the ids are
    return settle_door(DoorReport(VISIT.id, handed), facts, at=NOW, day=TODAY, new_id=new_id)


def seats(*lots: tuple[str, int, bool]) -> tuple[CellFact, ...]:
    return tuple(CellFact(SEAT, lot, VAN, AssetState.LOADED, quantity, recalled) for lot, quantity, recalled in lots)


def kinds(book: DoorBook) -> list[str]:
    return [found.kind for found in book.discrepancies]


def given(book: DoorBook) -> list[UUID]:
    return [line_id for lines in book.delivered.values() for line_id in lines]


@pytest.mark.parametrize("other_state", [LineState.ALLOCATED, LineState.CANCELLED, LineState.DELIVERED])
@pytest.mark.parametrize("loaded", [FIRST, SECOND])
def test_a_thing_without_a_name_on_it_is_for_the_line_that_is_on_the_van(loaded: UUID, other_state: LineState) -> None:
    lines = [line(one, state=LineState.LOADED if one == loaded else other_state) for one in (FIRST, SECOND)]
    book = left(door(*lines), HandedOver("B1"))
    assert (given(book), kinds(book)) == ([loaded], [])
    assert [(loan.line_id, loan.asset_id, loan.price_pence) for loan in book.loans] == [(loaded, ASSET, 800)]


def test_two_of_a_kind_are_for_two_lines_also_where_both_were_kept_for_one() -> None:
    second = UUID(int=50)
    assets = {one: replace(ITEM, id=one, held_for_line_id=FIRST) for one in (ASSET, second)}
    scans = {**SCANS, "B2": ScanFact(second, BED)}
    book = left(door(line(FIRST), line(SECOND), assets=assets, scans=scans), HandedOver("B1"), HandedOver("B2"))
    assert (sorted(given(book)), kinds(book)) == ([FIRST, SECOND], [])


def test_a_line_whose_thing_was_handed_over_for_another_waits_again() -> None:
    held = replace(ITEM, held_for_line_id=SECOND)
    book = left(door(line(FIRST), line(SECOND), item=held), HandedOver("B1", FIRST))
    assert (given(book), book.robbed_lines) == ([FIRST], [SECOND])
    anothers = left(door(line(FIRST), item=replace(ITEM, held_for_line_id=ELSEWHERE)), HandedOver("B1"))
    assert (anothers.robbed_lines, kinds(anothers)) == ([ELSEWHERE], [DoorFinding.HANDED_OVER_ANOTHERS])


def test_a_line_ticked_without_a_code_is_what_is_kept_for_it_and_a_strange_code_is_not() -> None:
    facts = door(line(FIRST), kept=(KeptFact(FIRST, ASSET, "", 1, VAN),))
    ticked, strange = left(facts, HandedOver("", FIRST)), left(facts, HandedOver("a label", FIRST))
    assert (list(ticked.asset_steps), ticked.new_assets) == ([ASSET], [])
    assert (list(strange.asset_steps), [new.serial for new in strange.new_assets]) == ([], ["a label"])


@pytest.mark.parametrize(("whose", "swapped"), [(PERSON, False), (NEIGHBOUR, True)])
def test_what_was_lent_ends_there_and_is_swapped_only_where_it_is_another_persons(whose: UUID, swapped: bool) -> None:
    loan = LoanFact(LENT, whose, HOME, LoanState.ACTIVE, BED, 1, 0, ASSET)
    book = left(door(line(FIRST), item=replace(ITEM, state=AssetState.ON_LOAN), loans={LENT: loan}), HandedOver("B1"))
    assert (book.loans_returned, kinds(book)) == ([LENT], [DoorFinding.HANDED_OVER_LENT_ELSEWHERE])
    assert bool(book.swaps) is swapped
    assert [step.path for step in book.asset_steps.values()] == [[AssetState.ON_LOAN]]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (replace(ITEM, examination_due_on=TODAY), []),
        (replace(ITEM, examination_due_on=TODAY - timedelta(days=1)), [DoorFinding.HANDED_OVER_UNFIT]),
        (replace(ITEM, alert_reference="A/1"), [DoorFinding.HANDED_OVER_UNFIT]),
        (replace(ITEM, state=AssetState.RETURNED_DIRTY), [DoorFinding.HANDED_OVER_UNFIT]),
        (replace(ITEM, state=AssetState.READY), [DoorFinding.HANDED_OVER_NOT_LOADED]),
        (replace(ITEM, product_id=SEAT), [DoorFinding.HANDED_OVER_OTHER_PRODUCT]),
    ],
)
def test_what_differs_about_a_thing_is_found_and_what_must_not_stay_is_swapped(
    item: AssetFact, found: list[DoorFinding]
) -> None:
    book = left(door(line(FIRST), item=item), HandedOver("B1", FIRST))
    assert kinds(book) == found
    stays = {DoorFinding.HANDED_OVER_NOT_LOADED}
    assert [(swap.asset_id, swap.product_id) for swap in book.swaps] == ([(ASSET, BED)] if set(found) - stays else [])
    (step,) = book.asset_steps.values()
    assert (step.place_id, step.held_for, "discrepancy_id" in step.also) == (HOME, None, bool(found))


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (LineState.CANCELLED, [DoorFinding.HANDED_OVER_CANCELLED]),
        (LineState.REFUSED, [DoorFinding.HANDED_OVER_CANCELLED]),
        (LineState.AWAITING_AUTHORITY, [DoorFinding.HANDED_OVER_NOT_RELEASED]),
        (LineState.ALLOCATED, []),
    ],
)
def test_a_line_that_was_stopped_or_not_released_is_found(state: LineState, found: list[DoorFinding]) -> None:
    book = left(door(line(FIRST, state=state)), HandedOver("B1", FIRST))
    assert (kinds(book), given(book)) == (found, [FIRST])


def test_what_was_delivered_before_and_what_no_line_asks_for_is_extra_and_has_an_owner() -> None:
    for facts in (door(), door(line(FIRST, state=LineState.DELIVERED))):
        book = left(facts, HandedOver("B1"))
        assert (kinds(book), book.extras, given(book)) == ([DoorFinding.HANDED_OVER_EXTRA], True, [])
        assert [loan.price_pence for loan in book.loans] == [90000]
        assert [(found.owner_role, found.place_id) for found in book.discrepancies] == [("CONTROLLER", HOME)]


@pytest.mark.parametrize("checked", [True, False])
def test_a_thing_that_no_record_knows_is_booked_in_with_tests_that_nobody_knows_of(checked: bool) -> None:
    bed = replace(PRODUCTS[BED], examined=checked, tested=checked)
    (new,) = left(door(line(FIRST), products={BED: bed}), HandedOver("new")).new_assets
    due = UNKNOWN_DUE if checked else None
    assert (new.examination_due_on, new.electrical_test_due_on, new.place_id) == (due, due, HOME)
    assert (new.path, new.serial) == ([AssetState.ON_LOAN], "new")


def test_what_is_a_gift_is_no_loan_and_leaves_our_stock() -> None:
    theirs = replace(line(FIRST), supply_route=SupplyRoute.GIFT)
    book = left(door(theirs), HandedOver("B1"))
    assert (book.loans, [(gift.line_id, gift.asset_id) for gift in book.gifts]) == ([], [(FIRST, ASSET)])
    assert [step.path for step in book.asset_steps.values()] == [[AssetState.GIFTED]]


def test_what_was_dirty_and_is_theirs_now_went_out_as_everything_does() -> None:
    theirs, dirty = replace(line(FIRST), supply_route=SupplyRoute.GIFT), replace(ITEM, state=AssetState.RETURNED_DIRTY)
    (step,) = left(door(theirs, item=dirty), HandedOver("B1")).asset_steps.values()
    assert step.path == [AssetState.ON_LOAN, AssetState.GIFTED]


def test_a_thing_that_no_record_knows_ends_its_line_and_is_swapped_and_what_is_against_the_line_is_found() -> None:
    book = left(door(line(FIRST, state=LineState.CANCELLED)), HandedOver("new", FIRST))
    assert kinds(book) == [DoorFinding.HANDED_OVER_CANCELLED, DoorFinding.HANDED_OVER_UNKNOWN]
    assert (given(book), book.unkept_lines, book.extras) == ([FIRST], [FIRST], True)
    assert [(swap.asset_id, swap.product_id) for swap in book.swaps] == [(book.new_assets[0].id, BED)]
    assert [loan.asset_id for loan in book.loans] == [book.new_assets[0].id]


def test_a_code_that_nothing_answers_to_is_found_and_moves_nothing() -> None:
    book = left(door(line(FIRST)), HandedOver("who knows", quantity=2))
    assert [(found.kind, found.code_read, found.quantity) for found in book.discrepancies] == [
        (DoorFinding.HANDED_OVER_UNKNOWN, "who knows", 2)
    ]
    assert (book.extras, given(book), book.new_assets, book.loans) == (True, [], [], [])


@pytest.mark.parametrize("code", ["B1", "new", "TOI-020"])
def test_a_line_that_is_over_is_not_brought_to_its_end_again(code: str) -> None:
    of = SEAT if code == "TOI-020" else BED
    before = left(door(line(FIRST, of, state=LineState.DELIVERED)), HandedOver(code, FIRST))
    assert (given(before), kinds(before)[0]) == ([], DoorFinding.HANDED_OVER_EXTRA)
    assert [loan.line_id for loan in before.loans] == [None]
    now = left(door(line(FIRST, of)), HandedOver("", FIRST), HandedOver(code, FIRST))
    assert (given(now), [loan.line_id for loan in now.loans]) == ([FIRST], [FIRST, None])
    assert DoorFinding.HANDED_OVER_EXTRA in kinds(now)


@pytest.mark.parametrize("first", ["B1", "new"])
def test_a_label_takes_the_line_of_its_thing_also_after_the_code_of_its_product(first: str) -> None:
    codes = [HandedOver(first), HandedOver("new" if first == "B1" else "B1")]
    book = left(door(line(FIRST), item=replace(ITEM, held_for_line_id=FIRST)), *codes)
    assert [(loan.line_id, loan.asset_id == ASSET) for loan in book.loans] == [(FIRST, True), (None, False)]
    assert {row.code_read for row in book.discrepancies} == {"new"}


def test_a_code_without_a_line_is_never_for_a_line_of_another_product() -> None:
    book = left(door(line(FIRST, SEAT)), HandedOver("B1"))
    assert (given(book), kinds(book)) == ([], [DoorFinding.HANDED_OVER_EXTRA])


def test_the_task_that_is_closed_is_the_one_that_brings_the_line() -> None:
    collect, before, other, now = (UUID(int=number) for number in range(60, 64))
    tasks = (
        TaskFact(now, TaskKind.DELIVER, Outcome.OPEN, 1, BED, FIRST),
        TaskFact(collect, TaskKind.COLLECT, Outcome.OPEN, 1, BED, FIRST),
        TaskFact(other, TaskKind.DELIVER, Outcome.OPEN, 1, BED, SECOND),
        TaskFact(before, TaskKind.DELIVER, Outcome.CANCELLED, 1, SEAT, FIRST),
    )
    book = left(door(line(FIRST), line(SECOND), tasks=tasks), HandedOver("B1", FIRST))
    done = {task_id for task_id, close in book.closes.items() if close.outcome is Outcome.DONE}
    assert (done, book.extras) == ({now}, False)


def moves(book: DoorBook) -> list[tuple[str, int, UUID | None]]:
    return [(move.lot, move.quantity, move.from_place) for move in book.counted]


def counted(*cells: CellFact, quantity: int = 3, task: int = 3, kept: Iterable[KeptFact] = ()) -> DoorFacts:
    tasks = (TaskFact(TASK, TaskKind.DELIVER, Outcome.OPEN, task, SEAT, FIRST),)
    return door(line(FIRST, SEAT, quantity), tasks=tasks, cells=cells, kept=tuple(kept))


def test_part_of_a_count_leaves_the_rest_to_come_and_two_parts_are_the_whole() -> None:
    facts = counted(*seats(("", 3, False)), kept=[KeptFact(FIRST, None, "", 3, VAN)])
    part = left(facts, HandedOver("TOI-020", quantity=1))
    assert (part.part_delivered, given(part), part.unkept_lines) == ({FIRST: 1}, [], [FIRST])
    assert [(kept.line_id, kept.quantity) for kept in part.rekept] == [(FIRST, 2)]
    assert (part.closes[TASK].outcome, part.closes[TASK].quantity_done) == (Outcome.PART_DONE, 1)
    whole = left(facts, HandedOver("TOI-020", quantity=1), HandedOver("TOI-020", quantity=2))
    assert (whole.part_delivered, given(whole), whole.rekept) == ({}, [FIRST], [])
    assert (whole.closes[TASK].outcome, whole.closes[TASK].quantity_done) == (Outcome.DONE, 3)
    assert kinds(whole) == []
    assert sum(loan.quantity for loan in whole.loans) == 3


def test_what_is_kept_of_two_lots_is_let_go_from_the_first_on_and_nothing_of_another_line() -> None:
    kept = [KeptFact(SECOND, None, "Z", 9, VAN), KeptFact(FIRST, None, "A", 2, VAN), KeptFact(FIRST, None, "B", 3, VAN)]
    book = left(counted(*seats(("A", 5, False)), quantity=5, task=5, kept=kept), HandedOver("TOI-020", quantity=4))
    assert [(rest.lot, rest.quantity) for rest in book.rekept] == [("B", 1)]


def test_three_parts_of_one_count_are_added_up() -> None:
    facts = counted(*seats(("", 5, False)), quantity=5, task=5, kept=[KeptFact(FIRST, None, "", 5, VAN)])
    book = left(facts, *[HandedOver("TOI-020")] * 3)
    assert (book.part_delivered, [rest.quantity for rest in book.rekept]) == ({FIRST: 3}, [2])


@pytest.mark.parametrize(("route", "to"), [(SupplyRoute.LOAN, HOME), (SupplyRoute.GIFT, None)])
def test_counted_pieces_go_to_the_home_by_the_route_of_their_line(route: SupplyRoute, to: UUID | None) -> None:
    stopped = replace(line(FIRST, SEAT, 2, LineState.CANCELLED), supply_route=route)
    book = left(door(stopped, cells=seats(("", 1, False))), HandedOver("", FIRST, 2))
    assert kinds(book) == [DoorFinding.HANDED_OVER_CANCELLED, DoorFinding.NOT_ENOUGH_ON_VAN]
    condition = AssetState.ON_LOAN if to else None
    moved = {(move.line_id, move.to_place, move.to_condition) for move in book.counted}
    # What was on no van and is theirs was never in our stock by the record, and does not leave it.
    assert (moved, len(book.counted)) == ({(FIRST, to, condition)}, 2 if to else 1)
    assert (len(book.loans), len(book.gifts)) == ((1, 0) if to else (0, 1))


def test_all_that_the_task_said_is_done_where_the_order_asks_for_more_since() -> None:
    book = left(counted(*seats(("", 9, False)), quantity=5, task=3), HandedOver("TOI-020", quantity=3))
    assert (book.closes[TASK].outcome, book.part_delivered, given(book)) == (Outcome.DONE, {FIRST: 3}, [])


def test_more_than_was_ordered_and_more_than_lay_on_the_van_are_both_found() -> None:
    book = left(counted(*seats(("", 4, False))), HandedOver("TOI-020", quantity=5))
    assert [(found.kind, found.quantity) for found in book.discrepancies] == [
        (DoorFinding.HANDED_OVER_EXTRA, 2), (DoorFinding.NOT_ENOUGH_ON_VAN, 1),
    ]  # fmt: skip
    assert moves(book) == [("", 4, VAN), ("", 1, None)]
    assert [move.discrepancy_id for move in book.counted] == [None, book.discrepancies[1].id]


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        ("", [("B", 2, VAN), ("C", 1, VAN)]),
        ("C", [("C", 2, VAN), ("B", 1, VAN)]),
        ("A", [("A", 2, VAN), ("B", 1, VAN)]),
    ],
)
def test_the_lot_that_was_read_goes_first_and_what_was_recalled_last(
    read: str, wanted: list[tuple[str, int, UUID]]
) -> None:
    facts = counted(*seats(("A", 2, True), ("B", 2, False), ("C", 2, False)))
    book = left(facts, HandedOver("TOI-020", quantity=3, lot=read))
    assert moves(book) == wanted
    # Only the pieces that an alert names are unfit, and are swapped.
    found = [DoorFinding.HANDED_OVER_UNFIT] if read == "A" else []
    assert (kinds(book), [swap.quantity for swap in book.swaps]) == (found, [2] if found else [])


@pytest.mark.parametrize(
    ("cells", "fit"),
    [
        ((("A", 2, False),), {}),
        ((("A", 2, True),), {TASK: 0}),
        ((("A", 2, True), ("B", 3, False)), {TASK: 3}),
    ],
)
def test_how_many_may_be_handed_over_before_recalled_ones_are(
    cells: tuple[tuple[str, int, bool], ...], fit: dict[UUID, int]
) -> None:
    tasks = (TaskFact(TASK, TaskKind.DELIVER, Outcome.OPEN, 4, SEAT, FIRST),)
    there = seats(*cells)
    assert fit_pieces(door(line(FIRST, SEAT, 4), cells=there, tasks=tasks)) == fit
    in_store = CellFact(SEAT, "C", STORE, AssetState.HELD, 1, recalled=True)
    more = fit or {TASK: 2}
    assert fit_pieces(door(line(FIRST, SEAT, 4), cells=(*there, in_store), tasks=tasks)) == more
    # What is kept for this door is what is handed over, and not what the van has for another.
    kept = (KeptFact(FIRST, None, "A", 2, VAN),)
    ours = door(line(FIRST, SEAT, 2), cells=there, tasks=tasks, kept=kept)
    assert fit_pieces(ours) == ({TASK: 0} if fit else {})
    assert kinds(left(ours, HandedOver("", FIRST, 2))) == ([DoorFinding.HANDED_OVER_UNFIT] if fit else [])
    done = (replace(tasks[0], outcome=Outcome.DONE),)
    assert fit_pieces(door(line(FIRST, SEAT, 4), cells=there, tasks=done)) == {}


def test_a_lot_of_another_product_that_was_recalled_says_nothing_of_this_one() -> None:
    other = CellFact(BED, "A", VAN, AssetState.LOADED, 1, recalled=True)
    book = left(counted(*seats(("A", 3, False)), other), HandedOver("TOI-020", quantity=3, lot="A"))
    assert (moves(book), kinds(book), book.swaps) == ([("A", 3, VAN)], [], [])


@pytest.mark.parametrize(
    ("product_id", "outcome"), [(BED, Outcome.DONE), (SEAT, None)], ids=["same product", "product before the change"]
)
def test_what_a_cancelled_task_said_was_brought_all_the_same(product_id: UUID, outcome: Outcome | None) -> None:
    """The crew came with what the task was for, after it was cancelled: it did it. Another product it did not bring."""
    tasks = (TaskFact(TASK, TaskKind.DELIVER, Outcome.CANCELLED, 1, product_id, FIRST),)
    book = left(door(line(FIRST), tasks=tasks), HandedOver("B1", FIRST))
    assert [close.outcome for close in book.closes.values()] == ([outcome] if outcome else [])
    assert (given(book), book.extras) == ([FIRST], outcome is None)


def test_what_is_fitted_at_the_door_stays_with_the_home_as_it_was_measured_and_paid() -> None:
    measured, funding = {"length": "45 cm"}, {"care_route": "social"}
    ordered = replace(line(FIRST, SEAT, 2), supply_route=SupplyRoute.ADAPTATION, measurements=measured, funding=funding)
    book = left(door(ordered, cells=seats(("", 2, False))), HandedOver("", FIRST, 2))
    (fitted,) = book.adaptations
    assert (fitted.person_id, fitted.address_id, fitted.product_id, fitted.quantity) == (PERSON, HOME, SEAT, 2)
    assert (fitted.line_id, fitted.price_pence, fitted.fitted_at) == (FIRST, 800, NOW)
    assert (fitted.measurements, fitted.funding) == (measured, funding)
    assert (book.loans, book.gifts, given(book)) == ([], [], [FIRST])
    # Without a line nobody measured, and the catalogue says what it costs.
    plain = {**PRODUCTS, SEAT: replace(PRODUCTS[SEAT], supply_route=SupplyRoute.ADAPTATION)}
    (extra,) = left(door(products=plain, cells=seats(("", 1, False))), HandedOver("TOI-020")).adaptations
    assert (extra.line_id, extra.price_pence, extra.measurements, extra.funding) == (None, 1500, {}, {})


def test_what_was_taken_out_of_a_lot_is_not_taken_twice_by_one_report() -> None:
    facts = counted(*seats(("A", 2, False), ("B", 2, False)), quantity=4, task=4)
    book = left(facts, HandedOver("TOI-020", quantity=2), HandedOver("TOI-020", quantity=2))
    assert (moves(book), kinds(book)) == ([("A", 2, VAN), ("B", 2, VAN)], [])


@pytest.mark.parametrize(("said", "weeks"), [(None, 26), (6, 6)])
def test_what_is_lent_is_looked_at_again_when_whoever_ordered_said_or_else_as_is_usual(
    said: int | None, weeks: int
) -> None:
    (loan,) = left(door(replace(line(FIRST), said_weeks=said)), HandedOver("B1")).loans
    assert loan.review_on == TODAY + timedelta(weeks=weeks)

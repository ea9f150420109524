"""What a collection makes of the record: which loans end, what is on the van now, what has an owner."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.loans.states import LoanState
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding, Outcome, TaskKind
from handrail.visits.rules.door import settle_door
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import AssetFact, CellFact, DoorFacts, LoanFact, ScanFact, TaskFact
from handrail.visits.rules.report import DoorReport, LeftUndone, TakenAway
from tests.visits.test_rules_handing_over import (
    ASSET,
    BED,
    ELSEWHERE,
    FIRST,
    HOME,
    LENT,
    NEIGHBOUR,
    NOW,
    PERSON,
    PRODUCTS,
    SEAT,
    SECOND,
    STORE,
    TASK,
    TODAY,
    VAN,
    VISIT,
)  # fmt: skip

ITEM = AssetFact(ASSET, "B1", BED, AssetState.ON_LOAN, HOME)
THE_BED = LoanFact(LENT, PERSON, HOME, LoanState.RETURN_REQUESTED, BED, 1, 0, ASSET)
SEATS = LoanFact(FIRST, PERSON, HOME, LoanState.RETURN_REQUESTED, SEAT, 4, 1, lot="A")
SCANS = {"B1": ScanFact(ASSET, BED), "TOI-020": ScanFact(None, SEAT)}
DIRTY, APART = (AssetState.RETURNED_DIRTY,), (AssetState.RETURNED_DIRTY, AssetState.QUARANTINED)


def fetch(loan: LoanFact, quantity: int = 1, kind: TaskKind = TaskKind.COLLECT) -> TaskFact:
    return TaskFact(TASK, kind, Outcome.OPEN, quantity, loan.product_id, None, loan.id, loan.asset_id)


def door(*loans: LoanFact, tasks: Iterable[TaskFact] = (), item: AssetFact = ITEM, **more: object) -> DoorFacts:
    plain = DoorFacts(
        VISIT, tuple(tasks), {}, {loan.id: loan for loan in loans}, {ASSET: item}, PRODUCTS, scans=SCANS,
        cells=(CellFact(SEAT, "A", HOME, AssetState.ON_LOAN, 3),),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]  # a test names the fields


def taken(facts: DoorFacts, *items: TakenAway, undone: tuple[LeftUndone, ...] = ()) -> DoorBook:
    numbers = count(1000)
    report = DoorReport(VISIT.id, taken_away=items, undone=undone)
    return settle_door(report, facts, at=NOW, day=TODAY, new_id=lambda: UUID(int=next(numbers)))


def found(book: DoorBook) -> list[tuple[str, UUID | None, int, str]]:
    return [(one.kind, one.person_id, one.quantity, one.code_read) for one in book.discrepancies]


def counted(book: DoorBook) -> list[tuple[str, int, UUID | None, UUID | None]]:
    return [(move.lot, move.quantity, move.from_place, move.to_place) for move in book.counted]


@pytest.mark.parametrize("item", [TakenAway("B1", note="wet"), TakenAway("", LENT, note="wet")])
@pytest.mark.parametrize("van", [VAN, None])
def test_what_was_to_be_fetched_is_dirty_on_the_van_or_in_the_store_and_its_loan_ends(
    item: TakenAway, van: UUID | None
) -> None:
    visit = replace(VISIT, van_place_id=van)
    book = taken(door(THE_BED, tasks=[fetch(THE_BED)], visit=visit), item)
    assert (book.loans_returned, book.part_backs, book.discrepancies, book.extras) == ([LENT], {}, [], False)
    (step,) = book.asset_steps.values()
    assert (step.path, step.place_id, step.held_for, step.reason) == (DIRTY, van or STORE, None, "wet")
    close = book.closes[TASK]
    assert (close.outcome, close.quantity_done, close.note) == (Outcome.DONE, 1, "wet")


@pytest.mark.parametrize("kind", [TaskKind.REPAIR, TaskKind.SERVICE, TaskKind.REVIEW])
def test_what_was_only_to_be_seen_to_comes_along_as_extra_and_its_task_is_not_done_by_that(kind: TaskKind) -> None:
    book = taken(door(THE_BED, tasks=[fetch(THE_BED, kind=kind)]), TakenAway("B1"))
    assert (book.loans_returned, book.extras) == ([LENT], True)
    assert found(book) == [(DoorFinding.TAKEN_EXTRA, PERSON, 1, "B1")]
    assert [step.path for step in book.asset_steps.values()] == [DIRTY]
    assert book.closes[TASK].outcome is Outcome.NOT_DONE


@pytest.mark.parametrize(
    ("asked", "back", "outcome", "ends"),
    [
        (3, 3, Outcome.DONE, True),
        (3, 2, Outcome.PART_DONE, False),
        (2, 2, Outcome.DONE, False),
        (4, 3, Outcome.DONE, True),
    ],
)
def test_a_count_comes_back_in_whole_or_in_part(asked: int, back: int, outcome: Outcome, ends: bool) -> None:
    book = taken(door(SEATS, tasks=[fetch(SEATS, asked)]), TakenAway("TOI-020", quantity=back))
    assert (book.loans_returned, book.part_backs) == (([FIRST], {}) if ends else ([], {FIRST: back}))
    assert (book.closes[TASK].outcome, book.closes[TASK].quantity_done) == (outcome, back)
    assert (counted(book), found(book)) == ([("A", back, HOME, VAN)], [])
    assert {move.to_condition for move in book.counted} == {AssetState.RETURNED_DIRTY}


def test_more_than_was_lent_and_more_than_lay_there_are_found_and_all_of_it_is_on_the_van() -> None:
    more = taken(door(SEATS, tasks=[fetch(SEATS, 3)]), TakenAway("TOI-020", quantity=5))
    assert found(more) == [(DoorFinding.TAKEN_MORE_THAN_LENT, PERSON, 2, "TOI-020")]
    assert (counted(more), more.extras) == ([("A", 3, HOME, VAN), ("", 2, None, VAN)], True)
    lay = (CellFact(SEAT, "A", HOME, AssetState.ON_LOAN, 1),)
    fewer = taken(door(SEATS, tasks=[fetch(SEATS, 3)], cells=lay), TakenAway("TOI-020", quantity=3))
    assert found(fewer) == [(DoorFinding.TAKEN_NOT_ON_LOAN, PERSON, 2, "TOI-020")]
    assert counted(fewer) == [("A", 1, HOME, VAN), ("A", 2, None, VAN)]
    assert [move.discrepancy_id for move in fewer.counted] == [None, fewer.discrepancies[0].id]


def test_each_of_two_loans_closes_its_own_task_and_what_stayed_is_not_done() -> None:
    seats_task = replace(fetch(SEATS, 3), id=SECOND)
    tasks = [seats_task, fetch(THE_BED)]
    both = taken(door(THE_BED, SEATS, tasks=tasks), TakenAway("TOI-020", quantity=3), TakenAway("B1"))
    done = {task_id: (close.outcome, close.quantity_done) for task_id, close in both.closes.items()}
    assert done == {SECOND: (Outcome.DONE, 3), TASK: (Outcome.DONE, 1)}
    assert (sorted(both.loans_returned), both.extras) == (sorted([LENT, FIRST]), False)
    one = taken(door(THE_BED, SEATS, tasks=tasks), TakenAway("B1"))
    assert {task_id: close.outcome for task_id, close in one.closes.items()} == {
        SECOND: Outcome.NOT_DONE, TASK: Outcome.DONE,
    }  # fmt: skip
    assert (one.loans_returned, one.part_backs, counted(one)) == ([LENT], {}, [])


def test_counted_pieces_that_nobody_was_lent_are_told_so() -> None:
    book = taken(door(), TakenAway("TOI-020", quantity=2))
    assert found(book) == [(DoorFinding.TAKEN_NOT_ON_LOAN, PERSON, 2, "TOI-020")]
    assert counted(book) == [("", 2, None, VAN)]


def test_what_is_another_persons_ends_their_loan_is_set_apart_and_is_asked_of_them() -> None:
    theirs = replace(THE_BED, person_id=NEIGHBOUR)
    book = taken(door(theirs), TakenAway("B1"))
    assert found(book) == [(DoorFinding.TAKEN_FROM_ANOTHER, NEIGHBOUR, 1, "B1")]
    assert (book.loans_returned, book.extras, book.part_backs) == ([LENT], True, {})
    (step,) = book.asset_steps.values()
    assert (step.path, step.also) == (APART, {"discrepancy_id": book.discrepancies[0].id})


def test_what_was_kept_for_somebody_is_set_apart_and_the_line_waits_again() -> None:
    kept = replace(ITEM, state=AssetState.HELD, held_for_line_id=ELSEWHERE)
    book = taken(door(item=kept), TakenAway("B1"))
    assert found(book) == [(DoorFinding.TAKEN_NOT_ON_LOAN, PERSON, 1, "B1")]
    assert (book.robbed_lines, book.loans_returned) == ([ELSEWHERE], [])
    assert [(step.path, step.expected) for step in book.asset_steps.values()] == [(APART, [AssetState.HELD])]


def test_a_code_that_nothing_answers_to_is_found_on_the_van() -> None:
    book = taken(door(), TakenAway("who knows"))
    assert found(book) == [(DoorFinding.TAKEN_UNKNOWN, PERSON, 1, "who knows")]
    assert ([one.place_id for one in book.discrepancies], book.extras) == ([VAN], True)


def test_pieces_are_not_of_a_loan_that_was_left_where_it_is() -> None:
    other = replace(SEATS, id=SECOND, quantity_back=3)
    undone = LeftUndone(TASK, Outcome.STILL_NEEDED)
    facts = door(SEATS, other, tasks=[fetch(SEATS, 3)])
    book = taken(facts, TakenAway("TOI-020"), undone=(undone,))
    assert (book.loans_returned, book.loans_kept, book.part_backs) == ([SECOND], [FIRST], {})
    scanned = taken(door(THE_BED, tasks=[fetch(THE_BED)]), TakenAway("B1"), undone=(undone,))
    assert (scanned.loans_returned, scanned.loans_kept, found(scanned)) == ([LENT], [], [])
    assert scanned.closes[TASK].outcome is Outcome.DONE
    with pytest.raises(Refused, match="DONE_AND_NOT_DONE"):
        taken(door(SEATS, tasks=[fetch(SEATS, 3)]), TakenAway(loan_id=FIRST, quantity=3), undone=(undone,))

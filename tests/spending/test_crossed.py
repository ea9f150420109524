"""What was spent is the same however it is read: from the ledger, from folded facts, or partly from each."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection

from handrail.core.clock import now
from handrail.identity.calls import reading
from handrail.ledger.models import Entry, Fund
from handrail.ledger.rules.fees import FEE
from handrail.orders.models import Allocation
from handrail.simulation.set_up import County
from handrail.spending.codes import WORDS, AgeBand, By, Stock
from handrail.spending.models import Spent
from handrail.spending.pairs import PAIRS
from handrail.spending.queries import Cell, Shown, anything_to_fold, crossed
from handrail.spending.queries.asking import Asked
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.fold_spending import fold_spending
from tests.ordering import someone
from tests.situations import another_county, call_as
from tests.stock_situations import columns
from tests.supplying import authorised
from tests.usecases.between import between
from tests.visiting import a_stop, handed, received, recorded

pytestmark = pytest.mark.django_db

ALL = Asked(date(2020, 1, 1), date(2030, 1, 1))
# Of whole years sums are kept, of other months facts are read: the answer is one.
TIMES = {
    "years and months beside them": ALL,
    "years": Asked(date(2020, 4, 1), date(2030, 4, 1)),
    "ever": Asked(date(2020, 4, 1), date(2030, 4, 1), ever=True),
    "a year": Asked(date(2025, 4, 1), date(2026, 4, 1)),
    "a month": Asked(date(2026, 3, 1), date(2026, 4, 1)),
}


def asked(county: County, row: By, column: By | None = None, question: Asked = ALL, **shown: Any) -> list[Cell]:
    with reading(county.scopes["desk"]):
        wanted = {"rows_shown": Shown(50), "columns_shown": Shown(50)} | shown
        return sorted(crossed(county.scopes["desk"], row, column, question, **wanted).cells, key=str)


def besides(county: County, question: Asked) -> Cell | None:
    with reading(county.scopes["desk"]):
        return crossed(
            county.scopes["desk"], By.TEAM, By.MONTH, question, rows_shown=Shown(1), columns_shown=Shown(1)
        ).besides


def fold(county: County) -> int:
    """The first fold marks how far the next may go."""
    fold_spending(call_as(county.scopes["system"]))
    return fold_spending(call_as(county.scopes["system"]))


def delivered(county: County, *products: str, van: str = "Van 1") -> None:
    stop = a_stop(county, *products, van=van)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())


def total(cells: list[Cell]) -> Cell:
    (found,) = [cell for cell in cells if cell.row is None and cell.column is None]
    return found


def answers(county: County, question: Asked) -> dict[tuple[By, By | None], list[Cell]]:
    return {
        (row, column): asked(county, row, column, question)
        for row in By
        for column in (None, By.MONTH, By.AGE, By.PERSON)
        if column is not row
    }


def test_each_question_has_one_answer_before_during_and_after_the_fold(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    before = answers(county, ALL)
    assert fold(county) > 0
    for question in TIMES.values():
        assert answers(county, question) == before
    delivered(county, "MAT-012", van="Van 2")
    partly = answers(county, ALL)
    assert partly != before
    assert fold(county) > 0
    for question in TIMES.values():
        assert answers(county, question) == partly


def test_a_question_narrowed_to_one_word_has_one_answer_too(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    fold(county)
    for by in WORDS:
        word = max(cell.row for cell in asked(county, by) if cell.row is not None)
        (facts, *kept) = [
            [asked(county, row, None, replace(question, only={by: word})) for row in By] for question in TIMES.values()
        ]
        assert all(one == facts for one in kept)


def test_persons_stand_across_as_well_as_down(county: County) -> None:
    delivered(county, "BED-010")
    fold(county)
    across = asked(county, By.PRODUCT, By.PERSON, TIMES["ever"])
    down = asked(county, By.PERSON, By.PRODUCT, TIMES["ever"])
    assert across == sorted((replace(cell, row=cell.column, column=cell.row) for cell in down), key=str)
    assert len(down) == 4


def test_what_is_spent_is_what_the_ledger_says(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    fold(county)
    found = total(asked(county, By.PRODUCT))
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute("SELECT sum(spend_pence) FROM orders_orderline WHERE state = 'DELIVERED'")
        (spent,) = cursor.fetchone()
    assert found.equipment == spent
    assert found.reserved == 0


def test_words_say_what_it_was_for(county: County) -> None:
    delivered(county, "BED-010")
    assert [cell.row for cell in asked(county, By.CATEGORY) if cell.row] == ["beds", "beds"]
    (recycled,) = columns(county.scopes["desk"], Allocation, "recycled")
    assert {cell.row for cell in asked(county, By.STOCK)} == {Stock.RECYCLED if recycled else Stock.NEW, None}
    assert {cell.row for cell in asked(county, By.AGE)} <= {*AgeBand, None}
    assert {cell.row for cell in asked(county, By.MONTH)} == {"2026-03-01", None}


def test_a_question_asks_for_some_only(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    fold(county)
    delivered(county, "BED-010", van="Van 2")
    beds = asked(county, By.CATEGORY, None, Asked(ALL.from_month, ALL.until_month, {By.CATEGORY: "beds"}))
    assert {cell.row for cell in beds} == {"beds", None}
    assert total(beds).equipment == 2 * 69_500
    assert total(asked(county, By.CATEGORY, None, Asked(date(2026, 4, 1), ALL.until_month))).equipment == 0


def test_rows_that_are_not_shown_are_in_the_total(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    whole, shown = asked(county, By.PRODUCT), asked(county, By.PRODUCT, rows_shown=Shown(1))
    assert total(shown) == total(whole)
    assert len({cell.row for cell in shown}) == 2 < len({cell.row for cell in whole})


@pytest.mark.parametrize("by", [By.PRODUCT, By.PERSON])
def test_pages_follow_each_other_whether_it_is_folded_or_not(county: County, by: By) -> None:
    """What one page shows no other does, and all of them together are the answer."""
    delivered(county, "BED-010")
    delivered(county, "MAT-012", van="Van 2")
    for _ in range(2):
        whole = {cell for cell in asked(county, by, By.CATEGORY) if None not in (cell.row, cell.column)}
        pages = [
            {
                cell
                for cell in asked(county, by, By.CATEGORY, rows_shown=Shown(1, after))
                if None not in (cell.row, cell.column)
            }
            for after in range(3)
        ]
        assert [len(page) for page in pages] == [1, 1, 0]
        assert set.union(*pages) == whole
        (dearest,) = pages[0]
        assert dearest.column == "beds"
        fold(county)


def test_the_first_page_is_what_came_to_the_most_of_the_money_asked_about(county: County) -> None:
    """A mattress is only kept for: of what is kept it is the first, of what was spent the bed."""
    delivered(county, "BED-010")
    authorised(county, "MAT-012")
    found = {
        money: [cell.row for cell in asked(county, By.CATEGORY, rows_shown=Shown(1), money=money) if cell.row]
        for money in ("net", "reserved")
    }
    assert {money: len(set(rows)) for money, rows in found.items()} == {"net": 1, "reserved": 1}
    assert set(found["net"]) == {"beds"}
    assert set(found["reserved"]) != {"beds"}


def test_of_months_the_latest_stand_first(county: County, clock: Any) -> None:
    """The bed of March cost more; the mattress of April is the latest."""
    delivered(county, "BED-010")
    fold(county)
    clock.move_to(datetime(2026, 4, 7, 9, tzinfo=UTC))
    delivered(county, "MAT-012", van="Van 2")
    for _ in range(2):
        for question in (ALL, TIMES["ever"]):
            for other in (None, By.CATEGORY, By.PERSON):
                latest = asked(county, By.MONTH, other, question, rows_shown=Shown(1))
                assert {cell.row for cell in latest} == {"2026-04-01", None}, other
        fold(county)


def test_facts_are_folded_once_and_named_anew(county: County) -> None:
    delivered(county, "BED-010")
    assert fold(county) > 0
    assert fold(county) == 0
    with reading(county.scopes["desk"]):
        facts: list[dict[str, Any]] = [dict(fact) for fact in Spent.objects.values()]
    assert [fact["equipment_pence"] for fact in facts] == [69_500]
    assert all(fact[by.value] for fact in facts for by in WORDS)


def test_there_is_something_to_fold_when_it_is_old_enough(county: County, clock: Any) -> None:
    def waits() -> bool:
        with reading(county.scopes["system"]):
            return anything_to_fold(county.scopes["system"], now())

    delivered(county, "BED-010")
    assert not waits()
    clock.shift(601)
    assert waits()
    fold(county)
    assert not waits()


def test_what_pairs_hold_is_what_facts_hold(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    fold(county)
    delivered(county, "MAT-012", van="Van 2")
    fold(county)
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute("SELECT sum(equipment_pence), sum(activity_pence) FROM spending_spent")
        facts = cursor.fetchone()
        cursor.execute("""SELECT pair, year = '0001-01-01', sum(equipment_pence), sum(activity_pence)
            FROM spending_cross GROUP BY 1, 2""")
        kept = cursor.fetchall()
    assert {row[:2] for row in kept} == {(pair.code, ever) for pair in PAIRS for ever in (True, False)}
    assert {row[2:] for row in kept} == {facts}


def test_promise_7_another_contract_sees_nothing_of_it(county: County) -> None:
    delivered(county, "BED-010")
    fold(county)
    assert total(asked(county, By.PRODUCT)).gross == 69_500 + 6_700
    assert total(asked(another_county(), By.PRODUCT)).gross == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [6, 12, 18, 24])
def test_a_fold_in_the_middle_of_a_posting_leaves_nothing_out(county: County, after: int) -> None:
    who = someone(county)
    call = call_as(county.scopes["system"])
    ordered, _, _ = between(lambda: authorised(county, "BED-010", who=who), lambda: fold_spending(call), after)
    assert len(ordered) == 1
    assert fold(county) >= 0
    assert total(asked(county, By.PRODUCT)).reserved == 69_500 + 6_700
    with reading(county.scopes["desk"]):
        assert [fact.reserved_pence for fact in Spent.objects.all()] == [69_500 + 6_700]


def test_promise_7_who_sees_less_folds_nothing(county: County) -> None:
    delivered(county, "BED-010")
    fold_spending(call_as(county.scopes["system"]))
    less = replace(county.scopes["system"], reach="OWN")
    with pytest.raises(DatabaseError, match="sees all"):
        fold_spending(call_as(less))
    assert fold_spending(call_as(county.scopes["system"])) > 0


def test_what_no_line_bears_stands_beside_it_and_both_are_what_the_ledger_holds(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    none = besides(county, ALL)
    assert none == Cell(None, None, 0, 0, 0, 0, 0)
    assert charge_management_fee(call_as(county.scopes["system"])) == 1
    (fee,) = columns(county.scopes["desk"], Entry, "unit_pence", item=FEE)
    (month,) = columns(county.scopes["desk"], Entry, "month", item=FEE)
    assert besides(county, ALL) == Cell(None, None, 0, 0, fee, 0, 0)
    fold(county)
    assert besides(county, ALL) == Cell(None, None, 0, 0, fee, 0, 0)
    assert besides(county, Asked(ALL.from_month, month)) == none
    paid = [
        besides(county, replace(ALL, only={By.FUND: str(fund)})) for fund in columns(county.scopes["desk"], Fund, "id")
    ]
    assert sorted(one.activity for one in paid if one) == [*[0] * (len(paid) - 1), fee]
    assert besides(county, replace(ALL, only={By.TEAM: "nobody"})) is None

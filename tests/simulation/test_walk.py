"""A walked history: its promises kept, believable, and alive on its last morning. (Same seed, same rows: test_bulk.)"""

from datetime import date

import pytest

from handrail.core.money import split_by_weights
from handrail.simulation.budgeting import BUDGETS
from handrail.simulation.northdown import HOSPICE_STORE, HOSPITAL_STORE, MAIN_DEPOT, SECOND_DEPOT
from handrail.simulation.pool_agreed import COUNCIL_PENCE, NHS_PENCE, for_people
from handrail.simulation.said import said_in_words
from tests.simulation.walked import DAYS, POPULATION, Walked, one_walk


@pytest.fixture(scope="module")
def walked(django_db_setup: None) -> Walked:
    """The county that all tests look at."""
    return one_walk()


def test_promise_1_moves_of_each_item_are_gapless_and_end_where_it_is(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM stock_assetmove") > 100
    assert (
        walked.rows(
            """SELECT subject_id FROM stock_assetmove
               GROUP BY subject_id HAVING count(*) <> max(seq) OR min(seq) <> 1"""
        )
        == []
    )
    assert (
        walked.rows(
            """SELECT a.number FROM stock_asset a JOIN LATERAL
           (SELECT to_state, to_place_id FROM stock_assetmove m WHERE m.subject_id = a.id
            ORDER BY seq DESC LIMIT 1) m ON true
           WHERE (a.state, a.place_id) IS DISTINCT FROM (m.to_state, m.to_place_id)"""
        )
        == []
    )


def test_promise_2_an_item_is_on_one_open_loan_and_then_with_that_person(walked: Walked) -> None:
    assert (
        walked.rows(
            """SELECT asset_id FROM loans_loan WHERE ended_at IS NULL AND asset_id IS NOT NULL
               GROUP BY 1 HAVING count(*) > 1"""
        )
        == []
    )
    assert (
        walked.rows(
            """SELECT a.number FROM stock_asset a WHERE (a.state = 'ON_LOAN') <> EXISTS
           (SELECT FROM loans_loan l WHERE l.asset_id = a.id AND l.ended_at IS NULL)"""
        )
        == []
    )


def test_nothing_stays_set_apart_once_its_difference_is_settled(walked: Walked) -> None:
    assert (
        walked.rows(
            """SELECT a.number FROM stock_asset a WHERE a.state = 'QUARANTINED' AND NOT EXISTS
               (SELECT FROM stock_discrepancy d WHERE d.asset_id = a.id AND d.settled_at IS NULL)"""
        )
        == []
    )


def test_what_was_answered_in_words_is_about_the_question(walked: Walked) -> None:
    answered = walked.rows(
        """SELECT DISTINCT q.set_code, q.question_code, a.answer FROM orders_answer a
           JOIN catalogue_question q ON q.question_code = a.question_code AND q.answer_type = 'text'
           JOIN orders_orderline l ON l.order_id = a.order_id
           JOIN catalogue_product p ON p.id = l.product_id AND p.clinical_questions = q.set_code"""
    )
    fits = [answer in said_in_words((str(set_code),), str(code)) for set_code, code, answer in answered]
    assert answered
    assert fits.count(False) == 0


def test_promise_3_each_cell_is_the_sum_of_its_moves(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM stock_stockcell WHERE quantity > 0") > 50
    assert (
        walked.rows(
            """SELECT product_id, lot, place_id, condition, sum(quantity) FROM (
               SELECT product_id, lot, to_place_id AS place_id, to_condition AS condition, quantity
               FROM stock_stockmove WHERE to_place_id IS NOT NULL
               UNION ALL
               SELECT product_id, lot, from_place_id, from_condition, -quantity
               FROM stock_stockmove WHERE from_place_id IS NOT NULL) moved
           GROUP BY 1, 2, 3, 4 HAVING sum(quantity) <> 0
           EXCEPT
           SELECT product_id, lot, place_id, condition, quantity FROM stock_stockcell WHERE quantity <> 0"""
        )
        == []
    )


def test_a_run_has_the_slots_that_the_desk_offers_one_after_the_other(walked: Walked) -> None:
    hours = walked.rows(
        """SELECT DISTINCT extract(hour FROM v.slot_from AT TIME ZONE 'Europe/London')::int,
               extract(hour FROM v.slot_until AT TIME ZONE 'Europe/London')::int
           FROM visits_visit v JOIN visits_run r ON r.id = v.run_id WHERE r.shift = 'day' ORDER BY 1"""
    )
    assert {tuple(row) for row in hours} <= {(8, 12), (12, 16), (16, 20)}
    assert len(hours) > 1
    assert (
        walked.rows(
            """SELECT a.number, b.number FROM visits_visit a JOIN visits_visit b ON b.run_id = a.run_id
               JOIN visits_run r ON r.id = a.run_id
               WHERE r.shift = 'day' AND a.stop < b.stop AND a.slot_from > b.slot_from"""
        )
        == []
    )


def test_a_van_is_on_one_round_at_a_time(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM visits_run WHERE shift LIKE 'urgent%'") > 1
    assert (
        walked.rows(
            """WITH round AS (
                   SELECT r.id, r.van_id, min(v.arrived_at) AS began, max(v.finished_at) AS ended
                   FROM visits_run r JOIN visits_visit v ON v.run_id = r.id WHERE v.finished_at IS NOT NULL
                   GROUP BY r.id, r.van_id)
               SELECT a.id, b.id FROM round a JOIN round b ON b.van_id = a.van_id AND b.id <> a.id
               WHERE a.began <= b.began AND b.began <= a.ended"""
        )
        == []
    )


def test_few_people_hold_much_and_less_comes_back_than_goes_out(walked: Walked) -> None:
    held = [
        int(str(row[0])) for row in walked.rows("SELECT count(*) FROM loans_loan GROUP BY person_id ORDER BY 1 DESC")
    ]
    top = held[: max(1, len(held) // 10)]
    assert sum(top) > 0.3 * sum(held) or sum(top) > 2.2 * len(top) * sum(held) / len(held)
    out = walked.number("SELECT sum(quantity) FROM loans_loan")
    back = walked.number("SELECT coalesce(sum(quantity), 0) FROM loans_loan WHERE end_reason = 'RETURNED'")
    assert 0 < back < out


def test_something_went_wrong_now_and_then(walked: Walked) -> None:
    counts = {
        str(state): int(str(n)) for state, n in walked.rows("SELECT state, count(*) FROM visits_visit GROUP BY state")
    }
    assert counts["COMPLETED"] > counts["FAILED"] > 0
    assert walked.number("SELECT count(*) FROM orders_release WHERE state = 'GIVEN'") > 5


def test_one_depot_and_one_satellite_are_in_full_use_and_a_second_of_each_begins(walked: Walked) -> None:
    brought = (
        "SELECT count(*) FROM visits_visit v JOIN partners_depot d ON d.id = v.depot_id WHERE v.state = 'COMPLETED'"
    )
    issued = "SELECT count(*) FROM stock_stockmove m JOIN stock_place p ON p.id = m.from_place_id WHERE true"
    depot, second = (walked.number(f"{brought} AND d.name = '{name}'") for name in (MAIN_DEPOT, SECOND_DEPOT))
    store, other = (walked.number(f"{issued} AND p.name = '{name}'") for name in (HOSPITAL_STORE, HOSPICE_STORE))
    assert depot > 50
    assert 0 < second < depot / 4
    assert store > 20
    assert 0 < other < store / 2


def test_nobody_is_on_two_vans_of_one_day(walked: Walked) -> None:
    assert walked.rows(
        """SELECT r.on, c.who, count(DISTINCT r.van_id) FROM visits_run r
           CROSS JOIN LATERAL unnest(ARRAY[r.driver_id, r.second_id]) AS c (who)
           WHERE c.who IS NOT NULL AND r.state <> 'CANCELLED'
           GROUP BY r.on, c.who HAVING count(DISTINCT r.van_id) > 1"""
    ) == []  # fmt: skip


def test_no_approval_waits_for_weeks(walked: Walked) -> None:
    late = "SELECT count(*) FROM orders_release WHERE state IN ('PENDING', 'RETURNED') AND state_at < '2026-02-26'"
    assert walked.number(late) == 0


def test_the_last_morning_is_full_of_life(walked: Walked) -> None:
    today = "2026-03-03"
    assert walked.number(
        f"""SELECT count(*) FROM visits_visit v JOIN visits_run r ON r.id = v.run_id
            JOIN identity_user u ON u.id = r.driver_id
            WHERE r.on = '{today}' AND v.state = 'RELEASED' AND u.email LIKE 'driver@%'"""
    ) > 0  # fmt: skip
    assert walked.number("SELECT count(*) FROM visits_visit WHERE state = 'UNBOOKED'") > 0
    assert walked.number("SELECT count(*) FROM orders_orderline WHERE state = 'LOADED'") > 0
    assert walked.number("SELECT count(*) FROM orders_draft") > 0
    assert walked.number(f"SELECT count(*) FROM core_audit WHERE recorded_at >= '{today}'") == 0


def test_nothing_happens_after_the_last_evening(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM orders_order WHERE submitted_at >= '2026-03-03'") == 0


def test_both_partners_paid_into_the_pool_one_of_them_late(walked: Walked) -> None:
    """Four quarters of the council, ten months of the board, of which one was typed wrong and put right."""
    assert walked.number("SELECT count(*) FROM ledger_receipt") == 15
    assert walked.number("SELECT count(*) FROM ledger_receipt WHERE corrects_id IS NOT NULL") == 1
    paid = walked.number(
        "SELECT -sum(b.amount_pence) FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id "
        "WHERE a.kind = 'CONTRIBUTED'"
    )
    council, board = for_people(COUNCIL_PENCE, POPULATION), for_people(NHS_PENCE, POPULATION)
    assert paid == council + sum(split_by_weights(board, [1] * 12)[:10])
    assert walked.number("SELECT count(*) FROM ledger_meeting") == 4


def test_teams_have_budgets_of_the_year(walked: Walked) -> None:
    owners = walked.rows(
        "SELECT from_on, count(DISTINCT team_id), count(DISTINCT owner_id) FROM spending_teambudget GROUP BY from_on"
    )
    assert owners == [(date(2025, 4, 1), len(BUDGETS), 5)]


def test_the_provider_invoiced_january_with_three_faults_and_is_paid_the_rest(walked: Walked) -> None:
    assert walked.rows("SELECT number, state FROM invoices_invoice") == [("FE-2026-01", "CHECKED")]
    wrong = walked.rows(
        """SELECT verdict, answer, count(*), bool_and(paid_entry_id IS NOT NULL) FROM invoices_invoiceline
           WHERE verdict <> 'AGREED' GROUP BY verdict, answer ORDER BY verdict"""
    )
    assert wrong == [
        ("DUPLICATE", "DISPUTED", 1, False),
        ("NO_SUCH_EVENT", "DISPUTED", 1, False),
        ("WRONG_PRICE", "AGREED", 1, True),
    ]
    agreed = "SELECT count(*), bool_and(paid_entry_id IS NOT NULL) FROM invoices_invoiceline WHERE verdict = 'AGREED'"
    ((lines, paid),) = walked.rows(agreed)
    assert (int(str(lines)) > 10, paid) == (True, True)
    assert walked.number("SELECT count(*) FROM invoices_invoicemessage") == 4


def test_progress_is_said(walked: Walked) -> None:
    assert f"Setting up Northdown, {POPULATION:,} people" in walked.printed
    assert f"day {DAYS} of {DAYS}" in walked.printed
    assert "calls in" in walked.printed


def test_a_special_was_asked_for_bought_and_brought_and_another_waits_for_quotes(walked: Walked) -> None:
    assert walked.rows(
        """SELECT s.state, l.state, (SELECT count(*) FROM specials_specialquote q WHERE q.special_id = s.id),
               (SELECT count(*) FROM loans_loan o WHERE o.product_id = s.product_id)
           FROM specials_special s LEFT JOIN orders_orderline l ON l.product_id = s.product_id ORDER BY s.asked_at"""
    ) == [("BOUGHT", "DELIVERED", 3, 1), ("SEARCHED", None, 1, 0)]
    states = walked.rows("SELECT to_state FROM specials_specialhistory ORDER BY happened_at, seq")
    assert [one for (one,) in states][:5] == ["REQUESTED", "SEARCHED", "QUOTED", "APPROVED", "BOUGHT"]
    looked_in_vain = "SELECT count(*) FROM specials_speciallooked WHERE why_not <> '' AND NOT picked"
    assert walked.number(looked_in_vain) > 0
    assert walked.number("SELECT count(*) FROM stock_asset a JOIN specials_special s USING (product_id)") == 1


def test_some_buy_a_small_thing_themselves_and_some_have_after_care(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM needs_selfpurchase") > walked.number(
        "SELECT count(*) FROM needs_selfpurchaseend"
    )
    assert walked.number("SELECT count(*) FROM people_person WHERE care_route = 'AFTER_CARE'") > 0


def test_vouchers_are_used_in_the_pharmacy_one_by_mistake_which_is_taken_back_and_one_never(walked: Walked) -> None:
    for state in ("REDEEMED", "ISSUED"):
        assert walked.number(f"SELECT count(*) FROM vouchers_voucher WHERE state = '{state}'") > 0, state
    undone = "SELECT count(*) FROM vouchers_voucherhistory WHERE from_state = 'REDEEMED' AND to_state = 'ISSUED'"
    assert walked.number(undone) == 1
    owed, paid = (
        walked.number(f"SELECT coalesce(sum(paid_pence), 0) FROM vouchers_voucher WHERE payment_id IS {which}")
        for which in ("NULL", "NOT NULL")
    )
    assert (owed > 0) + (paid > 0) > 0
    retailer = """SELECT sum(b.amount_pence) FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
                  WHERE a.kind = 'RETAILER'"""
    assert walked.number(retailer) == -owed


def test_what_lifts_people_is_examined_at_home(walked: Walked) -> None:
    assert walked.number("SELECT count(*) FROM stock_examination") > 0
    charged = "SELECT count(*) FROM ledger_entry WHERE kind = 'CHARGED' AND item = '{}'"
    for item in ("examination", "service_visit"):
        assert walked.number(charged.format(item)) > 0, item


def test_one_lot_of_what_is_fitted_was_recalled_and_all_who_have_it_were_told(walked: Walked) -> None:
    ((recall_id, lot),) = walked.rows("SELECT id, lot FROM stock_recall")
    assert lot
    told = f"SELECT count(*) FROM loans_recalltelling WHERE recall_id = '{recall_id}' AND counts"
    assert walked.number(told) >= 2
    assert walked.rows("SELECT cause, decided FROM stock_recallcausesaid WHERE decided") == [("NEITHER", True)]
    assert walked.number("SELECT count(*) FROM ledger_entry WHERE item = 'recall_contact'") >= 2

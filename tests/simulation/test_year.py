"""A walked year of a small county, over the end of a financial year: its ledger balances to the penny, and its books
are closed month by month."""

from datetime import date

import pytest

from tests.promises import broken
from tests.simulation.walked import Walked, one_year

# Months that were over for long enough on the last evening, 14 April 2026.
CLOSED = [date(2025, month, 1) for month in range(4, 13)] + [date(2026, 1, 1)]


@pytest.fixture(scope="module")
def year(django_db_setup: None) -> Walked:
    """The county that all tests look at."""
    return one_year()


def test_promise_10_every_promise_is_kept_over_a_year(year: Walked) -> None:
    assert broken(year.rows) == []


def test_promise_10_the_ledger_balances_to_the_penny(year: Walked) -> None:
    kinds = {kind for (kind,) in year.rows("SELECT DISTINCT kind FROM ledger_entry")}
    assert {"RESERVED", "RELEASED", "SPENT", "CHARGED", "CREDITED", "RECEIVED", "CORRECTED"} <= kinds
    assert year.rows("SELECT sum(amount_pence), count(*) > 2000 FROM ledger_posting") == [(0, True)]
    assert year.rows("SELECT month FROM ledger_balance GROUP BY month HAVING sum(amount_pence) <> 0") == []


def test_promise_10_closed_months_hold_what_they_held_when_they_were_closed(year: Walked) -> None:
    closed = year.rows("SELECT month, contract_id FROM ledger_closedmonth ORDER BY month")
    assert [month for month, _ in closed] == CLOSED
    assert (
        year.rows(
            """SELECT c.month FROM ledger_closedmonth c, ledger_digest(c.contract_id, c.month) AS d
               WHERE (c.entries, c.debits_pence, c.digest) IS DISTINCT FROM (d.entries, d.debits, d.digest)"""
        )
        == []
    )
    assert year.number("SELECT count(*) FROM ledger_closedmonth WHERE entries > 50") >= 8


def test_a_voucher_that_nobody_used_expired_and_the_pharmacy_is_paid_month_by_month(year: Walked) -> None:
    assert year.number("SELECT count(*) FROM vouchers_voucher WHERE state = 'EXPIRED'") > 0
    assert (
        year.number("SELECT count(*) FROM vouchers_voucher WHERE state = 'ISSUED' AND expires_on < '2026-04-14'") == 0
    )
    assert year.number("SELECT count(*) FROM vouchers_shoppayment") > 0
    paid = year.rows("SELECT month FROM vouchers_shoppayment WHERE paid_on < month + interval '1 month'")
    assert paid == []

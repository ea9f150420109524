"""Reads of money, by scope: each file says what it reads.
Refuses to write, and to answer outside the scope."""

from handrail.ledger.queries.money import (
    MoneyTerms,
    MonthBalance,
    balances,
    let_go_last,
    money_terms,
    posted,
    spent_last,
)

__all__ = ["MoneyTerms", "MonthBalance", "balances", "let_go_last", "money_terms", "posted", "spent_last"]

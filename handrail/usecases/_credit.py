"""Credits equipment that came back, to the funds that paid for it: as it comes back or once it passes its tests, as the
contract's terms say. Refuses nothing: what was not paid for, is never credited, or has another in its place is settled
with no money."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.codes import AccountKind, CreditDue
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import credit_each, falls_due, is_excluded, some_on_return
from handrail.ledger.rules.entries import Occasion, Posting, Price, credited
from handrail.ledger.rules.suspense import Post, credit_waits
from handrail.loans import actions as loan_actions
from handrail.loans.passed import CameBack, just_back


def credits_of_return(change: Change, pieces: Mapping[UUID, int]) -> list[Post]:
    """Where the terms of the day credit what comes back as it does: the credits of so many pieces of these loans, which
    came back in this change. Call it after the loans and their lines have moved, and post what it gives."""
    terms = money_terms(change.scope).credit.of(change.at.today)
    if not pieces or not some_on_return(terms):
        return []
    came = [replace(loan, ended_on=change.at.today) for loan in just_back(change.scope, pieces)]
    due = [loan for loan in came if falls_due(loan.category, loan.months, terms) is CreditDue.RETURN]
    loan_actions.fall_due({loan.loan_id: loan.pieces for loan in due})
    posts = (credit_of(change, loan, loan.pieces) for loan in due)
    return [one for one in posts if one]


def credit_of(change: Change, loan: CameBack, pieces: int) -> Post | None:
    """The credit of one loan's pieces, which waits while no fund pays for all of what was lent; None where none is due,
    nobody paid, or the terms give nothing. What fell due as it came back is the first of them."""
    pieces = min(max(0, pieces - loan.early) - loan.replaced, (loan.pieces_paid or 0) - loan.credited)
    if not loan.eligible or pieces <= 0 or loan.paid_line_id is None:
        return None
    terms = money_terms(change.scope).credit.of(change.at.today)
    back = 0 if is_excluded(loan.traits, terms) else credit_each(loan.owed_each, loan.category, loan.months, terms)
    if back <= 0:
        return None
    occasion = Occasion(change.new_id(), f"credit:{loan.loan_id}:change:{change.audit_id}", change.at.today)
    price = Price("credit", "", pieces, back)
    if loan.waits:
        return credit_waits(occasion, price, loan.paid_line_id)
    payments = [Posting(AccountKind.EQUIPMENT, fund, pence, loan.paid_line_id) for fund, pence in loan.paid]
    return credited(occasion, price, payments)

"""Credits equipment that came back and passed its tests, to the funds that paid for it.
Refuses nothing: what was not paid for, is not eligible, or has another in its place is settled with no money."""

from handrail.identity.calls import Change
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import credit_each
from handrail.ledger.rules.entries import Occasion, Posting, Price, credited
from handrail.ledger.rules.suspense import Post, credit_waits
from handrail.loans.passed import CameBack


def credit_of(change: Change, loan: CameBack, pieces: int) -> Post | None:
    """The credit of one loan's pieces, which waits while no fund pays for all of what was lent; None where none is due,
    nobody paid, or the terms give nothing."""
    pieces = min(pieces - loan.replaced, (loan.pieces_paid or 0) - loan.credited)
    if not loan.eligible or pieces <= 0 or loan.paid_line_id is None:
        return None
    terms = money_terms(change.scope).credit.of(change.at.today)
    back = credit_each(loan.owed_each, loan.category, loan.months, terms)
    if back <= 0:
        return None
    occasion = Occasion(change.new_id(), f"credit:{loan.loan_id}:change:{change.audit_id}", change.at.today)
    price = Price("credit", "", pieces, back)
    if loan.waits:
        return credit_waits(occasion, price, loan.paid_line_id)
    payments = [Posting(AccountKind.EQUIPMENT, fund, pence, loan.paid_line_id) for fund, pence in loan.paid]
    return credited(occasion, price, payments)

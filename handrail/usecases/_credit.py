"""Credits equipment that came back and passed its tests, to the funds that paid for it.
Refuses nothing: what was not paid for, is not eligible, or has another in its place is settled with no money."""

from handrail.identity.calls import Change
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import credit_each
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price, credited
from handrail.loans.passed import CameBack


def credit_of(change: Change, loan: CameBack, pieces: int) -> Entry | None:
    """The credit of one loan's pieces; None where none is due, no fund paid, or the terms give nothing."""
    pieces = min(pieces - loan.replaced, (loan.pieces_paid or 0) - loan.credited)
    if not loan.eligible or pieces <= 0:
        return None
    payments = [Posting(AccountKind.EQUIPMENT, fund, pence, loan.paid_line_id) for fund, pence in loan.paid]
    back = credit_each(loan.paid_each, loan.category, loan.months, money_terms(change.scope).credit.of(change.at.today))
    if back <= 0:
        return None
    cause = f"credit:{loan.loan_id}:change:{change.audit_id}"
    return credited(Occasion(change.new_id(), cause, change.at.today), Price("credit", "", pieces, back), payments)

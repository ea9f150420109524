"""Credits equipment that came back and passed its tests, to the funds that paid for it.
Refuses nothing: what was not paid for, is not eligible, or has another in its place is settled with no money."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import credit_terms, standing
from handrail.ledger.rules.credits import credit_each, in_order, whole_months
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price, credited
from handrail.loans import actions as loan_actions
from handrail.loans.passed import CameBack, came_back


def credit_passed(change: Change, assets: Collection[UUID], counted: Mapping[UUID, int]) -> None:
    """Post the credit for these items, and for so many pieces of these products, that passed just now. Call it once."""
    if not assets and not counted:
        return
    loans = came_back(change.scope, assets, counted)
    pieces = _pieces(loans, counted)
    loan_actions.settle({loan_id: taken for loan_id, taken in pieces.items() if taken})
    due = [
        (loan.paid_line_id, loan)
        for loan in loans
        if loan.eligible and not loan.replaced and loan.paid_line_id and pieces[loan.loan_id]
    ]
    if not due:
        return
    paid = standing(change.scope, {line for line, _ in due})
    made = (_entry(change, loan, pieces[loan.loan_id], paid[line].spent) for line, loan in due if line in paid)
    actions.post([entry for entry in made if entry])


def _pieces(loans: Sequence[CameBack], counted: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many of each loan have passed: all of an item's, and of counted pieces those that came back first."""
    taken = {loan.loan_id: loan.pieces for loan in loans if loan.product_id not in counted}
    for product, number in counted.items():
        of_product = [loan for loan in loans if loan.product_id == product]
        shares = in_order(number, [loan.pieces for loan in of_product])
        taken |= {loan.loan_id: share for loan, share in zip(of_product, shares, strict=True)}
    return taken


def _entry(change: Change, loan: CameBack, pieces: int, paid: Mapping[UUID | None, int]) -> Entry | None:
    """The credit of one loan's pieces; None where nothing was paid by a fund, or the terms give nothing."""
    payments = [
        Posting(AccountKind.EQUIPMENT, share_set, pence, loan.paid_line_id)
        for share_set, pence in paid.items()
        if share_set
    ]
    each = sum(payment.amount_pence for payment in payments) // (loan.pieces_paid or 1)
    months = whole_months(loan.began_on, loan.ended_on)
    back = credit_each(each, loan.category, months, credit_terms(change.scope, change.at.today))
    if back <= 0:
        return None
    cause = f"credit:{loan.loan_id}:change:{change.audit_id}"
    return credited(Occasion(change.new_id(), cause, change.at.today), Price("credit", "", pieces, back), payments)

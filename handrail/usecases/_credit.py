"""Credits equipment that came back and passed its tests, to the funds that paid for it.
Refuses nothing: what was not paid for, is not eligible, or has another in its place is settled with no money."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.codes import AccountKind
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.credits import credit_each, in_order, whole_months
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price, credited
from handrail.loans import actions as loan_actions
from handrail.loans.passed import CameBack, pieces_back


def credit_passed(change: Change, assets: Collection[UUID], counted: Mapping[UUID, int]) -> None:
    """Post the credit for these items, and for so many pieces of these products, that passed just now. Call it once."""
    items = loan_actions.settle_items(change.scope, assets)
    pieces = pieces_back(change.scope, counted)
    taken = _taken(pieces, counted)
    loan_actions.settle(taken)
    passed = [*((loan, loan.pieces) for loan in items), *((loan, taken.get(loan.loan_id, 0)) for loan in pieces)]
    made = (_entry(change, loan, number) for loan, number in passed if loan.eligible and not loan.replaced and number)
    actions.post([entry for entry in made if entry])


def _taken(loans: Sequence[CameBack], counted: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many pieces of each loan have passed: of those of a product, the ones that came back first."""
    taken: dict[UUID, int] = {}
    for product, number in counted.items():
        of_product = [loan for loan in loans if loan.product_id == product]
        shares = in_order(number, [loan.pieces for loan in of_product])
        taken |= {loan.loan_id: share for loan, share in zip(of_product, shares, strict=True) if share}
    return taken


def _entry(change: Change, loan: CameBack, pieces: int) -> Entry | None:
    """The credit of one loan's pieces; None where nothing was paid by a fund, or the terms give nothing."""
    payments = [Posting(AccountKind.EQUIPMENT, fund, pence, loan.paid_line_id) for fund, pence in loan.paid]
    each = sum(payment.amount_pence for payment in payments) // (loan.pieces_paid or 1)
    months = whole_months(loan.began_on, loan.ended_on)
    back = credit_each(each, loan.category, months, money_terms(change.scope).credit.of(change.at.today))
    if back <= 0:
        return None
    cause = f"credit:{loan.loan_id}:change:{change.audit_id}"
    return credited(Occasion(change.new_id(), cause, change.at.today), Price("credit", "", pieces, back), payments)

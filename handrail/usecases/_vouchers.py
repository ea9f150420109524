"""Issues vouchers for order lines: the number, the value of the day, and the last day by the contract's term.
Refuses nothing: that a line goes was decided before."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from handrail.identity.calls import Change
from handrail.vouchers import actions
from handrail.vouchers.actions import VoucherIssue
from handrail.vouchers.rules.numbers import number_from


def issue_vouchers(change: Change, lines: Iterable[tuple[UUID, UUID, int, int]], *, valid_days: int) -> list[UUID]:
    """Issue vouchers for lines given as (line, product, quantity, whole price in pence). Their ids."""
    rows = [
        VoucherIssue(
            id=change.new_id(),
            number=number_from([change.new_id(), change.new_id()]),
            line_id=line_id,
            product_id=product_id,
            quantity=quantity,
            value_pence=pence,
            issued_at=change.at.happened_at,
            expires_on=change.at.today + timedelta(days=valid_days),
        )
        for line_id, product_id, quantity, pence in lines
    ]
    if rows:
        actions.issue_vouchers(rows, contract_id=change.scope.contract_id)
    return [row.id for row in rows]

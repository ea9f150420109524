"""Issues vouchers for order lines: the number, the value of the day, and the last day by the contract's term; and says
which funds bear what becomes of one.
Refuses nothing: that a line goes was decided before."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Posting
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


def payers_of_today(change: Change, stands: Sequence[Posting]) -> Mapping[UUID, int]:
    """The funds for which this stands, by how much, under their shares of today; a fund that has none pays nothing."""
    sets = money_terms(change.scope).share_sets
    today = dict(sets.of(change.at.today))
    fund_of = {share_set: fund for fund, share_set in sets.ever()}
    weights: Counter[UUID] = Counter()
    for one in stands:
        if one.share_set_id and (paying := today.get(fund_of[one.share_set_id])):
            weights[paying] += one.amount_pence
    return weights

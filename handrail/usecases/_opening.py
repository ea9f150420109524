"""Opens the books for loans that were brought in from an old provider: what was paid for each, and by which funds.
Refuses nothing: where no fund pays, or nothing was paid, nothing is to be credited and nothing is posted."""

from collections.abc import Collection, Mapping
from itertools import batched
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.rules.entries import Entry, Occasion, Payers, opened
from handrail.ledger.rules.opening import opening_price
from handrail.loans.opening import ToOpen, to_open
from handrail.partners.queries import contract_data
from handrail.usecases._payers import payers_of
from handrail.usecases._posting import post

AT_ONCE = 5_000

type Who = tuple[str, UUID | None]


def open_books(change: Change, loan_ids: Collection[UUID]) -> None:
    """Post one entry for each loan. Call it once in a change, last: whoever closes a month waits for it. Nothing else
    posts to these accounts, so that nobody who posts meanwhile waits."""
    if not loan_ids:
        return
    today = change.at.today
    percent = contract_data(change.scope.contract_id, today).terms.unknown_price_percent
    loans = to_open(change.scope, loan_ids, today)
    weights = _payers(change, loans)
    posts: list[Entry] = []
    for loan in loans:
        price = opening_price(loan.quantity, loan.paid_pence, loan.catalogue_pence, percent)
        paying = weights[loan.care_route, loan.council_id]
        if price.pence and paying:
            occasion = Occasion(change.new_id(), f"opened:loan:{loan.loan_id}", today)
            posts.append(opened(occasion, price, [Payers(loan.loan_id, paying)]))
    for some in batched(posts, AT_ONCE):
        post(change, some)


def _payers(change: Change, loans: Collection[ToOpen]) -> Mapping[Who, Mapping[UUID, int]]:
    """Who pays, asked once for each kind of person."""
    kinds = {(loan.care_route, loan.council_id): loan for loan in loans}
    return {kind: payers_of(change, loan) for kind, loan in kinds.items()}

"""Takes credits back for what never came back after all: it passed its tests, and stands with the person all the same.
Refuses nothing: pieces that were settled without money give none back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from handrail.identity.calls import Change
from handrail.ledger.codes import AccountKind
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price, credited, taken_back
from handrail.ledger.rules.suspense import Post
from handrail.loans.credited import Credit, credits_of
from handrail.usecases._posting import post


def take_credit_back(change: Change, pieces: Mapping[UUID, int], why: str, *, also: Sequence[Post] = ()) -> None:
    """So many pieces of each loan did not come back: what was credited for them is owed again, to who was credited.
    Call it once, in a change that posts nothing else but `also` these."""
    wanted = {loan_id: number for loan_id, number in pieces.items() if number > 0}
    found = credits_of(change.scope, wanted) if wanted else {}
    gone: Counter[UUID] = Counter()
    made: list[Post] = []
    for loan_id, number in wanted.items():
        for credit, some in _of_latest(number, found.get(loan_id, ()), gone):
            gone[credit.entry_id] += some
            made.append(_entry(change, loan_id, credit, some, why))
    post(change, [*made, *also])


def _of_latest(number: int, standing: Sequence[Credit], gone: Mapping[UUID, int]) -> Iterator[tuple[Credit, int]]:
    """How many pieces are taken back of which credit; two loans in one call may share one."""
    for credit in standing:
        some = min(number, credit.pieces - gone[credit.entry_id])
        if some > 0:
            yield credit, some
            number -= some


def _entry(change: Change, loan_id: UUID, credit: Credit, pieces: int, why: str) -> Entry:
    cause = f"credit:{loan_id}:{credit.entry_id}:change:{change.audit_id}"
    price = Price("credit", "", pieces, credit.each_pence)
    funds = [Posting(AccountKind.CREDITED, fund, pence, credit.line_id) for fund, pence in credit.funds]
    wrong = credited(Occasion(credit.entry_id, cause, change.at.today), price, funds)
    return taken_back(Occasion(change.new_id(), cause, change.at.today), wrong, why)

"""Posts what a change makes, each entry with its VAT: the one way by which use cases move money.
Refuses nothing."""

from collections.abc import Sequence

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.queries.vat import with_vat
from handrail.ledger.rules.suspense import Post


def post(change: Change, posts: Sequence[Post]) -> None:
    """Write entries, and what waits beside them. Call it once in a change, so that two changes wait for each other in
    one order."""
    actions.post(with_vat(change.scope, posts))

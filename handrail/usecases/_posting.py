"""Posts what a change makes, each entry with its VAT: the one way by which use cases move money.
Refuses nothing."""

from collections.abc import Sequence

from handrail.identity.calls import Change
from handrail.ledger import actions
from handrail.ledger.queries.vat import put_right, with_vat
from handrail.ledger.rules.suspense import Post


def post(change: Change, posts: Sequence[Post]) -> None:
    """Write entries, and what waits beside them. Call it once in a change, so that two changes wait for each other in
    one order. The VAT of an event is that of all that stands of it, whosever lines a change holds: of two who put parts
    of it right, the second reads what the first did."""
    if corrects := put_right(posts):
        actions.hold_events(change.scope.contract_id, corrects)
    actions.post(with_vat(change.scope, posts))


def post_last(change: Change, posts: Sequence[Post]) -> None:
    """The same by the change's last statement, which saves one: for use cases that read nothing of the ledger
    afterwards."""
    actions.post_last(change, with_vat(change.scope, posts))

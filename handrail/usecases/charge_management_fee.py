"""Charge the fixed fee of the months that are over, each once, by the price list of its last day.
Refuses nothing: what no fund pays waits in SUSPENSE. A job calls it at the first of a month."""

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.queries.fees import FeeDue, fees_due
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.suspense import Post
from handrail.usecases._payers import ForEverybody, posts_for_everybody
from handrail.usecases._posting import post


@use_case(Event.FEE_CHARGED, needs=Permission.RUN_JOBS)
def charge_management_fee(change: Change) -> int:
    """How many months were charged. Two at once charge each once: its cause is the month."""
    due = fees_due(change.scope, change.at.today)
    post(change, [made for fee in due for made in _posts(change, fee)])
    change.touched("contract", change.scope.contract_id)
    return len(due)


def _posts(change: Change, fee: FeeDue) -> list[Post]:
    return posts_for_everybody(change, Occasion(change.new_id(), fee.cause, fee.on), fee.price, ForEverybody(fee.on))

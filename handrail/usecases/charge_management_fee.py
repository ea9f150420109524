"""Charge the fixed fee of the months that are over, each once, by the price list of its last day.
Refuses nothing: what no fund pays waits in SUSPENSE. A job calls it at the first of a month."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.queries.fees import FeeDue, fees_due
from handrail.ledger.rules.entries import Occasion, Payers, charged
from handrail.ledger.rules.suspense import Post, in_suspense
from handrail.usecases._payers import payers_of
from handrail.usecases._posting import post


@dataclass(frozen=True, slots=True)
class _ForEverybody:
    """The fee is for nobody in particular: the funds pay that pay for somebody of whom nothing is known."""

    ordered_on: date
    care_route: str = ""
    council_id: UUID | None = None


@use_case(Event.FEE_CHARGED, needs=Permission.RUN_JOBS)
def charge_management_fee(change: Change) -> int:
    """How many months were charged. Two at once charge each once: its cause is the month."""
    due = fees_due(change.scope, change.at.today)
    post(change, [made for fee in due for made in _posts(change, fee)])
    change.touched("contract", change.scope.contract_id)
    return len(due)


def _posts(change: Change, fee: FeeDue) -> list[Post]:
    weights = payers_of(change, _ForEverybody(fee.on), fee.on)
    payers = [Payers(None, weights)] if weights else []
    entry = charged(Occasion(change.new_id(), fee.cause, fee.on), fee.price, payers, unpaid=0 if weights else 1)
    return [entry, *in_suspense(entry, {None: 1}, change.new_id)]

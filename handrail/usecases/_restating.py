"""Gives the entries that say something again their ids and causes, in one way for all that corrects what was posted.
Refuses nothing."""

from handrail.identity.calls import Change
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.restating import AGAIN, Standing
from handrail.ledger.rules.vat_said import mark_of

_CHANGE = ":change:"


def occasions_of(change: Change, old: Standing) -> tuple[Occasion, Occasion]:
    """For the entry that turns an old one round, and for the one that says it again: its cause begins as the first did,
    so that a credit is still one of its loan, and names the entry that was posted first for the event: an invoice asks
    for the event once. An entry is restated once in a change."""
    first = old.cause.split(AGAIN)[0].split(_CHANGE)[0]
    cause = f"{first}{AGAIN}{old.first_id}:{old.id}{mark_of(old.cause)}{_CHANGE}{change.audit_id}"
    return taken_back_of(change, old), Occasion(change.new_id(), cause, old.happened_on)


def taken_back_of(change: Change, old: Standing) -> Occasion:
    """For an entry that turns an old one, or a part of it, round."""
    cause = f"corrected:entry:{old.id}{_CHANGE}{change.audit_id}"
    return Occasion(change.new_id(), cause, old.happened_on)

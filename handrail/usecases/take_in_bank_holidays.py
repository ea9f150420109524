"""Take in the bank holidays that a newer version of Handrail ships, for every contract at once. Run by a job.
Refuses nothing: a day that is known already stays as it is."""

from collections.abc import Iterable
from datetime import date

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners import actions


@use_case(Event.BANK_HOLIDAYS_TAKEN_IN, needs=Permission.RUN_JOBS, lays_down=True)
def take_in_bank_holidays(change: Change, *, published: Iterable[tuple[date, str]]) -> int:
    """Know these days with their titles too; how many were new."""
    new = actions.keep_bank_holidays(published)
    if new:
        change.touched("contract", change.scope.contract_id)
    return new

"""Owns: whether an asset is fit to be chosen for a person (promise 4), and when its next checks are due.
Refuses: nothing; it returns every reason against, and an empty answer means that it may be issued."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.stock.states import COMMITTED, GONE, ISSUABLE, AssetState

# Stored where a product needs a check and nobody knows when it was last done (see `stock.models.Asset`): it counts as
# overdue, never as passed.
NEVER_DONE = date(1900, 1, 1)


class IssueReason(StrEnum):
    """Why an asset may not be chosen."""

    NOT_RECEIVED = "ISSUE_NOT_RECEIVED"
    DIRTY = "ISSUE_DIRTY"
    UNTESTED = "ISSUE_UNTESTED"
    NOT_PUT_AWAY = "ISSUE_NOT_PUT_AWAY"
    IN_REPAIR = "ISSUE_IN_REPAIR"
    QUARANTINED = "ISSUE_QUARANTINED"
    HELD_FOR_ANOTHER = "ISSUE_HELD_FOR_ANOTHER"
    ON_LOAN = "ISSUE_ON_LOAN"
    GONE = "ISSUE_GONE"
    UNDER_ALERT = "ISSUE_UNDER_ALERT"
    TEST_OVERDUE = "ISSUE_TEST_OVERDUE"
    EXAMINATION_OVERDUE = "ISSUE_EXAMINATION_OVERDUE"


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An asset as the rules see it. A due date of None: the product needs no such check; an unknown one is in the far
    past, so it counts as overdue. `issues`: how often it went out; 0 is new. `near`: 0 is the nearest store."""

    asset_id: UUID
    number: str
    product_code: str
    state: AssetState
    place_id: UUID
    bought_on: date | None = None
    issues: int = 0
    alert_reference: str = ""
    electrical_test_due_on: date | None = None
    examination_due_on: date | None = None
    service_due_on: date | None = None
    held_for_line_id: UUID | None = None
    near: int = 0

    @property
    def recycled(self) -> bool:
        """Whether it has been with someone before."""
        return self.issues > 0


def reasons_against_issue(asset: AssetFacts, on: date, for_line: UUID | None = None) -> tuple[Reason, ...]:
    """Why an asset may not be allocated, loaded or handed over on a day; asked anew at each of these steps. Something
    HELD or LOADED is fit for the line that it is kept for alone."""
    return tuple(_reasons(asset, on, for_line))


def _reasons(asset: AssetFacts, on: date, for_line: UUID | None) -> Iterator[Reason]:
    number = ("asset", asset.number)
    wrong_state = _against_state(asset, for_line)
    if wrong_state is not None:
        yield Reason(wrong_state, None, (number, ("state", asset.state.value)))
    if asset.alert_reference:
        yield Reason(IssueReason.UNDER_ALERT, None, (number, ("alert", asset.alert_reference)))
    for code, due_on in (
        (IssueReason.TEST_OVERDUE, asset.electrical_test_due_on),
        (IssueReason.EXAMINATION_OVERDUE, asset.examination_due_on),
    ):
        if due_on is not None and due_on < on:
            yield Reason(code, None, (number, ("due_on", due_on.isoformat())))


_UNFIT: dict[AssetState, IssueReason] = {
    AssetState.ON_ORDER: IssueReason.NOT_RECEIVED,
    AssetState.RETURNED_DIRTY: IssueReason.DIRTY,
    AssetState.DECONTAMINATED: IssueReason.UNTESTED,
    AssetState.PASSED: IssueReason.NOT_PUT_AWAY,
    AssetState.IN_REPAIR: IssueReason.IN_REPAIR,
    AssetState.QUARANTINED: IssueReason.QUARANTINED,
    AssetState.ON_LOAN: IssueReason.ON_LOAN,
    **dict.fromkeys(GONE, IssueReason.GONE),
}


def _against_state(asset: AssetFacts, for_line: UUID | None) -> IssueReason | None:
    if asset.state in COMMITTED:
        own = for_line is not None and asset.held_for_line_id == for_line
        return None if own else IssueReason.HELD_FOR_ANOTHER
    return None if asset.state in ISSUABLE else _UNFIT[asset.state]


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month (31 August + 6: 28 or 29 February)."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_due(done_on: date | None, months: int | None, before: date | None) -> date | None:
    """When a check is due next: from the day it was done; unchanged where it was not; None where the product needs
    none."""
    if months is None:
        return None
    return months_after(done_on, months) if done_on is not None else before

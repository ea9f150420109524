"""Settle the volume bands of the months that are over: what comes back, to the funds that bore the activity.
Refuses nothing. A job calls it at the first of a month."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import ChargedMonth
from handrail.ledger.queries.bands import bands_due, borne, came_back
from handrail.ledger.queries.contract import contract_facts
from handrail.ledger.queries.terms import charged_between
from handrail.ledger.rules import monthly
from handrail.ledger.rules.bands import (
    REBATE,
    Band,
    back_in_year,
    cause_of,
    counted,
    days_to_count,
    years_of_month,
)
from handrail.ledger.rules.entries import Entry, Occasion, Price, shared_as_borne
from handrail.ledger.rules.fees import last_day
from handrail.partners.effective import Held
from handrail.usecases._posting import post


@use_case(Event.BANDS_SETTLED, needs=Permission.RUN_JOBS)
def settle_bands(change: Change) -> int:
    """How many entries were posted. Two at once post each once: its cause is the month, the year and the activity. The
    year is counted anew each month, so what was recorded late is made good by the next."""
    due, held = bands_due(change.scope, change.at.today)
    if not due:
        return 0
    begins = contract_facts(change.scope).starts_on
    # What was due of earlier months is due now in one entry: the last of them counts the whole year.
    latest = {year: month for month in due for year in years_of_month(begins, month)}
    entries = [entry for year, month in latest.items() for entry in _of_year(change, begins, year, month, held)]
    post(change, entries)
    actions.remember_months([
        ChargedMonth(
            id=change.new_id(), contract_id=change.scope.contract_id, what=monthly.BANDS, month=month,
            entries=sum(last_day(month) == entry.happened_on for entry in entries),
        )
        for month in due
    ])  # fmt: skip
    change.touched("contract", change.scope.contract_id)
    return len(entries)


def _of_year(change: Change, begins: date, year: date, month: date, held: Sequence[Held[Band]]) -> list[Entry]:
    first, after = days_to_count(begins, year, month)
    by_activity = counted(charged_between(change.scope, first, after))
    made = []
    for activity in sorted({one.row.activity for one in held} & by_activity.keys()):
        whole = back_in_year(activity, by_activity[activity], held)
        more = whole - came_back(change.scope, year, activity)
        payers = borne(change.scope, activity, first, after)
        if more and payers:
            occasion = Occasion(change.new_id(), cause_of(month, year, activity), last_day(month))
            entry = shared_as_borne(occasion, Price(REBATE, "", 1, -more), payers)
            count = sum(by_activity[activity].values())
            made.append(replace(entry, note=f"{activity}: {count:,} since {year:%d/%m/%Y}"))
    return made

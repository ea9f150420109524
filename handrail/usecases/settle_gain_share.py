"""Settle what the provider shares in of the years of the contract that are over, with the funds that bore their cost.
Refuses nothing. A job calls it at the first of a month."""

from dataclasses import replace
from datetime import date, timedelta

from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import ChargedMonth
from handrail.ledger.queries.contract import contract_facts, extensions_of
from handrail.ledger.queries.gain import cost_of, gain_due, people_served, settled_years
from handrail.ledger.rules import monthly
from handrail.ledger.rules.bands import year_after
from handrail.ledger.rules.entries import Entry, Occasion, Price, shared_as_borne
from handrail.ledger.rules.extensions import lasts_until
from handrail.ledger.rules.gain import (
    GAIN,
    GainTerm,
    SettledYear,
    cause_again,
    cause_of,
    outcome,
    put_right,
    term_of_year,
    years_to_settle,
)
from handrail.usecases._posting import post


@use_case(Event.GAIN_SETTLED, needs=Permission.RUN_JOBS)
def settle_gain_share(change: Change) -> int:
    """How many entries were posted. A year is settled once, after its last month. For a year it is counted again with
    each month: what was recorded late puts right what was settled."""
    # Two at once follow one another: what is put right must not be put right twice.
    due, held = gain_due(change.scope, change.at.today, lock=True)
    if not due:
        return 0
    facts = contract_facts(change.scope)
    years = years_to_settle(facts.starts_on, lasts_until(facts.ends_on, extensions_of(change.scope)), due)
    known = settled_years(change.scope, years)
    made = [
        entry
        for year in years
        if (term := term_of_year(held, year))
        and (entry := _of_year(change, term, (year, year_after(facts.starts_on, year)), due[-1], known.get(year)))
    ]
    post(change, made)
    actions.remember_months([
        ChargedMonth(
            id=change.new_id(), contract_id=change.scope.contract_id, what=monthly.GAIN, month=month,
            entries=len(made) if month == due[-1] else 0,
        )
        for month in due
    ])  # fmt: skip
    change.touched("contract", change.scope.contract_id)
    return len(made)


def _of_year(
    change: Change, term: GainTerm, days: tuple[date, date], month: date, old: SettledYear | None
) -> Entry | None:
    """What settles a year, or puts it right; None where nothing is shared, nobody bore anything, or it stands so."""
    cost = cost_of(change.scope, term.counted, *days)
    people = people_served(change.scope, term.counted, *days) if term.per_people else 0
    found = outcome(term, sum(cost.values()), people)
    pence, how = (found.pence, found.how) if found else (0, "Nobody was served")
    borne = {share_set: part for share_set, part in cost.items() if share_set and part > 0}
    if (pence and not borne) or (old is None and not pence):
        return None
    first, last = days[0], days[1] - timedelta(days=1)
    occasion = Occasion(change.new_id(), cause_again(first, month) if old else cause_of(first), last)
    whole = shared_as_borne(occasion, Price(GAIN, "", 1, pence), borne) if pence else None
    if old is None:
        return replace(whole, note=how) if whole else None
    becomes = {one.share_set_id: one.amount_pence for one in whole.postings if one.share_set_id} if whole else {}
    return put_right(occasion, old, becomes, how)

"""Charge the keeping of specials that came back, for the months that are over, to the funds of who paid for each.
Refuses nothing: what no fund pays waits in SUSPENSE. A job calls it at the first of a month."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from handrail.core.money import shown_pounds
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import ChargedMonth
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.rent import posted_already
from handrail.ledger.rules import monthly
from handrail.ledger.rules.entries import Entry, Occasion, Price
from handrail.ledger.rules.fees import last_day
from handrail.ledger.rules.price_list import NoPrice, price_of
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import Charge
from handrail.orders.queries.money import LineToPay, lines_to_pay
from handrail.specials.queries.storage import storage_due
from handrail.specials.rules.storage import STORAGE, Kept, cause_of, days_kept, months_looked_at, storage_pence
from handrail.usecases._payers import posts_of_charge
from handrail.usecases._posting import post


@use_case(Event.STORAGE_CHARGED, needs=Permission.RUN_JOBS)
def charge_storage(change: Change) -> int:
    """How many stays were charged. Two at once charge each once: its cause is the month and the loan that it came back
    from. What was recorded after its month was charged is charged with the next."""
    due, kept = storage_due(change.scope, change.at.today)
    if not due:
        return 0
    days = {
        (month, one): days
        for month in months_looked_at(due)
        for one in kept
        if (days := days_kept(one, month, money_terms(change.scope).terms_of(last_day(month)).special_free_weeks))
    }
    known = posted_already(change.scope, [cause_of(month, one.loan_id) for month, one in days])
    left = {key: count for key, count in days.items() if cause_of(key[0], key[1].loan_id) not in known}
    lines = {line.id: line for line in lines_to_pay(change.scope, {one.line_id for _, one in left if one.line_id})}
    post(change, [made for (month, one), count in left.items() for made in _posts(change, month, one, count, lines)])
    actions.remember_months([
        ChargedMonth(
            id=change.new_id(), contract_id=change.scope.contract_id, what=monthly.STORAGE, month=month,
            entries=sum(of == month for of, _ in left),
        )
        for month in due
    ])  # fmt: skip
    change.touched("contract", change.scope.contract_id)
    return len(left)


def _posts(change: Change, month: date, kept: Kept, days: int, lines: Mapping[UUID, LineToPay]) -> list[Post]:
    """One entry of the last day of its month, at the price of that day, which says how many days."""
    on = last_day(month)
    week = price_of(STORAGE, [], money_terms(change.scope).prices.of(on))
    if week is None:
        return []
    price: Price | NoPrice = week
    how = ""
    if isinstance(week, Price):
        how = f"{days} {'day' if days == 1 else 'days'} at {shown_pounds(week.pence)} a week"
        price = Price(STORAGE, "", 1, storage_pence(days, week.pence))
    occasion = Occasion(change.new_id(), cause_of(month, kept.loan_id), on)
    posts = posts_of_charge(change, occasion, Charge(price, {kept.line_id: 1}), lines)
    return [replace(post, note=how) if isinstance(post, Entry) else post for post in posts]

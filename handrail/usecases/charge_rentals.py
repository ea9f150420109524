"""Charge the rent of the months that are over, loan by loan, to the funds of its order line.
Refuses nothing: what no fund pays waits in SUSPENSE. A job calls it at the first of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from handrail.core.moment import month_after
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import ChargedMonth
from handrail.ledger.queries.rent import posted_already, rent_charged, rent_due
from handrail.ledger.queries.terms import rentals_held
from handrail.ledger.queries.written import priced_book
from handrail.ledger.rules import monthly
from handrail.ledger.rules.entries import Entry, Occasion, Price
from handrail.ledger.rules.fees import last_day
from handrail.ledger.rules.rent_again import WrittenRent, rent_said_again, written_rent
from handrail.ledger.rules.rentals import (
    RENT,
    OnRent,
    Rent,
    RentalTerm,
    cause_of,
    loan_of,
    months_looked_at,
    months_until,
    rent_of,
)
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import Charge
from handrail.loans.rented import on_rent_between
from handrail.orders.queries import lines_for_update
from handrail.orders.queries.money import LineToPay, funded_since_each, lines_to_pay
from handrail.partners.effective import Held
from handrail.usecases._payers import payers_of, posts_of_charge
from handrail.usecases._posting import post
from handrail.usecases._restating import occasions_of


@use_case(Event.RENT_CHARGED, needs=Permission.RUN_JOBS)
def charge_rentals(change: Change) -> int:
    """How many rents were charged. Two at once charge each once: its cause is the month and the loan. What was recorded
    after its month was charged is charged, or put right, with the next."""
    # Two at once follow one another: what is put right must not be put right twice.
    rentals_held(change.scope, lock=True)
    due, held = rent_due(change.scope, change.at.today)
    if not due:
        return 0
    months = months_looked_at(due)
    products = {one.row.product_id for one in held}
    known = rent_charged(change.scope, months[0], month_after(months[-1], 1))
    out = on_rent_between(change.scope, products, months[0], month_after(months[-1], 1), also=map(loan_of, known))
    rents = {
        (month, loan): rent
        for month in months
        for loan in out
        if not loan.bought and (rent := rent_of(loan, month, held))
    }
    done = posted_already(change.scope, [cause_of(month, loan.loan_id) for month, loan in rents])
    left = {key: rent for key, rent in rents.items() if cause_of(key[0], key[1].loan_id) not in done}
    lines = {line.id: line for line in lines_to_pay(change.scope, {loan.line_id for _, loan in left})}
    charged = [made for key, rent in left.items() for made in _posts(change, *key, rent, lines)]
    post(change, [*charged, *_recorded_otherwise(change, months, out, held, known)])
    actions.remember_months([
        ChargedMonth(
            id=change.new_id(), contract_id=change.scope.contract_id, what=monthly.RENT, month=month,
            entries=sum(of == month for of, _ in left),
        )
        for month in due
    ])  # fmt: skip
    change.touched("contract", change.scope.contract_id)
    return len(left)


def _recorded_otherwise(
    change: Change,
    months: Sequence[date],
    out: Sequence[OnRent],
    held: Sequence[Held[RentalTerm]],
    known: Mapping[str, int | None],
) -> list[Entry]:
    """Charges of loans whose end was recorded, or taken back, after they were charged, put right; of what ended before
    these months those between as well. `known`: what these months were charged, where it stands as it was."""
    owes = {
        cause_of(month, loan.loan_id): (loan, rent_of(loan, month, held))
        for loan in out
        if not loan.bought
        for month in months_until(months, loan)
    }
    wrong = {cause: one for cause, one in owes.items() if known.get(cause) != (one[1].pence if one[1] else 0)}
    if not wrong:
        return []
    lines = {loan.line_id for loan, _ in wrong.values()}
    # Whoever puts one of them right by hand at this moment holds its line: what that left stands, and is read after it.
    lines_for_update(change.scope, lines)
    book = priced_book(change.scope, lines)
    found = [(was, rent) for cause, (_, rent) in wrong.items() if (was := written_rent(book, cause))]
    since = _paying_since(change, [was for was, rent in found if rent and not was.stands])
    return [
        entry
        for was, rent in found
        for entry in rent_said_again(was, rent, since.get(was.first.id, {}), lambda old: occasions_of(change, old))
    ]


def _paying_since(change: Change, gone: Sequence[WrittenRent]) -> Mapping[UUID, Mapping[UUID, int]]:
    """By first entry who took it over while nothing was owed for it: the change of payer found nothing to move."""
    lines = {was.first.id: line for was in gone for _, _, line in was.bears if line}
    moved = funded_since_each(change.scope, lines)
    known = {line.id: line for line in (lines_to_pay(change.scope, set(lines.values())) if moved else ())}
    days = {was.first.id: was.first.happened_on for was in gone}
    return {
        entry_id: payers_of(
            change, replace(known[lines[entry_id]], care_route=route, council_id=council), days[entry_id]
        )
        for entry_id, (route, council) in moved.items()
    }


def _posts(change: Change, month: date, loan: OnRent, rent: Rent, lines: Mapping[UUID, LineToPay]) -> list[Post]:
    """One entry of the last day of its month, which says how many days at which price."""
    occasion = Occasion(change.new_id(), cause_of(month, loan.loan_id), last_day(month))
    charge = Charge(Price(RENT, "", 1, rent.pence), {loan.line_id: 1})
    posts = posts_of_charge(change, occasion, charge, lines)
    return [replace(post, note=rent.how) if isinstance(post, Entry) else post for post in posts]

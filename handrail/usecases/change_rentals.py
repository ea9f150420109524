"""Change what is rented by the week, from a day on; or take such a change back before its day.
Refuses a day that has begun, a product without numbers, and a change beside another that is to come."""

from dataclasses import dataclass
from datetime import date

from handrail.catalogue.queries import products
from handrail.catalogue.states import Tracking
from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import Rental
from handrail.ledger.queries.terms import rentals_held
from handrail.ledger.rules.rentals import RentalTerm, reasons_against_rentals
from handrail.ledger.rules.terms import plan_set
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class RentalsChange:
    """All that is rented, as it shall be from a day. What is left out is rented no longer."""

    terms: tuple[RentalTerm, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_rentals(change: Change, *, request: RentalsChange) -> TermsChanged:
    """End the prices that hold no longer on the day before, and begin the new ones."""
    numbered = {one.id: one.facts.tracking is Tracking.SERIALISED for one in products(change.scope).values()}
    if reasons := list(reasons_against_rentals(request.terms, numbered)):
        raise Refused(reasons)
    held = rentals_held(change.scope, lock=True)
    plan = plan_set(held, request.terms, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(Rental, plan.ends, request.from_on)
    made = [
        Rental(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on,
            product_id=term.product_id, week_pence=term.week_pence,
        )
        for term in plan.begins
    ]  # fmt: skip
    actions.add_rentals(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("rental", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_rentals(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; what it would have ended goes on."""
    return take_back(change, Rental, rentals_held(change.scope, lock=True), request.from_on, named="rental")


__all__ = ["RentalsChange", "TermsChanged", "TermsWithdrawal", "change_rentals", "withdraw_rentals"]

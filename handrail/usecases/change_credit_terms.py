"""Change what is credited for equipment that comes back, from a day on; or take such a change back before its day.
Refuses a day that has begun, terms that contradict each other, and a change beside another that is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import CreditTerm as CreditTermRow
from handrail.ledger.queries.terms import credit_terms_held
from handrail.ledger.rules.credits import CreditTerm
from handrail.ledger.rules.terms import in_order_of_use, plan_set, reasons_against_credit
from handrail.partners.queries import code_lists
from handrail.usecases._terms import CATEGORIES, TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class CreditTermsChange:
    """All terms of credit as they shall hold from a day, with what is never credited.
    Their positions follow from what they are about."""

    terms: tuple[CreditTerm, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_credit_terms(change: Change, *, request: CreditTermsChange) -> TermsChanged:
    """End the terms that hold no longer on the day before, and begin the new ones."""
    wanted = in_order_of_use(request.terms)
    _refuse_credit_terms(change, request.terms)
    plan = plan_set(credit_terms_held(change.scope, lock=True), wanted, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(CreditTermRow, plan.ends, request.from_on)
    made = [
        CreditTermRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on, position=term.position,
            category=term.category, from_months=term.from_months, until_months=term.until_months, parts=term.parts,
            floor_pence=term.floor_pence, due=term.due.value, excludes=term.excludes.value if term.excludes else "",
        )
        for term in plan.begins
    ]  # fmt: skip
    actions.add_credit_terms(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("credit_term", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_credit_terms(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; the terms that it would have ended go on."""
    held = credit_terms_held(change.scope, lock=True)
    return take_back(change, CreditTermRow, held, request.from_on, named="credit_term")


def _refuse_credit_terms(change: Change, terms: Sequence[CreditTerm]) -> None:
    """Raise `Refused` with all that is wrong with these terms."""
    listed = code_lists(change.scope.contract_id, [CATEGORIES], change.at.today)[CATEGORIES]
    if reasons := list(reasons_against_credit(terms, {choice.code for choice in listed})):
        raise Refused(reasons)


__all__ = [
    "CATEGORIES",
    "CreditTermsChange",
    "TermsChanged",
    "TermsWithdrawal",
    "change_credit_terms",
    "withdraw_credit_terms",
]

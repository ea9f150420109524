"""Change the VAT on what is bought, from a day on; or take such a change back before its day.
Refuses a day that has begun, what the contract does not buy, and a change beside another that is to come."""

from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import VatTerm as VatRow
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import funds, vat_terms_held
from handrail.ledger.rules.terms import plan_set
from handrail.ledger.rules.vat import OWN_ITEMS, VatTerm, reasons_against_vat
from handrail.partners.queries import code_lists
from handrail.usecases._terms import CATEGORIES, TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class VatChange:
    """All terms of VAT, as they shall hold from a day."""

    terms: tuple[VatTerm, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_vat_terms(change: Change, *, request: VatChange) -> TermsChanged:
    """End the terms that hold no longer on the day before, and begin the new ones."""
    items = {*OWN_ITEMS, *(price.activity for price in money_terms(change.scope).prices.of(change.at.today))}
    listed = code_lists(change.scope.contract_id, [CATEGORIES], change.at.today)[CATEGORIES]
    known = {fund.id for fund in funds(change.scope)}
    if reasons := list(reasons_against_vat(request.terms, items, {one.code for one in listed}, known)):
        raise Refused(reasons)
    held = vat_terms_held(change.scope, lock=True)
    plan = plan_set(held, request.terms, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(VatRow, plan.ends, request.from_on)
    made = [
        VatRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on, item=term.item,
            category=term.category, fund_id=term.fund_id, parts=term.parts, is_recovered=term.is_recovered,
        )
        for term in plan.begins
    ]  # fmt: skip
    actions.add_vat_terms(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("vat_term", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_vat_terms(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; the terms that it would have ended go on."""
    return take_back(change, VatRow, vat_terms_held(change.scope, lock=True), request.from_on, named="vat_term")


__all__ = ["CATEGORIES", "TermsChanged", "TermsWithdrawal", "VatChange", "change_vat_terms", "withdraw_vat_terms"]

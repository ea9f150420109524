"""Change what a contract promises of its provider's work, from a day on; or take such a change back before its day.
Refuses a day that has begun, a target outside 0% to 100%, and a change of a measure beside one of it still to come."""

from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import KpiTerm as KpiRow
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import kpi_terms_held
from handrail.ledger.rules.kpi_terms import KpiTerm, plan_kpis, reasons_against_kpis
from handrail.partners.queries import code_lists
from handrail.usecases._funds import add_kpi_terms
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back

# The code list of why a job is not counted.
EXCLUSIONS = "kpi_exclusion"


@dataclass(frozen=True, slots=True)
class KpiChange:
    """All that is promised, as it shall hold from a day. What is left out is promised no longer."""

    terms: tuple[KpiTerm, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_kpi_terms(change: Change, *, request: KpiChange) -> TermsChanged:
    """End the terms that hold no longer on the day before, and begin the new ones."""
    listed = code_lists(change.scope.contract_id, [EXCLUSIONS], change.at.today)[EXCLUSIONS]
    fees = {price.activity for price in money_terms(change.scope).prices.of(change.at.today)}
    if reasons := list(reasons_against_kpis(request.terms, {one.code for one in listed}, fees)):
        raise Refused(reasons)
    held = kpi_terms_held(change.scope, lock=True)
    plan = plan_kpis(held, request.terms, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(KpiRow, plan.ends, request.from_on)
    made = add_kpi_terms(change, plan.begins, from_on=request.from_on)
    for row_id in (*plan.ends, *made):
        change.touched("kpi_term", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_kpi_terms(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; the terms that it would have ended go on."""
    return take_back(change, KpiRow, kpi_terms_held(change.scope, lock=True), request.from_on, named="kpi_term")


__all__ = ["EXCLUSIONS", "KpiChange", "TermsChanged", "TermsWithdrawal", "change_kpi_terms", "withdraw_kpi_terms"]

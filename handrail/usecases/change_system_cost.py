"""Change the unit costs by which total system cost is reckoned, from a day on; or take such a change back before its
day.
Refuses a unit cost without a source, one in the place of what held on a day that is over, and a change beside another
that is to come."""

from dataclasses import dataclass
from datetime import date

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.models import UnitCost as UnitCostRow
from handrail.ledger.queries.terms import unit_costs_held
from handrail.ledger.rules.system_cost import UnitCost, reasons_against_costs
from handrail.ledger.rules.terms import plan_estimates
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back


@dataclass(frozen=True, slots=True)
class UnitCostsChange:
    """All unit costs as they shall hold from a day. What is left out is reckoned no longer."""

    costs: tuple[UnitCost, ...]
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_unit_costs(change: Change, *, request: UnitCostsChange) -> TermsChanged:
    """End the unit costs that hold no longer on the day before, and begin the new ones."""
    if reasons := list(reasons_against_costs(request.costs, change.at.today)):
        raise Refused(reasons)
    held = unit_costs_held(change.scope, lock=True)
    plan = plan_estimates(
        held, request.costs, from_on=request.from_on, today=change.at.today, kind=lambda cost: cost.counted
    )
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(UnitCostRow, plan.ends, request.from_on)
    made = [_row(change, one.row, request.from_on, one.until_on) for one in plan.begins]
    actions.add_unit_costs(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("unit_cost", row_id)
    return TermsChanged(len(plan.ends), len(made))


def _row(change: Change, cost: UnitCost, from_on: date, until_on: date | None) -> UnitCostRow:
    (each_low, each_central, each_high), (low, central, high) = cost.each.ends, cost.pence.ends
    return UnitCostRow(
        id=change.new_id(), contract_id=change.scope.contract_id, from_on=from_on, until_on=until_on,
        counted=cost.counted,
        each_low=each_low, each_central=each_central, each_high=each_high, pence_low=low, pence_central=central,
        pence_high=high, priced_in=cost.priced_in, source=cost.source, basis=cost.basis, grade=cost.grade,
    )  # fmt: skip


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_unit_costs(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; the unit costs that it would have ended go on."""
    held = unit_costs_held(change.scope, lock=True)
    return take_back(change, UnitCostRow, held, request.from_on, named="unit_cost")


__all__ = ["TermsChanged", "TermsWithdrawal", "UnitCostsChange", "change_unit_costs", "withdraw_unit_costs"]

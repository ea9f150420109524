"""Change who pays for whom, and in which shares partners pay into a fund, from a day on; add a fund.
Refuses a day that has begun, rules that leave somebody unpaid, shares that are not whole, and shares of a pool behind
which an agreement stands: those change with its contributions."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import FundKind
from handrail.ledger.models import Fund
from handrail.ledger.models import FundingRule as FundingRuleRow
from handrail.ledger.queries.terms import FundRow, funding_rules_held, funds
from handrail.ledger.rules.funding import FundingRule
from handrail.ledger.rules.shares import reasons_against_shares
from handrail.ledger.rules.terms import TermsReason, plan_set, reasons_against_funding
from handrail.partners.effective import EffectiveReason
from handrail.usecases._funds import lay_down_shares
from handrail.usecases._pools import against_empty
from handrail.usecases._terms import TermsChanged, TermsWithdrawal, take_back

type Shares = tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class PayersChange:
    """All rules of who pays as they shall hold from a day."""

    rules: tuple[FundingRule, ...]
    from_on: date


@dataclass(frozen=True, slots=True)
class SharesChange:
    """In which shares partners pay into a fund from a day on: partner and parts of a million."""

    fund_id: UUID
    shares: Shares
    from_on: date


@dataclass(frozen=True, slots=True)
class NewFund:
    """A fund of one partner, or one that is asked back, with its first shares."""

    code: str
    name: str
    kind: FundKind
    shares: Shares
    from_on: date


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_payers(change: Change, *, request: PayersChange) -> TermsChanged:
    """End the rules that hold no longer on the day before, and begin the new ones."""
    known = {fund.id for fund in funds(change.scope) if fund.shares_on(request.from_on)}
    if reasons := list(reasons_against_funding(request.rules, known)):
        raise Refused(reasons)
    held = funding_rules_held(change.scope, lock=True)
    plan = plan_set(held, request.rules, from_on=request.from_on, today=change.at.today)
    if isinstance(plan, Reason):
        raise Refused([plan])
    actions.end_terms(FundingRuleRow, plan.ends, request.from_on)
    made = [
        FundingRuleRow(
            id=change.new_id(), contract_id=change.scope.contract_id, from_on=request.from_on, position=rule.position,
            care_route=rule.care_route, residence=rule.residence.value, fund_id=rule.fund_id, weight=rule.weight,
        )
        for rule in plan.begins
    ]  # fmt: skip
    actions.add_funding_rules(made)
    for row_id in (*plan.ends, *(row.id for row in made)):
        change.touched("funding_rule", row_id)
    return TermsChanged(len(plan.ends), len(made))


@use_case(Event.TERMS_WITHDRAWN, needs=Permission.KEEP_POOL, lays_down=True)
def withdraw_payers(change: Change, *, request: TermsWithdrawal) -> TermsChanged:
    """Take back what was to change; the rules that it would have ended go on."""
    held = funding_rules_held(change.scope, lock=True)
    return take_back(change, FundingRuleRow, held, request.from_on, named="funding_rule")


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def change_shares(change: Change, *, request: SharesChange) -> UUID:
    """End the shares that hold on the day before, and begin others. Gives the fund's id."""
    fund = next((one for one in funds(change.scope) if one.id == request.fund_id), None)
    if fund is None:
        raise refuse(TermsReason.FUND_UNKNOWN, "fund_id")
    reasons = list(reasons_against_shares(request.shares))
    reasons += _against_day(fund, request, change.at.today)
    if reasons:
        raise Refused(reasons)
    actions.end_shares(fund.shares[-1].id, request.from_on)
    lay_down_shares(change, fund.id, request.shares, request.from_on)
    change.touched("fund", fund.id)
    return fund.id


def _against_day(fund: FundRow, request: SharesChange, today: date) -> list[Reason]:
    if fund.agreed:
        return [Reason(TermsReason.SHARES_AGREED, "from_on")]
    if request.from_on <= today:
        earliest = (("earliest", (today + timedelta(days=1)).isoformat()),)
        return [Reason(EffectiveReason.BEGINS_TOO_EARLY, "from_on", earliest)]
    last = fund.shares[-1]
    if last.from_on >= request.from_on:
        return [Reason(EffectiveReason.OVERLAPS_LATER, "from_on", (("begins", last.from_on.isoformat()),))]
    if {one.partner_id: one.parts for one in last.row} == dict(request.shares):
        return [Reason(EffectiveReason.NOTHING_CHANGED)]
    return []


@use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL, lays_down=True)
def add_fund(change: Change, *, request: NewFund) -> UUID:
    """Add a fund with its first shares. It pays for nobody before a rule names it. Gives its id."""
    reasons = [*against_empty(code=request.code, name=request.name), *reasons_against_shares(request.shares)]
    if any(one.code == request.code for one in funds(change.scope)):
        reasons.append(Reason(TermsReason.FUND_CODE_TAKEN, "code"))
    if request.from_on < change.at.today:
        earliest = (("earliest", change.at.today.isoformat()),)
        reasons.append(Reason(EffectiveReason.BEGINS_TOO_EARLY, "from_on", earliest))
    if reasons:
        raise Refused(reasons)
    fund = Fund(
        id=change.new_id(), contract_id=change.scope.contract_id, code=request.code, name=request.name,
        kind=request.kind.value,
    )  # fmt: skip
    actions.add_fund(fund)
    lay_down_shares(change, fund.id, request.shares, request.from_on)
    change.touched("fund", fund.id)
    return fund.id


__all__ = [
    "NewFund",
    "PayersChange",
    "SharesChange",
    "TermsWithdrawal",
    "add_fund",
    "change_payers",
    "change_shares",
    "withdraw_payers",
]

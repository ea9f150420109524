"""Record what partners agreed about a pool, and each variation of it.
Refuses a fund that is no pool, a second agreement, a variation before the last, and terms that contradict others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import PoolReason
from handrail.ledger.models import Agreement
from handrail.ledger.queries.pool import agreements_of
from handrail.ledger.rules.risk import RiskTerms, reasons_against_agreement
from handrail.usecases._pools import against_empty, pool_of, shares_on


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """What is agreed from `from_on`. `manager`: the post that manages the pool."""

    agreed_on: date
    from_on: date
    ends_on: date
    review_on: date
    notice_months: int
    aims: str
    functions: str
    host_id: UUID
    manager: str
    risk: RiskTerms


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """The agreement of a pool, as it was signed."""

    fund_id: UUID
    terms: AgreementTerms


@dataclass(frozen=True, slots=True)
class Variation:
    """Other terms from a day on; `change` says what is changed and why."""

    fund_id: UUID
    terms: AgreementTerms
    change: str


@use_case(Event.AGREEMENT_RECORDED, needs=Permission.KEEP_POOL)
def record_agreement(change: Change, *, request: NewAgreement) -> UUID:
    """Record the agreement of a pool. Gives its id."""
    pool_of(change.scope, request.fund_id)
    if agreements_of(change.scope, request.fund_id):
        raise refuse(PoolReason.AGREED_ALREADY, "fund_id")
    return _record(change, request.fund_id, request.terms, number=0, says="")


@use_case(Event.AGREEMENT_VARIED, needs=Permission.KEEP_POOL)
def vary_agreement(change: Change, *, request: Variation) -> UUID:
    """Record other terms: what held until then ends on that day, and stays in the record. Gives the variation's id."""
    pool_of(change.scope, request.fund_id)
    agreed = agreements_of(change.scope, request.fund_id)
    if not agreed:
        raise refuse(PoolReason.NOT_AGREED, "fund_id")
    if request.terms.from_on <= agreed[-1].from_on:
        raise refuse(PoolReason.VARIES_THE_PAST, "from_on", from_on=agreed[-1].from_on.isoformat())
    if reasons := list(against_empty(change=request.change)):
        raise Refused(reasons)
    actions.end_agreement(agreed[-1].id, request.terms.from_on)
    return _record(change, request.fund_id, request.terms, number=agreed[-1].number + 1, says=request.change)


def _record(change: Change, fund_id: UUID, terms: AgreementTerms, *, number: int, says: str) -> UUID:
    if reasons := list(_reasons_against(change, fund_id, terms)):
        raise Refused(reasons)
    made = Agreement(
        id=change.new_id(), contract_id=change.scope.contract_id, fund_id=fund_id, number=number, change=says,
        agreed_on=terms.agreed_on, from_on=terms.from_on, ends_on=terms.ends_on, review_on=terms.review_on,
        notice_months=terms.notice_months, aims=terms.aims, functions=terms.functions, host_id=terms.host_id,
        manager=terms.manager, risk_rule=terms.risk.rule.value, risk_parts=terms.risk.parts,
    )  # fmt: skip
    actions.record_agreement(made)
    change.touched("agreement", made.id)
    return made.id


def _reasons_against(change: Change, fund_id: UUID, terms: AgreementTerms) -> Iterator[Reason]:
    yield from against_empty(aims=terms.aims, functions=terms.functions, manager=terms.manager)
    if terms.agreed_on > change.at.today:
        yield Reason(PoolReason.ON_A_LATER_DAY, "agreed_on")
    shares = shares_on(change.scope, fund_id, terms.from_on)
    yield from reasons_against_agreement(
        terms.risk, host_id=terms.host_id, partners=frozenset(shares.parts if shares else ()),
        from_on=terms.from_on, ends_on=terms.ends_on, review_on=terms.review_on,
    )  # fmt: skip

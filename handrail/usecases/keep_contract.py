"""Keep the record of a contract: extensions, what is decided about them, variations.
Refuses an extension that does not follow, a decision that was made already, and what says too little."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason, Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger import actions
from handrail.ledger.codes import PoolReason
from handrail.ledger.models import ContractVariation, ExtensionDecision
from handrail.ledger.queries.contract import contract_facts, extensions_of, variations_of
from handrail.ledger.rules.extensions import reason_against_decision, reasons_against_extension
from handrail.usecases._funds import ExtensionOption, add_extensions
from handrail.usecases._pools import against_empty


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Whether an extension is taken, and why."""

    extension_id: UUID
    is_taken: bool
    decided_on: date
    why: str


@dataclass(frozen=True, slots=True)
class VariationMade:
    """What was agreed to be other than the contract said, from a day on. `document`: by which it can be found."""

    agreed_on: date
    from_on: date
    what: str
    document: str


@use_case(Event.EXTENSION_RECORDED, needs=Permission.KEEP_POOL)
def record_extension(change: Change, *, request: ExtensionOption) -> UUID:
    """Record a further time by which the contract may be made longer. Gives its id."""
    found = extensions_of(change.scope)
    reasons = list(
        reasons_against_extension(
            request.from_on, request.ends_on, request.decide_by,
            contract_ends_on=contract_facts(change.scope).ends_on, others=found, today=change.at.today,
        )
    )  # fmt: skip
    if reasons:
        raise Refused(reasons)
    (row_id,) = add_extensions(change, [request], before=len(found))
    change.touched("extension", row_id)
    return row_id


@use_case(Event.EXTENSION_DECIDED, needs=Permission.KEEP_POOL)
def decide_extension(change: Change, *, request: DecisionMade) -> UUID:
    """Record what was decided. Gives the extension's id."""
    reasons = list(against_empty(why=request.why))
    if request.decided_on > change.at.today:
        reasons.append(Reason(PoolReason.ON_A_LATER_DAY, "decided_on"))
    found = extensions_of(change.scope)
    if wrong := reason_against_decision(request.extension_id, found, takes=request.is_taken):
        reasons.append(wrong)
    if reasons:
        raise Refused(reasons)
    actions.decide_extension(
        ExtensionDecision(
            id=change.new_id(), contract_id=change.scope.contract_id, extension_id=request.extension_id,
            is_taken=request.is_taken, decided_on=request.decided_on, why=request.why,
        )
    )  # fmt: skip
    change.touched("extension", request.extension_id)
    return request.extension_id


@use_case(Event.CONTRACT_VARIED, needs=Permission.KEEP_POOL)
def record_contract_variation(change: Change, *, request: VariationMade) -> UUID:
    """Record a variation with the next number. Gives its id."""
    reasons = list(against_empty(what=request.what, document=request.document))
    if request.agreed_on > change.at.today:
        reasons.append(Reason(PoolReason.ON_A_LATER_DAY, "agreed_on"))
    if reasons:
        raise Refused(reasons)
    row = ContractVariation(
        id=change.new_id(), contract_id=change.scope.contract_id, agreed_on=request.agreed_on,
        number=max((one.number for one in variations_of(change.scope)), default=0) + 1, from_on=request.from_on,
        what=request.what, document=request.document,
    )  # fmt: skip
    actions.record_contract_variation(row)
    change.touched("contract_variation", row.id)
    return row.id


__all__ = [
    "DecisionMade",
    "ExtensionOption",
    "VariationMade",
    "decide_extension",
    "record_contract_variation",
    "record_extension",
]

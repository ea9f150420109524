"""Record that somebody would rather buy a thing themselves, having been told that the service gives it free of charge,
and that they do not after all.
Refuses a choice of somebody who was not told, and a second end. No money moves: nothing is kept, spent or owed."""

from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.queries import products
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.core.text_guard import clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.queries import known_here
from handrail.identity.roles import Permission
from handrail.needs import actions
from handrail.needs.bought import self_purchase
from handrail.needs.models import SelfPurchase, SelfPurchaseEnd
from handrail.needs.self_purchase import (
    TOLD_FREE,
    SelfPurchaseChoice,
    reasons_against_choice,
    reasons_against_ending,
)
from handrail.people import queries


@dataclass(frozen=True, slots=True)
class SelfPurchaseRecorded:
    """The choice, as it was written down."""

    self_purchase_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class SelfPurchaseToEnd:
    """Which choice counts no more, and why."""

    self_purchase_id: UUID
    why: str


@use_case(Event.SELF_PURCHASE_RECORDED, needs=Permission.EDIT_PERSON)
def record_self_purchase(change: Change, *, request: SelfPurchaseChoice) -> SelfPurchaseRecorded:
    """Write the choice down with the words that were said before it. Raises `Refused`: NOT_FOUND, and the reasons of
    `needs.self_purchase`."""
    file = queries.person_file(change.scope, request.person_id, on=change.at.today)
    found = products(change.scope, codes=[request.product_code]).get(request.product_code)
    if reasons := tuple(reasons_against_choice(request, is_known=found is not None)):
        raise Refused(reasons)
    told_by = request.told_by_id or change.scope.user_id
    if found is None or not known_here(change.scope, told_by):
        raise refuse(CallReason.NOT_FOUND, "told_by_id")
    row = SelfPurchase(
        id=change.new_id(), contract_id=change.scope.contract_id, person_id=file.person.id, product_id=found.id,
        quantity=request.quantity, worth_pence=found.facts.price_pence * request.quantity, told=TOLD_FREE,
        told_by_id=told_by, words=clean_lines(request.words), chosen_on=change.at.today,
        recorded_by_id=change.scope.user_id, recorded_at=change.at.recorded_at,
    )  # fmt: skip
    actions.record_self_purchase(row)
    change.touched("self_purchase", row.pk, file.person.id)
    return SelfPurchaseRecorded(row.pk, file.person.id)


@use_case(Event.SELF_PURCHASE_ENDED, needs=Permission.EDIT_PERSON)
def end_self_purchase(change: Change, *, request: SelfPurchaseToEnd) -> SelfPurchaseRecorded:
    """They changed their mind, or it was recorded by mistake: the choice stays, with its end, and counts no more."""
    chosen = self_purchase(change.scope, request.self_purchase_id)
    if chosen is None:
        raise refuse(CallReason.NOT_FOUND, "self_purchase_id")
    why = clean_lines(request.why)
    if reasons := tuple(reasons_against_ending(ended=chosen.ended, why=why)):
        raise Refused(reasons)
    actions.end_self_purchase(
        SelfPurchaseEnd(
            id=change.new_id(), contract_id=change.scope.contract_id, self_purchase_id=chosen.id,
            person_id=chosen.person_id, why=why, recorded_by_id=change.scope.user_id,
            recorded_at=change.at.recorded_at,
        )
    )  # fmt: skip
    change.touched("self_purchase", chosen.id, chosen.person_id)
    return SelfPurchaseRecorded(chosen.id, chosen.person_id)

"""Charges thorough examinations in a home, the first of a visit and each further one, and takes them back.
Refuses nothing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from handrail.core.moment import LONDON
from handrail.identity.calls import Change
from handrail.ledger.queries import money_terms
from handrail.ledger.rules.entries import Occasion
from handrail.ledger.rules.suspense import Post
from handrail.ledger.rules.visit_charges import EXAMINED, EXAMINED_NEXT, charges_of_examined
from handrail.orders.queries.money import lines_to_pay
from handrail.stock.queries.examinations import ExaminationRow
from handrail.usecases._charges_back import row_back
from handrail.usecases._payers import Funded, lent, posts_of_charge


def charges_of_examinations(
    change: Change, visit_id: UUID, examined: Mapping[UUID, UUID | None], payers: Mapping[UUID, Funded]
) -> list[Post]:
    """What the examinations of a visit are charged, each to the line of its loan. `examined`: by loan, in their
    order."""
    charges = charges_of_examined([*examined.values()], money_terms(change.scope).prices.of(change.at.today))
    posts: list[Post] = []
    for loan_id, charge in zip(examined, charges, strict=True):
        if charge:
            cause = _cause(visit_id) if charge.price.item == EXAMINED else _cause_of_next(visit_id, loan_id)
            posts += posts_of_charge(change, Occasion(change.new_id(), cause, change.at.today), charge, payers)
    return posts


def examination_charges_back(
    change: Change, one: ExaminationRow, standing: Sequence[ExaminationRow], why: str
) -> list[Post]:
    """This was not examined. Where it was the first of its visit (`standing`: those that stand, in their order), the
    next one is charged as the first."""
    if one.id != standing[0].id:
        return row_back(change, one.line_id, _cause_of_next(one.visit_id, one.loan_id), EXAMINED_NEXT, why)
    posts = row_back(change, one.line_id, _cause(one.visit_id), EXAMINED, why)
    if len(standing) == 1:
        return posts
    first = standing[1]
    posts += row_back(change, first.line_id, _cause_of_next(first.visit_id, first.loan_id), EXAMINED_NEXT, why)
    on = first.happened_at.astimezone(LONDON).date()
    (charge,) = charges_of_examined([first.line_id], money_terms(change.scope).prices.of(on))
    payers: dict[UUID, Funded] = {line.id: line for line in lines_to_pay(change.scope, [first.line_id])}
    payers |= lent(change, {first.line_id} - payers.keys())
    again = Occasion(change.new_id(), f"{_cause(first.visit_id)}:change:{change.audit_id}", on)
    return [*posts, *(posts_of_charge(change, again, charge, payers) if charge else ())]


def _cause(visit_id: UUID) -> str:
    return f"charge:visit:{visit_id}:{EXAMINED}"


def _cause_of_next(visit_id: UUID, loan_id: UUID) -> str:
    return f"charge:visit:{visit_id}:{EXAMINED_NEXT}:{loan_id}"

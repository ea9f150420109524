"""Keeps the answers given at delivery, and what they flag.
Refuses an answer that cannot be read, at its question."""

from collections.abc import Mapping

from handrail.catalogue.queries import products, questions
from handrail.catalogue.rules.questions import AnswerReason, check_answers, questions_for
from handrail.catalogue.states import AskedAt, Severity
from handrail.core.refusal import Refused
from handrail.identity.calls import Change
from handrail.orders.actions import NewAnswer, OrderRows, Written, extend_order
from handrail.visits.codes import DoorFinding
from handrail.visits.rules.door_book import DoorBook


def keep_delivery_answers(change: Change, book: DoorBook, given: Mapping[str, str]) -> None:
    """Write the answers to the questions of what was handed over, beside the order; an unsafe one raises a
    discrepancy. A missing answer does not stop the record of what happened."""
    lines = [book.facts.lines[line_id] for ids in book.delivered.values() for line_id in ids]
    if not lines:
        return
    catalogue = products(change.scope, ids={line.product_id for line in lines})
    facts = [record.facts for record in catalogue.values()]
    rows = questions(change.scope, {fact.question_set for fact in facts})
    sets = {row.set_code: [one for one in rows if one.set_code == row.set_code] for row in rows}
    checked = check_answers(questions_for(facts, AskedAt.DELIVERY, sets), given)
    wrong = [reason for reason in checked.problems if reason.code is not AnswerReason.MISSING]
    if wrong:
        raise Refused(wrong)
    flags = {check.key.split(":")[1]: check for check in checked.checks}
    for check in checked.checks:
        if check.severity is Severity.BLOCK:
            product_id = next((catalogue[code].id for code in check.products if code in catalogue), None)
            book.find(DoorFinding.UNSAFE_WHERE_IT_STANDS, product_id=product_id)
    answers = [
        NewAnswer(
            id=change.new_id(),
            question_code=code,
            asked_at=AskedAt.DELIVERY.value,
            answer=given[code].strip(),
            action=flags[code].severity.value if code in flags else "",
        )
        for code in checked.answers
    ]
    written = Written(
        change.scope.contract_id,
        lines[0].order_id,
        book.facts.visit.person_id,
        change.scope.user_id,
        change.at.happened_at,
    )
    if answers:
        extend_order(OrderRows(answers=answers), written)

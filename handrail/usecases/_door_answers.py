"""Keeps the answers given at delivery, and what they flag.
Refuses an answer that cannot be read, at its question; and, for who wants that, an answer that nothing asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.catalogue.queries import products, questions
from handrail.catalogue.rules.facts import Check
from handrail.catalogue.rules.questions import (
    AnswerReason,
    AskedQuestion,
    CheckedAnswers,
    blocked_in_words,
    check_answers,
    not_asked,
    questions_for,
)
from handrail.catalogue.states import AskedAt, Severity
from handrail.core.refusal import Refused
from handrail.identity.calls import Change
from handrail.loans.plans import GiftStart, LoanStart
from handrail.orders.actions import NewAnswer, OrderRows, Written, extend_order
from handrail.visits.codes import DoorFinding
from handrail.visits.rules.door_book import DoorBook
from handrail.visits.rules.door_facts import LineFact


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines handed over asked, and what was answered. `codes`: the product of each line."""

    questions: tuple[AskedQuestion, ...]
    codes: Mapping[UUID, str]
    checked: CheckedAnswers
    given: Mapping[str, str]


def keep_delivery_answers(change: Change, book: DoorBook, given: Mapping[str, str], *, only_asked: bool) -> None:
    """Write the answers to the questions of what was handed over, each beside the order whose line asked it; an item
    that they call unsafe raises a discrepancy. A missing answer does not stop the record of what happened.
    `only_asked`: an answer to no question of these items is refused."""
    lines = [book.facts.lines[line_id] for ids in book.delivered.values() for line_id in ids]
    if not lines and not only_asked:
        return
    asked = _asked(change, lines, given)
    wrong = [reason for reason in asked.checked.problems if reason.code is not AnswerReason.MISSING]
    wrong += not_asked(asked.questions, given) if only_asked else ()
    if wrong:
        raise Refused(wrong)
    for line in lines:
        _find_unsafe(book, line, blocked_in_words(asked.checked.checks, asked.codes[line.id]))
    by_order: dict[UUID, set[str]] = {}
    for line in lines:
        by_order.setdefault(line.order_id, set()).add(asked.codes[line.id])
    for order_id, codes in by_order.items():
        _write_answers(change, book, order_id, asked, codes)


def _asked(change: Change, lines: Sequence[LineFact], given: Mapping[str, str]) -> _Asked:
    catalogue = products(change.scope, ids={line.product_id for line in lines})
    facts = [record.facts for record in catalogue.values()]
    rows = questions(change.scope, {fact.question_set for fact in facts}, change.at.today)
    sets = {row.set_code: [one for one in rows if one.set_code == row.set_code] for row in rows}
    found = questions_for(facts, AskedAt.DELIVERY, sets)
    code_of = {record.id: code for code, record in catalogue.items()}
    codes = {line.id: code_of.get(line.product_id, "") for line in lines}
    return _Asked(found, codes, check_answers(found, given), given)


def _find_unsafe(book: DoorBook, line: LineFact, said: Sequence[str]) -> None:
    """One difference for one item, with all that was answered against it."""
    if not said:
        return
    kept: list[LoanStart | GiftStart] = [*book.loans, *book.gifts]
    made = [row for row in kept if row.line_id == line.id]
    book.find(
        DoorFinding.UNSAFE_WHERE_IT_STANDS,
        asset_id=next((row.asset_id for row in made if row.asset_id), None),
        product_id=made[0].product_id if made else line.product_id,
        quantity=sum(row.quantity for row in made) or line.quantity,
        detail="\n".join(said),
    )


def _write_answers(change: Change, book: DoorBook, order_id: UUID, asked: _Asked, codes: set[str]) -> None:
    asking = {one.code for one in asked.questions if codes & {p.code for use in one.uses for p in use.products}}
    answers = [
        NewAnswer(
            id=change.new_id(),
            question_code=code,
            asked_at=AskedAt.DELIVERY.value,
            answer=asked.given[code].strip(),
            action=_worst(asked.checked.checks, code, codes),
        )
        for code in asked.checked.answers
        if code in asking
    ]
    written = Written(
        change.scope.contract_id,
        order_id,
        book.facts.visit.person_id,
        change.scope.user_id,
        change.at.happened_at,
    )
    if answers:
        extend_order(OrderRows(answers=answers), written)


def _worst(checks: Sequence[Check], question: str, codes: set[str]) -> str:
    """What an answer raises for these products: what stops comes before what only warns."""
    raised = [check.severity for check in checks if check.key.split(":")[1] == question and codes & {*check.products}]
    return Severity.BLOCK.value if Severity.BLOCK in raised else raised[0].value if raised else ""

"""Keeps the answers given at delivery, and what they flag.
Refuses an answer that cannot be read, at its question; and, for who wants that, an answer that nothing asks for."""

from collections.abc import Collection, Mapping, Sequence
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
from handrail.visits.rules.report import DoorReport


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines handed over asked, and what was answered. `codes`: the product of each line; `given`, `checked`:
    by line, with what was answered for all."""

    questions: tuple[AskedQuestion, ...]
    codes: Mapping[UUID, str]
    given: Mapping[UUID, Mapping[str, str]]
    checked: Mapping[UUID, CheckedAnswers]

    def of(self, line_id: UUID) -> tuple[str, ...]:
        """The questions that a line asks and that were answered for it."""
        product = self.codes[line_id]
        asking = {one.code for one in self.questions for use in one.uses for p in use.products if p.code == product}
        return tuple(code for code in self.checked[line_id].answers if code in asking)


def keep_delivery_answers(change: Change, book: DoorBook, request: DoorReport) -> None:
    """Write the answers to the questions of what was handed over, each beside the order whose line asked it; an item
    that they call unsafe raises a discrepancy. A missing answer does not stop the record of what happened. An answer
    to no question of these items is refused where the report is `only_asked`."""
    lines = [book.facts.lines[line_id] for ids in book.delivered.values() for line_id in ids]
    if not lines and not request.only_asked:
        return
    asked = _asked(change, lines, request)
    wrong = [
        reason
        for checked in asked.checked.values()
        for reason in checked.problems
        if reason.code is not AnswerReason.MISSING
    ]
    if request.only_asked:
        own = [code for answers in request.line_answers.values() for code in answers]
        wrong += not_asked(asked.questions, [*request.answers, *own])
        # Of a line that was not handed over nothing is asked.
        wrong += not_asked(
            (), [code for line, said in request.line_answers.items() if line not in asked.codes for code in said]
        )
    if wrong:
        raise Refused(list(dict.fromkeys(wrong)))
    for line in lines:
        _find_unsafe(book, line, blocked_in_words(asked.checked[line.id].checks, asked.codes[line.id]))
    by_order: dict[UUID, list[UUID]] = {}
    for line in lines:
        by_order.setdefault(line.order_id, []).append(line.id)
    own_codes = {code for answers in request.line_answers.values() for code in answers}
    for order_id, line_ids in by_order.items():
        _write_answers(change, book, order_id, asked, line_ids, own_codes)


def _asked(change: Change, lines: Sequence[LineFact], request: DoorReport) -> _Asked:
    catalogue = products(change.scope, ids={line.product_id for line in lines})
    facts = [record.facts for record in catalogue.values()]
    rows = questions(change.scope, {fact.question_set for fact in facts}, change.at.today)
    sets = {row.set_code: [one for one in rows if one.set_code == row.set_code] for row in rows}
    found = questions_for(facts, AskedAt.DELIVERY, sets)
    code_of = {record.id: code for code, record in catalogue.items()}
    codes = {line.id: code_of.get(line.product_id, "") for line in lines}
    given = {line.id: {**request.answers, **request.line_answers.get(line.id, {})} for line in lines}
    return _Asked(found, codes, given, {line_id: check_answers(found, said) for line_id, said in given.items()})


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


def _write_answers(
    change: Change, book: DoorBook, order_id: UUID, asked: _Asked, line_ids: Sequence[UUID], own: Collection[str]
) -> None:
    """One row for all lines of the order that ask the same; one by line of what was answered for any by itself."""
    about: dict[tuple[str, UUID | None], list[UUID]] = {}
    for line_id in line_ids:
        for code in asked.of(line_id):
            about.setdefault((code, line_id if code in own else None), []).append(line_id)
    answers = [
        NewAnswer(
            id=change.new_id(),
            question_code=code,
            asked_at=AskedAt.DELIVERY.value,
            answer=asked.given[asking[0]][code].strip(),
            action=_worst(asked.checked[asking[0]].checks, code, {asked.codes[line_id] for line_id in asking}),
            line_id=one,
        )
        for (code, one), asking in about.items()
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

"""The demo's answers fit their questions: each is one that the question offers or can read, and about its matter."""

from collections import defaultdict
from datetime import date
from random import Random

from handrail.catalogue.rules.questions import read_answer
from handrail.catalogue.states import AnswerType, AskedAt
from handrail.core.refusal import Reason
from handrail.simulation.answers import Seen, answers_for, asked_by, facts, question_sets
from handrail.simulation.people_made import made_person
from handrail.simulation.said import said_in_words


def test_no_text_answers_two_questions() -> None:
    asked: dict[str, set[str]] = defaultdict(set)
    for set_code, questions in question_sets().items():
        for question in questions:
            if question.answer_type is AnswerType.TEXT:
                for text in said_in_words((set_code,), question.question_code):
                    asked[text].add(question.text)
    assert asked
    assert [text for text, of in asked.items() if len(of) > 1] == []


def test_each_answer_can_be_read_as_one_of_its_question() -> None:
    today = date(2026, 3, 3)
    chance = Random(7)
    person = made_person(chance, 1, today)
    for code in facts():
        for asked_at in AskedAt:
            asked = asked_by([code], asked_at)
            answers = answers_for(chance, [code], asked_at, Seen(person, today))
            for question, said in answers.items():
                assert not isinstance(read_answer(asked[question], said), Reason), (question, said)
                offered = {choice for choice, _ in asked[question].choices}
                assert not offered or said in offered, (question, said)

"""The record of a contract: its extension is reminded of, decided once, and what is varied stays."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.queries.contract import contract_facts, extensions_of, variations_of
from handrail.ledger.rules.extensions import ExtensionRow
from handrail.simulation.set_up import County
from handrail.usecases.keep_contract import (
    DecisionMade,
    ExtensionOption,
    VariationMade,
    decide_extension,
    record_contract_variation,
    record_extension,
)
from handrail.usecases.remind_of_extensions import EXTENSION_DUE, remind_of_extensions
from handrail.wording.messages import words_of
from tests.core.test_hostile_application import attempt, change_by
from tests.ordering import codes
from tests.situations import call_as, northdown
from tests.stock_situations import columns

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)


@pytest.fixture
def county() -> County:
    return northdown()


def extensions(county: County) -> list[ExtensionRow]:
    with reading(county.scopes["money"]):
        return list(extensions_of(county.scopes["money"]))


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def decision(extension_id: UUID, **changed: Any) -> DecisionMade:
    return replace(DecisionMade(extension_id, is_taken=True, decided_on=TODAY, why="Good"), **changed)


def test_the_demo_contract_is_of_five_years_and_two(county: County) -> None:
    with reading(county.scopes["money"]):
        facts = contract_facts(county.scopes["money"])
    (one,) = extensions(county)
    assert (facts.starts_on, facts.ends_on) == (date(2025, 4, 1), date(2030, 4, 1))
    assert (one.from_on, one.ends_on, one.decide_by) == (facts.ends_on, date(2032, 4, 1), date(2029, 4, 1))


def test_an_extension_follows_and_is_decided_once(county: County) -> None:
    (first,) = extensions(county)
    wrong = ExtensionOption(date(2030, 4, 1), date(2033, 4, 1), date(2029, 4, 1))
    assert refused(record_extension, county, wrong) == {"EXTENSION_DOES_NOT_FOLLOW"}
    further = ExtensionOption(date(2032, 4, 1), date(2033, 4, 1), date(2031, 4, 1))
    assert refused(record_extension, county, further, by="commissioner") == {"NOT_ALLOWED"}
    second_id = record_extension(call_as(county.scopes["money"]), request=further)
    assert refused(decide_extension, county, decision(second_id)) == {"EXTENSION_AFTER_ONE_NOT_TAKEN"}
    late = decision(first.id, why=" ", decided_on=date(2026, 3, 4))
    assert refused(decide_extension, county, late) == {"POOL_TEXT_MISSING", "POOL_DAY_IN_FUTURE"}
    assert refused(decide_extension, county, decision(uuid4())) == {"EXTENSION_UNKNOWN"}
    decide_extension(call_as(county.scopes["money"]), request=decision(first.id))
    assert refused(decide_extension, county, decision(first.id)) == {"EXTENSION_DECIDED_ALREADY"}
    decide_extension(call_as(county.scopes["money"]), request=decision(second_id, is_taken=False))
    record_extension(call_as(county.scopes["money"]), request=further)
    assert [one.is_taken for one in extensions(county)] == [True, False, None]


def test_a_variation_is_recorded_with_its_number(county: County) -> None:
    made = VariationMade(TODAY, date(2026, 4, 1), "Slings are washed on site", "CV-7")
    for _ in range(2):
        record_contract_variation(call_as(county.scopes["money"]), request=made)
    with reading(county.scopes["money"]):
        found = variations_of(county.scopes["money"])
    assert [(one.number, one.what, one.document) for one in found] == [
        (2, made.what, "CV-7"), (1, made.what, "CV-7"),
    ]  # fmt: skip
    empty = VariationMade(date(2026, 3, 4), TODAY, " ", "")
    assert refused(record_contract_variation, county, empty) == {"POOL_TEXT_MISSING", "POOL_DAY_IN_FUTURE"}


def test_those_who_commission_are_reminded_once_for_each_time(county: County, clock: time_machine.Traveller) -> None:
    def remind(day: str) -> int:
        clock.move_to(f"{day}T09:00:00Z")
        return remind_of_extensions(call_as(county.scopes["system"]))

    assert remind("2028-03-31") == 0
    assert [remind("2028-04-01"), remind("2028-04-02"), remind("2028-07-01"), remind("2028-10-01")] == [1, 0, 1, 1]
    letters = columns(county.scopes["system"], OutboxMessage, "recipient", "content", kind=EXTENSION_DUE)
    assert len(letters) == 2 * 3
    assert len({recipient for recipient, _ in letters}) == 2
    subject, body = words_of(EXTENSION_DUE, letters[0][1])
    assert subject == "Decide by 1 April 2029: Northdown community equipment"
    assert "goes on until 31 March 2032" in body
    assert extensions(county)[0].reminded == (12, 9, 6)


def test_promise_5_what_was_recorded_of_a_contract_stays(county: County) -> None:
    (one,) = extensions(county)
    decide_extension(call_as(county.scopes["money"]), request=decision(one.id))
    with change_by(county.scopes["money"]):
        for sql in (
            "UPDATE ledger_extension SET decide_by = '2029-05-01'",
            "DELETE FROM ledger_extension",
            "UPDATE ledger_extensiondecision SET is_taken = false",
            "DELETE FROM ledger_contractvariation",
        ):
            assert attempt(sql) == "42501", sql

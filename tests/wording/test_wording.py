"""Every code that people may meet has been put into English."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum

import pytest

import handrail
from handrail.core.refusal import CallReason
from handrail.orders.states import LineState
from handrail.partners.terms import Terms
from handrail.wording import FAMILIES, codes_without_words, say, tag_of
from handrail.wording.contracts import TERMS
from handrail.wording.family import Family
from handrail.wording.messages import words_of

# What these enums hold is shown to people or sent to the API's callers.
SHOWN = ("State", "Reason", "Problem", "CheckCode")


def families_shown() -> Iterator[type[StrEnum]]:
    for module in pkgutil.walk_packages(handrail.__path__, "handrail."):
        if (
            module.name.split(".")[-1] in {"states", "refusal", "events", "roles", "codes", "terms", "effective"}
            or ".rules" in module.name
        ):
            for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(found, StrEnum) and found.__module__ == module.name and found.__name__.endswith(SHOWN):
                    yield found


ALL: set[type[StrEnum]] = {*families_shown(), *FAMILIES}


@pytest.mark.parametrize("family", sorted(ALL, key=str))
def test_every_code_has_wording(family: type[StrEnum]) -> None:
    assert codes_without_words(family) == []


def test_every_term_of_a_contract_says_what_it_is_about() -> None:
    assert {field.name for field in fields(Terms)} == set(TERMS)


def test_numbers_stand_in_the_sentence() -> None:
    assert say(CallReason.NOT_ALLOWED).endswith("do this")
    assert tag_of(LineState.BACK_ORDERED).text == "Waiting for stock"


def test_a_code_without_wording_becomes_its_own_letters() -> None:
    class Strange(StrEnum):
        BED_ON_FIRE = "BED_ON_FIRE"

    assert say(Strange.BED_ON_FIRE) == "Bed on fire"


@pytest.mark.parametrize("family", list(FAMILIES.values()), ids=lambda family: family.codes.__name__)
def test_no_words_stay_behind_for_codes_that_are_gone(family: Family) -> None:
    assert family.strange == frozenset()


@pytest.mark.parametrize(
    ("sentence", "params", "said"),
    [
        ("Limit {limit:pounds}", {"limit": 50000}, "Limit £500.00"),
        ("{found:count bed}", {"found": 2}, "2 beds"),
        ("{found:count person|people}", {"found": 2}, "2 people"),
        ("On {on:day}", {"on": "2026-03-03"}, "On Tuesday 3 March 2026"),
        ("At {at:time}", {"at": "2026-03-03T16:30:00+00:00"}, "At Tuesday 3 March 2026 at 4:30pm"),
        ("{number:nhs_number} is known", {}, "not known is known"),
        ("Limit {limit:pounds}", {}, "Limit not known"),
    ],
)
def test_parameters_are_shown_as_the_sentence_asks(
    monkeypatch: pytest.MonkeyPatch, sentence: str, params: dict[str, object], said: str
) -> None:
    monkeypatch.setattr("handrail.wording.FAMILIES", {CallReason: Family(CallReason, {"STALE": sentence})})
    assert say(CallReason.STALE, **params) == said


def test_a_message_says_what_a_promise_depends_on() -> None:
    line = {"quantity": 1, "product": "Bed", "due_at": "2026-03-03T14:00:00+00:00"}
    told = {"number": 7, "lines": [{**line, "goes_now": True}, {**line, "state": "AWAITING_AUTHORITY"}]}
    _, text = words_of("ORDER_CONFIRMATION", told)
    assert "It goes out before approval and is reviewed afterwards" in text
    assert "if it is approved in time" in text
    subject, _ = words_of("RELEASE_WANTED", {"afterwards": True, "due_at": None})
    assert subject == "An urgent order is for you to review"


def test_who_comes_along_reads_when_that_it_changed_and_that_it_is_off() -> None:
    times = {"number": 7, "changed": False, "slot_from": "2026-03-03T12:00:00+00:00",
             "slot_until": "2026-03-03T16:00:00+00:00"}  # fmt: skip
    subject, text = words_of("JOINT_VISIT_TIME", times)
    assert subject == "You come along to visit 7"
    assert "on Tuesday 3 March, 12pm or later, by Tuesday 3 March, 4pm" in text
    subject, text = words_of("JOINT_VISIT_TIME", {**times, "changed": True, "meet_at": "2026-03-03T12:30:00+00:00"})
    assert subject == "Visit 7: the time has changed"
    assert "You meet the crew at the door of visit 7 on Tuesday 3 March, 12:30pm." in text
    assert words_of("JOINT_VISIT_TIME", {"number": 7, "changed": True})[0] == "Visit 7 is off for now"

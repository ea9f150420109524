"""What is looked at before a special is bought, and what a search must say of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from handrail.catalogue.rules.facts import Measures, ProductFacts
from handrail.catalogue.rules.specials import is_special, next_code
from handrail.catalogue.states import SupplyRoute, Tracking
from handrail.identity.states import AuthorityStep
from handrail.orders.rules.changing import Changer
from handrail.orders.rules.facts import Funding
from handrail.specials.rules.asking import (
    Asked,
    cleaned,
    reasons_against_asking,
    reasons_against_going_on,
    reasons_against_withdrawing,
)
from handrail.specials.rules.searching import (
    MOST,
    Equivalent,
    Search,
    Wish,
    close_equivalents,
    looked_at,
    reasons_against_search,
)
from handrail.specials.states import SpecialState

BED = ProductFacts(
    code="BED-010", name="Bed", description="", category="beds", size_group="bed", supply_route=SupplyRoute.LOAN,
    tracking=Tracking.SERIALISED, price_pence=69500, max_user_weight_kg=180, min_user_height_cm=146,
    max_user_height_cm=190, crew=2, fitting_minutes=30, demonstration_required=False,
    minimum_authority=AuthorityStep.CLINICIAN, question_set="", child=False, bariatric=False,
)  # fmt: skip
THERE = {"BED-010", "SPC-0001"}
FUNDED = Funding(UUID(int=1))


def lying(code: str, ready: int = 1, **facts: Any) -> Equivalent:
    return Equivalent(UUID(int=hash(code) % 1000), replace(BED, code=code, **facts), (("Huntingdon", ready),))


def found(*things: Equivalent, need: str = "A bed", weight: int | None = None, height: int | None = None) -> list[str]:
    measures = Measures(None if weight is None else Decimal(weight), None if height is None else Decimal(height))
    return [one.code for one in close_equivalents(things, Wish("beds", need, measures))]


def test_what_is_owned_already_comes_first_then_what_lies_ready_most() -> None:
    things = (
        lying("BED-010"),
        lying("BED-020", 5),
        lying("SPC-0001"),
        lying("BED-030", 0),
        lying("CHR-010", category="chairs"),
    )
    assert found(*things) == ["SPC-0001", "BED-020", "BED-010"]
    assert len(found(*(lying(f"BED-{n:03}") for n in range(40)))) == MOST


def test_what_is_called_like_what_is_needed_comes_before_what_lies_ready_most() -> None:
    rest = lying("SEA-060", 40, name="Leg rest, height adjusts")
    stool = lying("SEA-010", 30, name="Perching stool with arms")
    tilting = lying("SEA-050", 1, name="Tilting care chair")
    need = "A chair with arms that tilts, for a child's room"
    assert found(rest, stool, tilting, need=need) == ["SEA-050", "SEA-010", "SEA-060"]
    assert found(rest, stool, tilting, need="") == ["SEA-060", "SEA-010", "SEA-050"]


def test_a_limit_rules_out_and_what_is_not_known_does_not() -> None:
    assert found(lying("BED-010"), weight=181) == []
    assert found(lying("BED-010"), height=145) == []
    assert found(lying("BED-010"), height=191) == []
    assert found(lying("BED-010"), weight=180, height=190) == ["BED-010"]
    assert found(lying("BED-010", max_user_weight_kg=None), weight=300) == ["BED-010"]


def against(state: SpecialState, **search: Any) -> list[tuple[str, str | None]]:
    said = Search(**({"why_not": {}} | search))
    return [(reason.code.value, reason.field) for reason in reasons_against_search(state, said, THERE)]


def test_one_reason_does_for_all_that_remain_or_one_is_picked() -> None:
    state = SpecialState.REQUESTED
    assert against(state, why_not={"BED-010": "Too wide"}, elsewhere="Southmoor") == [
        ("SPECIAL_WHY_NONE_WILL_DO_MISSING", "why_none")
    ]
    assert against(state, why_not={"BED-010": "Too wide"}, why_none="All are broken", elsewhere="Southmoor") == []
    assert against(state, why_none="All are broken", elsewhere="Southmoor") == []
    assert against(state, why_not=dict.fromkeys(THERE, "Too wide")) == [("SPECIAL_ELSEWHERE_MISSING", "elsewhere")]
    assert against(state, picked="BED-010") == []
    assert against(state, picked="BED-020") == [("SPECIAL_PICKED_IS_NOT_THERE", "picked")]
    assert against(SpecialState.QUOTED, picked="BED-010") == [("SPECIAL_MOVED_ON", None)]


def test_what_is_kept_of_a_search_is_the_reason_of_each_thing() -> None:
    there = (lying("BED-010"), lying("SPC-0001"))

    def kept(search: Search) -> list[tuple[str, str, bool]]:
        return [(one.code, why, picked) for one, why, picked in looked_at(there, search)]

    own = Search({"BED-010": "Too wide"}, why_none="Too long")
    assert kept(own) == [("BED-010", "Too wide", False), ("SPC-0001", "Too long", False)]
    assert kept(Search({}, picked="SPC-0001", why_none="Too long")) == [("SPC-0001", "", True)]


def test_what_is_asked_for_is_said_whole() -> None:
    nothing = cleaned(Asked("unheard", " ", "\t", FUNDED, wanted_by=date(2026, 3, 3)))
    found = reasons_against_asking(
        nothing, kinds={"beds"}, today=date(2026, 3, 4), died_on=date(2026, 3, 1), joined_into=UUID(int=2)
    )
    assert [reason.code.value for reason in found] == [
        "SPECIAL_PERSON_DIED", "SPECIAL_PERSON_JOINED", "SPECIAL_KIND_UNKNOWN", "SPECIAL_NEED_MISSING",
        "SPECIAL_WHY_NOTHING_FITS_MISSING", "SPECIAL_WANTED_BY_A_DAY_PAST",
    ]  # fmt: skip
    whole = Asked("beds", "Narrow", "All are wide", FUNDED)
    assert (
        list(reasons_against_asking(whole, kinds={"beds"}, today=date(2026, 3, 4), died_on=None, joined_into=None))
        == []
    )


@pytest.mark.parametrize(
    ("user", "team", "desk", "may"),
    [(1, 9, False, True), (2, 5, False, True), (2, 9, True, True), (2, 9, False, False)],
)
def test_who_asked_their_team_and_the_desk_go_on_with_it(user: int, team: int, desk: bool, may: bool) -> None:
    changer = Changer(UUID(int=user), UUID(int=team), desk)
    found = [reason.code.value for reason in reasons_against_going_on(changer, UUID(int=1), UUID(int=5))]
    assert found == ([] if may else ["SPECIAL_OF_ANOTHER_TEAM"])


def test_what_is_on_order_or_over_is_not_given_up() -> None:
    found = reasons_against_withdrawing(SpecialState.BOUGHT, "", ordered=True)
    assert [reason.code.value for reason in found] == [
        "SPECIAL_MOVED_ON", "SPECIAL_STILL_ORDERED", "SPECIAL_WITHDRAWN_WHY_MISSING",
    ]  # fmt: skip
    assert list(reasons_against_withdrawing(SpecialState.REFUSED, "Moved away", ordered=False)) == []


def test_a_special_is_told_by_its_code() -> None:
    assert (is_special("SPC-0001"), is_special("BED-010")) == (True, False)
    assert next_code(["BED-999", "SPC-0009", "SPC-0010", "SPC-X"]) == "SPC-0011"
    assert next_code([]) == "SPC-0001"

"""What stands against asking for a collection, a repair or a swap: each reason at its field, and nothing else."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

import pytest

from handrail.core.calendars import SpeedRule
from handrail.loans.states import LoanState
from handrail.partners.rules import ContractData, SpeedOffer
from handrail.partners.terms import Terms
from handrail.visits.codes import AskedBy
from handrail.visits.rules.asking import (
    DIED,
    FAULTS,
    HAPPENED,
    WHYS,
    AskedFor,
    AskedLoan,
    Asking,
    AskingReason,
    Meanwhile,
    lists_named,
    reasons_against_asking,
    reasons_against_codes,
    reasons_against_leaving,
    speed_for,
)
from handrail.visits.rules.faults import Kind

LOAN, OTHER, PERSON, NEIGHBOUR, VISIT = (UUID(int=number) for number in range(1, 6))
BED = AskedLoan(LOAN, PERSON, LoanState.ACTIVE, "Bed", True, Kind("beds", electric=True))
SPEEDS = {
    code: SpeedOffer(code, code, SpeedRule(code, "working_days", 5, None), "weekdays", 98, work, "request", "")
    for code, work in (("collect_5d", "collect"), ("repair_3d", "repair"), ("deliver_5d", "deliver"))
}
DATA = ContractData(date(2026, 3, 3), Terms(), MappingProxyType(SPEEDS), MappingProxyType({}))
COLLECT = Asking(AskedFor.COLLECTION, (LOAN,), AskedBy.PERSON, reason="no_longer_needed")
REPAIR = Asking(AskedFor.REPAIR, (LOAN,), AskedBy.PERSON, fault="rail_will_not_lock")
SWAP = Asking(AskedFor.SWAP, (LOAN,), AskedBy.PERSON)


def against(asking: Asking, *loans: AskedLoan) -> list[tuple[object, str | None]]:
    return [(reason.code, reason.field) for reason in reasons_against_asking(asking, loans, DATA)]


@pytest.mark.parametrize("asking", [COLLECT, REPAIR, SWAP])
def test_what_is_lent_can_be_asked_for_at_the_usual_speed(asking: Asking) -> None:
    assert against(asking, BED) == []
    assert speed_for(asking, DATA) == ("collect_5d" if asking is COLLECT else "repair_3d")
    assert speed_for(replace(asking, speed_code="chosen"), DATA) == "chosen"


@pytest.mark.parametrize("asking", [COLLECT, REPAIR, SWAP])
@pytest.mark.parametrize("speed", SPEEDS)
def test_a_speed_is_for_its_own_work(asking: Asking, speed: str) -> None:
    fits = speed == ("collect_5d" if asking is COLLECT else "repair_3d")
    wanted = [] if fits else [(AskingReason.SPEED_FOR_OTHER_WORK, "speed")]
    assert against(replace(asking, speed_code=speed), BED) == wanted


def test_the_things_of_one_person_are_asked_for_that_are_still_lent() -> None:
    both = replace(COLLECT, loan_ids=(LOAN, OTHER))
    assert against(replace(COLLECT, loan_ids=())) == [(AskingReason.NOTHING_CHOSEN, "loans")]
    assert against(both, BED) == [(AskingReason.LOAN_OVER, "loans")]
    assert against(replace(COLLECT, loan_ids=(LOAN, LOAN)), BED) == []
    assert against(both, BED, replace(BED, id=OTHER)) == []
    assert against(both, BED, replace(BED, id=OTHER, person_id=NEIGHBOUR)) == [(AskingReason.SEVERAL_PEOPLE, "loans")]


def test_what_is_not_fetched_when_done_is_mended_and_swapped_and_not_collected() -> None:
    stays = replace(BED, collect_when_done=False)
    assert [against(asking, stays) for asking in (COLLECT, REPAIR, SWAP)] == [
        [(AskingReason.NOT_COLLECTED, "loans")], [], [],
    ]  # fmt: skip


def test_a_repair_says_what_is_wrong_and_names_a_part_that_the_thing_has() -> None:
    assert against(replace(REPAIR, fault=""), BED) == [(AskingReason.FAULT_NEEDED, "fault")]
    for asking in (REPAIR, SWAP):
        assert against(replace(asking, fault="pump_alarm"), BED) == [(AskingReason.FAULT_DOES_NOT_FIT, "fault")]


@pytest.mark.parametrize("asked_by", AskedBy)
@pytest.mark.parametrize("reason", HAPPENED)
def test_nobody_who_died_asks(reason: str, asked_by: AskedBy) -> None:
    wanted = [(AskingReason.ASKER_DIED, "asked_by")] if (reason, asked_by) == (DIED, AskedBy.PERSON) else []
    assert against(replace(COLLECT, reason=reason, asked_by=asked_by), BED) == wanted
    assert against(replace(SWAP, reason=reason, asked_by=asked_by), BED) == []


@pytest.mark.parametrize("state", LoanState)
@pytest.mark.parametrize("asking", [COLLECT, REPAIR, SWAP])
def test_what_is_to_be_fetched_or_owed_a_step_is_not_asked_for_once_more(asking: Asking, state: LoanState) -> None:
    plain = replace(BED, state=state)
    fetched, owed = replace(plain, fetched_by=(VISIT, 7)), replace(plain, owed_after=(VISIT, 7))
    asked = state is LoanState.RETURN_REQUESTED and asking is not REPAIR
    already, step = (AskingReason.ASKED_ALREADY, "loans"), (AskingReason.NEXT_STEP_OPEN, "again")
    # Whoever mends says what becomes of the visit that is to fetch it.
    comes = [(AskingReason.COLLECTION_COMING, "meanwhile")] if asking is REPAIR else []
    assert against(asking, plain) == []
    assert against(asking, fetched) == ([already] if asked else comes)
    assert against(asking, owed) == ([step] if asked else [])
    again = replace(asking, again=True)
    assert (against(again, fetched), against(again, owed)) == ([already] if asked else comes, [])


@pytest.mark.parametrize("meanwhile", Meanwhile)
@pytest.mark.parametrize("asking", [COLLECT, REPAIR, SWAP])
def test_who_says_what_becomes_of_the_earlier_request_is_not_asked_about_it(
    asking: Asking, meanwhile: Meanwhile
) -> None:
    both = replace(BED, fetched_by=(VISIT, 7), mended_by=(VISIT, 8))
    other = AskingReason.COLLECTION_COMING if asking is REPAIR else AskingReason.REPAIR_COMING
    assert against(asking, both) == [(other, "meanwhile")]
    assert against(replace(asking, meanwhile=meanwhile), both) == []


@pytest.mark.parametrize("reason", [*HAPPENED, "no_longer_needed"])
def test_what_is_still_to_come_is_not_left_when_the_home_changes(reason: str) -> None:
    asking = replace(COLLECT, reason=reason)
    changes = reason in HAPPENED

    def left(asked: Asking, coming: int, *, recorded: bool) -> list[object]:
        return [one.code for one in reasons_against_leaving(asked, coming, recorded=recorded)]

    assert left(asking, 2, recorded=True) == ([AskingReason.STILL_COMING] if changes else [])
    assert left(asking, 0, recorded=False) == ([AskingReason.NOT_RECORDED] if changes else [])
    assert left(asking, 0, recorded=True) == []
    for other in (replace(asking, still_comes=True), replace(asking, asked_for=AskedFor.SWAP)):
        assert left(other, 2, recorded=False) == []


def test_a_code_is_looked_up_in_its_list() -> None:
    both = replace(COLLECT, fault="loose", reason="moved")
    lists = {FAULTS: ["loose"], WHYS: ["moved"]}
    assert (lists_named(both), lists_named(SWAP)) == ((FAULTS, WHYS), ())
    assert reasons_against_codes(both, lists) == ()
    assert reasons_against_codes(SWAP, {}) == ()
    fault, why = (AskingReason.FAULT_NOT_LISTED, "fault"), (AskingReason.WHY_NOT_LISTED, "reason")
    swapped = {FAULTS: ["moved"], WHYS: ["loose"]}
    for known, wanted in ((swapped, [fault, why]), ({FAULTS: ["loose"]}, [why]), ({WHYS: ["moved"]}, [fault])):
        assert [(reason.code, reason.field) for reason in reasons_against_codes(both, known)] == wanted

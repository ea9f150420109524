"""Clean, inspect, put away: the rows, the refusals, replay, statements."""

from datetime import date, timedelta
from typing import Any

import pytest

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.simulation.set_up import County
from handrail.stock.codes import InspectionVerdict, StockReason
from handrail.stock.models import (
    Asset,
    AssetMove,
    Contamination,
    Decontamination,
    Inspection,
)
from handrail.stock.queries import ready_counts
from handrail.stock.queries.stated import stated_of
from handrail.stock.rules.care import (
    NOT_RETURNED,
    ONE_PERSON,
    InfectionRisk,
    InspectionKind,
    InspectionReason,
    Statement,
)
from handrail.stock.rules.fitness import IssueReason
from handrail.stock.states import AssetState
from handrail.usecases.decontaminate import Cleaned, CleanStep, decontaminate
from handrail.usecases.put_away import PutAway, put_away
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods
from handrail.usecases.state_contamination import ContaminationStated, state_contamination
from tests.situations import call_as
from tests.stock_situations import (
    NOTHING_KNOWN,
    at_most,
    clean,
    columns,
    goods,
    inspected,
    main_depot,
    passed,
    scans,
    seen,
)  # fmt: skip
from tests.usecases.in_store import BED, COUNTED, bring_back, cell, dirty_counted, refusal, state_of

pytestmark = pytest.mark.django_db

LOOK = (InspectionKind.LOOK,)


def test_three_items_are_cleaned_in_one_call(county: County) -> None:
    numbers = goods(county, BED, 3)
    for number in numbers:
        bring_back(county, number)
    with at_most(8):
        done = clean(county, *numbers)
    assert {item.state for item in done.items} == {AssetState.DECONTAMINATED}
    rows = seen(county.scopes["depot"], Decontamination)
    assert [(row.method, row.minutes) for row in rows] == [("wash_chamber", 60)] * 3
    assert {row.by_id for row in rows} == {county.scopes["depot"].user_id}


@pytest.mark.parametrize("step", [CleanStep("wash_chamber", 59), CleanStep("hand_wash", 90)])
def test_a_clean_that_is_not_the_usual_one_says_why(county: County, step: CleanStep) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        clean(county, number, steps=(step,), reason=" ")
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.CLEAN_DIFFERS, "reason")
    assert dict(reason.params) == {"items": number, "method": "Washer chamber", "minutes": 60}
    clean(county, number, steps=(step,), reason=" The washer is broken ")
    assert columns(county.scopes["depot"], Decontamination, "reason") == ["The washer is broken"]


def test_two_kinds_of_things_are_told_apart_and_an_added_step_is_no_less(county: County) -> None:
    numbers = goods(county, BED, 2)
    for number in numbers:
        bring_back(county, number)
    goods(county, COUNTED, 2)
    dirty_counted(county, 2)
    depot, hand = county.scopes["depot"], CleanStep("hand_wash", 8)
    wanted = Cleaned(main_depot(county), (*scans(*numbers), *scans(COUNTED, quantity=2)), (hand,), NOTHING_KNOWN)
    with pytest.raises(Refused) as refused:
        decontaminate(call_as(depot), request=wanted)
    assert [dict(reason.params)["items"] for reason in refused.value.reasons] == [
        "; ".join(numbers),
        "Rail bumpers, padded, pair",
    ]
    clean(county, *numbers, steps=(CleanStep("wash_chamber", 60), CleanStep("chlorine", 10)), reason="")
    assert columns(county.scopes["depot"], Decontamination, "reason") == [""] * 4


def test_a_thing_for_one_person_is_not_cleaned_without_a_word(county: County) -> None:
    (number,) = goods(county, "SLG-090")
    bring_back(county, number)
    with pytest.raises(Refused, match="STOCK_CLEAN_OF_ONE_PERSON_ITEM"):
        clean(county, number, reason="")


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((), StockReason.MINUTES_MISSING),
        ((CleanStep("wash_chamber", 0),), StockReason.MINUTES_MISSING),
        ((CleanStep("wash_chamber", 10**6),), StockReason.MINUTES_MISSING),
        ((CleanStep(ONE_PERSON, 5),), StockReason.ONE_PERSON_ITEM),
        ((CleanStep(NOT_RETURNED, 5),), StockReason.ONE_PERSON_ITEM),
    ],
)
def test_a_clean_that_is_none_is_refused(county: County, steps: tuple[CleanStep, ...], code: StockReason) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        clean(county, number, steps=steps)
    assert refusal(refused) == [code]
    assert state_of(county, number) is AssetState.RETURNED_DIRTY


def test_counted_things_are_cleaned_and_passed_alike(county: County) -> None:
    goods(county, COUNTED, 10)
    dirty_counted(county, 4)
    clean(county, COUNTED, quantity=4)
    # The terms of money are read by the first who needs them.
    with at_most(9):
        passed(county, inspected(COUNTED, 4, readings={}, kinds=LOOK), put_away=True)
    assert (cell(county, AssetState.READY), cell(county, AssetState.RETURNED_DIRTY)) == (10, 0)
    assert columns(county.scopes["depot"], Inspection, "quantity") == [4]


@pytest.mark.parametrize("things", ["numbered", "counted"])
def test_nothing_is_cleaned_of_which_nobody_said_what_it_was_in_contact_with(county: County, things: str) -> None:
    code, quantity = (goods(county, BED)[0], None) if things == "numbered" else (COUNTED, 2)
    if things == "numbered":
        bring_back(county, code)
    else:
        goods(county, COUNTED, 2)
        dirty_counted(county, 2)
    with pytest.raises(Refused) as refused:
        clean(county, code, quantity=quantity, statement=None)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.STATEMENT_NEEDED, "statement.infection_risk")
    wanted = ContaminationStated(main_depot(county), scans(code, quantity=quantity), ("blood",), InfectionRisk.YES)
    state_contamination(call_as(county.scopes["depot"]), request=wanted)
    with pytest.raises(Refused, match="CLEAN_LEAVES_INFECTION"):
        clean(county, code, quantity=quantity, statement=None, reason="")
    clean(county, code, quantity=quantity, statement=None)
    assert columns(county.scopes["depot"], Contamination, "infection_risk") == ["YES"]


def test_all_that_was_said_of_pieces_stands_until_some_are_cleaned(county: County) -> None:
    """Nobody can tell of which of them it was said: what is said later takes nothing back."""
    goods(county, COUNTED, 2)
    dirty_counted(county, 2)
    depot = county.scopes["depot"]
    things = scans(COUNTED, quantity=1)
    for contact, careful in (((), "A needle may be in the box"), (("blood",), "")):
        said = ContaminationStated(main_depot(county), things, contact, InfectionRisk.UNKNOWN, careful)
        state_contamination(call_as(depot), request=said)
    (product,) = columns(depot, Product, "id", code=COUNTED, contract_id=depot.contract_id)
    with reading(depot):
        found = {(one.contact_with, one.precautions) for one in stated_of(depot, (), (product,))}
    assert found == {((), "A needle may be in the box"), (("blood",), "")}


@pytest.mark.parametrize("things", ["numbered", "counted"])
def test_a_known_infection_asks_for_the_added_step_or_a_word(county: County, things: str) -> None:
    code, quantity = (goods(county, BED)[0], None) if things == "numbered" else (COUNTED, 2)
    if things == "numbered":
        bring_back(county, code)
    else:
        goods(county, COUNTED, 2)
        dirty_counted(county, 2)
    usual = CleanStep("wash_chamber", 60) if things == "numbered" else CleanStep("hand_wash", 60)
    known = Statement(("body_fluids",), InfectionRisk.YES)
    with pytest.raises(Refused) as refused:
        clean(county, code, quantity=quantity, steps=(usual,), reason="", statement=known)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.CLEAN_LEAVES_INFECTION, "reason")
    assert dict(reason.params)["method"] == "Chlorine clean"
    steps = (usual, CleanStep("chlorine", 10))
    clean(county, code, quantity=quantity, steps=steps, reason="", statement=known)


def test_no_more_is_cleaned_than_lies_there(county: County) -> None:
    goods(county, COUNTED, 10)
    dirty_counted(county, 4)
    with pytest.raises(Refused) as refused:
        clean(county, COUNTED, quantity=5)
    assert refusal(refused) == [StockReason.COUNT_NOT_HERE]
    assert seen(county.scopes["depot"], Decontamination) == []


def test_three_items_are_inspected_and_put_away_in_one_call(county: County) -> None:
    numbers = goods(county, BED, 3)
    for number in numbers:
        bring_back(county, number)
    clean(county, *numbers)
    with at_most(9):
        done = passed(county, *(inspected(number) for number in numbers), put_away=True)
    assert {item.state for item in done.items} == {AssetState.READY}
    rows = seen(county.scopes["depot"], Inspection)
    assert {row.electrical_test_due_on for row in rows} == {date(2027, 3, 3)}
    assert rows[0].readings == {"insulation_megaohm": "20.5", "earth_continuity_ohm": "0.1"}
    (asset, *_) = seen(county.scopes["depot"], Asset)
    assert asset.condition_grade == "good"
    steps = [m.to_state for m in seen(county.scopes["depot"], AssetMove, subject_id=asset.id)]
    assert steps[-3:] == ["DECONTAMINATED", "PASSED", "READY"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"readings": {}}, InspectionReason.READINGS_MISSING),
        ({"kinds": ()}, InspectionReason.NOTHING_DONE),
        ({"verdict": InspectionVerdict.REPAIR}, InspectionReason.DEFECTS_MISSING),
        ({"verdict": InspectionVerdict.SCRAP, "defects": "bent"}, InspectionReason.SCRAP_REASON_MISSING),
        ({"condition_grade": "splendid"}, StockReason.UNKNOWN_CODE),
        ({"condition_grade": "needs_repair"}, InspectionReason.CONDITION_FAILS),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(county: County, changed: dict[str, Any], reason: Any) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    clean(county, number)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number, **changed))
    assert reason in refusal(refused)
    assert state_of(county, number) is AssetState.DECONTAMINATED


@pytest.mark.parametrize(
    ("verdict", "more", "state"),
    [
        (InspectionVerdict.REPAIR, {"defects": "brake"}, AssetState.IN_REPAIR),
        (InspectionVerdict.SCRAP, {"defects": "cracked", "scrap_reason": "frame_unsafe"}, AssetState.SCRAPPED),
        (InspectionVerdict.QUARANTINE, {"defects": "odd noise"}, AssetState.QUARANTINED),
    ],
)
def test_a_verdict_leads_where_it_says(
    county: County, verdict: InspectionVerdict, more: dict[str, Any], state: AssetState
) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    clean(county, number)
    passed(county, inspected(number, verdict=verdict, **more), put_away=True)
    assert state_of(county, number) is state


def test_a_dirty_item_is_not_inspected(county: County) -> None:
    (number,) = goods(county, BED)
    bring_back(county, number)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number))
    assert InspectionReason.NOT_FOR_INSPECTION in refusal(refused)


def test_an_item_on_the_shelf_whose_test_ran_out_is_tested_there(county: County) -> None:
    (number,) = goods(county, BED, days_ago=330)
    passed(county, inspected(number), put_away=True)
    assert state_of(county, number) is AssetState.READY
    assert columns(county.scopes["depot"], Asset, "electrical_test_due_on") == [date(2027, 3, 3)]


def test_overdue_items_do_not_count_as_ready(county: County) -> None:
    goods(county, BED, days_ago=370)
    goods(county, BED)
    depot = county.scopes["depot"]
    with reading(depot):
        (ready,) = ready_counts(depot, today=now().date())
    assert (ready.new, ready.recycled, ready.total) == (1, 0, 1)


def test_what_has_not_passed_is_not_put_away(county: County) -> None:
    (number,) = goods(county, BED)
    with pytest.raises(Refused) as refused:
        put_away(call_as(county.scopes["depot"]), request=PutAway(main_depot(county), scans(number)))
    assert refusal(refused) == [StockReason.WRONG_STATE]


def test_what_ran_out_before_it_was_put_away_is_refused(county: County) -> None:
    done = receive_goods(
        call_as(county.scopes["depot"], at=now() - timedelta(days=300)),
        request=GoodsIn(main_depot(county), (GoodsLine(BED, tested_on=now().date() - timedelta(days=380)),)),
    )
    with pytest.raises(Refused) as refused:
        put_away(
            call_as(county.scopes["depot"]), request=PutAway(main_depot(county), scans(done.items[0].number), "A1")
        )
    assert refusal(refused) == [IssueReason.TEST_OVERDUE]

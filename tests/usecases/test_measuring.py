"""Something is measured in a home before it is ordered: asked for, found, charged once, put right, and told."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.catalogue.models import Product
from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.invoices.codes import Verdict
from handrail.invoices.queries.statement import statement
from handrail.ledger.codes import WaitsFor
from handrail.ledger.models import Entry
from handrail.simulation.set_up import County
from handrail.usecases.ask_for_measuring import MeasuringToWithdraw, ask_for_measuring, withdraw_measuring
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.mend_measuring import MeasuringMend, mend_measuring
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.codes import MeasuringResult, Outcome, TaskKind
from handrail.visits.models import Finding, Measuring, VisitTask
from handrail.visits.queries import story
from handrail.visits.queries.measuring import measured_for
from handrail.visits.rules.measuring import Found
from handrail.visits.rules.report import LeftUndone
from handrail.visits.states import VisitState
from tests.invoices.checking import APRIL, MARCH, checked, found, posted, said
from tests.ledger.test_charges import charges
from tests.ledger.test_lines import end_rules
from tests.ledger.test_suspense import pool_pays, settle, waiting
from tests.ordering import codes, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.correcting import entry_of, stands
from tests.usecases.measuring import STAIRS, TRACK, measuring_asked, seen, sent, task_of, wanted
from tests.usecases.test_moves_told_early import dies
from tests.visiting import a_run, booked, handed, load, received, recorded, visit_row

pytestmark = pytest.mark.django_db
PRICE = 4400


def measured(county: County, **found: Any) -> tuple[UUID, UUID]:
    """A measuring that a crew recorded: its id and its visit's."""
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    recorded(county, asked.visit_id, seen_to=(seen(county, asked, **found),))
    return asked.measuring_id, asked.visit_id


def mend(county: County, measuring_id: UUID, found: Found, *, why: str = "Read wrongly", again: bool = False) -> None:
    request = MeasuringMend(measuring_id, found, why, again)
    mend_measuring(call_as(county.scopes["desk"]), request=request)


def test_it_is_asked_for_by_appointment_with_what_is_to_be_measured_and_when_it_suits(county: County) -> None:
    asked = measuring_asked(county, access="Ring at the side door", suits="Mornings")
    visit = visit_row(county, asked.visit_id)
    assert (visit.state, visit.kinds, visit.speed_code) == (VisitState.UNBOOKED, ["MEASURE"], "deliver_appointment")
    assert asked.due_at is not None
    assert visit.due_at == asked.due_at
    assert visit.note == "Ring at the side door\nWhen it suits: Mornings"
    assert columns(county.scopes["desk"], Measuring, "what") == [STAIRS]
    (funding,) = columns(county.scopes["desk"], Measuring, "funding")
    assert isinstance(funding, dict)
    assert (funding["care_route"], bool(funding["council_id"])) == ("STANDARD", True)


def test_it_goes_along_with_a_visit_that_is_to_come_the_same_day(county: County) -> None:
    who = someone(county)
    first = measuring_asked(county, who)
    second = measuring_asked(county, who, words="The bathroom door")
    assert (second.visit_id, second.joined, second.number) == (first.visit_id, True, first.number)


def test_a_wish_that_cannot_be_carried_out_is_refused_with_every_reason(county: County) -> None:
    who, other = someone(county), someone(county, name="Basil Fenn")
    call = call_as(county.scopes["nurse"])
    with pytest.raises(Refused) as told:
        ask_for_measuring(call, request=wanted(type(who)(who.id, other.address_id), words=" "))
    assert codes(told.value) == {"MEASURING_WHAT_MISSING", "MEASURING_ADDRESS_NOT_THEIRS"}
    with pytest.raises(Refused) as told:
        ask_for_measuring(call_as(county.scopes["nurse"]), request=wanted(who, product_code="ABC-999"))
    assert codes(told.value) == {"MEASURING_PRODUCT_NOT_THERE"}


def test_what_was_found_is_kept_charged_once_and_told_to_who_asked(county: County) -> None:
    measuring_id, visit_id = measured(county)
    assert visit_row(county, visit_id).state == VisitState.COMPLETED
    assert charges(county, visit_id) == [("survey_visit", "deliver_appointment", "pool", PRICE)]
    person_id = visit_row(county, visit_id).person_id
    with reading(county.scopes["nurse"]):
        (row,) = measured_for(county.scopes["nurse"], [person_id])
        told = story.what_happened(county.scopes["nurse"], [person_id])
    assert (row.measuring_id, row.result, row.found) == (
        measuring_id,
        MeasuringResult.FITS,
        "Stairs 81 cm wide, 13 steps",
    )
    (visit,) = [one for one in told if one.kind == "VISIT" and one.code == "COMPLETED"]
    assert [list(one) for one in visit.seen_to] == [["MEASURE", STAIRS, "FITS", "Stairs 81 cm wide, 13 steps"]]
    (content,) = columns(county.scopes["system"], OutboxMessage, "content", kind="MEASURED")
    assert isinstance(content, dict)
    assert content["result"] == "FITS"
    assert broken_in(county.scopes["desk"]) == []


def test_a_finding_says_what_was_measured_and_why_it_cannot_be_fitted(county: County) -> None:
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    for lacks, wrong in (
        ({"found": " "}, {"MEASURING_FOUND_MISSING"}),
        ({"result": MeasuringResult.CANNOT_BE_FITTED}, {"MEASURING_WHY_NOT_MISSING"}),
        ({"result": MeasuringResult.NOT_MEASURED}, {"OUTCOME_NOT_POSSIBLE"}),
    ):
        with pytest.raises(Refused) as told:
            recorded(county, asked.visit_id, seen_to=(seen(county, asked, **lacks),))
        assert codes(told.value) == wrong
    measured = seen(county, asked)
    with pytest.raises(Refused) as both:
        recorded(
            county, asked.visit_id, seen_to=(measured,),
            undone=(LeftUndone(measured.task_id, Outcome.NOT_DONE, "no_answer"),),
        )  # fmt: skip
    assert [(one.code, one.field) for one in both.value.reasons] == [("DONE_AND_NOT_DONE", "undone.0.task_id")]
    why = seen(county, asked, result=MeasuringResult.CANNOT_BE_FITTED, why_not="The wall is hollow")
    recorded(county, asked.visit_id, seen_to=(why,))
    assert charges(county, asked.visit_id) == [("survey_visit", "deliver_appointment", "pool", PRICE)]


def test_two_things_measured_are_one_survey_and_what_is_brought_is_charged_beside(county: County) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-010", speed="deliver_appointment"))
    asked = [measuring_asked(county, who, words=words) for words in ("Stairs", "Bathroom door")]
    (visit_id,) = {*order.visit_ids, *(one.visit_id for one in asked)}
    run_id = a_run(county)
    booked(county, visit_id, run_id=run_id)
    number = load(county, run_id, order.lines[0].line_id, "MAT-010", 1)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    found = tuple(seen(county, one) for one in asked)
    recorded(county, visit_id, handed_over=handed(*number), seen_to=found, received=received())
    assert [(row[0], row[2]) for row in charges(county, visit_id)] == [("delivery", "pool"), ("survey_visit", "pool")]
    assert ("survey_visit", "deliver_appointment", "pool", PRICE) in charges(county, visit_id)
    assert broken_in(county.scopes["desk"]) == []


def test_the_fitting_of_a_ceiling_track_has_its_survey_in_its_price(county: County) -> None:
    asked = measuring_asked(county, words="", product_code=TRACK)
    sent(county, asked.visit_id)
    recorded(county, asked.visit_id, seen_to=(seen(county, asked),))
    assert charges(county, asked.visit_id) == []
    (what,) = columns(county.scopes["desk"], Measuring, "what")
    assert what == columns(county.scopes["desk"], Product, "name", code=TRACK)[0]
    assert broken_in(county.scopes["desk"]) == []


def test_a_failed_visit_is_charged_as_others_and_somebody_goes_again(county: County) -> None:
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(asked.visit_id, "no_answer"))
    assert [row[0] for row in charges(county, asked.visit_id)] == ["failed_visit_person"]
    step = NextStepWanted(asked.visit_id, Taken.VISIT_AGAIN, "Rang")
    (again,) = take_next_step(call_as(county.scopes["desk"]), request=step).follow_up_visit_ids
    (kind,) = columns(county.scopes["desk"], VisitTask, "kind", visit_id=again, measuring_id=asked.measuring_id)
    assert kind == TaskKind.MEASURE
    sent(county, again, van="Van 2")
    later = type(asked)(asked.measuring_id, again, 0, None)
    recorded(county, again, seen_to=(seen(county, later),))
    assert [row[0] for row in charges(county, again)] == ["survey_visit"]
    assert broken_in(county.scopes["desk"]) == []


def test_what_is_left_unmeasured_is_a_half_done_visit_with_a_next_step(county: County) -> None:
    who = someone(county)
    first, second = (measuring_asked(county, who, words=words) for words in ("Stairs", "Bathroom door"))
    sent(county, first.visit_id)
    left = LeftUndone(task_of(county, second.measuring_id, second.visit_id), Outcome.NOT_DONE, "out_of_time")
    done = recorded(county, first.visit_id, seen_to=(seen(county, first),), undone=(left,))
    assert done.state == VisitState.PART_COMPLETED
    assert done.next_step
    assert [row[0] for row in charges(county, first.visit_id)] == ["survey_visit"]


def test_a_request_is_called_off_before_a_crew_was_there(county: County) -> None:
    asked = measuring_asked(county)
    request = MeasuringToWithdraw(asked.measuring_id, "They will move")
    assert withdraw_measuring(call_as(county.scopes["nurse"]), request=request).visit_id == asked.visit_id
    assert visit_row(county, asked.visit_id).state == VisitState.CANCELLED
    with pytest.raises(Refused) as told:
        withdraw_measuring(call_as(county.scopes["nurse"]), request=request)
    assert codes(told.value) == {"MEASURING_NOTHING_TO_COME"}


def test_nothing_is_measured_for_somebody_who_has_died(county: County) -> None:
    who = someone(county)
    asked = measuring_asked(county, who)
    dies(county, who)
    assert visit_row(county, asked.visit_id).state == VisitState.CANCELLED
    with pytest.raises(Refused) as told:
        measuring_asked(county, who)
    assert codes(told.value) == {"MEASURING_PERSON_DIED"}


def test_who_pays_is_frozen_and_what_fits_no_rule_waits_until_one_does(county: County) -> None:
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, asked.visit_id, seen_to=(seen(county, asked),))
    assert charges(county, asked.visit_id) == [("survey_visit", "deliver_appointment", "SUSPENSE", PRICE)]
    (one,) = waiting(county)
    assert (one.waits_for, one.item, one.pence) == (WaitsFor.FUND, "survey_visit", PRICE)
    assert broken_in(county.scopes["desk"]) == []
    pool_pays(call_as(county.scopes["admin"]))
    assert settle(county) == 1
    assert stands(county) == {("pool", "ACTIVITY"): PRICE, ("", "PROVIDER"): -PRICE}
    assert broken_in(county.scopes["desk"]) == []


def test_what_has_no_price_waits_for_one_and_is_charged_once_it_has(
    county: County, clock: time_machine.Traveller
) -> None:
    end = DataEnd(DataKind.PRICE, ("survey_visit", "deliver_appointment"), date(2026, 3, 4))
    end_contract_data(call_as(county.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    asked = measuring_asked(county)
    sent(county, asked.visit_id)
    recorded(county, asked.visit_id, seen_to=(seen(county, asked),))
    assert charges(county, asked.visit_id) == []
    assert [one.waits_for for one in waiting(county)] == [WaitsFor.PRICE]
    row = PriceRow("survey_visit", "Measuring", "deliver_appointment", PriceUnit.PER_VISIT, 5000, "")
    change = DataChange(DataKind.PRICE, (row,), date(2026, 3, 4))
    change_contract_data(call_as(county.scopes["admin"]), request=change)
    assert settle(county) == 1
    assert charges(county, asked.visit_id) == [("survey_visit", "deliver_appointment", "pool", 5000)]
    assert broken_in(county.scopes["desk"]) == []


def test_other_measurements_are_added_beside_the_wrong_ones(county: County) -> None:
    measuring_id, visit_id = measured(county)
    mend(county, measuring_id, Found(MeasuringResult.CANNOT_BE_FITTED, "71 cm wide", "Too narrow"))
    assert columns(county.scopes["desk"], Finding, "result") == ["FITS", "CANNOT_BE_FITTED"]
    person_id = visit_row(county, visit_id).person_id
    with reading(county.scopes["nurse"]):
        (row,) = measured_for(county.scopes["nurse"], [person_id])
    assert (row.found, row.why_not) == ("71 cm wide", "Too narrow")
    assert charges(county, visit_id) == [("survey_visit", "deliver_appointment", "pool", PRICE)]


def test_what_was_not_measured_after_all_is_charged_to_nobody_and_somebody_goes_again(county: County) -> None:
    measuring_id, visit_id = measured(county)
    (charged,) = columns(county.scopes["money"], Entry, "id", item="survey_visit", kind="CHARGED")
    mend(county, measuring_id, Found(MeasuringResult.NOT_MEASURED), why="Another home was measured", again=True)
    assert columns(county.scopes["money"], Entry, "corrects_id", kind="CORRECTED") == [charged]
    assert stands(county) == {}
    (again,) = columns(county.scopes["desk"], VisitTask, "visit_id", measuring_id=measuring_id, outcome="OPEN")
    assert again != visit_id
    with pytest.raises(Refused) as told:
        mend(county, measuring_id, Found(MeasuringResult.FITS, "81 cm"))
    assert codes(told.value) == {"MEASURING_TAKEN_BACK_ALREADY"}
    assert broken_in(county.scopes["desk"]) == []


def test_of_two_things_measured_the_other_bears_the_price_of_what_was_not(county: County) -> None:
    who = someone(county)
    first, second = (measuring_asked(county, who, words=words) for words in ("Stairs", "Bathroom door"))
    sent(county, first.visit_id)
    recorded(county, first.visit_id, seen_to=(seen(county, first), seen(county, second)))
    before = stands(county)
    mend(county, first.measuring_id, Found(MeasuringResult.NOT_MEASURED))
    assert stands(county) == before
    assert broken_in(county.scopes["desk"]) == []


def test_a_mend_says_why_and_is_of_what_was_recorded(county: County) -> None:
    measuring_id, _ = measured(county)
    with pytest.raises(Refused) as told:
        mend(county, measuring_id, Found(MeasuringResult.FITS, " "), why=" ")
    assert codes(told.value) == {"MEASURING_FOUND_MISSING", "MEASURING_WHY_MENDED_MISSING"}
    with pytest.raises(Refused) as told:
        mend(county, measuring_asked(county).measuring_id, Found(MeasuringResult.FITS, "81 cm"))
    assert codes(told.value) == {"MEASURING_NOT_RECORDED"}


def test_its_price_is_put_right_by_hand(county: County) -> None:
    measuring_id, _ = measured(county)
    entry_id = entry_of(county, "survey_visit", measuring_id)
    request = PostingCorrection(entry_id, 3000, "Agreed otherwise")
    correct_posting(call_as(county.scopes["money"]), request=request)
    assert stands(county) == {("pool", "ACTIVITY"): 3000, ("", "PROVIDER"): -3000}
    assert broken_in(county.scopes["desk"]) == []


def test_an_invoice_of_a_survey_names_its_visit_and_agrees(county: County) -> None:
    _, visit_id = measured(county)
    (entry,) = posted(county)
    assert (entry.item, entry.visit_number, entry.pence) == (
        "survey_visit", visit_row(county, visit_id).number, PRICE,
    )  # fmt: skip
    right, dear = said(entry), said(entry, Amount="45.00")
    assert [line.verdict for line in found(county, checked(county, [dear]))] == [Verdict.WRONG_PRICE]
    assert right["Visit"]


def test_a_survey_that_agrees_is_agreed_once(county: County) -> None:
    measured(county)
    (entry,) = posted(county)
    lines = [said(entry), said(entry)]
    assert [line.verdict for line in found(county, checked(county, lines))] == [Verdict.AGREED, Verdict.DUPLICATE]


def test_what_was_measured_is_in_the_statement_of_its_month(county: County) -> None:
    measured(county)
    with reading(county.scopes["provider"]):
        owed = statement(county.scopes["provider"], MARCH, APRIL)
    assert [(row.item, row.entries, row.pence) for row in owed.rows] == [("survey_visit", 1, PRICE)]

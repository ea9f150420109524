"""Where a note says that nobody goes alone, two go: with what is asked for after it, and what was asked for before."""

from datetime import datetime
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.usecases.change_crew import CrewWanted, change_crew
from handrail.usecases.change_notes import NotesChanged, NotesToChange, NoteWanted, change_notes
from handrail.usecases.collect_recalled import RecallToCollect, collect_recalled
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.start_visit import Step, StepTaken, start_visit
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.visits.models import Visit
from tests.ordering import Someone, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import Stop, a_stop, asked, on_loan

pytestmark = pytest.mark.django_db
TWO = NoteWanted("hazard_note", "two_people_for_safety")


def warned(county: County, who: Someone, *, end: tuple[UUID, ...] = ()) -> NotesChanged:
    wanted = NotesToChange(who.id, () if end else (TWO,), end)
    return change_notes(call_as(county.scopes["nurse"]), request=wanted)


def alone(county: County, stop: Stop) -> None:
    """The driver goes with this run and nobody else."""
    change_crew(call_as(county.scopes["desk"]), request=CrewWanted(stop.run_id, county.users["driver"]))


def visit_now(county: County, visit_id: UUID) -> tuple[str, int, UUID | None, datetime | None]:
    ((state, crew, run_id, slot_from),) = columns(
        county.scopes["desk"], Visit, "state", "crew", "run_id", "slot_from", id=visit_id
    )
    return state, crew, run_id, slot_from


def test_what_was_asked_for_before_the_note_is_for_two_after_it(county: County) -> None:
    waits = placed(county, who := someone(county), *lines("MAT-010")).visit_ids[0]
    planned = a_stop(county, "BDA-020", released=False)
    elsewhere = placed(county, someone(county, name="Nora Reed"), *lines("BDA-020")).visit_ids[0]
    done = warned(county, who)
    assert (done.for_two, done.off_runs) == ((waits,), ())
    assert visit_now(county, waits)[:2] == ("UNBOOKED", 2)
    assert warned(county, planned.who).for_two == (planned.visit_id,)
    assert visit_now(county, planned.visit_id)[:3] == ("PLANNED", 2, planned.run_id)
    assert visit_now(county, elsewhere)[1] == 1
    again = warned(county, who)
    assert again.for_two == ()
    assert warned(county, who, end=again.added).still_two == ()
    # It is told that two still go, and whoever ended the note says that one is enough.
    (still,) = warned(county, who, end=done.added).still_two
    assert (still.visit_id, visit_now(county, waits)[1]) == (waits, 2)
    nurse = county.scopes["nurse"]
    said = change_notes(call_as(nurse), request=NotesToChange(who.id, for_one=(waits,)))
    assert (said.still_two, visit_now(county, waits)[1]) == ((), 1)
    with pytest.raises(Refused, match="STALE"):
        change_notes(call_as(nurse), request=NotesToChange(who.id, for_one=(waits,)))


def test_two_still_go_where_what_is_carried_asks_for_them(county: County) -> None:
    heavy = placed(county, who := someone(county), *lines("BED-010")).visit_ids[0]
    done = warned(county, who)
    assert (done.for_two, visit_now(county, heavy)[1]) == ((), 2)
    assert warned(county, who, end=done.added).still_two == ()
    with pytest.raises(Refused, match="STALE"):
        change_notes(call_as(county.scopes["nurse"]), request=NotesToChange(who.id, for_one=(heavy,)))


def test_a_stop_comes_off_a_run_that_was_sent_with_one_and_keeps_its_time(county: County) -> None:
    stop = a_stop(county, "BDA-020")
    alone(county, stop)
    slot = visit_now(county, stop.visit_id)[3]
    assert warned(county, stop.who).off_runs == (stop.visit_id,)
    assert visit_now(county, stop.visit_id) == ("BOOKED", 2, None, slot)
    assert broken_in(county.scopes["desk"]) == []


def test_whoever_is_on_the_way_alone_is_not_called_back_and_the_next_visit_is_for_two(county: County) -> None:
    stop = a_stop(county, "BDA-020")
    alone(county, stop)
    start_visit(call_as(county.scopes["driver"]), request=StepTaken(stop.visit_id, Step.EN_ROUTE))
    assert warned(county, stop.who).for_two == ()
    assert visit_now(county, stop.visit_id)[:3] == ("EN_ROUTE", 1, stop.run_id)
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, "no_answer"))
    again = NextStepWanted(stop.visit_id, Taken.VISIT_AGAIN)
    (follows,) = take_next_step(call_as(county.scopes["desk"]), request=again).follow_up_visit_ids
    assert visit_now(county, follows)[:2] == ("UNBOOKED", 2)


def test_what_is_asked_for_after_the_note_is_for_two(county: County) -> None:
    stop, done = on_loan(county, "WLK-050")
    warned(county, stop.who)
    visit_id = asked(county, done.loans[0].loan_id).visits[0].visit_id
    assert visit_now(county, visit_id)[:2] == ("UNBOOKED", 2)


def test_a_recall_sends_two_where_the_note_asks_for_them(county: County) -> None:
    stop, _ = on_loan(county, "WLK-050")
    warned(county, stop.who)
    wanted = ToRecall("WLK-050", "NatPSA/2026/050", "Brakes may fail")
    recall_id = recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id
    (visit_id,) = collect_recalled(call_as(county.scopes["desk"]), request=RecallToCollect(recall_id)).visit_ids
    assert visit_now(county, visit_id)[1] == 2

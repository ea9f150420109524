"""All of a recall is asked back in one call: one visit for each home that has none, and nothing twice."""

from uuid import UUID

import pytest

from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.loans.models import Loan
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Recall
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.collect_recalled import RecallAskedBack, RecallToCollect, collect_recalled
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.recall_stock import StockRecalled, ToRecall, recall_stock
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.models import Visit, VisitTask
from handrail.visits.queries.recall_visits import tasks_of_recall
from handrail.visits.queries.recalled import recalled_at_home
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import HandedOver, SeenTo
from handrail.web.depot.recalls import Standing, standing_of
from tests.ledger.test_charges import charges
from tests.ledger.test_suspense import in_all, waiting
from tests.ordering import Someone, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, scans
from tests.supplying import allocated
from tests.visiting import Stop, a_run, a_stop, asked, booked, handed, received, recorded

pytestmark = pytest.mark.django_db

BED, FITTED = "BED-010", "ADP-010"


def recall_of(county: County, code: str) -> StockRecalled:
    wanted = ToRecall(code, "NatPSA/2026/001", "legs may break")
    return recall_stock(call_as(county.scopes["depot"]), request=wanted)


def asked_back(county: County, recall: StockRecalled) -> RecallAskedBack:
    return collect_recalled(call_as(county.scopes["desk"]), request=RecallToCollect(recall.recall_id))


def lent(county: County, van: str) -> UUID:
    stop = a_stop(county, BED, van=van)
    done = recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return done.loans[0].loan_id


def fitted(county: County, who: Someone | None = None, van: str = "Van 1") -> Stop:
    goods(county, FITTED, 2)
    stop = a_stop(county, (FITTED, 2), by="therapist", loaded=False, who=who, van=van)
    (line,) = stop.order.lines
    allocated(county, line.line_id)
    load_run(call_as(county.scopes["depot"]), request=Loading(stop.run_id, scans(FITTED)))
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=line.line_id, quantity=2),), received=received())
    return stop


def test_all_of_a_recall_is_asked_back_in_one_call_and_once(county: County) -> None:
    desk = county.scopes["desk"]
    first, second = lent(county, "Van 1"), lent(county, "Van 2")
    mends = asked(county, first, asked_for=AskedFor.REPAIR, fault="no_power")
    before = asked(county, second)
    recall = recall_of(county, BED)
    done = asked_back(county, recall)
    assert (done.loans, done.fitted, len(done.visit_ids)) == (1, 0, 1)
    assert done.due_at is not None
    assert before.visits[0].visit_id not in done.visit_ids
    assert set(columns(desk, Loan, "state")) == {"RETURN_REQUESTED"}
    assert columns(desk, VisitTask, "loan_id", visit_id__in=done.visit_ids) == [first]
    assert len(columns(desk, VisitTask, "id", kind="COLLECT", outcome="OPEN")) == 2
    assert columns(desk, Visit, "state", id=mends.visits[0].visit_id) == ["CANCELLED"]
    assert asked_back(county, recall) == RecallAskedBack(0, 0, (), None)
    assert broken_in(desk) == []


def test_things_on_two_records_of_one_person_are_fetched_by_one_visit(county: County) -> None:
    desk = county.scopes["desk"]
    stops = [a_stop(county, BED, van=van) for van in ("Van 1", "Van 2")]
    for stop in stops:
        recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    kept, joined = (stop.who.id for stop in stops)
    join_people(call_as(desk), request=PeopleToJoin(kept, joined, "One person, her daughter says"))
    recall = recall_of(county, BED)
    with reading(desk):
        row = recall_row(desk, recall.recall_id)
        assert row is not None
        assert recalled_at_home(desk, product_id=row.product_id, lot="").people == 1
    done = asked_back(county, recall)
    assert (done.loans, len(done.visit_ids)) == (2, 1)
    assert columns(desk, Visit, "person_id", id__in=done.visit_ids) == [kept]


def test_somebody_goes_to_what_is_fitted_once_for_a_recall(county: County) -> None:
    stop = fitted(county)
    recall = recall_of(county, FITTED)
    done = asked_back(county, recall)
    assert (done.loans, done.fitted) == (0, 1)
    desk, (visit_id,) = county.scopes["desk"], done.visit_ids
    tasks = columns(desk, VisitTask, "kind", "quantity", "person_id", visit_id=visit_id)
    assert tasks == [("SERVICE", 2, stop.who.id)]
    assert asked_back(county, recall) == RecallAskedBack(0, 0, (), None)
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    (task_id,) = columns(desk, VisitTask, "id", visit_id=visit_id)
    recorded(county, visit_id, seen_to=(SeenTo(task_id, note="Taken down and left in the shed"),))
    assert columns(desk, VisitTask, "outcome", visit_id=visit_id) == ["DONE"]
    assert (charges(county, visit_id), in_all(county, "SUSPENSE"), waiting(county)) == ([], 0, [])
    assert asked_back(county, recall) == RecallAskedBack(0, 0, (), None)
    assert broken_in(desk) == []


def test_what_is_fitted_on_the_record_behind_is_seen_to_once_at_the_one_in_front(county: County) -> None:
    front, other = someone(county), someone(county, name="Peggy Oakes")
    fitted(county, other)
    request = PeopleToJoin(front.id, other.id, "One person, her daughter says")
    join_people(call_as(county.scopes["desk"]), request=request)
    recall = recall_of(county, FITTED)
    done, desk = asked_back(county, recall), county.scopes["desk"]
    assert columns(desk, Visit, "person_id", "address_id", id__in=done.visit_ids) == [(front.id, front.address_id)]
    assert asked_back(county, recall) == RecallAskedBack(0, 0, (), None)


def test_a_visit_to_what_is_fitted_and_recalled_costs_nobody_where_it_was_in_vain(county: County) -> None:
    fitted(county)
    (visit_id,) = asked_back(county, recall_of(county, FITTED)).visit_ids
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, "no_answer"))
    assert (charges(county, visit_id), in_all(county, "SUSPENSE"), waiting(county)) == ([], 0, [])


def test_nothing_is_asked_for_a_recall_that_is_lifted(county: County) -> None:
    recall = recall_of(county, BED)
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(recall.recall_id, "modified"))
    with pytest.raises(Refused) as refused:
        asked_back(county, recall)
    assert [reason.code for reason in refused.value.reasons] == [StockReason.RECALL_LIFTED]


def test_what_a_recall_asked_back_ends_with_it_but_for_what_a_crew_was_sent_for(county: County) -> None:
    desk = county.scopes["desk"]
    others = lent(county, "Van 3")
    asked(county, others)
    first, second = lent(county, "Van 1"), lent(county, "Van 2")
    recall = recall_of(county, BED)
    asked_back(county, recall)
    visits = dict(columns(desk, VisitTask, "loan_id", "visit_id", kind="COLLECT", outcome="OPEN"))
    run_id = a_run(county, van="Van 4", driver="driver2")
    booked(county, visits[second], run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    with reading(desk):
        row = recall_row(desk, recall.recall_id)
        assert row is not None
        standing = standing_of(tasks_of_recall(desk, row))
    numbers = dict(columns(desk, Visit, "id", "number"))
    assert standing == Standing((numbers[visits[first]],), (numbers[visits[second]],))
    assert standing.words[0].startswith("1 visit that was asked for because of it stands")
    wanted = ToLift(recall.recall_id, "modified", end_visits=True)
    done = lift_recall(call_as(county.scopes["depot"]), request=wanted)
    assert (done.ended, done.sent) == ((visits[first],), (numbers[visits[second]],))
    states = {visit: state for visit, state in columns(desk, Visit, "id", "state") if visit in visits.values()}
    assert states == {visits[first]: "CANCELLED", visits[second]: "RELEASED", visits[others]: "UNBOOKED"}
    lent_now = dict(columns(desk, Loan, "id", "state"))
    assert lent_now == {first: "ACTIVE", second: "RETURN_REQUESTED", others: "RETURN_REQUESTED"}
    assert broken_in(desk) == []


def test_a_visit_to_what_is_fitted_ends_with_its_recall_unless_another_stands(county: County) -> None:
    fitted(county)
    (visit_id,) = asked_back(county, recall_of(county, FITTED)).visit_ids
    depot, (first,) = county.scopes["depot"], columns(county.scopes["desk"], Recall, "id")
    again = recall_stock(call_as(depot), request=ToRecall(FITTED, "NatPSA/2026/002", "it bends", lot="X1", sure=True))
    assert lift_recall(call_as(depot), request=ToLift(first, "modified", end_visits=True)).ended == ()
    assert columns(county.scopes["desk"], Visit, "state", id=visit_id) == ["UNBOOKED"]
    assert again.recall_id != first


def test_a_visit_that_did_not_fetch_it_owes_no_next_step_once_its_recall_is_lifted(county: County) -> None:
    lent(county, "Van 1")
    recall, desk = recall_of(county, BED), county.scopes["desk"]
    (visit_id,) = asked_back(county, recall).visit_ids
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, "no_answer"))
    wanted = ToLift(recall.recall_id, "modified", end_visits=True)
    assert lift_recall(call_as(county.scopes["depot"]), request=wanted).ended == (visit_id,)
    assert columns(desk, Loan, "state") == ["ACTIVE"]
    ((state, done_at),) = columns(desk, Visit, "state", "next_step_done_at", id=visit_id)
    assert (state, done_at is None) == ("FAILED", False)
    assert broken_in(desk) == []


def test_what_somebody_had_who_has_died_is_fetched_though_the_recall_is_lifted(county: County) -> None:
    lent(county, "Van 1")
    recall, desk = recall_of(county, BED), county.scopes["desk"]
    asked_back(county, recall)
    (person_id,) = columns(desk, Loan, "person_id")
    died = LifeEventWanted(person_id, LifeEventKind.DEATH, now().date(), "Her son")
    record_life_event(call_as(desk), request=died)
    wanted = ToLift(recall.recall_id, "modified", end_visits=True)
    assert lift_recall(call_as(county.scopes["depot"]), request=wanted).ended == ()
    assert columns(desk, Loan, "state") == ["RETURN_REQUESTED"]


def test_a_visit_to_what_is_fitted_ends_with_its_recall(county: County) -> None:
    fitted(county)
    recall = recall_of(county, FITTED)
    (visit_id,) = asked_back(county, recall).visit_ids
    wanted = ToLift(recall.recall_id, "modified", end_visits=True)
    assert lift_recall(call_as(county.scopes["depot"]), request=wanted).ended == (visit_id,)
    assert columns(county.scopes["desk"], Visit, "state", id=visit_id) == ["CANCELLED"]


@pytest.mark.parametrize("both", [True, False])
def test_what_is_fitted_in_the_home_of_the_other_is_seen_to_there_once_they_are_parted(
    county: County, both: bool
) -> None:
    front, other, desk = someone(county), someone(county, name="Peggy Oakes"), county.scopes["desk"]
    for who, van in ((front, "Van 1"), (other, "Van 2"))[not both :]:
        fitted(county, who, van)
    join = join_people(call_as(desk), request=PeopleToJoin(front.id, other.id, "One person, her daughter says"))
    (visit_id,) = asked_back(county, recall_of(county, FITTED)).visit_ids
    part_people(call_as(desk), request=PeopleToPart(join.join_id, "Cousins"))
    tasks = columns(desk, VisitTask, "person_id", "quantity", kind="SERVICE", outcome="OPEN")
    assert set(tasks) == {(who.id, 2) for who in ((front, other) if both else (other,))}
    assert columns(desk, Visit, "address_id", person_id=other.id, state="UNBOOKED") == [other.address_id]
    assert columns(desk, Visit, "state", id=visit_id) == ["UNBOOKED" if both else "CANCELLED"]
    assert broken_in(desk) == []

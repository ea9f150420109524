"""People are told of a recall, once each; it is charged where it is decided that the provider is not the cause."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import Moment
from handrail.identity.calls import reading
from handrail.loans.models import Adaptation, RecallTelling
from handrail.simulation.set_up import County
from handrail.stock.codes import RecallCause
from handrail.stock.models import RecallCauseSaid
from handrail.stock.queries.recalls import recall_row
from handrail.usecases.change_contract_data import DataEnd, end_contract_data
from handrail.usecases.collect_recalled import RecallToCollect, collect_recalled
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.keep_recall_cause import CauseToSay, decide_recall_cause, say_recall_cause
from handrail.usecases.lift_recall import ToLift, lift_recall
from handrail.usecases.mend_taken_down import TakenDownMend, mend_taken_down
from handrail.usecases.recall_stock import ToRecall, recall_stock
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.take_back_telling import TellingToTakeBack, take_back_telling
from handrail.usecases.tell_of_recall import ToldOfRecall, ToTellOfRecall, tell_of_recall
from handrail.visits.models import VisitTask
from handrail.visits.queries.recall_told import RecallProgress, recall_progress, things_named
from handrail.visits.queries.recalled import recalled_at_home
from handrail.visits.rules.report import SeenTo, TakenAway
from tests.core.test_hostile_application import APPEND_ONLY, DENIED, UNIQUE, attempt, change_by, copied
from tests.ledger.test_lines import end_rules
from tests.ledger.test_suspense import in_all, waiting
from tests.promises import broken_in
from tests.situations import call_as
from tests.specials.test_buy import refused_with
from tests.stock_situations import columns
from tests.usecases.test_collect_recalled import BED, FITTED, fitted, lent
from tests.visiting import a_run, booked, recorded

pytestmark = pytest.mark.django_db

P, N, U = RecallCause.PROVIDER, RecallCause.NEITHER, RecallCause.NOT_KNOWN
_POSTED = """
    SELECT e.kind, e.item, f.code, sum(p.amount_pence)::int
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
    JOIN ledger_shareset s ON s.id = a.share_set_id JOIN ledger_fund f ON f.id = s.fund_id
    WHERE e.item IN ('recall_contact', 'service_visit') GROUP BY e.id, e.kind, e.item, f.code ORDER BY e.id, f.code
"""
TOLD, BACK = ("CHARGED", "recall_contact", "pool", 850), ("CORRECTED", "recall_contact", "pool", -850)
CALL, CALL_BACK = ("CHARGED", "service_visit", "pool", 3_400), ("CORRECTED", "service_visit", "pool", -3_400)


def posted(county: County) -> list[tuple[str, str, str, int]]:
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(_POSTED)
        return [(kind, item, fund, int(pence)) for kind, item, fund, pence in cursor.fetchall()]


def recalled(county: County, code: str = BED, cause: str = "") -> UUID:
    wanted = ToRecall(code, "NatPSA/2026/001", "Legs may break", cause=cause)
    return recall_stock(call_as(county.scopes["depot"]), request=wanted).recall_id


def decide(county: County, recall_id: UUID, cause: RecallCause) -> None:
    decide_recall_cause(call_as(county.scopes["money"]), request=CauseToSay(recall_id, cause, "The maker's notice"))


def rung(county: County, recall_id: UUID, *things: UUID, reached: bool = True, still: str = "STOPPED") -> ToldOfRecall:
    wanted = ToTellOfRecall(recall_id, things, "PHONE", reached, "Her daughter put it away", still)
    return tell_of_recall(call_as(county.scopes["desk"]), request=wanted)


def sent_for(county: County, recall_id: UUID) -> UUID:
    """The visit of a crew that is sent for it, to the one home where a recall asks for something."""
    desk = county.scopes["desk"]
    (visit_id,) = collect_recalled(call_as(desk), request=RecallToCollect(recall_id)).visit_ids
    run_id = a_run(county, van="Van 3")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(desk), request=ReleaseWanted(run_id))
    return visit_id


def went_there(county: County, recall_id: UUID, *actions: str) -> UUID:
    """A crew did what the recall asks for."""
    visit_id = sent_for(county, recall_id)
    ((task_id, loan_id),) = columns(county.scopes["desk"], VisitTask, "id", "loan_id", visit_id=visit_id)
    if loan_id:
        recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id),))
    else:
        recorded(county, visit_id, seen_to=(SeenTo(task_id, actions=actions, note="Bolts out"),))
    return visit_id


def test_nothing_is_charged_until_it_is_decided_and_then_for_all_who_were_told(county: County) -> None:
    first, second, third = lent(county, "Van 1"), lent(county, "Van 2"), lent(county, "Van 3")
    recall_id = recalled(county, cause=N)
    rung(county, recall_id, first, second)
    rung(county, recall_id, third, reached=False)
    assert posted(county) == []
    decide(county, recall_id, N)
    assert posted(county) == [TOLD, TOLD]
    rung(county, recall_id, third)
    assert posted(county) == [TOLD, TOLD, TOLD]
    said = columns(county.scopes["desk"], RecallCauseSaid, "cause", "decided")
    assert said == [("NEITHER", False), ("NEITHER", True)]
    tellings = columns(county.scopes["desk"], RecallTelling, "reached", "counts", "still_used", loan_id=third)
    assert sorted(tellings) == [(False, False, "NOT_SAID"), (True, True, "STOPPED")]
    assert broken_in(county.scopes["desk"]) == []


def test_a_decision_for_the_provider_takes_back_what_was_charged_and_another_charges_it_anew(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    rung(county, recall_id, loan_id)
    decide(county, recall_id, P)
    assert posted(county) == [TOLD, BACK]
    assert refused_with(lambda: decide(county, recall_id, P)) == {"STOCK_RECALL_CAUSE_STANDS"}
    decide(county, recall_id, N)
    decide(county, recall_id, U)
    assert posted(county) == [TOLD, BACK, TOLD, BACK]
    assert broken_in(county.scopes["desk"]) == []


def test_the_providers_word_is_written_down_and_posts_nothing(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    rung(county, recall_id, loan_id)
    word = CauseToSay(recall_id, P, "A wrong bolt of ours")
    say_recall_cause(call_as(county.scopes["depot"]), request=word)
    assert refused_with(lambda: say_recall_cause(call_as(county.scopes["depot"]), request=word)) == {
        "STOCK_RECALL_CAUSE_STANDS"
    }
    assert refused_with(lambda: decide_recall_cause(call_as(county.scopes["depot"]), request=word)) == {"NOT_ALLOWED"}
    assert posted(county) == [TOLD]
    decide(county, recall_id, N)
    assert posted(county) == [TOLD]


def test_a_thing_is_told_of_once_and_again_only_while_it_is_used(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    (first,) = rung(county, recall_id, loan_id, still="USED").telling_ids
    (again,) = rung(county, recall_id, loan_id).telling_ids
    assert refused_with(lambda: rung(county, recall_id, loan_id)) == {"STOCK_TOLD_ALREADY"}
    assert posted(county) == [TOLD]
    desk = county.scopes["desk"]
    assert refused_with(
        lambda: take_back_telling(call_as(desk), request=TellingToTakeBack(first, "Another bed"))
    ) == {"STOCK_TOLD_SINCE"}  # fmt: skip
    take_back_telling(call_as(desk), request=TellingToTakeBack(again, "Not they"))
    assert posted(county) == [TOLD]
    take_back_telling(call_as(desk), request=TellingToTakeBack(first, "Another bed"))
    assert posted(county) == [TOLD, BACK]
    assert refused_with(
        lambda: take_back_telling(call_as(desk), request=TellingToTakeBack(first, "Another bed"))
    ) == {"STOCK_TELLING_TAKEN_BACK"}  # fmt: skip
    rung(county, recall_id, loan_id)
    assert posted(county) == [TOLD, BACK, TOLD]
    assert broken_in(desk) == []


def test_what_cannot_be_told_is_refused(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    desk = county.scopes["desk"]

    def told(*things: UUID, how: str = "PHONE", said: str = "x", still: str = "USED") -> set[str]:
        wanted = ToTellOfRecall(recall_id, things, how, reached=True, said=said, still_used=still)
        return refused_with(lambda: tell_of_recall(call_as(desk), request=wanted))

    assert told(how="SHOUT", said=" ", still="?") == {
        "STOCK_TOLD_NOTHING", "STOCK_TELLING_UNKNOWN", "STOCK_SAID_MISSING",
    }  # fmt: skip
    assert told(loan_id, fresh_id()) == {"NOT_FOUND"}
    yesterday = replace(call_as(desk), at=Moment(now() - timedelta(days=1), now()))
    before = ToTellOfRecall(recall_id, (loan_id,), "PHONE", reached=False)
    assert refused_with(lambda: tell_of_recall(yesterday, request=before)) == {"STOCK_RECALL_NOT_BEGUN"}
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(recall_id, "Modified"))
    assert told(loan_id) == {"STOCK_RECALL_LIFTED"}
    assert columns(desk, RecallTelling, "id") == []


def test_who_was_visited_for_it_was_told_and_what_is_fitted_is_a_call_like_any_other(county: County) -> None:
    stop = fitted(county)
    recall_id = recalled(county, FITTED)
    visit_id = went_there(county, recall_id)
    desk = county.scopes["desk"]
    (fitted_id,) = columns(desk, Adaptation, "id")
    rows = columns(desk, RecallTelling, "adaptation_id", "person_id", "how", "still_used", "counts", "visit_id")
    assert rows == [(fitted_id, stop.who.id, "VISIT", "STOPPED", True, visit_id)]
    assert (posted(county), in_all(county, "SUSPENSE"), waiting(county)) == ([], 0, [])
    decide(county, recall_id, N)
    assert posted(county) == [TOLD, CALL]
    decide(county, recall_id, P)
    assert posted(county) == [TOLD, CALL, BACK, CALL_BACK]
    assert broken_in(desk) == []


def test_what_was_taken_down_is_fitted_no_more(county: County) -> None:
    fitted(county)
    recall_id = recalled(county, FITTED)
    desk = county.scopes["desk"]
    went_there(county, recall_id, "taken_down")
    assert columns(desk, Adaptation, "removed_at") == [now()]
    with reading(desk):
        row = recall_row(desk, recall_id)
        assert row is not None
        assert recall_progress(desk, row) == RecallProgress(told=1, not_told=0, still_used=0, collected=1)
        assert recalled_at_home(desk, product_id=row.product_id, lot="").fitted == 0
    (said,) = columns(desk, RecallTelling, "said")
    assert said.endswith("took it down: Bolts out")
    assert broken_in(desk) == []


def test_what_was_made_safe_stays_fitted(county: County) -> None:
    fitted(county)
    went_there(county, recalled(county, FITTED), "made_safe")
    assert columns(county.scopes["desk"], Adaptation, "removed_at") == [None]
    (said,) = columns(county.scopes["desk"], RecallTelling, "said")
    assert said.endswith("made it safe: Bolts out")


@pytest.mark.parametrize(("did", "removed"), [("taken_down", True), ("made_safe", False)])
def test_a_wrong_word_on_what_was_taken_down_is_put_right(county: County, did: str, removed: bool) -> None:
    fitted(county)
    recall_id, desk = recalled(county, FITTED), county.scopes["desk"]
    went_there(county, recall_id, did)
    (fitted_id,) = columns(desk, Adaptation, "id")
    right = TakenDownMend(recall_id, fitted_id, not removed, "The son rang")
    mend_taken_down(call_as(desk), request=right)
    assert columns(desk, Adaptation, "removed_at", "removal_why") == [(None if removed else now(), "The son rang")]
    with reading(desk):
        row = recall_row(desk, recall_id)
        assert row is not None
        assert recall_progress(desk, row).collected == int(not removed)
    assert refused_with(lambda: mend_taken_down(call_as(desk), request=right)) == {"STOCK_TAKEN_DOWN_SAYS_SO"}
    assert refused_with(lambda: mend_taken_down(call_as(desk), request=replace(right, why=" "))) == {
        "STOCK_REASON_MISSING"
    }
    # Somebody went there all the same.
    assert posted(county) == []
    decide(county, recall_id, N)
    assert posted(county) == [TOLD, CALL]


def test_what_is_lent_is_not_taken_down(county: County) -> None:
    loan_id = lent(county, "Van 1")
    wanted = TakenDownMend(recalled(county), loan_id, taken_down=True, why="Gone")
    assert refused_with(lambda: mend_taken_down(call_as(county.scopes["desk"]), request=wanted)) == {"STOCK_NOT_FITTED"}


def test_promise_8_what_was_told_and_said_stays_as_it_was_recorded(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county, cause=N)
    rung(county, recall_id, loan_id)
    again = """
        INSERT INTO loans_recalltelling (id, contract_id, recall_id, person_id, loan_id, how, reached, counts,
            still_used, said, by_id, happened_at, recorded_at, mistaken_why)
        SELECT gen_random_uuid(), contract_id, recall_id, person_id, loan_id, how, reached, counts, still_used, said,
            by_id, happened_at, recorded_at, '' FROM loans_recalltelling
    """
    with change_by(county.scopes["desk"]):
        assert attempt("UPDATE loans_recalltelling SET said = 'Nothing'") == APPEND_ONLY
        undone = "UPDATE loans_recalltelling SET mistaken_at = now(), said = '', mistaken_why = 'x'"
        assert attempt(undone) == APPEND_ONLY
        assert attempt("DELETE FROM loans_recalltelling") == DENIED
        assert attempt(again) == UNIQUE
        for statement in ("UPDATE stock_recallcausesaid SET cause = 'PROVIDER'", "DELETE FROM stock_recallcausesaid"):
            assert attempt(statement) == DENIED


def test_promise_9_nobody_tells_or_decides_on_another_day_or_as_somebody_else(county: County) -> None:
    """What telling people costs follows the last decision, and is charged by the prices of the day of each."""
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county, cause=N)
    rung(county, recall_id, loan_id)
    early = {"happened_at": "'1900-01-01'", "recorded_at": "now() + interval '9 years'", "by_id": "gen_random_uuid()"}
    wrong = "happened_at < '1999-01-01' OR recorded_at > now() OR by_id NOT IN (SELECT id FROM identity_user)"
    for table, also in (("loans_recalltelling", {"counts": "false"}), ("stock_recallcausesaid", {})):
        with change_by(county.scopes["desk"]):
            assert attempt(copied(table, "true", **early, **also)).startswith("let through")
            assert attempt(f"SELECT FROM {table} WHERE {wrong}") == "let through: 0 rows", table
    mistaken = {"mistaken_at": "now()", "mistaken_by_id": "gen_random_uuid()", "mistaken_why": "'x'"}
    with change_by(county.scopes["desk"]):
        assert attempt(copied("loans_recalltelling", "true", **mistaken)) == APPEND_ONLY


@pytest.mark.parametrize(("reason", "tries"), [("no_answer", 1), ("van_breakdown", 0)])
def test_a_crew_at_a_closed_door_tried_and_one_that_never_came_did_not(county: County, reason: str, tries: int) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    visit_id, desk = sent_for(county, recall_id), county.scopes["desk"]
    fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(visit_id, reason))
    with reading(desk):
        row = recall_row(desk, recall_id)
        assert row is not None
        (thing,) = things_named(desk, row, [loan_id])
    assert (thing.telling_id, thing.tries, posted(county)) == (None, tries, [])


def test_what_is_taken_down_once_the_recall_is_lifted_tells_nobody_and_costs_nothing(county: County) -> None:
    fitted(county)
    recall_id = recalled(county, FITTED)
    decide(county, recall_id, N)
    visit_id = sent_for(county, recall_id)
    lift_recall(call_as(county.scopes["depot"]), request=ToLift(recall_id, "Modified", end_visits=True))
    (task_id,) = columns(county.scopes["desk"], VisitTask, "id", visit_id=visit_id)
    recorded(county, visit_id, seen_to=(SeenTo(task_id, actions=("taken_down",)),))
    assert columns(county.scopes["desk"], Adaptation, "removed_at") == [now()]
    assert (columns(county.scopes["desk"], RecallTelling, "id"), posted(county)) == ([], [])


def test_what_has_no_price_waits_for_one_and_waits_no_more_once_it_is_the_providers(
    county: County, clock: time_machine.Traveller
) -> None:
    loan_id = lent(county, "Van 1")
    end = DataEnd(DataKind.PRICE, ("recall_contact", ""), date(2026, 3, 4))
    end_contract_data(call_as(county.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    rung(county, recall_id, loan_id)
    assert (posted(county), [one.item for one in waiting(county)]) == ([], ["recall_contact"])
    decide(county, recall_id, P)
    assert (posted(county), waiting(county)) == ([], [])
    assert broken_in(county.scopes["desk"]) == []


def test_fetching_it_is_a_collection_as_ever_and_tells_them_once(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    went_there(county, recall_id)
    assert posted(county) == [TOLD]
    assert columns(county.scopes["desk"], RecallTelling, "loan_id", "said") != []
    assert refused_with(lambda: rung(county, recall_id, loan_id)) == {"STOCK_TOLD_ALREADY"}
    assert broken_in(county.scopes["desk"]) == []


def test_who_was_rung_before_is_not_told_again_by_the_visit(county: County) -> None:
    loan_id = lent(county, "Van 1")
    recall_id = recalled(county)
    decide(county, recall_id, N)
    rung(county, recall_id, loan_id, still="USED")
    went_there(county, recall_id)
    assert posted(county) == [TOLD]
    assert broken_in(county.scopes["desk"]) == []


def test_what_no_fund_pays_waits_and_is_taken_back_while_it_does(county: County) -> None:
    end_rules(call_as(county.scopes["admin"]))
    loan_id = lent(county, "Van 1")
    recall_id, before = recalled(county), in_all(county, "SUSPENSE")
    decide(county, recall_id, N)
    (telling,) = rung(county, recall_id, loan_id).telling_ids
    assert (in_all(county, "SUSPENSE") - before, posted(county)) == (850, [])
    take_back_telling(call_as(county.scopes["desk"]), request=TellingToTakeBack(telling, "Not they"))
    assert in_all(county, "SUSPENSE") == before
    assert broken_in(county.scopes["desk"]) == []

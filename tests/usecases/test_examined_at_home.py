"""Thorough examinations in homes: asked for, recorded, charged, and taken back where they were not done."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.core.clock import now
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.loans.models import Loan
from handrail.simulation.set_up import County
from handrail.stock.codes import ExaminationVerdict, StockReason
from handrail.stock.models import Asset, Discrepancy, Examination
from handrail.usecases.change_contract_data import DataEnd, end_contract_data
from handrail.usecases.complete_visit import VisitRecorded
from handrail.usecases.withdraw_examination import ExaminationWithdrawal, withdraw_examination
from handrail.visits.codes import Outcome
from handrail.visits.models import Visit, VisitTask
from handrail.visits.queries.due_at_home import due_at_home
from handrail.visits.queries.lists import Wanted
from handrail.visits.rules.asking import AskedFor, AskingReason
from handrail.visits.rules.report import Examined, LeftUndone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.in_store import refusal
from tests.visiting import a_run, asked, booked, lent_to_lift, recorded

pytestmark = pytest.mark.django_db

V = ExaminationVerdict
TODAY, SOON = date(2026, 3, 3), date(2026, 3, 12)
_CHARGES = """
    SELECT e.kind, e.item, e.quantity * e.unit_pence, p.line_id FROM ledger_entry e
    JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'ACTIVITY'
    WHERE e.contract_id = %s AND (e.item LIKE 'examination%%' OR e.item = 'service_visit')
    GROUP BY e.id, e.kind, e.item, e.quantity, e.unit_pence, p.line_id ORDER BY e.id, p.line_id
"""


def charges(county: County) -> list[tuple[str, str, int]]:
    return [(kind, item, pence) for kind, item, pence, _ in charged_lines(county)]


def charged_lines(county: County) -> list[tuple[str, str, int, UUID]]:
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(_CHARGES, [county.made.contract_id])
        return [(kind, item, int(pence), UUID(str(line))) for kind, item, pence, line in cursor.fetchall()]


def serviced(county: County, *codes: str) -> tuple[UUID, tuple[UUID, ...], tuple[UUID, ...]]:
    """Things that are lent, and a visit that is to service them: the visit, the loans, their lines."""
    done = lent_to_lift(county, *codes)
    loans = tuple(loan.loan_id for loan in done.loans)
    lines = tuple(loan.line_id for loan in done.loans if loan.line_id)
    visit_id = asked(county, *loans, asked_for=AskedFor.SERVICE, chosen_on=SOON).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    return visit_id, loans, lines


def examined(county: County, visit_id: UUID, *reports: Examined, by: str = "driver", **also: Any) -> VisitRecorded:
    return recorded(county, visit_id, by=by, examined=reports, **also)


def passed(loan_id: UUID) -> Examined:
    return Examined(loan_id, V.PASS, "Sam Field", report="R-1")


def withdrawn(county: County, examination_id: UUID, reason: str = "It was another hoist") -> None:
    withdraw_examination(call_as(county.scopes["desk"]), request=ExaminationWithdrawal(examination_id, reason))


def due(county: County) -> dict[str, date]:
    with reading(county.scopes["desk"]):
        rows = Asset.objects.values_list("product__code", "examination_due_on")
        return {code: on for code, on in rows if on}


def test_the_first_and_each_further_one_of_a_visit_are_charged_to_their_own_lines(county: County) -> None:
    visit_id, loans, lines = serviced(county, "HST-010", "SLG-010", "SLG-011")
    done = examined(county, visit_id, *map(passed, loans))
    assert (done.state, len(done.examinations), done.found) == ("COMPLETED", 3, ())
    found = charged_lines(county)
    assert [one for one in found if one[1] != "service_visit"] == [
        ("CHARGED", "examination", 2_600, lines[0]),
        ("CHARGED", "examination_next", 1_100, lines[1]),
        ("CHARGED", "examination_next", 1_100, lines[2]),
    ]
    # The call is charged beside them, as of any planned service.
    assert {line for _, item, _, line in found if item == "service_visit"} == set(lines)
    assert set(due(county).values()) == {date(2026, 9, 3)}
    rows = columns(county.scopes["desk"], Examination, "verdict", "examiner", "report", "visit_id")
    assert rows == [("PASS", "Sam Field", "R-1", visit_id)] * 3
    assert broken_in(county.scopes["desk"]) == []


def test_a_replayed_report_is_recorded_and_charged_once(county: County) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    first = examined(county, visit_id, passed(loans[0]), key="one")
    assert examined(county, visit_id, passed(loans[0]), key="one") == first
    assert [item for _, item, _ in charges(county)] == ["service_visit", "examination"]
    assert len(columns(county.scopes["desk"], Examination, "id")) == 1


def test_at_a_visit_for_something_else_only_the_examination_is_charged(county: County) -> None:
    done = lent_to_lift(county, "HST-010")
    loan_id = done.loans[0].loan_id
    visit_id = asked(county, loan_id, asked_for=AskedFor.REPAIR, fault="no_power").visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    (task,) = columns(county.scopes["desk"], VisitTask, "id", visit_id=visit_id)
    left = (LeftUndone(task, Outcome.NOT_DONE, "part_missing"),)
    state = examined(county, visit_id, passed(loan_id), undone=left).state
    assert state == "PART_COMPLETED"
    assert charges(county) == [("CHARGED", "examination", 2_600)]


def test_a_defect_asks_for_its_repair_by_the_day_by_which_it_must_be_mended(county: County) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    worn = Examined(loans[0], V.DEFECT, "Sam Field", "Worn strap", date(2026, 3, 4))
    done = examined(county, visit_id, worn)
    (repair,) = done.repair_visit_ids
    (told,) = columns(county.scopes["desk"], Visit, "due_at", "note", "follows_id", id=repair)
    assert (told[0].isoformat(), *told[1:]) == ("2026-03-04T17:00:00+00:00", "Worn strap", visit_id)
    assert columns(county.scopes["desk"], VisitTask, "kind", "loan_id", visit_id=repair) == [("REPAIR", loans[0])]
    assert due(county) == {"HST-010": date(2026, 9, 3)}
    assert broken_in(county.scopes["desk"]) == []


def test_a_danger_is_swapped_at_once_and_due_again(county: County) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    done = examined(county, visit_id, Examined(loans[0], V.DANGER, "Sam Field", "Cracked boom"))
    assert [one.kind for one in done.found] == ["FAILED_EXAMINATION"]
    assert len(done.swap_visit_ids) == 1
    assert columns(county.scopes["desk"], Loan, "state", id=loans[0]) == ["RETURN_REQUESTED"]
    assert due(county) == {"HST-010": TODAY}
    assert columns(county.scopes["desk"], Discrepancy, "detail") == ["Cracked boom"]
    # It was examined: that is charged whatever came of it.
    assert [item for _, item, _ in charges(county)] == ["service_visit", "examination"]
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_not_examined_is_due_as_before_and_its_charge_comes_back(county: County) -> None:
    visit_id, loans, lines = serviced(county, "HST-010", "SLG-010", "SLG-011")
    before = due(county)
    done = examined(county, visit_id, *map(passed, loans))
    first, second, third = (one.examination_id for one in done.examinations)
    withdrawn(county, second)
    assert due(county)["SLG-010"] == before["SLG-010"]
    posted = charged_lines(county)
    assert posted[-1] == ("CORRECTED", "examination_next", posted[-1][2], lines[1])
    # The first of those that stand bears the whole price of a first one.
    withdrawn(county, first, "Nobody was there")
    assert [(kind, item, line) for kind, item, _, line in charged_lines(county)[-3:]] == [
        ("CORRECTED", "examination", lines[0]),
        ("CORRECTED", "examination_next", lines[2]),
        ("CHARGED", "examination", lines[2]),
    ]
    withdrawn(county, third)
    assert due(county) == before
    assert stands(county) == {"service_visit": 3_400}
    assert broken_in(county.scopes["desk"]) == []


def stands(county: County) -> dict[str, int]:
    """What stands of each row, above nothing."""
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.item, sum(p.amount_pence) FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
            JOIN ledger_account a ON a.id = p.account_id AND a.kind = 'ACTIVITY'
            WHERE e.contract_id = %s AND (e.item LIKE 'examination%%' OR e.item = 'service_visit')
            GROUP BY 1 HAVING sum(p.amount_pence) <> 0""",
            [county.made.contract_id],
        )
        return {item: int(pence) for item, pence in cursor.fetchall()}


def test_what_was_taken_back_is_not_taken_back_twice(county: County) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    (made,) = examined(county, visit_id, passed(loans[0])).examinations
    with pytest.raises(Refused) as refused:
        withdrawn(county, made.examination_id, " ")
    assert refusal(refused) == [StockReason.REASON_MISSING]
    withdrawn(county, made.examination_id)
    with pytest.raises(Refused) as refused:
        withdrawn(county, made.examination_id)
    assert refusal(refused) == [StockReason.NOTHING_TO_MEND]
    with pytest.raises(Refused) as refused:
        withdrawn(county, loans[0])
    assert refusal(refused) == [CallReason.NOT_FOUND]


def test_one_that_stands_again_later_keeps_its_date(county: County, clock: time_machine.Traveller) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    (wrong,) = examined(county, visit_id, passed(loans[0])).examinations
    clock.move_to("2026-03-10T10:00:00Z")
    later = asked(county, loans[0], asked_for=AskedFor.SERVICE, chosen_on=SOON).visits[0].visit_id
    booked(county, later, run_id=a_run(county, van="Van 3"))
    examined(county, later, passed(loans[0]))
    withdrawn(county, wrong.examination_id)
    assert due(county) == {"HST-010": date(2026, 9, 10)}


def test_without_a_price_it_waits_for_one(county: County, clock: time_machine.Traveller) -> None:
    end = DataEnd(DataKind.PRICE, ("examination_next", ""), date(2026, 3, 4))
    end_contract_data(call_as(county.scopes["admin"]), request=end)
    clock.move_to("2026-03-05T09:00:00Z")
    visit_id, loans, _ = serviced(county, "HST-010", "SLG-010")
    done = examined(county, visit_id, *map(passed, loans))
    assert [item for _, item, _ in charges(county) if item != "service_visit"] == ["examination"]
    withdrawn(county, done.examinations[1].examination_id)
    assert broken_in(county.scopes["desk"]) == []


def test_a_service_is_asked_for_once_and_by_a_day(county: County) -> None:
    done = lent_to_lift(county, "HST-010")
    loan_id = done.loans[0].loan_id
    with pytest.raises(Refused) as refused:
        asked(county, loan_id, asked_for=AskedFor.SERVICE)
    assert refusal(refused) == [AskingReason.SERVICE_DAY_NEEDED]
    due_at = asked(county, loan_id, asked_for=AskedFor.SERVICE, chosen_on=SOON).due_at
    assert due_at
    assert due_at.isoformat() == "2026-03-12T17:00:00+00:00"
    assert columns(county.scopes["desk"], Loan, "state") == ["ACTIVE"]
    with pytest.raises(Refused) as refused:
        asked(county, loan_id, asked_for=AskedFor.SERVICE, chosen_on=SOON)
    assert refusal(refused) == [AskingReason.ASKED_ALREADY]


def test_what_is_due_at_home_is_listed_until_it_was_examined(county: County, clock: time_machine.Traveller) -> None:
    visit_id, loans, _ = serviced(county, "HST-010")
    clock.move_to("2026-09-20T10:00:00Z")
    wanted = Wanted(now(), sort="due", named=True)
    with reading(county.scopes["desk"]):
        (row,), total = due_at_home(county.scopes["desk"], wanted, date(2026, 9, 20))
    assert (row.loan_id, row.visit_id, total) == (loans[0], visit_id, 1)
    examined(county, visit_id, passed(loans[0]), other_day=True)
    with reading(county.scopes["desk"]):
        assert due_at_home(county.scopes["desk"], wanted, date(2026, 9, 20)) == ((), 0)


def test_a_second_person_is_charged_for_a_service_only_where_the_visit_takes_two(county: County) -> None:
    # A hoist is carried by two. To examine it where it stands one goes.
    visit_id, loans, _ = serviced(county, "HST-010")
    assert columns(county.scopes["desk"], Visit, "crew", id=visit_id) == [1]
    examined(county, visit_id, passed(loans[0]))
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute("SELECT item FROM ledger_entry WHERE cause LIKE %s ORDER BY id", [f"charge:visit:{visit_id}:%"])
        assert [item for (item,) in cursor.fetchall()] == ["service_visit", "examination"]

"""An item that was reported as not safe in a home: the store reads it before it passes, and answers it."""

import pytest

from handrail.core.refusal import Refused
from handrail.simulation.set_up import County
from handrail.stock.codes import ExaminationVerdict, StockReason
from handrail.stock.models import Asset, Inspection
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed
from tests.visiting import a_stop, examined_at_home, handed, lent_to_lift, received, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text

LOCK = "Do both rails lock, and stay locked when pulled hard? no"
ANSWER = "The catch was bent; a new one is in and holds"


def came_back(county: County) -> str:
    """Bed rails that did not lock in a home, back in the store and clean; their number."""
    stop = a_stop(county, "BDA-010", by="therapist")
    answers = {"rails_lock": "no"}
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), answers=answers)
    (number,) = stop.numbers
    request = Returned(main_depot(county), (ReturnedItem(number),))
    receive_returns(call_as(county.scopes["depot"]), request=request)
    clean(county, number)
    return number


def test_a_report_is_shown_and_answered_before_the_item_passes(signed_in: SignedIn, county: County) -> None:
    number = came_back(county)
    client = signed_in("depot")
    shown = text(client.get("/depot/inspect/", {"code": number}))
    assert "Reported: not safe to use where it stands" in shown
    assert LOCK in shown
    assert "Answer it to pass" in shown
    assert "Harker" not in shown
    passing = {
        "place": str(main_depot(county)), "items": number, "kinds": ["LOOK", "EXAMINATION", "SERVICE"],
        "verdict": "PASS", "grade": "good",
    }  # fmt: skip
    refused = send(client, "inspect/", **passing)
    assert f"{number} was reported as not safe: {LOCK}. It passes only if you say what answers this" in text(refused)
    assert 'href="#answer"' in html(refused)
    assert columns(county.scopes["depot"], Asset, "state") == ["DECONTAMINATED"]
    assert "1 item inspected" in text(send(client, "inspect/", **passing, answer=ANSWER))
    assert columns(county.scopes["depot"], Asset, "state") == ["PASSED"]
    assert columns(county.scopes["depot"], Inspection, "defects") == [ANSWER]
    assert ANSWER in text(client.get(f"/a/{number}"))


def test_no_other_way_passes_it_unanswered_either(county: County) -> None:
    number = came_back(county)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (StockReason.REPORT_UNANSWERED, "items.0.answer")


def test_what_goes_to_repair_needs_no_answer(signed_in: SignedIn, county: County) -> None:
    number = came_back(county)
    typed = {"place": str(main_depot(county)), "items": number, "kinds": "LOOK", "verdict": "REPAIR"}
    assert "1 item inspected" in text(send(signed_in("depot"), "inspect/", **typed, defects="The catch is bent"))


def test_the_items_page_says_first_what_is_open_about_it(signed_in: SignedIn, county: County) -> None:
    number = came_back(county)
    shown = text(signed_in("depot").get(f"/a/{number}"))
    assert f"Not settled: Not safe to use where it stands; {LOCK}" in shown


def test_what_failed_its_examination_at_home_is_answered_before_it_passes(signed_in: SignedIn, county: County) -> None:
    (loan,) = lent_to_lift(county, "SLG-010").loans
    examined_at_home(county, loan.loan_id, verdict=ExaminationVerdict.DANGER, defects="A seam is torn")
    ((number,),) = (columns(county.scopes["desk"], Asset, "number"),)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(number),)))
    clean(county, number)
    shown = text(signed_in("depot").get("/depot/inspect/", {"code": number}))
    assert "Reported: failed its thorough examination" in shown
    assert "A seam is torn" in shown
    assert "Answer it to pass" in shown
    kinds = (InspectionKind.LOOK, InspectionKind.EXAMINATION)
    with pytest.raises(Refused) as refused:
        passed(county, inspected(number, kinds=kinds, readings={}))
    assert refused.value.reasons[0].code == StockReason.REPORT_UNANSWERED
    passed(county, inspected(number, kinds=kinds, readings={}, answer="The seam was sewn anew"))
    assert columns(county.scopes["desk"], Asset, "state") == ["PASSED"]

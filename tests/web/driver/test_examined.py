"""A crew records thorough examinations on its phone, the desk for a crew; the item tells them, and they are taken
back."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Examination
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.visits.rules.asking import AskedFor
from tests.situations import call_as
from tests.stock_situations import columns
from tests.visiting import a_run, asked, booked, lent_to_lift
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def to_examine(county: County, *codes: str) -> UUID:
    """A visit of a released run that is to examine what somebody has."""
    loans = [loan.loan_id for loan in lent_to_lift(county, *codes).loans]
    visit_id = asked(county, *loans, asked_for=AskedFor.SERVICE, chosen_on=date(2026, 3, 12)).visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    return visit_id


def sent(client: Client, url: str, **given: str) -> Any:
    return client.post(url, {"idempotency_key": str(fresh_id()), "scanned": "[]", "do": "record", **given})


def reports(county: County) -> list[Any]:
    return columns(county.scopes["desk"], Examination, "verdict", "examiner", "report", "defects", "mend_by")


def test_a_crew_records_what_it_examined_and_reads_what_follows(county: County) -> None:
    url = reverse("driver:complete_visit", args=[to_examine(county, "HST-010", "SLG-010")])
    client = signed_in(county, "driver")
    shown = client.get(url).content.decode()
    assert "What did its thorough examination find?" in shown
    assert "Who examined it?" in shown
    done = sent(
        client, url, examined_0="PASS", report_0="R-7", examined_1="DEFECT", defects_1="Frayed loop",
        **{"mend_by_1-day": "9", "mend_by_1-month": "3", "mend_by_1-year": "2026"}, examiner="Sam Field",
    )  # fmt: skip
    assert done.status_code == 302, done.content.decode()
    assert sorted(reports(county)) == [
        ("DEFECT", "Sam Field", "", "Frayed loop", date(2026, 3, 9)), ("PASS", "Sam Field", "R-7", "", None),
    ]  # fmt: skip
    assert "What the examination found will be mended: visit" in client.get(done.url).content.decode()


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        ({}, "say what was done"),
        ({"examined_0": "NOT_NOW"}, "say what was done"),
        ({"examined_0": "PASS"}, "Enter the name of whoever examined it"),
        ({"examined_0": "DANGER", "examiner": "Sam"}, "say what is wrong with it"),
        ({"examined_0": "DEFECT", "examiner": "Sam", "defects_0": "Worn"}, "enter the day by which it must be mended"),
        (
            {"examined_0": "PASS", "examiner": "Sam", "left_0": "no_answer"},
            "The record says both that this was done and why it was not. Take one away",
        ),
        (
            {"examined_0": "DEFECT", "examiner": "Sam", "defects_0": "Worn", "mend_by_0": "2026-03-02"},
            "It must not be before the examination",
        ),
    ],
)
def test_what_a_report_lacks_is_asked_for(county: County, given: dict[str, str], asks: str) -> None:
    url = reverse("driver:complete_visit", args=[to_examine(county, "HST-010")])
    assert asks in sent(signed_in(county, "driver"), url, **given).content.decode()
    assert reports(county) == []


def test_the_desk_records_it_and_takes_it_back_from_the_page_of_the_item(county: County) -> None:
    visit_id = to_examine(county, "HST-010")
    client = signed_in(county, "desk")
    said = {"examined_0": "DANGER", "danger_0": "Cracked boom", "examiner": "Sam Field", "why": "His phone was flat"}
    url = reverse("controller:record_visit", args=[visit_id])
    when = {"happened_on": "2026-03-03", "happened_time": "10am"}
    assert sent(client, url, **said, **when).status_code == 302
    ((number, due_on),) = columns(county.scopes["desk"], Asset, "number", "examination_due_on", state="ON_LOAN")
    assert due_on == date(2026, 3, 3)
    story = client.get(f"/a/{number}").content.decode()
    assert "Thorough examination at home: a danger" in story
    assert "Cracked boom" in story
    (back,) = columns(county.scopes["desk"], Examination, "id")
    page = reverse("depot:withdraw_examination", args=[back])
    assert page in story
    assert "how you know" in sent(client, page, examination=str(back)).content.decode()
    done = sent(client, page, examination=str(back), reason="Another hoist")
    assert done.status_code == 302, done.content.decode()
    told = client.get(f"/a/{number}").content.decode()
    assert "Examination taken back" in told
    assert page not in told
    assert client.get(reverse("depot:withdraw_examination", args=[fresh_id()])).status_code == 404


def test_what_is_due_at_home_leads_to_asking_for_its_visit(county: County, clock: Any) -> None:
    lent = lent_to_lift(county, "HST-010")
    clock.move_to("2026-08-20T09:00:00Z")
    client = signed_in(county, "desk")
    url = reverse("controller:examinations")
    listed = client.get(url).content.decode()
    assert "1 examination due at home within 6 weeks" in listed
    assert f"loan={lent.loans[0].loan_id}" in listed
    (person,) = columns(county.scopes["desk"], Loan, "person_id")
    asks = reverse("controller:request_visit", args=[person])
    form = {"loans": str(lent.loans[0].loan_id), "asked_for": "SERVICE", "asked_by": "DESK"}
    assert "Enter the day by which it must be done" in sent(client, asks, **form).content.decode()
    assert sent(client, asks, **form, service_by="2026-09-01").status_code == 302
    assert "Ask for a visit" not in client.get(url).content.decode()
    heads, row = client.get(f"{url}?format=csv").getvalue().decode().splitlines()
    assert heads.endswith("Visit")
    assert row.rpartition(",")[2].isdigit()
    assert "0 examinations due" in client.get(f"{url}?words=NOBODY").content.decode()

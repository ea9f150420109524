"""What the time line of a person tells of repairs, moves and dates of going home: what was asked, and what was so
before."""

import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.orders.models import Order
from handrail.orders.rules.facts import Discharge
from handrail.people.models import FollowUp
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.log_contact import ContactToLog, log_contact
from handrail.usecases.place_order import place_order
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.withdraw_life_event import EventToWithdraw, withdraw_life_event
from handrail.visits.models import VisitTask
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import SeenTo
from tests.ordering import Someone, lines, order_for, placed, seen_by, someone
from tests.persons import home
from tests.situations import call_as
from tests.visiting import a_run, asked, booked, on_loan, recorded
from tests.web.person.conftest import As

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


def story(signed_in: As, who: Someone) -> str:
    page = signed_in("desk").get(reverse("person:person", args=[who.id])).content.decode()
    return page.partition('id="happened"')[2].partition(">Addresses<")[0]


def test_a_repair_that_was_asked_for_is_told_at_once(county: County, signed_in: As) -> None:
    lent, done = on_loan(county, "BED-010")
    visit = asked(county, done.loans[0].loan_id, asked_for=AskedFor.REPAIR, fault="no_power").visits[0]
    told = story(signed_in, lent.who)
    assert f"Visit {visit.number} asked for" in told
    assert told.count("asked for") == 1


def test_a_repair_that_was_done_is_told_as_one_with_what_was_done(county: County, signed_in: As) -> None:
    lent, done = on_loan(county, "BED-010")
    loan_id = done.loans[0].loan_id
    visit = asked(county, loan_id, asked_for=AskedFor.REPAIR, fault="handset_fault", speed_code="repair_4h").visits[0]
    run_id = a_run(county, van="Van 2")
    booked(county, visit.visit_id, run_id=run_id)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    with seen_by(county, "desk"):
        task = VisitTask.objects.get(visit=visit.visit_id)
    seen_to = (SeenTo(task.pk, "handset_fault", ("replaced_part",), 25, 1200, "New handset"),)
    recorded(county, visit.visit_id, seen_to=seen_to)
    told = story(signed_in, lent.who)
    assert re.search(r"Repaired: [A-Z][^<.]+\. [A-Z][^<.]*part[^<.]*\. New handset", told)
    assert f"Visit {visit.number}: done" in told


def test_an_order_that_waited_is_told_when_it_is_approved(county: County, signed_in: As) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))
    assert "waiting for approval" in story(signed_in, who)
    assert ": approved" not in story(signed_in, who)
    give_release(call_as(county.scopes["adviser"]), request=ReleaseYes(order.release_ids))
    assert f"Order {order.number}: approved" in story(signed_in, who)


def test_what_a_caller_said_and_what_came_of_it_are_two_lines(county: County, signed_in: As) -> None:
    who = someone(county)
    call = ContactToLog(who.id, "Ivy", "CARER", "CALLED_BACK", "REPAIR", detail="It squeaks", outcome="Repair. Asked.")
    log_contact(call_as(county.scopes["desk"]), request=call)
    told = story(signed_in, who)
    assert "It squeaks" in told
    assert "Repair. Asked." in told
    assert "It squeaks Repair" not in told


def test_the_page_of_a_visit_leads_to_its_order(county: County, signed_in: As) -> None:
    _, done = on_loan(county, "BED-010")
    with seen_by(county, "desk"):
        (number,) = Order.objects.values_list("number", flat=True)
        (order_id,) = Order.objects.values_list("id", flat=True)
    page = signed_in("desk").get(reverse("controller:visit", args=[done.visit_id])).content.decode()
    assert re.search(rf'href="{reverse("prescriber:order", args=[order_id])}"[^>]*>\s*Order {number}', page)


def test_a_move_is_told_with_the_old_home_and_the_new(county: County, signed_in: As) -> None:
    who = someone(county)
    wanted = LifeEventWanted(
        who.id, LifeEventKind.MOVE, TODAY, told_by="Her son", new_home=home("PE13 2AA", lines="9 Port Way")
    )
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    told = story(signed_in, who)
    assert "PE29 3RB to 9 Port Way, PE13 2AA" in told
    assert "Told by Her son" in told


def test_a_new_date_of_going_home_is_told_with_the_old_one(county: County, signed_in: As) -> None:
    who = someone(county)
    order = order_for(county, who, *lines("MAT-010"))
    going = replace(order.order, discharge=Discharge("Ward 4", date(2026, 3, 12), "p1"))
    place_order(call_as(county.scopes["nurse"]), request=replace(order, order=going))
    wanted = LifeEventWanted(who.id, LifeEventKind.DISCHARGE_DATE, date(2026, 3, 26), told_by="Ward 4")
    record_life_event(call_as(county.scopes["desk"]), request=wanted)
    told = story(signed_in, who)
    assert "New date of going home on 26 Mar 2026" in told
    assert "It was 12 Mar 2026" in told


def test_a_move_that_was_told_before_its_day_stands_on_each_page_that_plans_a_visit(
    county: County, signed_in: As
) -> None:
    lent, done = on_loan(county, "BED-010")
    visit = asked(county, done.loans[0].loan_id).visits[0]
    desk = signed_in("desk")
    page = reverse("person:person", args=[lent.who.id])
    pages = [
        page,
        reverse("controller:answer_call", args=[lent.who.id]),
        reverse("controller:book_visits", args=[visit.visit_id]),
    ]

    def told() -> list[list[str]]:
        return [re.findall("Moves to [^<.]*", desk.get(page).content.decode())[:1] for page in pages]

    assert told() == [[], [], []]
    form = {
        "idempotency_key": str(fresh_id()), "person_id": str(lent.who.id), "event_kind": "MOVE", "on-day": "12",
        "on-month": "3", "on-year": "2026", "told_by": "Her son", "lines": "9 Port Way", "postcode": "PE13 2AA",
        "things_move": "yes",
    }  # fmt: skip
    answer = desk.post(reverse("person:record_life_event", args=[lent.who.id]), form)
    shown = desk.get(answer["Location"]).content.decode()
    assert "Until 12 Mar 2026 all else stays as it is; then it follows by itself" in shown
    assert "From 12 Mar 2026" in shown
    assert told() == [["Moves to 9 Port Way, PE13 2AA on 12 Mar 2026"]] * 3
    again = desk.post(
        reverse("person:record_life_event", args=[lent.who.id]), {**form, "idempotency_key": str(fresh_id())}
    )
    assert again.status_code == 422
    assert "They move on 12 Mar 2026, as somebody has recorded" in again.content.decode()
    assert 'value="9 Port Way"' in again.content.decode()
    event_id = re.findall(r"life-events/([0-9a-f-]+)/", shown)
    assert event_id
    withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(UUID(event_id[0]), "They stay"))
    assert told() == [[], [], []]


def test_who_is_in_hospital_is_so_on_each_page_that_plans_a_visit(county: County, signed_in: As) -> None:
    lent, done = on_loan(county, "BED-010")
    visit = asked(county, done.loans[0].loan_id).visits[0]
    desk, call = signed_in("desk"), call_as(county.scopes["desk"])
    pages = [
        reverse("person:person", args=[lent.who.id]),
        reverse("controller:answer_call", args=[lent.who.id]),
        reverse("controller:book_visits", args=[visit.visit_id]),
        reverse("controller:visit", args=[visit.visit_id]),
    ]

    def told() -> list[list[str]]:
        return [re.findall("In hospital since [^<.]*", desk.get(page).content.decode())[:1] for page in pages]

    assert told() == [[], [], [], []]
    stay = LifeEventWanted(lent.who.id, LifeEventKind.ADMISSION, TODAY, told_by="Ward 4")
    first = record_life_event(call, request=replace(stay, home_again_on=date(2026, 3, 9)))
    assert told() == [["In hospital since 3 Mar 2026, expected home on 9 Mar 2026"]] * 4
    assert "Somebody lets the crew in while the person is in hospital" in desk.get(pages[2]).content.decode()
    withdraw_life_event(call_as(county.scopes["desk"]), request=EventToWithdraw(first.life_event_id, "Another person"))
    assert told() == [[], [], [], []]
    record_life_event(call_as(county.scopes["desk"]), request=stay)
    assert told() == [["In hospital since 3 Mar 2026, nobody said until when"]] * 4
    with seen_by(county, "desk"):
        FollowUp.objects.filter(done_at=None).update(done_at=now(), done_by_id=lent.who.id, outcome="AGREED")
    assert told() == [[], [], [], []]


def test_another_name_is_shown_only_where_there_is_one(county: County, signed_in: As) -> None:
    who = someone(county)
    page = signed_in("desk").get(reverse("person:person", args=[who.id])).content.decode()
    assert "Known as" not in page
    assert "The same" not in page


def test_what_was_given_to_keep_names_who_gave_it(county: County, signed_in: As) -> None:
    stop, _ = on_loan(county, ("MAT-040", 2))
    told = story(signed_in, stop.who)
    given = told.partition("Given to keep")[2].partition("</li>")[0]
    assert "Sam Tully" in given

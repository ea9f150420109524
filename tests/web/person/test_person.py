"""The person's page and the pages that edit a record: who may, what is shown, that opening is written down."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import Audit, AuditSubject
from handrail.needs.rules import NeedDetails
from handrail.orders.rules.facts import LineRequest
from handrail.people.models import Address, Contact, Note, Person
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.rules.records import ContactDetails
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.change_contact import ContactToChange, change_contact
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.record_life_event import record_life_event
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.refuse_release import ReleaseNo, refuse_release
from handrail.usecases.release_run import ReleaseWanted, release_run
from handrail.usecases.withdraw_request import Withdrawal, withdraw_request
from handrail.visits.codes import Outcome
from handrail.visits.models import VisitTask
from handrail.visits.rules.report import LeftUndone
from tests.ordering import Someone, lines, placed, seen_by, someone, statements
from tests.persons import added, details, home, nhs
from tests.situations import another_county, call_as
from tests.visiting import a_stop, asked, handed, on_loan, received, recorded
from tests.web.person.conftest import As

pytestmark = pytest.mark.django_db


def whole(county: County) -> Someone:
    """Someone with a helper, notes and an order."""
    made = added(
        county,
        details(
            "Margaret",
            "Sallow",
            nhs_number=nhs(7),
            communication_needs=("LIP_READING",),
            mobile="+447700900123",
            gp_practice_code="D81001",
        ),
        home=home(accommodation_kind="own_home"),
    )
    call = call_as(county.scopes["nurse"])
    helper = ContactDetails(
        "Joan Reed", "daughter", authority="POWER_OF_ATTORNEY_HEALTH", authority_seen_on=date(2026, 1, 5)
    )
    change_contact(call, request=ContactToChange(made.person_id, details=helper))
    notes = (
        NoteWanted("access_note", "key_safe", "By the back door", "47K11"),
        NoteWanted("hazard_note", "dog_or_animal"),
    )
    change_notes(call_as(county.scopes["nurse"]), request=NotesToChange(made.person_id, notes))
    assert made.address_id
    who = Someone(made.person_id, made.address_id)
    placed(county, who, *lines("BED-010", "MAT-010", "BDA-010"))
    return who


def page_of(signed_in: As, key: str, who: Someone, **query: str) -> str:
    answer = signed_in(key).get(reverse("person:person", args=[who.id]), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("key", ["nurse", "desk", "manager"])
def test_the_page_tells_who_what_and_what_is_coming(county: County, signed_in: As, key: str) -> None:
    page = page_of(signed_in, key, whole(county))
    for shown in (
        "Margaret Sallow", "Dog or other animal", "Reads lips", "Key safe: By the back door", "Joan Reed",
        "Power of attorney, health and welfare", "14 Sallow Lane", "What is coming", "What they have", "What happened",
        "Order 5", "No time agreed yet",
    ):  # fmt: skip
        assert shown in page, shown
    assert "47K11" not in page


def test_what_the_crew_must_know_stands_before_the_time_line(county: County, signed_in: As) -> None:
    html = page_of(signed_in, "desk", whole(county))
    order = [
        html.index(f">{heading}<") for heading in ("What is coming", "What they have", "At the door", "What happened")
    ]
    assert order == sorted(order)


def test_opening_is_written_down(county: County, signed_in: As) -> None:
    who = whole(county)
    page_of(signed_in, "manager", who)
    with seen_by(county, "manager"):
        audit = Audit.objects.get(event="PERSON_OPENED")
        assert audit.actor_id == county.users["manager"]
        assert AuditSubject.objects.filter(audit=audit, person_id=who.id).exists()


def test_the_page_takes_at_most_twelve_queries_also_of_who_has_something(county: County, signed_in: As) -> None:
    who = on_loan(county, "BED-010")[0].who
    client = signed_in("desk")
    client.get(reverse("person:person", args=[who.id]))
    with statements() as made:
        client.get(reverse("person:person", args=[who.id]))
    assert len(made) <= 12, made


@pytest.mark.parametrize("key", ["depot", "driver", "commissioner", "admin"])
def test_other_roles_are_refused(county: County, signed_in: As, key: str) -> None:
    assert signed_in(key).get(reverse("person:person", args=[whole(county).id])).status_code == 403


def test_another_contract_and_a_partner_without_reach_find_nothing(county: County, signed_in: As) -> None:
    who = whole(county)
    other = another_county()
    stranger = added(other, details("Ada", "Elsewhere"))
    assert signed_in("hospice").get(reverse("person:person", args=[who.id])).status_code == 404
    assert signed_in("nurse").get(reverse("person:person", args=[stranger.person_id])).status_code == 404
    for name in ("change_person", "add_address", "change_contact", "change_notes", "record_need"):
        assert signed_in("nurse").get(reverse(f"person:{name}", args=[stranger.person_id])).status_code == 404
    assert signed_in("nurse").get(reverse("person:person", args=[fresh_id()])).status_code == 404


def test_wrong_method(county: County, signed_in: As) -> None:
    assert signed_in("nurse").post(reverse("person:person", args=[whole(county).id])).status_code == 405


@pytest.mark.parametrize("name", ["change_person", "add_address", "change_contact", "change_notes", "record_need"])
def test_edit_pages_open_for_editors_only(county: County, signed_in: As, name: str) -> None:
    address = reverse(f"person:{name}", args=[whole(county).id])
    assert signed_in("nurse").get(address).status_code == 200
    assert signed_in("manager").get(address).status_code == 403


def posted(page: str) -> dict[str, str]:
    """The hidden and text values that a browser would send back."""
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    found |= dict(
        re.findall(r'<select[^>]*name="([^"]+)"(?:(?!</select>).)*?<option value="([^"]*)" selected', page, re.S)
    )
    return {name: value.replace("&#34;", '"').replace("&quot;", '"') for name, value in found.items()}


def changes_told(html: str) -> str:
    """What a stale page says of what others changed."""
    return html.split("hr-changes")[1].split("</ul>")[0]


def test_a_stale_page_shows_what_changed_and_keeps_what_was_typed(county: County, signed_in: As) -> None:
    who = whole(county)
    address = reverse("person:change_person", args=[who.id])
    mine, theirs = signed_in("nurse"), signed_in("desk")
    seen = posted(mine.get(address).content.decode())
    other = posted(theirs.get(address).content.decode())
    assert theirs.post(address, {**other, "known_as": "Maggie"}).status_code == 302
    stale = mine.post(address, {**seen, "mobile": "07700 900555"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "This changed while your page was open" in page
    assert "Maggie" in page
    # Not the one who opened it last, but the one who changed it.
    assert "Wendy Marsh" in changes_told(page)
    assert "07700 900555" in page or "07700\u00a0900\u00a0555" in page
    again = posted(page)
    assert mine.post(address, {**again, "known_as": "Maggie"}).status_code == 302
    with seen_by(county, "nurse"):
        person = Person.objects.get(pk=who.id)
    assert (person.known_as, person.mobile, person.version) == ("Maggie", "+447700900555", 3)


def test_who_was_written_to_for_want_of_a_number_is_asked_about_once_there_is_one(
    county: County, signed_in: As
) -> None:
    who = someone(county, contact_by="letter")
    address, client = reverse("person:change_person", args=[who.id]), signed_in("nurse")
    first = client.get(address).content.decode()
    assert "If you add one, choose here how they like to be told now" in first
    assert "They like letters best all the same" not in first
    sent = {**posted(first), "mobile": "07700 900555"}
    asked = client.post(address, sent)
    assert asked.status_code == 422
    assert "There is a number now" in asked.content.decode()
    assert "They like letters best all the same" in asked.content.decode()
    for answer, told_by in (({"contact_by": "text"}, "text"), ({"still_letters": "on"}, "letter")):
        other = someone(county, name="Ada Reed", contact_by="letter")
        page = reverse("person:change_person", args=[other.id])
        typed = {**posted(client.get(page).content.decode()), "mobile": "07700 900555", **answer}
        assert client.post(page, typed).status_code == 302
        with seen_by(county, "nurse"):
            assert Person.objects.get(pk=other.id).contact_by == told_by


def test_an_address_is_put_right(county: County, signed_in: As) -> None:
    who = whole(county)
    address = reverse("person:change_address", args=[who.id, who.address_id])
    client = signed_in("nurse")
    sent = {**posted(client.get(address).content.decode()), "lines": "15 Sallow Lane"}
    sent.pop("keep_unknown", None)
    assert client.post(address, sent).status_code == 302
    with seen_by(county, "nurse"):
        assert Address.objects.get(pk=who.address_id).lines == "15 Sallow Lane"
    sent["idempotency_key"] = str(fresh_id())
    assert client.post(address, sent).status_code == 409


def test_papers_that_nobody_saw_are_refused_at_their_field(county: County, signed_in: As) -> None:
    who = whole(county)
    client = signed_in("nurse")
    address = reverse("person:change_contact", args=[who.id])
    sent = posted(client.get(address).content.decode()) | {
        "contact_name": "Paul Reed", "relationship": "son", "authority": "COURT_DEPUTY",
    }  # fmt: skip
    sent.pop("is_main", None)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Enter the day on which you saw the papers" in answer.content.decode()
    assert 'value="Paul Reed"' in answer.content.decode()


def test_a_helper_helps_no_more(county: County, signed_in: As) -> None:
    who = whole(county)
    with seen_by(county, "nurse"):
        helper = Contact.objects.get(person_id=who.id)
    client = signed_in("nurse")
    address = reverse("person:change_contact", args=[who.id, helper.pk])
    sent = posted(client.get(address).content.decode()) | {"ends": "yes"}
    assert client.post(address, sent).status_code == 302
    assert "Joan Reed" not in page_of(signed_in, "nurse", who).replace("Joan Reed is no longer noted", "")


def test_the_code_of_a_key_safe_needs_a_reason_and_is_written_down(county: County, signed_in: As) -> None:
    who = whole(county)
    with seen_by(county, "nurse"):
        note = Note.objects.get(person_id=who.id, code="key_safe")
    address = reverse("person:show_secret", args=[note.pk])
    client = signed_in("nurse")
    assert "47K11" not in client.get(address).content.decode()
    empty = client.post(address, {"idempotency_key": str(fresh_id()), "why": ""})
    assert (empty.status_code, "47K11" in empty.content.decode()) == (422, False)
    shown = client.post(address, {"idempotency_key": str(fresh_id()), "why": "Visit today"})
    assert "47K11" in shown.content.decode()
    with seen_by(county, "nurse"):
        assert Audit.objects.get(event="SECRET_SHOWN").reason == "Visit today"
    driver = signed_in("driver").post(address, {"idempotency_key": str(fresh_id()), "why": "Curious"})
    assert driver.status_code == 422
    assert "47K11" not in driver.content.decode()


def story_of(page: str) -> str:
    """The part of the page that tells what happened."""
    return page.partition('id="happened"')[2].partition(">Addresses<")[0]


def test_the_story_tells_that_an_order_was_changed_and_why(county: County, signed_in: As) -> None:
    who = whole(county)
    order = placed(county, who, *lines(("WLK-011", 2)))
    fewer = {order.lines[0].line_id: LineRequest("WLK-011", 1, "deliver_5d")}
    call = replace(call_as(county.scopes["nurse"]), why="One is enough")
    amend_order(call, request=OrderAmendment(order.order_id, 1, call.why, fewer))
    told = story_of(page_of(signed_in, "nurse", who))
    assert f"Order {order.number} changed" in told
    assert "One is enough" in told


def test_the_story_is_paged(county: County, signed_in: As) -> None:
    who = whole(county)
    client = signed_in("nurse")
    for number in range(30):
        sent = posted(client.get(reverse("person:record_need", args=[who.id])).content.decode())
        sent.pop("paid_carers", None)
        sent |= {"goal": f"Goal number {number}"}
        assert client.post(reverse("person:record_need", args=[who.id]), sent).status_code == 302
    first = page_of(signed_in, "nurse", who)
    href = re.search(r'rel="next" href="([^"]+)"', first)
    assert href
    second = client.get(href[1].replace("&amp;", "&")).content.decode()
    told = re.findall(r"Goal number \d+", story_of(first))
    more = re.findall(r"Goal number \d+", story_of(second))
    assert story_of(first).count('<li class="hr-timeline__entry') == 25
    assert len(told) + len(more) == 30
    assert not set(told) & set(more)


def test_a_stale_address_says_what_changed_and_keeps_what_was_typed(county: County, signed_in: As) -> None:
    who = whole(county)
    url = reverse("person:change_address", args=[who.id, who.address_id])
    mine, theirs = signed_in("desk"), signed_in("nurse")
    seen = posted(mine.get(url).content.decode())
    seen.pop("keep_unknown", None)
    other = {**seen, "idempotency_key": str(fresh_id()), "lines": "16 Sallow Lane"}
    assert theirs.post(url, other).status_code == 302
    answer = mine.post(url, {**seen, "lift_or_stairs": "Second floor, no lift"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This changed while your page was open" in html
    assert "16 Sallow Lane" in changes_told(html)
    assert "Grace Adeyemi" in changes_told(html)
    assert "Second floor, no lift" in html
    again = {**posted(html), "lines": "16 Sallow Lane"}
    again.pop("keep_unknown", None)
    assert mine.post(url, again).status_code == 302


def test_a_stale_helper_says_what_changed(county: County, signed_in: As) -> None:
    who = whole(county)
    with seen_by(county, "desk"):
        helper = Contact.objects.get(person_id=who.id)
    url = reverse("person:change_contact", args=[who.id, helper.id])
    mine, theirs = signed_in("desk"), signed_in("nurse")
    seen = posted(mine.get(url).content.decode())
    seen.pop("is_main", None)
    other = {**seen, "idempotency_key": str(fresh_id()), "phone": "01632 960002"}
    assert theirs.post(url, other).status_code == 302
    answer = mine.post(url, {**seen, "relationship": "niece"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "960002" in changes_told(html)
    assert "Grace Adeyemi" in changes_told(html)
    assert 'value="niece"' in html


def test_a_visit_says_what_was_done_and_what_not_and_a_change_is_told(county: County, signed_in: As) -> None:
    stop = a_stop(county, "MAT-010", ("WLK-011", 1), released=False)
    head = OrderAmendment(stop.order.order_id, 1, "She lies more now", added=(LineRequest("TOI-030", 1, "deliver_5d"),))
    amend_order(replace(call_as(county.scopes["nurse"]), why=head.why), request=head)
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(stop.run_id, without_stock=True))
    with seen_by(county, "desk"):
        tasks = VisitTask.objects.filter(visit_id=stop.visit_id, product__code__in=["WLK-011", "TOI-030"]).values_list(
            "id", flat=True
        )
        left = tuple(LeftUndone(task, Outcome.NOT_DONE, "item_not_on_van") for task in tasks)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), undone=left)
    told = story_of(page_of(signed_in, "nurse", stop.who))
    assert f"Order {stop.order.number} changed" in told
    assert "She lies more now" in told
    assert "Done: Foam mattress, pressure-reducing" in told
    assert "Not done: " in told


def test_a_collection_called_off_is_told_as_such(county: County, signed_in: As) -> None:
    stop, done = on_loan(county, "BED-010")
    loans = tuple(loan.loan_id for loan in done.loans)
    asked(county, *loans)
    withdraw_request(call_as(county.scopes["nurse"]), request=Withdrawal(loans, reason="She keeps it"))
    told = story_of(page_of(signed_in, "nurse", stop.who))
    assert "Collection called off, still on loan" in told


def test_why_an_order_was_not_approved_is_told_in_the_words_of_the_list(county: County, signed_in: As) -> None:
    who = someone(county)
    order = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))
    no = ReleaseNo(order.release_ids, "already_on_loan", "She has had one since March")
    refuse_release(call_as(county.scopes["adviser"]), request=no)
    told = story_of(page_of(signed_in, "desk", who))
    assert "Air mattress with pump; Profiling bed, low; Foam and air mattress, pump can be added" in told
    page = signed_in("nurse").get(reverse("prescriber:order", args=[order.order_id])).content.decode()
    decided = signed_in("adviser").get(reverse("authoriser:release", args=[order.release_ids[0]])).content.decode()
    for shown in (told, page, decided):
        assert "Person already has one: She has had one since March" in shown
        assert "already_on_loan" not in shown


def test_nothing_is_collected_from_who_has_nothing(county: County, signed_in: As) -> None:
    offer = "Ask for a collection, repair, swap or service"
    assert offer not in page_of(signed_in, "nurse", whole(county))
    stop, _ = on_loan(county, "BED-010")
    assert offer in page_of(signed_in, "nurse", stop.who)


def test_after_a_death_the_page_says_what_is_to_do_and_offers_nothing_that_cannot_be(
    county: County, signed_in: As
) -> None:
    lent, _ = on_loan(county, "BED-010")
    address = f"/people/{lent.who.id}/"
    assert "Record a need" in signed_in("nurse").get(address).content.decode()
    died = LifeEventWanted(lent.who.id, LifeEventKind.DEATH, now().date())
    record_life_event(call_as(county.scopes["desk"]), request=died)
    for key in ("nurse", "desk"):
        page = signed_in(key).get(address).content.decode()
        assert "Offer the family to take the equipment away" in page
        assert "Record a need" not in page
        assert "Order equipment" not in page
        assert "Record a death, move or hospital stay" not in page
        assert "Ask for a collection, repair, swap or service" not in page


def test_the_goal_of_a_need_stands_in_the_wide_column(county: County, signed_in: As) -> None:
    who = whole(county)
    goal = "To get out of bed by herself and sit at the table with her grandchildren"
    need = NeedDetails(goal, date(2026, 3, 1), "Transfers with one")
    record_need(call_as(county.scopes["nurse"]), request=NeedToRecord(who.id, need))
    page = signed_in("nurse").get(f"/people/{who.id}/").content.decode()
    row = page[page.rindex("<dt", 0, page.rindex(goal)) : page.rindex(goal)]
    assert "1 Mar 2026" in row

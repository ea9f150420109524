"""The pages for life events, joining and parting records, follow-ups; and the page of a call."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.loans.models import Loan
from handrail.people.models import Apart, ContactLog, FollowUp, Join, LifeEvent, Note, Person
from handrail.simulation.set_up import County
from tests.api.test_foreign_ids import hospice_with_every_role, not_served_by_the_hospice
from tests.ordering import seen_by, someone
from tests.persons import added, details, home, names
from tests.situations import another_county
from tests.stock_situations import goods
from tests.visiting import a_stop, handed, on_loan, received, recorded
from tests.web.person.conftest import As

pytestmark = pytest.mark.django_db


def event(person_id: UUID, kind: str, **also: str) -> dict[str, str]:
    """What the desk types."""
    return {
        "idempotency_key": str(fresh_id()), "person_id": str(person_id), "event_kind": kind, "on-day": "3",
        "on-month": "3", "on-year": "2026", "told_by": "Her daughter", **also,
    }  # fmt: skip


def test_a_death_is_recorded_followed_up_and_taken_back(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    desk = signed_in("desk")
    address = reverse("person:record_life_event", args=[lent.who.id])
    assert "No van is sent" in desk.get(address).content.decode()
    answer = desk.post(address, event(lent.who.id, "DEATH"))
    page = desk.get(answer["Location"]).content.decode()
    assert "offer the family to take the equipment away, when it suits them" in page
    assert "Died on" in page
    assert "Order equipment" not in page
    # The family is asked about what is lent: nobody keeps it after all.
    assert "Keep it after all" not in page
    assert "It is lost, sold or theirs now" in page
    listed = desk.get(reverse("person:follow_ups")).content.decode()
    assert "Winifred Harker" in listed
    with seen_by(county, "desk"):
        happened = LifeEvent.objects.get()
    back = reverse("person:withdraw_life_event", args=[happened.pk])
    assert back in page
    sent = {"idempotency_key": str(fresh_id()), "life_event_id": str(happened.pk), "reason": "Another person"}
    assert desk.post(back, {**sent, "reason": ""}).status_code == 422
    assert desk.post(back, sent).status_code == 302
    assert "Died on" not in desk.get(answer["Location"]).content.decode()


def test_a_move_needs_the_new_home_and_keeps_what_was_typed(county: County, signed_in: As) -> None:
    who = someone(county)
    desk = signed_in("desk")
    address = reverse("person:record_life_event", args=[who.id])
    for label in ("House and street of the new home", "Postcode"):
        assert f'{label} <span class="hr-optional">' not in desk.get(address).content.decode()
    asked = desk.post(address, event(who.id, "MOVE", lines="9 Port Way"))
    assert asked.status_code == 422
    assert 'value="9 Port Way"' in asked.content.decode()
    unknown = desk.post(address, event(who.id, "MOVE", lines="9 Port Way", postcode="ME14 1AA"))
    assert "Keep this postcode" in unknown.content.decode()
    assert desk.post(address, event(who.id, "MOVE", lines="9 Port Way", postcode="PE13 2AA")).status_code == 302
    assert names(county.scopes["desk"], "pe13 2aa") == ["Winifred Harker"]


@pytest.mark.parametrize("key", ["driver", "depot", "manager"])
def test_who_may_not_record(county: County, signed_in: As, key: str) -> None:
    who = someone(county)
    assert signed_in(key).get(reverse("person:record_life_event", args=[who.id])).status_code == 403
    assert signed_in(key).get(reverse("person:join_people", args=[who.id])).status_code == 403
    assert signed_in(key).get(reverse("controller:answer_call", args=[who.id])).status_code == 403


def test_another_contract_is_not_found(county: County, signed_in: As) -> None:
    other = added(another_county(), details("Ada", "Elsewhere"))
    desk = signed_in("desk")
    for name in ("person:record_life_event", "person:join_people", "controller:answer_call"):
        assert desk.get(reverse(name, args=[other.person_id])).status_code == 404
    assert desk.get(reverse("person:withdraw_life_event", args=[fresh_id()])).status_code == 404
    assert desk.get(reverse("person:part_people", args=[fresh_id()])).status_code == 404


def test_records_are_joined_side_by_side_and_parted(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    other = added(
        county, details("Winifred", "Harkers", birth_on=date(1941, 5, 9), known_as="Winnie"), home=home("PE29 3RB")
    )
    desk = signed_in("desk")
    none = desk.get(reverse("person:duplicates"), {"after": "0"}).content.decode()
    assert "No records look alike here" in none
    assert "Look at the next page" not in none
    listed = desk.get(reverse("person:join_people", args=[other.person_id])).content.decode()
    assert "Names spelt nearly the same" in listed
    assert "Winifred Harker" in desk.get(reverse("person:duplicates")).content.decode()
    address = reverse("person:join_people", args=[other.person_id, lent.who.id])
    both = desk.get(address).content.decode()
    assert both.count("14 Sallow Lane") >= 2
    sent = {
        "idempotency_key": str(fresh_id()), "one_id": str(other.person_id), "other_id": str(lent.who.id),
        "kept_id": str(other.person_id), "reason": "Same NHS letter",
    }  # fmt: skip
    assert desk.post(address, {**sent, "reason": ""}).status_code == 422
    joined = desk.post(address, sent)
    page = desk.get(joined["Location"]).content.decode()
    # What the joined record has is shown with the kept one, and either is found through it.
    assert lent.numbers[0] in page
    assert "Other records of this person" in page
    assert names(county.scopes["desk"], "harker winnie") == ["Winifred Harkers"]
    assert desk.get(reverse("person:person", args=[lent.who.id])).status_code == 200
    with seen_by(county, "desk"):
        join = Join.objects.get()
        assert Loan.objects.get().person_id == lent.who.id
    part = reverse("person:part_people", args=[join.pk])
    assert part in page
    done = desk.post(part, {"idempotency_key": str(fresh_id()), "join_id": str(join.pk), "reason": "Cousins"})
    assert done.status_code == 302
    kept = desk.get(joined["Location"]).content.decode()
    assert lent.numbers[0] not in kept
    assert "A record that had been joined was parted" in kept
    by_itself = desk.get(reverse("person:person", args=[lent.who.id])).content.decode()
    for told in ("This record was joined to another one", "This record was parted from the other one"):
        assert told in by_itself
        assert told not in kept
    assert names(county.scopes["desk"], "winnie") == ["Winifred Harkers"]
    with seen_by(county, "desk"):
        assert not Person.objects.exclude(joined_into=None).exists()


def test_a_pair_is_told_apart_and_that_is_taken_back(county: County, signed_in: As) -> None:
    one, other = (added(county, details(given, "Sallow")).person_id for given in ("Mary", "Maria"))
    desk = signed_in("desk")
    alike, side = reverse("person:duplicates"), reverse("person:join_people", args=[one, other])
    assert "Maria Sallow" in desk.get(alike).content.decode()
    address = reverse("person:tell_apart", args=[one, other])
    assert address in desk.get(side).content.decode()
    sent = {"idempotency_key": str(fresh_id()), "one_id": str(one), "other_id": str(other), "reason": "Twins"}
    asked = desk.post(address, {**sent, "reason": ""})
    assert asked.status_code == 422
    assert 'href="#reason"' in asked.content.decode()
    assert desk.post(address, sent)["Location"] == alike
    assert "Maria Sallow" not in desk.get(alike).content.decode()
    with seen_by(county, "desk"):
        apart_id = str(Apart.objects.get().pk)
    back = reverse("person:withdraw_apart", args=[apart_id])
    listed = desk.get(reverse("person:join_people", args=[one])).content.decode()
    assert "Nobody looks alike" in listed
    own, all_pairs = reverse("person:person", args=[other]), reverse("person:kept_apart")
    for page in (listed, *(desk.get(address).content.decode() for address in (side, own, all_pairs))):
        assert back in page
        assert "Twins (" in page
    assert all_pairs in desk.get(alike).content.decode()
    assert back not in signed_in("nurse").get(own).content.decode()
    assert signed_in("nurse").get(all_pairs).status_code == 403
    again = {"idempotency_key": str(fresh_id()), "apart_id": apart_id, "reason": "The same letter came"}
    assert desk.post(back, {**again, "reason": ""}).status_code == 422
    assert desk.post(back, again)["Location"] in {side, reverse("person:join_people", args=[other, one])}
    assert "Maria Sallow" in desk.get(alike).content.decode()
    for answer in (desk.get(back, follow=True), desk.post(back, again, follow=True)):
        assert answer.redirect_chain[0][0] in {reverse("person:person", args=[who]) for who in (one, other)}
        assert "It was taken back already" in answer.content.decode()
    assert signed_in("nurse").get(address).status_code == 403


def test_a_pair_told_apart_is_joined_only_by_who_says_that_it_was_seen(county: County, signed_in: As) -> None:
    one, other = (
        added(county, details(given, "Sallow", mobile="+447700900123")).person_id for given in ("Mary", "Maria")
    )
    desk, side = signed_in("desk"), reverse("person:join_people", args=[one, other])
    pair = {"one_id": str(one), "other_id": str(other)}
    sent = {"idempotency_key": str(fresh_id()), **pair, "reason": "Twins"}
    desk.post(reverse("person:tell_apart", args=[one, other]), sent)
    with seen_by(county, "desk"):
        apart_id = str(Apart.objects.get().pk)
    join = {"idempotency_key": str(fresh_id()), **pair, "kept_id": str(one), "reason": "One letter"}
    asked = desk.post(side, join)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert 'href="#overrules' in html
    assert "has said that they are two people: Twins" in html
    assert 'value="One letter"' in html
    assert html.count("07700\N{NO-BREAK SPACE}900\N{NO-BREAK SPACE}123") >= 2
    with seen_by(county, "desk"):
        assert not Join.objects.exists()
    assert desk.post(side, {**join, "overrules": apart_id}).status_code == 302


def test_what_hangs_on_each_record_stands_beside_it(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    other = added(county, details("Winifred", "Harkers", birth_on=date(1941, 5, 9)), home=home("PE29 3RB"))
    page = signed_in("desk").get(reverse("person:join_people", args=[other.person_id, lent.who.id])).content.decode()
    mine, _, theirs = page.partition('aria-label="The other record"')
    assert "Nothing" in mine
    assert "1 item" in theirs
    assert page.count("Who sees it") == 2


def keys(page: str) -> dict[str, str]:
    """The submission keys of the forms of a page, by their prefix."""
    return dict(re.findall(r'name="(\w+)-idempotency_key" value="([^"]+)"', page))


def test_a_label_leads_to_the_person_behind_it(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    desk = signed_in("desk")
    answer = desk.get(reverse("controller:call"), {"q": lent.numbers[0]})
    assert answer["Location"] == reverse("controller:answer_call", args=[lent.who.id])
    listed = desk.get(reverse("controller:call"), {"q": "harker"}).content.decode()
    assert reverse("controller:answer_call", args=[lent.who.id]) in listed


def test_a_label_that_leads_to_nobody_says_where_the_item_is(county: County, signed_in: As) -> None:
    (there,) = goods(county, "BED-010")
    desk = signed_in("desk")
    page = desk.get(reverse("controller:call"), {"q": there}).content.decode()
    assert "Nobody has this item on loan" in page
    assert reverse("asset:asset", args=[there]) in page
    assert "Nobody was found" not in page
    who = someone(county)
    with seen_by(county, "desk"):
        number = Person.objects.get().number
    wrong = desk.get(reverse("controller:call"), {"q": f"A{number}"}).content.decode()
    assert f"No item has the number A{number}" in wrong
    assert "Nobody was found" not in wrong
    assert str(who.id) not in wrong


def test_an_item_of_somebody_out_of_reach_is_not_said_to_be_with_nobody(county: County, signed_in: As) -> None:
    lent = a_stop(county, "BED-010", who=someone(not_served_by_the_hospice(county)))
    recorded(county, lent.visit_id, handed_over=handed(*lent.numbers), received=received())
    hospice_with_every_role(county)
    page = signed_in("hospice").get(reverse("controller:call"), {"q": lent.numbers[0]}).content.decode()
    assert "This item is with somebody whom you cannot see" in page
    assert "Nobody has this item" not in page
    assert str(lent.who.id) not in page


def test_what_a_person_has_leads_to_the_page_of_the_item(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    item = reverse("asset:asset", args=[lent.numbers[0]])
    desk = signed_in("desk")
    for name in ("person:person", "controller:answer_call"):
        assert f'href="{item}"' in desk.get(reverse(name, args=[lent.who.id])).content.decode(), name
    assert desk.get(item).status_code == 200


def test_a_whole_call_on_one_page(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    a_stop(county, "MAT-010", who=lent.who, van="Van 2", driver="driver2", released=False)
    desk = signed_in("desk")
    address = reverse("controller:answer_call", args=[lent.who.id])
    page = desk.get(address).content.decode()
    for shown in (
        "The next visit is today, between midday and 4pm",
        "Before you say anything",
        "9 May 1941",
        lent.numbers[0],
    ):
        assert shown in page, shown
    with seen_by(county, "desk"):
        loan = Loan.objects.get(asset__number=lent.numbers[0])
    ask = {
        "which": "ask", "ask-idempotency_key": keys(page)["ask"], "ask-loans": str(loan.pk), "ask-asked_for": "REPAIR",
        "ask-fault": re.findall(r'name="ask-fault".*?<option value="(\w+)"', page, re.S)[0],
        "ask-asked_by": "PERSON",
    }  # fmt: skip
    assert desk.post(address, {**ask, "ask-loans": ""}).status_code == 422
    asked = desk.post(address, ask)
    assert asked.status_code == 302, asked.content.decode()
    again = desk.get(address).content.decode()
    assert "Asked for. Someone comes by" in again
    note = {
        "which": "note", "note-idempotency_key": keys(again)["note"], "note-person_id": str(lent.who.id),
        "note-code": "access_note key_safe", "note-detail": "By the gate", "note-secret": "47K11",
    }  # fmt: skip
    assert desk.post(address, note).status_code == 302
    before_log = desk.get(address).content.decode()
    assert "Access note added." in before_log
    log = {
        "which": "log", "log-idempotency_key": keys(before_log)["log"], "log-person_id": str(lent.who.id),
        "log-who": "PERSON",
        "log-checked_how": "TWO_FACTS", "log-channel": "PHONE", "log-subject": "REPAIR",
        "log-outcome": "Told them the date",
    }  # fmt: skip
    assert desk.post(address, {**log, "log-checked_how": ""}).status_code == 422
    assert desk.post(address, log)["Location"] == reverse("controller:call")
    with seen_by(county, "desk"):
        kept = ContactLog.objects.get()
        assert (kept.caller, kept.checked_how, kept.subject) == ("Winifred Harker", "TWO_FACTS", "REPAIR")
        assert Note.objects.get(code="key_safe").secret == "47K11"


def test_a_follow_up_is_put_off_at_the_familys_pace(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    desk = signed_in("desk")
    desk.post(reverse("person:record_life_event", args=[lent.who.id]), event(lent.who.id, "DEATH"))
    address = reverse("controller:answer_call", args=[lent.who.id])
    page = desk.get(address).content.decode()
    with seen_by(county, "desk"):
        open_one = FollowUp.objects.get()
    log = {
        "which": "log", "log-idempotency_key": keys(page)["log"], "log-person_id": str(lent.who.id), "log-who": "CARER",
        "log-caller": "Ivy Harker", "log-checked_how": "TWO_FACTS", "log-channel": "PHONE", "log-subject": "COLLECTION",
        "log-follow_up_id": str(open_one.pk), "log-ask_again_on-day": "20", "log-ask_again_on-month": "4",
        "log-ask_again_on-year": "2026", "log-outcome": "After Easter",
    }  # fmt: skip
    assert desk.post(address, log).status_code == 302
    with seen_by(county, "desk"):
        later = FollowUp.objects.get()
    assert (later.due_on, later.note, later.done_at) == (date(2026, 4, 20), "After Easter", None)


def test_a_death_taken_back_leads_to_each_order_that_was_stopped(county: County, signed_in: As) -> None:
    stop = a_stop(county, "MAT-010", loaded=False, released=False)
    desk = signed_in("desk")
    desk.post(reverse("person:record_life_event", args=[stop.who.id]), event(stop.who.id, "DEATH"))
    with seen_by(county, "desk"):
        death = LifeEvent.objects.get()
    sent = {"idempotency_key": str(fresh_id()), "life_event_id": str(death.pk), "reason": "It was her neighbour"}
    back = desk.post(reverse("person:withdraw_life_event", args=[death.pk]), sent)
    assert back["Location"] == reverse("controller:answer_call", args=[stop.who.id])
    page = desk.get(back["Location"]).content.decode()
    take_up = reverse("prescriber:reinstate_lines", args=[stop.order.order_id])
    assert f"Take up order {stop.order.number} again" in page
    assert take_up in page
    assert desk.get(take_up).status_code == 200


def test_what_is_to_follow_up_is_sorted_filtered_and_taken_away_as_a_file(county: County, signed_in: As) -> None:
    lent, _ = on_loan(county, "BED-010")
    desk = signed_in("desk")
    desk.post(reverse("person:record_life_event", args=[lent.who.id]), event(lent.who.id, "DEATH"))
    url = reverse("person:follow_ups")
    for sort in ("due", "-due", "person", "what", "nonsense"):
        assert "Winifred Harker" in desk.get(url, {"sort": sort}).content.decode()
    assert "Winifred Harker" in desk.get(url, {"kind": "PROPOSE_COLLECTION"}).content.decode()
    assert "Winifred Harker" not in desk.get(url, {"kind": "BOOK_AGAIN"}).content.decode()
    file = desk.get(url, {"format": "csv"})
    assert b"Winifred Harker" in b"".join(file.streaming_content)  # type: ignore[attr-defined]  # a file is streamed; the stubs know a plain answer

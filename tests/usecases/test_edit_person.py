"""Changing a record: details, addresses, helpers, notes, needs, joins, calls. What is written, what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection

from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.scope import Scope
from handrail.needs.models import Need
from handrail.needs.rules import NeedDetails
from handrail.people import queries
from handrail.people.models import Address, Contact, ContactLog, Join, Note, Person, Reach
from handrail.people.rules.records import ContactDetails
from handrail.simulation.set_up import County
from handrail.stock.models import Place
from handrail.usecases.add_address import AddressToAdd, add_address
from handrail.usecases.change_address import AddressToChange, address_version, change_address
from handrail.usecases.change_contact import ContactToChange, change_contact, contact_version
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from handrail.usecases.change_person import PersonToChange, change_person
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.log_contact import ContactToLog, log_contact
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.show_secret import SecretWanted, show_secret
from tests.ordering import seen_by
from tests.persons import TODAY, added, codes_of, details, home, names, nhs
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    return northdown()


@pytest.fixture
def one(county: County) -> UUID:
    return added(county, details(nhs_number=nhs(7))).person_id


def file_of(scope: Scope, person_id: UUID) -> queries.PersonFile:
    with reading(scope):
        return queries.person_file(scope, person_id, on=TODAY)


def refused(act: Callable[[], object]) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as caught:
        act()
    return codes_of(caught.value)


def changed(county: County, person_id: UUID, *, seen: int = 1, by: str = "nurse", **also: Any) -> Any:
    wanted = PersonToChange(person_id, seen, replace(details(nhs_number=nhs(7)), **also))
    return change_person(call_as(county.scopes[by]), request=wanted)


# Details


def test_a_change_raises_the_version_and_is_found_by(county: County, one: UUID) -> None:
    answer = changed(county, one, known_as="Peggy", family_name="Meadow")
    assert (answer.version, answer.changed) == (2, ("family_name", "known_as", "residence_council_id"))
    assert names(county.scopes["desk"], "peggy meadow pe29 3rb") == ["Margaret Meadow"]
    assert names(county.scopes["desk"], "sallow") == []
    with seen_by(county, "nurse"):
        assert AuditSubject.objects.filter(subject=f"person:{one}").count() == 2


def test_a_number_that_was_traced_stays_so_until_it_changes(county: County, one: UUID) -> None:
    changed(county, one, nhs_number=nhs(8))
    with seen_by(county, "nurse"):
        assert Person.objects.get(pk=one).nhs_number_status == "02"
    changed(county, one, seen=2, nhs_number="")
    with seen_by(county, "nurse"):
        assert Person.objects.get(pk=one).nhs_number_status == "07"


def test_details_that_are_refused(county: County, one: UUID) -> None:
    added(county, details("Ada", "Other", birth_on=date(1930, 1, 1), nhs_number=nhs(9)))
    assert refused(lambda: changed(county, one, seen=4)) == [("STALE", None)]
    assert refused(lambda: changed(county, one, nhs_number=nhs(9))) == [("NHS_NUMBER_TAKEN", "nhs_number")]
    assert refused(lambda: changed(county, fresh_id())) == [("NOT_FOUND", "person_id")]
    assert refused(lambda: changed(another_county(), one)) == [("NOT_FOUND", "person_id")]
    assert refused(lambda: changed(county, one, by="driver"))[0][0] == "NOT_ALLOWED"


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_have_one_winner(county: County, one: UUID) -> None:
    assert county.scopes

    def attempt(name: str) -> str:
        try:
            changed(county, one, known_as=name)
        except Refused as caught:
            return codes_of(caught)[0][0]
        finally:
            connection.close()
        return "CHANGED"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, ["A", "B", "C", "D"])) == ["CHANGED", "STALE", "STALE", "STALE"]


# Addresses


def test_another_address_gets_its_place(county: County, one: UUID) -> None:
    wanted = AddressToAdd(one, home("CB2 1TN", kind="RELATIVE", name="Daughter's home"))
    made = add_address(call_as(county.scopes["nurse"]), request=wanted)
    with seen_by(county, "nurse"):
        row = Address.objects.get(pk=made.address_id)
        assert (row.is_home, row.kind, Place.objects.get(pk=row.pk).kind) == (False, "RELATIVE", "HOME")
    assert refused(lambda: add_address(call_as(county.scopes["nurse"]), request=replace(wanted, is_home=True))) == [
        ("HOME_KNOWN", "is_home")
    ]


def test_an_address_is_put_right_but_a_home_is_not_ended(county: County, one: UUID) -> None:
    nurse = county.scopes["nurse"]
    row = file_of(nurse, one).addresses[0]
    right = AddressToChange(row.id, one, address_version(row), home("CB2 1TN"))
    assert refused(lambda: change_address(call_as(nurse), request=replace(right, until_on=TODAY))) == [
        ("HOME_NOT_ENDED", "until_on")
    ]
    change_address(call_as(nurse), request=right)
    assert names(county.scopes["desk"], "cb2 1tn") == ["Margaret Sallow"]
    assert refused(lambda: change_address(call_as(nurse), request=right)) == [("STALE", None)]
    unknown = replace(right, address_id=fresh_id())
    assert refused(lambda: change_address(call_as(nurse), request=unknown)) == [("NOT_FOUND", "address_id")]


# Helpers


def test_one_helper_is_the_main_one(county: County, one: UUID) -> None:
    nurse = county.scopes["nurse"]
    for name in ("Joan Reed", "Paul Reed"):
        helper = ContactDetails(name, "child", is_main=True)
        change_contact(call_as(nurse), request=ContactToChange(one, details=helper))
    with seen_by(county, "nurse"):
        assert list(Contact.objects.filter(is_main=True).values_list("name", flat=True)) == ["Paul Reed"]
    row = file_of(nurse, one).contacts[0]
    ended = ContactToChange(one, row.id, None, contact_version(row))
    change_contact(call_as(nurse), request=ended)
    assert [helper.name for helper in file_of(nurse, one).contacts] == ["Joan Reed"]
    assert refused(lambda: change_contact(call_as(nurse), request=ended)) == [("NOT_FOUND", "contact_id")]


def test_papers_must_have_been_seen(county: County, one: UUID) -> None:
    nurse = county.scopes["nurse"]
    for helper, codes in (
        (ContactDetails("A", "b", authority="COURT_DEPUTY"), [("AUTHORITY_NOT_SEEN", "authority_seen_on")]),
        (ContactDetails("A", "b", authority_seen_on=date(2026, 3, 4)), [("DAY_IN_FUTURE", "authority_seen_on")]),
        (ContactDetails("A", "b", email="ring her son"), [("EMAIL_NOT_VALID", "email")]),
        (ContactDetails("", "b", authority="KING"), [("NAME_MISSING", "name"), ("CODE_UNKNOWN", "authority")]),
    ):
        wanted = ContactToChange(one, details=helper)
        assert refused(lambda wanted=wanted: change_contact(call_as(nurse), request=wanted)) == codes  # type: ignore[misc]


# Notes


def test_notes_are_added_and_ended_and_secrets_stay_apart(county: County, one: UUID) -> None:
    nurse = county.scopes["nurse"]
    wanted = (NoteWanted("access_note", "key_safe", "By the door", "47K11"), NoteWanted("hazard_note", "pests"))
    made = change_notes(call_as(nurse), request=NotesToChange(one, wanted))
    notes = file_of(nurse, one).notes
    assert {(note.code, note.label, note.has_secret) for note in notes} == {
        ("key_safe", "Key safe", True),
        ("pests", "Pests", False),
    }
    assert "47K11" not in str(notes)
    change_notes(call_as(nurse), request=NotesToChange(one, end=made.added[1:]))
    assert [note.code for note in file_of(nurse, one).notes] == ["key_safe"]
    again = NotesToChange(one, end=made.added[1:])
    assert refused(lambda: change_notes(call_as(nurse), request=again)) == [("STALE", None)]
    with seen_by(county, "nurse"):
        assert Note.objects.count() == 2


@pytest.mark.parametrize(
    ("note", "codes"),
    [
        (NoteWanted("access_note", "dragon"), [("CODE_UNKNOWN", "code")]),
        (NoteWanted("cancel_order", "died"), [("CODE_UNKNOWN", "code")]),
        (NoteWanted("access_note", "phone_first", secret="1"), [("NO_SECRET", "secret")]),
        (NoteWanted("access_note", "key_safe", "Code 47 k11 by the door", "47K11"), [("SECRET_IN_OPEN", "detail")]),
        (NoteWanted("access_note", "key_safe", "x" * 501), [("NOTE_TOO_LONG", "detail")]),
        (NoteWanted("access_note", "key_safe", address_id=UUID(int=5)), [("NOT_FOUND", "address_id")]),
    ],
)
def test_notes_that_are_refused(county: County, one: UUID, note: NoteWanted, codes: list[Any]) -> None:
    assert refused(lambda: change_notes(call_as(county.scopes["nurse"]), request=NotesToChange(one, (note,)))) == codes


def test_nothing_is_no_change(county: County, one: UUID) -> None:
    nothing = NotesToChange(one)
    assert refused(lambda: change_notes(call_as(county.scopes["nurse"]), request=nothing)) == [
        ("NOTHING_CHANGED", None)
    ]


def test_a_secret_is_shown_for_a_reason_and_never_kept(county: County, one: UUID) -> None:
    wanted = NotesToChange(one, (NoteWanted("access_note", "key_safe", "", "47K11"),))
    made = change_notes(call_as(county.scopes["nurse"]), request=wanted)
    request = SecretWanted(made.added[0])
    desk = replace(call_as(county.scopes["desk"]), key="", why="Visit 800123")
    assert show_secret(desk, request=request).code == "47K11"
    assert "47K11" not in repr(show_secret(desk, request=request))
    assert refused(lambda: show_secret(replace(desk, why=" "), request=request)) == [("REASON_NEEDED", "why")]
    with pytest.raises(ValueError, match="without a key"):
        show_secret(replace(desk, key="kept"), request=request)
    driver = replace(desk, scope=county.scopes["driver"])
    assert refused(lambda: show_secret(driver, request=request)) == [("NOT_ALLOWED", None)]


# Needs


def test_a_need_is_kept_with_who_and_when(county: County, one: UUID) -> None:
    need = NeedDetails("Get up alone", date(2026, 3, 2), "Weak legs", "independence", "observed", Decimal("61.5"), 158)
    made = record_need(call_as(county.scopes["nurse"]), request=NeedToRecord(one, need))
    with seen_by(county, "nurse"):
        row = Need.objects.get(pk=made.need_id)
    assert (row.goal, row.weight_kg, row.height_cm) == ("Get up alone", Decimal("61.5"), 158)
    assert row.assessed_by_id == row.recorded_by_id == county.users["nurse"]


def test_needs_that_are_refused(county: County, one: UUID) -> None:
    need = NeedDetails(
        " ", date(2026, 3, 4), effect="magic", evidence_grade="none", weight_kg=Decimal(900), height_cm=10
    )
    asked = NeedToRecord(one, need)
    assert refused(lambda: record_need(call_as(county.scopes["nurse"]), request=asked)) == [
        ("GOAL_MISSING", "goal"),
        ("NEED_CODE_UNKNOWN", "effect"),
        ("NEED_CODE_UNKNOWN", "evidence_grade"),
        ("WEIGHT_IMPOSSIBLE", "weight_kg"),
        ("HEIGHT_IMPOSSIBLE", "height_cm"),
        ("ASSESSED_IN_FUTURE", "assessed_on"),
    ]


def test_a_need_is_no_longer_than_can_be_read(county: County, one: UUID) -> None:
    asked = NeedToRecord(one, NeedDetails("x" * 2001, date(2026, 3, 2)))
    assert refused(lambda: record_need(call_as(county.scopes["nurse"]), request=asked)) == [("NEED_TOO_LONG", "goal")]


def test_nobody_was_assessed_before_they_were_born(county: County, one: UUID) -> None:
    asked = NeedToRecord(one, NeedDetails("Get up alone", date(1890, 1, 1)))
    assert refused(lambda: record_need(call_as(county.scopes["nurse"]), request=asked)) == [
        ("ASSESSED_BEFORE_BIRTH", "assessed_on")
    ]


# Joining


def two(county: County) -> tuple[UUID, UUID]:
    """One person with two records: one that the nurse knows, one that the hospice knows."""
    first = added(county, details("Margaret", "Sallow", nhs_number=nhs(7)))
    second = added(county, details("Peggy", "Salow"), by="hospice")
    return first.person_id, second.person_id


def joined(county: County, kept: UUID, other: UUID, by: str = "desk", reason: str = "Same letter") -> Any:
    return join_people(call_as(county.scopes[by]), request=PeopleToJoin(kept, other, reason))


def parted(county: County, join_id: UUID, reason: str = "Cousins") -> Any:
    return part_people(call_as(county.scopes["desk"]), request=PeopleToPart(join_id, reason))


def test_a_join_moves_nothing_and_parting_takes_back_what_it_gave(county: County) -> None:
    kept, other = two(county)
    hospice, desk = county.scopes["hospice"], county.scopes["desk"]
    assert refused(lambda: file_of(hospice, kept)) == [("NOT_FOUND", "person_id")]
    with seen_by(county, "desk"):
        reach_before = set(Reach.objects.values_list("person_key_id", "partner_id"))
        homes_before = set(Address.objects.values_list("pk", "person_id"))
    join = joined(county, kept, other)
    assert file_of(desk, other).person.id == kept
    assert set(file_of(desk, kept).record_ids) == {kept, other}
    assert file_of(hospice, kept).person.id == kept
    assert names(desk, "peggy salow") == ["Margaret Sallow"]
    with seen_by(county, "desk"):
        assert set(Address.objects.values_list("pk", "person_id")) == homes_before
    parted(county, join.join_id)
    assert file_of(desk, other).person.id == other
    assert refused(lambda: file_of(hospice, kept)) == [("NOT_FOUND", "person_id")]
    assert names(desk, "peggy salow") == ["Peggy Salow"]
    with seen_by(county, "desk"):
        assert set(Reach.objects.values_list("person_key_id", "partner_id")) == reach_before
        kept_row = Join.objects.get()
        assert (kept_row.reason, kept_row.parted_reason) == ("Same letter", "Cousins")


def test_three_records_are_a_tree(county: County) -> None:
    kept, other = two(county)
    third = added(county, details("Maggie", "Sallows")).person_id
    joined(county, other, third)
    joined(county, kept, other)
    assert set(file_of(county.scopes["desk"], third).record_ids) == {kept, other, third}
    assert names(county.scopes["desk"], "maggie sallows") == ["Margaret Sallow"]


def test_joins_that_are_refused(county: County) -> None:
    kept, other = two(county)
    assert refused(lambda: joined(county, kept, kept)) == [("SAME_PERSON", "joined_id")]
    assert refused(lambda: joined(county, kept, other, reason=" ")) == [("REASON_NEEDED", "reason")]
    assert refused(lambda: joined(county, kept, fresh_id())) == [("NOT_FOUND", "person_id")]
    assert refused(lambda: joined(county, kept, other, by="nurse"))[0][0] == "NOT_ALLOWED"
    join = joined(county, kept, other)
    assert refused(lambda: joined(county, kept, other)) == [("ALREADY_JOINED", "joined_id")]
    assert refused(lambda: parted(county, join.join_id, reason="")) == [("REASON_NEEDED", "reason")]
    parted(county, join.join_id)
    assert refused(lambda: parted(county, join.join_id)) == [("NOT_FOUND", "join_id")]


def test_a_join_that_fails_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, other = two(county)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr("handrail.usecases.join_people.actions.add_reach", fails)
    with pytest.raises(RuntimeError):
        joined(county, kept, other)
    with seen_by(county, "desk"):
        assert not Join.objects.exists()
        assert not Person.objects.exclude(joined_into=None).exists()
    assert names(county.scopes["desk"], "peggy salow") == ["Peggy Salow"]


@pytest.mark.django_db(transaction=True)
def test_two_joins_at_once_have_one_winner(county: County) -> None:
    kept, other = two(county)
    assert county.scopes

    def attempt(pair: tuple[UUID, UUID]) -> str:
        try:
            joined(county, *pair)
        except Refused as caught:
            return codes_of(caught)[0][0]
        finally:
            connection.close()
        return "JOINED"

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, [(kept, other), (other, kept)]))
    assert done.count("JOINED") == 1


# Calls


def test_a_call_is_kept(county: County, one: UUID) -> None:
    call = ContactToLog(one, " Joan Reed ", "CARER", "CALLED_BACK", "REPAIR", detail="The bed squeaks", outcome="Visit")
    key = call_as(county.scopes["desk"], key="tap")
    assert log_contact(key, request=call) == log_contact(key, request=call)
    with seen_by(county, "desk"):
        row = ContactLog.objects.get()
    assert (row.caller, row.caller_kind, row.channel, row.by_id) == (
        "Joan Reed",
        "CARER",
        "PHONE",
        county.users["desk"],
    )
    wrong = replace(call, caller="", subject="WEATHER", ask_again_on=date(2026, 1, 1), contact_id=fresh_id())
    assert refused(lambda: log_contact(call_as(county.scopes["desk"]), request=wrong)) == [
        ("NAME_MISSING", "caller"),
        ("CODE_UNKNOWN", "subject"),
        ("DAY_IN_PAST", "ask_again_on"),
    ]

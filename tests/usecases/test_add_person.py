"""Adding a person: what is written, what is asked about, what is refused, and how they are found afterwards."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.conf import LazySettings as Settings
from django.db import connection

from handrail.core.matching import PersonTraits
from handrail.core.models import Audit, AuditSubject
from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import reading
from handrail.people.models import Address, Person, Reach
from handrail.people.queries import known_alike
from handrail.stock.models import Place
from handrail.usecases.add_person import PersonAdded, PersonToAdd, add_person
from handrail.usecases.join_people import PeopleToJoin, join_people
from tests.ordering import seen_by, statements
from tests.persons import AWAY, HERE, NOWHERE, UNKNOWN, added, codes_of, details, found, home, names, nhs, param
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """Test numbers are taken, as in the demo."""
    settings.DEMO_MODE = True


def test_a_person_gets_a_number_a_home_a_place_and_reach() -> None:
    county = northdown()
    made = added(county, details(nhs_number=nhs(7), known_as="Peggy", mobile="+447700900123"), by="nurse")
    with seen_by(county, "nurse"):
        person = Person.objects.get(pk=made.person_id)
        address = Address.objects.get(person=person)
        place = Place.objects.get(pk=address.pk)
        reach = list(Reach.objects.filter(person_key=person).values_list("partner_id", flat=True))
        subjects = set(AuditSubject.objects.filter(person_id=person.pk).values_list("subject", flat=True))
    assert (person.number, person.nhs_number, person.nhs_number_status) == (made.number, nhs(7), "02")
    assert (address.postcode, address.placed_by, address.district_code) == (HERE, "POSTCODE", "E07000011")
    assert (address.is_home, address.from_on, address.pk) == (True, date(2026, 3, 3), made.address_id)
    assert (place.kind, place.person_id) == ("HOME", person.pk)
    assert reach == [county.scopes["nurse"].partner_id]
    assert person.residence_council_id == county.scopes["therapist"].partner_id
    assert made.council_from_home
    assert subjects == {f"person:{person.pk}", f"address:{address.pk}"}


def test_adding_costs_few_statements() -> None:
    county = northdown()
    assert county.scopes
    with statements() as count:
        added(county)
    assert len(count) <= 12, count


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"nhs_number": "9990000108"}, [("NHS_NUMBER_WRONG_CHECK_DIGIT", "nhs_number")]),
        ({"nhs_number": "9434765919"}, [("NHS_NUMBER_ONLY_TEST_ALLOWED", "nhs_number")]),
        ({"birth_on": date(2026, 3, 4)}, [("BIRTH_IN_FUTURE", "birth_on")]),
        ({"birth_on": date(1890, 1, 1)}, [("BIRTH_TOO_LONG_AGO", "birth_on")]),
        ({"given_name": " "}, [("NAME_MISSING", "given_name")]),
        ({"family_name": "x" * 81}, [("TEXT_TOO_LONG", "family_name")]),
        ({"email": "winifred at example"}, [("EMAIL_NOT_VALID", "email")]),
        ({"email": "winifred@example..org"}, [("EMAIL_NOT_VALID", "email")]),
        ({"care_route": "FREE"}, [("CODE_UNKNOWN", "care_route")]),
        ({"communication_needs": ("BRAILLE", "SHOUT")}, [("CODE_UNKNOWN", "communication_needs")]),
        (
            {"care_route_from_on": date(2026, 2, 1), "care_route_until_on": date(2026, 1, 1)},
            [("DATES_IN_WRONG_ORDER", "care_route_until_on")],
        ),
    ],
)
def test_what_cannot_be_so_is_refused_at_its_field(change: dict[str, object], codes: list[tuple[str, str]]) -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        added(county, replace(details(), **change))  # type: ignore[arg-type]
    assert codes_of(refused.value) == codes
    with seen_by(county, "nurse"):
        assert not Person.objects.exists()
        assert not Audit.objects.filter(event="PERSON_ADDED").exists()


def test_a_live_service_refuses_test_numbers(settings: Settings) -> None:
    settings.DEMO_MODE = False
    with pytest.raises(Refused) as refused:
        added(northdown(), details(nhs_number=nhs(1)))
    assert codes_of(refused.value) == [("NHS_NUMBER_TEST_NOT_ALLOWED", "nhs_number")]


def test_an_impossible_postcode_is_refused_with_the_other_reasons() -> None:
    with pytest.raises(Refused) as refused:
        added(northdown(), details("", ""), home=home("QQ99 9ZZ"))
    assert codes_of(refused.value) == [
        ("NAME_MISSING", "given_name"),
        ("NAME_MISSING", "family_name"),
        ("POSTCODE_IMPOSSIBLE", "postcode"),
    ]


@pytest.mark.parametrize(
    ("typed", "asked", "placed_by", "has_place"),
    [
        (UNKNOWN, "POSTCODE_UNKNOWN", "OUTCODE", True),
        (NOWHERE, "POSTCODE_NO_PLACE", "NONE", False),
    ],
)
def test_an_unknown_postcode_is_asked_about_and_kept(typed: str, asked: str, placed_by: str, has_place: bool) -> None:
    county = northdown()
    with pytest.raises(Refused) as refused:
        added(county, home=home(typed))
    assert codes_of(refused.value) == [(asked, "postcode")]
    made = added(county, home=home(typed, keep_unknown=True))
    with seen_by(county, "nurse"):
        address = Address.objects.get(person_id=made.person_id)
    assert (address.placed_by, address.postcode, address.easting is not None) == (placed_by, typed, has_place)


def test_a_pin_places_what_no_list_knows() -> None:
    county = northdown()
    made = added(county, home=home(NOWHERE, pin=(52.3306, -0.1866)))
    with seen_by(county, "nurse"):
        address = Address.objects.get(person_id=made.person_id)
    assert (address.placed_by, address.district_code) == ("PIN", "E07000011")
    assert address.easting in range(523150, 524150)
    assert address.northing in range(271240, 272240)
    with pytest.raises(Refused) as refused:
        added(county, details("Ada"), home=home(NOWHERE, pin=(10.0, 10.0)))
    assert codes_of(refused.value) == [("PIN_OUTSIDE", "pin")]


def test_no_fixed_abode_is_never_asked_about() -> None:
    made = added(northdown(), home=home("ZZ99 3VZ"))
    assert made.address_id


def test_those_who_look_alike_are_shown_with_the_reasons_and_need_an_explanation() -> None:
    county = northdown()
    first = added(county, details("Margaret", "Sallow"))
    with pytest.raises(Refused) as refused:
        added(county, details("Peggy", "Salow", birth_on=date(1942, 3, 5)), why_new=" ")
    assert codes_of(refused.value) == [("LOOKS_ALIKE", "why_new")]
    assert param(refused.value, "person_id") == [str(first.person_id)]
    assert param(refused.value, "reasons") == ["GIVEN_NAME_NICKNAME BIRTH_DATE_DAY_MONTH_SWAPPED ADDRESS_SAME"]
    second = added(county, details("Peggy", "Salow", birth_on=date(1942, 3, 5)), why_new="Her twin, same house")
    assert second.number == first.number + 1


def test_a_slip_in_the_birth_date_is_found_though_strangers_share_the_date() -> None:
    county = northdown()
    first = added(county, details("Margaret", "Salow", birth_on=date(1942, 5, 4), mobile="07700900123"))
    added(county, details("Bertram", "Quux"), home=home("PE13 2AA", lines="1 Quay"))
    twice = details("Margaret", "Sallow", mobile="07700900123")
    with pytest.raises(Refused) as refused:
        added(county, twice, home=home("PE19 1AA", lines="3 Weir"), why_new="")
    assert param(refused.value, "person_id") == [str(first.person_id)]


def test_near_names_come_first_where_a_crowd_shares_a_birth_date() -> None:
    county = northdown()
    for number in range(45):
        lines = f"{number} Quay"
        added(
            county, details("Margaret", f"Quux{'abcdefghi'[number % 9]}{'vwxyz'[number // 9]}"), home=home(lines=lines)
        )
    near = added(county, details("Margret", "Sallov"), home=home("PE13 2AA", lines="1 Mill"))
    traits = PersonTraits("Margaret", "Sallow", date(1942, 5, 3))
    with reading(county.scopes["nurse"]):
        found = [one.person_id for one in known_alike(county.scopes["nurse"], traits)]
    assert near.person_id in found


def test_nobody_is_alike_by_the_birth_date_alone() -> None:
    county = northdown()
    first = added(county, details("Margaret", "Sallow"))
    second = added(county, details("Kwame", "Mensah"), why_new="", home=home("PE13 2AA", lines="1 Quay"))
    assert second.number == first.number + 1


def test_an_nhs_number_is_on_one_record_only() -> None:
    county = northdown()
    first = added(county, details(nhs_number=nhs(1)))
    with pytest.raises(Refused) as refused:
        added(county, details("Other", "Name", nhs_number=nhs(1)), by="therapist")
    assert codes_of(refused.value) == [("NHS_NUMBER_TAKEN", "nhs_number")]
    assert param(refused.value, "number") == [first.number]


def test_a_partner_that_sees_its_own_takes_on_a_person_others_added() -> None:
    county = northdown()
    first = added(county, details(nhs_number=nhs(1)), by="nurse")
    assert names(county.scopes["hospice"], "sallow") == []
    with pytest.raises(Refused) as refused:
        added(county, details(nhs_number=nhs(1)), by="hospice")
    assert codes_of(refused.value) == [("KNOWN_ELSEWHERE", "takes_on")]
    again = added(county, details(nhs_number=nhs(1)), by="hospice", takes_on=True)
    assert again == PersonAdded(first.person_id, first.number, None, was_known=True)
    assert names(county.scopes["hospice"], "sallow") == ["Margaret Sallow"]


def test_a_partner_learns_nothing_by_an_nhs_number_alone() -> None:
    county = northdown()
    added(county, details(nhs_number=nhs(1)), by="nurse")
    with pytest.raises(Refused) as refused:
        added(
            county,
            details("Someone", "Else", birth_on=date(1950, 1, 1), nhs_number=nhs(1)),
            by="hospice",
            takes_on=True,
        )
    assert codes_of(refused.value) == [("NHS_NUMBER_TAKEN", "nhs_number")]
    assert param(refused.value, "person_id") == [None]


def test_who_may_not_is_refused() -> None:
    county = northdown()
    for key in ("depot", "driver", "commissioner", "manager", "admin"):
        with pytest.raises(Refused) as refused:
            added(county, by=key)
        assert codes_of(refused.value)[0][0] == CallReason.NOT_ALLOWED.value


def test_the_same_key_adds_once() -> None:
    county = northdown()
    wanted = PersonToAdd(details(), home())
    call = call_as(county.scopes["nurse"], key="tap")
    assert add_person(call, request=wanted) == add_person(call, request=wanted)
    with seen_by(county, "nurse"):
        assert Person.objects.count() == 1


def test_a_failure_at_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()

    def fails(*_: object) -> None:
        raise RuntimeError("the last step")

    monkeypatch.setattr("handrail.usecases.add_person.stock_actions.make_home_places", fails)
    with pytest.raises(RuntimeError):
        added(county)
    with seen_by(county, "nurse"):
        assert not Person.objects.exists()
        assert not Address.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_nhs_number_have_one_winner() -> None:
    county = northdown()

    def attempt(name: str) -> str:
        try:
            added(county, details(name, nhs_number=nhs(3)))
        except Refused as refused:
            return codes_of(refused)[0][0]
        finally:
            connection.close()
        return "ADDED"

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(attempt, ["Ada", "Bea", "Cleo", "Dora"]))
    assert won.count("ADDED") == 1
    assert set(won) <= {"ADDED", "STALE", "NHS_NUMBER_TAKEN"}


@pytest.mark.parametrize(
    "typed",
    [
        "Margaret Sallow", "sallow margaret", "margret salow", "marg sal", "peggy", "m sallow", "amrgaret",
        "Sallow 3/5/1942", "3 may 42", nhs(7), "07700 900123", "pe29 3rb", "sallow pe29", "salow 4/5/1942",
    ],
)  # fmt: skip
def test_found_in_spite_of_slips(typed: str) -> None:
    county = northdown()
    added(county, details("Margaret", "Sallow", known_as="Peggy", nhs_number=nhs(7), mobile="+447700900123"))
    added(county, details("Kwame", "Mensah", birth_on=date(1931, 1, 2)), home=home("CB2 1TN", lines="2 Mill Road"))
    assert names(county.scopes["desk"], typed) == ["Margaret Sallow"]


def test_found_by_record_number_and_best_first() -> None:
    county = northdown()
    first = added(county, details("Ann", "Wood"))
    added(county, details("Anne", "Woodhouse"), home=home("CB2 1TN"))
    added(county, details("Hanna", "Wode"), home=home("CB2 1TN"))
    desk = county.scopes["desk"]
    assert [one.number for one in found(desk, str(first.number))] == [first.number]
    assert names(desk, "ann wood")[:2] == ["Ann Wood", "Anne Woodhouse"]
    assert names(desk, "zzyzx qqkk") == []
    assert names(desk, "a") == []


def test_another_contract_finds_nobody() -> None:
    county = northdown()
    added(county)
    other = another_county()
    assert names(other.scopes["desk"], "margaret sallow") == []


def test_the_search_takes_two_statements() -> None:
    county = northdown()
    added(county)
    assert county.scopes
    with statements() as count:
        found(county.scopes["desk"], "margaret")
    assert len(count) <= 3


def test_outside_the_county_is_no_reason_to_refuse() -> None:
    assert added(northdown(), home=home(AWAY)).address_id


def test_a_partner_that_takes_somebody_on_sees_what_was_joined_to_the_record() -> None:
    county = northdown()
    first = added(county, details(nhs_number=nhs(1)), by="nurse")
    other = added(county, details("Maggie", "Salloway", birth_on=date(1951, 2, 3)), by="nurse")
    join_people(
        call_as(county.scopes["desk"]), request=PeopleToJoin(first.person_id, other.person_id, "One person, she says")
    )
    added(county, details(nhs_number=nhs(1)), by="hospice", takes_on=True)
    with reading(county.scopes["hospice"]):
        assert set(Person.objects.values_list("id", flat=True)) == {first.person_id, other.person_id}


@pytest.mark.parametrize(
    ("kept", "typed"), [(("Margaret", "Sallow"), ("M", "Sallow")), (("M", "Sallow"), ("Margaret", "Salow"))]
)
def test_an_initial_and_a_slip_of_the_birth_date_still_look_alike(
    kept: tuple[str, str], typed: tuple[str, str]
) -> None:
    county = northdown()
    first = added(county, details(*kept, birth_on=date(1942, 5, 3)))
    with reading(county.scopes["nurse"]):
        found = known_alike(county.scopes["nurse"], PersonTraits(*typed, date(1942, 5, 13), None, "", "", ""))
    assert [one.person_id for one in found] == [first.person_id]

"""The pages that find and add people: who may, what is shown, what bad input does."""

import re

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from handrail.core.nhs_number import NhsNumber, check_nhs_number
from handrail.people.models import Address, Person
from handrail.simulation.set_up import County
from tests.ordering import Someone, seen_by, someone
from tests.persons import UNKNOWN, added, details, home, nhs
from tests.visiting import a_stop, handed, received, recorded
from tests.web.person.conftest import As

pytestmark = pytest.mark.django_db
FIND, ADD = "/people/", "/people/add/"


def typed(**changed: str) -> dict[str, str]:
    """What someone types to add a person."""
    return {
        "idempotency_key": "019cb323-e500-730d-b1a6-a48766468a35",
        "given_name": "Margaret",
        "family_name": "Sallow",
        "birth_on-day": "3",
        "birth_on-month": "5",
        "birth_on-year": "1942",
        "kind": "HOME",
        "lines": "14 Sallow Lane",
        "town": "Huntingdon",
        "postcode": "pe29 3rb",
        "contact_by": "phone",
        "phone": "01632 960001",
        "language": "en",
        "care_route": "STANDARD",
        **changed,
    }


@pytest.mark.parametrize(("wanted", "family"), [("31 feb 1933", ""), ("Harker 31 feb 1933", "Harker")])
def test_a_date_that_is_none_is_said_to_be_none(county: County, signed_in: As, wanted: str, family: str) -> None:
    who = someone(county)
    for key, page in (("nurse", FIND), ("desk", reverse("controller:call"))):
        html = signed_in(key).get(page, {"q": wanted}).content.decode()
        assert "“31 feb 1933” is not a day that anybody can have been born on" in html
        assert "Nothing was searched" in html
        assert str(who.id) not in html
    added = signed_in("desk").get(ADD, {"q": wanted}).content.decode()
    assert re.findall(r'name="family_name"[^>]*value="([^"]*)"', added) == [family]


@pytest.mark.parametrize("key", ["nurse", "desk", "manager", "hospice"])
def test_the_roles_that_may_find(signed_in: As, key: str) -> None:
    assert signed_in(key).get(FIND).status_code == 200


@pytest.mark.parametrize("key", ["depot", "driver", "commissioner", "admin"])
@pytest.mark.parametrize("address", [FIND, ADD])
def test_the_roles_that_may_not(signed_in: As, key: str, address: str) -> None:
    assert signed_in(key).get(address).status_code == 403


def test_an_authoriser_does_not_add(signed_in: As) -> None:
    assert signed_in("manager").get(ADD).status_code == 403
    assert "Add a person" not in signed_in("manager").get(FIND).content.decode()


def test_wrong_method(signed_in: As) -> None:
    assert signed_in("nurse").post(FIND).status_code == 405
    assert signed_in("nurse").delete(ADD).status_code == 405


def test_what_tells_people_apart_is_shown(county: County, signed_in: As) -> None:
    added(county, details("Margaret", "Sallow", known_as="Peggy", nhs_number=nhs(7)))
    page = signed_in("desk").get(FIND, {"q": "peggy salow"}).content.decode()
    for shown in ("Margaret Sallow", "Known as Peggy", "3 May 1942", "PE29 3RB", "14 Sallow Lane"):
        assert shown in page
    assert nhs(7)[:3] in page


def test_names_spelt_otherwise_stand_after_those_as_typed_and_say_so(county: County, signed_in: As) -> None:
    for given, family in (("Ivy", "Swallow"), ("Margaret", "Sallow")):
        added(county, details(given, family))
    desk = signed_in("desk")
    for address in (FIND, reverse("controller:call")):
        page = desk.get(address, {"q": "sallow"}).content.decode()
        assert page.index("Margaret Sallow") < page.index("Ivy Swallow") < page.index("Another spelling")
        assert page.count("Another spelling") == 1
        # Where nobody is called so, all are near: there is nothing to tell them from.
        near = desk.get(address, {"q": "salow"}).content.decode()
        assert "Margaret Sallow" in near
        assert "Another spelling" not in near


def test_the_number_on_a_label_finds_who_has_the_item(county: County, signed_in: As) -> None:
    made = added(county, details("Margaret", "Sallow"))
    with seen_by(county, "desk"):
        home = Address.objects.get(person_id=made.person_id)
    stop = a_stop(county, "MAT-010", who=Someone(made.person_id, home.pk))
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    (number,) = stop.numbers
    page = signed_in("desk").get(FIND, {"q": number.lower()}).content.decode()
    assert f'href="/people/{made.person_id}/"' in page
    elsewhere = signed_in("hospice").get(FIND, {"q": number}).content.decode()
    assert "Nobody was found" in elsewhere


def test_the_number_of_an_example_is_one_that_is_taken(signed_in: As) -> None:
    for address in (FIND, ADD):
        shown = re.findall(r"999 \d{3} \d{4}", signed_in("nurse").get(address).content.decode())
        assert shown
        for number in shown:
            assert isinstance(check_nhs_number(number, allow_test=False, only_test=True), NhsNumber)


def test_what_is_wrong_is_listed_in_the_order_of_the_page(signed_in: As) -> None:
    wanted = typed(family_name="", nhs_number="1", lines="", postcode="", phone="")
    summary = signed_in("nurse").post(ADD, wanted).content.decode().partition("There is a problem")[2]
    targets = re.findall(r'href="#([\w-]+)"', summary.partition("</ul>")[0])
    assert targets == ["family_name", "nhs_number", "lines", "postcode", "contact_by"]


@pytest.mark.parametrize(("number", "told_by"), [("", "letter"), ("01632 960001", "phone")])
def test_without_a_choice_a_person_is_told_by_phone_where_there_is_one(
    county: County, signed_in: As, number: str, told_by: str
) -> None:
    assert signed_in("nurse").post(ADD, typed(phone=number, contact_by="")).status_code == 302
    with seen_by(county, "nurse"):
        assert Person.objects.get(family_name="Sallow").contact_by == told_by


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ("12 3 1938", "Try the postcode or the name."),
        ("PE29 9QJ", "Try the birth date or the name."),
        ("Quince", "Try the birth date, the postcode or fewer letters of the name."),
    ],
)
def test_nobody_found_leads_to_what_was_not_typed(signed_in: As, asked: str, advice: str) -> None:
    page = signed_in("nurse").get(FIND, {"q": asked}).content.decode()
    assert advice in page
    assert "Streets are not searched" in page


@pytest.mark.parametrize(
    "slip",
    ["{nhs_slip}", "ME10 2BA", "ME01 2AB", "4 May 1942", "3 May 1924", "sallow 3 May 1943", "3 May 1943 ME10 2BA"],
)
@pytest.mark.parametrize("page", [FIND, "/desk/call/"])
def test_a_slip_in_a_number_finds_who_was_meant_and_says_so(
    county: County, signed_in: As, slip: str, page: str
) -> None:
    added(county, details(nhs_number=nhs(7)), home=home(postcode="ME10 2AB"))
    number = nhs(7)
    asked = slip.format(nhs_slip=number[:8] + number[9] + number[8])
    html = signed_in("desk").get(page, {"q": asked}).content.decode()
    assert "Sallow" in html
    assert "Nobody has exactly this" in html or "sallow" in asked


def test_a_number_that_is_right_finds_one_and_speaks_of_no_slip(county: County, signed_in: As) -> None:
    added(county, details(nhs_number=nhs(7)))
    html = signed_in("nurse").get(FIND, {"q": nhs(7)}).content.decode()
    assert "Sallow" in html
    assert "Nobody has exactly this" not in html


def test_an_nhs_number_that_is_none_is_said_to_be_none(county: County, signed_in: As) -> None:
    assert county.users
    html = signed_in("nurse").get(FIND, {"q": "999 123 4552"}).content.decode()
    assert "This is not an NHS number: one of its ten figures is wrong" in html


def test_telling_by_phone_without_a_phone_is_asked_about(county: County, signed_in: As) -> None:
    answer = signed_in("nurse").post(ADD, typed(phone=""))
    assert answer.status_code == 422
    assert "Give a phone number, or choose another way to tell them" in answer.content.decode()
    assert signed_in("nurse").post(ADD, typed(phone="", contact_by="letter")).status_code == 302


@pytest.mark.parametrize(("q", "said"), [("a", "Type a little more"), ("zzyzx", "Nobody was found")])
def test_nobody_is_said_in_words(signed_in: As, q: str, said: str) -> None:
    assert said in signed_in("nurse").get(FIND, {"q": q}).content.decode()


def test_what_was_typed_is_carried_to_the_form_for_somebody_new(signed_in: As) -> None:
    client = signed_in("nurse")
    page = client.get(FIND, {"q": "peggy smyth 3 may 1942 pe29 3rb"}).content.decode()
    (href,) = re.findall(r'href="([^"]*/people/add/[^"]*)"', page)
    form = client.get(href).content.decode()
    for name, value in (
        ("given_name", "Peggy"),
        ("family_name", "Smyth"),
        ("birth_on-day", "3"),
        ("birth_on-month", "5"),
        ("birth_on-year", "1942"),
        ("postcode", "PE29 3RB"),
    ):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', form), name
    assert re.search(r'<option value="en" selected', form)
    assert re.search(r'<option value="STANDARD" selected', form)


def test_a_council_that_was_filled_in_is_told(signed_in: As) -> None:
    client = signed_in("nurse")
    html = client.post(ADD, typed(), follow=True).content.decode()
    assert "The council that pays is filled in from the postcode. Change it if another council pays." in html
    (council,) = set(
        re.findall(r'<option value="([^"]+)"[^>]*>Northdown County Council</option>', client.get(ADD).content.decode())
    )
    other = typed(given_name="Bert", birth_on="1950-05-03", residence_council_id=council)
    other |= {"idempotency_key": "019cb323-e500-730d-b1a6-a48766468a36", "birth_on-year": "1950"}
    html = client.post(ADD, other, follow=True).content.decode()
    assert "Added as record" in html
    assert "filled in from the postcode. Change" not in html


def test_finding_takes_few_queries(
    county: County, signed_in: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    added(county)
    client = signed_in("desk")
    with django_assert_max_num_queries(12):
        client.get(FIND, {"q": "margaret sallow"})


def test_a_person_is_added_and_shown(county: County, signed_in: As) -> None:
    client = signed_in("nurse")
    answer = client.post(ADD, typed())
    with seen_by(county, "nurse"):
        person = Person.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("person:person", args=[person.pk])
    page = client.get(answer["Location"]).content.decode()
    assert f"Added as record {person.number}." in page


def test_a_double_tap_adds_once(county: County, signed_in: As) -> None:
    client = signed_in("nurse")
    assert client.post(ADD, typed())["Location"] == client.post(ADD, typed())["Location"]
    with seen_by(county, "nurse"):
        assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nhs_number": "999 000 0108"}, "This is not an NHS number"),
        ({"nhs_number": "943 476 5919"}, "This is a demo. Use a test NHS number"),
        ({"birth_on-day": "30", "birth_on-month": "2"}, "must be a real date"),
        ({"birth_on-year": "2027"}, "Birth date must be today or in the past"),
        ({"postcode": "QQ1 1"}, "Enter a full UK postcode"),
        ({"given_name": ""}, "Enter first names"),
        ({"pin": "here"}, "must be two numbers"),
        ({"postcode": UNKNOWN, "pin": "https://maps.app.goo.gl/AbC123"}, "This link does not say where the place is"),
        ({"postcode": UNKNOWN, "pin": "TL 23 71"}, "This grid reference is too short to find a door"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(signed_in: As, wrong: dict[str, str], said: str) -> None:
    answer = signed_in("nurse").post(ADD, typed(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert 'value="14 Sallow Lane"' in page
    assert all(value.split()[0] in page for value in wrong.values() if value)


def test_an_unknown_postcode_is_asked_about_once(county: County, signed_in: As) -> None:
    client = signed_in("nurse")
    asked = client.post(ADD, typed(postcode=UNKNOWN))
    assert asked.status_code == 422
    assert "Keep this postcode, it is right" in asked.content.decode()
    key = re.search(r'name="idempotency_key" value="([^"]+)"', asked.content.decode())
    assert key
    kept = client.post(ADD, typed(postcode=UNKNOWN, keep_unknown="true", idempotency_key=key[1]))
    assert kept.status_code == 302


@pytest.mark.parametrize(
    "pin", ["TL 36540 50520", "https://www.google.com/maps/@52.136157,-0.006337,17z", "52.136157, -0.006337"]
)
def test_an_unknown_postcode_is_placed_by_what_was_copied_from_a_map(county: County, signed_in: As, pin: str) -> None:
    assert signed_in("nurse").post(ADD, typed(postcode=UNKNOWN, pin=pin)).status_code == 302
    with seen_by(county, "nurse"):
        address = Address.objects.get()
    assert (address.placed_by, round(address.easting or 0, -2), round(address.northing or 0, -2)) == (
        "PIN", 536_500, 250_500,
    )  # fmt: skip


def test_those_who_look_alike_are_shown_with_reasons_and_an_explanation_goes_on(county: County, signed_in: As) -> None:
    first = added(county, details("Margaret", "Sallow"))
    client = signed_in("therapist")
    asked = client.post(ADD, typed(given_name="Peggy"))
    page = asked.content.decode()
    assert asked.status_code == 422
    for shown in ("Is it one of these?", "First name is short for the other", "Same birth date", "Same address"):
        assert shown in page
    assert reverse("person:person", args=[first.person_id]) in page
    assert f"<p>{home().lines}, {home().postcode}</p>" in page
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert key
    gone_on = client.post(ADD, typed(given_name="Peggy", why_new="Her sister", idempotency_key=key[1]))
    assert gone_on.status_code == 302
    sister = gone_on["Location"].strip("/").split("/")[-1]
    side = signed_in("desk").get(reverse("person:join_people", args=[first.person_id, sister])).content.decode()
    assert "Her sister" in side.partition("The other record")[2]
    assert "They are two people" in side


def test_a_hospice_takes_on_a_person(county: County, signed_in: As) -> None:
    first = added(county, details(nhs_number=nhs(1)))
    client = signed_in("hospice")
    assert client.get(reverse("person:person", args=[first.person_id])).status_code == 404
    asked = client.post(ADD, typed(nhs_number=nhs(1)))
    assert "I look after this person now" in asked.content.decode()
    taken = client.post(
        ADD, typed(nhs_number=nhs(1), takes_on="true", idempotency_key="019cb323-e500-730d-b1a6-a48766468a36")
    )
    assert taken["Location"] == reverse("person:person", args=[first.person_id])
    assert client.get(taken["Location"]).status_code == 200


def test_a_hospice_is_told_of_somebody_alike_whom_it_may_not_see_and_says_why(county: County, signed_in: As) -> None:
    first = added(county, details("Margaret", "Sallow", mobile="+447700900123"), home=home(lines="16 Weir Lane"))
    client = signed_in("hospice")
    answer = client.post(ADD, typed(given_name="Peggy"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("a name like this, this birth date and this postcode. You cannot see that record.") == 2
    assert "call the service desk on 01632\N{NO-BREAK SPACE}960\N{NO-BREAK SPACE}100" in page
    assert 'id="why_new"' in page
    for hidden in ("Margaret Sallow", "16 Weir Lane", "07700 900123", str(first.number), str(first.person_id)):
        assert hidden not in page
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)
    assert key
    gone_on = client.post(ADD, typed(given_name="Peggy", why_new="Her cousin", idempotency_key=key[1]))
    assert gone_on.status_code == 302
    assert client.get(gone_on["Location"]).status_code == 200


def test_the_search_box_has_the_focus_until_something_is_found(signed_in: As) -> None:
    client = signed_in("nurse")
    assert " autofocus" in client.get(reverse("person:find")).content.decode()
    assert " autofocus" not in client.get(reverse("person:find"), {"q": "peggy smyth"}).content.decode()

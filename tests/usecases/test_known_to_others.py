"""Adding a person whom only other partners know: what a partner that sees its own people is told, what it is not, what
stays in the log, and how often it may ask."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings as Settings
from django.db import connection

from handrail.core.models import Audit, AuditSubject
from handrail.core.moment import now_is
from handrail.core.refusal import Refused
from handrail.identity.calls import Call, reading
from handrail.people.models import Person
from handrail.people.rules.records import PersonDetails
from handrail.simulation.set_up import County
from handrail.usecases.add_person import MOST_TOLD, PersonToAdd, add_person
from tests.ordering import seen_by
from tests.persons import added, codes_of, details, home, nhs
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db

BOTH, BIRTH = "ALIKE_ELSEWHERE_BY_BOTH", "ALIKE_ELSEWHERE_BY_BIRTH"
POSTCODE = "ALIKE_ELSEWHERE_BY_POSTCODE"
ELSEWHERE = home("PE13 2AA", lines="1 Quay")


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """Test numbers are taken, as in the demo."""
    settings.DEMO_MODE = True


def hinted(county: County, who: PersonDetails, **also: object) -> Refused:
    """The refusal that the hospice gets for somebody to add without a reason."""
    with pytest.raises(Refused) as refused:
        added(county, who, by="hospice", **{"why_new": "", **also})
    return refused.value


@pytest.mark.parametrize(
    ("who", "where", "code"),
    [
        (details(), home(), BOTH),
        (details(), ELSEWHERE, BIRTH),
        (details("Peggy", "Salow"), home(), BOTH),
        (details("Margret", "Sallow", birth_on=date(1942, 5, 4)), home(lines="Flat 2"), POSTCODE),
        (details("Sallow", "Margaret"), ELSEWHERE, BIRTH),
        (details(nhs_number=nhs(9)), home(), BOTH),
    ],
)
def test_somebody_alike_out_of_sight_is_told_of_by_what_matches(who: PersonDetails, where: object, code: str) -> None:
    county = northdown()
    added(county, by="nurse")
    assert codes_of(hinted(county, who, home=where)) == [(code, "why_new")]
    made = added(county, who, by="hospice", home=where, why_new="Asked: her cousin")
    assert not made.was_known


def test_nothing_of_the_other_record_is_told() -> None:
    county = northdown()
    added(county, details("Margaret", "Sallow", nhs_number=nhs(1), mobile="+447700900123"), by="nurse")
    added(county, details("Margaret", "Sallow"), by="nurse", home=home(lines="16 Sallow Lane"))
    (reason,) = hinted(county, details("Peggy", "Salow")).reasons
    assert reason.params == ()
    with seen_by(county, "hospice"):
        assert not Person.objects.exists()
        hidden = AuditSubject.objects.filter(person_id__isnull=False)
        assert not hidden.exists()


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (details("Margaret", "Sallow", birth_on=date(1961, 1, 9)), ELSEWHERE),
        (details("Margaret", "Sallow", birth_on=date(1942, 5, 4)), ELSEWHERE),
        (details("Kwame", "Mensah"), home()),
        (details("Bertram", "Sallow"), ELSEWHERE),
    ],
)
def test_less_than_a_name_with_a_birth_date_or_postcode_is_told_to_nobody(who: PersonDetails, where: object) -> None:
    county = northdown()
    added(county, by="nurse")
    assert added(county, who, by="hospice", home=where, why_new="").number


def test_whom_the_partner_serves_is_shown_and_another_contract_is_not_told_of() -> None:
    county, other = northdown(), another_county()
    first = added(county, by="hospice")
    added(other, details("Kwame", "Mensah"), by="nurse")
    refused = hinted(county, details("Peggy", "Sallow"))
    assert codes_of(refused) == [("LOOKS_ALIKE", "why_new")]
    assert dict(refused.reasons[0].params)["person_id"] == str(first.person_id)
    assert added(county, details("Kwame", "Mensah"), by="hospice", home=ELSEWHERE, why_new="").number


def test_a_partner_that_sees_all_asks_nothing_of_the_function() -> None:
    county = northdown()
    added(county, by="hospice")
    with reading(county.scopes["nurse"]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_alike_elsewhere('{margaret,sallow}', ARRAY['', ''], '{}', '1942-05-03')")
        assert cursor.fetchall() == []


def test_what_was_told_and_the_reason_are_in_the_log() -> None:
    county = northdown()
    first = added(county, by="nurse")
    hinted(county, details())
    made = added(county, details(), by="hospice", why_new="Asked: her cousin")
    with seen_by(county, "nurse"):
        (told,) = Audit.objects.filter(event="TOLD_OF_ELSEWHERE")
        about = set(AuditSubject.objects.filter(audit=told).values_list("subject", "person_id"))
        assert Audit.objects.filter(event="PERSON_ADDED", subjects__subject=f"person:{made.person_id}").count() == 1
    user_id = county.scopes["hospice"].user_id
    assert told.actor_id == user_id
    assert about == {(f"person:{first.person_id}", first.person_id), (f"asker:{user_id}", None)}


def test_what_an_nhs_number_told_is_in_the_log_too() -> None:
    county = northdown()
    first = added(county, details(nhs_number=nhs(1)), by="nurse")
    assert codes_of(hinted(county, details(nhs_number=nhs(1)))) == [("KNOWN_ELSEWHERE", "takes_on")]
    assert codes_of(hinted(county, details("Other", "Name", nhs_number=nhs(1)))) == [("NHS_NUMBER_TAKEN", "nhs_number")]
    with seen_by(county, "nurse"):
        told = AuditSubject.objects.filter(person_id=first.person_id, audit__event="TOLD_OF_ELSEWHERE")
        assert told.count() == 2


def test_after_so_many_answers_within_an_hour_there_are_no_more() -> None:
    county = northdown()
    added(county, details(nhs_number=nhs(1)), by="nurse")
    for _ in range(MOST_TOLD):
        assert codes_of(hinted(county, details())) == [(BOTH, "why_new")]
    too_often = [("ASKED_TOO_OFTEN", "why_new")]
    assert codes_of(hinted(county, details())) == too_often
    # The same whether somebody is known or not, or the refusal would tell it.
    assert codes_of(hinted(county, details("Kwame", "Mensah"), home=ELSEWHERE)) == too_often
    assert codes_of(hinted(county, details(nhs_number=nhs(1)), why_new="Asked", takes_on=True)) == too_often
    assert added(county, details("Kwame", "Mensah"), by="hospice", home=ELSEWHERE, why_new="Asked").number
    later = call_as(county.scopes["hospice"])
    later = Call(later.scope, now_is(later.at.recorded_at + timedelta(hours=1, minutes=1)))
    with pytest.raises(Refused) as refused:
        add_person(later, request=PersonToAdd(details(), home()))
    assert codes_of(refused.value) == [(BOTH, "why_new")]

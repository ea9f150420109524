"""How a person of several records is reached: what the record in front does not know, another may."""

from typing import Any

import pytest

from handrail.people.rules.contact import ContactWays, RecordWays, after_join, contact_of
from handrail.people.states import ContactBy
from handrail.wording.contact import nhs_numbers, no_contact_by, stands_in_front, two_numbers

ONE, OTHER = "9990000018", "9990000026"
MOBILE, HOME = "07700 900123", "01632 960001"


def record(number: int = 1, **known: Any) -> RecordWays:
    nothing = {"nhs_number": "", "nhs_number_status": "07", "phone": "", "mobile": "", "email": ""}
    return RecordWays(number, **{**nothing, "contact_by": ContactBy.PHONE, **known})


def test_what_the_front_does_not_know_comes_from_the_other() -> None:
    other = record(2, nhs_number=ONE, nhs_number_status="01", mobile=MOBILE, phone=HOME, email="peg@example.org")
    found = contact_of([record(1), other])
    assert (found.nhs_number, found.nhs_number_status) == (ONE, "01")
    assert (found.phone, found.phones, found.email) == (MOBILE, (MOBILE, HOME), "peg@example.org")


def test_the_front_comes_first_and_nothing_stands_twice() -> None:
    front = record(1, nhs_number=ONE, phone=HOME, email="peg@example.org")
    other = record(2, nhs_number=ONE, mobile=MOBILE, phone="+44 1632 960001", email="Peg@example.org")
    third = record(3, phone=HOME, email="son@example.org")
    found = contact_of([front, other, third])
    assert found.phones == (HOME, MOBILE)
    assert found.emails == ("peg@example.org", "son@example.org")
    assert (found.nhs_numbers, two_numbers(found)) == ((front,), "")


@pytest.mark.parametrize(
    ("front", "other", "wish"),
    [
        ({"contact_by": ContactBy.TEXT, "mobile": MOBILE}, {"contact_by": ContactBy.NONE}, ContactBy.NONE),
        ({"contact_by": ContactBy.NONE}, {"contact_by": ContactBy.TEXT, "mobile": MOBILE}, ContactBy.NONE),
        ({}, {"contact_by": ContactBy.TEXT, "mobile": MOBILE}, ContactBy.TEXT),
        ({}, {"contact_by": ContactBy.EMAIL, "email": "peg@example.org"}, ContactBy.EMAIL),
        ({"phone": HOME}, {"contact_by": ContactBy.TEXT, "mobile": MOBILE}, ContactBy.PHONE),
        ({"contact_by": ContactBy.LETTER}, {"phone": HOME}, ContactBy.PHONE),
        ({"contact_by": ContactBy.LETTER, "phone": HOME}, {"phone": HOME}, ContactBy.LETTER),
        ({"contact_by": ContactBy.CARER}, {"phone": HOME}, ContactBy.CARER),
        ({"contact_by": ContactBy.EMAIL}, {"contact_by": ContactBy.TEXT}, ContactBy.EMAIL),
    ],
)
def test_the_wish_is_the_first_that_somebody_chose_and_no_contact_binds(
    front: dict[str, Any], other: dict[str, Any], wish: ContactBy
) -> None:
    assert contact_of([record(1, **front), record(2, **other)]).contact_by is wish


def test_who_asks_for_no_contact_is_said_where_it_is_not_the_front() -> None:
    assert no_contact_by(contact_of([record(1), record(2, contact_by=ContactBy.NONE)])) == "Record 2 says so"
    assert no_contact_by(contact_of([record(1, contact_by=ContactBy.NONE), record(2)])) == ""
    assert no_contact_by(contact_of([record(1), record(2)])) == ""


def joined(front: RecordWays, behind: RecordWays) -> ContactWays:
    return after_join(contact_of([front]), contact_of([behind]))


def test_before_a_join_it_is_said_what_stands_in_front_after_it() -> None:
    front = record(7, nhs_number=ONE, contact_by=ContactBy.LETTER)
    behind = record(4, nhs_number=OTHER, mobile=MOBILE)
    after = joined(front, behind)
    assert after == contact_of([front, behind])
    assert stands_in_front(after).replace("\xa0", " ") == (
        "Shown then: NHS number 999 000 0018, phone 07700 900 123, no email, likes to be told by: phone"
    )
    assert [said.replace("\xa0", " ") for said in nhs_numbers(after)] == [
        "999 000 0018 (record 7)",
        "999 000 0026 (record 4)",
    ]
    assert two_numbers(after)


def test_of_several_records_the_oldest_comes_first_behind_the_front() -> None:
    front, behind = contact_of([record(7), record(9, phone=HOME)]), contact_of([record(8), record(3, mobile=MOBILE)])
    assert [one.number for one in after_join(front, behind).records] == [7, 3, 8, 9]

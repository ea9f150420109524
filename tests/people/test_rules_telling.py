"""How each person is told: their own choice first, their helper where they asked for it, never against their wish."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handrail.core.channels import Channel
from handrail.people.rules.telling import Listener, Reachable, Way, way_to_tell
from handrail.people.states import CommunicationNeed, ContactBy

TODAY = date(2026, 3, 3)
HOME, MOBILE, LANDLINE, MAIL = "14 Sallow Lane, PE29 3RB", "07700 900123", "01632 960001", "w@example.org"
WINIFRED = Reachable(
    person=Listener("", (MOBILE, LANDLINE), MAIL),
    helper=Listener("Ivy", ("07700 900999",), "ivy@example.org"),
    birth_on=date(1941, 5, 9),
    contact_by=ContactBy.PHONE,
    needs=(),
    interpreter_needed=False,
    address=HOME,
)
BY_SMS, BY_MAIL = Way(Channel.SMS, "07700900123"), Way(Channel.EMAIL, MAIL)
BY_PHONE, BY_LETTER = Way(Channel.PHONE, MOBILE), Way(Channel.LETTER, HOME)
TO_IVY = Way(Channel.SMS, "07700900999", to_helper=True)


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({"contact_by": ContactBy.TEXT}, BY_SMS),
        ({"contact_by": ContactBy.EMAIL}, BY_MAIL),
        ({"contact_by": ContactBy.EMAIL, "person": Listener("", (MOBILE, LANDLINE), "w at example")}, BY_SMS),
        ({"contact_by": ContactBy.PHONE}, BY_PHONE),
        ({"contact_by": ContactBy.LETTER}, BY_LETTER),
        ({"contact_by": ContactBy.NONE}, None),
        ({"contact_by": ContactBy.CARER}, TO_IVY),
        ({"contact_by": ContactBy.CARER, "helper": None}, BY_PHONE),
        ({"needs": (CommunicationNeed.WITH_CARER,)}, TO_IVY),
        ({"birth_on": date(2010, 3, 4), "contact_by": ContactBy.TEXT}, TO_IVY),
        ({"birth_on": date(2010, 3, 3), "contact_by": ContactBy.TEXT}, BY_SMS),
        # A land line takes no text, and no e-mail is known: somebody rings.
        ({"contact_by": ContactBy.TEXT, "person": Listener("", ("", LANDLINE))}, Way(Channel.PHONE, LANDLINE)),
        ({"contact_by": ContactBy.TEXT, "person": Listener("", (LANDLINE,), MAIL)}, BY_MAIL),
        ({"contact_by": ContactBy.EMAIL, "person": Listener("", (MOBILE,))}, BY_SMS),
        ({"needs": (CommunicationNeed.NO_PHONE,)}, BY_SMS),
        ({"needs": (CommunicationNeed.EASY_READ,), "contact_by": ContactBy.TEXT}, BY_PHONE),
        ({"needs": (CommunicationNeed.BRAILLE, CommunicationNeed.NO_PHONE)}, BY_LETTER),
        ({"needs": (CommunicationNeed.LARGE_PRINT,), "contact_by": ContactBy.EMAIL}, BY_MAIL),
        ({"interpreter_needed": True, "contact_by": ContactBy.TEXT}, BY_PHONE),
        ({"person": Listener()}, BY_LETTER),
        ({"person": Listener(), "address": ""}, None),
    ],
)  # fmt: skip
def test_the_way_is_the_person_s_own(facts: dict[str, Any], way: Way | None) -> None:
    assert way_to_tell(replace(WINIFRED, **facts), today=TODAY) == way


def test_calls_and_letters_are_done_by_hand() -> None:
    assert [way.by_hand for way in (BY_SMS, BY_MAIL, BY_PHONE, BY_LETTER)] == [False, False, True, True]

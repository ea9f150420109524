"""The users that `make demo` prints are those that the first page offers, in the same groups and order."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from handrail.core.clock import now
from handrail.identity.queries import demo_users
from handrail.simulation.demo import users
from handrail.simulation.northdown import STAFF
from handrail.wording import say
from tests.situations import another_county, northdown

pytestmark = pytest.mark.django_db


def test_all_are_printed_as_the_first_page_offers_them(client: Client, settings: LazySettings) -> None:
    settings.DEMO_MODE = True
    northdown()
    another_county()
    printed = [(role, [name for name, _ in members]) for role, members in users()]
    assert sum(len(names) for _, names in printed) == len(STAFF)
    offered: dict[str, list[str]] = {}
    for user in demo_users(today=now().date()):
        offered.setdefault(say(user.role), []).append(user.name)
    assert list(offered.items()) == printed
    page = client.get(reverse("account_login")).content.decode()
    assert re.findall(r'hr-person-button__name">([^<]+)<', page) == [
        name.replace("'", "&#39;") for _, names in printed for name in names
    ]
    assert [role for role, _ in printed] == re.findall(r'<h3 class="nhsuk-heading-s">([^<]+)</h3>', page)

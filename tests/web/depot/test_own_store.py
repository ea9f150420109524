"""The store from which something is issued: the only one, the user's own, or one that they choose."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from handrail.simulation.set_up import County
from handrail.web.depot.issue import store_at_first
from tests.ordering import someone
from tests.web.depot.conftest import SignedIn

FIRST, SECOND, ELSEWHERE = (UUID(int=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("stores", "own", "chosen"),
    [
        ([FIRST], None, str(FIRST)),
        ([FIRST, SECOND], SECOND, str(SECOND)),
        ([FIRST, SECOND], ELSEWHERE, ""),
        ([FIRST, SECOND], None, ""),
        ([], None, ""),
    ],
)
def test_no_store_of_others_is_chosen_beforehand(stores: list[UUID], own: UUID | None, chosen: str) -> None:
    assert store_at_first(stores, own) == chosen


@pytest.mark.django_db
def test_whoever_has_no_store_of_their_own_chooses_one(signed_in: SignedIn, county: County) -> None:
    assert county.scopes["ward"].depot_id is None
    html = signed_in("ward").get(f"{reverse('depot:issue')}?person={someone(county).id}").content.decode()
    stores = html.partition('name="place"')[2].partition("</select>")[0]
    assert stores.count("<option") > 2
    assert re.findall(r'<option value="([^"]*)" selected', stores) in ([], [""])

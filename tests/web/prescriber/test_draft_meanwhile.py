"""What becomes of a draft when the world went on: its person's record was joined, somebody died, the catalogue grew."""

from dataclasses import replace

import pytest
from django.test import Client

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.orders.models import Draft, Order
from handrail.people.rules.life_events import LifeEventWanted
from handrail.people.states import LifeEventKind
from handrail.simulation.set_up import County
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.part_people import PeopleToPart, part_people
from handrail.usecases.record_life_event import record_life_event
from handrail.web.prescriber import place_order, review_order
from handrail.web.prescriber.reference import Reference, reference
from tests.ordering import Someone, seen_by, someone
from tests.situations import call_as
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start, whole
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db


def drafted(county: County, who: Someone, **more: str) -> tuple[Client, str]:
    """A nurse with a draft that lacks nothing, and its address."""
    nurse = signed_in(county, "nurse")
    return nurse, post(nurse, start(county, who), "save", **basket("TOI-030", **whole(who, county), **more))


def test_a_draft_on_a_record_that_was_joined_goes_on_under_the_one_in_front(county: County) -> None:
    kept, joined = someone(county), someone(county, name="Winnie Harker")
    nurse, path = drafted(county, joined)
    join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(kept.id, joined.id, "One person"))
    assert nurse.get(start(county, kept))["Location"] == path
    ring = basket("TOI-030", **whole(joined, county), note="Ring twice", seen_version="1")
    assert post(nurse, path, "save", **ring) == path
    html = nurse.get(f"{path}review/").content.decode()
    assert "Ring twice" in html
    sent = nurse.post(f"{path}review/", {"idempotency_key": key_of(html), "seen_version": "2"})
    assert sent.status_code == 302
    with seen_by(county, "nurse"):
        assert list(Order.objects.values_list("person_id", "note")) == [(kept.id, "Ring twice")]
        assert not Draft.objects.exists()


def test_it_goes_back_with_its_record_when_the_two_are_parted(county: County) -> None:
    kept, joined = someone(county), someone(county, name="Winnie Harker")
    nurse, path = drafted(county, joined)
    join = join_people(call_as(county.scopes["desk"]), request=PeopleToJoin(kept.id, joined.id, "One person"))
    post(nurse, path, "save", **basket("TOI-030"), seen_version="1")
    part_people(call_as(county.scopes["desk"]), request=PeopleToPart(join.join_id, "Two people after all"))
    assert nurse.get(start(county, joined))["Location"] == path
    assert "Nothing in the basket yet" in nurse.get(start(county, kept)).content.decode()


def test_a_draft_for_somebody_who_died_is_kept_and_says_why_it_cannot_be_sent(county: County) -> None:
    who = someone(county)
    nurse, path = drafted(county, who)
    died = LifeEventWanted(who.id, LifeEventKind.DEATH, now().date(), "Her daughter")
    record_life_event(call_as(county.scopes["desk"]), request=died)
    assert post(nurse, path, "save", seen_version="1", **basket("TOI-030")) == path
    answer = nurse.post(f"{path}review/", {"idempotency_key": str(fresh_id()), "seen_version": "2"})
    assert answer["Location"] == f"{path}?check=yes"
    assert "This person died on Tuesday 3 March 2026" in nurse.get(answer["Location"]).content.decode()


def test_a_product_that_is_newer_than_what_the_page_remembers_is_shown_before_it_is_sent(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each web process remembers the offer of the contract for half a minute; another knows the product already."""
    who = someone(county)
    nurse, path = drafted(county, who)

    def older(*asked: object) -> Reference:
        offered = reference(county.scopes["nurse"], now_is(now()).today)
        return replace(offered, products={code: one for code, one in offered.products.items() if code != "TOI-030"})

    with seen_by(county, "nurse"):
        name = reference(county.scopes["nurse"], now_is(now()).today).products["TOI-030"].name
    for module in (place_order, review_order):
        monkeypatch.setattr(module, "reference", older)
    assert name in nurse.get(f"{path}review/").content.decode()

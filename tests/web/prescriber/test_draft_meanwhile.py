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


def test_what_another_window_changed_is_told_in_the_words_of_the_page(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page = f"/prescribing/people/{who.id}/order/"
    first = {"line-0-code": "TOI-030", "line-0-quantity": "1", "line-0-speed": "deliver_5d", "care_route": "STANDARD"}
    path = nurse.post(page, {"do": "save", **first})["Location"].partition("?")[0]
    others = {
        "line-0-quantity": "2",
        "goal": "To wash",
        "care_route": "CONTINUING_HEALTH_CARE",
        "discharge_on-day": "5",
    }
    nurse.post(path, {"do": "save", "seen_version": "1", **first, **others})
    html = nurse.post(path, {"do": "save", "seen_version": "1", **first, "goal": "To stand"}).content.decode()
    told = " ".join(html.split("hr-changes")[1].split("</ul>")[0].split())
    for words in ("Item 1", "2 x Commode, legs adjust, 5 working days", "What does the person want", "To wash",
                  "Continuing health care", "Day they go home"):  # fmt: skip
        assert words in told
    for code in ("line 0", "goal", "CONTINUING_H", "STANDARD", "deliver_5d", "discharge"):
        assert code not in told


def test_the_day_of_delivery_is_asked_as_soon_as_a_chosen_date_is_wanted(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    line = {"line-0-code": "TOI-030", "line-0-quantity": "1", "line-0-speed": "deliver_5d"}
    page = f"/prescribing/people/{who.id}/order/"
    path = nurse.post(page, {"do": "save", **line, "line-0-on-day": "45"})["Location"].partition("?")[0]
    html = nurse.get(path).content.decode()
    # There before it is wanted, and shown by the choice alone: no button, no script.
    assert 'name="line-0-on-day"' in html
    assert html.count("data-reveals") == 1
    # What stands in a box that is out of sight stops nothing.
    assert 'href="#line-0-on' not in nurse.get(f"{path}?check=yes").content.decode()
    dated = {**line, "line-0-speed": "deliver_chosen_date", "line-0-on-day": "45", "seen_version": "1"}
    nurse.post(path, {"do": "save", **dated})
    assert 'href="#line-0-on' in nurse.get(f"{path}?check=yes").content.decode()

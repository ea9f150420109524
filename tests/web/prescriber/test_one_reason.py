"""One weight above the limits of several items asks for one reason; each check keeps it in its own record."""

import re

import pytest

from handrail.orders.models import Check
from handrail.simulation.set_up import County
from tests.ordering import seen_by, someone
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start, whole
from tests.web.prescribing import key_of

pytestmark = pytest.mark.django_db

SERVED = "Your reason above counts for this too."


def boxes(html: str) -> list[str]:
    """The boxes for reasons that the page has."""
    return re.findall(r'<textarea[^>]*name="(reason-[^"]+)"', html)


def shown_at(html: str) -> dict[str, str]:
    """What the page carries of checks that share a box."""
    return dict(re.findall(r'name="(reasoned-[^"]+)" value="([^"]+)"', html))


def test_one_box_is_shown_and_its_words_go_with_every_item(county: County) -> None:
    nurse, who = signed_in(county, "nurse"), someone(county)
    typed = {**basket("TOI-030", "TOI-020", "SEA-010"), **whole(who, county), "weight_kg": "172"}
    path = post(nurse, start(county, who), "save", **typed)
    html = nurse.get(path).content.decode()
    assert html.count("The person weighs 172 kg. The item carries up to 160 kg") >= 3
    assert "Give a reason for 1 check" in html
    (box,) = boxes(html)
    assert html.count(SERVED) == 2
    label = html.partition("Your reason for going on with ")[2].partition("<")[0]
    assert all(name in label for name in ("Commode, legs adjust", "Toilet frame", "Perching stool"))
    wrong = nurse.get(f"{path}?check=yes").content.decode()
    assert wrong.partition("nhsuk-error-summary__list")[2].partition("</ul>")[0].count("href=") == 1
    post(nurse, path, "save", **typed, **shown_at(html), **{box: "Only to stand up"}, seen_version="1")
    html = nurse.get(f"{path}review/").content.decode()
    sent = nurse.post(f"{path}review/", {"idempotency_key": key_of(html), "seen_version": "2"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    with seen_by(county, "nurse"):
        kept = list(Check.objects.filter(code="CHECK_TOO_HEAVY").values_list("reason", flat=True))
    assert kept == ["Only to stand up"] * 3


def test_an_item_that_is_added_after_the_reason_was_written_asks_for_its_own(county: County) -> None:
    """Given a reason for two items, when a third of the same limit is added, then the page asks for a reason for it
    and the two keep theirs."""
    nurse, who = signed_in(county, "nurse"), someone(county)
    first, weight = basket("TOI-030", "TOI-020"), {"weight_kg": "172"}
    path = post(nurse, start(county, who), "save", **first, **whole(who, county), **weight)
    html = nurse.get(path).content.decode()
    (box,) = boxes(html)
    typed = {**whole(who, county), **weight, **shown_at(html), box: "It is fixed to the wall"}
    post(nurse, path, "save", **first, **typed, seen_version="1")
    assert "Give a reason for" not in nurse.get(path).content.decode()
    post(nurse, path, "save", **basket("TOI-030", "TOI-020", "SEA-010"), **typed, seen_version="2")
    html = nurse.get(f"{path}?check=yes").content.decode()
    own = "reason-limit-SEA-010-CHECK_TOO_HEAVY"
    assert boxes(html) == [box, own]
    assert "Give a reason for 1 check" in html
    assert f'id="{own}-error"' in html
    assert nurse.get(f"{path}review/").status_code == 302
    post(nurse, path, "save", **basket("TOI-030", "TOI-020", "SEA-010"), **typed, **{own: "To wash"}, seen_version="3")
    seen = nurse.get(f"{path}review/").content.decode()
    assert (seen.count("It is fixed to the wall"), seen.count("To wash")) == (2, 1)


def test_an_item_that_was_out_of_the_order_as_the_reason_was_written_asks_for_its_own(county: County) -> None:
    """Given three items that share an empty box, when one is taken out, the reason written, and the item put in again,
    then the page asks for a reason for it."""
    nurse, who = signed_in(county, "nurse"), someone(county)
    three, two = basket("TOI-030", "TOI-020", "SEA-010"), basket("TOI-030", "TOI-020")
    typed = {**whole(who, county), "weight_kg": "172"}
    path = post(nurse, start(county, who), "save", **three, **typed)
    html = nurse.get(path).content.decode()
    post(nurse, path, "save", **two, **typed, **shown_at(html), seen_version="1")
    html = nurse.get(path).content.decode()
    (box,) = boxes(html)
    post(nurse, path, "save", **two, **typed, **shown_at(html), **{box: "It is fixed"}, seen_version="2")
    post(nurse, path, "save", **three, **typed, **shown_at(html), **{box: "It is fixed"}, seen_version="3")
    assert "Give a reason for 1 check" in nurse.get(path).content.decode()


def test_a_reason_is_kept_however_much_its_check_is_about(county: County) -> None:
    """A hoist goes with one of so many slings that the field's name has more than 120 letters."""
    therapist, who = signed_in(county, "therapist"), someone(county)
    typed = {**basket("HST-010"), **whole(who, county)}
    path = post(therapist, start(county, who), "save", **typed)
    (box,) = [box for box in boxes(therapist.get(path).content.decode()) if len(box) > 120]
    post(therapist, path, "save", **typed, **{box: "They have their own sling"}, seen_version="1")
    assert "They have their own sling" in therapist.get(path).content.decode()

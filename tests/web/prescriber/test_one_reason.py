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
    post(nurse, path, "save", **typed, **{box: "Only to stand up"}, seen_version="1")
    html = nurse.get(f"{path}review/").content.decode()
    sent = nurse.post(f"{path}review/", {"idempotency_key": key_of(html), "seen_version": "2"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    with seen_by(county, "nurse"):
        kept = list(Check.objects.filter(code="CHECK_TOO_HEAVY").values_list("reason", flat=True))
    assert kept == ["Only to stand up"] * 3


def test_what_was_written_at_another_of_them_stays_in_sight(county: County) -> None:
    nurse, who = signed_in(county, "nurse"), someone(county)
    other = "reason-limit-TOI-020-CHECK_TOO_HEAVY"
    typed = {**basket("TOI-030", "TOI-020"), **whole(who, county), "weight_kg": "172", other: "It is fixed"}
    html = nurse.get(post(nurse, start(county, who), "save", **typed)).content.decode()
    assert other in boxes(html)
    assert "It is fixed" in html
    assert "Give a reason for" not in html


def test_a_reason_is_kept_however_much_its_check_is_about(county: County) -> None:
    """A hoist goes with one of so many slings that the field's name has more than 120 letters."""
    therapist, who = signed_in(county, "therapist"), someone(county)
    typed = {**basket("HST-010"), **whole(who, county)}
    path = post(therapist, start(county, who), "save", **typed)
    (box,) = [box for box in boxes(therapist.get(path).content.decode()) if len(box) > 120]
    post(therapist, path, "save", **typed, **{box: "They have their own sling"}, seen_version="1")
    assert "They have their own sling" in therapist.get(path).content.decode()

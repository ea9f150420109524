"""The page of what is promised of the provider: beside what is measured, by date, changed measure by measure."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.simulation.set_up import County
from tests.visiting import a_stop, handed, received, recorded
from tests.web.money.test_pool_pages import words_of
from tests.web.pages import signed_in
from tests.web.terms.test_terms_pages import MAY, key, opened, version_in

pytestmark = pytest.mark.django_db
GIVEN = {
    "target": "97.5", "tolerance": "", "how": "Lines due in the month", "exclusions": ["severe_weather"],
    "consequence": "A plan", "credit": "2", "fee": "management_fee",
}  # fmt: skip


def sent(county: County, measure: str, seen: str = "", **given: Any) -> Any:
    data = {"idempotency_key": str(fresh_id()), "seen_version": seen, **MAY, **GIVEN, **given}
    return signed_in(county, "money").post(reverse("terms:change_kpi", args=[measure]), data)


def test_each_measure_stands_beside_what_is_measured(county: County) -> None:
    """Nothing but specials of spend is measured: a delivered bed is no special, so 0% of at most 8% is kept."""
    assert "Nothing to measure yet" in opened(signed_in(county, "commissioner"), "kpi")
    stop = a_stop(county, "BED-010")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    shown = opened(signed_in(county, "commissioner"), "kpi")
    assert "Delivered in time Promised At least 98%, 1% tolerance Measured Not measured yet" in shown
    assert "Specials, of what was spent Promised At most 8%, 2% tolerance Measured 0.0%" in shown
    assert "April 2025 to March 2026, Kept" in shown
    assert "Visits that failed Promised No target is agreed Measured Not measured yet" in shown
    assert "Not counted: Person chose a later day" in shown
    assert "2% of Fixed management fee for the month is credited" in shown
    assert "Change" not in shown.partition("By date")[0].partition("What holds today")[2]


def test_a_target_is_shown_beside_what_holds_then_saved_and_taken_back(county: County) -> None:
    answer = sent(county, "delivered_in_time")
    shown = words_of(answer)
    assert answer.status_code == 200
    assert "Until then Promised At least 98%, 1% tolerance" in shown
    assert "From 1 May 2026 Promised At least 97.5% How it is counted Lines due in the month" in shown
    assert sent(county, "delivered_in_time", version_in(answer)).status_code == 302
    manager = signed_in(county, "money")
    listed = opened(manager, "kpi")
    assert "Take back the change of 1 May 2026" in listed
    assert "At least 97.5%" in listed
    assert "At least 95%, 1% tolerance" in listed
    assert manager.post(f"{reverse('terms:withdraw_kpi')}?on=2026-05-01", key()).status_code == 302
    assert "At least 97.5%" not in opened(manager, "kpi")


def test_a_second_measure_changes_from_the_same_day(county: County) -> None:
    for measure in ("delivered_in_time", "failed_visits"):
        assert sent(county, measure, version_in(sent(county, measure))).status_code == 302
    listed = opened(signed_in(county, "commissioner"), "kpi").partition("By date")[2]
    assert listed.count("from 1 May 2026") == 2


def test_without_a_target_nothing_is_promised_from_that_day(county: County) -> None:
    answer = sent(county, "delivered_in_time", target="")
    assert "From 1 May 2026 Promised No target is agreed" in words_of(answer)
    assert sent(county, "delivered_in_time", version_in(answer), target="").status_code == 302
    assert "1 April 2025 to 30 April 2026" in opened(signed_in(county, "commissioner"), "kpi")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"target": "100.01"}, "Target must be 100 % or less"),
        ({"target": "98", "tolerance": "99"}, "between 0% and 100%"),
        ({"how": ""}, "Say how it is counted"), ({"fee": ""}, "Choose the fee that the service credit is taken off"),
        ({"credit": ""}, "Say how many per cent of this fee are credited"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_shown(county: County, wrong: dict[str, str], words: str) -> None:
    answer = sent(county, "delivered_in_time", **wrong)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert version_in(answer) == ""


def test_a_measure_that_there_is_not_has_no_page(county: County) -> None:
    assert signed_in(county, "money").get(reverse("terms:change_kpi", args=["luck"])).status_code == 404

"""Two pairs of rails at one door are asked about each by itself, and what is not safe is known of the right one."""

from typing import Any

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.orders.queries.given_answers import answers_of_lines
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from tests.visiting import Stop, a_stop, scanned, seen_by, visit_row
from tests.web.driver.test_unsafe import SAFE, named
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def sent(stop: Stop, **second: str) -> dict[str, Any]:
    """Both pairs handed over: the first is safe, of the second this was said."""
    own = {code: said for code, said in {**SAFE, **second}.items() if code != "shown_at_delivery"}
    return {
        "idempotency_key": str(fresh_id()), "do": "record", "scanned": scanned(stop, *stop.numbers),
        "received_by": "Ivy Harker", "demonstrated": "YES", "q_instructions_left": "yes",
        **{f"q_{code}": said for code, said in SAFE.items()},
        **{f"also_1_{code}": said for code, said in own.items()},
    }  # fmt: skip


def test_each_pair_of_rails_is_asked_about_and_the_wrong_one_is_known(county: County) -> None:
    stop = a_stop(county, "BDA-010", "BDA-010", by="therapist")
    client, url = signed_in(county, "driver"), reverse("driver:complete_visit", args=[stop.visit_id])
    html = client.get(url).content.decode()
    assert html.count("What is the widest gap between the bars of a rail?") == 2
    for at, number in enumerate(sorted(stop.numbers), 1):
        assert f"({number}, {at} of 2)" in html
    # What is asked about the people is asked once.
    assert "q_shown_at_delivery" in html
    assert "also_1_shown_at_delivery" not in html
    told = sent(stop, gap_between_bars_mm="200")
    missing = client.post(url, {**told, "idempotency_key": str(fresh_id()), "also_1_rails_lock": ""})
    assert missing.status_code == 422
    assert 'href="#also_1_rails_lock' in missing.content.decode()
    asked = client.post(url, told)
    assert asked.status_code == 422
    assert f"({sorted(stop.numbers)[1]}, 2 of 2): What is the widest gap" in asked.content.decode()
    tick = {"leave_unsafe": "on", "unsafe_named": named(asked.content.decode())}
    assert client.post(url, {**told, **tick, "idempotency_key": str(fresh_id())}).status_code == 302
    assert visit_row(county, stop.visit_id).state == "COMPLETED"
    with seen_by(county, "desk"):
        (found,) = Discrepancy.objects.filter(kind="UNSAFE_WHERE_IT_STANDS")
        gaps = [
            [
                one.answer
                for one in answers_of_lines(county.scopes["desk"], [line.line_id])
                if "between the bars" in one.question
            ]
            for line in stop.order.lines
        ]
    assert "200 mm" in found.detail
    assert sorted(gaps) == [["100"], ["200"]]

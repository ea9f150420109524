"""What was answered at a door against an item: one difference for each item, with all that is known of it, and every
answer beside the order whose line asked it."""

import pytest
from django.conf import LazySettings
from django.urls import reverse

from handrail.orders.models import Answer
from handrail.simulation.set_up import County
from handrail.stock.models import Discrepancy
from handrail.usecases.release_run import ReleaseWanted, release_run
from tests.ordering import lines, placed, someone
from tests.situations import call_as, northdown
from tests.visiting import a_run, a_stop, booked, handed, load, received, recorded, seen_by
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

UNSAFE = {"gap_between_bars_mm": "200", "rails_lock": "no"}


@pytest.fixture
def county(settings: LazySettings) -> County:
    settings.DEMO_MODE = True
    made = northdown()
    assert made.scopes
    return made


def test_one_difference_for_one_item_says_what_where_and_whose(county: County) -> None:
    stop = a_stop(county, "BDA-010", "MAT-010", by="therapist")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), answers=UNSAFE)
    with seen_by(county, "desk"):
        (found,) = Discrepancy.objects.select_related("asset")
        assert found.kind == "UNSAFE_WHERE_IT_STANDS"
        assert found.asset is not None
        assert found.asset.number == stop.numbers[0]
        assert (found.person_id, found.place_id) == (stop.who.id, stop.who.address_id)
        assert found.detail.splitlines() == [
            "What is the widest gap between the bars of a rail? 200 mm",
            "Do both rails lock, and stay locked when pulled hard? no",
        ]
    client = signed_in(county, "desk")
    settle = reverse("depot:settle", args=[found.id])
    assert settle in client.get(reverse("controller:discrepancies")).content.decode()
    html = client.get(settle).content.decode()
    for said in (stop.numbers[0], "At home: Winifred Harker", "bars of a rail? 200 mm", "pulled hard? no"):
        assert said in html, said
    listed = signed_in(county, "depot").get(reverse("depot:discrepancies")).content.decode()
    assert "In a home" in listed
    assert "Harker" not in listed


def test_whoever_may_not_settle_gets_no_link_and_reads_no_answers(county: County) -> None:
    stop = a_stop(county, "BDA-010", by="therapist")
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), answers=UNSAFE)
    html = signed_in(county, "commissioner").get(reverse("controller:discrepancies")).content.decode()
    assert "Not safe to use where it stands" in html
    assert "/depot/differences/" not in html
    assert "pulled hard" not in html


def test_answers_stand_beside_the_order_whose_line_asked(county: County) -> None:
    who = someone(county)
    first = placed(county, who, *lines("MAT-010"), by="therapist")
    second = placed(county, who, *lines("BDA-010"), by="therapist")
    assert first.visit_ids == second.visit_ids
    run_id = a_run(county)
    booked(county, *first.visit_ids, run_id=run_id)
    numbers = [
        *load(county, run_id, first.lines[0].line_id, "MAT-010", 1),
        *load(county, run_id, second.lines[0].line_id, "BDA-010", 1),
    ]
    release_run(call_as(county.scopes["desk"]), request=ReleaseWanted(run_id))
    recorded(county, first.visit_ids[0], handed_over=handed(*numbers), received=received(), answers=UNSAFE)
    with seen_by(county, "desk"):
        kept = set(Answer.objects.filter(asked_at="delivery").values_list("order_id", "question_code", "action"))
    assert kept == {(second.order_id, code, "block") for code in UNSAFE}
    html = signed_in(county, "therapist").get(reverse("prescriber:order", args=[second.order_id])).content.decode()
    assert "200 mm" in html

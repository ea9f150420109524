"""Who pays, and how somebody goes home: told before an order is sent, on its page, and where it is decided."""

from datetime import date, timedelta

import pytest
import time_machine

from handrail.core.clock import now
from handrail.orders.models import Order
from handrail.orders.rules.facts import CareRoute, Discharge, Funding
from handrail.partners.models import Partner
from handrail.simulation.set_up import County
from handrail.web.prescriber.funding import payer_fact, route_in_words
from handrail.wording.shown import near_day_and_time
from tests.ordering import lines, placed, seen_by, someone
from tests.web.pages import signed_in
from tests.web.prescriber.test_place_order import basket, post, start, whole

pytestmark = pytest.mark.django_db


def other_council(county: County) -> Partner:
    own = county.scopes["therapist"].partner_id
    return Partner.objects.filter(kind="COUNCIL").exclude(pk=own).order_by("name")[0]


def test_before_it_is_sent_all_is_shown_that_is_frozen(county: County) -> None:
    who, council = someone(county), other_council(county)
    typed = {
        **basket("TOI-030"),
        **whole(who, county),
        "council_id": str(council.pk),
        "gp_practice_code": "D81099",
        "care_route": "CONTINUING_HEALTH_CARE",
        "route_from_on-day": "1",
        "route_from_on-month": "2",
        "route_from_on-year": "2026",
        "payer": "Northdown School",
        "supervisor_id": str(county.users["therapist"]),
        "ward": "Ward 7",
        "discharge_on-day": "6",
        "discharge_on-month": "3",
        "discharge_on-year": "2026",
        "pathway": "p1",
    }
    nurse = signed_in(county, "nurse")
    html = nurse.get(post(nurse, start(county, who), "review", **typed)).content.decode()
    for words in (
        f"{council.name}, GP practice D81099, Northdown School",
        "Care route: Continuing health care from 1 Feb 2026",
        "Supervisor or registered colleague",
        "Tom Whitlock",
        "Ward 7, Pathway 1",
    ):
        assert words in html, words


def test_the_page_of_an_order_names_another_council_the_practice_the_dates_and_the_pathway(county: County) -> None:
    council = other_council(county)
    funding = Funding(
        council.pk, "D81099", CareRoute.AFTER_CARE, date(2026, 2, 1), date(2027, 2, 1), payer="Northdown School"
    )
    order = placed(
        county,
        someone(county),
        *lines("MAT-022", "BED-020", "MAT-024"),
        funding=funding,
        discharge=Discharge("Ward 7", date(2026, 3, 6), "p1"),
        supervisor_id=county.users["therapist"],
    )
    pays = f"{council.name}, GP practice D81099, Northdown School"
    route = "Care route: After-care (Mental Health Act) from 1 Feb 2026 until 1 Feb 2027"
    page = signed_in(county, "nurse").get(f"/prescribing/orders/{order.order_id}/").content.decode()
    decision = signed_in(county, "adviser").get(f"/approvals/{order.release_ids[0]}/").content.decode()
    for words in (pays, route, "Ward 7, Pathway 1", "Tom Whitlock"):
        assert words in page, words
    for words in (pays, route):
        assert words in decision, words
    with seen_by(county, "nurse"):
        assert Order.objects.get().discharge_pathway == "p1"


def test_a_promise_that_is_past_before_anybody_approved_is_not_promised_any_more(county: County) -> None:
    order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
    where = f"/prescribing/orders/{order.order_id}/"
    until = order.lines[0].if_authorised_by
    assert until
    # The authoriser reads until when, as the prescriber did.
    for who, page in (("nurse", where), ("adviser", f"/approvals/{order.release_ids[0]}/")):
        assert (
            f"if it is approved by {near_day_and_time(until, now())}"
            in signed_in(county, who).get(page).content.decode()
        )
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        html = signed_in(county, "nurse").get(where).content.decode()
    assert "if it is approved by" not in html
    assert "that is past: it is counted anew once it is approved" in html


def test_words_of_who_pays() -> None:
    assert payer_fact({}).value == ""
    assert payer_fact({"council": "Northdown", "gp_practice": "Riverside", "gp_practice_code": "D8"}).value == (
        "Northdown, Riverside"
    )
    assert route_in_words(CareRoute.STANDARD, None, None) == "Care route: Usual route"

"""The page for somebody who would rather buy a thing themselves, and where the count of them is shown."""

import pytest
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.forecasting.example import EXAMPLE
from handrail.needs.self_purchase import TOLD_FREE
from handrail.simulation.set_up import County
from handrail.usecases.save_scenario import ScenarioToSave, save_scenario
from tests.foreseen import foreseen
from tests.ordering import someone
from tests.people.test_self_purchase import chosen
from tests.situations import call_as
from tests.vouchers.vouchering import issued, redeemed
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db


def test_it_is_recorded_once_they_were_told_and_stands_in_their_story(county: County) -> None:
    who, nurse = someone(county), signed_in(county, "nurse")
    page, person = (reverse(f"person:{name}", args=[who.id]) for name in ("record_self_purchase", "person"))
    assert f'href="{page}"' in nurse.get(person).content.decode()
    shown = nurse.get(page).content.decode()
    assert shown.index(TOLD_FREE) < shown.index("What would they rather buy?")
    given = {"person_id": str(who.id), "product_code": "DLV-016", "quantity": "2", "idempotency_key": str(fresh_id())}
    assert nurse.post(page, given).status_code == 422
    told = {**given, "told": "on", "idempotency_key": str(fresh_id())}
    story = nurse.post(page, told, follow=True).content.decode()
    assert "It was recorded that they buy it themselves." in story
    assert "They buy it themselves" in story
    assert TOLD_FREE in story


def test_the_forecast_and_a_scenario_show_it_beside_what_they_assume(county: County) -> None:
    foreseen(county)
    chosen(county, someone(county).id, product_code="DLV-016", quantity=3)
    redeemed(county, issued(county))
    reader = signed_in(county, "commissioner")
    fact = "people bought equipment for £51.00 themselves: 75.0% of the £68.00 that would have been ordered."
    forecast = reader.get(reverse("forecasts:forecast")).content.decode()
    assert fact in forecast
    assert "Daily living" in forecast
    saved = save_scenario(call_as(county.scopes["commissioner"]), request=ScenarioToSave(EXAMPLE.decode()))
    scenario = reader.get(reverse("commissioner:scenario", args=[saved.scenario_id])).content.decode()
    assert fact in scenario
    assert "This scenario assumes, of equipment that would have been ordered: 2026/27: 5.0%" in scenario


def test_the_list_leads_whoever_knows_the_person_to_taking_it_back_and_names_nobody_to_others(county: County) -> None:
    who = someone(county)
    one = chosen(county, who.id, product_code="DLV-016", quantity=2)
    where, back = (
        reverse("person:bought_themselves"),
        reverse("person:end_self_purchase", args=[one.self_purchase_id]),
    )
    nurse, reader = signed_in(county, "nurse"), signed_in(county, "commissioner")
    listed = nurse.get(where).content.decode()
    assert f'href="{reverse("person:person", args=[who.id])}"' in listed
    assert f'href="{back}"' in listed
    assert "Say why they do not buy it" in nurse.post(back, {"idempotency_key": str(fresh_id())}).content.decode()
    given = {"why": "She cannot pay", "idempotency_key": str(fresh_id())}
    story = nurse.post(back, given, follow=True).content.decode()
    assert "They do not buy it themselves after all" in story
    assert "She cannot pay" in nurse.get(where).content.decode()
    read = reader.get(where).content.decode()
    assert "1 choice taken back, which the forecast does not count." in read
    assert f'href="{where}"' in reader.get(reverse("money:pool")).content.decode()
    file = reader.get(where, {"format": "csv"}).getvalue().decode()
    assert "DLV-016" in file
    for text in (read, file):
        for hidden in ("Harker", "She cannot pay", "Take back<", str(who.id)):
            assert hidden not in text
    assert reader.get(back).status_code == 403

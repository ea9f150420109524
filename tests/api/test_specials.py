"""A special by the API, from asking to its purchase, with each refusal by its code."""

import pytest

from tests.api.api_calls import caller
from tests.ordering import someone
from tests.situations import northdown
from tests.specials.specialling import approved
from tests.stock_situations import goods

pytestmark = pytest.mark.django_db


def test_a_special_is_asked_for_searched_quoted_and_chosen() -> None:
    county = northdown()
    who = someone(county)
    therapist, desk = caller(county, "therapist"), caller(county, "desk")
    asked = {
        "person_id": str(who.id), "category": "beds", "need": "Narrow", "why_nothing_fits": "All are wide",
        "funding": {"council_id": str(county.scopes["therapist"].partner_id)},
    }  # fmt: skip
    assert therapist.post("/specials", {**asked, "need": ""}).code == "SPECIAL_NEED_MISSING"
    made = therapist.post("/specials", asked).body
    here = f"/specials/{made['special_id']}"
    quote = {"supplier": "Bespoke Beds", "price_pence": 90000, "lead_days": 21}
    assert desk.post(f"{here}/quotes", quote).code == "SPECIAL_SEARCH_FIRST"
    goods(county, "BED-010")
    (there,) = therapist.get(f"{here}/equivalents").body
    assert (there["product_code"], there["owned"], there["ready"]) == ("BED-010", False, 1)
    assert therapist.post(f"{here}/searches", {"elsewhere": "Southmoor"}).code == "SPECIAL_WHY_NONE_WILL_DO_MISSING"
    search = {"elsewhere": "Southmoor", "why_none": "90 cm wide"}
    assert therapist.post(f"{here}/searches", search).body["state"] == "SEARCHED"
    quote_id = desk.post(f"{here}/quotes", quote).body["quote_id"]
    choice = {"quote_id": quote_id, "name": "Narrow bed", "like": "BED-010"}
    assert desk.post(f"{here}/choice", choice).body == {"product_code": "SPC-0001"}
    whole = therapist.get(here).body
    assert (whole["special"]["state"], whole["looked_at"][0]["why_not"]) == ("QUOTED", "90 cm wide")
    assert [one["price_pence"] for one in whole["quotes"]] == [90000]
    assert desk.post(f"{here}/purchase", {}).code == "SPECIAL_NOT_APPROVED"
    assert [one["need"] for one in desk.get("/specials?state=QUOTED").body["items"]] == ["Narrow"]
    assert desk.post(f"{here}/withdrawal", {"reason": "Moved"}).body["state"] == "WITHDRAWN"
    assert caller(county, "money").get("/specials").status == 403


def test_an_approved_one_is_bought() -> None:
    county = northdown()
    had = approved(county)
    bought = caller(county, "desk").post(f"/specials/{had.special.special_id}/purchase", {})
    assert bought.body == {"special_id": str(had.special.special_id), "state": "BOUGHT"}

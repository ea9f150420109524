"""Returns, cleaning and testing in the browser's eyes: what is asked before a record says something doubtful."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.core.refusal import Refused
from handrail.identity.roles import Role
from handrail.simulation.set_up import County
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, Decontamination, Inspection
from handrail.usecases.add_user import UserWanted, add_user
from handrail.usecases.decontaminate import Cleaned, CleanStep, OwnClean, decontaminate
from handrail.visits.rules.report import TakenAway
from tests.situations import call_as
from tests.stock_situations import NOTHING_KNOWN, booked_in, clean, columns, goods, main_depot, scans
from tests.visiting import collection, recorded
from tests.web.depot.conftest import SignedIn
from tests.web.depot.test_pages import html, send, text

BED, MATTRESS, HOIST = "BED-010", "MAT-010", "HST-010"


def own(what: str, number: str) -> str:
    """The name of a box about one of several things."""
    return f"own_{what}_{number.lower()}"


def colleague_of(county: County, name: str) -> UUID:
    """Somebody else who works in the depot."""
    scope = county.scopes["depot"]
    wanted = UserWanted(
        name, "femi@northdown.example", scope.partner_id, (Role.DEPOT,), date(2026, 3, 1), depot_id=main_depot(county)
    )
    (made,) = add_user(call_as(county.scopes["admin"]), users=(wanted,))
    return made


def test_an_item_of_another_van_is_taken_in_with_a_tick(signed_in: SignedIn, county: County) -> None:
    stop, _, visit_id = collection(county, BED)
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    (number,) = stop.numbers
    client = signed_in("depot")
    assert "sure_of" not in html(client.get("/depot/returns/"))
    van_1 = str(county.made.vans["Van 1"])
    typed = {"place": str(main_depot(county)), "source": "van", "van": van_1, "items": number}
    asked = send(client, "returns/", **typed, infection_risk="UNKNOWN")
    assert f"The record says that {number} is on Van 2 with Sam Tully." in text(asked)
    assert f'name="sure_of" type="checkbox" value="{number}"' in html(asked)
    assert columns(county.scopes["depot"], Asset, "place_id") == [county.made.vans["Van 2"]]
    done = text(send(client, "returns/", **typed, infection_risk="UNKNOWN", sure_of=number))
    assert f"{number}: came back, but the record had it on another van; someone will settle it." in done


def dirty(county: County, code: str) -> str:
    """One of a product that came back; its number."""
    (number,) = goods(county, code)
    booked_in(county, number)
    return number


def test_the_usual_clean_is_shown_and_another_one_says_why(signed_in: SignedIn, county: County) -> None:
    number = dirty(county, BED)
    client = signed_in("depot")
    assert "Washer chamber, 60 minutes or more for each" in text(client.get("/depot/clean/", {"code": number}))
    typed = {"place": str(main_depot(county)), "items": number, "method": "hand_wash", "minutes": "15"}
    typed["infection_risk"] = "NO"
    shown = send(client, "clean/", **typed, needs="yes")
    assert "Washer chamber, 60 minutes or more for each" in text(shown)
    assert "There is a problem" not in text(shown)
    assert 'value="15"' in html(shown)
    assert columns(county.scopes["depot"], Decontamination, "minutes") == []
    refused = text(send(client, "clean/", **typed))
    assert f"{number}: the usual clean is Washer chamber, 60 minutes or more. Say why this one differs" in refused
    assert "1 item cleaned" in text(send(client, "clean/", **typed, reason="The washer is broken"))
    assert "Not the usual clean: The washer is broken" in text(client.get(f"/a/{number}"))


def test_several_things_are_cleaned_in_one_go_each_with_its_minutes_and_by_whom(
    signed_in: SignedIn, county: County
) -> None:
    numbers = [dirty(county, BED) for _ in range(3)]
    first, second, third = numbers
    client = signed_in("depot")
    assert "Different for single items" not in text(client.get("/depot/clean/", {"code": first}))
    colleague = colleague_of(county, "Femi Ade")
    typed = {
        "place": str(main_depot(county)), "items": "\n".join(numbers), "method": "wash_chamber", "minutes": "60",
        "infection_risk": "NO", own("minutes", second): "75", own("by", second): str(colleague),
    }  # fmt: skip
    shown = html(send(client, "clean/", **typed, needs="yes"))
    assert 'value="75"' in shown
    assert f'<option value="{colleague}" selected' in shown
    assert f"Minutes of {second}" in shown
    assert f'value="{county.scopes["depot"].user_id}"' in shown.split(f"Who cleaned {second}?")[1]
    refused = send(client, "clean/", **typed | {own("minutes", third): "20"})
    assert f"{third}: the usual clean is Washer chamber, 60 minutes or more" in text(refused)
    assert f"{first}, " not in text(refused).split("the usual clean is")[0][-40:]
    assert 'value="20"' in html(refused)
    assert "3 items cleaned" in text(send(client, "clean/", **typed))
    depot = county.scopes["depot"]
    made = columns(depot, Decontamination, "minutes", "by_id", "done_by_id")
    assert sorted(made, key=str) == sorted(
        [(60, depot.user_id, None), (60, depot.user_id, None), (75, depot.user_id, colleague)], key=str
    )
    story = text(client.get(f"/a/{second}"))
    assert "Cleaned by Femi Ade, written down by" in story
    assert "written down by" not in text(client.get(f"/a/{first}"))


def test_whoever_cleaned_works_in_the_store(signed_in: SignedIn, county: County) -> None:
    number, other = dirty(county, BED), dirty(county, BED)
    typed = {
        "place": str(main_depot(county)), "items": f"{number}\n{other}", "method": "wash_chamber", "minutes": "60",
        "infection_risk": "NO",
    }  # fmt: skip
    nurse = county.users["nurse"]
    refused = send(signed_in("depot"), "clean/", **typed, by=str(nurse))
    assert refused.status_code == 422
    wrong = send(signed_in("depot"), "clean/", **typed, **{own("minutes", other): "a lot"})
    assert f"Minutes of {other} must be a whole number" in text(wrong)
    assert "<details" in html(wrong).split("Different for single items")[0].rsplit("<p", 1)[-1]
    steps, depot = (CleanStep("wash_chamber", 60),), county.scopes["depot"]
    wrong_ones: tuple[tuple[dict[str, Any], StockReason], ...] = (
        ({"by_id": nurse}, StockReason.CLEANER_UNKNOWN),
        ({"own": (OwnClean(0, minutes=0),)}, StockReason.MINUTES_MISSING),
    )
    for also, code in wrong_ones:
        cleaned = Cleaned(main_depot(county), scans(number), steps, NOTHING_KNOWN, **also)
        with pytest.raises(Refused) as found:
            decontaminate(call_as(depot), request=cleaned)
        assert [reason.code for reason in found.value.reasons] == [code]


def test_a_known_infection_is_seen_in_the_list_and_told_when_it_is_scanned(signed_in: SignedIn, county: County) -> None:
    number, other = dirty(county, BED), dirty(county, BED)
    client = signed_in("depot")
    place = str(main_depot(county))
    assert "Known risk of infection" not in text(client.get("/depot/workshop/"))
    typed = {"place": place, "items": number, "infection_risk": "YES", "contact_with": "body_fluids"}
    send(client, "contamination/", **typed, precautions="Wear an apron")
    assert text(client.get("/depot/workshop/")).count("Known risk of infection") == 1
    assert "In contact with: body fluids" in text(client.get(f"/a/{number}"))
    unsure = {"place": place, "items": other, "infection_risk": "UNKNOWN", "contact_with": "respiratory"}
    send(client, "contamination/", **unsure, precautions="Gloves")
    assert "In contact with: coughs and breath" in text(client.get(f"/a/{other}"))
    told = f"{number}: known risk of infection. In contact with body fluids. Wear an apron. Stated by"
    assert told in text(client.get("/depot/clean/", {"code": number}))
    careful = text(client.get("/depot/clean/", {"code": other}))
    assert f"{other}: risk of infection not known. In contact with coughs and breath. Gloves. Stated by" in careful
    assert "Add the step" not in careful
    usual = {"place": place, "items": number, "method": "wash_chamber", "minutes": "60"}
    refused = text(send(client, "clean/", **usual))
    assert f"{number}: a known risk of infection was stated. Add the step Chlorine clean, or say why" in refused
    assert told in refused
    assert "1 item cleaned" in text(send(client, "clean/", **usual, added="chlorine", added_minutes="10"))
    assert "Known risk of infection" not in text(client.get("/depot/workshop/"))


def test_the_checks_of_an_item_are_shown_before_they_are_answered(signed_in: SignedIn, county: County) -> None:
    hoist, frame = dirty(county, HOIST), dirty(county, MATTRESS)
    clean(county, hoist, frame)
    client = signed_in("depot")
    typed = {"place": str(main_depot(county)), "items": f"{hoist}\r\n{frame}\r\nNO-SUCH"}
    shown = text(send(client, "inspect/", **typed, needs="yes"))
    assert "What they need to pass" in shown
    for words in ("insulation at least 1 megaohm", "leakage at most 3.5 milliamp", "Thorough examination", "6 months"):
        assert words in shown, words
    assert "There is a problem" not in shown
    assert columns(county.scopes["depot"], Inspection, "verdict") == []
    passing = {"place": typed["place"], "items": hoist, "kinds": "LOOK", "verdict": "PASS", "grade": "good"}
    refused = text(send(client, "inspect/", **passing))
    assert f"{hoist} cannot pass without an electrical test" in refused
    assert "What they need to pass" in refused
    offered = client.get("/depot/inspect/").content.decode()
    assert 'value="fair"' in offered
    assert 'value="needs_repair"' not in offered


def test_a_service_that_is_due_is_not_said_to_be_needed_to_pass(
    signed_in: SignedIn, county: County, clock: time_machine.Traveller
) -> None:
    hoist = dirty(county, HOIST)
    clean(county, hoist)
    clock.shift(timedelta(days=800))
    client = signed_in("depot")
    typed = {"place": str(main_depot(county)), "items": hoist, "needs": "yes"}
    shown = text(send(client, "inspect/", **typed))
    service, examination = (shown.partition(f"Check {name}")[2][:110] for name in ("Service", "Thorough examination"))
    assert "It passes and may go out without it" in service
    assert "Needed now" in examination


def test_nothing_scanned_has_no_needs(signed_in: SignedIn, county: County) -> None:
    shown = text(send(signed_in("depot"), "inspect/", place=str(main_depot(county)), needs="yes"))
    assert "Scan an item first" in shown
    assert "There is a problem" not in shown

"""The commissioners' pages: from an empty list to scenarios side by side, and what is typed wrongly."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handrail.core.ids import fresh_id
from handrail.forecasting.example import EXAMPLE
from handrail.forecasting.reading import read_scenario
from handrail.simulation.set_up import County
from handrail.usecases.save_scenario import ScenarioSaved, ScenarioToSave, save_scenario
from handrail.web.commissioner import scenarios
from handrail.web.commissioner.scenario_form import ScenarioForm, initial_of
from tests.situations import another_county, call_as
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db

NEW, LIST, COMPARE = (reverse(f"commissioner:{name}") for name in ("scenario_new", "scenarios", "scenario_compare"))
FILE = EXAMPLE.decode()
RANGED = FILE.replace(
    '"reuse_rate": 0.60,', '"reuse_rate": 0.60, "ranges": {"reuse_rate": {"low": 0.5, "high": 0.64}},'
)


@pytest.fixture
def client(county: County) -> Client:
    return signed_in(county, "commissioner")


def saved(county: County, content: str = FILE, name: str = "Reuse and self-purchase", **of: Any) -> ScenarioSaved:
    content = content.replace("Reuse and self-purchase", name)
    return save_scenario(call_as(county.scopes["commissioner"]), request=ScenarioToSave(content, **of))


def boxes(content: str = FILE, **changes: str) -> dict[str, str]:
    form = ScenarioForm(initial=initial_of(read_scenario(content.encode())))
    stated = {name: box for name, box in form.written_all().items() if box.value() is not None}
    sent = {name: str(box.view().value) for name, box in stated.items() if box.value() is not False}
    return {**sent, "idempotency_key": str(fresh_id()), "do": "save", **changes}


def html(client: Client, address: str, status: int = 200, sent: dict[str, str] | None = None) -> str:
    response = client.post(address, sent) if sent else client.get(address)
    assert response.status_code == status
    return response.content.decode()


def at(name: str, one: ScenarioSaved, *more: str) -> str:
    return reverse(f"commissioner:{name}", args=[one.scenario_id, *more])


def test_from_an_empty_list_by_the_example_to_a_saved_scenario(client: Client) -> None:
    assert "No scenario is saved yet" in html(client, LIST)
    begun = html(client, f"{NEW}?from=example")
    assert 'value="5,000,000.00"' in begun
    assert "£2,097,536.64" in begun
    response = client.post(NEW, boxes())
    page = html(client, response["Location"])
    assert "Version 1 of 1, saved by" in page
    assert "£5,413,463.36" in html(client, LIST)


def test_each_figure_is_explained_on_its_page(county: County, client: Client) -> None:
    page = html(client, at("scenario", saved(county)))
    assert 'href="#how-1-net"' in page
    assert 'id="how-1-net"' in page
    assert "4,902,800 × (1 − 0.8 × 0.6 × 0.85)" in page
    assert "gross after self-purchase × (1 − equipment share × reuse rate × credit rate)" in page


def test_what_is_wrong_stands_at_its_box_and_what_was_typed_is_kept(client: Client) -> None:
    page = html(client, NEW, 422, boxes(**{"y0-reuse_uplift": "41", "name": "Bold"}))
    assert "Reuse of 60% and an uplift of 41% are 101%" in page
    assert 'href="#y0-reuse_uplift"' in page
    assert 'value="Bold"' in page
    assert "This cannot be worked out yet" in page


def test_working_it_out_saves_nothing_and_draws_only_when_asked(client: Client) -> None:
    out = html(client, NEW, 200, boxes(RANGED, do="work_out"))
    assert "Drawn 10,000 times" in out
    looked = html(client, NEW, 200, boxes(RANGED, do="look"))
    assert "Drawn 10,000 times" not in looked
    assert "£5,413,463.36" in looked
    assert "No scenario is saved yet" in html(client, LIST)


def test_a_name_that_another_has_and_nothing_new_are_said(county: County, client: Client) -> None:
    one, _ = saved(county), saved(county, name="Bold")
    page = html(client, NEW, 422, boxes(name="bold"))
    assert 'href="#name"' in page
    assert "Another scenario is called “bold”" in page
    same = html(client, at("scenario_change", one), 422, boxes(seen_version="1"))
    assert "Nothing differs from the version that is saved" in same


def test_another_begins_from_a_saved_one_without_its_name(county: County, client: Client) -> None:
    one = saved(county)
    begun = f"{NEW}?from={one.scenario_id}"
    assert begun in html(client, at("scenario", one))
    page = html(client, begun)
    assert 'value="3,811,000.00"' in page
    assert 'value="Reuse and self-purchase"' not in page
    stranger = signed_in(another_county(), "commissioner")
    for start in (begun, f"{NEW}?from=nothing"):
        assert 'value="3,811,000.00"' not in html(stranger, start)


def test_a_year_is_added_and_taken_out_unjudged(client: Client) -> None:
    grown = html(client, NEW, 200, boxes(do="add_year", **{"y0-gross_spend": "lots"}))
    assert 'value="2028/29"' in grown
    assert 'value="lots"' in grown
    assert "There is a problem" not in grown
    assert 'value="2027/28"' not in html(client, NEW, 200, boxes(do="drop_year"))


def test_a_change_becomes_the_next_version_and_a_stale_one_is_told(county: County, client: Client) -> None:
    one = saved(county)
    change = at("scenario_change", one)
    sent = boxes(credit_rate="80", seen_version="1")
    assert client.post(change, sent)["Location"] == at("scenario", one)
    page = html(client, at("scenario", one))
    assert "Version 2 of 2" in page
    assert "Version 1 of 2" in html(client, at("scenario", one) + "?version=1")
    late = html(client, change, 409, boxes(credit_rate="75", seen_version="1"))
    assert "This changed while your page was open" in late
    assert 'value="75"' in late
    assert 'name="seen_version" value="2"' in late
    assert client.get(at("scenario", one) + "?version=3").status_code == 404


def test_a_file_fills_the_form_or_says_what_is_wrong(client: Client) -> None:
    def brought(content: str) -> str:
        form = {"idempotency_key": str(fresh_id()), "do": "file", "file": _file(content)}
        response = client.post(NEW, form)
        assert response.status_code == (200 if content == FILE else 422)
        return response.content.decode()

    assert 'value="3,811,000.00"' in brought(FILE)
    wrong = brought(FILE.replace("0.85", '"0.85"'))
    assert "credit_rate must be a number such as 0.85" in wrong.replace("&#34;", '"')


def _file(content: str) -> Any:
    return SimpleUploadedFile("plan.json", content.encode())


def test_scenarios_stand_side_by_side_or_it_is_said_why_not(county: County, client: Client) -> None:
    one, two = saved(county), saved(county, RANGED.replace("0.85", "0.80"), "Less credit")
    other = saved(county, FILE.replace("2026/27", "2030/31").replace("2027/28", "2031/32"), "Later")
    ids = [f"with={found.scenario_id}" for found in (one, two, other)]
    page = html(client, f"{COMPARE}?{ids[0]}&{ids[1]}")
    # Neither what a sum comes to nor a sign is parted from its pounds at the end of a line.
    assert "£5,665,777.28 − £5,413,463.36 =\u00a0+\u2060£252,313.92" in page
    assert f'href="{at("scenario", two)}#how-total-net_with_uplift"' in page
    assert "No ranges are stated" in page
    differs = page.partition('id="differing"')[2].partition("</table>")[0]
    assert "Reuse rate" not in differs
    for given in ("Credit rate", "85%", "80%"):
        assert given in differs
    alone = html(client, f"{COMPARE}?{ids[1]}")
    assert "Choose from 2 to 4 scenarios. You chose 1" in alone
    assert alone.count(" checked") == 1
    assert "not about the same years" in html(client, f"{COMPARE}?{ids[0]}&{ids[2]}")


def test_the_pool_manager_plans_too(county: County) -> None:
    assert "Scenarios" in html(signed_in(county, "money"), LIST)


def test_a_list_that_is_cut_says_so(county: County, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "MOST_SHOWN", 1)
    saved(county)
    assert "saved last are shown" not in html(client, LIST)
    saved(county, name="Later")
    page = html(client, LIST)
    assert "The 1 that were saved last are shown" in page
    assert "Reuse and self-purchase" not in page


def test_a_saved_scenario_is_taken_along(county: County, client: Client) -> None:
    one = saved(county, RANGED)
    figures = json.loads(client.get(at("scenario_file", one, "json") + "?seed=9").content)
    assert (figures["seed"], figures["total"]["saving_vs_baseline"]) == (9, 2097536.64)
    assert read_scenario(client.get(at("scenario_file", one, "file")).content) == read_scenario(RANGED.encode())
    assert client.get(at("scenario_file", one, "csv")).content.startswith(b"label,gross_spend,")
    sheet = client.get(at("scenario_file", one, "xlsx"))
    assert sheet["Content-Disposition"] == 'attachment; filename="reuse-and-self-purchase-1.xlsx"'
    assert client.get(at("scenario_file", one, "pdf")).status_code == 404


def test_a_wrong_seed_is_said_at_its_box(county: County, client: Client) -> None:
    page = html(client, at("scenario", saved(county)) + "?seed=luck")
    assert "Seed must be a whole number" in page
    assert "£5,413,463.36" in page


def test_promise_7_another_contract_opens_none(county: County) -> None:
    one = saved(county)
    stranger = signed_in(another_county(), "commissioner")
    for address in (at("scenario", one), at("scenario_change", one), at("scenario_file", one, "csv")):
        assert stranger.get(address).status_code == 404
    assert "Choose from 2 to 4 scenarios. You chose 0" in html(stranger, f"{COMPARE}?with={one.scenario_id}")

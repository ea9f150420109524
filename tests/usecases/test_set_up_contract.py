"""A contract that has been set up holds everything it starts with."""

from datetime import UTC, date, datetime

import pytest

from handrail.catalogue.queries import bundles, fit_rules, orderable, questions
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.identity.calls import reading
from handrail.partners.queries import code_lists, contract_data, depots, nearest_depot
from handrail.simulation.northdown import HOSPITAL_STORE, MAIN_DEPOT, SECOND_DEPOT, STAFF
from handrail.stock.models import Place
from tests.situations import northdown

pytestmark = pytest.mark.django_db


def test_everything_of_the_reference_is_there() -> None:
    county = northdown()
    desk = county.scopes["desk"]
    reference = shipped_reference()
    with reading(desk):
        catalogue = orderable(desk, date(2026, 3, 3))
        asked = questions(desk, ["bed"], date(2026, 3, 3))
        baskets = bundles(desk, date(2026, 3, 3))
        rules = fit_rules(desk, date(2026, 3, 3))
        places = set(Place.objects.values_list("kind", "name"))
    assert {p.facts.code for p in catalogue} == {row.code for row in reference.products}
    assert asked == tuple(row for row in reference.questions if row.set_code == "bed")
    assert sorted(baskets, key=lambda b: (b.bundle_code, b.line)) == sorted(
        reference.bundles, key=lambda b: (b.bundle_code, b.line)
    )
    assert {r.rule_code for r in rules} >= {"CMP-001"}
    assert ("SATELLITE", HOSPITAL_STORE) in places
    assert len([kind for kind, _ in places if kind == "VAN"]) == 6


def test_speeds_fall_due_as_the_contract_says() -> None:
    county = northdown()
    data = contract_data(county.made.contract_id, date(2026, 3, 3))
    friday_evening = datetime(2026, 3, 6, 18, 30, tzinfo=UTC)
    assert data.due("deliver_4h", friday_evening) == datetime(2026, 3, 7, 10, 30, tzinfo=UTC)
    assert data.terms.escalate_after_minutes == 15
    assert [speed.code for speed in data.speeds_for("repair")] == ["repair_4h", "repair_24h", "repair_3d"]


def test_codes_and_depots_are_read_in_the_contract_order() -> None:
    county = northdown()
    contract = county.made.contract_id
    lists = code_lists(contract, ["failed_visit", "satellite_purpose"], date(2026, 3, 3))
    assert lists["failed_visit"][0].code == "no_answer"
    assert len(lists["satellite_purpose"]) == 6
    stores = depots(contract)
    assert [s.kind for s in stores] == ["DEPOT", "DEPOT", "SATELLITE", "SATELLITE"]
    assert nearest_depot(stores, 546000, 309000).name == SECOND_DEPOT
    assert nearest_depot(stores, None, None).name == MAIN_DEPOT


def test_every_member_of_staff_has_a_scope() -> None:
    county = northdown()
    assert set(county.scopes) == {member.key for member in STAFF} | {"system"}
    assert county.scopes["hospice"].reach == "OWN"
    assert county.scopes["driver"].depot_id == county.made.depots[MAIN_DEPOT]

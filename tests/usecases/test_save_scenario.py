"""Saving scenarios: versions are added, names tell scenarios apart, and another contract sees none of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from handrail.core.refusal import Refused
from handrail.forecasting.example import EXAMPLE
from handrail.forecasting.reading import read_scenario
from handrail.identity.calls import reading
from handrail.scenarios.queries import newest_of, newest_versions, versions_of
from handrail.simulation.set_up import County
from handrail.usecases.save_scenario import ScenarioSaved, ScenarioToSave, save_scenario
from tests.core.test_hostile_application import change_by
from tests.ordering import codes
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db

FILE = EXAMPLE.decode()
OTHER = FILE.replace("0.85", "0.80")


def named(name: str) -> str:
    return FILE.replace("Reuse and self-purchase", name)


def saved(county: County, content: str = FILE, **of: Any) -> ScenarioSaved:
    return save_scenario(call_as(county.scopes["commissioner"]), request=ScenarioToSave(content, **of))


def refused(county: County, content: str, **of: Any) -> set[str]:
    with pytest.raises(Refused) as caught:
        saved(county, content, **of)
    return codes(caught.value)


def test_each_saving_adds_a_version_and_leaves_those_before() -> None:
    county = northdown()
    first = saved(county)
    second = saved(county, OTHER, scenario_id=first.scenario_id, seen_version=1)
    assert second == ScenarioSaved(first.scenario_id, 2)
    scope = county.scopes["commissioner"]
    with reading(scope):
        newest, before = versions_of(scope, first.scenario_id)
        assert newest_of(scope, [uuid4(), first.scenario_id]) == newest_versions(scope, most=9) == (newest,)
    assert (newest.version, newest.saved_by, newest.name) == (2, before.saved_by, "Reuse and self-purchase")
    assert read_scenario(newest.content.encode()) == read_scenario(OTHER.encode())
    assert read_scenario(before.content.encode()) == read_scenario(EXAMPLE)


def test_the_scenario_that_was_saved_last_stands_first() -> None:
    county = northdown()
    scope, one, two = county.scopes["commissioner"], saved(county), saved(county, named("Another"))
    saved(county, OTHER, scenario_id=one.scenario_id, seen_version=1)
    with reading(scope):
        asked = newest_of(scope, [two.scenario_id, one.scenario_id])
        assert [found.scenario_id for found in asked] == [two.scenario_id, one.scenario_id]
        assert [found.version for found in asked] == [1, 2]


def test_what_is_not_the_newest_nothing_new_or_of_another_name_is_refused() -> None:
    county = northdown()
    one, two = saved(county), saved(county, named("Another"))
    of_one = {"scenario_id": one.scenario_id, "seen_version": 1}
    assert refused(county, FILE.replace(" ", ""), **{**of_one, "seen_version": 0}) == {"STALE"}
    assert refused(county, FILE.replace("0.85", "0.8500"), **of_one) == {"SCENARIO_NOTHING_NEW"}
    assert refused(county, named("aNOTHER")) == {"SCENARIO_NAME_TAKEN"}
    assert refused(county, named("Another"), **of_one) == {"SCENARIO_NAME_TAKEN"}
    assert refused(county, OTHER, **{**of_one, "scenario_id": uuid4()}) == {"NOT_FOUND"}
    assert refused(county, "{}") >= {"SCENARIO_KEY_MISSING"}
    saved(county, named("A new name"), **of_one)
    assert refused(county, FILE, scenario_id=two.scenario_id, seen_version=1) == {"SCENARIO_NAME_TAKEN"}


@pytest.mark.parametrize("key", ["nurse", "manager", "depot", "driver", "desk", "admin"])
def test_only_commissioners_save(key: str) -> None:
    county = northdown()
    with pytest.raises(Refused) as caught:
        save_scenario(call_as(county.scopes[key]), request=ScenarioToSave(FILE))
    assert codes(caught.value) == {"NOT_ALLOWED"}


def test_promise_7_another_contract_sees_and_versions_none() -> None:
    county, beside = northdown(), another_county()
    one = saved(county)
    scope = beside.scopes["commissioner"]
    with reading(scope):
        assert newest_versions(scope, most=9) == ()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM scenarios_scenarioversion")
            assert cursor.fetchone() == (0,)
    assert refused(beside, OTHER, scenario_id=one.scenario_id, seen_version=1) == {"NOT_FOUND"}
    assert saved(beside).version == 1, "a name is that of one scenario within the contract"


ROW = """INSERT INTO scenarios_scenarioversion SELECT gen_random_uuid(), {scenario}, {version}, {name}, {content},
    saved_at, {contract}, saved_by_id FROM scenarios_scenarioversion"""
SAME = {
    "scenario": "scenario_id", "version": "2", "name": "name", "content": "content", "contract": "contract_id",
}  # fmt: skip
ATTACKS = {
    "UPDATE scenarios_scenarioversion SET content = '{}'": "42501",
    "DELETE FROM scenarios_scenarioversion": "42501",
    ROW.format(**{**SAME, "version": "1"}): "23505",
    ROW.format(**{**SAME, "version": "0"}): "23514",
    ROW.format(**{**SAME, "scenario": "gen_random_uuid()", "name": "upper(name)"}): "23P01",
    ROW.format(**{**SAME, "content": "'[]'"}): "23514",
    ROW.format(**{**SAME, "content": "'no scenario'"}): "22P02",
    ROW.format(**{**SAME, "contract": "gen_random_uuid()"}): "42501",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_raw_sql_changes_no_version_and_adds_none_that_is_wrong(attack: str) -> None:
    county = northdown()
    saved(county)
    with change_by(county.scopes["commissioner"]):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack)
        assert getattr(caught.value.__cause__, "sqlstate", "") == ATTACKS[attack]
        with connection.cursor() as cursor:
            cursor.execute(ROW.format(**SAME))
            assert cursor.rowcount == 1, "the attack differs from what is let through in one thing alone"

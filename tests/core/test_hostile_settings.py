"""Promises against an application gone wrong that says in the middle who it is otherwise: settings of another contract,
of a narrower reach, none, or such as fit nothing. Raw SQL as in `test_hostile_application.py`."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from handrail.simulation.set_up import County
from tests.core.test_hostile_application import DENIED, NO_AUDIT, NO_STEP, attempt, change_by
from tests.ordering import hazard, someone
from tests.persons import added, details, nhs
from tests.situations import another_county, northdown
from tests.visiting import a_stop

pytestmark = pytest.mark.django_db

NO_NUMBER, NO_MONEY, EMPTY = "22P02", "HR011", "23502"


@pytest.fixture(autouse=True)
def numbers_for_tests(settings: Settings) -> None:
    """NHS numbers that are nobody's are taken."""
    settings.DEMO_MODE = True


# What the functions of the owner find, each asked for everybody it could know.
FINDS = (
    "SELECT * FROM people_find('{sallow}', '{\"\"}', NULL, '{}', '{}', 40)",
    "SELECT * FROM people_find('{}', '{}', 100001, '{}', '{}', 40)",
    "SELECT * FROM people_find('{NULL}', '{NULL}', NULL, NULL, NULL, NULL)",
    "SELECT * FROM people_alike('{margaret,sallow}', '{\"\",\"\"}', '{}', '{}', '{1938-02-14}')",
    f"SELECT * FROM people_known_elsewhere('{nhs(1)}')",
    "SELECT * FROM people_in_reach()",
)


def say(**settings: str) -> None:
    """Settings of the transaction, told anew by hand."""
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [f"app.{name}", value])


@pytest.mark.parametrize("reach", ["ALL", "OWN", "NONE", "", "all", "OWN' OR true"])
def test_promise_7_the_owners_functions_find_nobody_of_another_contract_or_of_none(reach: str) -> None:
    county, there = northdown(), another_county()
    added(county, details(nhs_number=nhs(1)), by="nurse")
    with change_by(county.scopes["desk"]):
        assert attempt(FINDS[0]) == "let through: 1 rows"
        for contract in (str(there.made.contract_id), str(uuid4()), ""):
            say(contract_id=contract, reach=reach)
            assert [attempt(find) for find in FINDS] == ["let through: 0 rows"] * len(FINDS), contract
        say(contract_id="northdown", reach=reach)
        assert {attempt(find) for find in FINDS} <= {NO_NUMBER, "let through: 0 rows"}


@pytest.mark.parametrize("reach", ["NONE", "", "all", "OWN' OR true"])
def test_promise_7_a_reach_that_is_none_finds_nobody(reach: str) -> None:
    county = northdown()
    added(county, details(nhs_number=nhs(1)), by="nurse")
    with change_by(county.scopes["desk"]):
        say(reach=reach, partner_id="")
        assert [attempt(find) for find in FINDS] == ["let through: 0 rows"] * len(FINDS)
        assert attempt("SELECT * FROM people_person") == "let through: 0 rows"


@pytest.mark.parametrize("reach", ["NONE", ""])
def test_promise_5_a_sent_run_keeps_its_people_whatever_of_its_stops_the_writer_sees(reach: str) -> None:
    county = northdown()
    who = someone(county)
    hazard(county, who, "two_people_for_safety")
    a_stop(county, "MAT-010", who=who)
    with change_by(county.scopes["desk"]):
        say(reach=reach)
        assert attempt("UPDATE visits_run SET second_id = NULL") == NO_STEP
        assert attempt("UPDATE visits_run SET second_id = second_id") == "let through: 1 rows"


def test_promise_7_neither_another_contract_nor_its_partners_are_written(county: County) -> None:
    there = another_county()
    here = county.scopes["admin"]
    ours = "SELECT partner_id FROM partners_contractpartner WHERE contract_id = %s"
    with change_by(here):
        for change in ("name = 'Ours'", "state_path = '{EXITING}'", "ends_on = '2020-01-01'"):
            other = f"UPDATE partners_contract SET {change} WHERE id <> %s"
            assert attempt(other, here.contract_id) == "let through: 0 rows", change
        moved = "UPDATE partners_contract SET id = %s WHERE id = %s"
        assert attempt(moved, uuid4(), here.contract_id) in (DENIED, NO_STEP)
        renamed = f"UPDATE partners_partner SET name = name || ' 2' WHERE id NOT IN ({ours})"
        assert attempt(renamed, here.contract_id) == "let through: 0 rows"
        own = "UPDATE partners_partner SET phone = '' WHERE id = %s"
        assert attempt(own, here.partner_id) == "let through: 1 rows"
    with change_by(there.scopes["admin"]):
        assert attempt("UPDATE partners_contract SET name = 'Theirs'") == "let through: 1 rows"


@pytest.mark.parametrize("contract", ["", "northdown", "00000000-0000-0000-0000-000000000000"])
def test_promise_10_no_money_moves_without_a_contract(county: County, contract: str) -> None:
    postings = [{"kind": "EQUIPMENT", "amount_pence": 1}, {"kind": "PROVIDER", "amount_pence": -1}]
    entry = {
        "id": str(uuid4()), "kind": "SPENT", "cause": "x", "item": "equipment", "speed_code": "", "quantity": 1,
        "unit_pence": 1, "happened_on": "2026-01-01", "note": "", "postings": postings,
    }  # fmt: skip
    with change_by(county.scopes["admin"]):
        say(contract_id=contract)
        assert attempt("SELECT ledger_post(%s)", json.dumps([entry])) in {NO_MONEY, NO_NUMBER, NO_AUDIT}
        closing = "SELECT ledger_close(gen_random_uuid(), '2020-01-01')"
        assert attempt(closing) in {EMPTY, NO_NUMBER, NO_AUDIT}


@pytest.fixture
def county() -> County:
    return northdown()

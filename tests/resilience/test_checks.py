"""The checks of tests/promises.py see what is broken: rows are spoilt by hand, behind every trigger's back."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from handrail.simulation.set_up import County, set_up_northdown
from tests.database import superuser
from tests.promises import Ask, broken, broken_in, unaudited
from tests.stock_situations import goods

# Set up here and now: rows put back from the template carry the number of another transaction than their audit rows.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.empty_database]

SPOILS = {
    "1": "UPDATE stock_asset SET place_id = (SELECT id FROM stock_place WHERE id <> place_id LIMIT 1)",
    "3": "UPDATE stock_stockcell SET quantity = quantity + 1",
    "5": "UPDATE stock_asset SET state = 'LOST'",
    "6": "UPDATE core_answeredcall SET answer = NULL",
    "8": "UPDATE stock_stockmove SET audit_id = -1",
    "9": "UPDATE stock_assetmove SET happened_at = recorded_at + interval '1 day'",
}


@pytest.fixture
def county() -> County:
    made = set_up_northdown()
    goods(made, "BED-010", 2)
    goods(made, "WLK-010", 5)
    return made


@pytest.fixture
def owner(county: County) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with superuser(str(connection.settings_dict["NAME"])) as made:
        made.execute("SET session_replication_role = replica")
        yield made


def _ask(owner: psycopg.Connection[tuple[object, ...]]) -> Ask:
    return lambda text: owner.execute(text.encode()).fetchall()


def test_what_the_use_cases_made_breaks_no_promise(
    county: County, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    assert broken(_ask(owner)) == []
    assert unaudited(_ask(owner)) == []
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize("promise", SPOILS)
def test_a_spoilt_row_is_seen(promise: str, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    owner.execute(SPOILS[promise].encode())
    found = {line.split(":")[0] for line in broken(_ask(owner))}
    assert promise in found


def test_a_used_piece_that_never_went_out_is_seen(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    owner.execute(b"UPDATE stock_stockcell SET used = 1 WHERE quantity > 0")
    assert any("used pieces" in line for line in broken(_ask(owner)))


def test_a_row_without_an_audit_row_is_seen(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    owner.execute("UPDATE stock_asset SET bin = 'A1'")
    assert any("stock_asset" in line for line in unaudited(_ask(owner)))

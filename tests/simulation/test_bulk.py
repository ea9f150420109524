"""Two counties, one walked and one copied in bulk, are two walked counties, row for row."""

import pytest

from tests.simulation.walked import Walked, hashes, sequences, walked_and_bulk


@pytest.fixture(scope="module")
def both(django_db_setup: None) -> tuple[Walked, ...]:
    """The same two counties, walked and in bulk."""
    return walked_and_bulk()


def test_every_table_holds_the_same_rows_for_the_same_seed(both: tuple[Walked, ...]) -> None:
    """The first county is walked in both: another process, with other hashes of strings, makes the same of a seed."""
    walked, bulk = (hashes(one.database) for one in both)
    assert walked == bulk
    assert int(walked["partners_contract"].split()[0]) == 2
    assert int(walked["orders_order"].split()[0]) > 40
    assert int(walked["core_audit"].split()[0]) > 300


def test_sequences_go_on_from_the_same_numbers(both: tuple[Walked, ...]) -> None:
    walked, bulk = (sequences(one.database) for one in both)
    assert walked == bulk


def test_triggers_and_policies_stand_as_before(both: tuple[Walked, ...]) -> None:
    query = """SELECT relname, relrowsecurity, relforcerowsecurity,
            (SELECT count(*) FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgenabled <> 'O')
        FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"""
    walked, bulk = (one.rows(query) for one in both)
    assert walked == bulk


def test_the_copy_is_said(both: tuple[Walked, ...]) -> None:
    assert "northdown-2: " in both[1].printed
    assert "rows copied in" in both[1].printed

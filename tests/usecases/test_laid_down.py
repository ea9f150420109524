"""What a contract lays down is read once by a process; a change of it is seen by whoever begins after it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import CodeRow
from handrail.catalogue.reference.shipped import shipped_reference
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.queries import code_lists, depots
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from tests.ordering import statements
from tests.situations import call_as, northdown
from tests.usecases.test_release_race import elsewhere

TODAY = date(2026, 3, 3)


def notes(county: County) -> set[str]:
    with reading(county.scopes["desk"]):
        return {choice.code for choice in code_lists(county.made.contract_id, ["access_note"], TODAY)["access_note"]}


def new_note(county: County, code: str) -> None:
    side = shipped_reference().codes[0].attributable_to
    row = CodeRow("access_note", code, code.title(), "Ring first", side)
    request = DataChange(DataKind.CODE, (row,), TODAY, None)
    change_contract_data(call_as(county.scopes["admin"]), request=request)


@pytest.mark.django_db
def test_it_is_read_once_and_a_change_is_seen_at_once() -> None:
    county = northdown()
    before = notes(county)
    with statements() as made:
        assert notes(county) == before
    assert [text for text in made if "partners_code" in text] == []
    new_note(county, "geese")
    assert notes(county) == before | {"geese"}


@pytest.mark.django_db
def test_what_was_undone_is_not_remembered() -> None:
    county = northdown()
    before = notes(county)
    so_far = transaction.savepoint_create()
    new_note(county, "wolves")
    assert "wolves" in notes(county)
    transaction.savepoint_rollback(so_far)
    assert notes(county) == before


@pytest.mark.django_db(transaction=True)
def test_a_call_that_began_before_a_change_misleads_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it reads may be new, and is kept under the old state: nobody who begins later looks there."""
    county = northdown()
    before = notes(county)
    # As if nothing had been read yet under the old state.
    monkeypatch.setattr("handrail.core.remembered._kept", {})
    with reading(county.scopes["desk"]):
        elsewhere(lambda: new_note(county, "geese"))
        early = code_lists(county.made.contract_id, ["access_note"], TODAY)
    assert {one.code for one in early["access_note"]} == before | {"geese"}
    assert notes(county) == before | {"geese"}
    elsewhere(lambda: new_note(county, "swans"))
    assert notes(county) == before | {"geese", "swans"}


@pytest.mark.django_db
def test_a_change_that_lays_down_reads_its_own_rows() -> None:
    county = northdown()

    @use_case(Event.PARTNER_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
    def renamed(change: Change) -> tuple[list[str], list[str]]:
        def names() -> list[str]:
            return [store.name for store in depots(change.scope.contract_id)]

        before = names()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE partners_depot SET name = name || '!'")
        return before, names()

    before, after = renamed(call_as(county.scopes["admin"]))
    assert after == [f"{name}!" for name in before]


@pytest.mark.django_db
def test_a_call_that_does_not_say_so_changes_nothing_of_it() -> None:
    county = northdown()

    @use_case(Event.STOCK_MOVED, needs=Permission.ADMINISTER)
    def sly(change: Change) -> str:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE partners_depot SET name = name")
        return ""

    with pytest.raises(DatabaseError, match="does not say that it lays down"):
        sly(call_as(county.scopes["admin"]))

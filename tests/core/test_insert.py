"""Many rows in one statement: the same rows as one by one, with their defaults, and nothing cut off."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError

from handrail.core.insert import insert_rows
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.partners.models import Calendar, ContractTerm, Partner
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def _inserted(change: Change, *, what: str) -> int:
    contract = {"contract_id": change.scope.contract_id, "from_on": date(2026, 4, 1)}
    match what:
        case "terms":
            values: list[Any] = [4, "text", {"a": [1, None]}, None]
            rows = [{"id": UUID(int=n), "key": f"k{n}", "value": v, **contract} for n, v in enumerate(values)]
            return len(insert_rows(ContractTerm, rows[:3], returning=("id", "key")))
        case "calendars":
            base = {"label": "X", "bank_holidays_count": False, "opens": None, **contract}
            rows = [{"id": UUID(int=n), "code": f"c{n}", "days": list(range(n)), **base} for n in range(3)]
            insert_rows(Calendar, rows)
        case "partners":
            insert_rows(Partner, [{"id": UUID(int=1), "kind": "CHARITY", "name": "One"}])
        case "there":
            there = {"id": UUID(int=1), "kind": "CHARITY", "name": "Another"}
            return len(insert_rows(Partner, [there], returning=("id",), unless_there=True))
        case "too_long":
            insert_rows(Partner, [{"id": UUID(int=n), "kind": "X" * 21, "name": f"n{n}"} for n in range(2)])
        case "nothing":
            insert_rows(Partner, [])
        case "differ":
            insert_rows(Partner, [{"id": UUID(int=1)}, {"name": "x"}])
        case "unknown":
            insert_rows(Partner, [{"id": UUID(int=1), "colour": "red"}])
    return 0


def test_values_of_every_kind_arrive_as_they_are() -> None:
    county = northdown()
    admin = county.scopes["admin"]
    assert _inserted(call_as(admin), what="terms") == 3
    assert list(ContractTerm.objects.filter(key__startswith="k").order_by("key").values_list("value", flat=True)) == [
        4, "text", {"a": [1, None]},
    ]  # fmt: skip
    _inserted(call_as(admin), what="calendars")
    found = Calendar.objects.filter(code__startswith="c").order_by("code").values_list("days", "opens", "until_on")
    assert list(found) == [([], None, None), ([0], None, None), ([0, 1], None, None)]
    _inserted(call_as(admin), what="partners")
    assert Partner.objects.get(name="One").phone == ""
    assert _inserted(call_as(admin), what="there") == 0
    assert Partner.objects.get(pk=UUID(int=1)).name == "One"
    _inserted(call_as(admin), what="nothing")


@pytest.mark.parametrize(("what", "error"), [("differ", ValueError), ("unknown", ValueError)])
def test_rows_that_do_not_fit_the_table_are_refused(what: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        _inserted(call_as(northdown().scopes["admin"]), what=what)


def test_a_text_that_is_too_long_is_refused_and_never_cut() -> None:
    with pytest.raises((DataError, Refused)):
        _inserted(call_as(northdown().scopes["admin"]), what="too_long")


def test_a_time_without_a_zone_is_refused_and_its_column_named() -> None:
    row = {"id": UUID(int=1), "occurred_at": datetime(2026, 3, 3, 9)}  # noqa: DTZ001 - that is what is refused
    with pytest.raises(TypeError, match=r"Partner\.occurred_at"):
        insert_rows(Partner, [row])

"""Schemathesis walks the API by its own description: nothing fails, and every answer is one that was described."""

import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from handrail.simulation.set_up import County
from handrail.usecases.change_notes import NotesToChange, NoteWanted, change_notes
from tests.api.api_calls import ROOT, token_of
from tests.ordering import lines, placed, someone
from tests.situations import call_as, northdown
from tests.stock_situations import goods, main_depot
from tests.visiting import a_run, booked, on_loan

# A few in the suite; by hand, HOSTILE_EXAMPLES=100 looks longer.
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "6"))
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
# Who may do most of what is at an address: a refusal for want of a permission would test nothing else.
WHO = {"releases": "adviser", "bookings": "desk", "runs": "desk", "vans": "desk", "drivers": "desk", "visits": "driver",
       "people": "nurse", "orders": "nurse", "order-lines": "nurse", "loans": "nurse", "visit-requests": "nurse",
       "products": "nurse", "questions": "nurse", "drafts": "nurse", "life-events": "nurse", "joins": "desk",
       "told-apart": "desk", "order-assessments": "nurse", "notes": "nurse", "cover": "adviser",
       "authorisers": "adviser", "photos": "driver", "satellite-issues": "ward"}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The whole walk is one transaction of the test; Django ends the connection of a request that was served."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def known_things(county: County) -> dict[str, Any]:
    """Ids and codes that are there, by the names under which calls send them."""
    _, delivered = on_loan(county, "BED-010")
    who = someone(county, name="Agnes Thorpe")
    order = placed(county, who, *lines("BED-010", ("TOI-030", 2)))
    run_id = a_run(county, van="Van 2", driver="driver2")
    booked(county, *order.visit_ids, run_id=run_id)
    (number,) = goods(county, "BED-010")
    safe = (NoteWanted("access_note", "key_safe", "Left of the door", "47K11"),)
    noted = change_notes(call_as(county.scopes["nurse"]), request=NotesToChange(who.id, safe))
    line_id, loan_id = str(order.lines[0].line_id), str(delivered.loans[0].loan_id)
    return {
        "person_id": str(who.id), "address_id": str(who.address_id), "order_id": str(order.order_id),
        "line_id": line_id, "line_ids": [line_id], "visit_id": str(order.visit_ids[0]), "run_id": str(run_id),
        "stops": [str(order.visit_ids[0])], "loans": [loan_id], "loan_id": loan_id, "place_id": str(main_depot(county)),
        "from_place_id": str(main_depot(county)), "to_place_id": str(county.made.vans["Van 1"]),
        "van_id": str(county.made.vans["Van 3"]), "depot_id": str(main_depot(county)), "code": number, "number": number,
        "product_code": "TOI-030", "driver_id": str(county.users["driver"]), "seen_version": 1,
        "speed_code": "deliver_5d", "method": "wash_chamber", "note_id": str(noted.added[0]),
        "covering_id": str(county.users["senior"]),
    }  # fmt: skip


def with_known(value: Any, known: dict[str, Any], use: Callable[[], bool]) -> Any:
    """What was drawn, with some of it replaced by what is there."""
    match value:
        case dict():
            return {
                name: known[name] if name in known and use() else with_known(inner, known, use)
                for name, inner in value.items()
            }
        case list():
            return [with_known(inner, known, use) for inner in value]
        case UUID():
            return str(value)
        case _:
            return value


@pytest.mark.usefixtures("_one_connection")
def test_no_input_makes_it_fail_and_every_answer_is_described() -> None:
    county = northdown()
    known = known_things(county)
    staff = ("nurse", "ward", "adviser", "desk", "driver", "depot")
    keys = {who: token_of(county, who, calls=6000) for who in staff}
    schema = from_wsgi(f"{ROOT}/openapi.json", WSGIHandler())
    operations: list[Any] = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    for operation in operations:
        subject = operation.path.removeprefix(f"{ROOT}/").split("/")[0]
        headers = {"Authorization": f"Bearer {keys[WHO.get(subject, 'depot')]}"}
        walk(operation, known, headers)
    assert len(operations) > 90


def walk(operation: Any, known: dict[str, Any], headers: dict[str, str]) -> None:
    """Calls of the described form, some of them about what is there, and calls of wrong forms."""

    @bounded(EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE), data=st.data())
    def valid(case: Case[Any], data: st.DataObject) -> None:
        def use() -> bool:
            return data.draw(st.integers(0, 3)) > 0

        case.path_parameters = with_known(case.path_parameters, known, use)
        case.body = with_known(case.body, known, use)
        case.call_and_validate(headers=headers, checks=CHECKS)

    @bounded(EXAMPLES // 3)
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def wrong(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    valid()
    wrong()


def bounded(examples: int) -> settings:
    """The same few examples each time: the suite has minutes, not hours."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

"""What came back and has not passed is kept beside its loan by the database alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.identity.calls import reading
from handrail.loans.models import Loan, ToSettle
from handrail.simulation.set_up import County
from tests.core.test_hostile_application import DENIED, attempt, change_by
from tests.ledger.test_store_charges import returned
from tests.promises import broken_in
from tests.stock_situations import clean, columns, inspected, passed

VERSIONS = "SELECT id, xmin::text FROM loans_loan ORDER BY id"


def _versions(county: County) -> list[tuple[object, ...]]:
    with reading(county.scopes["desk"]), connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found


@pytest.mark.django_db
def test_what_passes_is_settled_and_its_loan_stays_as_it_was(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    assert columns(county.scopes["desk"], ToSettle, "pieces") == [1]
    before = _versions(county)
    passed(county, inspected(number))
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    assert _versions(county) == before
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO loans_tosettle SELECT id, contract_id, product_id, asset_id, 1 FROM loans_loan",
        "UPDATE loans_tosettle SET pieces = pieces + 1",
        "UPDATE loans_tosettle SET contract_id = gen_random_uuid()",
        "DELETE FROM loans_tosettle",
        "TRUNCATE loans_tosettle",
    ],
)
def test_promise_10_nobody_says_by_hand_what_is_to_be_settled(county: County, statement: str) -> None:
    returned(county, "BED-010")
    with change_by(county.scopes["depot"]):
        assert attempt(statement) == DENIED


@pytest.mark.django_db
def test_promise_10_no_more_passes_than_came_back(county: County) -> None:
    returned(county, "BED-010")
    (loan_id,) = columns(county.scopes["desk"], Loan, "id")
    with change_by(county.scopes["depot"]):
        assert attempt("SELECT loans_settle_pieces(ARRAY[%s]::uuid[], ARRAY[2])", loan_id) == "23514"


@pytest.mark.django_db
def test_what_an_inspection_posts_is_written_by_its_last_statement(county: County) -> None:
    number = returned(county, "BED-010")
    clean(county, number)
    with CaptureQueriesContext(connection) as made:
        passed(county, inspected(number))
    posting = [query["sql"] for query in made.captured_queries if "ledger_post(" in query["sql"]]
    assert len(posting) == 1
    assert "core_finish(" in posting[0]
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.django_db
def test_promise_10_no_more_falls_due_than_waits(county: County) -> None:
    returned(county, "BED-010")
    (loan_id,) = columns(county.scopes["desk"], Loan, "id")
    with change_by(county.scopes["depot"]):
        assert attempt("SELECT loans_fall_due(ARRAY[%s]::uuid[], ARRAY[2])", loan_id) == "23514"

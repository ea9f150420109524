"""An invoice is held against the ledger line by line: what is wrong is found, and nothing else."""

from datetime import date
from typing import Any

import pytest

from handrail.identity.calls import reading
from handrail.invoices.codes import LineAnswer, Verdict
from handrail.invoices.queries.invoices import faults_of, invoice_row
from handrail.invoices.states import InvoiceState
from handrail.simulation.set_up import County
from handrail.usecases.charge_management_fee import charge_management_fee
from tests.invoices.checking import checked, delivered, found, posted, said
from tests.situations import call_as

pytestmark = pytest.mark.django_db


def verdicts(county: County, lines: list[Any]) -> list[Verdict]:
    return [line.verdict for line in found(county, checked(county, lines))]


def test_what_the_ledger_posted_agrees_by_whatever_number_names_it(county: County) -> None:
    stop = delivered(county, "BED-010", "MAT-012", ("BDA-020", 3))
    whole = [said(one) for one in posted(county)]
    (visit,) = {line["Visit"] for line in whole if line["Visit"]}
    named: dict[str, dict[str, object]] = {
        "BED-010": {"Order line": "", "Item number": stop.numbers[0]},
        "MAT-012": {"Order line": stop.order.number},
        "BDA-020": {"Order line": "", "Visit": visit},
        "delivery": {"Visit": ""},
    }
    assert {line["Code"] for line in whole} >= {*named}
    assert {*verdicts(county, [line | named.get(line["Code"], {}) for line in whole])} == {Verdict.AGREED}


def test_ten_planted_errors_and_finds_exactly_these(county: County) -> None:
    for van in ("Van 1", "Van 2"):
        delivered(county, "BED-010", "MAT-012", ("BDA-020", 3), van=van)
    before, *_ = [one for one in posted(county) if one.code == "MAT-012"]
    checked(county, [said(before)])
    lines = [said(one) for one in posted(county) if one.id != before.id]
    beds = [line for line in lines if line["Code"] == "BED-010"]
    mats = [line for line in lines if line["Code"] == "MAT-012"]
    seats = [line for line in lines if line["Code"] == "BDA-020"]
    visits = [line for line in lines if line["Code"] == "delivery"]
    assert (len(beds), len(mats), len(seats), len(visits)) == (2, 1, 2, 2)
    left_out = lines.pop(lines.index(mats[0]))
    planted = [
        (beds[0] | {"Amount": "696.00"}, Verdict.WRONG_PRICE),
        (visits[0] | {"Amount": "1.00"}, Verdict.WRONG_PRICE),
        (seats[0] | {"Quantity": 4}, Verdict.WRONG_QUANTITY),
        (seats[1] | {"Quantity": 2, "Amount": "1.00"}, Verdict.WRONG_QUANTITY),
        (dict(beds[1]), Verdict.DUPLICATE),
        (visits[1] | {"Date": "2026-03-02"}, Verdict.DUPLICATE),
        (said(before), Verdict.DUPLICATE),
        (beds[1] | {"Code": "BED-020"}, Verdict.NO_SUCH_EVENT),
        (visits[1] | {"Visit": 987654}, Verdict.NO_SUCH_EVENT),
        (beds[1] | {"Order line": "999999/1", "Code": "credit", "Amount": "-100.00"}, Verdict.NEVER_ISSUED),
    ]
    changed = [line for line in lines if line not in (beds[0], visits[0], *seats)]
    invoice_id = checked(county, [*changed, *(line for line, _ in planted)])
    told = [line.verdict for line in found(county, invoice_id)]
    assert told[: len(changed)] == [Verdict.AGREED] * len(changed)
    assert told[len(changed) :] == [verdict for _, verdict in planted]
    assert left_out["Code"] == "MAT-012"


def test_the_fee_of_a_month_is_found_by_its_month(county: County) -> None:
    assert charge_management_fee(call_as(county.scopes["system"]))
    (fee,) = [said(entry) for entry in posted(county) if entry.code == "management_fee"]
    assert (fee["Order line"], fee["Visit"]) == ("", "")
    (line,) = found(county, checked(county, [fee]))
    assert line.verdict == "AGREED"
    (other,) = found(county, checked(county, [fee | {"Date": "2026-01-31"}]))
    assert other.verdict == "NO_SUCH_EVENT"


def test_what_agrees_is_agreed_and_nothing_else(county: County) -> None:
    delivered(county, "BED-010")
    lines = [said(one) for one in posted(county)]
    lines[0] = lines[0] | {"Amount": "1.00"}
    answers = [line.answer for line in found(county, checked(county, lines))]
    assert answers == [LineAnswer.OPEN, *[LineAnswer.AGREED] * (len(lines) - 1)]


def test_a_total_that_is_not_the_sum_refuses_the_whole(county: County) -> None:
    delivered(county, "BED-010")
    lines = [said(one) for one in posted(county)]
    invoice_id = checked(county, lines, 1)
    scope = county.scopes["money"]
    with reading(scope):
        assert invoice_row(scope, invoice_id).state is InvoiceState.REFUSED
        assert [one.code for one in faults_of(scope, invoice_id, limit=None)] == ["INVOICE_TOTAL_IS_NOT_ITS_SUM"]
    assert found(county, invoice_id) == ()
    assert date(2026, 3, 3) in {one.happened_on for one in posted(county)}

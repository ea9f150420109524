"""An invoice is held against the ledger line by line: what is wrong is found, and nothing else."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine

from handrail.identity.calls import reading
from handrail.invoices.codes import InvoiceFault, LineAnswer, Verdict
from handrail.invoices.queries.invoices import faults_of, invoice_row
from handrail.invoices.queries.statement import Behind, not_invoiced, stated_entries
from handrail.invoices.states import InvoiceState
from handrail.ledger.rules.bands import Band
from handrail.simulation.set_up import County
from handrail.stock.codes import RecallCause
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.settle_bands import settle_bands
from handrail.usecases.settle_gain_share import settle_gain_share
from handrail.web.invoices.shown import line_row
from tests.invoices.checking import HEADERS, MARCH, checked, delivered, found, posted, said, total_of
from tests.situations import call_as
from tests.usecases.terms import banded_before, rented_before, targeted_before
from tests.usecases.test_collect_recalled import FITTED, fitted, lent
from tests.usecases.test_recall_told import decide, recalled, rung, went_there
from tests.usecases.test_rentals import not_bought

pytestmark = pytest.mark.django_db


def verdicts(county: County, lines: list[Any]) -> list[Verdict]:
    return [line.verdict for line in found(county, checked(county, lines))]


@pytest.mark.usefixtures("lines_are")
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


@pytest.mark.usefixtures("lines_are")
def test_telling_people_of_a_recall_is_found_by_order_or_item_and_the_call_by_its_visit(county: County) -> None:
    loan_id, _ = lent(county, "Van 1"), fitted(county, van="Van 2")
    beds, rails = recalled(county), recalled(county, FITTED)
    for recall_id in (beds, rails):
        decide(county, recall_id, RecallCause.NEITHER)
    rung(county, beds, loan_id)
    went_there(county, rails)
    told = [one for one in posted(county) if one.code in ("recall_contact", "service_visit")]
    assert sorted(one.code for one in told) == ["recall_contact", "recall_contact", "service_visit"]
    assert [one.visit_number is not None for one in told if one.code == "service_visit"] == [True]
    lines = [said(one) | ({"Order line": ""} if one.visit_number else {}) for one in told]
    assert verdicts(county, [*lines, lines[0]]) == [*[Verdict.AGREED] * 3, Verdict.DUPLICATE]


def test_what_agrees_but_for_a_date_far_off_waits_for_an_answer(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    bed, mattress = (said(one) for code in ("BED-010", "MAT-012") for one in posted(county) if one.code == code)
    dated = [bed | {"Date": "2025-03-03"}, mattress | {"Date": "2026-02-02"}]
    invoice_id = checked(county, dated)
    assert [(line.verdict, line.answer) for line in found(county, invoice_id)] == [
        (Verdict.AGREED, LineAnswer.OPEN), (Verdict.AGREED, LineAnswer.AGREED),
    ]  # fmt: skip
    notes = [line_row(line).cells[1].note for line in found(county, invoice_id)]
    assert ["we have 3 Mar 2026" in note for note in notes] == [True, False]


@pytest.mark.usefixtures("lines_are")
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


def faults(county: County, invoice_id: UUID) -> list[tuple[int, str]]:
    scope = county.scopes["money"]
    with reading(scope):
        return [(one.line, one.code) for one in faults_of(scope, invoice_id, limit=None)]


def test_an_invoice_with_errors_of_ten_kinds_is_told_each_of_them_and_nothing_else(county: County) -> None:
    """What is wrong with the file comes first, then with its total, then what the ledger says of each line."""
    for van in ("Van 1", "Van 2"):
        delivered(county, "BED-010", "MAT-012", ("BDA-020", 3), van=van)
    lines = [said(one) | {"Contract": "northdown"} for one in posted(county)]
    headers = (*HEADERS, "Contract")

    def place(code: str, number: int) -> int:
        return [at for at, line in enumerate(lines) if line["Code"] == code][number]

    left_out = lines.pop(place("MAT-012", 0))
    dear, more, again = place("BED-010", 0), place("BDA-020", 0), place("delivery", 0)
    lines[dear] |= {"Amount": "696.00"}
    lines[more] |= {"Quantity": 4}
    lines += [
        dict(lines[again]),
        lines[place("BED-010", 1)] | {"Code": "BED-020"},
        lines[place("BED-010", 1)] | {"Order line": "999999/1", "Code": "credit", "Amount": "-100.00"},
    ]
    sign, comma, other, nothing = place("BED-010", 1), place("BDA-020", 1), place("delivery", 1), place("MAT-012", 0)
    badly = [dict(line) for line in lines]
    badly[sign] |= {"Amount": f"£{badly[sign]['Amount']}"}
    badly[comma] |= {"Amount": str(badly[comma]["Amount"]).replace(".", ",")}
    badly[other] |= {"Contract": "southmoor"}
    badly[nothing] |= {"Order line": "", "Visit": ""}
    total = total_of(lines)
    # The first line of a file holds the names of its columns.
    assert faults(county, checked(county, badly, total, headers=headers)) == sorted(
        [
            (sign + 2, InvoiceFault.CURRENCY_SIGN),
            (comma + 2, InvoiceFault.DECIMAL_COMMA),
            (other + 2, InvoiceFault.OTHER_CONTRACT),
            (nothing + 2, InvoiceFault.NO_REFERENCE),
        ]
    )
    assert faults(county, checked(county, lines, total + 1, headers=headers)) == [(0, InvoiceFault.TOTAL)]
    invoice_id = checked(county, lines[::-1], total, headers=headers)
    told = [(line.code, line.verdict) for line in found(county, invoice_id) if line.verdict is not Verdict.AGREED]
    assert sorted(told) == sorted(
        [
            ("BED-010", Verdict.WRONG_PRICE),
            ("BDA-020", Verdict.WRONG_QUANTITY),
            ("delivery", Verdict.DUPLICATE),
            ("BED-020", Verdict.NO_SUCH_EVENT),
            ("credit", Verdict.NEVER_ISSUED),
        ]
    )
    scope = county.scopes["money"]
    with reading(scope):
        open_ = not_invoiced(scope, MARCH, MARCH.replace(day=31), offset=0, limit=None)
    assert [(one.line, one.code) for one in open_] == [(left_out["Order line"], "MAT-012")]


def test_the_fee_of_a_month_is_found_by_its_month(county: County) -> None:
    assert charge_management_fee(call_as(county.scopes["system"]))
    (fee,) = [said(entry) for entry in posted(county) if entry.code == "management_fee"]
    assert (fee["Order line"], fee["Visit"]) == ("", "")
    (line,) = found(county, checked(county, [fee]))
    assert line.verdict == "AGREED"
    (other,) = found(county, checked(county, [fee | {"Date": "2026-01-31"}]))
    assert other.verdict == "NO_SUCH_EVENT"


def test_a_fee_that_was_put_right_agrees_as_it_stands(county: County) -> None:
    assert charge_management_fee(call_as(county.scopes["system"]))
    (entry,) = [one for one in posted(county) if one.code == "management_fee"]
    cheaper = PostingCorrection(entry.id, 1_000_00, "Agreed at £1,000")
    correct_posting(call_as(county.scopes["money"]), request=cheaper)
    assert verdicts(county, [said(entry) | {"Amount": "1000.00"}]) == [Verdict.AGREED]


def test_a_rebate_and_rent_of_a_month_agree(county: County, clock: time_machine.Traveller) -> None:
    banded_before(county, Band("delivery", 1, 2_50))
    rented_before(county, "BED-010")
    not_bought(county)
    for van in ("Van 1", "Van 2"):
        delivered(county, "BED-010", van=van)
    clock.move_to("2026-04-01T09:00:00Z")
    assert (settle_bands(call_as(county.scopes["system"])), charge_rentals(call_as(county.scopes["system"]))) == (1, 2)
    lines = [said(one) for one in posted(county) if one.code in ("rebate", "rental")]
    assert sorted((line["Code"], str(line["Amount"])) for line in lines) == [
        ("rebate", "-2.50"), ("rental", "43.50"), ("rental", "43.50"),
    ]  # fmt: skip
    assert {*verdicts(county, lines)} == {Verdict.AGREED}
    provider = county.scopes["provider"]
    with reading(provider):
        stated = stated_entries(provider, Behind(MARCH, date(2026, 4, 1)), offset=0, limit=None)
    assert {one.note for one in stated if one.note} == {"delivery: 2 since 01/04/2025", "29 days at £10.50 a week"}


def test_a_gain_share_agrees_as_it_stands(county: County, clock: time_machine.Traveller) -> None:
    targeted_before(county)
    delivered(county, "BED-010")
    clock.move_to("2026-04-01T09:00:00Z")
    assert settle_gain_share(call_as(county.scopes["system"])) == 1
    (line,) = [said(one) for one in posted(county) if one.code == "gain_share"]
    assert str(line["Amount"]) == "94.00"
    (bed,) = [one for one in posted(county) if one.code == "BED-010"]
    cheaper = PostingCorrection(bed.id, 650_00, "As agreed")
    correct_posting(call_as(county.scopes["money"]), request=cheaper)
    clock.move_to("2026-05-01T09:00:00Z")
    assert settle_gain_share(call_as(county.scopes["system"])) == 1
    assert verdicts(county, [line | {"Amount": "116.50"}]) == [Verdict.AGREED]


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

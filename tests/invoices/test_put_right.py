"""What was put right is one event still: it is invoiced once, for what it all comes to; loans brought in are found."""

from datetime import date
from typing import Any

import pytest

from handrail.identity.calls import reading
from handrail.intake.states import FileKind
from handrail.invoices.codes import Verdict
from handrail.invoices.queries.statement import credits_not_invoiced, not_invoiced, not_invoiced_sum
from handrail.simulation.set_up import County
from handrail.stock.rules.care import InspectionKind
from handrail.usecases.change_funder import change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.visits.rules.report import TakenAway
from tests.invoices.checking import APRIL, MARCH, checked, delivered, found, posted, said, said_of, total_of
from tests.ledger.test_opening import HEADS, fetched, lent, priced
from tests.situations import call_as
from tests.stock_situations import clean, inspected, main_depot, passed
from tests.usecases.correcting import entry_of, to_health
from tests.usecases.test_import_file import run
from tests.visiting import a_run, asked, booked, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lines_are")]


def verdicts(county: County, lines: list[Any]) -> list[tuple[Verdict, int | None]]:
    return [(line.verdict, line.due_pence) for line in found(county, checked(county, lines))]


def test_what_stands_on_an_invoice_is_not_asked_for_again_once_others_pay_or_its_price_is_right(county: County) -> None:
    stop = delivered(county, "BED-010")
    lines, line_id = said_of(county, stop), stop.order.lines[0].line_id
    assert {one for one, _ in verdicts(county, lines)} == {Verdict.AGREED}
    money = county.scopes["money"]
    change_funder(call_as(money), request=to_health(county, line_id))
    assert {one for one, _ in verdicts(county, lines[::-1])} == {Verdict.DUPLICATE}
    again = max(one.id for one in posted(county) if one.kind == "RESTATED" and one.item == "equipment")
    correct_posting(call_as(money), request=PostingCorrection(again, 65_000, "£650 was agreed"))
    bed = [line | {"Amount": "650.00"} for line in lines if line["Code"] == "BED-010"]
    assert verdicts(county, bed) == [(Verdict.DUPLICATE, None)]


def test_of_a_visit_of_two_lines_what_others_pay_for_one_is_asked_for_with_the_rest(county: County) -> None:
    stop, money = delivered(county, "BED-010", "MAT-012"), county.scopes["money"]
    lines = said_of(county, stop)
    change_funder(call_as(money), request=to_health(county, stop.order.lines[0].line_id))
    with reading(money):
        events = not_invoiced(money, MARCH, APRIL, offset=0, limit=None)
        assert not_invoiced_sum(money, MARCH, APRIL) == (len(lines), total_of(lines))
    assert sorted((one.code, one.unit_pence, one.pence) for one in events) == sorted(
        (line["Code"], total_of([line]), total_of([line])) for line in lines
    )
    assert {one for one, _ in verdicts(county, lines)} == {Verdict.AGREED}


def test_what_is_invoiced_after_it_was_put_right_is_owed_as_it_stands(county: County) -> None:
    stop = delivered(county, "BED-010")
    lines, line_id = said_of(county, stop), stop.order.lines[0].line_id
    right = PostingCorrection(entry_of(county, "equipment", line_id), 65_000, "£650 was agreed")
    correct_posting(call_as(county.scopes["money"]), request=right)
    bed = [line for line in lines if line["Code"] == "BED-010"]
    money = county.scopes["money"]
    with reading(money):
        events = not_invoiced(money, MARCH, APRIL, offset=0, limit=None)
    assert [(one.unit_pence, one.pence) for one in events if one.code == "BED-010"] == [(65_000, 65_000)]
    assert verdicts(county, bed) == [(Verdict.WRONG_PRICE, 65_000)]


def test_a_loan_that_was_brought_in_is_found_by_its_item(county: County) -> None:
    fetched(county)
    lines = [
        said(one, visit="", item_number="OLD-0", **({"code": "credit"} if one.kind == "CREDITED" else {}))
        for one in posted(county)
    ]
    assert {line["Code"] for line in lines} > {"credit", "collection"}
    always, back = (date(2000, 1, 1), date(2100, 1, 1)), [one for one in posted(county) if one.kind == "CREDITED"]
    with reading(county.scopes["money"]):
        assert credits_not_invoiced(county.scopes["money"], *always) == sum(one.pence for one in back) < 0
    assert {one for one, _ in verdicts(county, lines)} == {Verdict.AGREED}


def pieces_fetched(county: County) -> None:
    """Three pieces were brought in, fetched by one visit, cleaned and passed."""
    text = HEADS + priced(3, "2.50", asset="", product="BDA-020", qty="3", serial="", postcode="PE29 3TN")
    run(county, FileKind.OPEN_LOANS, text)
    visit_id = asked(county, lent(county, "L3").pk).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 2"))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=lent(county, "L3").pk, quantity=3),))
    back = Returned(main_depot(county), (ReturnedItem("BDA-020", quantity=3),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, "BDA-020", quantity=3)
    passed(county, inspected("BDA-020", 3, kinds=(InspectionKind.LOOK,), readings={}))


def test_counted_loans_that_were_brought_in_are_found_by_the_visit_that_fetched_them(county: County) -> None:
    pieces_fetched(county)
    visit = next(one.visit_number for one in posted(county) if one.code == "collection")
    lines = [said(one, visit=visit, **({"code": "credit"} if one.kind == "CREDITED" else {})) for one in posted(county)]
    assert {line["Code"] for line in lines} > {"credit", "collection"}
    assert {one for one, _ in verdicts(county, lines)} == {Verdict.AGREED}

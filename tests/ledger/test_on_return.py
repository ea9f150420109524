"""Where the terms credit what comes back as it does: once, to who paid for it, whatever becomes of it later."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import time_machine

from handrail.intake.states import FileKind
from handrail.ledger.codes import CreditDue, Excluded
from handrail.ledger.models import Entry
from handrail.ledger.rules.credits import CreditTerm, never
from handrail.loans.models import Loan, ToSettle
from handrail.simulation.set_up import County
from handrail.stock.plans import ItemScan
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.mend_scan import MistakeKind
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.scrap_stock import Scrapped, scrap_stock
from handrail.visits.rules.report import TakenAway
from tests.ledger.test_credits_mended import COUNTED, credited, each, mended, passes
from tests.ledger.test_lines import end_rules
from tests.ledger.test_opening import HEADS, lent, priced
from tests.ledger.test_suspense import pool_pays, settle, waiting
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import clean, columns, inspected, main_depot, passed
from tests.usecases.correcting import comes_back, entry_of, stands, swapped
from tests.usecases.terms import ON_RETURN, credited_before, with_vat_before
from tests.usecases.test_import_file import run
from tests.visiting import a_run, asked, booked, collection, on_loan, recorded

pytestmark = pytest.mark.django_db

BED = 590_75


def cleaned_and_passed(county: County, number: str) -> None:
    back = Returned(main_depot(county), (ReturnedItem(number),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    clean(county, number)
    passed(county, inspected(number))


def fetched(county: County, loan_id: UUID, number: str, van: str = "Van 3") -> None:
    visit_id = asked(county, loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van=van))
    recorded(county, visit_id, taken_away=(TakenAway(number),))


def sound(county: County) -> None:
    assert broken_in(county.scopes["desk"]) == []


def test_a_thing_is_credited_as_it_is_fetched_and_not_again_as_it_passes(county: County) -> None:
    credited_before(county)
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    assert credited(county) == BED
    assert columns(county.scopes["desk"], ToSettle, "pieces", "credited") == [(1, 1)]
    cleaned_and_passed(county, stop.numbers[0])
    assert credited(county) == BED
    assert len(columns(county.scopes["desk"], Entry, "id", item="credit")) == 1
    assert len(columns(county.scopes["desk"], Entry, "id", item="refurbish_large")) == 1
    assert columns(county.scopes["desk"], ToSettle, "pieces") == []
    sound(county)


def test_what_fails_later_stays_credited(county: County) -> None:
    credited_before(county)
    stop, _ = on_loan(county, "BED-010")
    back = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    assert credited(county) == BED
    wanted = Scrapped(main_depot(county), (ItemScan(stop.numbers[0]),), "end_of_life")
    scrap_stock(call_as(county.scopes["depot"]), request=wanted)
    assert credited(county) == BED
    sound(county)


def test_what_came_back_before_such_terms_is_credited_as_it_passes(
    county: County, clock: time_machine.Traveller
) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    assert credited(county) == 0
    credited_before(county)
    clock.shift(86_400)
    cleaned_and_passed(county, stop.numbers[0])
    assert credited(county) == BED
    sound(county)


def test_what_such_terms_credited_is_not_credited_by_others_as_it_passes(
    county: County, clock: time_machine.Traveller
) -> None:
    credited_before(county, until_on=date(2026, 3, 4))
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    clock.shift(86_400)
    cleaned_and_passed(county, stop.numbers[0])
    assert credited(county) == BED
    sound(county)


def test_what_such_terms_gave_nothing_for_gets_nothing_by_others_as_it_passes(
    county: County, clock: time_machine.Traveller
) -> None:
    credited_before(county, replace(ON_RETURN, parts=0), until_on=date(2026, 3, 4))
    stop, _, visit_id = collection(county, "BED-010")
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    clock.shift(86_400)
    cleaned_and_passed(county, stop.numbers[0])
    assert credited(county) == 0
    sound(county)


def test_pieces_of_a_count_are_credited_as_they_come(county: County) -> None:
    credited_before(county)
    _, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=2),))
    assert credited(county) == 2 * each(county, 3)
    passes(county, 2)
    assert credited(county) == 2 * each(county, 3)
    sound(county)


def test_the_credit_of_a_swap_comes_with_what_took_its_place(county: County) -> None:
    credited_before(county)
    stop, done = on_loan(county, "BED-010")
    _, number = swapped(county, stop, done.loans[0].loan_id, "BED-010")
    assert credited(county) == 0
    cleaned_and_passed(county, stop.numbers[0])
    assert credited(county) == 0
    (loan_id,) = columns(county.scopes["desk"], Loan, "id", ended_at=None)
    fetched(county, loan_id, number)
    assert credited(county) == BED
    cleaned_and_passed(county, number)
    assert credited(county) == BED
    sound(county)


@pytest.mark.parametrize("passes_first", [False, True])
def test_what_was_not_fetched_after_all_is_credited_no_more_and_once_it_is_again(
    county: County, passes_first: bool
) -> None:
    credited_before(county)
    stop, (loan_id,), visit_id = collection(county, "BED-010")
    (number,) = stop.numbers
    recorded(county, visit_id, taken_away=(TakenAway(number),))
    if passes_first:
        cleaned_and_passed(county, number)
    (given,) = columns(county.scopes["desk"], Entry, "id", kind="CREDITED")
    mended(county, MistakeKind.WRONG_RETURN, code=number)
    assert credited(county) == 0
    assert columns(county.scopes["desk"], Entry, "corrects_id", item="credit", kind="CORRECTED") == [given]
    fetched(county, loan_id, number)
    assert credited(county) == BED
    sound(county)


def test_pieces_that_were_counted_wrongly_follow_both_ways(county: County) -> None:
    credited_before(county)
    stop, (loan_id,), visit_id = collection(county, (COUNTED, 3))
    recorded(county, visit_id, taken_away=(TakenAway(loan_id=loan_id, quantity=2),))
    back = Returned(main_depot(county), (ReturnedItem(COUNTED, quantity=2),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    of_order = {"code": COUNTED, "order_number": stop.order.number}
    mended(county, MistakeKind.WRONG_COUNT_BACK, **of_order, right_quantity=1)
    assert credited(county) == each(county, 3)
    assert columns(county.scopes["desk"], ToSettle, "pieces", "credited") == [(1, 1)]
    mended(county, MistakeKind.WRONG_COUNT_BACK, **of_order, right_quantity=3)
    assert credited(county) == 3 * each(county, 3)
    sound(county)


def test_without_a_fund_it_waits_and_is_credited_once(county: County) -> None:
    credited_before(county)
    end_rules(call_as(county.scopes["admin"]))
    stop, _, visit_id = collection(county, "BED-010")
    comes_back(county, visit_id, *stop.numbers)
    (credit,) = waiting(county, "CREDIT")
    assert (credit.pence, credited(county)) == (BED, 0)
    pool_pays(call_as(county.scopes["admin"]))
    settle(county)
    assert credited(county) == BED
    sound(county)


def test_a_loan_that_was_brought_in_is_credited_as_it_is_fetched(county: County) -> None:
    credited_before(county)
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, "500.00", postcode="PE29 3TN"))
    fetched(county, lent(county, "L0").pk, "OLD-0")
    assert credited(county) == 425_00
    cleaned_and_passed(county, "OLD-0")
    assert credited(county) == 425_00
    sound(county)


def test_vat_comes_back_with_it(county: County) -> None:
    credited_before(county)
    with_vat_before(county)
    stop, _, visit_id = collection(county, "BED-010")
    with_bed = stands(county)["pool", "VAT_BACK"]
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    (credit,) = columns(county.scopes["desk"], Entry, "id", item="credit")
    assert credit
    # What the fetching bears beside it is 20% of two rows.
    assert with_bed - stands(county)["pool", "VAT_BACK"] == BED // 5 - (24_50 + 18_50) // 5
    sound(county)


def test_a_price_that_was_nothing_is_credited_by_the_terms_of_the_day_of_the_return(
    county: County, clock: time_machine.Traveller
) -> None:
    credited_before(county, replace(ON_RETURN, parts=500_000), until_on=date(2026, 3, 4))
    stop, _, visit_id = collection(county, "BED-010")
    scope, spent = county.scopes["money"], entry_of(county, "equipment", stop.order.lines[0].line_id)
    correct_posting(call_as(scope), request=PostingCorrection(spent, 0, "A slip of the key"))
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))
    clock.shift(86_400)
    cleaned_and_passed(county, stop.numbers[0])
    correct_posting(call_as(scope), request=PostingCorrection(spent, 695_00, "It was a slip"))
    assert credited(county) == 347_50
    assert columns(scope, Entry, "happened_on", kind="CREDITED") == [date(2026, 3, 3)]
    sound(county)


def test_only_the_kinds_that_the_terms_name_are_credited_as_they_come(county: County) -> None:
    beds = CreditTerm(0, "beds", 0, None, 850_000, 0, CreditDue.RETURN)
    credited_before(county, beds)
    stop, _, visit_id = collection(county, "BED-010", "MAT-012")
    recorded(county, visit_id, taken_away=tuple(TakenAway(one) for one in stop.numbers))
    assert credited(county) == BED
    for number in stop.numbers:
        cleaned_and_passed(county, number)
    assert credited(county) == BED + 151_30
    sound(county)


def test_what_is_never_credited_is_not_whatever_the_catalogue_says(county: County) -> None:
    credited_before(county, never(Excluded.CATEGORY, "beds"))
    stop, _, visit_id = collection(county, "BED-010", "MAT-012")
    recorded(county, visit_id, taken_away=tuple(TakenAway(one) for one in stop.numbers))
    for number in stop.numbers:
        cleaned_and_passed(county, number)
    assert credited(county) == 151_30
    sound(county)

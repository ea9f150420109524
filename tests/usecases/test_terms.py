"""Terms about money change from a day to come; what was paid by others stays, and a past month comes to the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from handrail.catalogue.reference.held import DataKind, held_rows
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.codes import Excluded
from handrail.ledger.queries import money_terms
from handrail.ledger.queries.terms import charged_between, credit_terms_held
from handrail.ledger.rules.credits import CreditTerm, excluded_traits, never
from handrail.ledger.rules.price_terms import PriceWanted, indexed
from handrail.ledger.rules.repriced import repriced_charges, repriced_credits
from handrail.loans.models import Loan
from handrail.loans.passed import settled_between
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataEnd, end_contract_data
from handrail.usecases.change_credit_terms import (
    TermsChanged,
    TermsWithdrawal,
    change_credit_terms,
    withdraw_credit_terms,
)
from handrail.usecases.change_funder import change_funder
from handrail.usecases.change_price_list import (
    PriceListWithdrawal,
    PricesChanged,
    change_price_list,
    withdraw_price_list,
)
from handrail.visits.rules.asking import AskedFor
from handrail.visits.rules.report import HandedOver, TakenAway
from tests.ledger.test_credits_mended import COUNTED, passes, two_of_three_back
from tests.ledger.test_on_return import cleaned_and_passed
from tests.ordering import codes
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.stock_situations import columns
from tests.usecases.correcting import lent_and_back, to_health
from tests.usecases.terms import APRIL, FLAT, LESS, ON_RETURN, credited_before, other_credit, other_prices
from tests.visiting import a_run, asked, booked, collection, load, on_loan, recorded

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
DELIVERY = ("delivery", "deliver_5d")


@pytest.fixture
def county() -> County:
    return northdown()


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def terms_of(county: County) -> list[tuple[date, date | None, int]]:
    with reading(county.scopes["money"]):
        return [(one.from_on, one.until_on, one.row.parts) for one in credit_terms_held(county.scopes["money"])]


def prices_of(county: County) -> list[tuple[date, date | None, int]]:
    with reading(county.scopes["money"]):
        held: list[Any] = list(held_rows(county.made.contract_id, DataKind.PRICE)[DELIVERY])
    return [(one.from_on, one.until_on, one.row.price_pence) for one in held]


def test_credit_terms_take_the_place_of_others_from_a_day_and_can_be_taken_back_before_it(county: County) -> None:
    before = terms_of(county)
    assert by_manager(change_credit_terms, county, other_credit()) == TermsChanged(1, 1)
    ((begun, _, _),) = before
    assert terms_of(county) == [(begun, APRIL, FLAT.parts), (APRIL, None, LESS.parts)]
    assert refused(change_credit_terms, county, other_credit(FLAT)) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_credit_terms, county, TermsWithdrawal(APRIL)) == TermsChanged(1, 1)
    assert terms_of(county) == before
    assert refused(withdraw_credit_terms, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}


def test_credit_terms_that_are_wrong_change_nothing(county: County) -> None:
    before = terms_of(county)
    wrong = other_credit(CreditTerm(0, "boats", 0, 12, 1_000_001, -1), CreditTerm(0, "boats", 13, None, 1, 0))
    assert refused(change_credit_terms, county, wrong) == {
        "CREDIT_CATEGORY_UNKNOWN", "CREDIT_RATE_OUTSIDE_0_TO_100", "CREDIT_FLOOR_BELOW_ZERO",
        "CREDIT_BANDS_LEAVE_A_GAP",
    }  # fmt: skip
    assert refused(change_credit_terms, county, other_credit(on=date(2026, 3, 3))) == {"DATA_BEGINS_TOO_EARLY"}
    assert refused(change_credit_terms, county, other_credit(FLAT)) == {"DATA_NOTHING_CHANGED"}
    assert refused(change_credit_terms, county, other_credit(), by="commissioner") == {"NOT_ALLOWED"}
    assert terms_of(county) == before


def test_prices_change_from_a_day_and_can_be_taken_back_before_it(county: County) -> None:
    before = prices_of(county)
    ((begun, _, pence),) = before
    assert by_manager(change_price_list, county, other_prices()) == PricesChanged(1)
    assert prices_of(county) == [(begun, APRIL, pence), (APRIL, None, 30_00)]
    earlier = other_prices(PriceWanted(*DELIVERY, 31_00), on=date(2026, 3, 20))
    assert refused(change_price_list, county, earlier) == {"DATA_OVERLAPS_LATER"}
    by_manager(withdraw_price_list, county, PriceListWithdrawal(APRIL))
    assert prices_of(county) == before
    assert refused(withdraw_price_list, county, PriceListWithdrawal(APRIL)) == {"DATA_NOT_HELD"}


def test_a_whole_list_is_taken_back_in_as_many_statements_as_a_row(county: County) -> None:
    def statements(*prices: PriceWanted) -> int:
        by_manager(change_price_list, county, other_prices(*prices))
        with CaptureQueriesContext(connection) as captured:
            by_manager(withdraw_price_list, county, PriceListWithdrawal(APRIL))
        return len(captured)

    with reading(county.scopes["money"]):
        whole = indexed(money_terms(county.scopes["money"]).prices.of(MARCH), 20_000)
    one = statements()
    assert statements(*whole) == one


def test_prices_that_are_wrong_change_nothing(county: County) -> None:
    before = prices_of(county)
    wrong = other_prices(
        PriceWanted("dancing", "", 1), PriceWanted("delivery", "by_balloon", 1), PriceWanted(*DELIVERY, -1)
    )
    assert refused(change_price_list, county, wrong) == {
        "PRICE_ROW_UNKNOWN", "PRICE_SPEED_UNKNOWN", "PRICE_BELOW_ZERO",
    }  # fmt: skip
    assert refused(change_price_list, county, other_prices(on=date(2026, 3, 3))) == {"DATA_BEGINS_TOO_EARLY"}
    two = other_prices(PriceWanted(*DELIVERY, 1), PriceWanted("delivery", "deliver_next_day", 2), on=date(2026, 3, 3))
    with pytest.raises(Refused) as caught:
        by_manager(change_price_list, county, two)
    # The day is wrong, so it is said once, and of no row.
    assert [dict(one.params).keys() for one in caught.value.reasons] == [{"earliest"}]
    same = other_prices(PriceWanted(*DELIVERY, before[0][2]))
    assert refused(change_price_list, county, same) == {"DATA_NOTHING_CHANGED"}
    assert refused(change_price_list, county, other_prices(), by="commissioner") == {"NOT_ALLOWED"}
    assert prices_of(county) == before


def test_prices_leave_no_gap_after_those_that_ended(county: County) -> None:
    ends = DataEnd(DataKind.PRICE, DELIVERY, APRIL)
    end_contract_data(call_as(county.scopes["admin"]), request=ends)
    later = other_prices(on=date(2026, 5, 1))
    assert refused(change_price_list, county, later) == {"DATA_LEAVES_A_GAP"}
    assert by_manager(change_price_list, county, other_prices(on=APRIL)) == PricesChanged(1)


def test_a_past_month_comes_to_the_same_pounds_whatever_holds_since(
    county: County, clock: time_machine.Traveller
) -> None:
    two_of_three_back(county)
    by_manager(change_credit_terms, county, other_credit())
    by_manager(change_price_list, county, other_prices())
    clock.move_to("2026-04-09T09:00:00Z")
    scope = county.scopes["money"]
    with reading(scope):
        terms = money_terms(scope)
        settled, charged = settled_between(scope, MARCH, APRIL, on_return=False), charged_between(scope, MARCH, APRIL)
    again = repriced_credits(settled, terms.credit.of, terms.credit.of(MARCH))
    charges = repriced_charges(charged, terms.prices.of, terms.prices.of(MARCH))
    assert [(one.kept, one.more_pence) for one in (*again, *charges)] == [(0, 0)] * (len(again) + len(charges))
    assert sum(one.quantity for one in again) == 2
    assert sum(one.posted_pence for one in again) == credited(county)
    assert {"delivery", "collection", "refurbish_small"} <= {one.item for one in charges}
    # Under what holds since, it would not be the same: the terms of the month count.
    (dearer,) = (one for one in repriced_charges(charged, terms.prices.of, terms.prices.of(APRIL)) if one.more_pence)
    assert (dearer.item, dearer.proposed_pence) == ("delivery", dearer.quantity * 30_00)
    (less,) = repriced_credits(settled, terms.credit.of, terms.credit.of(APRIL))
    assert less.more_pence < 0
    assert broken_in(scope) == []


def test_a_credit_that_goes_to_others_is_previewed_as_before(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    scope = county.scopes["money"]
    with reading(scope):
        before = settled_between(scope, MARCH, APRIL, on_return=False)
    assert [one.pieces for one in before] == [1]
    change_funder(call_as(scope), request=to_health(county, line_id))
    with reading(scope):
        assert settled_between(scope, MARCH, APRIL, on_return=False) == before


def test_a_month_credited_as_things_came_back_comes_to_the_same_again(
    county: County, clock: time_machine.Traveller
) -> None:
    credited_before(county)
    stop, _, visit_id = collection(county, "BED-010", "MAT-012", (COUNTED, 3))
    (pieces,) = columns(county.scopes["desk"], Loan, "id", asset=None)
    some = TakenAway(loan_id=pieces, quantity=2)
    recorded(county, visit_id, taken_away=(*(TakenAway(one) for one in stop.numbers), some))
    cleaned_and_passed(county, stop.numbers[1])
    clock.move_to("2026-04-09T09:00:00Z")
    scope = county.scopes["money"]
    with reading(scope):
        settled, terms = settled_between(scope, MARCH, APRIL, on_return=True), money_terms(scope).credit
    again = repriced_credits(settled, terms.of, terms.of(MARCH))
    assert sum(one.quantity for one in again) == 4
    assert {(one.kept, one.more_pence) for one in again} == {(0, 0)}
    assert sum(one.posted_pence for one in again) == credited(county)
    # The bed has not passed: credited as it passes, it would wait.
    later = {one.item: one.more_pence for one in repriced_credits(settled, terms.of, [FLAT])}
    assert (later["beds"], later["mattresses"]) == (-590_75, 0)


def test_a_piece_that_another_took_the_place_of_is_no_credit_that_was_left_out(
    county: County, clock: time_machine.Traveller
) -> None:
    """Of a count as of an item: nothing was owed for it, so the preview and our own rates know nothing of it."""
    _, done = on_loan(county, (COUNTED, 2))
    loan_id = done.loans[0].loan_id
    swap = asked(county, loan_id, asked_for=AskedFor.SWAP, fault="ferrule_worn").visits[0].visit_id
    run_id = a_run(county, van="Van 2")
    booked(county, swap, run_id=run_id)
    (line,) = columns(county.scopes["desk"], OrderLine, "id", state="AUTHORISED")
    load(county, run_id, line, COUNTED, 2)
    taken = TakenAway(loan_id=loan_id, quantity=2)
    recorded(county, swap, handed_over=(HandedOver(line_id=line, quantity=2),), taken_away=(taken,))
    passes(county, 2)
    clock.move_to("2026-04-09T09:00:00Z")
    for on_return in (False, True):
        with reading(county.scopes["money"]):
            assert settled_between(county.scopes["money"], MARCH, APRIL, on_return=on_return) == ()


def credited(county: County) -> int:
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute("SELECT sum(quantity * unit_pence) FROM ledger_entry WHERE kind = 'CREDITED'")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_creditterm SET from_on = '2026-01-01'",
        "DELETE FROM ledger_creditterm",
        "DELETE FROM ledger_fundingrule",
        "UPDATE ledger_creditterm SET parts = 1",
    ],
)
def test_promise_5_terms_that_have_begun_are_neither_rewritten_nor_taken_away(county: County, attack: str) -> None:
    @use_case(Event.TERMS_CHANGED, needs=Permission.KEEP_POOL)
    def rewrite(change: Change) -> None:
        with connection.cursor() as cursor:
            cursor.execute(attack)

    with pytest.raises((DatabaseError, Refused)):
        rewrite(call_as(county.scopes["money"]))


def test_when_credit_falls_due_and_what_never_gets_any_begin_and_end_together(county: County) -> None:
    terms = (ON_RETURN, never(Excluded.SPECIAL), never(Excluded.GIFT), never(Excluded.CATEGORY, "beds"))
    assert by_manager(change_credit_terms, county, other_credit(*terms)) == TermsChanged(1, 4)
    with reading(county.scopes["money"]):
        held = [one.row for one in credit_terms_held(county.scopes["money"]) if one.from_on == APRIL]
    assert set(held) == {replace(ON_RETURN, position=1), *terms[1:]}
    assert refused(change_credit_terms, county, other_credit(*terms, on=MAY)) == {"DATA_NOTHING_CHANGED"}
    less = other_credit(*terms[:-1], on=MAY)
    assert by_manager(change_credit_terms, county, less) == TermsChanged(1, 0)
    assert by_manager(withdraw_credit_terms, county, TermsWithdrawal(MAY)) == TermsChanged(0, 1)
    with reading(county.scopes["money"]):
        assert excluded_traits(money_terms(county.scopes["money"]).credit.of(MAY)) == {
            "special", "gift", "category:beds",
        }  # fmt: skip


def test_what_is_never_credited_is_named_once_and_known(county: County) -> None:
    twice = other_credit(ON_RETURN, never(Excluded.GIFT), never(Excluded.GIFT))
    assert refused(change_credit_terms, county, twice) == {"CREDIT_EXCLUDED_TWICE"}
    boats = other_credit(ON_RETURN, never(Excluded.CATEGORY, "boats"))
    assert refused(change_credit_terms, county, boats) == {"CREDIT_CATEGORY_UNKNOWN"}
    assert refused(change_credit_terms, county, other_credit(never(Excluded.GIFT))) == {"TERMS_EMPTY"}

"""What is rented changes from a day to come; rent is charged once a month, to the funds of the line."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from handrail.catalogue.models import Product
from handrail.core.clock import now
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.ledger.models import Entry
from handrail.ledger.queries.rent import any_rent_due
from handrail.ledger.queries.terms import rentals_held
from handrail.ledger.rules.rentals import RENT, RentalTerm
from handrail.loans.states import EndReason
from handrail.simulation.set_up import County
from handrail.usecases.change_rentals import (
    RentalsChange,
    TermsChanged,
    TermsWithdrawal,
    change_rentals,
    withdraw_rentals,
)
from handrail.usecases.charge_rentals import charge_rentals
from handrail.usecases.correct_posting import PostingCorrection, correct_posting
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.visits.rules.report import TakenAway
from tests.ledger.test_suspense import in_all
from tests.ordering import codes, someone
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.stock_situations import goods, main_depot
from tests.usecases.terms import APRIL, product_id, rented_before
from tests.visiting import Stop, a_run, asked, booked, on_loan, recorded

pytestmark = pytest.mark.django_db

BED = "BED-010"


@use_case(Event.CATALOGUE_CHANGED, needs=Permission.ADMINISTER, lays_down=True)
def _not_bought(change: Change, *, code: str) -> None:
    Product.objects.filter(code=code).update(price_pence=0)


def not_bought(county: County, code: str = BED) -> None:
    """The catalogue says that nothing is paid for it on issue."""
    _not_bought(call_as(county.scopes["admin"]), code=code)


def by_manager(use_case: Any, county: County, request: Any) -> Any:
    return use_case(call_as(county.scopes["money"]), request=request)


def refused(use_case: Any, county: County, request: Any, *, by: str = "money") -> set[str]:
    with pytest.raises(Refused) as caught:
        use_case(call_as(county.scopes[by]), request=request)
    return codes(caught.value)


def test_what_is_rented_changes_from_a_day_and_can_be_taken_back_before_it() -> None:
    county = northdown()
    term = RentalTerm(product_id(county, BED), 12_00)
    assert by_manager(change_rentals, county, RentalsChange((term,), APRIL)) == TermsChanged(0, 1)
    other = RentalsChange((RentalTerm(term.product_id, 13_00),), APRIL)
    assert refused(change_rentals, county, other) == {"DATA_OVERLAPS_LATER"}
    assert by_manager(withdraw_rentals, county, TermsWithdrawal(APRIL)) == TermsChanged(1, 0)
    with reading(county.scopes["money"]):
        assert not rentals_held(county.scopes["money"])
    assert refused(withdraw_rentals, county, TermsWithdrawal(APRIL)) == {"DATA_NOT_HELD"}
    counted = RentalsChange((RentalTerm(product_id(county, "BDA-020"), 12_00),), APRIL)
    assert refused(change_rentals, county, counted) == {"RENTAL_OF_COUNTED_PIECES"}
    assert refused(change_rentals, county, RentalsChange((term,), APRIL), by="commissioner") == {"NOT_ALLOWED"}


def due(county: County) -> bool:
    with reading(county.scopes["system"]):
        return any_rent_due(county.scopes["system"], now())


def charged(county: County) -> list[tuple[date, int, str]]:
    with reading(county.scopes["desk"]):
        found = Entry.objects.filter(item=RENT).order_by("happened_on")
        return list(found.values_list("happened_on", "unit_pence", "note"))


def fetched(county: County, stop: Stop, loan_id: Any) -> None:
    visit_id = asked(county, loan_id).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county, van="Van 3"))
    recorded(county, visit_id, taken_away=(TakenAway(stop.numbers[0]),))


def test_each_month_is_charged_once_from_the_delivery_to_the_collection(
    county: County, clock: time_machine.Traveller
) -> None:
    rented_before(county, BED)
    not_bought(county)
    stop, done = on_loan(county, BED)
    assert due(county)
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    assert not due(county)
    clock.move_to("2026-04-01T09:00:00Z")
    activity = in_all(county, "ACTIVITY")
    assert charge_rentals(call_as(county.scopes["system"])) == 1
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    assert not due(county)
    # 29 days from 3 March at £10.50 a week.
    assert charged(county) == [(date(2026, 3, 31), 43_50, "29 days at £10.50 a week")]
    assert in_all(county, "ACTIVITY") - activity == 43_50
    assert in_all(county, "EQUIPMENT") == 0
    clock.move_to("2026-04-15T09:00:00Z")
    fetched(county, stop, done.loans[0].loan_id)
    clock.move_to("2026-06-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 1
    assert charged(county)[1:] == [(date(2026, 4, 30), 21_00, "14 days at £10.50 a week")]
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_bought_owes_no_rent_and_what_nobody_rents_none(county: County, clock: time_machine.Traveller) -> None:
    rented_before(county, BED)
    on_loan(county, BED)
    clock.move_to("2026-04-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    assert charged(county) == []


def test_an_end_that_was_recorded_late_puts_right_what_was_charged_beyond_it(
    county: County, clock: time_machine.Traveller
) -> None:
    rented_before(county, BED)
    not_bought(county)
    _, done = on_loan(county, BED)
    clock.move_to("2026-05-01T09:00:00Z")
    activity = in_all(county, "ACTIVITY")
    assert charge_rentals(call_as(county.scopes["system"])) == 2
    lost = LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "Gone since March")
    end_loan(call_as(county.scopes["desk"], at=datetime(2026, 3, 17, 9, tzinfo=UTC)), request=lost)
    clock.move_to("2026-06-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    # 14 days from 3 to 17 March at £10.50 a week are left of March, and nothing of April.
    assert in_all(county, "ACTIVITY") - activity == 21_00
    clock.move_to("2026-07-01T09:00:00Z")
    charge_rentals(call_as(county.scopes["system"]))
    assert in_all(county, "ACTIVITY") - activity == 21_00
    assert broken_in(county.scopes["desk"]) == []


def test_an_end_before_the_months_that_are_looked_at_puts_all_since_right(
    county: County, clock: time_machine.Traveller
) -> None:
    rented_before(county, BED)
    not_bought(county)
    _, done = on_loan(county, BED)
    clock.move_to("2026-08-01T09:00:00Z")
    activity = in_all(county, "ACTIVITY")
    assert charge_rentals(call_as(county.scopes["system"])) == 5
    lost = LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "Gone since March")
    end_loan(call_as(county.scopes["desk"], at=datetime(2026, 3, 17, 9, tzinfo=UTC)), request=lost)
    clock.move_to("2026-09-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    # 14 days of March at £10.50 a week are left, and nothing since.
    assert in_all(county, "ACTIVITY") - activity == 21_00
    assert broken_in(county.scopes["desk"]) == []


def rent_that_stands(county: County) -> int:
    with reading(county.scopes["desk"]):
        return sum(
            each * quantity for each, quantity in Entry.objects.filter(item=RENT).values_list("unit_pence", "quantity")
        )


def test_what_was_put_right_once_is_put_right_again(county: County, clock: time_machine.Traveller) -> None:
    """Fetched on 15 April, as was said; still there, as was found; and never theirs, as was found in June."""
    rented_before(county, BED)
    not_bought(county)
    stop, done = on_loan(county, BED)
    clock.move_to("2026-04-15T09:00:00Z")
    fetched(county, stop, done.loans[0].loan_id)
    clock.move_to("2026-05-01T09:00:00Z")
    activity = in_all(county, "ACTIVITY")
    assert charge_rentals(call_as(county.scopes["system"])) == 2
    assert in_all(county, "ACTIVITY") - activity == 43_50 + 21_00
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(county), "Still in the home", code=stop.numbers[0])
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    activity = in_all(county, "ACTIVITY")
    clock.move_to("2026-06-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 1
    assert in_all(county, "ACTIVITY") - activity == 24_00 + 46_50
    assert rent_that_stands(county) == 43_50 + 45_00 + 46_50
    never = Mistake(
        MistakeKind.WRONG_PERSON, main_depot(county), "Read the wrong label", code=stop.numbers[0],
        right_person_id=someone(county, name="Arthur Bell").id,
    )  # fmt: skip
    mend_scan(call_as(county.scopes["desk"]), request=never)
    for month in ("2026-07-01", "2026-08-01"):
        clock.move_to(f"{month}T09:00:00Z")
        charge_rentals(call_as(county.scopes["system"]))
        assert rent_that_stands(county) == 0
    assert broken_in(county.scopes["desk"]) == []


def test_a_rent_that_was_put_right_by_hand_stands(county: County, clock: time_machine.Traveller) -> None:
    rented_before(county, BED)
    not_bought(county)
    _, done = on_loan(county, BED)
    clock.move_to("2026-05-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 2
    with reading(county.scopes["desk"]):
        april = Entry.objects.get(item=RENT, happened_on=date(2026, 4, 30)).pk
    by_manager(correct_posting, county, PostingCorrection(april, 30_00, "Agreed with the provider"))
    activity = in_all(county, "ACTIVITY")
    lost = LoanEnd((done.loans[0].loan_id,), EndReason.LOST, "Gone since March")
    end_loan(call_as(county.scopes["desk"], at=datetime(2026, 4, 1, 9, tzinfo=UTC)), request=lost)
    clock.move_to("2026-06-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 0
    assert in_all(county, "ACTIVITY") == activity
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize("kind", [MistakeKind.WRONG_PERSON, MistakeKind.WRONG_ITEM])
def test_who_never_had_it_owes_no_rent_and_who_had_another_does(
    county: County, clock: time_machine.Traveller, kind: MistakeKind
) -> None:
    rented_before(county, BED)
    not_bought(county)
    stop, _ = on_loan(county, BED)
    clock.move_to("2026-04-01T09:00:00Z")
    assert charge_rentals(call_as(county.scopes["system"])) == 1
    clock.move_to("2026-04-06T09:00:00Z")
    right: dict[MistakeKind, dict[str, Any]] = {
        MistakeKind.WRONG_PERSON: {"right_person_id": someone(county, name="Arthur Bell").id},
        MistakeKind.WRONG_ITEM: {"right_code": goods(county, BED, days_ago=1)[0]},
    }
    wrong = Mistake(kind, main_depot(county), "Read the wrong label", code=stop.numbers[0], **right[kind])
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    activity = in_all(county, "ACTIVITY")
    clock.move_to("2026-05-01T09:00:00Z")
    charge_rentals(call_as(county.scopes["system"]))
    # Of the wrong person 29 days of March are taken back; of the right item all of April is charged, in two parts.
    more = {MistakeKind.WRONG_PERSON: -43_50, MistakeKind.WRONG_ITEM: 45_00}
    assert in_all(county, "ACTIVITY") - activity == more[kind]
    assert broken_in(county.scopes["desk"]) == []

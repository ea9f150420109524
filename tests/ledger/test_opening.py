"""Books are opened for loans that are brought in: what was paid, and by whom, so that a credit goes back to them."""

from datetime import date
from uuid import UUID

import pytest

from handrail.catalogue.models import Product
from handrail.catalogue.reference.held import DataKind
from handrail.identity.calls import reading
from handrail.intake.states import FileKind
from handrail.invoices.queries.statement import Behind, stated_entries
from handrail.invoices.rules.statement import Section
from handrail.ledger.models import Entry
from handrail.ledger.rules.opening import opening_price
from handrail.loans.models import Loan
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.visits.rules.report import TakenAway
from tests.ledger.test_charges import charges
from tests.ledger.test_lines import end_rules, stands
from tests.ledger.test_suspense import in_all, pool_pays, settle, waiting
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import main_depot
from tests.usecases.correcting import comes_back
from tests.usecases.correcting import stands as stands_of
from tests.usecases.test_import_file import LOANS, loan, run
from tests.visiting import a_run, asked, booked, recorded

pytestmark = pytest.mark.django_db
HEADS = LOANS.strip() + ",Unit price\n"


def priced(number: int, price: str, **other: str) -> str:
    return loan(number, **other).strip() + f",{price}\n"


def lent(county: County, reference: str) -> Loan:
    with reading(county.scopes["desk"]):
        return Loan.objects.get(imported_reference=reference)


def catalogue_pence(county: County, code: str) -> int:
    with reading(county.scopes["desk"]):
        return Product.objects.get(contract_id=county.made.contract_id, code=code).price_pence


def test_what_was_paid_is_opened_once_and_is_no_spending_of_today(county: County) -> None:
    text = HEADS + priced(0, "500.00") + priced(1, "2.50", asset="", product="BDA-020", qty="3", serial="")
    run(county, FileKind.OPEN_LOANS, text)
    assert stands(county) == {("pool", "BROUGHT_IN"): 50_000 + 750, ("", "OLD_PROVIDER"): -50_750}
    run(county, FileKind.OPEN_LOANS, text)
    assert in_all(county, "BROUGHT_IN") == 50_750
    loan_id = lent(county, "L0").pk
    with reading(county.scopes["desk"]):
        bed = Entry.objects.get(cause=f"opened:loan:{loan_id}")
    assert (bed.kind, bed.quantity, bed.unit_pence, bed.happened_on) == ("OPENED", 1, 50_000, date(2026, 3, 3))
    assert broken_in(county.scopes["desk"]) == []


def fetched(county: County) -> UUID:
    """A loan of £500 was brought in, fetched, cleaned and passed. Gives the visit."""
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, "500.00", postcode="PE29 3TN"))
    visit_id = asked(county, lent(county, "L0").pk).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county))
    comes_back(county, visit_id, "OLD-0")
    return visit_id


def test_it_is_fetched_cleaned_and_credited_to_who_paid(county: County) -> None:
    visit_id = fetched(county)
    assert {fund for _, _, fund, _ in charges(county, visit_id)} == {"pool"}
    # 85% of what was paid: to the pool, and from the provider who has the bed now.
    assert in_all(county, "CREDITED") == -42_500
    assert stands(county)["pool", "CREDITED"] == -42_500
    assert in_all(county, "SUSPENSE") == 0
    assert broken_in(county.scopes["desk"]) == []


def test_what_a_loan_bears_stands_among_the_entries_of_no_order_line(county: County) -> None:
    fetched(county)
    scope = county.scopes["money"]
    behind = Behind(date(2026, 3, 1), date(2026, 4, 1), Section.CREDITS, no_line=True)
    with reading(scope):
        assert [one.pence for one in stated_entries(scope, behind, offset=0, limit=None)] == [-42_500]


def test_what_was_never_fetched_after_all_is_charged_and_credited_no_more(county: County) -> None:
    before = stands_of(county)
    fetched(county)
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(county), "Still in the home", code="OLD-0")
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    assert stands_of(county) == before | {("pool", "BROUGHT_IN"): 50_000, ("", "OLD_PROVIDER"): -50_000}
    assert broken_in(county.scopes["desk"]) == []


def test_what_waits_for_a_fund_is_taken_over_by_that_of_the_person(county: County) -> None:
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, "500.00", postcode="PE29 3TN"))
    visit_id = asked(county, lent(county, "L0").pk).visits[0].visit_id
    booked(county, visit_id, run_id=a_run(county))
    end_rules(call_as(county.scopes["admin"]))
    recorded(county, visit_id, taken_away=(TakenAway("OLD-0"),))
    assert in_all(county, "SUSPENSE") > 0
    pool_pays(call_as(county.scopes["admin"]))
    assert settle(county) > 0
    assert in_all(county, "SUSPENSE") == 0
    assert waiting(county) == []
    assert broken_in(county.scopes["desk"]) == []


def test_an_unknown_price_follows_the_term_of_the_contract(county: County) -> None:
    row = TermRow("unknown_price_percent", 60)
    change_contract_data(call_as(county.scopes["admin"]), request=DataChange(DataKind.TERM, (row,), date(2026, 3, 3)))
    run(county, FileKind.OPEN_LOANS, HEADS + priced(0, ""))
    assert in_all(county, "BROUGHT_IN") == opening_price(1, None, catalogue_pence(county, "BED-010"), 60).pence


@pytest.mark.parametrize(
    ("paid", "percent", "pence"), [(500, 60, 1_500), (None, 100, 1_005), (None, 50, 504), (None, 0, 0), (0, 100, 0)]
)
def test_what_counts_as_paid(paid: int | None, percent: int, pence: int) -> None:
    assert opening_price(3, paid, 335, percent).pence == pence

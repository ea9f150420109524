"""The provider's statement is what the ledger owes: part by part, from what was owed before to what is owed now."""

from datetime import date
from typing import Any

import pytest

from handrail.identity.calls import reading
from handrail.invoices.queries.statement import Behind, stated_entries, statement
from handrail.invoices.rules.statement import Section, StatedRow, Statement, section_of
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.queries import balances
from handrail.simulation.set_up import County
from handrail.usecases.correct_posting import correct_posting
from tests.situations import another_county, call_as
from tests.usecases.correcting import charge_to_correct
from tests.visiting import a_stop, handed, received, recorded

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def delivered(county: County, *products: str, van: str = "Van 1") -> Any:
    stop = a_stop(county, *products, van=van)
    recorded(county, stop.visit_id, handed_over=handed(*stop.numbers), received=received())
    return stop


def stated(county: County, first: date = MARCH, after: date = APRIL) -> Statement:
    with reading(county.scopes["provider"]):
        return statement(county.scopes["provider"], first, after)


@pytest.mark.parametrize(
    ("kind", "section"),
    [
        (EntryKind.SPENT, Section.EQUIPMENT),
        (EntryKind.CHARGED, Section.ACTIVITY),
        (EntryKind.CREDITED, Section.CREDITS),
        (EntryKind.CORRECTED, Section.ADJUSTMENTS),
        (EntryKind.PAID, Section.PAYMENTS),
    ],
)
def test_each_kind_of_entry_has_its_part(kind: EntryKind, section: Section) -> None:
    assert section_of(kind) is section


def test_what_is_owed_at_the_end_is_what_was_owed_and_what_came_to_it() -> None:
    rows = [
        StatedRow(section, "x", "", "", 1, 1, pence)
        for section, pence in ((Section.EQUIPMENT, 700), (Section.CREDITS, -200), (Section.PAYMENTS, -400))
    ]
    of = Statement(50, rows)
    assert of.closing_pence == 150
    assert {section: of.sum_of(section) for section in Section if of.of(section)} == {
        Section.EQUIPMENT: 700, Section.CREDITS: -200, Section.PAYMENTS: -400,
    }  # fmt: skip


@pytest.mark.django_db
def test_the_statement_is_what_stands_on_the_providers_account(county: County) -> None:
    delivered(county, "BED-010", "MAT-012")
    of = stated(county)
    with reading(county.scopes["provider"]):
        held = balances(county.scopes["provider"], MARCH, APRIL)
        behind = stated_entries(county.scopes["provider"], Behind(MARCH, APRIL), offset=0, limit=None)
    owed = -sum(one.amount_pence for one in held if one.kind is AccountKind.PROVIDER)
    assert of.sum_of(Section.EQUIPMENT) > 0 < of.sum_of(Section.ACTIVITY)
    assert of.opening_pence == 0
    assert of.closing_pence == owed == sum(one.pence for one in behind)
    assert stated(county, APRIL, date(2026, 5, 1)).opening_pence == owed
    assert {one.code for one in behind} >= {"BED-010", "MAT-012", "delivery"}
    assert all(one.line and (one.visit_number or one.item == "equipment") for one in behind)


@pytest.mark.django_db
def test_each_row_is_the_sum_of_the_entries_that_it_opens(county: County) -> None:
    correct_posting(call_as(county.scopes["money"]), request=charge_to_correct(county))
    of, scope = stated(county), county.scopes["provider"]
    with reading(scope):
        for row in of.rows:
            behind = Behind(MARCH, APRIL, row.section, row.item, row.speed_code)
            opened = stated_entries(scope, behind, offset=0, limit=None)
            assert (len(opened), sum(one.pence for one in opened)) == (row.entries, row.pence)
    assert of.sum_of(Section.ADJUSTMENTS) == 10_00 - 24_50


@pytest.mark.django_db
def test_a_statement_holds_its_own_contract_alone(county: County) -> None:
    delivered(county, "BED-010")
    scope = another_county().scopes["commissioner"]
    with reading(scope):
        assert statement(scope, MARCH, APRIL).rows == ()


def test_what_was_paid_is_none_of_the_cost_that_no_order_line_bears() -> None:
    assert EntryKind.PAID.value in Behind(MARCH, APRIL).kinds
    assert EntryKind.PAID.value not in Behind(MARCH, APRIL, no_line=True).kinds

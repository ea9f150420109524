"""Two change who pays for different lines of one visit in the same instant: its VAT is that of all that stands."""

from functools import partial

import pytest

from handrail.ledger.rules.vat import VatTerm
from handrail.usecases.change_funder import FunderChanged, change_funder
from tests.promises import broken_in
from tests.situations import call_as, northdown
from tests.usecases.correcting import stands, to_health
from tests.usecases.terms import TWENTY, fund_of, with_vat_before
from tests.usecases.test_allocation_race import at_once
from tests.visiting import on_loan

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_of_two_who_change_payers_of_one_visit_the_second_reckons_with_the_first() -> None:
    county = northdown()
    with_vat_before(county, TWENTY, VatTerm("", "", fund_of(county, "nhs").id, 500, False))
    stop, _ = on_loan(county, "BED-010", "MAT-010")
    manager = county.scopes["money"]
    works = [
        partial(change_funder, call_as(manager), request=to_health(county, line.line_id)) for line in stop.order.lines
    ]
    assert [type(one) for one in at_once(*works)] == [FunderChanged] * 2
    # £24.50 at 5% is £1.225: half of it twice, each rounded beside the other's 20%, would be £1.22.
    assert ("pool", "VAT_BACK") not in stands(county)
    assert broken_in(county.scopes["desk"]) == []

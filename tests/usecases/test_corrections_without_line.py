"""What no order line bears is put right as an item is: the monthly fee, and what a loan brought in is charged."""

from datetime import date
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.invoices.queries.statement import not_invoiced, not_invoiced_sum
from handrail.ledger.models import Entry
from handrail.ledger.rules.fees import FEE
from handrail.simulation.set_up import County
from handrail.usecases.charge_management_fee import charge_management_fee
from handrail.usecases.correct_posting import PostingCorrection, correct_posting, foreseen
from tests.ledger.test_opening import fetched, lent
from tests.ordering import codes
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns
from tests.usecases.correcting import entry_of, stands

pytestmark = pytest.mark.django_db


def fee_of(county: County) -> UUID:
    """February's fee, charged."""
    charge_management_fee(call_as(county.scopes["system"]))
    (found,) = columns(county.scopes["money"], Entry, "id", item=FEE)
    return UUID(str(found))


def corrected(county: County, entry_id: UUID, pence: int) -> None:
    correct_posting(call_as(county.scopes["money"]), request=PostingCorrection(entry_id, pence, "Agreed otherwise"))


def test_the_monthly_fee_is_put_right_and_may_be_again(county: County) -> None:
    entry_id = fee_of(county)
    before = stands(county)
    with reading(county.scopes["money"]):
        would = foreseen(call_as(county.scopes["money"]), PostingCorrection(entry_id, 1_000_00, "Agreed otherwise"))
    assert [one.kind for one in would.entries] == ["CORRECTED", "RESTATED"]
    corrected(county, entry_id, 1_000_00)
    assert stands(county) == {("pool", "ACTIVITY"): 1_000_00, ("", "PROVIDER"): -1_000_00}
    (again,) = columns(county.scopes["money"], Entry, "id", kind="RESTATED")
    assert columns(county.scopes["money"], Entry, "corrects_id", kind="CORRECTED") == [entry_id]
    with reading(county.scopes["money"]):
        february = (date(2026, 2, 1), date(2026, 2, 28))
        assert not_invoiced_sum(county.scopes["money"], *february) == (1, 1_000_00)
        (listed,) = not_invoiced(county.scopes["money"], *february, offset=0, limit=None)
    assert listed.pence == 1_000_00
    with pytest.raises(Refused) as told:
        corrected(county, entry_id, 900_00)
    assert codes(told.value) == {"ENTRY_STANDS_NO_MORE"}
    corrected(county, again, 0)
    assert stands(county) == {}
    corrected(county, again, before["pool", "ACTIVITY"])
    assert stands(county) == before
    assert broken_in(county.scopes["desk"]) == []


def test_what_a_loan_that_was_brought_in_is_charged_and_credited_is_put_right(county: County) -> None:
    fetched(county)
    loan_id = lent(county, "L0").pk
    before = stands(county)
    fetching, credit = (entry_of(county, item, loan_id) for item in ("collection", "credit"))
    (was,) = columns(county.scopes["money"], Entry, "unit_pence", id=fetching)
    corrected(county, fetching, was - 500)
    assert stands(county)["pool", "ACTIVITY"] == before["pool", "ACTIVITY"] - 500
    corrected(county, credit, 500_00)
    assert stands(county)["pool", "CREDITED"] == -500_00
    assert broken_in(county.scopes["desk"]) == []
    again = next(iter(columns(county.scopes["money"], Entry, "id", kind="RESTATED", item="credit")))
    with pytest.raises(Refused) as told:
        corrected(county, again, 500_01)
    assert codes(told.value) == {"CREDIT_ABOVE_WHAT_WAS_PAID"}

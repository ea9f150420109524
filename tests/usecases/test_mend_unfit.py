"""An item that was scanned wrongly lies again as it lay: what was not for choosing then is not on the shelf now."""

import pytest

from handrail.simulation.set_up import County
from handrail.stock.models import Asset, Discrepancy
from handrail.stock.plans import ItemScan
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.quarantine_stock import SetApart, quarantine_stock
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from handrail.usecases.settle_discrepancy import Settled, settle_discrepancy
from tests.ordering import someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans
from tests.usecases.test_satellite import brought, issued, store
from tests.visiting import a_stop, handed, on_loan, received, recorded

pytestmark = pytest.mark.django_db

MATTRESS, SLING = "MAT-010", "SLG-090"


def it_was(county: County, wrong: str, right: str) -> str:
    """The state of the item that was scanned wrongly, once it is told which it was."""
    mistake = Mistake(MistakeKind.WRONG_ITEM, store(county), "misread", code=wrong, right_code=right)
    mend_scan(call_as(county.scopes["desk"]), request=mistake)
    (state,) = columns(county.scopes["desk"], Asset, "state", number=wrong)
    assert not broken_in(county.scopes["depot"])
    return str(state)


def test_what_was_on_the_shelf_is_on_the_shelf(county: County) -> None:
    wrong, right = brought(county, MATTRESS), brought(county, MATTRESS)
    issued(county, someone(county), ItemScan(wrong))
    assert it_was(county, wrong, right) == "READY"


def test_what_was_set_apart_is_set_apart(county: County) -> None:
    wrong, right = brought(county, MATTRESS), brought(county, MATTRESS)
    quarantine_stock(
        call_as(county.scopes["depot"]), request=SetApart(store(county), scans(wrong), "The cover is torn")
    )
    issued(county, someone(county), ItemScan(wrong), taken=True)
    assert it_was(county, wrong, right) == "QUARANTINED"


def test_what_was_dirty_is_dirty(county: County) -> None:
    (wrong,) = on_loan(county, MATTRESS)[0].numbers
    right = brought(county, MATTRESS)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(wrong),)))
    issued(county, someone(county, name="Arthur Bell"), ItemScan(wrong), taken=True)
    assert it_was(county, wrong, right) == "RETURNED_DIRTY"


def test_what_was_dirty_and_given_for_good_is_dirty(county: County) -> None:
    stop = a_stop(county, SLING, by="therapist")
    (wrong,) = goods(county, SLING, days_ago=1)
    receive_returns(call_as(county.scopes["depot"]), request=Returned(main_depot(county), (ReturnedItem(wrong),)))
    told = columns(county.scopes["desk"], Discrepancy, "id", settled_at=None)
    settle_discrepancy(call_as(county.scopes["depot"]), request=Settled(tuple(told), "it lay here", to_clean=True))
    assert columns(county.scopes["desk"], Asset, "state", number=wrong) == ["RETURNED_DIRTY"]
    recorded(county, stop.visit_id, by="desk", handed_over=handed(wrong), received=received())
    assert it_was(county, wrong, stop.numbers[0]) == "RETURNED_DIRTY"

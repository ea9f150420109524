"""A wrong item or person of what was given for good is put right: the gift that never was is not the person's any more,
and the story names it."""

from typing import Any

import pytest

from handrail.core.refusal import Refused
from handrail.loans.models import Gift, Loan
from handrail.loans.states import EndReason
from handrail.orders.models import OrderLine
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, AssetMove, Discrepancy
from handrail.usecases.end_loan import LoanEnd, end_loan
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.usecases.receive_returns import Returned, ReturnedItem, receive_returns
from tests.ordering import codes, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot
from tests.visiting import Stop, a_stop, handed, on_loan, received, recorded

pytestmark = pytest.mark.django_db

SLING = "SLG-090"


def mended(county: County, kind: MistakeKind, **given: Any) -> Any:
    wanted = Mistake(kind, main_depot(county), "scanned the wrong label", **given)
    return mend_scan(call_as(county.scopes["desk"]), request=wanted)


def given(county: County, *, van: str = "Van 1", driver: str = "driver") -> Stop:
    """A sling for one person only, which is theirs from the door on."""
    stop = a_stop(county, SLING, by="therapist", van=van, driver=driver)
    recorded(county, stop.visit_id, by="desk", handed_over=handed(*stop.numbers), received=received())
    assert (stop.who.id, stop.numbers[0]) in standing(county)
    return stop


def standing(county: County) -> list[Any]:
    return columns(county.scopes["desk"], Gift, "person_id", "asset__number", mistaken_at=None)


def test_the_wrong_item_is_back_and_the_right_one_is_theirs(county: County) -> None:
    stop = given(county)
    (right,) = goods(county, SLING, days_ago=1)
    mended(county, MistakeKind.WRONG_ITEM, code=stop.numbers[0], right_code=right)
    assert standing(county) == [(stop.who.id, right)]
    now = {number: rest for number, *rest in columns(county.scopes["depot"], Asset, "number", "state", "id")}
    (was_state, was_id), (is_state, _) = now[stop.numbers[0]], now[right]
    assert (was_state, is_state) == ("READY", "GIFTED")
    assert set(columns(county.scopes["desk"], Gift, "line_id")) == {stop.order.lines[0].line_id}
    (detail,) = columns(county.scopes["depot"], Discrepancy, "detail", kind="WRONG_ITEM")
    named = columns(county.scopes["depot"], AssetMove, "reason", subject_id=was_id, from_state="GIFTED")
    assert named[0] in detail
    assert broken_in(county.scopes["desk"]) == []


def test_the_wrong_person_waits_again_and_it_is_the_right_ones_own(county: County) -> None:
    stop, right = given(county), someone(county, name="Arthur Bell")
    mended(county, MistakeKind.WRONG_PERSON, code=stop.numbers[0], right_person_id=right.id)
    assert standing(county) == [(right.id, stop.numbers[0])]
    assert columns(county.scopes["desk"], OrderLine, "state") == ["AUTHORISED"]
    assert columns(county.scopes["depot"], Asset, "state", "place_id") == [("GIFTED", right.address_id)]
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_lent_to_somebody_else_and_given_here_is_not_lent_any_more(county: County) -> None:
    lent, _ = on_loan(county, "BED-010")
    stop = given(county, van="Van 2", driver="driver2")
    mended(county, MistakeKind.WRONG_ITEM, code=stop.numbers[0], right_code=lent.numbers[0])
    assert columns(county.scopes["desk"], Loan, "end_reason") == ["MISTAKEN"]
    assert standing(county) == [(stop.who.id, lent.numbers[0])]


def test_what_was_given_to_somebody_else_is_not_theirs_any_more(county: County) -> None:
    other, stop = given(county), given(county, van="Van 2", driver="driver2")
    mended(county, MistakeKind.WRONG_ITEM, code=stop.numbers[0], right_code=other.numbers[0])
    assert standing(county) == [(stop.who.id, other.numbers[0])]


def test_what_was_given_and_never_came_back_is_theirs_still(county: County) -> None:
    stop = given(county)
    back = Returned(main_depot(county), (ReturnedItem(stop.numbers[0]),))
    receive_returns(call_as(county.scopes["depot"]), request=back)
    mended(county, MistakeKind.WRONG_RETURN, code=stop.numbers[0])
    assert columns(county.scopes["depot"], Asset, "state", "place_id") == [("GIFTED", stop.who.address_id)]
    assert standing(county) == [(stop.who.id, stop.numbers[0])]
    with pytest.raises(Refused) as refused:
        mended(county, MistakeKind.WRONG_RETURN, code=stop.numbers[0])
    assert codes(refused.value) == {"STOCK_NOTHING_TO_MEND"}


def test_a_loan_that_ended_as_a_gift_did_not_come_back_by_mistake(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    kept = LoanEnd((done.loans[0].loan_id,), EndReason.GIFTED, "Not worth collecting")
    end_loan(call_as(county.scopes["desk"]), request=kept)
    with pytest.raises(Refused) as refused:
        mended(county, MistakeKind.WRONG_RETURN, code=stop.numbers[0])
    assert codes(refused.value) == {"STOCK_NOTHING_TO_MEND"}
    assert columns(county.scopes["depot"], Asset, "state") == ["GIFTED"]


def test_who_has_it_already_is_no_mistake(county: County) -> None:
    stop = given(county)
    with pytest.raises(Refused) as refused:
        mended(county, MistakeKind.WRONG_PERSON, code=stop.numbers[0], right_person_id=stop.who.id)
    assert codes(refused.value) == {"STOCK_NOTHING_TO_MEND"}

"""What was posted is put right by new entries that name the old: other payers, another price, a credit disputed."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.ledger.models import Entry
from handrail.ledger.queries.terms import charged_between
from handrail.ledger.queries.written import lines_of_entry, priced_book
from handrail.ledger.rules.repriced import Charged
from handrail.loans.models import Loan
from handrail.orders.models import FundingChange, OrderLine
from handrail.people.states import CareRoute
from handrail.simulation.set_up import County
from handrail.usecases.change_funder import FunderChange, change_funder
from handrail.usecases.correct_posting import PostingCorrection, correct_posting, foreseen
from handrail.usecases.mend_scan import Mistake, MistakeKind, mend_scan
from handrail.visits.rules.report import HandedOver
from tests.ledger.test_lines import end_rules
from tests.ordering import codes, lines, placed, someone
from tests.promises import broken_in
from tests.situations import call_as
from tests.stock_situations import columns, main_depot
from tests.usecases.correcting import (
    NEIGHBOUR,
    charge_to_correct,
    comes_back,
    entry_of,
    funder_to_change,
    lent_and_back,
    stands,
    swapped,
    to_health,
)
from tests.visiting import a_stop, collection, on_loan, recorded

pytestmark = pytest.mark.django_db


def refused(use_case: Any, county: County, request: Any) -> set[str]:
    with pytest.raises(Refused) as told:
        use_case(call_as(county.scopes["money"]), request=request)
    return codes(told.value)


def test_others_pay_for_what_was_delivered_and_its_credit_follows(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    before = stands(county)
    asked = to_health(county, line_id)
    done = change_funder(call_as(county.scopes["money"]), request=asked)
    # Equipment, delivery, second person, fitting, collection, its second person, credit, cleaning, and tests.
    assert done.lines == 1
    assert done.restated >= 7
    assert stands(county) == {("nhs" if fund else "", kind): pence for (fund, kind), pence in before.items()}
    entries = columns(county.scopes["money"], Entry, "kind", "corrects_id", "note")
    back = [named for kind, named, _ in entries if kind == "CORRECTED"]
    assert len(back) == len(set(back)) == done.restated == len([1 for kind, *_ in entries if kind == "RESTATED"])
    assert all(note == asked.reason for kind, _, note in entries if kind in ("CORRECTED", "RESTATED"))
    ((was, becomes, from_on),) = columns(county.scopes["money"], FundingChange, "was", "becomes", "from_on")
    assert (was["care_route"], becomes["care_route"], from_on) == (
        "STANDARD", "CONTINUING_HEALTH_CARE", asked.from_on,
    )  # fmt: skip
    assert columns(county.scopes["money"], OrderLine, "funding") == [becomes]
    assert columns(county.scopes["money"], Loan, "funding") == [becomes]
    assert broken_in(county.scopes["desk"]) == []
    assert refused(change_funder, county, asked) == {"PAYER_IS_THE_SAME"}
    # And back again, over what was said again.
    change_funder(call_as(county.scopes["money"]), request=replace(asked, care_route=CareRoute.STANDARD))
    assert stands(county) == before
    assert broken_in(county.scopes["desk"]) == []


def test_who_pays_from_too_late_a_day_pays_from_an_earlier_one_by_the_same_step(county: County, clock: Any) -> None:
    """What was posted before stands with them then, once; of a day on which they pay already it is refused."""
    stop, _, visit_id = collection(county, "BED-010")
    clock.shift(86_400)
    late = to_health(county, stop.order.lines[0].line_id, from_on=date(2026, 3, 4))
    assert change_funder(call_as(county.scopes["money"]), request=late).restated == 0
    comes_back(county, visit_id, *stop.numbers, other_day=True)
    assert stands(county)["nhs", "ACTIVITY"] > 0
    right = replace(late, from_on=date(2026, 3, 3), reason="A slip of a day")
    done = change_funder(call_as(county.scopes["money"]), request=right)
    assert {fund for fund, _ in stands(county)} == {"nhs", ""}
    entries = columns(county.scopes["money"], Entry, "kind", "happened_on")
    moved = [on for kind, on in entries if kind == "CORRECTED"]
    # The credit goes where the equipment goes; what happened on the later day was theirs already.
    assert len(moved) == done.restated
    assert moved.count(date(2026, 3, 4)) == 1
    assert broken_in(county.scopes["desk"]) == []
    for on in (date(2026, 3, 3), date(2026, 3, 4)):
        assert refused(change_funder, county, replace(right, from_on=on)) == {"PAYER_IS_THE_SAME"}


def test_from_a_later_day_only_what_comes_is_paid_by_others(county: County, clock: Any) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    before = stands(county)
    clock.shift(86_400)
    moved = FunderChange(
        stop.order.lines[0].line_id, CareRoute.STANDARD, county.partner(NEIGHBOUR), date(2026, 3, 4), "Moved away"
    )
    assert change_funder(call_as(county.scopes["money"]), request=moved).restated == 0
    assert stands(county) == before
    comes_back(county, visit_id, *stop.numbers, other_day=True)
    after = stands(county)
    # Who bought it gets the credit; who is responsible since pays for the way back and the clean.
    assert after["pool", "CREDITED"] < 0
    assert after["pool", "ACTIVITY"] == before["pool", "ACTIVITY"]
    assert after["others", "ACTIVITY"] > 0
    assert ("others", "CREDITED") not in after
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"reason": " "}, "CORRECTION_WITHOUT_REASON"),
        ({"from_on": date(2026, 3, 4)}, "CORRECTION_DAY_IN_FUTURE"),
        ({"from_on": date(2020, 1, 1)}, "CORRECTION_DAY_BEFORE_THE_CONTRACT"),
        ({"council_id": UUID(int=1)}, "NOT_FOUND"),
        ({"line_id": UUID(int=1)}, "NOT_FOUND"),
    ],
)
def test_who_pays_is_not_changed_so(county: County, changed: dict[str, Any], reason: str) -> None:
    line_id = placed(county, someone(county), *lines("COM-010")).lines[0].line_id
    asked = to_health(county, line_id)
    assert refused(change_funder, county, replace(asked, **changed)) == {reason}
    assert refused(change_funder, county, asked) == {"LINE_WITHOUT_ANYTHING_DELIVERED"}


def test_what_was_charged_is_as_much_whoever_bears_it(county: County) -> None:
    """What other prices would have done is reckoned from it."""
    stop, _ = on_loan(county, "BED-010")
    scope, march = county.scopes["money"], (date(2026, 3, 1), date(2026, 4, 1))
    with reading(scope):
        before = charged_between(scope, *march)
    change_funder(call_as(scope), request=to_health(county, stop.order.lines[0].line_id))
    with reading(scope):
        after = charged_between(scope, *march)
    assert sorted(map(astuple, after)) == sorted(map(astuple, before))
    (delivery,) = columns(scope, Entry, "id", kind="RESTATED", item="delivery")
    asked = PostingCorrection(delivery, 1_000, "It was agreed at £10")
    correct_posting(call_as(scope), request=asked)
    with reading(scope):
        less = charged_between(scope, *march)
    assert _pence(before) - _pence(less) == 2_450 - 1_000


def _pence(charged: Sequence[Charged]) -> int:
    return sum(one.quantity * one.unit_pence for one in charged)


def test_an_activity_is_put_right_and_may_be_again(county: County) -> None:
    asked = charge_to_correct(county)
    before = stands(county)
    assert correct_posting(call_as(county.scopes["money"]), request=asked) == asked.entry_id
    less = 2_450 - 1_000
    after = {**before, ("pool", "ACTIVITY"): before["pool", "ACTIVITY"] - less}
    after["", "PROVIDER"] += less
    assert stands(county) == after
    assert refused(correct_posting, county, asked) == {"ENTRY_STANDS_NO_MORE"}
    ((again, price),) = columns(county.scopes["money"], Entry, "id", "unit_pence", kind="RESTATED")
    assert price == 1_000
    correct_posting(call_as(county.scopes["money"]), request=replace(asked, entry_id=again, each_pence=0))
    assert stands(county)["pool", "ACTIVITY"] == before["pool", "ACTIVITY"] - 2_450
    assert broken_in(county.scopes["desk"]) == []


def test_equipment_at_another_price_takes_its_credit_along(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    before = stands(county)
    spent = before["pool", "EQUIPMENT"]
    asked = PostingCorrection(entry_of(county, "equipment", line_id), spent - 10_000, "The list said £100 less")
    correct_posting(call_as(county.scopes["money"]), request=asked)
    after = stands(county)
    assert after["pool", "EQUIPMENT"] == spent - 10_000
    assert after["pool", "CREDITED"] == before["pool", "CREDITED"] + 8_500
    assert columns(county.scopes["money"], OrderLine, "price_pence", "spend_pence") == [(spent - 10_000,) * 2]
    assert broken_in(county.scopes["desk"]) == []


def test_a_price_that_was_set_to_nothing_is_said_again_with_its_credit(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    scope, before = county.scopes["money"], stands(county)
    spent, charged = entry_of(county, "equipment", line_id), entry_of(county, "delivery", line_id)
    slip = PostingCorrection(spent, 0, "A slip of the key")
    with reading(scope):
        would = foreseen(call_as(scope), slip)
    assert (would.far, [one.kind for one in would.entries]) == (True, ["CORRECTED", "CORRECTED"])
    correct_posting(call_as(scope), request=slip)
    correct_posting(call_as(scope), request=replace(slip, entry_id=charged))
    assert ("pool", "EQUIPMENT") not in stands(county)
    assert ("pool", "CREDITED") not in stands(county)
    assert refused(correct_posting, county, slip) == {"PRICE_IS_THE_SAME"}
    gone = PostingCorrection(entry_of(county, "credit", line_id), 1, "It went with its price")
    assert refused(correct_posting, county, gone) == {"CREDIT_ABOVE_WHAT_WAS_PAID"}
    assert broken_in(county.scopes["desk"]) == []
    # By a penny of a price, where the credit is rounded to all of it, and back to what it was.
    for each in (1, before["pool", "EQUIPMENT"]):
        with reading(scope):
            named = next(iter(priced_book(scope, [line_id]).bought(line_id))).standing.id
        correct_posting(call_as(scope), request=PostingCorrection(named, each, "It was a slip"))
    correct_posting(call_as(scope), request=PostingCorrection(charged, 24_50, "It was a slip"))
    assert stands(county) == before
    assert refused(correct_posting, county, slip) == {"ENTRY_STANDS_NO_MORE"}
    assert broken_in(county.scopes["desk"]) == []


def test_what_passed_while_its_price_was_nothing_is_credited_with_its_price(county: County) -> None:
    stop, _, visit_id = collection(county, "BED-010")
    scope, spent = county.scopes["money"], entry_of(county, "equipment", stop.order.lines[0].line_id)
    paid = stands(county)["pool", "EQUIPMENT"]
    correct_posting(call_as(scope), request=PostingCorrection(spent, 0, "A slip of the key"))
    comes_back(county, visit_id, *stop.numbers)
    assert ("pool", "CREDITED") not in stands(county)
    correct_posting(call_as(scope), request=PostingCorrection(spent, paid, "It was a slip"))
    assert stands(county)["pool", "CREDITED"] == -590_75
    (again,) = columns(scope, Entry, "id", kind="RESTATED", item="equipment")
    correct_posting(call_as(scope), request=PostingCorrection(again, paid - 100_00, "The list said £100 less"))
    assert stands(county)["pool", "CREDITED"] == -505_75
    assert broken_in(county.scopes["desk"]) == []


def test_what_was_set_to_nothing_is_said_again_for_who_pays_since(county: County) -> None:
    line_id = lent_and_back(county).order.lines[0].line_id
    scope, before = county.scopes["money"], stands(county)
    spent, charged = entry_of(county, "equipment", line_id), entry_of(county, "delivery", line_id)
    for entry_id in (spent, charged):
        correct_posting(call_as(scope), request=PostingCorrection(entry_id, 0, "A slip of the key"))
    change_funder(call_as(scope), request=to_health(county, line_id))
    for entry_id, each in ((charged, 24_50), (spent, before["pool", "EQUIPMENT"])):
        correct_posting(call_as(scope), request=PostingCorrection(entry_id, each, "It was a slip"))
    moved = {("nhs" if fund else "", kind): pence for (fund, kind), pence in before.items()}
    assert stands(county) == moved
    # Another price after that is theirs too.
    for each in (1, before["pool", "EQUIPMENT"]):
        with reading(scope):
            named = next(iter(priced_book(scope, [line_id]).bought(line_id))).standing.id
        correct_posting(call_as(scope), request=PostingCorrection(named, each, "Once more"))
    assert stands(county) == moved
    assert broken_in(county.scopes["desk"]) == []


def test_a_price_is_of_the_whole_event_also_where_others_pay_for_a_part(county: County) -> None:
    """The officer's delivery: one visit, shared by two lines, one of which is another's since."""
    stop, _ = on_loan(county, "BED-010", ("BDA-020", 2))
    bed, other = (line.line_id for line in stop.order.lines)
    scope = county.scopes["money"]
    posted = entry_of(county, "delivery", other)
    change_funder(call_as(scope), request=to_health(county, bed))
    (moved,) = columns(scope, Entry, "id", kind="RESTATED", item="delivery")
    before = stands(county)
    same = PostingCorrection(posted, 24_50, "The list says so")
    for part in (posted, moved):
        same = replace(same, entry_id=part)
        assert refused(correct_posting, county, same) == {"PRICE_IS_THE_SAME"}
    correct_posting(call_as(scope), request=PostingCorrection(moved, 30_00, "It was dearer"))
    after = stands(county)
    more = {fund: after[fund, "ACTIVITY"] - before[fund, "ACTIVITY"] for fund in ("pool", "nhs")}
    assert more == {"pool": 2_75, "nhs": 2_75}
    # By a penny, which one line bears alone, while others pay again.
    again = _say(county, 1)
    change_funder(call_as(scope), request=to_health(county, bed, care_route=CareRoute.STANDARD))
    change_funder(call_as(scope), request=to_health(county, bed))
    assert refused(correct_posting, county, replace(same, entry_id=again)) == {"ENTRY_STANDS_NO_MORE"}
    _say(county, 24_50)
    assert stands(county) == before
    # Nothing, and said again from either line.
    for part in (0, 1):
        _say(county, 0)
        with reading(scope):
            gone = [priced_book(scope, [one]).said_by_hand(one) for one in (bed, other)]
        assert all(gone)
        correct_posting(call_as(scope), request=PostingCorrection(min(gone[part]), 24_50, "A slip of the key"))
        assert stands(county) == before
    assert broken_in(county.scopes["desk"]) == []


def _say(county: County, each_pence: int) -> UUID:
    """The price of the delivery, from an entry of it that stands; gives the entry that was named."""
    scope = county.scopes["money"]
    entries = columns(scope, Entry, "id", item="delivery", corrects_id=None)
    with reading(scope):
        book = priced_book(scope, lines_of_entry(scope, entries[0]))
        named: UUID = next(one for one in entries if (old := book.old(one)) and not old.gone)
    correct_posting(call_as(scope), request=PostingCorrection(named, each_pence, "Said again"))
    return named


def test_a_disputed_credit_is_never_more_than_was_paid(county: County) -> None:
    stop = lent_and_back(county)
    line_id = stop.order.lines[0].line_id
    before = stands(county)
    paid, credit = before["pool", "EQUIPMENT"], entry_of(county, "credit", line_id)
    asked = PostingCorrection(credit, paid + 1, "Came back as new")
    assert refused(correct_posting, county, asked) == {"CREDIT_ABOVE_WHAT_WAS_PAID"}
    correct_posting(call_as(county.scopes["money"]), request=replace(asked, each_pence=paid))
    assert stands(county)["pool", "CREDITED"] == -paid
    # What is then told never to have come back is not credited, whatever was said of its credit.
    wrong = Mistake(MistakeKind.WRONG_RETURN, main_depot(county), "Still in the home", code=stop.numbers[0])
    mend_scan(call_as(county.scopes["desk"]), request=wrong)
    assert ("pool", "CREDITED") not in stands(county)
    assert broken_in(county.scopes["desk"]) == []


def test_what_is_not_put_right_by_hand(county: County) -> None:
    asked = charge_to_correct(county)
    assert refused(correct_posting, county, replace(asked, reason="")) == {"CORRECTION_WITHOUT_REASON"}
    assert refused(correct_posting, county, replace(asked, each_pence=-1)) == {"PRICE_BELOW_ZERO"}
    assert refused(correct_posting, county, replace(asked, each_pence=2_450)) == {"PRICE_IS_THE_SAME"}
    (kept,) = columns(county.scopes["money"], Entry, "id", kind="RESERVED")
    assert refused(correct_posting, county, replace(asked, entry_id=kept)) == {"ENTRY_IS_NOT_CORRECTED_BY_HAND"}


def test_what_took_the_place_of_a_thing_follows_who_paid_for_that(county: County) -> None:
    stop, done = on_loan(county, "BED-010")
    line_id = stop.order.lines[0].line_id
    in_place, _ = swapped(county, stop, done.loans[0].loan_id, "BED-010", "frame_bent")
    before = stands(county)
    assert refused(change_funder, county, to_health(county, in_place)) == {"LINE_PAID_BY_ANOTHER"}
    assert change_funder(call_as(county.scopes["money"]), request=to_health(county, line_id)).lines == 2
    assert stands(county) == {("nhs" if fund else "", kind): pence for (fund, kind), pence in before.items()}
    end_rules(call_as(county.scopes["admin"]))
    back = to_health(county, line_id, care_route=CareRoute.STANDARD)
    assert refused(change_funder, county, back) == {"NO_FUND_PAYS_FOR_THAT"}


def test_of_a_part_the_rest_is_kept_by_who_pays_now(county: County) -> None:
    stop = a_stop(county, ("BDA-020", 4))
    line_id = stop.order.lines[0].line_id
    recorded(county, stop.visit_id, handed_over=(HandedOver(line_id=line_id, quantity=2),))
    before = stands(county)
    assert before["pool", "RESERVED"] > 0
    change_funder(call_as(county.scopes["money"]), request=to_health(county, line_id))
    moved = {("nhs" if fund else "", kind): pence for (fund, kind), pence in before.items()}
    assert stands(county) == moved
    part = PostingCorrection(entry_of(county, "equipment", line_id), 1, "Too dear")
    (again,) = columns(county.scopes["money"], Entry, "id", kind="RESTATED", item="equipment")
    assert refused(correct_posting, county, replace(part, entry_id=again)) == {"LINE_NOT_DELIVERED_WHOLE"}
    assert broken_in(county.scopes["desk"]) == []


@pytest.mark.parametrize(
    ("use_case", "situation"), [(change_funder, funder_to_change), (correct_posting, charge_to_correct)]
)
def test_only_the_pool_manager_puts_money_right(county: County, use_case: Any, situation: Any) -> None:
    request = situation(county)
    with pytest.raises(Refused) as told:
        use_case(call_as(county.scopes["commissioner"]), request=request)
    assert codes(told.value) == {"NOT_ALLOWED"}

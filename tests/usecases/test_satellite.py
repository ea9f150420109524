"""Issue from a satellite store: order, line and loan in one call, the refusals, and what is to be filled up."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from handrail.core.refusal import CallReason, Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans.models import Loan
from handrail.orders.models import Answer, LineHistory, Order, OrderLine, Release
from handrail.orders.rules.facts import OrderReason
from handrail.simulation.northdown import HOSPITAL_STORE
from handrail.simulation.set_up import County
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.models import Asset, StockCell
from handrail.stock.plans import ItemScan
from handrail.stock.queries import what_is
from handrail.stock.rules.fitness import IssueReason
from handrail.usecases.assess_issue import questions_at_counter
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.issue_from_satellite import SatelliteIssue, SatelliteIssued, issue_from_satellite
from handrail.usecases.move_stock import StockMoved, move_stock
from tests.ordering import Someone, some_answer, someone
from tests.situations import call_as
from tests.stock_situations import columns, goods, main_depot, scans, seen

pytestmark = pytest.mark.django_db

CUSHION, COUNTED = "CUS-010", "BDA-020"


@pytest.fixture
def who(county: County) -> Someone:
    return someone(county)


def store(county: County) -> UUID:
    return county.made.depots[HOSPITAL_STORE]


def stocked(county: County) -> str:
    """A mattress and ten counted things in the hospital's store."""
    (number,) = goods(county, "MAT-010")
    goods(county, COUNTED, 10)
    items = (ItemScan(number), ItemScan(COUNTED, 10))
    move_stock(call_as(county.scopes["depot"]), request=StockMoved(main_depot(county), store(county), items))
    return number


def issued(county: County, who: Someone, *items: ItemScan, by: str = "ward", **also: Any) -> SatelliteIssued:
    given: dict[str, Any] = {"purpose": "discharge", "reason": "needed to go home today", **also}
    wanted = SatelliteIssue(store(county), who.id, items=items, address_id=who.address_id, **given)
    return issue_from_satellite(call_as(county.scopes[by]), request=wanted)


def refusal(refused: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [reason.code for reason in refused.value.reasons]


@use_case(Event.CONTRACT_DATA_CHANGED, needs=Permission.KEEP_STOCK)
def _levels(change: Change, *, place_id: UUID, product_id: UUID) -> None:
    actions.set_stock_levels([(change.new_id(), place_id, product_id, 10, 8)])


def test_an_issue_makes_order_line_and_loan(county: County, who: Someone) -> None:
    number = stocked(county)
    done = issued(county, who, ItemScan(number), ItemScan(COUNTED, 3))
    lines = seen(county.scopes["desk"], OrderLine, id__in=done.line_ids)
    assert {line.state for line in lines} == {"DELIVERED"}
    steps = columns(county.scopes["desk"], LineHistory, "to_state", subject_id=done.line_ids[0])
    assert steps == ["DRAFT", "SUBMITTED", "AUTHORISED", "DELIVERED"]
    (order,) = seen(county.scopes["desk"], Order)
    assert (order.number, order.reason, order.prescriber_id) == (done.number, "discharge", county.users["ward"])
    loans = seen(county.scopes["desk"], Loan)
    assert sorted(loan.quantity for loan in loans) == [1, 3]
    assert {loan.line_id for loan in loans} == set(done.line_ids)
    assert columns(county.scopes["depot"], Asset, "state", "place_id", "issues") == [("ON_LOAN", who.address_id, 1)]
    cells = dict(columns(county.scopes["depot"], StockCell, "condition", "quantity", quantity__gt=0))
    assert cells == {"READY": 7, "ON_LOAN": 3}


def test_the_store_says_what_to_fill_up(county: County, who: Someone) -> None:
    stocked(county)
    with_levels = call_as(county.scopes["depot"])
    product = _product(county)
    _levels(with_levels, place_id=store(county), product_id=product)
    done = issued(county, who, ItemScan(COUNTED, 3))
    assert [(one.product_code, one.ready, one.bring) for one in done.refill] == [(COUNTED, 7, 3)]


def _product(county: County) -> UUID:
    from handrail.identity.calls import reading

    with reading(county.scopes["depot"]):
        found = what_is(county.scopes["depot"], COUNTED)
    assert found.id
    return found.id


def test_an_unfit_item_stays_in_the_store(county: County, who: Someone) -> None:
    (number,) = goods(county, "HST-010", days_ago=200)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(number))
    assert IssueReason.EXAMINATION_OVERDUE in refusal(refused)
    assert seen(county.scopes["desk"], Order) == []


def test_more_than_lies_there_is_refused(county: County, who: Someone) -> None:
    stocked(county)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(COUNTED, 11))
    assert refusal(refused) == [StockReason.NOT_ENOUGH]


def test_a_purpose_comes_from_the_list(county: County, who: Someone) -> None:
    stocked(county)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(COUNTED), purpose="because")
    assert refusal(refused) == [StockReason.UNKNOWN_CODE]


def test_a_trial_needs_its_end(county: County, who: Someone) -> None:
    stocked(county)
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(COUNTED), purpose="trial")
    assert refusal(refused) == [StockReason.TRIAL_NEEDS_DATE]
    issued(county, who, ItemScan(COUNTED), purpose="trial", review_on=date(2026, 3, 17))
    assert columns(county.scopes["desk"], Loan, "review_on") == [date(2026, 3, 17)]


def test_weeks_said_at_the_counter_set_the_review(county: County, who: Someone) -> None:
    number = brought(county, "CUS-012")
    wanted = answered(county, who, number)
    assert wanted.answers["review_weeks"] == "8"
    issue_from_satellite(call_as(county.scopes["ward"]), request=wanted)
    assert columns(county.scopes["desk"], Loan, "review_on") == [date(2026, 4, 28)]


def test_a_second_one_asks_for_a_reason(county: County, who: Someone) -> None:
    stocked(county)
    issued(county, who, ItemScan(COUNTED))
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(COUNTED), reason="")
    assert set(refusal(refused)) == {OrderReason.CHECK_REASON_MISSING}


def brought(county: County, code: str) -> str:
    """One serialised thing in the hospital's store."""
    (number,) = goods(county, code)
    call = call_as(county.scopes["depot"])
    move_stock(call, request=StockMoved(main_depot(county), store(county), (ItemScan(number),)))
    return number


def answered(county: County, who: Someone, number: str, by: str = "ward", **also: Any) -> SatelliteIssue:
    """The issue with an answer to everything that its items ask."""
    wanted = SatelliteIssue(
        store(county), who.id, "discharge", scans(number), who.address_id, "seen on the ward", **also
    )
    with reading(county.scopes[by]):
        asked = questions_at_counter(county.scopes[by], call_as(county.scopes[by]).at, wanted)
    return replace(wanted, answers={question.code: some_answer(question) for question in asked})


def test_a_bed_asks_its_questions_and_their_answers_are_kept(county: County, who: Someone) -> None:
    number = brought(county, "BED-010")
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(number))
    assert "ANSWER_MISSING" in refusal(refused)
    wanted = answered(county, who, number)
    assert "person_weight_kg" in wanted.answers
    issue_from_satellite(call_as(county.scopes["ward"]), request=wanted)
    kept = dict(columns(county.scopes["desk"], Answer, "question_code", "answer"))
    assert kept == dict(wanted.answers)


def test_above_an_authority_it_goes_out_and_is_reviewed_where_the_contract_allows(county: County, who: Someone) -> None:
    number = brought(county, "HST-010")
    wanted = answered(county, who, number, by="nurse")
    done = issue_from_satellite(call_as(county.scopes["nurse"]), request=wanted)
    (release,) = seen(county.scopes["desk"], Release, id__in=done.release_ids)
    assert (release.kind, release.state, release.afterwards, release.urgent) == ("CLINICAL", "PENDING", True, False)
    assert release.line_ids == list(done.line_ids)
    yes = give_release(call_as(county.scopes["adviser"]), request=ReleaseYes((release.id,)))
    assert yes.lines == ()


def test_the_store_is_no_way_round_an_authority(county: County, who: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    number = brought(county, "HST-010")
    wanted = answered(county, who, number, by="nurse")
    monkeypatch.setattr("handrail.usecases._ordering.GOES_NOW_UP_TO", None)
    with pytest.raises(Refused) as refused:
        issue_from_satellite(call_as(county.scopes["nurse"]), request=wanted)
    assert set(refusal(refused)) == {OrderReason.RELEASE_FIRST}
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]


def test_items_of_one_product_scanned_apart_are_reviewed_by_their_own_lines(county: County, who: Someone) -> None:
    hoist, mattress, other = (brought(county, code) for code in ("HST-010", "MAT-010", "HST-010"))
    wanted = answered(county, who, hoist, by="nurse")
    wanted = replace(wanted, items=scans(hoist, mattress, other))
    done = issue_from_satellite(call_as(county.scopes["nurse"]), request=wanted)
    clinical = [one for one in seen(county.scopes["desk"], Release, id__in=done.release_ids) if one.kind == "CLINICAL"]
    named = {line for one in clinical for line in one.line_ids}
    products = columns(county.scopes["desk"], OrderLine, "product__code", id__in=named)
    assert sorted(products) == ["HST-010", "HST-010"]


def test_the_main_store_is_no_satellite(county: County, who: Someone) -> None:
    (number,) = goods(county, "MAT-010")
    goods(county, COUNTED, 10)
    for item in (ItemScan(number), ItemScan(COUNTED, 3)):
        wanted = SatelliteIssue(main_depot(county), who.id, "discharge", (item,), who.address_id, "needed today")
        with pytest.raises(Refused) as refused:
            issue_from_satellite(call_as(county.scopes["ward"]), request=wanted)
        assert refusal(refused) == [StockReason.UNKNOWN_PLACE]
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]


def test_an_item_of_another_store_is_not_on_this_shelf(county: County, who: Someone) -> None:
    (number,) = goods(county, "MAT-010")
    with pytest.raises(Refused) as refused:
        issued(county, who, ItemScan(number))
    assert refusal(refused) == [StockReason.NOT_IN_THIS_STORE]


def test_only_those_with_the_right_issue(county: County, who: Someone) -> None:
    stocked(county)
    for role in ("driver", "depot", "manager"):
        with pytest.raises(Refused) as refused:
            issued(county, who, ItemScan(COUNTED), by=role)
        assert refusal(refused) == [CallReason.NOT_ALLOWED]


def test_a_person_who_is_not_known_is_not_found(county: County, who: Someone) -> None:
    stocked(county)
    with pytest.raises(Refused) as refused:
        issued(county, Someone(UUID(int=3), UUID(int=4)), ItemScan(COUNTED))
    assert refusal(refused) == [CallReason.NOT_FOUND]


def test_issuing_twice_with_one_key_is_one_issue(county: County, who: Someone) -> None:
    stocked(county)
    wanted = SatelliteIssue(store(county), who.id, "falls", scans(COUNTED), who.address_id, "fell")
    call = call_as(county.scopes["ward"])
    assert issue_from_satellite(call, request=wanted) == issue_from_satellite(call, request=wanted)
    assert len(seen(county.scopes["desk"], Loan)) == 1


def test_failing_at_the_last_step_leaves_nothing(county: County, who: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    number = stocked(county)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("handrail.usecases.issue_from_satellite.loan_actions.start_loans", broken)
    with pytest.raises(RuntimeError):
        issued(county, who, ItemScan(number), ItemScan(COUNTED))
    assert columns(county.scopes["depot"], Asset, "state") == ["READY"]
    assert seen(county.scopes["desk"], Order) == []

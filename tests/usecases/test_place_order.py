"""Placing an order: what is written, what waits, what is refused, and that it happens once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.rules.facts import CheckCode
from handrail.core.ids import fresh_id
from handrail.core.models import AuditSubject, OutboxMessage
from handrail.core.refusal import Refused
from handrail.needs.rules import NeedDetails
from handrail.orders.models import Answer, Check, Draft, LineHistory, Order, OrderLine, Release
from handrail.orders.rules.drafts import DraftReason
from handrail.orders.rules.facts import CareRoute, Discharge, Funding
from handrail.orders.states import LineState, ReleaseState
from handrail.partners.effective import TermRow
from handrail.simulation.set_up import County
from handrail.usecases.amend_order import OrderAmendment, amend_order
from handrail.usecases.change_contract_data import DataChange, change_contract_data
from handrail.usecases.join_people import PeopleToJoin, join_people
from handrail.usecases.place_order import OrderPlaced, place_order
from handrail.usecases.record_need import NeedToRecord, record_need
from handrail.usecases.save_draft import DraftRequest, save_draft
from handrail.visits.models import Visit, VisitTask
from handrail.vouchers.models import Voucher
from handrail.vouchers.rules.numbers import read_number
from tests.ordering import (
    Someone,
    assessed,
    at,
    codes,
    hazard,
    lines,
    order_for,
    placed,
    seen_by,
    someone,
    statements,
    with_reasons,
)
from tests.situations import another_county, call_as, northdown

pytestmark = pytest.mark.django_db


def states_of(order: OrderPlaced) -> list[str]:
    return [line.state.value for line in order.lines]


def test_a_bed_within_authority_is_promised_and_gets_its_visit() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("BED-010", "MAT-010", "BDA-010"), note="Ring twice")
    assert states_of(order) == ["AUTHORISED"] * 3
    assert {line.due_at for line in order.lines} == {at(2026, 3, 10, 17, 0)}
    with seen_by(county, "nurse"):
        head = Order.objects.get(pk=order.order_id)
        visit = Visit.objects.get(pk=order.visit_ids[0])
        tasks = set(VisitTask.objects.filter(visit=visit).values_list("line_id", "kind"))
        history = list(LineHistory.objects.order_by("subject_id", "seq").values_list("to_state", flat=True))
        message = OutboxMessage.objects.get(kind="ORDER_CONFIRMATION")
    assert (head.number, head.reason, head.note) == (order.number, "To get out of bed safely", "Ring twice")
    assert (head.prescriber_id, head.entered_by_id) == (county.users["nurse"], county.users["nurse"])
    assert head.team_id == county.scopes["nurse"].team_id
    assert head.partner_id == county.scopes["nurse"].partner_id
    assert (visit.state, visit.kinds, visit.crew, visit.due_at) == ("UNBOOKED", ["DELIVER"], 2, at(2026, 3, 10, 17, 0))
    assert visit.note == "Ring twice"
    assert tasks == {(line.line_id, "DELIVER") for line in order.lines}
    assert history == ["DRAFT", "SUBMITTED", "AUTHORISED"] * 3
    assert message.recipient == "nurse@northdown.example"
    assert message.content["number"] == order.number
    assert "Harker" not in str(message.content)
    with seen_by(county, "nurse"):
        assert AuditSubject.objects.filter(subject=f"order:{order.order_id}", person_id=who.id).count() == 1


def test_what_was_asked_checked_and_answered_is_kept() -> None:
    county = northdown()
    who = someone(county)
    placed(county, who, *lines("TOI-030"))
    order = placed(county, who, *lines("TOI-030", "BED-010"))
    with seen_by(county, "nurse"):
        check = Check.objects.get(order=order.order_id, code="CHECK_SAME_PRODUCT_HELD")
        answers = dict(Answer.objects.filter(order=order.order_id).values_list("question_code", "answer"))
    assert check.severity == "needs_reason"
    assert check.reason == "Seen at home; agreed with the family"
    assert check.numbers["numbers"] == {"quantity": 1, "since_on": "2026-03-03", "held": "ON_ORDER"}
    assert check.line_id == order.lines[0].line_id
    assert answers["person_weight_kg"] == "72"


def test_funding_is_defaulted_from_the_person_and_frozen_on_each_line() -> None:
    county = northdown()
    who = someone(county)
    own = placed(county, who, *lines("WLK-011"))
    route = Funding(None, "D81002", CareRoute.CONTINUING_HEALTH_CARE, date(2026, 2, 1), date(2026, 8, 1))
    council = county.scopes["therapist"].partner_id
    given = placed(county, who, *lines("WLK-031"), funding=replace(route, council_id=council))
    with seen_by(county, "nurse"):
        first = OrderLine.objects.get(order=own.order_id).funding
        second = OrderLine.objects.get(order=given.order_id).funding
    assert (first["council_id"], first["gp_practice"], first["care_route"]) == (
        str(council),
        "Riverside Surgery",
        "STANDARD",
    )
    assert first["council"] == "Northdown County Council"
    assert (second["care_route"], second["from_on"], second["until_on"]) == (
        "CONTINUING_HEALTH_CARE",
        "2026-02-01",
        "2026-08-01",
    )


def test_above_the_limit_nothing_is_refused_it_waits() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("MAT-022", "BED-020", "MAT-024"))
    assert states_of(order) == ["AWAITING_AUTHORITY"] * 3
    assert order.visit_ids == ()
    assert order.lines[0].if_authorised_by == at(2026, 3, 3, 16, 30)
    with seen_by(county, "nurse"):
        (release,) = Release.objects.all()
    assert (release.kind, release.state, release.spend_pence) == ("SPENDING", "PENDING", 321_500)
    assert release.reasons[0] == {
        "code": "AUTHORITY_ABOVE_LIMIT",
        "params": {"order_pence": 321_500, "other_orders_pence": 0, "limit_pence": 260_000},
    }
    assert (release.urgent, release.escalate_at, release.due_at) == (False, None, at(2026, 3, 10, 17, 0))


def test_the_limit_counts_the_orders_of_the_last_seven_days() -> None:
    county = northdown()
    who = someone(county)
    first = placed(county, who, *lines("MAT-022", "BED-010"))
    second = placed(county, who, *lines("TOI-034", "BED-020"))
    assert states_of(first) == ["AUTHORISED"] * 2
    assert states_of(second) == ["AWAITING_AUTHORITY"] * 2


@pytest.mark.parametrize(
    ("term", "days", "waits"),
    [(None, 7, True), (None, 8, False), (3, 3, True), (3, 4, False), (14, 14, True), (14, 15, False)],
)
def test_the_limit_counts_orders_for_as_many_days_as_the_contract_says(
    clock: time_machine.Traveller, term: int | None, days: int, *, waits: bool
) -> None:
    county = northdown()
    if term is not None:
        change = DataChange(DataKind.TERM, (TermRow("spend_window_days", term),), date(2026, 3, 4))
        change_contract_data(call_as(county.scopes["admin"]), request=change)
    who = someone(county)
    placed(county, who, *lines("MAT-022", "BED-010"))
    clock.shift(timedelta(days=days))
    second = placed(county, who, *lines("TOI-034", "BED-020"))
    assert set(states_of(second)) == {"AWAITING_AUTHORITY" if waits else "AUTHORISED"}


def joined(county: County, who: Someone, again: Someone) -> None:
    call = call_as(county.scopes["desk"])
    join_people(call, request=PeopleToJoin(who.id, again.id, "The same birth date and carer"))


def test_what_is_on_its_way_to_a_joined_record_is_a_duplicate_and_counts_for_the_limit() -> None:
    county = northdown()
    who, again = someone(county), someone(county, name="Winnie Harker")
    placed(county, again, *lines("MAT-022", "BED-010"))
    joined(county, who, again)
    found = assessed(county, order_for(county, who, *lines("MAT-022")))
    assert CheckCode.SAME_PRODUCT_HELD in {check.code for check in found.checks}
    second = placed(county, who, *lines("TOI-034", "BED-020"))
    assert states_of(second) == ["AWAITING_AUTHORITY"] * 2


def test_the_address_and_the_hazards_of_a_joined_record_are_the_persons() -> None:
    county = northdown()
    who, again = someone(county), someone(county, name="Winnie Harker")
    hazard(county, again, "two_people_for_safety")
    joined(county, who, again)
    placed(county, who, *lines("TOI-030"), address_id=again.address_id)
    with seen_by(county, "nurse"):
        assert Visit.objects.get().crew == 2


def test_an_order_that_stands_is_amended_though_its_record_was_joined_since() -> None:
    county = northdown()
    who, again = someone(county), someone(county, name="Winnie Harker")
    order = placed(county, again, *lines(("WLK-011", 2)))
    joined(county, who, again)
    fewer = OrderAmendment(order.order_id, 1, "One is enough", changed={order.lines[0].line_id: lines("WLK-011")[0]})
    amend_order(call_as(county.scopes["nurse"]), request=fewer)
    with seen_by(county, "nurse"):
        assert OrderLine.objects.get().quantity == 1


def test_a_voucher_is_issued_at_once_and_has_no_visit() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("DLV-016", speed=""))
    assert states_of(order) == ["DELIVERED"]
    assert order.visit_ids == ()
    with seen_by(county, "nurse"):
        voucher = Voucher.objects.get()
    assert (read_number(voucher.number), voucher.value_pence) == (voucher.number, 1700)
    assert voucher.expires_on == date(2026, 6, 1)
    assert voucher.line_id == order.lines[0].line_id


def test_a_four_hour_order_goes_out_now_and_is_reviewed_afterwards() -> None:
    county = northdown()
    who = someone(county)
    order = placed(county, who, *lines("BED-010", speed="deliver_4h"))
    assert states_of(order) == ["AUTHORISED"]
    assert order.lines[0].due_at == at(2026, 3, 3, 14, 0)
    assert len(order.visit_ids) == 1
    with seen_by(county, "nurse"):
        release = Release.objects.get()
        line = OrderLine.objects.get()
        told = OutboxMessage.objects.get(kind="RELEASE_WANTED")
    assert (release.afterwards, release.urgent, release.state) == (True, True, ReleaseState.PENDING)
    assert release.on_call_user_id == county.users["adviser"]
    assert release.escalate_at == at(2026, 3, 3, 10, 15)
    assert line.goes_now
    assert order.lines[0].goes_now
    assert told.recipient == "adviser@northdown.example"


def test_an_order_for_a_colleague_keeps_both_names_and_the_colleagues_authority() -> None:
    county = northdown()
    who = someone(county)
    request = with_reasons(county, who, *lines("BED-010"), by="nurse")
    order = place_order(call_as(county.scopes["desk"]), request=request)
    with seen_by(county, "desk"):
        head = Order.objects.get()
    assert (head.prescriber_id, head.entered_by_id) == (county.users["nurse"], county.users["desk"])
    assert states_of(order) == ["AUTHORISED"]


def test_lines_to_the_same_door_on_the_same_day_share_a_visit() -> None:
    county = northdown()
    who = someone(county)
    first = placed(county, who, *lines("TOI-030"))
    second = placed(county, who, *lines("WLK-031"))
    assert first.visit_ids == second.visit_ids
    later = placed(county, who, *lines("TOI-020", speed="deliver_next_day"))
    assert later.visit_ids != first.visit_ids


def test_an_address_that_needs_two_gets_two() -> None:
    county = northdown()
    who = someone(county)
    hazard(county, who, "two_people_for_safety")
    placed(county, who, *lines("WLK-011"))
    with seen_by(county, "nurse"):
        assert Visit.objects.get().crew == 2


def test_a_discharge_is_kept_whole() -> None:
    county = northdown()
    who = someone(county)
    placed(county, who, *lines("TOI-030"), by="ward", discharge=Discharge("Ward 7", date(2026, 3, 6), "p1"))
    with seen_by(county, "ward"):
        head = Order.objects.get()
    assert (head.ward, head.discharge_on, head.discharge_pathway) == ("Ward 7", date(2026, 3, 6), "p1")


def test_three_lines_take_at_most_fourteen_statements() -> None:
    county = northdown()
    who = someone(county)
    request = with_reasons(county, who, *lines("BED-010", "MAT-010", "BDA-010"))
    with statements() as made:
        place_order(call_as(county.scopes["nurse"]), request=request)
    assert len(made) <= 14


@pytest.mark.parametrize("wanted", ["unknown", "other contract"])
def test_a_person_out_of_reach_is_not_found(wanted: str) -> None:
    county = northdown()
    who = someone(county)
    if wanted == "unknown":
        request, scope = order_for(county, replace(who, id=fresh_id()), *lines("WLK-011")), county.scopes["nurse"]
    else:
        other = another_county()
        request, scope = order_for(other, who, *lines("WLK-011")), other.scopes["nurse"]
    with pytest.raises(Refused) as refused:
        place_order(call_as(scope), request=request)
    assert codes(refused.value) == {"NOT_FOUND"}


def test_who_may_not_order_is_refused() -> None:
    county = northdown()
    who = someone(county)
    request = order_for(county, who, *lines("WLK-011"))
    for key in ("depot", "driver", "commissioner", "manager"):
        with pytest.raises(Refused) as refused:
            place_order(call_as(county.scopes[key]), request=request)
        assert codes(refused.value) == {"NOT_ALLOWED"}


def test_every_reason_comes_at_once_and_nothing_is_written() -> None:
    county = northdown()
    who = someone(county, died_on=date(2026, 3, 1))
    request = order_for(county, who, *lines(("WLK-011", 0), "NOT-001"), why="", address_id=None)
    with pytest.raises(Refused) as refused:
        place_order(call_as(county.scopes["nurse"]), request=request)
    assert codes(refused.value) == {
        "ORDER_QUANTITY_NOT_POSITIVE",
        "ORDER_UNKNOWN_PRODUCT",
        "ORDER_WHY_MISSING",
        "ORDER_NO_ADDRESS",
        "ORDER_PERSON_DIED",
    }
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()


def test_answers_are_held_against_the_record_the_calendar_and_the_basket() -> None:
    county = northdown()
    who = someone(county)
    weighed = NeedDetails("To stay in bed safely", date(2026, 2, 25), weight_kg=Decimal(84))
    record_need(call_as(county.scopes["nurse"]), request=NeedToRecord(who.id, weighed))
    answers = {"skin_assessed_on": "2027-03-02", "rails_in_use": "no"}
    request = with_reasons(county, who, *lines("BED-010", "MAT-022", "BDA-010"), answers=answers)
    doubts = ("answer:rails_in_use:compared", "measure:weight")
    without = {key: why for key, why in request.order.reasons.items() if key not in doubts}
    bare = replace(request, order=replace(request.order, reasons=without))
    with pytest.raises(Refused) as refused:
        place_order(call_as(county.scopes["nurse"]), request=bare)
    assert {reason.field for reason in refused.value.reasons} == {
        "answers.skin_assessed_on",
        *(f"reasons.{key}" for key in doubts),
    }
    sound = replace(request.order, answers={**request.order.answers, "skin_assessed_on": "1 March 2026"})
    order = place_order(call_as(county.scopes["nurse"]), request=replace(request, order=sound))
    with seen_by(county, "nurse"):
        check = Check.objects.get(order=order.order_id, code="CHECK_WEIGHT_DIFFERS")
        denied = Answer.objects.get(order=order.order_id, question_code="rails_in_use")
    assert check.numbers["numbers"] == {"now": "72", "then": "84", "on": "2026-02-25", "days": 6, "apart": "12"}
    assert (denied.action, denied.reason) == ("needs_reason", "Seen at home; agreed with the family")


def test_an_answer_to_no_question_of_the_order_is_refused_by_its_code() -> None:
    county = northdown()
    who = someone(county)
    request = with_reasons(county, who, *lines("TOI-030"))
    strange = replace(request, order=replace(request.order, answers={"rails_in_use": "no", "blank": " "}))
    with pytest.raises(Refused) as refused:
        place_order(call_as(county.scopes["nurse"]), request=strange)
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("ANSWER_NOT_ASKED", "answers.rails_in_use")
    ]
    order = place_order(call_as(county.scopes["nurse"]), request=request)
    with pytest.raises(Refused) as refused:
        amend_order(
            call_as(county.scopes["nurse"]),
            request=OrderAmendment(order.order_id, 1, "Asked again", answers={"rails_in_use": "no"}),
        )
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("ANSWER_NOT_ASKED", "answers.rails_in_use")
    ]


def test_a_replay_changes_nothing_and_gives_the_same_answer() -> None:
    county = northdown()
    who = someone(county)
    request = with_reasons(county, who, *lines("TOI-030", "DLV-016"))
    call = call_as(county.scopes["nurse"])
    assert place_order(call, request=request) == place_order(call, request=request)
    with seen_by(county, "nurse"):
        assert Order.objects.count() == 1


def test_a_failure_at_the_last_step_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    who = someone(county)
    request = with_reasons(county, who, *lines("TOI-030"))

    def fails(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("handrail.core.outbox.put", fails)
    with pytest.raises(OSError, match="full"):
        place_order(call_as(county.scopes["nurse"]), request=request)
    with seen_by(county, "nurse"):
        assert not Order.objects.exists()
        assert not Visit.objects.exists()


def test_the_draft_goes_with_its_order() -> None:
    county = northdown()
    who = someone(county)
    nurse = county.scopes["nurse"]
    draft = save_draft(call_as(nurse), request=DraftRequest(who.id, {"lines": []}))
    request = replace(with_reasons(county, who, *lines("TOI-030")), draft_id=draft.draft_id)
    place_order(call_as(nurse), request=request)
    with seen_by(county, "nurse"):
        assert not Draft.objects.exists()
    with pytest.raises(Refused) as refused:
        place_order(call_as(nurse), request=request)
    assert codes(refused.value) == {"ORDER_CHECK_REASON_MISSING"} or codes(refused.value) == {"STALE"}


@pytest.mark.django_db(transaction=True)
def test_two_windows_send_one_draft_and_one_wins() -> None:
    county = northdown()
    who = someone(county)
    nurse = county.scopes["nurse"]
    draft = save_draft(call_as(nurse), request=DraftRequest(who.id, {}))
    request = replace(with_reasons(county, who, *lines("TOI-030")), draft_id=draft.draft_id)

    def send(_: int) -> str:
        try:
            place_order(call_as(nurse), request=request)
        except Refused as refused:
            return ",".join(sorted(codes(refused)))
        finally:
            connection.close()
        return "placed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(send, range(2)))
    assert outcomes in (["STALE", "placed"], ["ORDER_CHECK_REASON_MISSING", "placed"])
    with seen_by(county, "nurse"):
        assert Order.objects.count() == 1
        assert OrderLine.objects.get().state == LineState.AUTHORISED


def test_a_draft_that_no_page_would_make_is_too_large() -> None:
    county = northdown()
    who = someone(county)
    with pytest.raises(Refused, match=DraftReason.TOO_LARGE):
        save_draft(call_as(county.scopes["nurse"]), request=DraftRequest(who.id, {"note": "x" * 1_000_000}))
    with seen_by(county, "nurse"):
        assert not Draft.objects.exists()

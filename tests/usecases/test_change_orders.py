"""Amending orders, cancelling lines and taking them up again: rows, stock, visits, every refusal, races."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.models import User
from handrail.orders.models import Allocation, LineHistory, Order, OrderLine, Release
from handrail.orders.rules.facts import Discharge, LineRequest
from handrail.simulation.set_up import County
from handrail.stock.models import Asset, StockCell
from handrail.usecases.amend_order import OrderAmended, OrderAmendment, amend_order
from handrail.usecases.cancel_lines import LinesCancelled, LinesToCancel, cancel_lines
from handrail.usecases.give_release import ReleaseYes, give_release
from handrail.usecases.load_run import Loading, load_run
from handrail.usecases.pick_lines import ToPick, pick_lines
from handrail.usecases.place_order import OrderPlaced
from handrail.usecases.reinstate_lines import LinesAgain, LinesReinstated, reinstate_lines
from handrail.visits.models import Visit, VisitTask
from handrail.visits.queries.driver import any_visit
from handrail.vouchers.models import Voucher
from handrail.wording.messages import words_of
from tests.ordering import Someone, at, codes, lines, placed, seen_by, someone, write_to
from tests.situations import another_county, call_as, northdown
from tests.stock_situations import goods, scans
from tests.supplying import allocated, on_a_run

pytestmark = pytest.mark.django_db

WHY = "The person can stand now"
MATTRESS = {
    "skin_as_assessed": "no_damage",
    "skin_assessed_on": "2 March 2026",
    "lies_on_now": "ordinary",
    "hours_in_bed": "14",
    "maker_exclusions": "no",
    "bed_it_goes_on": "bed_ours",
    "rails_in_use": "no",
    "fire_facts": "none",
    "power_cut_plan": "yes",
    "review_weeks": "8",
}


def amend(
    county: County, order: OrderPlaced, *, by: str = "nurse", version: int = 1, why: str = WHY, **also: Any
) -> OrderAmended:
    """Amend the order; each check that asks for a reason gets one."""
    request = OrderAmendment(order.order_id, version, why, **also)
    try:
        return amend_order(call_as(county.scopes[by]), request=request)
    except Refused as refused:
        fields = [reason.field or "" for reason in refused.reasons]
        if not all(field.startswith("reasons.") for field in fields):
            raise
        reasons = {field.removeprefix("reasons."): "Seen at home" for field in fields}
        return amend_order(call_as(county.scopes[by]), request=replace(request, reasons=reasons))


def to(code: str, quantity: int = 1, speed: str = "deliver_5d", **also: Any) -> LineRequest:
    return LineRequest(code, quantity, speed, **also)


def line(county: County, order: OrderPlaced, position: int = 1) -> OrderLine:
    with seen_by(county, "nurse"):
        return OrderLine.objects.select_related("product").get(order=order.order_id, position=position)


def tasks(county: County, order: OrderPlaced) -> dict[str, tuple[int, str]]:
    """The open tasks of an order: product, quantity and state of the visit."""
    with seen_by(county, "nurse"):
        rows = VisitTask.objects.filter(line__order=order.order_id, outcome="OPEN")
        return {t.product.code: (t.quantity, t.visit.state) for t in rows.select_related("product", "visit")}


class TestAmending:
    def test_fewer_pieces_go_on_without_a_new_yes(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 2), "TOI-030"))
        done = amend(county, order, changed={order.lines[0].line_id: to("WLK-011", 1)})
        now = line(county, order)
        assert (done.version, now.quantity, now.spend_pence, now.state) == (2, 1, 550, "AUTHORISED")
        assert tasks(county, order) == {"WLK-011": (1, "UNBOOKED"), "TOI-030": (1, "UNBOOKED")}
        with seen_by(county, "nurse"):
            assert Order.objects.get().version == 2
            assert Visit.objects.filter(state="UNBOOKED").count() == 1

    def test_another_product_is_decided_anew_and_its_stock_goes_back(self) -> None:
        county = northdown()
        (number,) = goods(county, "BED-010")
        order = placed(county, someone(county), *lines("BED-010"))
        allocated(county, order.lines[0].line_id)
        done = amend(county, order, changed={order.lines[0].line_id: to("BED-020")})
        now = line(county, order)
        assert (now.product.code, now.price_pence, now.state) == ("BED-020", 89_000, "AUTHORISED")
        assert done.states == ((now.id, "AUTHORISED"),)
        with seen_by(county, "depot"):
            asset = Asset.objects.get(number=number)
            kept = Allocation.objects.get()
            history = list(LineHistory.objects.order_by("seq").values_list("to_state", "reason"))
        assert (asset.state, asset.held_for_line_id) == ("READY", None)
        assert kept.ended_how == "AMENDED"
        assert history[-2:] == [("SUBMITTED", WHY), ("AUTHORISED", WHY)]
        assert tasks(county, order) == {"BED-020": (1, "UNBOOKED")}

    def test_what_is_allocated_stays_kept_when_only_the_day_changes(self) -> None:
        county = northdown()
        (number,) = goods(county, "BED-010")
        order = placed(county, someone(county), *lines("BED-010"))
        allocated(county, order.lines[0].line_id)
        amend(county, order, changed={order.lines[0].line_id: to("BED-010", speed="deliver_next_day")})
        now = line(county, order)
        assert (now.state, now.due_at) == ("ALLOCATED", at(2026, 3, 4, 20, 0))
        with seen_by(county, "depot"):
            assert Asset.objects.get(number=number).state == "HELD"
            assert Visit.objects.get(state="UNBOOKED").due_at == at(2026, 3, 4, 20, 0)

    def test_more_than_the_limit_waits_and_a_yes_given_before_stands(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("BED-010"))
        done = amend(county, order, added=(to("MAT-022"), to("MAT-024")), answers=MATTRESS)
        with seen_by(county, "nurse"):
            release = Release.objects.get()
            states = list(OrderLine.objects.order_by("position").values_list("state", flat=True))
        assert states == ["AUTHORISED", "AWAITING_AUTHORITY", "AWAITING_AUTHORITY"]
        assert done.release_ids == (release.id,)
        assert set(release.line_ids) == {line for line, _ in done.states}

    def test_a_change_while_it_waits_replaces_the_release(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
        done = amend(county, order, changed={order.lines[1].line_id: to("BED-010")})
        with seen_by(county, "nurse"):
            states = dict(Release.objects.values_list("id", "state"))
        assert states == {order.release_ids[0]: "WITHDRAWN", done.release_ids[0]: "PENDING"}

    def test_what_someone_amended_stays_theirs_when_the_order_is_amended_again(self) -> None:
        """A team lead who changed a line does not release it because a colleague changed another one after them."""
        county = northdown()
        order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
        amend(county, order, by="leadnurse", changed={order.lines[1].line_id: to("BED-010")})
        done = amend(county, order, version=2, added=(to("BED-020"),))
        with pytest.raises(Refused) as refused:
            give_release(call_as(county.scopes["leadnurse"]), request=ReleaseYes(done.release_ids))
        assert codes(refused.value) >= {"RELEASE_OWN_ORDER"}

    def test_a_new_voucher_is_issued_at_once(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("TOI-030"))
        amend(county, order, added=(to("DLV-016", speed=""),))
        assert line(county, order, 2).state == "DELIVERED"
        with seen_by(county, "nurse"):
            voucher = Voucher.objects.get()
        assert voucher.line_id == line(county, order, 2).id

    def test_a_note_and_a_new_discharge_date_decide_nothing(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("TOI-030"))
        done = amend(
            county, order, note="Ring the side bell", discharge=Discharge("Ward 7", at(2026, 3, 9).date(), "p1")
        )
        with seen_by(county, "nurse"):
            head, visit = Order.objects.get(), Visit.objects.get()
        assert (done.states, done.version) == ((), 2)
        assert (head.note, head.ward, visit.note) == ("Ring the side bell", "Ward 7", "Ring the side bell")

    def test_it_goes_to_another_address(self) -> None:
        county = northdown()
        who, other = someone(county), someone(county, name="Elsewhere Entirely")
        order = placed(county, who, *lines("TOI-030"))
        with pytest.raises(Refused) as refused:
            amend(county, order, address_id=other.address_id)
        assert codes(refused.value) == {"ORDER_NO_ADDRESS"}

    @pytest.mark.parametrize(
        ("also", "code"),
        [
            ({"why": ""}, "AMEND_REASON_MISSING"),
            ({}, "AMEND_NOTHING_CHANGED"),
            ({"version": 7}, "STALE"),
            ({"added": (to("NOT-001"),)}, "ORDER_UNKNOWN_PRODUCT"),
            ({"changed": {UUID(int=5): to("TOI-030")}}, "AMEND_UNKNOWN_LINE"),
        ],
    )
    def test_what_cannot_be_amended_is_refused(self, also: dict[str, Any], code: str) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("TOI-030"))
        with pytest.raises(Refused) as refused:
            amend(county, order, **also)
        assert code in codes(refused.value)
        assert line(county, order).quantity == 1

    def test_others_cannot_reach_it(self) -> None:
        county, other = northdown(), another_county()
        order = placed(county, someone(county), *lines("TOI-030"))
        with pytest.raises(Refused) as refused:
            amend(other, order, note="x")
        assert codes(refused.value) == {"NOT_FOUND"}
        with pytest.raises(Refused) as refused:
            amend(county, order, by="depot", note="x")
        assert codes(refused.value) == {"NOT_ALLOWED"}

    def test_a_replay_and_a_failure_at_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 2)))
        call = call_as(county.scopes["nurse"])
        request = OrderAmendment(order.order_id, 1, WHY, {order.lines[0].line_id: to("WLK-011", 1)})
        assert amend_order(call, request=request) == amend_order(call, request=request)

        def fails(*_args: object, **_kwargs: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr("handrail.core.outbox.put", fails)
        with pytest.raises(OSError, match="full"):
            amend(county, order, version=2, changed={order.lines[0].line_id: to("WLK-012", 1)})
        assert line(county, order).product.code == "WLK-011"

    @pytest.mark.django_db(transaction=True)
    def test_two_change_it_at_once_and_one_wins(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 4)))

        def change(quantity: int) -> str:
            try:
                amend(county, order, changed={order.lines[0].line_id: to("WLK-011", quantity)})
            except Refused as refused:
                return ",".join(codes(refused))
            finally:
                connection.close()
            return "amended"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(change, (2, 3))) == ["STALE", "amended"]


def cancel(
    county: County, *line_ids: UUID, code: str = "no_longer_needed", by: str = "nurse", only: bool = False
) -> LinesCancelled:
    return cancel_lines(call_as(county.scopes[by]), request=LinesToCancel(line_ids, code, only_these=only))


def told(county: County) -> list[tuple[str, str, str, str]]:
    """What went out about changes that somebody else made: to whom, what, by whom, why."""
    with seen_by(county, "nurse"):
        sent = OutboxMessage.objects.filter(kind="ORDER_CHANGED")
        return sorted((m.recipient, m.content["outcome"], m.content["by"], m.content["why"]) for m in sent)


class TestWhoMayChange:
    """Those who answer for an order, their team, and the service desk, whose reason the prescriber is told."""

    def test_another_teams_order_is_left_alone(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 2)))
        line_id = order.lines[0].line_id
        for change in (
            lambda: amend(county, order, by="therapist", changed={line_id: to("WLK-011")}),
            lambda: amend(county, order, by="therapist", note="Ring twice"),
            lambda: cancel(county, line_id, by="therapist"),
        ):
            with pytest.raises(Refused) as refused:
                change()
            assert codes(refused.value) == {"CHANGE_OF_ANOTHER_TEAM"}
        cancel(county, line_id)
        with pytest.raises(Refused) as refused:
            reinstate_lines(call_as(county.scopes["therapist"]), request=LinesAgain((line_id,), "It was a slip"))
        assert codes(refused.value) == {"CHANGE_OF_ANOTHER_TEAM"}
        assert line(county, order).state == "CANCELLED"
        assert told(county) == []

    def test_the_colleague_it_was_ordered_for_the_enterer_and_the_supervisor_may(self) -> None:
        county = northdown()
        order = placed(
            county, someone(county), *lines(("WLK-011", 4)), by="nurse", prescriber_id=county.users["therapist"]
        )
        line_id = order.lines[0].line_id
        amend(county, order, by="therapist", changed={line_id: to("WLK-011", 3)})
        amend(county, order, by="nurse", version=2, changed={line_id: to("WLK-011", 2)})
        assert line(county, order).quantity == 2
        assert [what[1] for what in told(county)] == ["AMENDED"]

    def test_the_team_and_the_desk_may_and_the_prescriber_is_told_why(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 3), "TOI-030"))
        line_id = order.lines[0].line_id
        amend(county, order, by="leadnurse", changed={line_id: to("WLK-011", 2)})
        amend(county, order, by="desk", version=2, note="Ring twice", why="The family rang")
        request = LinesToCancel((order.lines[1].line_id,), "no_longer_needed", "Told by the daughter")
        cancel_lines(call_as(county.scopes["desk"]), request=request)
        again = LinesAgain(request.line_ids, "Rang again")
        reinstate_lines(call_as(county.scopes["desk"]), request=again)
        mail, desk = county.scopes["nurse"], county.scopes["desk"].user_name
        with seen_by(county, "nurse"):
            to_nurse = User.objects.get(id=mail.user_id).email
        assert told(county) == [
            (to_nurse, "AMENDED", county.scopes["leadnurse"].user_name, WHY),
            (to_nurse, "AMENDED", desk, "The family rang"),
            (to_nurse, "CANCELLED", desk, "No longer needed: Told by the daughter"),
            (to_nurse, "REINSTATED", desk, "Rang again"),
        ]
        with seen_by(county, "nurse"):
            message = OutboxMessage.objects.filter(content__outcome="REINSTATED").first()
        assert message is not None
        subject, text = words_of(message.kind, message.content)
        assert subject == f"Order {order.number} was taken up again"
        assert f"{desk} wrote: Rang again" in text


class TestOneDoor:
    """A change before loading goes along with the visit that brings the rest."""

    def test_on_a_run_not_sent_yet_it_joins_the_booked_visit(self) -> None:
        county = northdown()
        goods(county, "BED-010")
        order = placed(county, someone(county), *lines("BED-010", ("WLK-011", 1)))
        run = on_a_run(county, *[line.line_id for line in order.lines])
        done = amend(county, order, changed={order.lines[1].line_id: to("WLK-011", 2)}, added=(to("TOI-030"),))
        with seen_by(county, "nurse"):
            visit = Visit.objects.get()
        assert done.visit_ids == (visit.id,)
        assert (visit.state, visit.run_id) == ("PLANNED", run)
        assert {code: where for code, (_, where) in tasks(county, order).items()} == dict.fromkeys(
            ("BED-010", "WLK-011", "TOI-030"), "PLANNED"
        )
        assert tasks(county, order)["WLK-011"][0] == 2
        # The crew sees the new count only, not the old one struck out beside it.
        with seen_by(county, "desk"):
            stop = any_visit(county.scopes["desk"], visit.id, now().date())
            seen = [task.quantity for task in stop.tasks if task.product_code == "WLK-011"]
        assert seen == [2]

    def test_the_last_thing_of_a_booked_visit_keeps_its_time(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines(("WLK-011", 1)))
        run = on_a_run(county, order.lines[0].line_id)
        amend(county, order, changed={order.lines[0].line_id: to("WLK-011", 2)})
        with seen_by(county, "nurse"):
            assert [(visit.state, visit.run_id) for visit in Visit.objects.all()] == [("PLANNED", run)]


class TestCancelling:
    def test_an_allocated_item_goes_back_and_an_empty_visit_ends(self) -> None:
        county = northdown()
        (number,) = goods(county, "BED-010")
        goods(county, "WLK-011", 3)
        order = placed(county, someone(county), *lines("BED-010", ("WLK-011", 2)))
        ids = [line.line_id for line in order.lines]
        allocated(county, *ids)
        first = cancel(county, ids[0])
        assert (first.still_on_van, len(first.visit_ids)) == ((), 1)
        with seen_by(county, "depot"):
            assert Asset.objects.get(number=number).state == "READY"
            assert Visit.objects.get().state == "UNBOOKED"
        cancel(county, ids[1])
        with seen_by(county, "depot"):
            assert Visit.objects.get().state == "CANCELLED"
            held = StockCell.objects.filter(condition="HELD", quantity__gt=0)
            assert not held.exists()
            assert StockCell.objects.get(condition="READY").quantity == 3
            assert set(Allocation.objects.values_list("ended_how", flat=True)) == {"CANCELLED"}
        assert line(county, order).state_reason == "no_longer_needed"

    def test_on_the_van_it_stays_until_unloaded_and_the_stop_goes_at_once(self) -> None:
        county = northdown()
        (number,) = goods(county, "BED-010")
        order = placed(county, someone(county), *lines("BED-010"))
        line_id = order.lines[0].line_id
        allocated(county, line_id)
        run = on_a_run(county, line_id)
        pick_lines(call_as(county.scopes["depot"]), request=ToPick(line_ids=(line_id,)))
        load_run(call_as(county.scopes["depot"]), request=Loading(run, scans(number)))
        done = cancel(county, line_id)
        assert done.still_on_van == (line_id,)
        with seen_by(county, "depot"):
            assert Asset.objects.get(number=number).state == "LOADED"
            visit = Visit.objects.get()
        assert (visit.state, visit.run_id) == ("CANCELLED", run)
        with pytest.raises(Refused) as refused:
            again(county, line_id)
        assert codes(refused.value) == {"REINSTATE_STILL_ON_VAN"}

    def test_a_release_that_waits_for_nothing_else_is_withdrawn(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("MAT-022", "BED-020", "MAT-024"))
        cancel(county, *(line.line_id for line in order.lines))
        with seen_by(county, "nurse"):
            assert Release.objects.get().state == "WITHDRAWN"

    def test_a_death_stops_the_messages_and_no_other_reason_does(self) -> None:
        county = northdown()
        who, other = someone(county), someone(county, name="Arthur Bell")
        order = placed(county, who, *lines("TOI-030", "MAT-010"))
        for person in (who, other):
            write_to(call_as(county.scopes["desk"]), person_id=person.id)

        def waiting() -> set[UUID | None]:
            with seen_by(county, "nurse"):
                told = OutboxMessage.objects.filter(person_id__isnull=False, state="WAITING")
                return set(told.values_list("person_id", flat=True))

        cancel(county, order.lines[1].line_id)
        assert waiting() == {who.id, other.id}
        with pytest.raises(Refused, match="CANCEL_DEATH_NOT_RECORDED"):
            cancel(county, order.lines[0].line_id, code="died")
        assert waiting() == {who.id, other.id}
        cancel(county, order.lines[0].line_id, code="died", only=True)
        assert waiting() == {other.id}

    def test_what_cannot_be_cancelled_is_refused(self) -> None:
        county, other = northdown(), another_county()
        order = placed(county, someone(county), *lines("TOI-030"), *lines("DLV-016", speed=""))
        cup = order.lines[1].line_id
        for line_ids, code, by, found in (
            ((), "died", "nurse", "CANCEL_NO_LINES"),
            ((order.lines[0].line_id,), "because", "nurse", "CANCEL_UNKNOWN_REASON"),
            ((cup,), "duplicate", "nurse", "CANCEL_NOT_CANCELLABLE"),
            ((fresh_id(),), "duplicate", "nurse", "NOT_FOUND"),
            ((cup,), "duplicate", "driver", "NOT_ALLOWED"),
        ):
            with pytest.raises(Refused) as refused:
                cancel(county, *line_ids, code=code, by=by)
            assert codes(refused.value) == {found}
        with pytest.raises(Refused) as refused:
            cancel(other, cup)
        assert codes(refused.value) == {"NOT_FOUND"}

    @pytest.mark.django_db(transaction=True)
    def test_cancelled_twice_at_once_ends_once(self) -> None:
        county = northdown()
        order = placed(county, someone(county), *lines("TOI-030"))

        def end(_: int) -> str:
            try:
                cancel(county, order.lines[0].line_id)
            except Refused as refused:
                return ",".join(codes(refused))
            finally:
                connection.close()
            return "cancelled"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(end, range(2))) == ["CANCEL_ENDED_ALREADY", "cancelled"]


def again(county: County, *line_ids: UUID, reason: str = "It was the wrong Mrs Harker") -> LinesReinstated:
    return reinstate_lines(call_as(county.scopes["nurse"]), request=LinesAgain(line_ids, reason))


def cancelled(county: County, who: Someone, *codes_wanted: str) -> OrderPlaced:
    order = placed(county, who, *lines(*codes_wanted))
    cancel(county, *(line.line_id for line in order.lines), code="entered_in_error")
    return order


class TestReinstating:
    def test_it_is_decided_anew_and_promised_from_today(self) -> None:
        county = northdown()
        order = cancelled(county, someone(county), "BED-010", "TOI-030")
        done = again(county, *(line.line_id for line in order.lines))
        assert [state for _, state in done.states] == ["AUTHORISED", "AUTHORISED"]
        with seen_by(county, "nurse"):
            history = list(
                LineHistory.objects.filter(subject_id=order.lines[0].line_id)
                .order_by("seq")
                .values_list("to_state", flat=True)
            )
            assert Visit.objects.get(pk=done.visit_ids[0]).state == "UNBOOKED"
        assert history == ["DRAFT", "SUBMITTED", "AUTHORISED", "CANCELLED", "SUBMITTED", "AUTHORISED"]

    def test_above_the_limit_it_waits(self) -> None:
        county = northdown()
        order = cancelled(county, someone(county), "MAT-022", "BED-020", "MAT-024")
        done = again(county, *(line.line_id for line in order.lines))
        assert {state for _, state in done.states} == {"AWAITING_AUTHORITY"}
        with seen_by(county, "nurse"):
            assert sorted(Release.objects.values_list("state", flat=True)) == ["PENDING", "WITHDRAWN"]

    def test_what_cannot_be_taken_up_again_is_refused(self) -> None:
        county = northdown()
        who = someone(county)
        order = placed(county, who, *lines("TOI-030"))
        for line_ids, reason, found in (
            ((), "It was a slip", {"REINSTATE_NO_LINES"}),
            ((fresh_id(),), "It was a slip", {"NOT_FOUND"}),
            ((order.lines[0].line_id,), "", {"REINSTATE_NOT_CANCELLED", "REINSTATE_REASON_MISSING"}),
        ):
            with pytest.raises(Refused) as refused:
                again(county, *line_ids, reason=reason)
            assert codes(refused.value) == found
        first, second = cancelled(county, who, "WLK-011"), cancelled(county, who, "WLK-012")
        with pytest.raises(Refused) as refused:
            again(county, first.lines[0].line_id, second.lines[0].line_id)
        assert codes(refused.value) == {"REINSTATE_SEVERAL_ORDERS"}


def test_the_named_supervisor_changes_the_assistants_order_and_does_not_release_it() -> None:
    county = northdown()
    supervisor = county.users["therapist"]
    order = placed(county, someone(county), *lines("TRF-011"), by="assistant", supervisor_id=supervisor)
    amend(county, order, by="therapist", changed={order.lines[0].line_id: to("TRF-011", 2)})
    with seen_by(county, "adviser"):
        pending = Release.objects.filter(order_id=order.order_id, state="PENDING")
        assert [one.asked_of_id for one in pending] == [None]

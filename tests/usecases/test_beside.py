"""A prescriber comes along to a visit, and miles outside the area are agreed: told, met, charged once, put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from pytest_django.fixtures import Settings

from handrail.catalogue.reference.held import DataKind
from handrail.catalogue.reference.rows import PriceRow
from handrail.catalogue.states import PriceUnit
from handrail.core.models import OutboxMessage
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.invoices.codes import Verdict
from handrail.simulation.set_up import County
from handrail.usecases.agree_distance import MilesWithdrawn, agree_distance, withdraw_distance
from handrail.usecases.arrange_joint_visit import JointWanted, arrange_joint_visit
from handrail.usecases.book_visits import Bookings, book_visits
from handrail.usecases.cancel_lines import LinesToCancel, cancel_lines
from handrail.usecases.change_contract_data import DataChange, DataEnd, change_contract_data, end_contract_data
from handrail.usecases.fail_visit import VisitFailure, fail_visit
from handrail.usecases.mend_joint_visit import JointMend, mend_joint_visit
from handrail.usecases.settle_suspense import settle_suspense
from handrail.usecases.take_next_step import NextStepWanted, Taken, take_next_step
from handrail.usecases.tell_prescribers import tell_prescribers
from handrail.visits.models import AgreedDistance, JointVisit
from handrail.visits.queries.beside import my_joint_visits
from handrail.visits.rules.beside import Companion, JointTime, MilesAgreed
from handrail.visits.rules.booking import Booking
from tests.core.test_hostile_application import APPEND_ONLY, DENIED, attempt, change_by, copied, one
from tests.invoices.checking import checked, found, said
from tests.invoices.checking import posted as stated
from tests.ordering import codes
from tests.promises import broken_in
from tests.situations import call_as
from tests.visiting import Stop, a_stop, handed, received, recorded, slot
from tests.web.pages import signed_in

pytestmark = pytest.mark.django_db
BED, MATTRESS = "BED-010", "MAT-010"
_POSTED = """
    SELECT e.kind, e.item, e.note, e.corrects_id IS NOT NULL, sum(p.amount_pence)
    FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id JOIN ledger_account a ON a.id = p.account_id
    WHERE a.kind IN ('ACTIVITY', 'SUSPENSE') AND e.item IN ('joint_visit', 'extra_distance')
    GROUP BY e.id ORDER BY e.id
"""


def posted(county: County) -> list[tuple[Any, ...]]:
    """Kind, row, note, whether it names another, pence of what was charged beside the work."""
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(_POSTED)
        return [(*row[:4], int(row[4])) for row in cursor.fetchall()]


def borne(county: County, item: str) -> Mapping[UUID, int]:
    """What each line bears of a row."""
    sql = """SELECT p.line_id, sum(p.amount_pence) FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        WHERE e.item = %s AND p.line_id IS NOT NULL GROUP BY p.line_id HAVING sum(p.amount_pence) <> 0"""
    with reading(county.scopes["money"]), connection.cursor() as cursor:
        cursor.execute(sql, [item])
        return {line: int(pence) for line, pence in cursor.fetchall()}


def comes_along(county: County, visit_id: UUID, *, by: str = "desk", user: str = "nurse", **who: Any) -> None:
    """The nurse, unless somebody else is named."""
    companion = Companion(**({"user_id": county.users[user]} | who))
    arrange_joint_visit(call_as(county.scopes[by]), request=JointWanted(visit_id, companion))


def done(stop: Stop, minutes: int | None = None, *, came: bool = True) -> None:
    """Everything is handed over; with the nurse for so many minutes."""
    joint = None if minutes is None else JointTime(came, minutes)
    recorded(stop.county, stop.visit_id, handed_over=handed(*stop.numbers), received=received(), joint=joint)


def mended(county: County, visit_id: UUID, minutes: int) -> None:
    said = JointMend(visit_id, JointTime(minutes > 0, minutes), "The crew wrote down the wrong visit")
    mend_joint_visit(call_as(county.scopes["desk"]), request=said)


def miles(county: County, visit_id: UUID, number: int = 12) -> None:
    said = MilesAgreed(visit_id, number, "Ian Farrow", date(2026, 3, 2), "They stay with a daughter over the border")
    agree_distance(call_as(county.scopes["senior"]), request=said)


@dataclass(frozen=True)
class Mail:
    """What was written to somebody who comes along."""

    to: str
    off: bool
    changed: bool
    starts: datetime | None
    meets: datetime | None


def told(county: County) -> list[Mail]:
    """All that was written by now, with what is to be written."""
    tell_prescribers(call_as(county.scopes["system"]))
    with reading(county.scopes["system"]):
        found = list(OutboxMessage.objects.filter(kind="JOINT_VISIT_TIME").order_by("put_at", "id"))
    times = ("slot_from", "meet_at")
    return [
        Mail(
            one.recipient,
            "slot_from" not in one.content,
            one.content["changed"],
            *(_moment(one.content.get(name)) for name in times),
        )
        for one in found
    ]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def test_who_came_along_is_charged_by_the_minute_to_all_that_was_done(county: County) -> None:
    stop = a_stop(county, BED, MATTRESS)
    comes_along(county, stop.visit_id)
    done(stop, 45)
    assert posted(county) == [("CHARGED", "joint_visit", "45 minutes at £41.00 an hour", False, 30_75)]
    first, second = (line.line_id for line in stop.order.lines)
    assert borne(county, "joint_visit") == {first: 15_38, second: 15_37}
    with reading(county.scopes["desk"]):
        (row,) = JointVisit.objects.filter(visit_id=stop.visit_id)
    assert (row.name, row.came, row.minutes, row.ended_at) == ("Grace Adeyemi", True, 45, None)
    assert not broken_in(county.scopes["desk"])


@pytest.mark.parametrize(("minutes", "came"), [(0, False), (None, True)])
def test_who_did_not_come_or_of_whom_nothing_was_said_costs_nothing(
    county: County, minutes: int | None, came: bool
) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    done(stop, minutes, came=came)
    assert not posted(county)


def test_minutes_of_nobody_are_refused_and_so_are_impossible_ones(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    with pytest.raises(Refused) as refused:
        done(stop, 10)
    assert codes(refused.value) == {"JOINT_NONE"}
    comes_along(county, stop.visit_id)
    with pytest.raises(Refused) as refused:
        done(stop, 0)
    assert codes(refused.value) == {"JOINT_MINUTES"}


def test_wrong_minutes_are_put_right_by_entries_that_name_the_old(county: County) -> None:
    stop = a_stop(county, BED, MATTRESS)
    comes_along(county, stop.visit_id)
    done(stop, 45)
    mended(county, stop.visit_id, 20)
    mended(county, stop.visit_id, 0)
    mended(county, stop.visit_id, 30)
    said = [(kind, names, pence) for kind, _, _, names, pence in posted(county)]
    assert said == [
        ("CHARGED", False, 30_75),
        ("CORRECTED", True, -30_75), ("RESTATED", False, 13_67),
        ("CORRECTED", True, -13_67),
        ("CHARGED", False, 20_50),
    ]  # fmt: skip
    assert sum(borne(county, "joint_visit").values()) == 20_50
    with reading(county.scopes["desk"]):
        rows = list(JointVisit.objects.filter(visit_id=stop.visit_id).order_by("id"))
    assert [(row.came, row.minutes, row.ended_at is None) for row in rows] == [
        (True, 45, False), (True, 20, False), (False, 0, False), (True, 30, True),
    ]  # fmt: skip
    assert [row.mends_id for row in rows] == [None, *(row.id for row in rows[:3])]
    assert not broken_in(county.scopes["desk"])


def test_who_did_come_after_all_is_charged_on_the_day_of_the_visit(county: County) -> None:
    stop = a_stop(county, BED)
    comes_along(county, stop.visit_id)
    done(stop, 0, came=False)
    mended(county, stop.visit_id, 60)
    assert posted(county) == [("CHARGED", "joint_visit", "60 minutes at £41.00 an hour", False, 41_00)]
    assert not broken_in(county.scopes["desk"])
    with pytest.raises(Refused) as refused:
        mended(county, stop.visit_id, 60)
    assert codes(refused.value) == {"JOINT_SAYS_SO"}


def came_unannounced(county: County, visit_id: UUID, minutes: int, who: Companion) -> None:
    said = JointMend(visit_id, JointTime(came=True, minutes=minutes), "The crew rang afterwards", who)
    mend_joint_visit(call_as(county.scopes["desk"]), request=said)


def test_who_came_unannounced_is_added_and_charged_and_put_right_like_any_other(county: County) -> None:
    stop = a_stop(county, BED)
    done(stop)
    came_unannounced(county, stop.visit_id, 60, Companion(county.users["nurse"]))
    assert posted(county) == [("CHARGED", "joint_visit", "60 minutes at £41.00 an hour", False, 41_00)]
    mended(county, stop.visit_id, 30)
    assert [(kind, pence) for kind, _, _, _, pence in posted(county)][1:] == [
        ("CORRECTED", -41_00),
        ("RESTATED", 20_50),
    ]
    with reading(county.scopes["desk"]):
        rows = list(JointVisit.objects.filter(visit_id=stop.visit_id, ended_at=None))
    assert [(row.user_id, row.name, row.minutes) for row in rows] == [(county.users["nurse"], "Grace Adeyemi", 30)]
    assert told(county) == []
    assert not broken_in(county.scopes["desk"])


def test_somebody_else_came_in_the_place_of_who_was_to(county: County) -> None:
    stop = a_stop(county, BED)
    comes_along(county, stop.visit_id)
    done(stop, 60)
    # A name is enough: nobody has to be told of what is over.
    came_unannounced(county, stop.visit_id, 60, Companion(name="Sam Okoro"))
    with reading(county.scopes["desk"]):
        rows = JointVisit.objects.filter(visit_id=stop.visit_id).order_by("id")
        assert [(row.name, row.minutes, row.ended_at is None) for row in rows] == [
            ("Grace Adeyemi", 60, False), ("Sam Okoro", 60, True),
        ]  # fmt: skip
    assert sum(pence for *_, pence in posted(county)) == 41_00


@pytest.mark.parametrize("code", ["out_of_time", "no_answer"])
def test_nothing_is_charged_for_a_visit_that_failed_and_they_come_along_to_the_next(county: County, code: str) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    miles(county, stop.visit_id)
    failed = fail_visit(call_as(county.scopes["driver"]), request=VisitFailure(stop.visit_id, code))
    again = (
        failed.follow_up_visit_ids
        or take_next_step(
            call_as(county.scopes["desk"]), request=NextStepWanted(stop.visit_id, Taken.VISIT_AGAIN, "Rang")
        ).follow_up_visit_ids
    )
    assert not posted(county)
    (next_id,) = again
    with reading(county.scopes["desk"]):
        (row,) = JointVisit.objects.filter(visit_id=next_id)
    assert (row.user_id, row.came, row.meet_at) == (county.users["nurse"], None, None)
    with reading(county.scopes["nurse"]):
        assert [one.visit_id for one in my_joint_visits(county.scopes["nurse"])] == [next_id]


def test_minutes_wait_for_a_price_and_keep_their_minutes(
    county: County, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.DEMO_MODE = True
    ends = DataEnd(DataKind.PRICE, ("joint_visit", "deliver_appointment"), date(2026, 3, 4))
    end_contract_data(call_as(county.scopes["admin"]), request=ends)
    clock.move_to("2026-03-05T10:00:00Z")
    stop = a_stop(county, BED)
    comes_along(county, stop.visit_id)
    done(stop, 30)
    mended(county, stop.visit_id, 45)
    assert not posted(county)
    waits = signed_in(county, "commissioner").get(reverse("money:suspense")).content.decode()
    assert "Visit together with a prescriber, 45 minutes" in waits
    row = PriceRow(
        "joint_visit", "Visit together with a prescriber", "deliver_appointment", PriceUnit.PER_HOUR, 40_00, ""
    )
    change = DataChange(DataKind.PRICE, (row,), date(2026, 3, 4))
    change_contract_data(call_as(county.scopes["admin"]), request=change)
    settle_suspense(call_as(county.scopes["system"]))
    assert posted(county) == [("CHARGED", "joint_visit", "45 minutes at £40.00 an hour", False, 30_00)]
    assert not broken_in(county.scopes["desk"])


def test_the_prescriber_is_told_of_the_time_of_each_change_and_that_it_is_off(county: County) -> None:
    stop = a_stop(county, MATTRESS, released=False, loaded=False)
    begins, ends = slot()
    comes_along(county, stop.visit_id)
    (first,) = told(county)
    assert (first.off, first.starts, first.meets) == (False, begins, None)
    assert len(told(county)) == 1
    meet = begins + timedelta(minutes=30)
    comes_along(county, stop.visit_id, meet_at=meet)
    (_, second) = told(county)
    assert (second.changed, second.meets) == (True, meet)
    moved = Bookings((Booking(stop.visit_id, begins + timedelta(days=1), ends + timedelta(days=1), again=True),))
    book_visits(call_as(county.scopes["desk"]), request=moved)
    third = told(county)[2]
    # The time of the meeting went with the old time of the visit.
    assert (third.off, third.starts, third.meets) == (False, begins + timedelta(days=1), None)
    ended = LinesToCancel((stop.order.lines[0].line_id,), "no_longer_needed")
    cancel_lines(call_as(county.scopes["desk"]), request=ended)
    assert [one.off for one in told(county)] == [False, False, False, True]
    assert len(told(county)) == 4


def test_another_takes_the_place_and_both_are_told(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    told(county)
    comes_along(county, stop.visit_id, user="therapist")
    (first, *after) = told(county)
    assert {(one.to == first.to, one.off) for one in after} == {(True, True), (False, False)}
    assert len(after) == 2


def test_who_is_no_user_is_rung_and_nobody_writes_to_them(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    sam = Companion(None, "Sam Okoro", "01632 960123")
    arrange_joint_visit(call_as(county.scopes["desk"]), request=JointWanted(stop.visit_id, sam, told=True))
    assert not told(county)
    with reading(county.scopes["desk"]):
        (row,) = JointVisit.objects.filter(visit_id=stop.visit_id)
    assert (row.told_from, row.told_until) == slot()


def test_a_prescriber_says_it_of_themselves_and_of_nobody_else(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id, by="nurse")
    for user, by in (("therapist", "nurse"), ("therapist", "therapist")):
        with pytest.raises(Refused) as refused:
            comes_along(county, stop.visit_id, by=by, user=user)
        assert codes(refused.value) == {"JOINT_NOT_FOR_OTHERS"}
    with pytest.raises(Refused) as refused:
        comes_along(county, stop.visit_id, user="depot")
    assert codes(refused.value) == {"JOINT_UNKNOWN"}
    arrange_joint_visit(call_as(county.scopes["nurse"]), request=JointWanted(stop.visit_id, None))
    with reading(county.scopes["desk"]):
        assert not JointVisit.objects.filter(visit_id=stop.visit_id, ended_at__isnull=True).exists()


def test_agreed_miles_are_charged_once_when_the_visit_is_done(county: County) -> None:
    stop = a_stop(county, BED, MATTRESS)
    miles(county, stop.visit_id)
    done(stop)
    assert posted(county) == [("CHARGED", "extra_distance", "", False, 13_20)]
    assert set(borne(county, "extra_distance").values()) == {6_60}
    assert not broken_in(county.scopes["desk"])
    with pytest.raises(Refused) as refused:
        withdraw_distance(call_as(county.scopes["senior"]), request=MilesWithdrawn(stop.visit_id, "Too late"))
    assert codes(refused.value) == {"VISIT_OVER"}


def test_miles_that_were_taken_back_cost_nothing_and_stay_on_the_record(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    miles(county, stop.visit_id)
    withdraw_distance(call_as(county.scopes["senior"]), request=MilesWithdrawn(stop.visit_id, "They go there anyway"))
    done(stop)
    assert not posted(county)
    with reading(county.scopes["desk"]):
        (row,) = AgreedDistance.objects.filter(visit_id=stop.visit_id)
    assert (row.miles, row.end_reason) == (12, "They go there anyway")


def test_the_provider_does_not_agree_to_its_own_miles(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    said = MilesAgreed(stop.visit_id, 12, "Nobody", date(2026, 3, 2), "Far")
    with pytest.raises(Refused) as refused:
        agree_distance(call_as(county.scopes["desk"]), request=said)
    assert codes(refused.value) == {"NOT_ALLOWED"}


def test_what_is_recorded_of_who_came_is_not_changed_by_raw_sql(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    miles(county, stop.visit_id)
    done(stop, 30)
    with change_by(county.scopes["desk"]):
        assert attempt("UPDATE visits_jointvisit SET minutes = 60") == APPEND_ONLY
        assert attempt("UPDATE visits_jointvisit SET name = 'Nobody'") == DENIED
        assert attempt("DELETE FROM visits_jointvisit") == DENIED
        assert attempt("UPDATE visits_agreeddistance SET miles = 60") == DENIED
        assert attempt("DELETE FROM visits_agreeddistance") == DENIED
        assert attempt("UPDATE visits_agreeddistance SET ended_at = now()") == "let through: 1 rows"


def test_promise_9_what_is_arranged_is_of_its_change_and_does_not_stand_again(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    miles(county, stop.visit_id)
    desk = county.scopes["desk"]
    ended = "UPDATE {} SET ended_at = now() - interval '9 years', ended_by_id = gen_random_uuid(), end_reason = 'x'"
    again = (
        "ended_at = NULL, ended_by_id = NULL, person_id = (SELECT id FROM people_person p WHERE p.id <> {}.person_id"
    )
    for table, at in (("visits_jointvisit", "arranged_at"), ("visits_agreeddistance", "at")):
        with change_by(desk):
            earlier = copied(table, "true", ended_at="now()")
            assert attempt(earlier) == APPEND_ONLY
            assert attempt(ended.format(table)) == "let through: 1 rows"
            who = one(f"SELECT ended_by_id FROM {table} WHERE ended_at = core_setting('app.happened_at')::timestamptz")
            assert who == desk.user_id
            assert attempt(f"UPDATE {table} SET {again.format(table)} LIMIT 1)") == APPEND_ONLY
            made = copied(table, "true", ended_at="NULL", ended_by_id="NULL", **{at: "'1900-01-01'"})
            assert attempt(made) == "let through: 1 rows"
            assert attempt(f"SELECT FROM {table} WHERE {at} < '1999-01-01'") == "let through: 0 rows"


def test_an_invoice_of_them_agrees_and_asks_for_what_was_put_right_once(county: County) -> None:
    stop = a_stop(county, BED, MATTRESS)
    comes_along(county, stop.visit_id)
    miles(county, stop.visit_id)
    done(stop, 45)
    first = {one.code: said(one) for one in stated(county)}
    mended(county, stop.visit_id, 20)
    lines = [said(one) for one in stated(county)]
    assert {"joint_visit", "extra_distance"} <= {line["Code"] for line in lines}
    asked = {one.verdict for one in found(county, checked(county, [first["extra_distance"]]))}
    assert asked == {Verdict.AGREED}
    right = first["joint_visit"] | {"Amount": "13.67"}
    assert [one.verdict for one in found(county, checked(county, [right]))] == [Verdict.AGREED]
    # What was asked for before it was put right is the same event.
    again = found(county, checked(county, [first["joint_visit"]]))
    assert [one.verdict for one in again] == [Verdict.DUPLICATE]


def test_minutes_that_were_not_put_right_on_the_invoice_are_a_wrong_price(county: County) -> None:
    stop = a_stop(county, MATTRESS)
    comes_along(county, stop.visit_id)
    done(stop, 45)
    (before,) = (said(one) for one in stated(county) if one.code == "joint_visit")
    mended(county, stop.visit_id, 20)
    assert [one.verdict for one in found(county, checked(county, [before]))] == [Verdict.WRONG_PRICE]

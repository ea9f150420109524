"""Background work does what waits, once, and leaves nothing behind when nothing waits."""

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from uuid import UUID

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from handrail.adapters.notify.client import Letter, send
from handrail.core import outbox
from handrail.core.clock import now
from handrail.core.models import Audit, OutboxMessage
from handrail.core.outbox import Channel, Message
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.jobs.work import work_once
from handrail.simulation.set_up import County
from handrail.usecases.send_messages import STALE_AFTER, WAITS_MINUTES
from handrail.wording.messages import KINDS
from tests.situations import call_as, northdown

pytestmark = pytest.mark.django_db

CONTENT = {
    "number": 500001,
    "lines": [{"product": "Commode", "quantity": 1, "due_at": "2026-03-04T20:00:00+00:00"}],
    "outcome": "RETURNED",
    "note": "Which floor?",
    "by": "Priya Nair",
    "why": "Seen at home",
    "products": ["Commode"],
    "due_at": "2026-03-03T14:00:00+00:00",
    "contract": "Northdown",
    "decide_by": "2029-04-01",
    "last_day": "2032-03-31",
    "team": "Community nurses",
    "percent": 80,
    "used": 80_000,
    "budget": 100_000,
}


# Where a kind says something else by the same word.
OWN: dict[str, dict[str, object]] = {
    "SPECIAL_CHANGED": {"outcome": "QUOTED", "asked_at": "2026-03-02T09:00:00+00:00", "code": ""},
    "MEASURED": {"result": "FITS", "asked_at": "2026-03-02T09:00:00+00:00"},
}


@use_case(Event.ORDER_PLACED, needs=Permission.RUN_JOBS)
def _put(change: Change, *, kinds: tuple[str, ...], channel: str = "EMAIL") -> int:
    messages = [
        Message(
            change.new_id(), f"m:{kind}:{channel}", kind, Channel(channel), "nurse@northdown.example",
            {**CONTENT, **OWN.get(kind, {})},
        )
        for kind in kinds
    ]  # fmt: skip
    outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)
    return len(messages)


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings) -> None:
    settings.DEMO_MODE = True


def at_rest() -> County:
    """A county of which the fee of last month is charged: else nothing is due."""
    county = northdown()
    assert work_once(now())
    return county


def states(county: County) -> dict[str, str]:
    with reading(county.scopes["system"]):
        return dict(OutboxMessage.objects.values_list("key", "state"))


def audit_rows(county: County) -> int:
    with reading(county.scopes["system"]):
        return Audit.objects.count()


def test_every_kind_of_message_leaves_once() -> None:
    county = northdown()
    _put(call_as(county.scopes["system"]), kinds=tuple(KINDS))
    assert work_once(now())
    assert not work_once(now())
    assert set(states(county).values()) == {"SENT"}
    assert sorted(m.subject for m in mail.outbox) == [
        "An urgent order waits for you",
        "Community nurses: 80% of the budget is used",
        "Decide by 1 April 2029: Northdown",
        "Order 500001",
        "Order 500001 needs more information from you",
        "Order 500001 was changed",
        "The measuring that you asked for",
        "The special that you asked for: a quote came in",
        "Visit 500001 is off for now",
    ]
    assert "due by Wednesday 4 March, 8pm" in next(m.body for m in mail.outbox if m.subject == "Order 500001")


def test_nothing_waits_and_nothing_is_written() -> None:
    county = at_rest()
    before = audit_rows(county)
    assert not work_once(now())
    assert audit_rows(county) == before


def test_a_mail_server_that_is_down_is_tried_again_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()

    def down(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("no answer")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    _put(call_as(county.scopes["system"]), kinds=("ORDER_CONFIRMATION",))
    at = now()
    for attempt in range(5):
        assert work_once(at)
        at += timedelta(minutes=WAITS_MINUTES[attempt])
        expected = "FAILED" if attempt == 4 else "WAITING"
        assert set(states(county).values()) == {expected}
    with reading(county.scopes["system"]):
        assert OutboxMessage.objects.get().failures == ["SMTPServerDisconnected"] * 5


def test_a_text_without_a_gateway_and_words_that_do_not_come_are_given_up_at_once(settings: Settings) -> None:
    settings.DEMO_MODE = False
    county = northdown()
    _put(call_as(county.scopes["system"]), kinds=("ORDER_CONFIRMATION",), channel="SMS")
    _put(call_as(county.scopes["system"]), kinds=("NEVER_HEARD_OF", "VISIT_BOOKED"))
    assert work_once(now())
    assert set(states(county).values()) == {"FAILED"}


def test_after_days_without_a_worker_old_mail_stays_and_new_mail_leaves() -> None:
    county = northdown()
    _put(call_as(county.scopes["system"]), kinds=("ORDER_CONFIRMATION",))
    later = now() + STALE_AFTER + timedelta(minutes=1)
    _put_visit(call_as(county.scopes["system"]), ends=later + timedelta(days=2))
    _put_to(call_as(county.scopes["system"], at=later), recipients=("ann@northdown.example",))
    while work_once(later):
        pass
    assert states(county) == {"m:ORDER_CONFIRMATION:EMAIL": "WITHDRAWN", "to:0": "SENT", "visit": "SENT"}


def test_calls_and_letters_wait_for_somebody() -> None:
    county = at_rest()
    for channel in ("PHONE", "LETTER"):
        _put(call_as(county.scopes["system"]), kinds=("ORDER_CONFIRMATION",), channel=channel)
    assert not work_once(now())
    assert set(states(county).values()) == {"WAITING"}


@pytest.mark.parametrize("number", ["07700 900123", "+44 7700 900123", "0044 7700 900123"])
def test_a_text_leaves_as_mail_to_the_gateway(settings: Settings, number: str) -> None:
    settings.SMS_MAIL_DOMAIN = "texts.example"
    send(Letter("SMS", number, "Northdown", "We will come tomorrow."))
    assert [(one.to, one.body) for one in mail.outbox] == [(["447700900123@texts.example"], "We will come tomorrow.")]


def test_one_job_s_failure_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    _put(call_as(county.scopes["system"]), kinds=("ORDER_CONFIRMATION",))

    def broken(*_: object, **__: object) -> tuple[UUID, ...]:
        raise RuntimeError("broken")

    monkeypatch.setattr("handrail.jobs.work.overdue_releases", broken)
    assert work_once(now())
    assert set(states(county).values()) == {"SENT"}


@use_case(Event.ORDER_PLACED, needs=Permission.RUN_JOBS)
def _put_to(change: Change, *, recipients: tuple[str, ...]) -> int:
    messages = [
        Message(change.new_id(), f"to:{index}", "ORDER_CONFIRMATION", Channel.EMAIL, recipient, CONTENT)
        for index, recipient in enumerate(recipients)
    ]
    outbox.put(messages, contract_id=change.scope.contract_id, at=change.at.recorded_at)
    return len(messages)


@use_case(Event.ORDER_PLACED, needs=Permission.RUN_JOBS)
def _put_visit(change: Change, *, ends: datetime) -> None:
    content = {**CONTENT, "slot_until": ends.isoformat()}
    message = Message(change.new_id(), "visit", "ORDER_CONFIRMATION", Channel.EMAIL, "bob@northdown.example", content)
    outbox.put([message], contract_id=change.scope.contract_id, at=change.at.recorded_at)


def test_an_address_that_is_none_holds_nothing_up_and_sends_nothing_twice() -> None:
    county = northdown()
    _put_to(call_as(county.scopes["system"]), recipients=("ann@northdown.example", "ann@b@c", "bob@northdown.example"))
    for minutes in (0, 5, 10):
        work_once(now() + timedelta(minutes=minutes))
    assert sorted(one.to[0] for one in mail.outbox) == ["ann@northdown.example", "bob@northdown.example"]
    assert states(county) == {"to:0": "SENT", "to:1": "FAILED", "to:2": "SENT"}


def test_a_worker_that_dies_while_it_sends_repeats_one_message_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    people = tuple(f"p{index}@northdown.example" for index in range(6))
    _put_to(call_as(county.scopes["system"]), recipients=people)
    left: list[str] = []

    class Killed(BaseException):
        """What kill -9 does: nothing after it runs."""

    def leaves(letter: Letter) -> None:
        left.append(letter.recipient)
        if len(left) == 4:
            raise Killed

    monkeypatch.setattr("handrail.jobs.send_outbox.send", leaves)
    with pytest.raises(Killed):
        work_once(now())
    work_once(now() + timedelta(minutes=5))
    assert set(left) == set(people)
    assert len(left) == len(people) + 1


def test_what_is_taken_back_while_others_are_sent_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    people = tuple(f"p{index}@northdown.example" for index in range(3))
    _put_to(call_as(county.scopes["system"]), recipients=people)
    left: list[str] = []

    def leaves(letter: Letter) -> None:
        left.append(letter.recipient)
        with reading(county.scopes["system"]):
            OutboxMessage.objects.filter(state="WAITING").exclude(recipient=letter.recipient).update(state="WITHDRAWN")

    monkeypatch.setattr("handrail.jobs.send_outbox.send", leaves)
    work_once(now())
    assert len(left) == 1


def test_a_mail_server_that_is_away_for_an_hour_costs_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    county = northdown()
    _put_to(call_as(county.scopes["system"]), recipients=("ann@northdown.example",))

    def down(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("no answer")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", down)
        for minutes in range(0, 60, 4):
            work_once(now() + timedelta(minutes=minutes))
    assert states(county) == {"to:0": "WAITING"}
    work_once(now() + timedelta(minutes=90))
    assert states(county) == {"to:0": "SENT"}

"""Situations that the tests of orders start from: a person at home, orders at each stage."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import AnswerType
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import now_is
from handrail.core.outbox import Channel, Message, put
from handrail.core.refusal import Refused
from handrail.identity.calls import Change, reading, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.orders.rules.facts import LineRequest, OrderRequest
from handrail.orders.rules.plan import Assessment, assess_order
from handrail.people.models import Address, Note, Person, Reach
from handrail.simulation.set_up import County
from handrail.stock.actions import make_home_places
from handrail.usecases._ordering import gather
from handrail.usecases.place_order import OrderPlaced, OrderToPlace, place_order
from tests.situations import call_as

# Huntingdon.
HOME = {"easting": 523700, "northing": 271700, "postcode": "PE29 3RB"}
# Answers that flag nothing, where another would.
KNOWN_ANSWERS: Mapping[str, str] = {
    "person_weight_kg": "72",
    "person_height_cm": "165",
    "space_clear": "yes",
    "socket_near": "yes",
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with a home."""

    id: UUID
    address_id: UUID


@use_case(Event.PERSON_ADDED, needs=Permission.EDIT_PERSON)
def _someone(change: Change, *, person: dict[str, Any], address: dict[str, Any], partners: tuple[UUID, ...]) -> None:
    contract = change.scope.contract_id
    Person(contract_id=contract, **person).save(force_insert=True)
    Address(contract_id=contract, person_id=person["id"], **address).save(force_insert=True)
    make_home_places([(address["id"], person["id"], contract)])
    for partner in partners:
        row = Reach(id=fresh_id(), contract_id=contract, person_key_id=person["id"], partner_id=partner, since=now())
        row.save(force_insert=True)


def someone(
    county: County,
    *,
    name: str = "Winifred Harker",
    born: date = date(1941, 5, 9),
    lines: str = "14 Sallow Lane",
    served_by: tuple[str, ...] = (),
    **facts: Any,
) -> Someone:
    """A person at home in Huntingdon, served by the partners of every prescriber, or of these alone."""
    scope = county.scopes["nurse"]
    given, family = name.split(" ", 1)
    person_id, address_id = fresh_id(), fresh_id()
    person = {
        "id": person_id,
        "given_name": given,
        "family_name": family,
        "birth_on": born,
        "residence_council_id": county.scopes["therapist"].partner_id,
        "gp_practice_code": "D81001",
        "gp_practice_name": "Riverside Surgery",
        "search_text": name.lower(),
        **facts,
    }
    address = {
        "id": address_id,
        "kind": "HOME",
        "lines": lines,
        "town": "Huntingdon",
        "placed_by": "POSTCODE",
        "accommodation_kind": "own_home",
        "from_on": date(2020, 1, 1),
        **HOME,
    }
    partners = tuple(dict.fromkeys(county.scopes[key].partner_id for key in served_by or county.scopes))
    _someone(call_as(scope), person=person, address=address, partners=partners)
    return Someone(person_id, address_id)


@use_case(Event.NOTE_CHANGED, needs=Permission.EDIT_PERSON)
def _note(change: Change, *, values: dict[str, Any]) -> None:
    Note(contract_id=change.scope.contract_id, **values).save(force_insert=True)


@use_case(Event.MESSAGE_SENT, needs=Permission.LOG_CONTACT)
def write_to(change: Change, *, person_id: UUID) -> None:
    """A message that waits to be sent to a person."""
    message = Message(change.new_id(), f"m{person_id}", "VISIT_BOOKED", Channel.SMS, "+447700900123", {}, person_id)
    put([message], contract_id=change.scope.contract_id, at=change.at.recorded_at)


def hazard(county: County, who: Someone, code: str, **also: Any) -> None:
    """A hazard note on the person."""
    values = {"id": fresh_id(), "person_id": who.id, "list": "hazard_note", "code": code, **also}
    scope = county.scopes["nurse"]
    _note(call_as(scope), values=values | {"added_by_id": scope.user_id, "added_at": now()})


def lines(*wanted: tuple[str, int] | str, speed: str = "deliver_5d", **also: Any) -> tuple[LineRequest, ...]:
    """Lines by product code, or code and quantity."""
    pairs = [(line, 1) if isinstance(line, str) else line for line in wanted]
    return tuple(LineRequest(code, quantity, speed, **also) for code, quantity in pairs)


def order_for(county: County, who: Someone, *wanted: LineRequest, by: str = "nurse", **also: Any) -> OrderToPlace:
    """An order as asked for by a member of staff."""
    user_id = county.scopes[by].user_id
    beside = {name: also.pop(name) for name in ("draft_id", "need_id", "note", "joint_suits") if name in also}
    values = {"why": "To get out of bed safely", "address_id": who.address_id, "prescriber_id": user_id, **also}
    return OrderToPlace(OrderRequest(person_id=who.id, entered_by_id=user_id, lines=wanted, **values), **beside)


def placed(county: County, who: Someone, *wanted: LineRequest, by: str = "nurse", **also: Any) -> OrderPlaced:
    """A placed order; reasons are given to every check that asks for one."""
    return place_order(call_as(county.scopes[by]), request=with_reasons(county, who, *wanted, by=by, **also))


def with_reasons(county: County, who: Someone, *wanted: LineRequest, by: str = "nurse", **also: Any) -> OrderToPlace:
    """The order with every question answered, and a reason for each check that asks for one."""
    request = order_for(county, who, *wanted, by=by, **also)
    answers: dict[str, str] = {}
    for question in assessed(county, request, by).questions:
        answers[question.code] = request.order.answers.get(question.code) or some_answer(question)
    request = replace(request, order=replace(request.order, answers=answers))
    missing = [reason.field or "" for reason in assessed(county, request, by).problems]
    reasons = {key: "Seen at home; agreed with the family" for field in missing if (key := _key(field))}
    return replace(request, order=replace(request.order, reasons={**reasons, **request.order.reasons}))


def _key(field: str) -> str:
    return field.removeprefix("reasons.") if field.startswith("reasons.") else ""


def some_answer(question: AskedQuestion) -> str:
    if question.code in KNOWN_ANSWERS:
        return KNOWN_ANSWERS[question.code]
    match question.answer_type:
        case AnswerType.YES_NO:
            return "no"
        case AnswerType.NUMBER:
            return "8" if question.unit in {"weeks", "hours", "people"} else "85"
        case AnswerType.CHOICE:
            return question.choices[0][0]
        case AnswerType.DATE:
            return "2026-03-02"
        case AnswerType.TEXT:
            return "To sit up and get out of bed"


def assessed(county: County, request: OrderToPlace, by: str = "nurse") -> Assessment:
    """What the order would become."""
    scope = county.scopes[by]
    with reading(scope):
        gathered = gather(scope, now_is(now()), request.order)
    return assess_order(request.order, gathered.facts, gathered.due_of)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def codes(refused: Refused) -> set[str]:
    """The codes of a refusal."""
    return {reason.code.value for reason in refused.reasons}


@contextmanager
def seen_by(county: County, key: str) -> Iterator[None]:
    """Reads rows with the eyes of a user."""
    with reading(county.scopes[key]):
        yield


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of a block, without transaction control."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    control = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")
    found += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(control)]

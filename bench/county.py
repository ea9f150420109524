"""Owns the county that is measured: Northdown with people at home, stock on the shelf and runs to put visits on.
Refuses to write a row past the use cases."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from handrail.catalogue.rules.questions import AskedQuestion
from handrail.catalogue.states import AnswerType
from handrail.core.clock import now
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON, now_is
from handrail.identity.calls import Call, reading
from handrail.orders.rules.facts import LineRequest, OrderRequest
from handrail.orders.rules.plan import Assessment
from handrail.people.rules.records import AddressDetails, PersonDetails
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import County, set_up_northdown
from handrail.stock.plans import ItemDone
from handrail.usecases.add_person import PersonToAdd, add_person
from handrail.usecases.assess_order import assess_order
from handrail.usecases.make_run import RunWanted, make_run
from handrail.usecases.receive_goods import GoodsIn, GoodsLine, receive_goods

# The three of issue 2: a bed, its mattress and its rails.
PRODUCTS = ("BED-010", "MAT-012", "BDA-010")
PRESCRIBER, RELEASER, STORE, DESK, DRIVER, SECOND = "urgent", "adviser", "depot", "desk", "driver", "driver2"
COMMISSIONER = "commissioner"
ANSWERS = {
    "person_weight_kg": "72",
    "person_height_cm": "165",
    "space_clear": "yes",
    "socket_near": "yes",
}
_GIVEN = ("Winifred", "Harold", "Edith", "Stanley", "Mabel", "Cyril", "Agnes", "Percy", "Olive", "Wilfred")
_FAMILY = ("Harker", "Sallow", "Fenwick", "Tolley", "Marsh", "Ouseby", "Grantham", "Pell", "Quince", "Ramsey")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person at home."""

    id: UUID
    address_id: UUID


def call_of(county: County, who: str, key: str | None = None) -> Call:
    """A call of this member of staff, now, under a key of its own."""
    return Call(county.scopes[who], now_is(now()), str(fresh_id()) if key is None else key)


def store_of(county: County, name: str = MAIN_DEPOT) -> UUID:
    """A depot, which is its own place."""
    return county.made.depots[name]


def a_county() -> County:
    """Northdown as on its first morning."""
    return set_up_northdown()


def people(county: County, number: int) -> list[Someone]:
    """So many new people at home in Huntingdon, served by a council."""
    return [_person(county, index) for index in range(number)]


def _person(county: County, index: int) -> Someone:
    salt = fresh_id().hex[-5:].translate(str.maketrans("0123456789", "ghijklmnop"))
    name = PersonDetails(
        given_name=_GIVEN[index % 10],
        family_name=f"{_FAMILY[index // 10 % 10]}{salt}",
        birth_on=date(1931, 1, 1) + timedelta(days=index % 9000),
        residence_council_id=county.scopes["therapist"].partner_id,
    )
    home = AddressDetails(
        lines=f"{index + 1} Sallow Lane", postcode="PE29 3RB", town="Huntingdon", accommodation_kind="own_home"
    )
    made = add_person(call_of(county, "therapist"), request=PersonToAdd(name, home, why_new="Another person"))
    if made.address_id is None:
        raise AssertionError("a person who was added has an address")
    return Someone(made.person_id, made.address_id)


def goods(county: County, number: int, *, store: str = MAIN_DEPOT, by: str = STORE) -> list[tuple[ItemDone, ...]]:
    """So many sets of the three products on the shelf, new and tested."""
    today = now().date()
    lines = [GoodsLine(code, number, tested_on=today, examined_on=today) for code in PRODUCTS]
    by_product = [
        receive_goods(call_of(county, by), request=GoodsIn(store_of(county, store), (line,), put_away=True)).items
        for line in lines
    ]
    return list(zip(*by_product, strict=True))


def van_of(county: County, number: int) -> UUID:
    """One of the four vans of the main depot, by number from 0."""
    return county.made.vans[f"Van {number % 4 + 1}"]


def day_after(days: int) -> date:
    """The day so many days from now."""
    return now().astimezone(LONDON).date() + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Run:
    """A van's day, and the time of that day in which its visits are promised."""

    id: UUID
    van_id: UUID
    slot_from: datetime
    slot_until: datetime


def run_on(county: County, van_id: UUID, day: date, call: Call) -> Run:
    """A run of a van, with a crew of two."""
    wanted = RunWanted(
        store_of(county), van_id, day, driver_id=county.users[DRIVER], second_id=county.users[SECOND], with_both=True
    )
    made = make_run(call, request=wanted)
    begins = datetime.combine(day, time(9), LONDON).astimezone(UTC)
    return Run(made.run_id, van_id, begins, begins + timedelta(hours=4))


def an_order(county: County, who: Someone) -> OrderRequest:
    """The order of the three things for a person, with every question answered and a reason for every check.

    One line waits for a release. The same answers do for anybody else in the same situation."""
    user_id = county.users[PRESCRIBER]
    lines = tuple(LineRequest(code, 1, "deliver_5d") for code in PRODUCTS)
    order = OrderRequest(
        person_id=who.id, prescriber_id=user_id, entered_by_id=user_id, address_id=who.address_id, lines=lines,
        why="To get out of bed safely",
    )  # fmt: skip
    questions = _outlook(county, order).questions
    answers = {question.code: _answer(question) for question in questions}
    order = replace(order, answers=answers)
    fields = [reason.field or "" for reason in _outlook(county, order).problems]
    reasons = {field.removeprefix("reasons."): "Seen at home" for field in fields if field.startswith("reasons.")}
    return replace(order, reasons=reasons)


def _outlook(county: County, order: OrderRequest) -> Assessment:
    scope = county.scopes[PRESCRIBER]
    with reading(scope):
        return assess_order(scope, now_is(now()), order).assessment


def _answer(question: AskedQuestion) -> str:
    if question.code in ANSWERS:
        return ANSWERS[question.code]
    if question.choices:
        return question.choices[0][0]
    return "no" if question.answer_type is AnswerType.YES_NO else "80"

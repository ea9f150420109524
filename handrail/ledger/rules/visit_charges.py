"""Owns: what one visit is charged by the price list, and what is kept for it while its lines are still to come.
Refuses nothing: a visit at which nothing was done is charged nothing; what has no price waits for one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from uuid import UUID

from handrail.core.money import split_by_weights
from handrail.ledger.rules.entries import Price
from handrail.ledger.rules.price_list import ROWS, ListedPrice, NoPrice, how_timed, price_of
from handrail.partners.terms import USUAL, Terms

# These are dear because somebody comes at any hour: nothing is added for it.
AT_ANY_HOUR = frozenset({("delivery", "deliver_2h"), ("repair", "repair_4h")})
# Each further one at the same address costs less.
FIRST, FURTHER = "fitting_rail", "fitting_rail_next"
# So it is of thorough examinations in a home.
EXAMINED, EXAMINED_NEXT = "examination", "examination_next"
# So many pieces, so often; every other fitting once a visit.
BY_PIECE = frozenset({FIRST, "fitting_stair_rail", "fitting_outdoor", "fitting_key_safe"})
# Whose reason it was that a visit could not be done; the provider's own reasons cost nobody else anything.
FAILED = {"person": "failed_visit_person", "property": "failed_visit_person", "prescriber": "failed_visit_prescriber"}


class Done(StrEnum):
    """What was done with a thing at a door."""

    DELIVER = "DELIVER"
    COLLECT = "COLLECT"
    SWAP = "SWAP"
    REPAIR = "REPAIR"
    SERVICE = "SERVICE"
    REVIEW = "REVIEW"
    FIT = "FIT"
    MEASURE = "MEASURE"


_BROUGHT = frozenset({Done.DELIVER, Done.FIT})
# In this order in the books. A review is part of what the provider is there for.
_CALLS = {
    "delivery": Done.DELIVER,
    "collection": Done.COLLECT,
    "swap": Done.SWAP,
    "service_visit": Done.SERVICE,
    "repair": Done.REPAIR,
    "survey_visit": Done.MEASURE,
}
CALLED = tuple(_CALLS)
# Charged at the speeds that their lines were promised; the others at the speed of the visit.
BROUGHT = ("delivery", "swap")
# Borne by all that was done at a visit: what is taken off one is borne by the others.
JOINT, DISTANCE = "joint_visit", "extra_distance"
BORNE_TOGETHER = frozenset({*_CALLS, "second_person", "out_of_hours", JOINT, DISTANCE})


@dataclass(frozen=True, slots=True)
class Work:
    """One thing done: for which line (None: none is known), at which promised speed, how many pieces. `crew`: how many
    people it needs; `fitting`: the activity at which putting it up is charged; `in_place`: brought for something that
    was paid for before; `weight`: how much its line bears of what is shared."""

    line_id: UUID | None
    done: Done
    speed_code: str
    pieces: int = 1
    crew: int = 1
    fitting: str = ""
    in_place: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Charge:
    """A row of the price list that a visit is charged, and over which lines it is shared, each by its weight. `how`:
    what it was reckoned from, for the note of its entry."""

    price: Price | NoPrice
    weights: Mapping[UUID | None, int]
    how: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What was arranged for a visit beside its tasks: for how many minutes a prescriber worked with the crew, and how
    many miles outside the area were agreed."""

    minutes: int = 0
    miles: int = 0


NOTHING_BESIDE = Beside()


def charges_of(
    works: Sequence[Work],
    prices: Sequence[ListedPrice],
    *,
    crew: int = 1,
    at: time | None = None,
    day: tuple[time, time] = USUAL.day,
    parts_pence: int = 0,
    beside: Beside = NOTHING_BESIDE,
) -> tuple[Charge, ...]:
    """What a visit is charged for what was done: each call once at the dearest speed promised in it, a second person,
    a start before or after the `day` (`at`: London's clock; None: not yet known), parts at cost, fittings, and what was
    arranged `beside`. `crew`: of the visit."""
    works = _swapped(works)
    calls = {
        activity: [work for work in works if work.done is done]
        for activity, done in _CALLS.items()
        if any(work.done is done for work in works)
    }
    made = [_charge(price_of(one, [w.speed_code for w in those], prices), those) for one, those in calls.items()]
    done = [work for those in calls.values() for work in those]
    called = {(charge.price.item, speed) for charge in made if charge for speed in _speeds(charge.price)}
    if done and max(crew, *(work.crew for work in done)) > 1:
        made.append(_charge(price_of("second_person", [], prices), done))
    if done and at and not day[0] <= at < day[1] and not called & AT_ANY_HOUR:
        made.append(_charge(price_of("out_of_hours", [], prices), done))
    if parts_pence and "repair" in calls:
        made.append(_charge(Price("parts", "", 1, parts_pence), calls["repair"]))
    made += _fittings([work for work in works if work.fitting and work.done in _BROUGHT], prices)
    made += _beside(beside, done or works, prices)
    return tuple(charge for charge in made if charge)


def weight_of(spend_pence: int, terms: Terms) -> int:
    """What a line weighs where a visit is shared: as much as any other, or what it costs."""
    return spend_pence if terms.visit_shared_by == "price" else 1


def charges_of_examined(lines: Sequence[UUID | None], prices: Sequence[ListedPrice]) -> tuple[Charge | None, ...]:
    """What each thorough examination of a visit is charged, in their order, to the line of the thing that was examined:
    the first, and each further one. None: it costs nothing."""
    rows = (EXAMINED, *(EXAMINED_NEXT for _ in lines[1:]))
    found = [(line, price_of(row, [], prices)) for line, row in zip(lines, rows, strict=False)]
    return tuple(Charge(price, {line: 1}) if price else None for line, price in found)


def charges_of_failed(side: str, lines: Sequence[UUID | None], prices: Sequence[ListedPrice]) -> tuple[Charge, ...]:
    """What a visit is charged that could not be done, by the side on which the reason lies."""
    price = price_of(FAILED[side], [], prices) if side in FAILED else None
    return (Charge(price, Counter(dict.fromkeys(lines or [None], 1))),) if price else ()


def kept_for_visits(works: Sequence[Work], prices: Sequence[ListedPrice], *, crew: int = 1) -> Mapping[UUID, int]:
    """What is kept of each line for the visits that bring these: one visit for each speed is expected. What a joined
    visit costs less is let go when it was done."""
    by_speed: dict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_speed[work.speed_code].append(work)
    kept: Counter[UUID] = Counter()
    for together in by_speed.values():
        for charge in charges_of(together, prices, crew=crew):
            if isinstance(charge.price, Price) and ROWS[charge.price.item].reserved:
                parts = split_by_weights(charge.price.pence, list(charge.weights.values()))
                kept.update({line: part for line, part in zip(charge.weights, parts, strict=True) if line})
    return kept


def _swapped(works: Sequence[Work]) -> Sequence[Work]:
    """A visit that brings only what takes another's place, and takes that along, is one swap and not two calls."""
    brought = [work for work in works if work.done is Done.DELIVER]
    taken = any(work.done is Done.COLLECT for work in works)
    if not (brought and taken and all(work.in_place for work in brought)):
        return works
    # The swap is at the speed at which the new thing was promised.
    return [
        replace(work, done=Done.SWAP, fitting="") if work.done is Done.DELIVER else work
        for work in works
        if work.done is not Done.COLLECT
    ]


def _speeds(price: Price | NoPrice) -> tuple[str, ...]:
    """The speed that is charged; without a price, all that were promised."""
    return price.promised if isinstance(price, NoPrice) else (price.speed_code,)


def _charge(price: Price | NoPrice | None, works: Sequence[Work]) -> Charge | None:
    """Shared by the weights of the lines; where none weighs anything, by their number."""
    weights = {work.line_id: work.weight for work in works}
    return Charge(price, weights if any(weights.values()) else dict.fromkeys(weights, 1)) if price else None


def _beside(beside: Beside, works: Sequence[Work], prices: Sequence[ListedPrice]) -> list[Charge | None]:
    """Borne by all that was done; of a visit at which nothing was, nobody bears anything."""
    made: list[Charge | None] = []
    if works and beside.minutes:
        charge = _charge(price_of(JOINT, [], prices, beside.minutes), works)
        made.append(replace(charge, how=how_timed(JOINT, beside.minutes, prices)) if charge else None)
    if works and beside.miles:
        made.append(_charge(price_of(DISTANCE, [], prices, beside.miles), works))
    return made


def _fittings(works: Sequence[Work], prices: Sequence[ListedPrice]) -> list[Charge | None]:
    by_activity: dict[str, Counter[UUID | None]] = defaultdict(Counter)
    for work in works:
        by_activity[work.fitting][work.line_id] += work.pieces
    made = []
    for activity, pieces in by_activity.items():
        number = pieces.total() if activity in BY_PIECE and activity != FIRST else 1
        weights = pieces if activity in BY_PIECE else Counter(dict.fromkeys(pieces, 1))
        price = price_of(activity, [], prices, number)
        made.append(Charge(price, weights) if price else None)
        if activity == FIRST and pieces.total() > 1:
            next_one = price_of(FURTHER, [], prices, pieces.total() - 1)
            made.append(Charge(next_one, weights) if next_one else None)
    return made

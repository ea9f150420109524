"""Owns: how often cleans and visits of a past time would have been charged under other terms, beside how they were.
Refuses to guess: what the terms of its day do not explain (they, or the catalogue, say otherwise) stays as it was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time

from handrail.ledger.rules.store_charges import refurbishment
from handrail.partners.terms import Terms

OUT_OF_HOURS = "out_of_hours"
type TermsOn = Callable[[date], Terms]
type PriceOn = Callable[[str, date], int]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """So many pieces of what is cleaned in one way and time, charged on a day at one row of the price list."""

    on: date
    item: str
    method: str
    minutes: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Attended:
    """A visit of a day that was charged. `at`: when the crew stood at the door; `any_hour`: in it was something that
    costs the same at any hour; `charged`: it was charged as out of hours."""

    on: date
    at: time
    any_hour: bool
    charged: bool


@dataclass(frozen=True, slots=True)
class Recharged:
    """How often a row of the price list was charged, and would have been; what more that comes to at the prices of
    the days. `kept`: of so many the terms of the day say otherwise; they stand."""

    item: str
    was: int = 0
    would: int = 0
    more_pence: int = 0
    kept: int = 0


def recharged_cleans(
    cleaned: Iterable[Cleaned], before: TermsOn, proposed: TermsOn, price: PriceOn
) -> tuple[Recharged, ...]:
    """Cleans by row of the price list. A test that is in the price of a large item is left out."""
    found: dict[str, Recharged] = {}
    for one in cleaned:
        known = refurbishment(one.method, one.minutes, before(one.on)) == one.item
        item = refurbishment(one.method, one.minutes, proposed(one.on)) if known else one.item
        was, kept = price(one.item, one.on) * one.pieces, 0 if known else one.pieces
        _count(found, Recharged(one.item, one.pieces, 0, -was, kept))
        _count(found, Recharged(item, 0, one.pieces, price(item, one.on) * one.pieces))
    return tuple(found[item] for item in sorted(found))


def recharged_hours(
    attended: Iterable[Attended], before: TermsOn, proposed: TermsOn, price: PriceOn
) -> tuple[Recharged, ...]:
    """Visits out of hours: one row, or none where nothing was attended."""
    found: dict[str, Recharged] = {}
    for one in attended:
        known = _out_of(before(one.on), one) is one.charged
        would = _out_of(proposed(one.on), one) if known else one.charged
        more = (would - one.charged) * price(OUT_OF_HOURS, one.on)
        _count(found, Recharged(OUT_OF_HOURS, int(one.charged), int(would), more, int(not known)))
    return tuple(found.values())


def _out_of(terms: Terms, one: Attended) -> bool:
    begins, ends = terms.day
    return not one.any_hour and not begins <= one.at < ends


def _count(found: dict[str, Recharged], one: Recharged) -> None:
    so_far = found.get(one.item, Recharged(one.item))
    found[one.item] = Recharged(
        one.item, so_far.was + one.was, so_far.would + one.would, so_far.more_pence + one.more_pence,
        so_far.kept + one.kept,
    )  # fmt: skip

"""Owns: what the provider gets of what a year of the contract cost less than its target, or bears of what it cost more.
Refuses nothing of what was done; where the target is for people served and there were none, nothing is shared."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.ledger.codes import AccountKind, EntryKind
from handrail.ledger.rules.bands import year_after, year_of
from handrail.ledger.rules.entries import Entry, Occasion, Posting, Price
from handrail.ledger.rules.pool import part_of
from handrail.ledger.rules.risk import outside_band
from handrail.ledger.rules.shares import WHOLE
from handrail.partners.effective import Held

GAIN = "gain_share"
MOST_PENCE, MOST_PEOPLE = 10_000_000_000, 10_000_000
# A settled year is counted again with each month until the next one is settled.
MONTHS_COUNTED_AGAIN = 12
QUARTERS = 4


class Counts(StrEnum):
    """What of the cost a target is for, where it is not for one row of the price list."""

    EVERYTHING = "EVERYTHING"
    EQUIPMENT = "EQUIPMENT"
    ACTIVITY = "ACTIVITY"


class GainReason(StrEnum):
    """Why a gain-share cannot hold as it was typed."""

    COUNTED_UNKNOWN = "GAIN_COUNTED_UNKNOWN"
    TARGET_OUTSIDE = "GAIN_TARGET_OUTSIDE"
    PEOPLE_OUTSIDE = "GAIN_PEOPLE_OUTSIDE"
    PART_OUTSIDE = "GAIN_PART_OUTSIDE"
    CAP_OUTSIDE = "GAIN_CAP_OUTSIDE"
    CAP_OF_NOTHING = "GAIN_CAP_OF_NOTHING"
    SHARES_NOTHING = "GAIN_SHARES_NOTHING"


@dataclass(frozen=True, slots=True)
class GainTerm:
    """The target of a year of the contract. `counted`: one of `Counts`, or a row of the price list. `per_people`: the
    target is for so many people served; 0: for whoever is served. Within `band_parts` of a million of the target, to
    either side, nothing is shared. Of what lies beyond, the provider gets or bears so many parts, up to a cap."""

    counted: str
    target_pence: int
    per_people: int
    band_parts: int
    gain_parts: int
    gain_cap_pence: int | None
    pain_parts: int
    pain_cap_pence: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a year comes to. `beyond_pence`: what lies beyond the band; above zero it was saved, below it was more than
    the target. `pence`: above zero the provider gets it, below it bears it. `people`: for whom the target is, where it
    is for people."""

    target_pence: int
    cost_pence: int
    band_pence: int
    beyond_pence: int
    pence: int
    people: int = 0

    @property
    def how(self) -> str:
        """How it came about, for the note of its entry."""
        saved = self.target_pence - self.cost_pence
        side = "below" if saved >= 0 else "above"
        served = f" for {self.people:,} served" if self.people else ""
        return (
            f"Target {shown_pounds(self.target_pence)}{served}, cost {shown_pounds(self.cost_pence)}: "
            f"{shown_pounds(abs(saved))} {side} it, {shown_pounds(abs(self.beyond_pence))} beyond the band"
        )


def outcome(term: GainTerm, cost_pence: int, people: int) -> Outcome | None:
    """What the provider gets or bears; half a penny up. None where the target is for people and nobody was served."""
    if term.per_people and people <= 0:
        return None
    target = term.target_pence
    if term.per_people:
        target = (2 * target * people + term.per_people) // (2 * term.per_people)
    band = part_of(target, term.band_parts)
    beyond = outside_band(target - cost_pence, band)
    share = _capped(part_of(max(beyond, 0), term.gain_parts), term.gain_cap_pence)
    bears = _capped(part_of(max(-beyond, 0), term.pain_parts), term.pain_cap_pence)
    return Outcome(target, cost_pence, band, beyond, share - bears, people if term.per_people else 0)


def _capped(pence: int, cap: int | None) -> int:
    return pence if cap is None else min(pence, cap)


def of_a_quarter(term: GainTerm) -> GainTerm:
    """The same for a quarter of a year, whoever was served in it: a quarter's people are not those of a year."""

    def quarter(cap: int | None) -> int | None:
        return None if cap is None else cap // QUARTERS

    return replace(
        term, target_pence=term.target_pence // QUARTERS, per_people=0, gain_cap_pence=quarter(term.gain_cap_pence),
        pain_cap_pence=quarter(term.pain_cap_pence),
    )  # fmt: skip


def term_of_year(held: Iterable[Held[GainTerm]], year: date) -> GainTerm | None:
    """A year follows what held on its first day: nobody changes the target of a year that has begun."""
    return next((one.row for one in held if one.holds_on(year)), None)


def last_full_year(begins: date, today: date) -> date | None:
    """The first day of the last year of the contract that is over; None in its first."""
    this = year_of(begins, today)
    return year_of(begins, this - timedelta(days=1)) if this > begins else None


def years_to_settle(begins: date, ends: date, due: Sequence[date]) -> tuple[date, ...]:
    """The years that ended in months that are due, or up to a year before these: they are counted again. A year that
    the end of the contract (`ends`: the first day on which it holds no longer) cuts short is none."""
    found = []
    year = begins
    while due and (after := year_after(begins, year)) <= ends:
        last = (after - timedelta(days=1)).replace(day=1)
        if last > due[-1]:
            break
        if last >= month_after(due[0], -MONTHS_COUNTED_AGAIN):
            found.append(year)
        year = after
    return tuple(found)


def cause_of(year: date) -> str:
    """The cause of what is settled for the year that began on a day."""
    return f"charge:gain:{year}"


def cause_again(year: date, month: date) -> str:
    """The cause of what puts it right once a later month is over."""
    return f"corrected:gain:{year}:{month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class SettledYear:
    """The entry that settled a year, and what stands of it with what put it right since, by share set."""

    entry_id: UUID
    on: date
    borne: Mapping[UUID, int]


def put_right(occasion: Occasion, old: SettledYear, becomes: Mapping[UUID, int], why: str) -> Entry | None:
    """The entry after which a settled year is borne so; it names the old one. None where it is so already."""
    more = {fund: becomes.get(fund, 0) - old.borne.get(fund, 0) for fund in sorted({*becomes, *old.borne})}
    postings = [Posting(AccountKind.ACTIVITY, fund, pence) for fund, pence in more.items() if pence]
    if not postings:
        return None
    if total := sum(more.values()):
        postings.append(Posting(AccountKind.PROVIDER, None, -total))
    price = Price(GAIN, "", 1, total)
    return Entry(
        occasion.id, EntryKind.CORRECTED, occasion.cause, price, occasion.on, tuple(postings), old.entry_id, why
    )


def reasons_against_gain(term: GainTerm, activities: Collection[str]) -> Iterator[Reason]:
    """What is wrong with a gain-share; fields are those of the term."""
    if term.counted not in {*Counts, *activities}:
        yield Reason(GainReason.COUNTED_UNKNOWN, "counted", (("counted", term.counted),))
    if not 0 < term.target_pence <= MOST_PENCE:
        yield Reason(GainReason.TARGET_OUTSIDE, "target_pence")
    if not 0 <= term.per_people <= MOST_PEOPLE:
        yield Reason(GainReason.PEOPLE_OUTSIDE, "per_people", (("most", MOST_PEOPLE),))
    for name in ("band_parts", "gain_parts", "pain_parts"):
        if not 0 <= getattr(term, name) <= WHOLE:
            yield Reason(GainReason.PART_OUTSIDE, name)
    if not term.gain_parts and not term.pain_parts:
        yield Reason(GainReason.SHARES_NOTHING, "gain_parts")
    for name, parts in (("gain_cap_pence", term.gain_parts), ("pain_cap_pence", term.pain_parts)):
        cap = getattr(term, name)
        if cap is not None and not 0 < cap <= MOST_PENCE:
            yield Reason(GainReason.CAP_OUTSIDE, name)
        elif cap is not None and not parts:
            yield Reason(GainReason.CAP_OF_NOTHING, name)

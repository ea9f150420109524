"""Owns: who is asked for an urgent release: on call, not away now, and allowed to answer it.
Refuses: nothing; where nobody fits it names whoever comes nearest, who is told by the page who else may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from handrail.orders.rules.facts import StaffFacts
from handrail.orders.rules.releasing import Cover, ReleaseFacts, reasons_against_releasing


@dataclass(frozen=True, slots=True)
class Authoriser:
    """One who may be asked: whether they are on call, and whose absence they cover now."""

    facts: StaffFacts
    on_call: bool
    cover: Cover


def who_is_asked(release: ReleaseFacts, staff: Iterable[Authoriser], *, but: UUID | None = None) -> UUID | None:
    """Who is asked, `but` not this one. Of those who may answer: the first on call, else whoever stands in for someone
    on call, else anybody. Where nobody here may: the first on call, or their cover. Someone who is away is asked only
    where nobody else could be: an absence that was forgotten must not keep a release from everybody."""
    active = [one for one in staff if one.facts.active]
    away = _away(active)
    standing_in = _standing_in(active, away)
    present = [one for one in active if one.facts.user_id not in away and one.facts.user_id != but]
    may = [one for one in present if not reasons_against_releasing(one.facts, release, one.cover)]
    absent = [one for one in active if one.on_call and one.facts.user_id in away and one.facts.user_id != but]
    ranks = (
        [one for one in may if one.on_call],
        [one for one in may if one.facts.user_id in standing_in],
        may,
        [one for one in present if one.on_call],
        [one for one in present if one.facts.user_id in standing_in],
        absent,
    )
    return next((one.facts.user_id for rank in ranks for one in rank), None)


def _away(staff: Iterable[Authoriser]) -> frozenset[UUID]:
    """Those whose absence somebody covers now."""
    return frozenset().union(*(one.cover.user_ids for one in staff))


def _standing_in(staff: Sequence[Authoriser], away: frozenset[UUID]) -> frozenset[UUID]:
    """Those who cover someone on call, also by way of a cover who is away too."""
    covered = {one.facts.user_id for one in staff if one.on_call and one.facts.user_id in away}
    found: set[UUID] = set()
    while more := {one.facts.user_id for one in staff if one.cover.user_ids & covered} - found:
        found |= more
        covered |= more & away
    return frozenset(found)

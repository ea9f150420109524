"""Owns: what is said when somebody asks for a special, who may go on with it, and when it may be given up.
Refuses nothing; it returns every reason at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.core.refusal import Reason
from handrail.core.text_guard import clean_line, clean_lines
from handrail.orders.rules.changing import Changer
from handrail.orders.rules.entering import reasons_against_funding
from handrail.orders.rules.facts import Funding
from handrail.specials.codes import SpecialReason
from handrail.specials.states import WITHDRAWABLE, SpecialState


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person needs that the catalogue does not have. `measures`: of the person or the place, in words.
    `funding`: who pays, as an order says it."""

    category: str
    need: str
    why_nothing_fits: str
    funding: Funding
    measures: str = ""
    wanted_by: date | None = None


def cleaned(asked: Asked) -> Asked:
    """The texts without what no reader could see."""
    return replace(
        asked,
        need=clean_lines(asked.need),
        why_nothing_fits=clean_lines(asked.why_nothing_fits),
        measures=clean_lines(asked.measures),
        funding=replace(asked.funding, payer=clean_line(asked.funding.payer)),
    )


def reasons_against_asking(
    asked: Asked, *, kinds: Collection[str], today: date, died_on: date | None, joined_into: UUID | None
) -> Iterator[Reason]:
    """What is wrong with it. `kinds`: the categories of the contract."""
    if died_on is not None:
        yield Reason(SpecialReason.PERSON_DIED, "person_id", (("on", died_on.isoformat()),))
    if joined_into is not None:
        yield Reason(SpecialReason.PERSON_JOINED, "person_id")
    if asked.category not in kinds:
        yield Reason(SpecialReason.KIND_UNKNOWN, "category")
    if not asked.need:
        yield Reason(SpecialReason.NEED_MISSING, "need")
    if not asked.why_nothing_fits:
        yield Reason(SpecialReason.WHY_MISSING, "why_nothing_fits")
    if asked.wanted_by is not None and asked.wanted_by < today:
        yield Reason(SpecialReason.WANTED_PAST, "wanted_by", (("on", asked.wanted_by.isoformat()),))
    yield from reasons_against_funding(asked.funding, today)


def reasons_against_going_on(changer: Changer, asked_by_id: UUID, team_id: UUID | None) -> Iterator[Reason]:
    """Why this user may not go on with a request: a team answers for its own together, and the desk for all."""
    own = changer.user_id == asked_by_id or (team_id is not None and team_id == changer.team_id)
    if not own and not changer.for_others:
        yield Reason(SpecialReason.OF_ANOTHER_TEAM)


def reasons_against_withdrawing(state: SpecialState, why: str, *, ordered: bool) -> Iterator[Reason]:
    """What is ordered is cancelled first, as any order is: it may lie on a van. `ordered`: its line is open."""
    if state not in WITHDRAWABLE:
        yield Reason(SpecialReason.MOVED_ON, None, (("state", state.value),))
    if ordered:
        yield Reason(SpecialReason.STILL_ORDERED)
    if not why:
        yield Reason(SpecialReason.WITHDRAWN_WHY_MISSING, "why")

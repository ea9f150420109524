"""Owns: what an answer to a release does to the lines that wait for it.
Refuses: an answer without the reason it needs (Refused)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.moves import path
from handrail.core.refusal import Reason
from handrail.orders.rules.authority import ReleaseKind
from handrail.orders.rules.releasing import ReleasingReason
from handrail.orders.states import MOVES, LineEvent, LineState, ReleaseState


class AnswerReleaseReason(StrEnum):
    """Why an answer to a release cannot be taken."""

    NONE_GIVEN = "RELEASE_NONE_GIVEN"
    RETURN_NOTE_MISSING = "RELEASE_RETURN_NOTE_MISSING"
    REFUSE_NOTE_MISSING = "RELEASE_REFUSE_NOTE_MISSING"
    UNKNOWN_CODE = "RELEASE_UNKNOWN_CODE"
    NOT_RETURNED = "RELEASE_NOT_RETURNED"
    NOT_REFUSED = "RELEASE_NOT_REFUSED"
    STILL_ON_VAN = "RELEASE_STILL_ON_VAN"
    REPLY_MISSING = "RELEASE_REPLY_MISSING"
    RECONSIDER_NOTE_MISSING = "RELEASE_RECONSIDER_NOTE_MISSING"


@dataclass(frozen=True, slots=True)
class WaitingRelease:
    """A release of an order: how it stands and which lines wait for it."""

    id: UUID
    state: ReleaseState
    afterwards: bool
    line_ids: frozenset[UUID]


_NOT_SETTLED = frozenset({ReleaseState.PENDING, ReleaseState.RETURNED, ReleaseState.REFUSED})


def authorised_by(
    given: Collection[UUID], releases: Sequence[WaitingRelease], lines: Mapping[UUID, LineState]
) -> frozenset[UUID]:
    """The lines that nothing holds any more once these releases are given. A review afterwards holds nothing."""
    held: set[UUID] = set()
    freed: set[UUID] = set()
    for release in releases:
        if release.id in given:
            freed |= release.line_ids
        elif release.state in _NOT_SETTLED and not release.afterwards:
            held |= release.line_ids
    return frozenset(line for line in freed - held if lines.get(line) is LineState.AWAITING_AUTHORITY)


_STOPPED_AT_ONCE = (
    LineState.AWAITING_AUTHORITY,
    LineState.AUTHORISED,
    LineState.BACK_ORDERED,
    LineState.ALLOCATED,
    LineState.PICKED,
    LineState.LOADED,
)
_TO_REFUSED: Mapping[LineState, tuple[LineEvent, ...]] = {
    **dict.fromkeys(_STOPPED_AT_ONCE, (LineEvent.REFUSE,)),
    LineState.RETURNED_FOR_INFORMATION: (LineEvent.RESUBMIT, LineEvent.WAIT_FOR_AUTHORITY, LineEvent.REFUSE),
}


def refused_paths(line_ids: Collection[UUID], lines: Mapping[UUID, LineState]) -> dict[UUID, tuple[LineState, ...]]:
    """The path of each line that a refusal stops. What was handed over stays handed over: its review is recorded."""
    return {
        line: path(MOVES, lines[line], *_TO_REFUSED[lines[line]])
        for line in line_ids
        if line in lines and lines[line] in _TO_REFUSED
    }


ENDED = frozenset({LineState.CANCELLED, LineState.REFUSED})


def withdrawn_with(
    refused: Collection[UUID],
    stopped: Collection[UUID],
    releases: Sequence[WaitingRelease],
    lines: Mapping[UUID, LineState],
) -> frozenset[UUID]:
    """The other open releases that wait for nothing but lines which were stopped, now or before."""
    over = {*stopped, *(line for line, state in lines.items() if state in ENDED)}
    return frozenset(
        release.id
        for release in releases
        if release.id not in refused
        and release.state in {ReleaseState.PENDING, ReleaseState.RETURNED}
        and release.line_ids <= over
        and not release.line_ids.isdisjoint(stopped)
    )


def replaced_by_decision(
    decided: Collection[UUID], releases: Sequence[WaitingRelease], lines: Mapping[UUID, LineState]
) -> frozenset[UUID]:
    """The open releases that a new decision about these lines takes the place of: all, but for a review afterwards of
    what is not decided anew. It goes out or is with the person, and is still to be reviewed."""
    stay = {line for line, state in lines.items() if state not in ENDED} - set(decided)
    return frozenset(
        release.id
        for release in releases
        if release.state in {ReleaseState.PENDING, ReleaseState.RETURNED}
        and not (release.afterwards and release.line_ids & stay)
    )


def reasons_against_note(note: str, missing: AnswerReleaseReason) -> tuple[Reason, ...]:
    """Returning, refusing, replying and reconsidering say why."""
    return () if note.strip() else (Reason(missing, "note"),)


def reasons_against_both(asked: Sequence[tuple[ReleaseKind, frozenset[UUID]]]) -> tuple[Reason, ...]:
    """One person does not give the spending and the clinical release of one line, not in one go either."""
    spending = {line for kind, lines in asked if kind is ReleaseKind.SPENDING for line in lines}
    clinical = {line for kind, lines in asked if kind is ReleaseKind.CLINICAL for line in lines}
    return (Reason(ReleasingReason.GAVE_THE_OTHER),) if spending & clinical else ()

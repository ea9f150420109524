"""What was promised for a stop, and how it stands to that, in words for the crew.
Refuses to speak of a stop that is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.visits.rules.promised import Standing, standing
from handrail.visits.states import OPEN, VisitState
from handrail.web.shared.shapes import Tag
from handrail.wording import tag_of
from handrail.wording.shown import due, near_day_and_time


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """By when it was promised, and where that is not sure or past, the word for it."""

    text: str
    tag: Tag | None


def promise_line(
    state: VisitState, due_at: datetime | None, slot_until: datetime | None, at: datetime, soon: timedelta
) -> PromiseLine | None:
    """The promise of an open stop; None for one that is over, or that nothing was promised for."""
    stands = standing(due_at, slot_until, at=at, soon=soon) if state in OPEN else None
    if stands is None or due_at is None:
        return None
    how = f", {due(due_at, at)}" if stands is Standing.LATE else ""
    tag = None if stands is Standing.IN_TIME else tag_of(stands)
    return PromiseLine(f"Promised by {near_day_and_time(due_at, at)}{how}", tag)

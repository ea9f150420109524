"""Words for runs and visits of the post, with which nobody drives and nobody knocks at a door.
Refuses nothing; what goes with a van is said as in `wording.visits`."""

from dataclasses import replace

from handrail.orders.states import LineState
from handrail.visits.states import RunState, VisitState
from handrail.wording import tag_of
from handrail.wording.family import Tag
from handrail.wording.shown import plural

READY = "Ready to be sent"


def visit_tag(state: VisitState, *, by_post: bool) -> Tag:
    """Where a visit stands; one by post is sent to no driver."""
    shown = tag_of(state)
    return replace(shown, text=READY) if by_post and state is VisitState.RELEASED else shown


def line_tag(state: LineState, *, by_post: bool) -> Tag:
    """Where what was ordered is; no van carries what was handed to the post."""
    shown = tag_of(state)
    return replace(shown, text="With the carrier") if by_post and state is LineState.LOADED else shown


def run_tag(state: RunState, *, by_post: bool) -> Tag:
    """Where a run stands; the post's is sent to no driver, and is out once something of it is recorded."""
    shown = tag_of(state)
    said = {RunState.RELEASED: READY, RunState.OUT: "Sent"} if by_post else {}
    return replace(shown, text=said[state]) if state in said else shown


def stops_in_words(count: int, *, by_post: bool) -> str:
    """How many doors, or parcels."""
    return plural(count, "parcel" if by_post else "stop")

"""Keeps what was scanned at a door while its page is left and opened again, for as long as the user is signed in.
Refuses to keep more than a day's doors, and anything but the codes."""

from collections.abc import Sequence
from uuid import UUID

from handrail.web.shared.request import PageRequest

KEPT = "door_scans"
MOST_DOORS = 40


def scans_of(request: PageRequest, visit_id: UUID) -> list[str]:
    """The codes that were scanned so far at this door."""
    return list(request.session.get(KEPT, {}).get(str(visit_id), ()))


def keep_scans(request: PageRequest, visit_id: UUID, codes: Sequence[str]) -> None:
    """The codes as they are now; none forgets the door."""
    kept = {door: there for door, there in request.session.get(KEPT, {}).items() if door != str(visit_id)}
    if codes:
        kept[str(visit_id)] = list(codes)
    if kept != request.session.get(KEPT, {}):
        request.session[KEPT] = dict(list(kept.items())[-MOST_DOORS:])

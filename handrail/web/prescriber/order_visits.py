"""The visits of an order in words: when, why one was not done and what is next, and the pictures from the door.
Refuses nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handrail.visits.queries.joining import VisitOfOrder
from handrail.visits.rules.next_steps import NextStep, Owner
from handrail.visits.states import VisitState
from handrail.web.person.parts import link_to
from handrail.web.shared.proof_pictures import pictures_of
from handrail.web.shared.shapes import Fact, Link, Picture
from handrail.wording import say
from handrail.wording.posted import visit_tag
from handrail.wording.shown import near_day, near_day_and_time


def pictures_at_the_door(visits: Sequence[VisitOfOrder]) -> list[Picture]:
    """Signatures and photos of all visits of the order."""
    return [one for visit in visits for one in pictures_of(visit.pictures, visit.number, visit.signed_name)]


def after_failing(visit: VisitOfOrder) -> Iterator[str]:
    """Why a visit was not done, and what is next."""
    if visit.why:
        yield visit.why
    if visit.next_step and visit.next_step_done:
        yield "The next step was taken"
    elif visit.next_step:
        yield f"Next: {say(NextStep(visit.next_step)).lower()} ({say(Owner(visit.next_step_owner)).lower()})"


def visit_fact(visit: VisitOfOrder, at: datetime, *, books: bool) -> Fact:
    """One visit: its slot where it is booked; one that was not done says why, and who acts next. Whoever `books` is led
    from one without a time to where it gets one."""
    if visit.why or visit.next_step:
        return Fact(
            f"Visit {visit.number}", visit_tag(visit.state, by_post=visit.by_post), note=". ".join(after_failing(visit))
        )
    if visit.slot_from:
        booked = f"Booked for {near_day_and_time(visit.slot_from, at)}"
        if visit.by_post:
            booked = f"Comes by post, about {near_day(visit.slot_from, at)}"
        return Fact(f"Visit {visit.number}", visit_tag(visit.state, by_post=visit.by_post), note=booked)
    href = link_to("controller:book_visits", visit.id) if books and visit.state is VisitState.UNBOOKED else ""
    book = Link("Book it", href, f"visit {visit.number}") if href else None
    return Fact(f"Visit {visit.number}", visit_tag(visit.state, by_post=visit.by_post), action=book)

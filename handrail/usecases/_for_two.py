"""Gives what is asked for as many people as its door needs: two where a note says that nobody goes alone.
Refuses nothing."""

from collections.abc import Iterable

from handrail.identity.calls import Change
from handrail.people.queries.for_two import homes_for_two
from handrail.visits.rules.requests import Wish, by_enough


def for_their_doors(change: Change, wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """These wishes, each with as many people as its door needs; one statement, none without wishes."""
    wanted = tuple(wishes)
    return by_enough(wanted, homes_for_two(change.scope, {one.address_id for one in wanted})) if wanted else ()

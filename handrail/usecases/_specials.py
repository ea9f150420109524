"""What the use cases of specials share: a request held by whoever may go on with it, what could do its job, and what is
told to who asked.
Refuses (SPECIAL_OF_ANOTHER_TEAM) another team's request to all but the service desk."""

from datetime import timedelta
from uuid import UUID

from handrail.core import outbox
from handrail.core.outbox import Channel, Message
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Change
from handrail.orders.queries.facts import PersonRow, person_of_order
from handrail.orders.rules.changing import changer_of
from handrail.specials.actions import By
from handrail.specials.queries.equivalents import equivalents
from handrail.specials.queries.held import HeldSpecial, special_for_update
from handrail.specials.queries.measures import measures_of
from handrail.specials.rules.asking import reasons_against_going_on
from handrail.specials.rules.searching import Equivalent, Wish

SPECIAL_CHANGED = "SPECIAL_CHANGED"


def held_special(change: Change, special_id: UUID) -> HeldSpecial:
    """The request, held until the change ends, if this user may go on with it."""
    special = special_for_update(change.scope, special_id)
    if special is None:
        raise refuse(CallReason.NOT_FOUND, "special_id")
    if reasons := tuple(reasons_against_going_on(changer_of(change.scope), special.asked_by_id, special.team_id)):
        raise Refused(reasons)
    return special


def person_of(change: Change, person_id: UUID) -> PersonRow:
    """The person as an order sees them, without an address."""
    person = person_of_order(change.scope, person_id, address_id=None, since=change.at.happened_at - timedelta(days=1))
    if person is None:
        raise refuse(CallReason.NOT_FOUND, "person_id")
    return person


def could_do(change: Change, special: HeldSpecial) -> tuple[Equivalent, ...]:
    """What lies ready now and might do the job."""
    wish = Wish(special.category, special.need, measures_of(change.scope, special.person_id))
    return equivalents(change.scope, wish, change.at.today)


def tell_asker(
    change: Change, special: HeldSpecial, outcome: str, *, code: str = "", about: UUID | None = None
) -> None:
    """Tell who asked what somebody else did about it; `code`: as what it can be ordered; `about` tells one quote from
    the next. One statement at most."""
    if special.asked_by_id == change.scope.user_id:
        return
    message = Message(
        id=change.new_id(),
        key=":".join(str(part) for part in ("special", special.id, outcome, about) if part),
        kind=SPECIAL_CHANGED,
        channel=Channel.EMAIL,
        recipient=special.asker_email,
        content={
            "special_id": str(special.id),
            "outcome": outcome,
            "by": change.scope.user_name,
            "asked_at": special.asked_at.isoformat(),
            "code": code,
        },
    )
    outbox.put([message], contract_id=change.scope.contract_id, at=change.at.recorded_at)


def by(change: Change) -> By:
    """Who writes."""
    return By(change.scope.contract_id, change.scope.user_id, change.at.happened_at)

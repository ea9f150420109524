"""Take back a request for a collection, repair, swap or service: still needed after all, or working again.
Refuses loans for which nothing is asked, and silence about what a swap has on its way in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.loans.states import LoanState
from handrail.usecases._taking_back import stop_coming, strike_out
from handrail.visits.codes import TaskKind
from handrail.visits.queries.asked_back import InItsPlace, in_place_of
from handrail.visits.queries.held import hold_visits
from handrail.visits.queries.swaps import lent_things
from handrail.visits.rules.asking import AskedFor, AskingReason


class Replacing(StrEnum):
    """What becomes of the thing that was to come in the place of another: it comes all the same, or not."""

    CANCEL = "CANCEL"
    KEEP = "KEEP"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is no longer asked for, and why. `replacement`: needed where a swap has something on its way."""

    loan_ids: tuple[UUID, ...]
    asked_for: AskedFor = AskedFor.COLLECTION
    reason: str = ""
    replacement: Replacing | None = None


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    """The visits that lost a task; those left with nothing to do are cancelled. `line_ids`: what was to come in the
    place of these things and ended too; `still_on_van` of them: the driver brings it back."""

    visit_ids: tuple[UUID, ...]
    line_ids: tuple[UUID, ...] = ()
    still_on_van: tuple[UUID, ...] = ()


@use_case(Event.VISIT_CANCELLED, needs=Permission.ASK_FOR_VISIT)
def withdraw_request(change: Change, *, request: Withdrawal) -> RequestWithdrawn:
    """Withdraw a request. Raises `Refused`."""
    replaced_by = in_place_of(change.scope, request.loan_ids)
    hold_visits(change.scope, loans=request.loan_ids, lines=[one.line_id for one in replaced_by])
    lent = lent_things(change.scope, request.loan_ids, lock=True)
    if len(lent) < len(set(request.loan_ids)) or not lent:
        raise refuse(AskingReason.LOAN_OVER, "loans")
    back = [thing.loan_id for thing in lent if thing.state is LoanState.RETURN_REQUESTED]
    stays = {AskedFor.REPAIR: TaskKind.REPAIR, AskedFor.SERVICE: TaskKind.SERVICE}
    kind = stays.get(request.asked_for, TaskKind.COLLECT)
    ids = [thing.loan_id for thing in lent]
    coming = in_place_of(change.scope, ids) if kind is TaskKind.COLLECT else ()
    if coming and request.replacement is None:
        raise Refused([_coming(coming)])
    visits = strike_out(lent, kind, request.reason)
    if not visits and not back:
        raise refuse(AskingReason.NOTHING_ASKED_FOR, "loans")
    stopped = stop_coming(change, coming if request.replacement is Replacing.CANCEL else ())
    for thing in lent:
        change.touched("loan", thing.loan_id, thing.person_id)
    touched = tuple(dict.fromkeys((*visits, *stopped.visit_ids)))
    for visit_id in touched:
        change.touched("visit", visit_id, lent[0].person_id)
    return RequestWithdrawn(touched, stopped.line_ids, stopped.on_van)


def _coming(coming: Sequence[InItsPlace]) -> Reason:
    products = " and ".join(dict.fromkeys(one.product for one in coming))
    lines = ",".join(str(one.line_id) for one in coming)
    return Reason(AskingReason.REPLACEMENT_COMING, "replacement", (("products", products), ("line_ids", lines)))

"""Carries out the moves whose day has come, one after the other.
Refuses nothing: one that somebody took back meanwhile, or that fails, does not stop those after it."""

import logging
from datetime import datetime

from handrail.core.moment import LONDON
from handrail.core.refusal import CallReason, Refused, refuse
from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.people.queries import due_moves
from handrail.usecases.carry_out_move import MoveToCarryOut, carry_out_move

AT_ONCE = 50
LOG = logging.getLogger("handrail.jobs")


def any_move_due(scope: Scope, at: datetime) -> bool:
    """Whether the day of a move has come; inside `reading`."""
    return bool(due_moves(scope, at.astimezone(LONDON).date(), at_most=1))


def carry_out_moves(call: Call) -> int:
    """Carry out those that are due; how many were. Raises `Refused(STALE)` where none could be."""
    with reading(call.scope):
        due = due_moves(call.scope, call.at.today, at_most=AT_ONCE)
    done = 0
    for event_id in due:
        try:
            carry_out_move(call, request=MoveToCarryOut(event_id))
            done += 1
        except Refused as refused:
            LOG.info("move %s: %s", event_id, refused)
        except Exception:
            # It is told in the log, each round, and those after it still get their turn.
            LOG.exception("The move %s failed", event_id)
    if due and not done:
        raise refuse(CallReason.STALE)
    return done

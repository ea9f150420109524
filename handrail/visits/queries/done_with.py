"""Reads with which runs a visit may have been done that is on none, or on another than it was; and their vans.
Refuses (NOT_FOUND) a run that is not in the contract."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.visits.rules.door_facts import VisitFact

DAYS_BACK = 7


@dataclass(frozen=True, slots=True)
class SentRun:
    """A run that is out. `left`: the visit was taken off it, once it had been sent."""

    id: UUID
    on: date
    van: str
    crew: str
    left: bool


@dataclass(frozen=True, slots=True)
class MayBeWith:
    """Where what was taken along may be: the visit's depot, or the van of a run, the latest day first."""

    depot_id: UUID
    depot: str
    runs: tuple[SentRun, ...]


# What a run that was closed since brought is in the depot, and no more on its van.
_SENT = """
    SELECT d.id, d.name, r.id, r."on", n.name, concat_ws(' and ', a.name, b.name), r.id = v.left_run_id
    FROM visits_visit v
    JOIN partners_depot d ON d.id = v.depot_id
    LEFT JOIN visits_run r ON r.contract_id = v.contract_id AND r.state IN ('RELEASED', 'OUT')
        AND (r.depot_id = v.depot_id OR r.id = v.left_run_id) AND r."on" BETWEEN %(since)s AND %(today)s
    LEFT JOIN visits_van n ON n.id = r.van_id
    LEFT JOIN identity_user a ON a.id = r.driver_id
    LEFT JOIN identity_user b ON b.id = r.second_id
    WHERE v.contract_id = %(contract)s AND v.id = %(visit)s
    ORDER BY r."on" DESC, n.name, r.id
"""


def may_be_with(scope: Scope, visit_id: UUID, today: date) -> MayBeWith:
    """The visit's depot, and its runs that are out; one statement. Raises `Refused(NOT_FOUND)`."""
    since = today - timedelta(days=DAYS_BACK)
    asked = {"contract": scope.contract_id, "visit": visit_id, "since": since, "today": today}
    found = rows(lambda *row: row, _SENT, asked)
    if not found:
        raise refuse(CallReason.NOT_FOUND, "visit_id")
    runs = (SentRun(run_id, on, van, crew, bool(left)) for *_, run_id, on, van, crew, left in found if run_id)
    depot_id, depot = found[0][:2]
    return MayBeWith(depot_id, depot, tuple(runs))


_VAN = """
    SELECT CASE WHEN r.state IN ('RELEASED', 'OUT') THEN n.place_id END, n.by_post
    FROM visits_run r JOIN visits_van n ON n.id = r.van_id WHERE r.contract_id = %(contract)s AND r.id = %(run)s
"""


def done_with(scope: Scope, visit: VisitFact, run_or_depot: UUID) -> VisitFact:
    """The visit with the van of that run; with none for its depot, and for a run that is closed: its things are in the
    depot by now. Raises `Refused(NOT_FOUND)`."""
    if run_or_depot == visit.depot_id:
        return replace(visit, van_place_id=None, by_post=False)
    found = rows(lambda *row: row, _VAN, {"contract": scope.contract_id, "run": run_or_depot})
    if not found:
        raise refuse(CallReason.NOT_FOUND, "done_with")
    place_id, by_post = found[0]
    return replace(visit, van_place_id=place_id, by_post=by_post)

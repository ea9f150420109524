"""Put right what was recorded of a measuring: other measurements, or that nothing was measured after all.
Refuses what was never recorded, what was taken back already, and a mend without a word on why."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import Reason, Refused, refuse
from handrail.core.text_guard import clean_line, clean_lines
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.usecases._charges_back import measuring_charges_back
from handrail.usecases._following import open_wishes
from handrail.usecases._measured import tell_askers
from handrail.usecases._posting import post
from handrail.visits.actions import measuring as actions
from handrail.visits.codes import AskedBy, MeasuringResult, TaskKind
from handrail.visits.queries.measuring import HeldFinding, finding_for_update
from handrail.visits.rules.measuring import Found, MeasuringReason, reasons_against_found
from handrail.visits.rules.requests import Asked, Wish


@dataclass(frozen=True, slots=True)
class MeasuringMend:
    """What is right of a measuring, and why it was not. `again`: of what was not measured, somebody goes again."""

    measuring_id: UUID
    found: Found
    why: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class MeasuringMended:
    """What was put right. `visit_ids`: the visit that is to measure it again."""

    measuring_id: UUID
    visit_ids: tuple[UUID, ...] = ()


@use_case(Event.MEASURING_MENDED, needs=Permission.PLAN_VISITS)
def mend_measuring(change: Change, *, request: MeasuringMend) -> MeasuringMended:
    """Add a finding that names the one before it. What was not measured is charged to nobody. Raises `Refused`."""
    held = finding_for_update(change.scope, request.measuring_id)
    if held is None:
        raise refuse(MeasuringReason.NOT_RECORDED, "measuring_id")
    said = Found(request.found.result, clean_lines(request.found.found), clean_lines(request.found.why_not))
    reasons = list(reasons_against_found(said))
    if held.result is MeasuringResult.NOT_MEASURED:
        reasons.append(Reason(MeasuringReason.TAKEN_BACK_ALREADY, "measuring_id"))
    if not (why := clean_line(request.why)):
        reasons.append(Reason(MeasuringReason.WHY_MENDED_MISSING, "why"))
    if reasons:
        raise Refused(reasons)
    found = {held.measuring_id: said}
    actions.add_findings(
        found, scope=change.scope, at=change.at, visit_id=held.visit_id, person_id=held.person_id,
        new_id=change.new_id, mends_id=held.id,
    )  # fmt: skip
    change.touched("measuring", held.measuring_id, held.person_id)
    change.touched("visit", held.visit_id, held.person_id)
    again: tuple[UUID, ...] = ()
    if said.result is MeasuringResult.NOT_MEASURED:
        actions.leave_undone(held.measuring_id, held.visit_id, why)
        post(change, measuring_charges_back(change, held.measuring_id, held.visit_id, why))
        again = _again(change, held) if request.again else ()
    tell_askers(change, found)
    return MeasuringMended(held.measuring_id, again)


def _again(change: Change, held: HeldFinding) -> tuple[UUID, ...]:
    """A visit of its own, under the promise that was made."""
    wish = Wish(
        TaskKind.MEASURE, held.person_id, held.address_id, held.depot_id, None, held.due_at, held.speed_code,
        crew=held.crew, measuring_id=held.measuring_id,
    )  # fmt: skip
    return open_wishes(change, [wish], Asked(AskedBy.DESK, change.scope.user_id, change.at.happened_at))

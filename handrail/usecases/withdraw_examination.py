"""Take back the record of a thorough examination in a home: it was another thing, or it was not done.
Refuses silence about why, and what was taken back already. The report stays, and is named by the row that mends it."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.stock import actions
from handrail.stock.codes import StockReason
from handrail.stock.plans import CaredFor, NewExamination
from handrail.stock.queries.examinations import ExaminationRow, examinations_held
from handrail.stock.rules.fitness import NEVER_DONE
from handrail.usecases._examined import examination_charges_back
from handrail.usecases._posting import post


@dataclass(frozen=True, slots=True)
class ExaminationWithdrawal:
    """Which examination was not done, and how that is known."""

    examination_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ExaminationWithdrawn:
    """The thing, and the row that mends its examination."""

    asset_id: UUID
    mended_by_id: UUID


@use_case(Event.EXAMINATION_WITHDRAWN, needs=Permission.SETTLE_DISCREPANCY)
def withdraw_examination(change: Change, *, request: ExaminationWithdrawal) -> ExaminationWithdrawn:
    """The thing is due again as it was before, and its charge comes back; what was asked for after it stays."""
    if not request.reason.strip():
        raise refuse(StockReason.REASON_MISSING, "reason")
    found = examinations_held(change.scope, request.examination_id)
    one = next((row for row in found if row.id == request.examination_id), None)
    if one is None:
        raise refuse(CallReason.NOT_FOUND, "examination_id")
    if one.withdrawn:
        raise refuse(StockReason.NOTHING_TO_MEND, "examination_id", number=one.number)
    made = _mending(change, one, request.reason.strip())
    actions.add_examinations([made])
    if one.is_last:
        # What was examined since is due by that.
        actions.set_asset_columns([(one.asset_id, {"examination_due_on": made.examination_due_on})])
    standing = [row for row in found if not row.withdrawn]
    if back := examination_charges_back(change, one, standing, request.reason.strip()):
        post(change, back)
    change.touched("asset", one.asset_id, one.person_id)
    change.touched("visit", one.visit_id, one.person_id)
    return ExaminationWithdrawn(one.asset_id, made.of.id)


def _mending(change: Change, one: ExaminationRow, why: str) -> NewExamination:
    of = CaredFor(change.new_id(), one.product_id, one.depot_id, asset_id=one.asset_id, mends_id=one.id)
    return NewExamination(
        of, one.visit_id, one.loan_id, one.verdict, one.examiner, one.due_before or NEVER_DONE, one.report, why,
        one.mend_by, one.examination_due_on,
    )  # fmt: skip

"""Writes what was done to equipment: said of it, cleaned, inspected, examined, repaired. Each is added once.
Refuses nothing here; the database refuses any change of such a row."""

from collections.abc import Iterable
from typing import Any

from handrail.core.insert import insert_rows
from handrail.stock.actions.whose import BY_ACTOR
from handrail.stock.models import Contamination, Decontamination, Examination, Inspection, Repair
from handrail.stock.plans import (
    CaredFor,
    NewContamination,
    NewDecontamination,
    NewExamination,
    NewInspection,
    NewRepair,
)


def add_contaminations(rows: Iterable[NewContamination]) -> None:
    """Contamination statements, in one statement."""
    insert_rows(
        Contamination,
        [
            {**_cared_for(row.of), "contact_with": list(row.contact_with), "infection_risk": row.infection_risk,
             "precautions": row.precautions}
            for row in rows
        ],
        sql=BY_ACTOR,
    )  # fmt: skip


def add_decontaminations(rows: Iterable[NewDecontamination]) -> None:
    """Cleans, in one statement."""
    insert_rows(
        Decontamination,
        [
            {**_cared_for(row.of), "method": row.method, "minutes": row.minutes, "reason": row.reason,
             "done_by_id": row.done_by_id}
            for row in rows
        ],
        sql=BY_ACTOR,
    )  # fmt: skip


def add_inspections(rows: Iterable[NewInspection]) -> None:
    """Inspections and tests, in one statement."""
    insert_rows(
        Inspection,
        [
            {**_cared_for(row.of), "kinds": list(row.kinds), "verdict": row.verdict,
             "condition_grade": row.condition_grade, "readings": dict(row.readings), "defects": row.defects,
             "electrical_test_due_on": row.electrical_test_due_on, "examination_due_on": row.examination_due_on,
             "service_due_on": row.service_due_on}
            for row in rows
        ],
        sql=BY_ACTOR,
    )  # fmt: skip


def add_examinations(rows: Iterable[NewExamination]) -> None:
    """Examinations in a home, in one statement."""
    insert_rows(
        Examination,
        [
            {**_cared_for(row.of), "visit_id": row.visit_id, "loan_id": row.loan_id, "verdict": row.verdict,
             "examiner": row.examiner, "report": row.report, "defects": row.defects, "mend_by": row.mend_by,
             "due_before": row.due_before, "examination_due_on": row.examination_due_on}
            for row in rows
        ],
        sql=BY_ACTOR,
    )  # fmt: skip


def add_repairs(rows: Iterable[NewRepair]) -> None:
    """Repairs, in one statement."""
    insert_rows(
        Repair,
        [
            {**_cared_for(row.of), "fault": row.fault, "actions": list(row.actions), "minutes": row.minutes,
             "parts_pence": row.parts_pence, "note": row.note}
            for row in rows
        ],
        sql=BY_ACTOR,
    )  # fmt: skip


def _cared_for(of: CaredFor) -> dict[str, Any]:
    return {
        "id": of.id,
        "asset_id": of.asset_id,
        "product_id": of.product_id,
        "lot": of.lot,
        "quantity": of.quantity,
        "depot_id": of.depot_id,
        "mends_id": of.mends_id,
    }

"""Reads thorough examinations in homes: those of one visit, held to be put right; and what is due for one.
Refuses what the reader may not see: it is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope


@dataclass(frozen=True, slots=True)
class ExaminationRow:
    """An examination as it was recorded. `line_id`: who bears its charge, the order line of the loan, or the loan
    itself where it has none; `is_last`: nothing examined the thing since; `withdrawn`: it was not examined."""

    id: UUID
    visit_id: UUID
    loan_id: UUID
    asset_id: UUID
    number: str
    product: str
    product_id: UUID
    depot_id: UUID
    person_id: UUID
    line_id: UUID
    happened_at: datetime
    verdict: str
    examiner: str
    report: str
    mend_by: date | None
    due_before: date | None
    examination_due_on: date
    is_last: bool
    withdrawn: bool


_MENDED = "EXISTS (SELECT FROM stock_examination m WHERE m.contract_id = {of}.contract_id AND m.mends_id = {of}.id)"
_BESIDE = """
    FROM stock_examination x
    JOIN stock_examination e ON e.contract_id = x.contract_id AND e.visit_id = x.visit_id AND e.mends_id IS NULL
    JOIN visits_visit v ON v.id = e.visit_id JOIN loans_loan l ON l.id = e.loan_id
    JOIN stock_asset a ON a.id = e.asset_id JOIN catalogue_product p ON p.id = e.product_id
    WHERE x.contract_id = %(contract)s AND x.id = %(id)s AND x.mends_id IS NULL
"""
_HELD = f"SELECT e.id {_BESIDE} ORDER BY a.id FOR NO KEY UPDATE OF v, a"
_OF_VISIT = f"""
    SELECT e.id, e.visit_id, e.loan_id, e.asset_id, a.number, p.name, e.product_id, e.depot_id, l.person_id,
        coalesce(l.line_id, l.id), e.happened_at, e.verdict, e.examiner, e.report, e.mend_by, e.due_before,
        e.examination_due_on,
        NOT EXISTS (SELECT FROM stock_examination n WHERE n.asset_id = e.asset_id AND n.happened_at > e.happened_at
            AND n.mends_id IS NULL AND NOT {_MENDED.format(of="n")})
        AND NOT EXISTS (SELECT FROM stock_inspection i WHERE i.asset_id = e.asset_id
            AND i.happened_at > e.happened_at AND 'EXAMINATION' = ANY (i.kinds) AND i.verdict = 'PASS'),
        {_MENDED.format(of="e")}
    {_BESIDE} ORDER BY e.id
"""


def examinations_held(scope: Scope, examination_id: UUID) -> tuple[ExaminationRow, ...]:
    """An examination and the others of its visit, in their order; their visit and things are held first, so that of two
    the second reads what the first wrote."""
    asked = {"contract": scope.contract_id, "id": examination_id}
    rows(lambda one: one, _HELD, asked)
    return rows(ExaminationRow, _OF_VISIT, asked)


def examination(scope: Scope, examination_id: UUID) -> ExaminationRow | None:
    """One examination, to be looked at."""
    found: Sequence[ExaminationRow] = rows(
        ExaminationRow, _OF_VISIT, {"contract": scope.contract_id, "id": examination_id}
    )
    return next((one for one in found if one.id == examination_id), None)

"""Reads what visits are still to do because of a recall: what they fetch, and what fitted they see to; and of one task,
which recall it is for.
Refuses what another recall that stands asks for too, what comes with something in its place, and what somebody had who
has died: it is fetched all the same."""

from dataclasses import dataclass
from uuid import UUID

from handrail.core.select import rows
from handrail.identity.scope import Scope
from handrail.people.queries.deaths import DIED_ON
from handrail.stock.queries.recalls import RecallRow
from handrail.visits.rules.recalled_back import CALLED_BACK, recall_note
from handrail.visits.states import ON_THE_WAY


@dataclass(frozen=True, slots=True)
class RecallTask:
    """One thing that a visit is to do, or did not fetch and owes a next step for. `sent`: its crew is on its way;
    `loan_id` None: it is fitted."""

    task_id: UUID
    visit_id: UUID
    number: int
    sent: bool
    person_id: UUID
    loan_id: UUID | None


# A visit that did not fetch it owes a next step, which is another visit for it. What it did not find is looked for all
# the same.
_NOT_FETCHED = """
    t.kind = 'COLLECT' AND t.outcome IN ('NOT_DONE', 'PART_DONE', 'REFUSED')
    AND l.state = 'RETURN_REQUESTED' AND v.next_step_done_at IS NULL AND NOT EXISTS (
        SELECT FROM visits_visittask o WHERE o.loan_id = t.loan_id AND o.kind = 'COLLECT' AND o.outcome = 'OPEN')
"""
_NOTE_BEGINS, _, _NOTE_ENDS = recall_note("|").partition("|")
# Asked for all at once, or by the desk for one person with the alert as its reason.
_ASKED_BY_IT = f"""
    r.contract_id = t.contract_id AND r.product_id = t.product_id
    AND (t.note = '{_NOTE_BEGINS}' || r.reference || '{_NOTE_ENDS}'
        OR t.kind = 'COLLECT' AND l.state = 'RETURN_REQUESTED' AND l.state_reason = '{CALLED_BACK}'
        AND NOT EXISTS (SELECT FROM visits_visittask b
            WHERE b.visit_id = t.visit_id AND b.kind = 'DELIVER' AND b.outcome = 'OPEN'))
    AND (r.lot = '' OR l.id IS NULL OR lower(coalesce(a.lot, l.lot)) IN (lower(r.lot), ''))
"""
_BY_IT_ALONE = f"""
    NOT EXISTS (SELECT FROM stock_recall e WHERE e.contract_id = t.contract_id AND e.product_id = t.product_id
        AND e.id <> r.id AND e.lifted_at IS NULL
        AND (e.lot = '' OR lower(coalesce(a.lot, l.lot, '')) IN (lower(e.lot), '')))
    AND (t.kind <> 'COLLECT' OR {DIED_ON.format(records="people_records(l.person_id)")} IS NULL)
"""
_ITS_LOAN = "loans_loan l ON l.id = t.loan_id LEFT JOIN stock_asset a ON a.id = l.asset_id"
_TASKS = f"""
    SELECT t.id, v.id, v.number, v.state = ANY (%(sent)s), v.person_id, t.loan_id
    FROM stock_recall r JOIN visits_visittask t ON t.product_id = r.product_id
    JOIN visits_visit v ON v.id = t.visit_id LEFT JOIN {_ITS_LOAN}
    WHERE r.contract_id = %(contract)s AND r.id = %(recall)s AND (t.outcome = 'OPEN' OR {_NOT_FETCHED})
    AND {_ASKED_BY_IT} AND {_BY_IT_ALONE}
    ORDER BY v.number, t.id
"""


def its_recall(columns: str) -> str:
    """Of a task t that is to be done what these columns say of the recall that it is for, one that stands before one
    that was lifted. Nothing of what comes for another reason as well."""
    return f"""
        SELECT {columns}
        FROM stock_recall r LEFT JOIN {_ITS_LOAN}
        WHERE t.outcome = 'OPEN' AND {_ASKED_BY_IT} AND (r.lifted_at IS NULL OR {_BY_IT_ALONE})
        ORDER BY r.lifted_at DESC NULLS FIRST, r.id DESC LIMIT 1
    """


# Its alert, and whether it was lifted.
ITS_RECALL = its_recall("r.reference, r.lifted_at IS NOT NULL AS lifted")
# Of a task t: whether a recall asks for it, by its own words alone.
FOR_RECALL = f"""(t.note LIKE '{_NOTE_BEGINS}%%' OR t.kind = 'COLLECT' AND EXISTS (
    SELECT FROM loans_loan l WHERE l.id = t.loan_id AND l.state_reason = '{CALLED_BACK}'))"""


def tasks_of_recall(scope: Scope, recall: RecallRow) -> tuple[RecallTask, ...]:
    """What is still to be done because of this recall alone, by visit; one statement."""
    return rows(
        RecallTask,
        _TASKS,
        {
            "contract": scope.contract_id,
            "recall": recall.id,
            "sent": sorted(state.value for state in ON_THE_WAY),
        },
    )

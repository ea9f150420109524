"""Owns: why a recalled thing goes, what a crew is told about it, and which task is there for a recall alone.
Refuses: nothing."""

from handrail.visits.codes import TaskKind
from handrail.visits.rules.door_facts import TaskFact

# Why a loan goes, of the list return_reason.
CALLED_BACK = "safety_alert"
# What a crew did with what is fitted and recalled; what is taken down is fitted no more.
MADE_SAFE, TAKEN_DOWN = "made_safe", "taken_down"


def recall_note(reference: str) -> str:
    """What a crew is told at a task that a recall asks for."""
    return f"Recalled by safety alert {reference}: nobody may use it. Make safe or take down what cannot be taken along"


def sees_to_fitted(task: TaskFact) -> bool:
    """Somebody goes to what is fitted because it was recalled: nothing else asks for a service of what is not lent.
    What that costs depends on who is the cause of the recall, and is charged with telling them of it."""
    return task.kind is TaskKind.SERVICE and task.loan_id is None and task.line_id is None

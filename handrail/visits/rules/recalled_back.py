"""Owns: why a recalled thing goes, and what a crew is told about it.
Refuses: nothing."""

# Why a loan goes, of the list return_reason.
CALLED_BACK = "safety_alert"


def recall_note(reference: str) -> str:
    """What a crew is told at a task that a recall asks for."""
    return f"Recalled by safety alert {reference}: nobody may use it. Make safe or take down what cannot be taken along"

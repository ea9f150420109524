"""What was asked and answered about an order before and after each decision, as the authoriser reads it.
Refuses steps in which nobody said anything."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from handrail.orders.queries.orders import StepRow
from handrail.orders.states import ReleaseState
from handrail.web.prescriber.words import when
from handrail.web.shared.shapes import Cell, Column, Empty, Row, Table

_DID = {
    ReleaseState.RETURNED: "asked",
    ReleaseState.GIVEN: "approved",
    ReleaseState.REFUSED: "did not approve",
    ReleaseState.WITHDRAWN: "withdrew",
}


def answered_steps(steps: Iterable[StepRow]) -> tuple[StepRow, ...]:
    """The steps of releases in which somebody said something, the oldest first. Said once about several releases of
    the order, they are one step."""
    said = {
        (step.happened_at, step.by_name, step.to_state, step.reason): step
        for step in steps
        if step.kind == "RELEASE" and step.from_state and step.reason
    }
    return tuple(sorted(said.values(), key=lambda step: (step.happened_at, step.seq)))


def said_in(steps: Iterable[StepRow], note: str) -> bool:
    """Whether a step tells this note already, alone or after what was chosen from a list."""
    return any(step.reason.endswith(note) for step in steps)


def exchange_table(steps: Sequence[StepRow], at: datetime) -> Table:
    """Who asked what when, and who answered what when."""
    return Table(
        "Asked and answered",
        (Column("When"), Column("Who"), Column("What was said")),
        [
            Row((Cell(when(step.happened_at, at)), Cell(step.by_name, note=did(step)), Cell(step.reason)))
            for step in steps
        ],
        Empty("Nothing was asked"),
        id="exchange",
    )


def did(step: StepRow) -> str:
    """What somebody did in one step, in a word or two."""
    if step.to_state == ReleaseState.PENDING:
        return "answered" if step.from_state == ReleaseState.RETURNED else "asked for another look"
    return _DID[ReleaseState(step.to_state)]

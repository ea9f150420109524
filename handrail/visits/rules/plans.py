"""Owns: what a visit, its tasks and their outcomes are, as plain values, before they become rows.
Refuses: nothing; the tables do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.visits.codes import AskedBy, Outcome, TaskKind
from handrail.visits.states import VisitState


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One thing to do at a visit: deliver a line; collect, mend, swap, service or review a loan; or measure, which is
    about no product."""

    id: UUID
    kind: TaskKind
    product_id: UUID | None
    quantity: int = 1
    line_id: UUID | None = None
    loan_id: UUID | None = None
    asset_id: UUID | None = None
    note: str = ""
    measuring_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """One call at one door, not booked yet. `crew` people and `minutes` at the door; `follows_id` names the visit that
    failed or was half done."""

    id: UUID
    person_id: UUID
    address_id: UUID
    depot_id: UUID
    asked_at: datetime
    asked_by: AskedBy
    asked_by_id: UUID
    tasks: tuple[TaskPlan, ...]
    due_at: datetime | None = None
    speed_code: str = ""
    crew: int = 1
    minutes: int = 10
    note: str = ""
    follows_id: UUID | None = None

    @property
    def kinds(self) -> list[str]:
        """The kinds of its tasks, each once, in order of the alphabet."""
        return sorted({task.kind.value for task in self.tasks})


@dataclass(frozen=True, slots=True)
class VisitJoin:
    """Tasks that go along with a visit which is open already."""

    visit_id: UUID
    person_id: UUID
    tasks: tuple[TaskPlan, ...]
    due_at: datetime | None
    crew: int
    minutes: int


@dataclass(frozen=True, slots=True)
class VisitsPlan:
    """How requests become visits: new ones, and tasks that join open ones."""

    new: tuple[VisitPlan, ...] = ()
    joins: tuple[VisitJoin, ...] = ()

    @property
    def visit_ids(self) -> tuple[UUID, ...]:
        """Every visit that the plan makes or adds to."""
        return (*(visit.id for visit in self.new), *(join.visit_id for join in self.joins))


@dataclass(frozen=True, slots=True)
class TaskClose:
    """How one task went."""

    id: UUID
    outcome: Outcome
    quantity_done: int = 0
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many an open task is about from now on, and for which loan. `minutes`: so much longer at the door."""

    id: UUID
    quantity: int
    loan_id: UUID | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """What the crew recorded at the door: who received it, what was shown, who signed."""

    id: UUID
    visit_id: UUID
    person_id: UUID
    received_by: str = ""
    relationship: str = ""
    demonstrated: str = ""
    demonstrated_note: str = ""
    signed_name: str = ""
    note: str = ""
    mends_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A signature or photo that lies in the file store under its SHA-256."""

    kind: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A van's day that is to be made. Two users at most make the crew."""

    id: UUID
    depot_id: UUID
    van_id: UUID
    on: date
    shift: str = "day"
    driver_id: UUID | None = None
    second_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BookedVisit:
    """A visit that gets a slot, and a run and stop where it is put on one, or loses them. `path`: the states from `was`
    on."""

    id: UUID
    was: VisitState
    path: tuple[VisitState, ...]
    slot_from: datetime | None
    slot_until: datetime | None
    run_id: UUID | None = None
    stop: int | None = None
    told_at: datetime | None = None

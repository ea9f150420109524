"""The tables of visits: vans and runs, visits with what is done at each and what was arranged beside, proof of it.
Refuses nothing here; each file says what its tables refuse."""

from handrail.visits.models.beside import AgreedDistance, JointVisit
from handrail.visits.models.proof import Attachment, Proof
from handrail.visits.models.runs import Run, RunHistory, Van
from handrail.visits.models.scans import DoorScan
from handrail.visits.models.visits import Visit, VisitHistory, VisitTask

__all__ = [
    "AgreedDistance",
    "Attachment",
    "DoorScan",
    "JointVisit",
    "Proof",
    "Run",
    "RunHistory",
    "Van",
    "Visit",
    "VisitHistory",
    "VisitTask",
]

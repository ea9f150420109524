"""The tables of visits: vans and runs, visits with what is done at each and what was arranged beside, proof of it, what
was measured. Refuses nothing here; each file says what its tables refuse."""

from handrail.visits.models.beside import AgreedDistance, JointVisit
from handrail.visits.models.findings import Finding
from handrail.visits.models.measuring import Measuring
from handrail.visits.models.proof import Attachment, Proof
from handrail.visits.models.runs import Run, RunHistory, Van
from handrail.visits.models.scans import DoorScan
from handrail.visits.models.visits import Visit, VisitHistory, VisitTask

__all__ = [
    "AgreedDistance",
    "Attachment",
    "DoorScan",
    "Finding",
    "JointVisit",
    "Measuring",
    "Proof",
    "Run",
    "RunHistory",
    "Van",
    "Visit",
    "VisitHistory",
    "VisitTask",
]

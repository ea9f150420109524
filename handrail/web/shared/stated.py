"""The choices of a contamination statement, the same at a door and at a depot.
Refuses nothing; a statement never names an illness."""

from collections.abc import Mapping
from typing import Any

from handrail.stock.rules.care import Contact, InfectionRisk, Statement
from handrail.wording import say

CONTACTS = (
    (Contact.BLOOD.value, "Blood"),
    (Contact.BODY_FLUIDS.value, "Body fluids"),
    (Contact.RESPIRATORY.value, "Coughs and breath"),
    (Contact.PATHOLOGICAL.value, "Laboratory samples"),
    (Contact.OTHER.value, "Another hazard"),
)
CONTACT_WORDS = dict(CONTACTS)
RISKS = tuple((risk.value, say(risk)) for risk in (InfectionRisk.NO, InfectionRisk.UNKNOWN, InfectionRisk.YES))
# The fields of a statement, where a form asks for one beside other things.
STATED = ("infection_risk", "contact_with", "precautions")


def statement_of(cleaned: Mapping[str, Any]) -> Statement | None:
    """What somebody knows of the things that they took along; None where nothing was said."""
    risk, contacts, precautions = (cleaned.get(name) for name in STATED)
    if not (risk or contacts or precautions):
        return None
    return Statement(tuple(contacts or ()), InfectionRisk(risk or InfectionRisk.UNKNOWN), precautions or "")

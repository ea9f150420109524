"""The choices of a contamination statement, the same at a door and at a depot.
Refuses nothing; a statement never names an illness."""

from handrail.stock.rules.care import Contact, InfectionRisk
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

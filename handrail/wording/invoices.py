"""Words for the provider's statement and for what an invoice check finds.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping

from handrail.invoices.rules.statement import Section
from handrail.wording.family import Family

SECTIONS: Mapping[str, str] = {
    Section.EQUIPMENT: "Equipment",
    Section.ACTIVITY: "Activity",
    Section.CREDITS: "Credits",
    Section.ADJUSTMENTS: "Adjustments",
    Section.PAYMENTS: "Payments",
}
_ITEMS = {
    "equipment": "Equipment",
    "credit": "Equipment that came back",
    "parts": "Parts at cost",
    "invoice": "Invoice",
}


def item_words(item: str, label: str) -> str:
    """What was sold in words: as the price list has it, else by its own name."""
    return label or _ITEMS.get(item) or item.replace("_", " ").capitalize()


FAMILIES = (Family(Section, SECTIONS),)

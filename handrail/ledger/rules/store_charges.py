"""Owns: which activities are charged for what came back and was made ready for the next person.
Refuses nothing; what never came back from anybody is the provider's own stock, and charged to nobody."""

from handrail.partners.terms import USUAL, Terms

LAUNDRY = "launder_hot"
LARGE = "refurbish_large"
LABOUR = "workshop_labour"
# One of these is charged for each that passed.
CLEANS = frozenset({"refurbish_small", "refurbish_medium", LARGE, "laundry_sling"})
# Cleans that are added after a known infection, or pests.
ENHANCED = frozenset({"chlorine", "pest_treatment"})


def refurbishment(method: str, minutes: int, terms: Terms = USUAL) -> str:
    """The activity at which a product is cleaned, checked and shelved, by how it is usually cleaned, and how
    long that takes by hand."""
    if method == LAUNDRY:
        return "laundry_sling"
    if minutes <= terms.small_item_minutes:
        return "refurbish_small"
    return "refurbish_medium" if minutes <= terms.medium_item_minutes else LARGE


def of_what_passed(method: str, minutes: int, *, tested: bool, examined: bool, terms: Terms = USUAL) -> tuple[str, ...]:
    """What is charged for one that passed. The test is in the price of a large one."""
    clean = refurbishment(method, minutes, terms)
    added = (("electrical_test", tested and clean != LARGE), ("examination", examined))
    return (clean, *(activity for activity, done in added if done))

"""Owns: which activities are charged for what came back and was made ready for the next person.
Refuses nothing; what never came back from anybody is the provider's own stock, and charged to nobody."""

# The longest hands-on minutes of a small and of a medium item, as the price list counts them.
SMALL_MINUTES, MEDIUM_MINUTES = 15, 45
LAUNDRY = "launder_hot"
LARGE = "refurbish_large"
# One of these is charged for each that passed.
CLEANS = frozenset({"refurbish_small", "refurbish_medium", LARGE, "laundry_sling"})
# Cleans that are added after a known infection, or pests.
ENHANCED = frozenset({"chlorine", "pest_treatment"})


def refurbishment(method: str, minutes: int) -> str:
    """The activity at which a product is cleaned, checked and shelved, by how it is usually cleaned."""
    if method == LAUNDRY:
        return "laundry_sling"
    if minutes <= SMALL_MINUTES:
        return "refurbish_small"
    return "refurbish_medium" if minutes <= MEDIUM_MINUTES else LARGE


def of_what_passed(method: str, minutes: int, *, tested: bool, examined: bool) -> tuple[str, ...]:
    """What is charged for one that passed. The test is in the price of a large one."""
    clean = refurbishment(method, minutes)
    added = (("electrical_test", tested and clean != LARGE), ("examination", examined))
    return (clean, *(activity for activity, done in added if done))

"""What each table holds about living people: a declaration that every model carries and a test demands.
Refuses to guess: a model without one does not pass the suite."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Privacy:
    """`personal` names the fields that tell something about a person; `kept` says how long rows stay, and by what
    authority; `scrub` says what a copy for testing holds instead."""

    personal: tuple[str, ...] = ()
    kept: str = "life of the contract"
    scrub: str = "nothing to scrub"


CARE_RECORD = "8 years from last contact; a child's to the 25th birthday (Records Management Code of Practice 2021)"
EQUIPMENT_RECORD = "11 years after disposal (Consumer Protection Act 1987, ten-year limit, and one year)"
NO_PERSON = Privacy()
EQUIPMENT = Privacy(kept=EQUIPMENT_RECORD)

"""A stay in hospital: on which days the home stands empty.
Refuses to guess: of a stay whose end nobody said, every day is one."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HospitalStay:
    """Since when the home stands empty, and the day on which the person is expected back, where it is known."""

    since: date
    until: date | None

    def lasts(self, today: date) -> bool:
        """Whether the person is away today."""
        return self.until is None or self.until > today

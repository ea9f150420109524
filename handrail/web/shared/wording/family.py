"""The shape in which wording is kept: one family for each enum of codes.
Refuses words for codes that the enum does not have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from handrail.web.shared.shapes import Colour


@dataclass(frozen=True, slots=True)
class Family:
    """The words for the codes of one enum and, for states, their colours. Raises ValueError for an unknown code."""

    codes: type[StrEnum]
    words: Mapping[str, str]
    colours: Mapping[str, Colour] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {code.value for code in self.codes}
        unknown = (set(self.words) | set(self.colours)) - known
        if unknown:
            raise ValueError(f"{self.codes.__name__} has no {', '.join(sorted(unknown))}")

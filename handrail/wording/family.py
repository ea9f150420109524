"""The shape in which wording is kept: one family for each enum of codes.
Refuses nothing at start; a test refuses missing words and words for codes that the enum no longer has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

type Colour = Literal["white", "grey", "green", "aqua-green", "blue", "purple", "pink", "red", "orange", "yellow"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A status in words, with a colour that only repeats them."""

    text: str
    colour: Colour = "grey"


@dataclass(frozen=True, slots=True)
class Family:
    """The words for the codes of one enum and, for states, their colours."""

    codes: type[StrEnum]
    words: Mapping[str, str]
    colours: Mapping[str, Colour] = field(default_factory=dict)

    @property
    def strange(self) -> frozenset[str]:
        """Codes that have words or a colour but are not in the enum."""
        return (frozenset(self.words) | frozenset(self.colours)) - {code.value for code in self.codes}

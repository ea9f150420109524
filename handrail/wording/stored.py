"""Words for the codes that a stored text may hold: what was found in a store names states as it found them.
Refuses nothing: a text without such codes stays as it is."""

import re

from handrail.stock.codes import DepotFinding
from handrail.stock.states import AssetState
from handrail.visits.codes import DoorFinding
from handrail.wording import say

_CODES = re.compile("[A-Z_, ]+|[a-z_]+")


def in_words(text: str) -> str:
    """A stored text whose states are codes, with the states in words."""
    for state in AssetState:
        text = re.sub(rf"\b{state.value}\b", say(state).lower(), text)
    return text


def reason_in_words(reason: str) -> str:
    """Why a thing was moved: what was found, a code of ours, or what somebody typed, which keeps its capitals, as a
    reference has them."""
    if not _CODES.fullmatch(reason):
        return in_words(reason[:1].upper() + reason[1:])
    said = ", ".join(map(_code_in_words, reason.split(", ")))
    return said[:1].upper() + said[1:]


def _code_in_words(code: str) -> str:
    for family in (DepotFinding, DoorFinding):
        if code in family:
            return say(family(code)).lower()
    return code.replace("_", " ").lower()

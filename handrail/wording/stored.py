"""Words for the codes that a stored text may hold: what was found in a store names states as it found them.
Refuses nothing: a text without such codes stays as it is."""

import re

from handrail.stock.states import AssetState
from handrail.wording import say


def in_words(text: str) -> str:
    """A stored text whose states are codes, with the states in words."""
    for state in AssetState:
        text = re.sub(rf"\b{state.value}\b", say(state).lower(), text)
    return text

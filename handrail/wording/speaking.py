"""How somebody is spoken with, in words: what they need, their language, and what else helps.
Refuses to leave out another language because no interpreter was asked for: who rings should know before."""

from collections.abc import Iterable

from handrail.people.states import CommunicationNeed
from handrail.wording import say
from handrail.wording.languages import interpreter_needed, language_name


def how_to_speak(needs: Iterable[str], language: str, *, interpreter: bool, note: str = "") -> tuple[str, ...]:
    """How to speak with a person, each need by itself."""
    if interpreter:
        spoken = interpreter_needed(language)
    else:
        spoken = "" if language in {"", "en"} else f"Language: {language_name(language)}"
    return tuple(part for part in (*(say(CommunicationNeed(need)) for need in needs), spoken, note) if part)

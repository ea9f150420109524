"""How somebody is spoken with, in words: what they need, their language, and what else helps; after a death, with whom.
Refuses to leave out another language because no interpreter was asked for: who rings should know before. Refuses to
choose where joined records say different things: each is said, with its record."""

from collections.abc import Callable, Iterable
from datetime import date

from handrail.people.rules.speaking import Speaking
from handrail.people.states import CommunicationNeed
from handrail.wording import say
from handrail.wording.languages import interpreter_needed, language_name
from handrail.wording.shown import day


def died_in_words(died_on: date | None, name: str = "") -> str:
    """What whoever rings or knocks must know first; empty for the living. `name`: where it does not stand beside it."""
    died = f"{name} died on" if name else "Died on"
    return f"{died} {day(died_on)}. Speak with the family." if died_on else ""


def speaking_with(died_on: date | None, records: Iterable[Speaking]) -> tuple[str, ...]:
    """How to speak with the person of these records; nothing of the dead: the family is spoken with."""
    return () if died_on else how_to_speak(records)


def how_to_speak(records: Iterable[Speaking]) -> tuple[str, ...]:
    """How to speak with the person of these records, each need by itself."""
    known = tuple(records)
    needs = dict.fromkeys(need for one in known for need in one.needs)
    interpreted = {one.language for one in known if one.interpreter_needed}
    return (
        *(say(CommunicationNeed(need)) for need in needs),
        *_each(known, lambda one: _spoken(one, interpreted)),
        *_each(known, lambda one: one.note),
    )


def _spoken(one: Speaking, interpreted: set[str]) -> str:
    if one.interpreter_needed:
        return interpreter_needed(one.language)
    return "" if one.language in {"", "en", *interpreted} else f"Language: {language_name(one.language)}"


def _each(known: Iterable[Speaking], says: Callable[[Speaking], str]) -> tuple[str, ...]:
    said = {says(one): one.number for one in reversed(tuple(known)) if says(one)}
    if len(said) < 2:
        return tuple(said)
    return tuple(f"{text} (record {number})" for text, number in reversed(said.items()))

"""Languages are named in English, whatever code a record holds."""

import pytest

from handrail.simulation.community import LANGUAGES as SPOKEN_IN_NORTHDOWN
from handrail.wording.languages import LANGUAGES, interpreter_needed, language_name


@pytest.mark.parametrize(("code", "name"), [("ur", "Urdu"), ("bfi", "British Sign Language"), ("tlh", "tlh")])
def test_a_code_is_named_or_shown_as_it_is(code: str, name: str) -> None:
    assert language_name(code) == name
    assert interpreter_needed(code) == f"Interpreter needed ({name})"


def test_an_interpreter_may_be_needed_for_a_language_nobody_noted() -> None:
    assert interpreter_needed("") == "Interpreter needed"


def test_each_language_of_the_demo_has_a_name() -> None:
    assert set(SPOKEN_IN_NORTHDOWN) <= {code for code, _ in LANGUAGES}

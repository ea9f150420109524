"""How somebody is spoken with: every need is named, and another language also where nobody asked for an interpreter."""

from handrail.wording.speaking import how_to_speak


def test_another_language_is_named_without_an_interpreter() -> None:
    assert how_to_speak(["EASY_READ"], "pl", interpreter=False, note="Slowly") == (
        "Easy read",
        "Language: Polish",
        "Slowly",
    )
    assert how_to_speak([], "pl", interpreter=True) == ("Interpreter needed (Polish)",)


def test_english_needs_no_word() -> None:
    assert how_to_speak([], "en", interpreter=False) == how_to_speak([], "", interpreter=False) == ()

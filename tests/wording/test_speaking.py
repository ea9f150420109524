"""How somebody is spoken with: every need is named, and another language also where nobody asked for an interpreter.
Of joined records nothing is left out, and what they say differently is said with its record."""

from handrail.people.rules.speaking import Speaking
from handrail.wording.speaking import how_to_speak


def says(number: int = 7, *needs: str, language: str = "en", interpreter: bool = False, note: str = "") -> Speaking:
    return Speaking(number, needs, language, interpreter, note)


def test_another_language_is_named_without_an_interpreter() -> None:
    assert how_to_speak([says(7, "EASY_READ", language="pl", note="Slowly")]) == (
        "Easy read",
        "Language: Polish",
        "Slowly",
    )
    assert how_to_speak([says(language="pl", interpreter=True)]) == ("Interpreter needed (Polish)",)


def test_english_needs_no_word() -> None:
    assert how_to_speak([says()]) == how_to_speak([says(language="")]) == how_to_speak([]) == ()


def test_needs_of_joined_records_are_all_said_each_once() -> None:
    front = says(36, "LARGE_PRINT", "HEARING_AID", language="pl")
    other = says(35, "HEARING_AID", "LIP_READING", language="pl", interpreter=True, note="Face her")
    assert how_to_speak([front, other]) == (
        "Large print",
        "Uses a hearing aid",
        "Reads lips: face them and speak clearly",
        "Interpreter needed (Polish)",
        "Face her",
    )


def test_what_joined_records_say_differently_is_said_with_its_record() -> None:
    front = says(36, language="pl", note="Loves a chat")
    other = says(35, language="bfi", interpreter=True, note="Face her")
    assert how_to_speak([front, other]) == (
        "Language: Polish (record 36)",
        "Interpreter needed (British Sign Language) (record 35)",
        "Loves a chat (record 36)",
        "Face her (record 35)",
    )

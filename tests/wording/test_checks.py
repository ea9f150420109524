"""Checks in words: of which items they speak, and what about an answer asks for a second look."""

import pytest

from handrail.catalogue.rules.facts import CheckCode
from handrail.catalogue.states import Severity
from handrail.wording.checks import check_detail, check_title


def test_two_checks_in_the_same_words_name_their_items() -> None:
    numbers = {"person_kg": "172", "limit_kg": 160}
    titles = {check_title(CheckCode.TOO_HEAVY, [name], numbers) for name in ("Commode", "Toilet frame")}
    assert titles == {
        "Commode: The person weighs 172 kg. The item carries up to 160 kg",
        "Toilet frame: The person weighs 172 kg. The item carries up to 160 kg",
    }
    assert check_title(CheckCode.NOT_TOGETHER, ["Bed", "Rails"], {}).startswith("Bed and Rails: ")


@pytest.mark.parametrize(
    ("severity", "numbers", "words"),
    [
        (
            Severity.NEEDS_REASON,
            {"question": "Weight?", "answer": "172", "operator": ">", "limit": "160", "unit": "kg"},
            "“Weight?” was answered “172 kg”. Answers above 160 kg need a look. With this answer a reason is asked",
        ),
        (
            Severity.BLOCK,
            {"question": "Is there a socket near?", "answer": "no"},
            "“Is there a socket near?” was answered “no”. With this answer it cannot be ordered.",
        ),
    ],
)
def test_an_answer_that_needs_a_look_says_which_and_why(
    severity: Severity, numbers: dict[str, str], words: str
) -> None:
    assert check_detail(severity, "", numbers).startswith(words)

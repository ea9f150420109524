"""What has the form of an e-mail address: as Django's own check says, without Django."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from handrail.core.emails import is_email


def known_to_django(text: str) -> bool:
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "ada.okafor+van@mail.northdown.example",
        "o'neil_1@x-y.co.uk",
        "siân@example.org",
        "ada@exämple.org",
        "ring her son",
        "ada@example",
        "ada@example..org",
        "ada@@example.org",
        ".ada@example.org",
        "ada.@example.org",
        "ada@-example.org",
        "ada@example-.org",
        "ada@example.o",
        "ada@example.123",
        "ada @example.org",
        "ada@example.org\n",
        "<ada@example.org>",
        "",
    ],
)
def test_it_says_what_django_says(text: str) -> None:
    assert is_email(text) is known_to_django(text)


def test_no_longer_than_its_column() -> None:
    assert not is_email(f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.org")

"""The email to a new user."""

from datetime import date

from handrail.wording.users import Welcome, welcome_words


def test_who_made_the_account_does_not_ask_for_a_password_either() -> None:
    to = Welcome(
        "Ola Berg", "ola@example.org", "Northdown County Council", "Ann Reed", "https://example.org/in", 7,
        "https://example.org", "Handrail", (), date(2026, 3, 2), False,
    )  # fmt: skip
    _, said = welcome_words(to)
    assert "Nobody will ask you for your password, not even Ann Reed." in said

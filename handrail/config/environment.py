"""Owns reading values from the environment, each with one clear sentence when it is wrong.

Refuses to guess: a value that is there but unreadable stops the start.
"""

import os
from pathlib import Path


class SettingError(Exception):
    """A setting is missing or wrong. The message is one sentence for the person who starts Handrail."""


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or of the file that NAME_FILE names (for secrets kept in files), else the default."""
    from_file = os.environ.get(f"{name}_FILE", "")
    if from_file:
        try:
            return Path(from_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE names {from_file}, which cannot be read: {error.strerror}.") from error
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise SettingError(f"{name} is not set, and Handrail cannot start without it.")
    return default


def flag(name: str, *, default: bool) -> bool:
    """The value of NAME as yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"yes", "true", "1", "on"}:
        return True
    if value in {"no", "false", "0", "off"}:
        return False
    raise SettingError(f"{name} is {value!r}, but must be yes or no.")


def whole_number(name: str, *, default: int, least: int, most: int) -> int:
    """The value of NAME as a whole number from `least` to `most`, both allowed."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}, but must be a whole number.") from error
    if not least <= number <= most:
        raise SettingError(f"{name} is {number}, but must be from {least} to {most}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    """The value of NAME as a list, split at commas; empty entries are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]

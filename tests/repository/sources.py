"""Owns reading the repository's own files for the tests of the repository.

Refuses to run git: a downloaded archive is tested too.
"""

import ast
from functools import cache
from pathlib import Path

from handrail.config.home import CHECKOUT

_MADE = {".git", ".venv", ".uv", ".handrail", "__pycache__", "node_modules", "build", "dist"}


def files(*suffixes: str, under: str = ".") -> list[Path]:
    """The checkout's files of these endings, without what setup and running make."""
    found = (place for place in (CHECKOUT / under).rglob("*") if place.is_file() and place.suffix in suffixes)
    return sorted(place for place in found if not _MADE.intersection(place.relative_to(CHECKOUT).parts))


@cache
def modules(under: str = "handrail") -> tuple[tuple[str, ast.Module, str], ...]:
    """Each Python file: its path in the checkout, its syntax tree, its text."""
    texts = [(place, place.read_text(encoding="utf-8")) for place in files(".py", under=under)]
    return tuple((str(place.relative_to(CHECKOUT)), ast.parse(text), text) for place, text in texts)


def read(name: str) -> str:
    """A text file of the checkout."""
    return (CHECKOUT / name).read_text(encoding="utf-8")

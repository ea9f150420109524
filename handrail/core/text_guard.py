"""Cleans text that people type, paste or import, before anything looks at it.
Refuses text that is too long; removes what nobody can see, and what PostgreSQL or a page could not hold."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

# Zero-width space, word joiner, byte-order mark, soft hyphen, and the marks that turn the direction of the text round:
# unseen, they make two equal names differ or a page lie. The joiners U+200C and U+200D stay: some scripts need them.
_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Control characters (without tab and line feed) and halves of surrogate pairs, which UTF-8 cannot hold.
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_ENDS: Final = re.compile("\r\n?|\x85|\u2028|\u2029|\x0b|\x0c")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


class TextProblem(StrEnum):
    """What is wrong with a text."""

    EMPTY = "TEXT_EMPTY"
    TOO_LONG = "TEXT_TOO_LONG"


def clean_line(text: str) -> str:
    """One line: composed (NFC), nothing unseen, each run of white space one space, none at the ends."""
    return text.strip(" ") if _is_plain(text) else " ".join(clean_lines(text).split())


def clean_lines(text: str) -> str:
    """Several lines: like `clean_line`, but line breaks stay, at most two in a row."""
    if _is_plain(text):
        return text.strip(" ")
    text = _LINE_ENDS.sub("\n", _UNSEEN.sub("", text))
    text = unicodedata.normalize("NFC", _UNSTORABLE.sub(" ", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _is_plain(text: str) -> bool:
    """Most texts are: no cleaning would change them but at their ends, and an order brings dozens."""
    return text.isascii() and text.isprintable() and "  " not in text


def take_line(text: str, *, at_most: int) -> str | TextProblem:
    """A required line of at most so many characters once cleaned."""
    return _within(clean_line(text), at_most)


def take_lines(text: str, *, at_most: int) -> str | TextProblem:
    """Required text of at most so many characters once cleaned, line breaks included."""
    return _within(clean_lines(text), at_most)


def _within(text: str, at_most: int) -> str | TextProblem:
    if not text:
        return TextProblem.EMPTY
    return TextProblem.TOO_LONG if len(text) > at_most else text

"""What a draft holds: the basket and every other field just as typed, so that nothing is lost.
Refuses fields that the page does not have, and texts longer than a page takes."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

LINE_FIELD = re.compile(r"line-([0-9]{1,3})-([a-z_]+(?:-(?:day|month|year))?)")
# Of a name too: the reason for a check is named by all that the check is about.
LONGEST = 2000
MOST_LINES = 80
_KEPT_UNASKED = ("answer-", "reason-")
_NOT_KEPT = frozenset(
    {
        "csrfmiddlewaretoken",
        "idempotency_key",
        "seen_version",
        "do",
        "words",
        "category",
        "in_stock",
        "team",
        "found_page",
        "near",
        "draft_id",
    }
)


@dataclass(frozen=True, slots=True)
class DraftContent:
    """`lines` hold the fields of each line by their short name; `typed` all other fields by name."""

    lines: tuple[Mapping[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """As it lies in the draft's row."""
        return {"lines": [dict(line) for line in self.lines], "typed": dict(self.typed)}

    def data(self) -> dict[str, str]:
        """As a page would send it."""
        flat = {f"line-{at}-{name}": value for at, line in enumerate(self.lines) for name, value in line.items()}
        return {**flat, **self.typed}

    def with_line(self, **line: str) -> "DraftContent":
        """With one more line."""
        return replace(self, lines=(*self.lines, line)) if len(self.lines) < MOST_LINES else self

    def without_line(self, at: int) -> "DraftContent":
        """Without the line at this place."""
        return replace(self, lines=(*self.lines[:at], *self.lines[at + 1 :]))

    def keeping(self, before: "DraftContent", *, but: Collection[str] = ()) -> "DraftContent":
        """With the answers and reasons from before that the page did not ask for, `but` for some: where what asks for
        them comes back, nothing is to be written again."""
        asked = {name: value for name, value in before.typed.items() if name.startswith(_KEPT_UNASKED)}
        kept = {name: value for name, value in asked.items() if name not in but}
        return replace(self, typed={**kept, **self.typed})

    def prefixed(self, prefix: str) -> dict[str, str]:
        """What was typed into the fields of this prefix, without it."""
        return {name.removeprefix(prefix): value for name, value in self.typed.items() if name.startswith(prefix)}


def from_stored(stored: Mapping[str, Any]) -> DraftContent:
    """The content of a draft's row."""
    return DraftContent(tuple(stored.get("lines", ())), dict(stored.get("typed", {})))


def from_post(posted: QueryDict) -> DraftContent:
    """The content of a page that was sent."""
    lines: dict[int, dict[str, str]] = {}
    typed: dict[str, str] = {}
    for sent in posted:
        # A draft is kept as it was typed, but for what its column cannot hold.
        name, value = (text.replace("\x00", "") for text in (sent, str(posted.get(sent, ""))[:LONGEST]))
        if match := LINE_FIELD.fullmatch(name):
            lines.setdefault(int(match[1]), {})[match[2]] = value
        elif name not in _NOT_KEPT and len(name) <= LONGEST:
            typed[name] = value
    return DraftContent(tuple(lines[at] for at in sorted(lines)[:MOST_LINES]), typed)

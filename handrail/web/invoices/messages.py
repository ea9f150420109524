"""What was written about an invoice or a line of it, as a time line.
Refuses queries; the pages read what it shows."""

from collections.abc import Sequence

from django.urls import reverse

from handrail.invoices.codes import LineAnswer
from handrail.invoices.queries.lines import MessageRow
from handrail.web.shared.shapes import Link, TimelineEntry
from handrail.wording import say
from handrail.wording.shown import plural


def message_entries(found: Sequence[MessageRow], *, names_lines: bool) -> tuple[TimelineEntry, ...]:
    """The latest last, each with what was decided by it. `names_lines`: and of which lines it is."""
    return tuple(_entry(one, names_lines=names_lines) for one in found)


def _entry(one: MessageRow, *, names_lines: bool) -> TimelineEntry:
    title = "Message" if one.answer is LineAnswer.OPEN else say(one.answer)
    detail = one.text.splitlines()
    if not names_lines or one.line_id is None:
        return TimelineEntry(title, one.at, one.by, detail)
    first = Link(f"Line {one.line}", reverse("invoices:line", args=[one.line_id]))
    of = f"line {one.line}" if one.lines == 1 else plural(one.lines, "line")
    return TimelineEntry(f"{title}: {of}", one.at, one.by, detail, link=first)

"""What was written about an invoice or a line of it, as a time line.
Refuses queries; the pages read what it shows."""

from collections.abc import Sequence

from handrail.invoices.codes import LineAnswer
from handrail.invoices.queries.lines import MessageRow
from handrail.web.shared.shapes import TimelineEntry
from handrail.wording import say


def message_entries(found: Sequence[MessageRow]) -> tuple[TimelineEntry, ...]:
    """The latest last, each with what was decided by it."""
    return tuple(
        TimelineEntry(
            "Message" if one.answer is LineAnswer.OPEN else say(one.answer), one.at, one.by, one.text.splitlines()
        )
        for one in found
    )

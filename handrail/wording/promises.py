"""Words for how the promise of an open line stands.
Refuses to call a promise safe while nothing is in stock for it."""

from datetime import datetime

from handrail.orders.rules.promise import WITHOUT_STOCK
from handrail.orders.states import LineState
from handrail.wording.shown import due


def promise_words(state: LineState, due_at: datetime, now: datetime) -> str:
    """When it is due or how late it is; of what waits for stock, that the promise is at risk already."""
    risk = ", at risk: none in stock" if state in WITHOUT_STOCK and due_at >= now else ""
    return f"{due(due_at, now)}{risk}"

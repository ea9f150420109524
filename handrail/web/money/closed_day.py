"""The form of a payment whose day somebody types: of a closed month it is posted only once they tick where it counts.
Refuses nothing itself: the use cases decide by what `counts_in` says."""

from datetime import date
from typing import Any, ClassVar

from handrail.identity.calls import reading
from handrail.ledger.queries.closed import books
from handrail.ledger.rules.closing import Books
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.request import PageRequest
from handrail.wording.shown import month_and_year, short_day


class ClosedDayForm(HandrailForm):
    """Asks where it counts once the day that was typed lies in a closed month."""

    counts_later = fields.TickField("Count it in the first open month", required=False)

    day_field: ClassVar[str]
    books: Books
    opens: date | None = None

    def clean(self) -> dict[str, Any]:
        """Says at the tick box in which month the day that was typed would count."""
        cleaned = super().clean()
        day: date | None = cleaned.get(self.day_field)
        self.opens = self.books.counts_in(day) if day else None
        if day and self.opens:
            stays = f"the day it was paid stays {short_day(day)}"
            self["counts_later"].label = f"Count it in {month_and_year(self.opens)}; {stays}"
        return cleaned

    def visible_fields(self) -> list[Any]:
        """The tick box is shown only where there is something to tick."""
        return [field for field in super().visible_fields() if self.opens or field.name != "counts_later"]

    @property
    def counts_in(self) -> date | None:
        """The open month that was ticked."""
        return self.opens if self.cleaned_data["counts_later"] else None

    @property
    def where_it_counts(self) -> str:
        """That it was put into another month than that of its day; empty where it was not."""
        if self.opens is None:
            return ""
        closed = month_and_year(self.cleaned_data[self.day_field])
        return f" {closed} is closed, so it counts in {month_and_year(self.opens)}."


def books_read(request: PageRequest) -> Books:
    """How far the months are closed."""
    with reading(request.scope):
        return books(request.scope)


def closed_so_far(held: Books) -> tuple[str, ...]:
    """Said before anything is typed."""
    return (f"The books are closed up to {month_and_year(held.last_closed)}.",) if held.last_closed else ()

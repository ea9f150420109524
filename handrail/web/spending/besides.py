"""What was spent for no order line: said beside what lines came to, so that both together are what the ledger holds.
Refuses to share it out over lines: nobody ordered it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from handrail.core.moment import month_after
from handrail.core.money import shown_pounds
from handrail.identity.roles import Permission
from handrail.spending.queries import Cell
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Link
from handrail.web.spending.questions import Question
from handrail.wording.shown import month_and_year

QUARTER = 3


@dataclass(frozen=True, slots=True)
class Besides:
    """A sentence, and links to the entries behind it."""

    text: str
    links: Sequence[Link]


def besides_of(request: PageRequest, question: Question, found: Cell | None, total: int) -> Besides | None:
    """Nothing where there is nothing of the kind, or where it is not known to belong to what is asked."""
    if found is None or not (pence := question.pence(found)):
        return None
    links = tuple(_entries(question)) if request.scope.may(Permission.SEE_STATEMENT) else ()
    return Besides(
        f"Beside it stands {shown_pounds(pence)} that no order line bears, such as a monthly fee, or credits of loans "
        f"brought in. Both together are {shown_pounds(total + pence)}." + (" See the entries:" if links else ""),
        links,
    )


def _entries(question: Question) -> Iterator[Link]:
    """The lists of entries know years from April, and months; of all years there is none."""
    first, after = question.period.first, question.period.after
    address = reverse("invoices:entries")
    if after == month_after(first, 12):
        yield Link(question.period.label, f"{address}?{urlencode({'period': f'{first:%Y}', 'lines': 'none'})}")
    elif after <= month_after(first, QUARTER):
        for month in (one for number in range(QUARTER) if (one := month_after(first, number)) < after):
            asks = {"period": f"{month:%Y-%m}", "lines": "none"}
            yield Link(month_and_year(month), f"{address}?{urlencode(asks)}")

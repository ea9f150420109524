"""The report of a pool as PDF, for papers of a meeting: what the page shows, in its order.
Refuses numbers of its own: it takes the page's."""

from collections.abc import Sequence

from django.http import HttpResponse

from handrail.core.clock import now
from handrail.core.pdf_writing import PdfTable, as_pdf
from handrail.web.shared.shapes import Fact, Table
from handrail.wording.shown import day_and_time


def report_as_pdf(
    name: str, title: str, *, stands: Sequence[str], facts: Sequence[Fact], tables: Sequence[Table], risk: Sequence[str]
) -> HttpResponse:
    """The file, to be kept under `name`."""
    of_pool = (f"{fact.key}: {fact.value}" + (f" ({fact.note})" if fact.note else "") for fact in facts)
    made = f"Made by Handrail on {day_and_time(now())} from the entries of its ledger."
    content = as_pdf(title, (*stands, *of_pool, *risk, made), [_part(table) for table in tables])
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _part(table: Table) -> PdfTable:
    """A table of the page; one without rows says why it is empty."""
    if not table.rows:
        return PdfTable(table.caption, (table.empty.title,), (), numeric=1)
    heads = [column.label for column in table.columns]
    return PdfTable(table.caption, heads, [[cell.text for cell in row.cells] for row in table.rows], numeric=1)

"""Sets a short document as PDF: a title, lines under it, and tables with their own headings.
Refuses markup in what it is given: all of it is text."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class PdfTable:
    """One table. `numeric`: the columns from this one on are set to the right. A last row that is a sum is `bold`."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: int
    bold: bool = False


def as_pdf(title: str, lines: Sequence[str], tables: Sequence[PdfTable]) -> bytes:
    """The file: A4, numbered pages, the same bytes for the same content."""
    # Read in with the first file: most web processes never make one, and each would hold 11 MB for it.
    made: bytes = import_module("handrail.core.pdf_setting").set_pdf(title, lines, tables)
    return made

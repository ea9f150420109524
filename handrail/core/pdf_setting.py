"""Sets the pages of a short PDF, with its fonts; `pdf_writing` reads this in with the first.
Refuses markup in what it is given: all of it is text."""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from handrail.core.pdf_writing import PdfTable

# Its own fonts travel in the file, so that every reader shows the same signs.
pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
pdfmetrics.registerFont(TTFont("VeraBd", "VeraBd.ttf"))
_TEXT = ParagraphStyle("text", fontName="Vera", fontSize=9, leading=12)
_TITLE = ParagraphStyle("title", _TEXT, fontName="VeraBd", fontSize=16, leading=20, spaceAfter=4)
_HEAD = ParagraphStyle("head", _TEXT, fontName="VeraBd", fontSize=11, leading=14, spaceBefore=10, spaceAfter=3)
_CELL = ParagraphStyle("cell", _TEXT, fontSize=8, leading=10)
_TOP = ParagraphStyle("top", _CELL, fontName="VeraBd")
_TOP_RIGHT = ParagraphStyle("top_right", _TOP, alignment=TA_RIGHT)
_LOOK = [
    ("FONT", (0, 0), (-1, -1), "Vera", 8),
    ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


def set_pdf(title: str, lines: Sequence[str], tables: Sequence[PdfTable]) -> bytes:
    """The file: A4, numbered pages, the same bytes for the same content."""
    content = BytesIO()
    document = SimpleDocTemplate(
        content, pagesize=A4, title=title, lang="en-GB", invariant=True,
        leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=18 * mm,
    )  # fmt: skip
    parts: list[Flowable] = [Paragraph(escape(title), _TITLE), *(Paragraph(escape(line), _TEXT) for line in lines)]
    for table in tables:
        parts += [Paragraph(escape(table.title), _HEAD), _table(table, document.width), Spacer(0, 2 * mm)]
    document.build(parts, onFirstPage=_number, onLaterPages=_number)
    return content.getvalue()


def _table(table: PdfTable, width: float) -> Table:
    """The first column takes what the others leave. Words wrap in their column; numbers are short."""
    narrow = width / (len(table.heads) + 2)
    heads = [Paragraph(escape(head), _TOP if at < table.numeric else _TOP_RIGHT) for at, head in enumerate(table.heads)]
    words = max(1, table.numeric)
    cells = [[*(Paragraph(escape(cell), _CELL) for cell in row[:words]), *row[words:]] for row in table.rows]
    style = [*_LOOK, ("ALIGN", (table.numeric, 0), (-1, -1), "RIGHT")]
    if table.bold:
        style.append(("FONT", (1, -1), (-1, -1), "VeraBd", 8))
    made = Table([heads, *cells], colWidths=[3 * narrow, *[narrow] * (len(table.heads) - 1)], repeatRows=1)
    made.setStyle(TableStyle(style))
    return made


def _number(canvas: object, document: SimpleDocTemplate) -> None:
    canvas.setFont("Vera", 8)  # type: ignore[attr-defined]  # reportlab publishes no types
    canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, f"Page {document.page}")  # type: ignore[attr-defined]  # the same

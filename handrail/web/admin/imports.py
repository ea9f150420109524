"""Imports: the list of files, receiving one, saying how its columns are read, and starting it.
Refuses to read a whole file in the request: a job does, and the page shows how far it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.urls import reverse

from handrail.core.csv_reading import CsvFile, CsvLimits, CsvRow, read_csv
from handrail.core.refusal import Refused
from handrail.core.typed_dates import read_date
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.intake.queries import (
    FileRow,
    count_files,
    first_bytes,
    import_file_row,
    import_files,
    remembered_mapping,
)
from handrail.intake.rules.columns import COLUMNS
from handrail.intake.rules.faults import Fault
from handrail.intake.rules.reading import guess_mapping
from handrail.intake.states import STARTABLE, UNDER_WAY, FileKind, FileState
from handrail.usecases.keep_imports import ImportStart, NewFile, drop_import, receive_file, start_import
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb
from handrail.web.shared import fields
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import listing_of
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import Cell, Column, Crumb, Empty, Fact, Link, Row, Table
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say, tag_of
from handrail.wording.import_faults import how_to_mend, what_is_wrong
from handrail.wording.shown import day, plural, short_day_and_time

# Django's class takes no argument when the program runs; a type statement is read late.
type Upload = UploadedFile[bytes]

MOST_MEGABYTES = 100
SPLIT = "Cut it into several files, each with the line of column names at its top"
PART_BYTES = 1 << 20
PREVIEW_ROWS, STRANGE_ROWS, LOOKED_AT = 5, 5, 2_000
LIMITS = CsvLimits(file_bytes=MOST_MEGABYTES << 20, rows=2_000_000)


@page(Permission.IMPORT, methods=("GET",))
def imports(request: PageRequest) -> HttpResponseBase:
    """Files, the latest first."""
    listing = listing_of(request, sorts=("at",), default="-at", size=25)
    with reading(request.scope):
        found = import_files(request.scope, limit=listing.size, offset=listing.offset)
        total = count_files(request.scope)
    table = Table(
        "Files",
        (Column("File"), Column("State"), Column("Rows"), Column("To mend", numeric=True), Column("Received")),
        tuple(_row(row) for row in found),
        Empty("No file has been brought in yet", "Bring products in first, then people, items and open loans."),
        pager=listing.pager(shown=len(found), total=total),
    )
    intro = ("Bring products in first, then people, items in stores and open loans. What comes twice is added once.",)
    buttons = (Link("Bring a file in", reverse("admin:import_new")),)
    return render(request, "admin/list.html", ListPage("Imports", table, intro=intro, buttons=buttons))


def _row(row: FileRow) -> Row:
    counts = ""
    if row.rows_read and row.state not in UNDER_WAY:
        loans = f", {row.rows_for_loans:,} for open loans" if row.rows_for_loans else ""
        mended = f", {row.mended:,} mended" if row.mended else ""
        counts = f"{row.rows_added:,} new, {row.rows_known:,} known{loans}, {row.still_wrong:,} wrong{mended}"
    return Row(
        (
            Cell(row.name, reverse("admin:import_file", args=[row.id]), note=say(row.kind)),
            Cell(tag=tag_of(row.state), note="Dry run" if row.dry_run and row.state is not FileState.DONE else ""),
            Cell(counts),
            Cell(
                f"{row.parked:,}" if row.parked else "",
                reverse("admin:import_parked", args=[row.id]) if row.parked else "",
            ),
            Cell(short_day_and_time(row.received_at), note=row.received_by),
        )
    )


class FileForm(HandrailForm):
    """A file of another system."""

    kind = fields.RadiosField("What is in the file?", tuple((kind.value, say(kind)) for kind in FileKind))
    file = fields.FileField(
        "CSV file", endings=(".csv", ".txt"), most_megabytes=MOST_MEGABYTES,
        hint="Commas, semicolons or tabs; the first line holds the names of the columns",
    )  # fmt: skip


@page(Permission.IMPORT, most_megabytes=MOST_MEGABYTES)
def import_new(request: PageRequest) -> HttpResponseBase:
    """Receive a file. One that cannot be read at all is refused here."""
    posted = request.method == "POST"
    form = FileForm(request.POST if posted else None, request.FILES if posted else None)
    if sent := request.refused_megabytes:
        form.refuse_unread("file", f"The file is {sent:,} MB. The most is {MOST_MEGABYTES} MB. {SPLIT}")
    elif posted and form.is_valid():
        upload, kind = form.cleaned_data["file"], FileKind(form.cleaned_data["kind"])
        csv = read_csv(cast("BinaryIO", upload.file), LIMITS)
        if csv.problems:
            for problem in csv.problems:
                fault = Fault(problem.line or 0, problem.column or "", problem.value or "", problem.code.value)
                form.add_error("file", f"{what_is_wrong(fault)} {fault.column}".strip() + f". {how_to_mend(fault)}")
        else:
            try:
                file_id = receive_file(call_of(request), request=_new(form, upload, kind, csv), parts=_parts(upload))
            except Refused as refused:
                form.refuse(refused)
            else:
                return go(request, "admin:import_columns", file_id)
    templates = tuple(
        Fact(
            say(kind), Link("Template", reverse("admin:import_template", args=[kind.value]), f"for {say(kind).lower()}")
        )
        for kind in FileKind
    )
    shown = FormPage(
        "Bring a file in", form, "Go on", Link("Cancel", reverse("admin:imports")),
        (HOME, crumb("Imports", "admin:imports")), ("Nothing is brought in yet: next you say which column is what.",),
        facts=templates, files=True,
    )  # fmt: skip
    status = 413 if request.refused_megabytes else 200
    return render(request, "admin/form.html", shown, form=form, status=status)


def _new(form: FileForm, upload: Upload, kind: FileKind, csv: CsvFile) -> NewFile:
    digest, size = sha256(), 0
    for part in _parts(upload):
        digest.update(part)
        size += len(part)
    assumed = csv.assumed
    return NewFile(
        file_id=UUID(form.key), kind=kind, name=(upload.name or "file.csv")[:200], size_bytes=size,
        sha256=digest.hexdigest(), encoding=assumed.encoding if assumed else "",
        delimiter=assumed.delimiter if assumed else "", headers=csv.headers,
    )  # fmt: skip


def _parts(upload: Upload) -> Iterator[bytes]:
    upload.seek(0)
    yield from upload.chunks(PART_BYTES)


class ColumnsForm(HandrailForm):
    """Which header is which column; whether to try first; what to do with rows that are wrong."""

    dry_run = fields.RadiosField(
        "What should happen now?",
        (("yes", "Try it: report what would happen, keep nothing"), ("no", "Bring it in")), initial="yes",
    )  # fmt: skip
    park_bad = fields.RadiosField(
        "If rows are wrong?",
        (
            ("no", "Keep nothing of the file until all rows are right"),
            ("yes", "Bring the right rows in, and keep the wrong ones in a list to be mended"),
        ),
        initial="no",
    )

    file_id: UUID
    headers: tuple[str, ...] = ()

    def to_request(self) -> ImportStart:
        """What the form asks for."""
        given = self.cleaned_data
        mapping = {header: given[f"column_{n}"] for n, header in enumerate(self.headers) if given[f"column_{n}"]}
        return ImportStart(self.file_id, mapping, given["dry_run"] == "yes", given["park_bad"] == "yes")


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """The headers of a file with their first cells, and the form that says what each is."""

    title: str
    form: ColumnsForm
    crumbs: tuple[Crumb, ...]
    read_as: str
    dates_read: str
    preview: Table
    remembered: bool


@page(Permission.IMPORT)
def import_columns(request: PageRequest, file_id: UUID) -> HttpResponseBase:
    """Say how a file's columns are read, and start it."""
    with reading(request.scope):
        row = import_file_row(request.scope, file_id)
        known = remembered_mapping(request.scope, row.kind, row.headers)
        beginning = first_bytes(request.scope, file_id)
    if row.state not in STARTABLE:
        return go(request, "admin:import_file", file_id)
    form = _columns_form(request, row, row.mapping or known or guess_mapping(row.kind, row.headers))
    if request.method == "POST" and submit(request, form, start_import) is not None:
        return go(request, "admin:import_file", file_id)
    csv = read_csv(beginning, LIMITS)
    rows = list(islice(csv.rows, LOOKED_AT))
    crumbs = (HOME, crumb("Imports", "admin:imports"))
    shown = ColumnsPage(
        f"Columns of {row.name}",
        form,
        crumbs,
        _read_as(csv),
        _dates_read(rows),
        _preview(row, telling(rows)),
        known is not None,
    )
    return render(request, "admin/import_columns.html", shown, form=form)


def _columns_form(request: PageRequest, row: FileRow, mapping: dict[str, str]) -> ColumnsForm:
    initial = {f"column_{n}": mapping.get(header, "") for n, header in enumerate(row.headers)}
    form = ColumnsForm(request.POST if request.method == "POST" else None, initial=initial)
    form.file_id, form.headers = row.id, row.headers
    columns = COLUMNS[row.kind].columns
    choices = [(column.name, f"{column.label} (needed)" if column.needed else column.label) for column in columns]
    added = {
        f"column_{n}": fields.SelectField(header, choices, blank="Not read", required=False, says_optional=False)
        for n, header in enumerate(row.headers)
    }
    form.fields = {**added, **form.fields}
    return form


# A date that says by its form neither what its day is nor what its month is.
EITHER_WAY = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}")
MONTHS = 12
LETTERS = {
    "utf-8": "UTF-8, which most systems write",
    "utf-8-sig": "UTF-8, which most systems write",
    "utf-16": "UTF-16, which some spreadsheets write",
    "utf-16-le": "UTF-16, which some spreadsheets write",
    "utf-16-be": "UTF-16, which some spreadsheets write",
    "windows-1252": "older Windows programs write them",
    "iso-8859-1": "older systems of Western Europe write them",
}


def _read_as(csv: CsvFile) -> str:
    if csv.assumed is None:
        return ""
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    letters = LETTERS.get(csv.assumed.encoding.lower(), csv.assumed.encoding)
    guess = "" if csv.assumed.certain else ", which is a guess: check letters such as é and £ below"
    return f"Its letters were read as {letters}{guess}. The cells are separated by {names[csv.assumed.delimiter]}."


def telling(rows: Sequence[CsvRow]) -> list[CsvRow]:
    """The first rows, and the first further down that have letters such as é, where a wrong reading is seen."""
    strange = (row for row in rows[PREVIEW_ROWS:] if not all(cell.isascii() for cell in row.cells.values()))
    return [*rows[:PREVIEW_ROWS], *islice(strange, STRANGE_ROWS)]


def _dates_read(rows: Sequence[CsvRow]) -> str:
    """In which order day and month are read, with a date of the file that could be read the other way round."""
    for row in rows:
        for cell in row.cells.values():
            found = read_date(cell) if EITHER_WAY.fullmatch(cell.strip()) else None
            if isinstance(found, date) and found.day <= MONTHS and found.day != found.month:
                return f"Dates are read day first: {cell.strip()} (line {row.line}) is {day(found)}."
    return "Dates are read day first: 07/08/1941 is 7 August 1941."


def _caption(count: int) -> str:
    """What the preview holds."""
    return "First rows, and more with letters such as é" if count > PREVIEW_ROWS else f"First {plural(count, 'row')}"


def _preview(row: FileRow, found: list[CsvRow]) -> Table:
    columns = tuple(Column(header) for header in row.headers)
    rows = tuple(Row(tuple(Cell(line.cells.get(header, "")[:60]) for header in row.headers)) for line in found)
    return Table(
        _caption(len(found)),
        columns,
        rows,
        Empty("The file has no rows"),
        id="preview",
        is_wide=True,
    )


class DropForm(HandrailForm):
    """Leaving a file out needs nothing but the wish."""

    file_id: UUID

    def to_request(self) -> UUID:
        """Which file."""
        return self.file_id


@page(Permission.IMPORT)
def import_drop(request: PageRequest, file_id: UUID) -> HttpResponseBase:
    """Leave a file out for good."""
    with reading(request.scope):
        row = import_file_row(request.scope, file_id)
    form = DropForm(request.POST if request.method == "POST" else None)
    form.file_id = file_id
    if request.method == "POST" and submit(request, form, drop_import) is not None:
        return go(request, "admin:imports", flash=f"{row.name} was left out.")
    shown = FormPage(
        f"Leave {row.name} out?",
        form,
        "Leave it out",
        Link("No, keep it", reverse("admin:import_file", args=[file_id])),
        (HOME, crumb("Imports", "admin:imports")),
        ("Its content is removed. Nothing of it was brought in.",),
        kind="warning",
    )
    return render(request, "admin/form.html", shown, form=form)

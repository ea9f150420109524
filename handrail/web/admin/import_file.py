"""One imported file: how far it is, what became of it, and the rows that are wrong, to read, download and mend.
Refuses files of other contracts: they are not found."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse

from handrail.core.csv_writing import stream_csv as csv_pieces
from handrail.core.progress import progress_of
from handrail.core.refusal import Refused
from handrail.identity.calls import reading
from handrail.identity.roles import Permission
from handrail.intake.queries import FileRow, WrongRow, import_file_row, wrong_row, wrong_rows
from handrail.intake.rules.columns import COLUMNS
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.states import STARTABLE, UNDER_WAY, FileKind, FileState, RowEnd
from handrail.usecases.keep_imports import RowMend, RowMended, leave_row_out, mend_row
from handrail.web.admin.shapes import HOME, FormPage, ListPage, crumb
from handrail.web.shared import fields
from handrail.web.shared.export import stream_csv
from handrail.web.shared.forms import HandrailForm
from handrail.web.shared.listing import listing_of
from handrail.web.shared.live import live_part
from handrail.web.shared.request import PageRequest
from handrail.web.shared.shapes import (
    Cell,
    Column,
    Crumb,
    Empty,
    Fact,
    Link,
    Notice,
    Progress,
    Row,
    Table,
    Tag,
    Tone,
)
from handrail.web.shared.views import call_of, go, page, render, submit
from handrail.wording import say, tag_of
from handrail.wording.import_faults import how_to_mend, what_is_wrong
from handrail.wording.shown import short_day_and_time

SHOWN = 50
SETTLED = {
    RowEnd.MENDED: "is in already",
    RowEnd.FOR_LOANS: "is left for the file of open loans already",
    RowEnd.DROPPED: "was left out already",
}
# Nothing was read yet, or it is being read anew.
NOT_COUNTED = UNDER_WAY | {FileState.RECEIVED}


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file: how it went or how far it is, and what is wrong."""

    title: str
    tag: Tag
    href: str
    crumbs: tuple[Crumb, ...]
    facts: tuple[Fact, ...]
    notice: Notice | None
    progress: Progress | None
    buttons: tuple[Link, ...]
    faults: Table | None
    told: Table | None


@page(Permission.IMPORT, methods=("GET",))
def import_file(request: PageRequest, file_id: UUID) -> HttpResponseBase:
    """One file; all that is said of it renews itself while it is under way, so that no part is older than another."""
    with reading(request.scope):
        row = import_file_row(request.scope, file_id)
        wrong = wrong_rows(request.scope, file_id, limit=SHOWN)
        told = wrong_rows(request.scope, file_id, told_only=True, limit=SHOWN)
    if request.GET.get("format") == "csv":
        head = ("line", "column", "value", "what is wrong", "how to mend it")
        return stream_csv(
            request.scope, "import-report", head,
            lambda: (
                _csv(f)
                for told_only in (False, True)
                for w in wrong_rows(request.scope, file_id, told_only=told_only, limit=None)
                for f in w.faults
            ),
        )  # fmt: skip
    shown = _page(row, wrong, told)
    if request.headers.get("X-Handrail-Live"):
        return live_part(request, "admin/_import_file.html", shown)
    return render(request, "admin/import_file.html", shown)


def _csv(fault: Fault) -> tuple[str | int, ...]:
    return fault.line, fault.column, fault.value, what_is_wrong(fault), how_to_mend(fault)


def _page(row: FileRow, wrong: tuple[WrongRow, ...], told: tuple[WrongRow, ...]) -> FilePage:
    facts = (
        Fact("What it holds", say(row.kind)),
        Fact("Received", short_day_and_time(row.received_at), f"by {row.received_by}"),
        *(() if row.state in NOT_COUNTED else _counts(row)),
    )
    here = reverse("admin:import_file", args=[row.id])
    return FilePage(
        row.name, tag_of(row.state), here, (HOME, crumb("Imports", "admin:imports")), facts, _notice(row),
        _progress(row, here) if row.state in UNDER_WAY else None, _buttons(row),
        None if row.state in UNDER_WAY else _faults(wrong, row, here),
        None if row.state in UNDER_WAY else _told(told, row, here),
    )  # fmt: skip


def _counts(row: FileRow) -> tuple[Fact, ...]:
    """What became of the rows, as it is now: those that were mended or left out since are not wrong any more."""
    would_be = "" if row.state is FileState.DONE or not row.rows_added else "would be"
    return (
        Fact("Rows read", f"{row.rows_read:,}"),
        Fact("New", f"{row.rows_added:,}", would_be),
        Fact(
            "Known already",
            f"{row.rows_known:,}",
            f"{row.rows_told:,} not as our records have it" if row.rows_told else "",
        ),
        # Nobody has an item without a loan: such a row is left to the file that tells whose it is.
        *(
            (Fact("Left for the file of open loans", f"{row.rows_for_loans:,}", "on loan"),)
            if row.rows_for_loans
            else ()
        ),
        *((Fact("Mended since", f"{row.mended:,}", "in now"),) if row.mended else ()),
        *((Fact("Left for the file of open loans since", f"{row.for_loans:,}", "on loan"),) if row.for_loans else ()),
        *((Fact("Left out since", f"{row.left_out:,}"),) if row.left_out else ()),
        Fact("Wrong", f"{row.still_wrong:,}", f"{row.parked:,} wait to be mended" if row.parked else ""),
    )


def _notice(row: FileRow) -> Notice | None:
    match row.state:
        case FileState.CHECKED if row.rows_wrong:
            return Notice(
                "The try found rows that are wrong",
                ("Nothing was kept. Mend the file, or bring in the rest.",),
                Tone.WARN,
            )
        case FileState.CHECKED:
            return Notice("The try found nothing wrong", ("Nothing was kept yet. You can bring it in now.",), Tone.GOOD)
        case FileState.REFUSED:
            return Notice(
                "Nothing was brought in", ("Rows are wrong. Mend the file, or bring the right rows in.",), Tone.WARN
            )
        case FileState.FAILED:
            lines = (
                "Nothing was brought in. Try again; if it happens again, tell whoever runs the service.",
                row.state_reason,
            )
            return Notice("The import broke off", lines, Tone.STOP)
        case FileState.DONE if row.parked:
            return Notice("Some rows wait to be mended", ("All the others are in.",), Tone.WARN)
        case FileState.DONE:
            return Notice("The file is in", (), Tone.GOOD)
        case _:
            return None


def _progress(row: FileRow, here: str) -> Progress:
    done, total = progress_of(row.id) or (0, 1)
    message = "Waiting for its turn" if row.state is FileState.WAITING else ""
    return Progress(
        "Trying the file" if row.dry_run else "Bringing the file in",
        min(done, total),
        total,
        here,
        message,
        renews=False,
    )


def _buttons(row: FileRow) -> tuple[Link, ...]:
    links = []
    if row.parked:
        links.append(Link("Mend the rows", reverse("admin:import_parked", args=[row.id])))
    if row.state in STARTABLE and row.is_stored:
        links.append(Link("Go on", reverse("admin:import_columns", args=[row.id]), f"with {row.name}"))
        links.append(Link("Leave it out", reverse("admin:import_drop", args=[row.id]), row.name))
    return tuple(links)


def _faults(wrong: tuple[WrongRow, ...], row: FileRow, here: str) -> Table | None:
    if not wrong:
        return None
    some_settled = any(one.settled_how for one in wrong)
    rows = [
        Row((*cells, Cell(say(RowEnd(one.settled_how)) if one.settled_how else "")) if some_settled else cells)
        for one in wrong
        for cells in _fault_cells(one, row)
    ]
    first = "" if row.rows_wrong <= SHOWN else f" (the first {SHOWN} rows)"
    columns = [Column("Line"), Column("Column"), Column("Value"), Column("What is wrong")]
    if some_settled:
        columns.append(Column("Since"))
    return Table(f"What is wrong{first}", columns, rows, Empty("Nothing"), csv_href=f"{here}?format=csv")


def _told(told: tuple[WrongRow, ...], row: FileRow, here: str) -> Table | None:
    """Rows that nothing keeps out: their items are known, but not quite as the file has them."""
    if not told:
        return None
    first = "" if row.rows_told <= SHOWN else f" (the first {SHOWN} rows)"
    columns = (Column("Line"), Column("Column"), Column("Value"), Column("What our records have"))
    rows = [Row(cells) for one in told for cells in _fault_cells(one, row)]
    return Table(
        f"Known, but not as our records have it{first}", columns, rows, Empty("Nothing"), csv_href=f"{here}?format=csv"
    )


def _fault_cells(one: WrongRow, row: FileRow) -> list[tuple[Cell, ...]]:
    """A line of cells for each fault of a row; one line for a row that was mended, whose faults are gone."""
    if one.settled_how == RowEnd.MENDED or not one.faults:
        return [(Cell(str(one.line)), Cell(""), Cell(""), Cell("Nothing any more" if one.settled_how else ""))]
    return [
        (
            Cell(str(fault.line) if fault.line else "File"),
            Cell(_column_words(row, fault.column)),
            Cell(fault.value),
            Cell(what_is_wrong(fault), note=how_to_mend(fault)),
        )
        for fault in one.faults
    ]


def _column_words(row: FileRow, header: str) -> str:
    """What our pages call a column where the file has it under its bare name; else as the file has it."""
    return next((column.label for column in COLUMNS[row.kind].columns if column.name == header), header)


def _fault_words(row: FileRow, fault: Fault) -> str:
    column = _column_words(row, fault.column)
    return f"{column}: {what_is_wrong(fault)}" if column else what_is_wrong(fault)


@page(Permission.IMPORT, methods=("GET",))
def import_parked(request: PageRequest, file_id: UUID) -> HttpResponseBase:
    """The worklist: rows of a file that wait to be mended."""
    listing = listing_of(request, sorts=("line",), default="line", size=SHOWN)
    with reading(request.scope):
        row = import_file_row(request.scope, file_id)
        found = wrong_rows(request.scope, file_id, open_only=True, limit=listing.size, offset=listing.offset)
    table = Table(
        "Rows to mend",
        (Column("Line", numeric=True), Column("What it says"), Column("What is wrong")),
        tuple(
            Row(
                (
                    Cell(str(one.line), reverse("admin:import_row", args=[one.id]), hidden="of the file: mend it"),
                    Cell(" · ".join(one.cells[name] for name in row.headers if one.cells.get(name))[:120]),
                    Cell("; ".join(_fault_words(row, fault) for fault in one.faults)),
                )
            )
            for one in found
        ),
        Empty("No row waits", "All rows of this file are in, or were left out."),
        pager=listing.pager(shown=len(found), total=row.parked),
    )
    crumbs = (HOME, crumb("Imports", "admin:imports"), Crumb(row.name, reverse("admin:import_file", args=[file_id])))
    return render(request, "admin/list.html", ListPage(f"Rows to mend in {row.name}", table, crumbs))


class RowForm(HandrailForm):
    """The cells of a row, each with what is wrong beside it."""

    row_id: UUID
    headers: tuple[str, ...] = ()

    def to_request(self) -> RowMend:
        """The row as it should be."""
        cells = {header: self.cleaned_data[f"cell_{n}"] for n, header in enumerate(self.headers)}
        return RowMend(self.row_id, cells, bool(self.cleaned_data.get("keep_postcode")))


@page(Permission.IMPORT)
def import_row(request: PageRequest, row_id: UUID) -> HttpResponseBase:
    """Mend one row and try it again at once."""
    with reading(request.scope):
        wrong, file_id = wrong_row(request.scope, row_id)
        file = import_file_row(request.scope, file_id)
    if wrong.settled_how:
        return _settled(request, wrong, file_id)
    form = _row_form(request, wrong, file)
    if request.method == "POST" and form.is_valid():
        try:
            done = mend_row(call_of(request, form.key), request=form.to_request(), demo=settings.DEMO_MODE)
        except Refused as refused:
            form.refuse(refused)
        else:
            if done.end:
                return go(request, "admin:import_parked", file_id, flash=_mended(wrong, file, done))
            with reading(request.scope):
                wrong, _ = wrong_row(request.scope, row_id)
            form.renew_key()
            _show_faults(form, wrong, file)
    back = Link("Leave this row out", reverse("admin:import_row_drop", args=[row_id]))
    crumbs = (HOME, crumb("Imports", "admin:imports"), Crumb(file.name, reverse("admin:import_parked", args=[file_id])))
    faults = tuple(
        Fact(_column_words(file, f.column) or "The row", what_is_wrong(f), how_to_mend(f)) for f in wrong.faults
    )
    shown = FormPage(f"Line {wrong.line} of {file.name}", form, "Try it again", back, crumbs, facts=faults)
    return render(request, "admin/form.html", shown, form=form)


def _mended(wrong: WrongRow, file: FileRow, done: RowMended) -> str:
    """What became of the row, and what it says otherwise than the record that stands."""
    if done.end is RowEnd.FOR_LOANS:
        return f"Line {wrong.line} is left for the file of open loans: it says that the item is on loan."
    told = [f" {_fault_words(file, fault)} (the file: {fault.value})." for fault in done.told]
    return f"Line {wrong.line} is in.{''.join(told)}"


def _settled(request: PageRequest, wrong: WrongRow, file_id: UUID) -> HttpResponseBase:
    """To the rows that still wait: this one does not, whoever saw to it."""
    return go(request, "admin:import_parked", file_id, flash=f"Line {wrong.line} {SETTLED[RowEnd(wrong.settled_how)]}.")


def _row_form(request: PageRequest, wrong: WrongRow, file: FileRow) -> RowForm:
    initial = {f"cell_{n}": wrong.cells.get(header, "") for n, header in enumerate(file.headers)}
    form = RowForm(request.POST if request.method == "POST" else None, initial=initial)
    form.row_id, form.headers = wrong.id, file.headers
    for n, header in enumerate(file.headers):
        form.fields[f"cell_{n}"] = fields.TextField(
            _column_words(file, header), longest=1000, required=False, says_optional=False
        )
    _ask_about_postcode(form, wrong)
    return form


def _ask_about_postcode(form: RowForm, wrong: WrongRow) -> None:
    if any(fault.code == ImportReason.POSTCODE_NO_PLACE for fault in wrong.faults):
        form.fields["keep_postcode"] = fields.TickField("Keep this postcode, it is right", required=False)


def _show_faults(form: RowForm, wrong: WrongRow, file: FileRow) -> None:
    _ask_about_postcode(form, wrong)
    for fault in wrong.faults:
        at = file.headers.index(fault.column) if fault.column in file.headers else None
        form.add_error(None if at is None else f"cell_{at}", f"{what_is_wrong(fault)}. {how_to_mend(fault)}")


class LeaveForm(HandrailForm):
    """Leaving a row out needs nothing but the wish."""

    row_id: UUID

    def to_request(self) -> UUID:
        """Which row."""
        return self.row_id


@page(Permission.IMPORT)
def import_row_drop(request: PageRequest, row_id: UUID) -> HttpResponseBase:
    """Leave a row out for good."""
    with reading(request.scope):
        wrong, file_id = wrong_row(request.scope, row_id)
        file = import_file_row(request.scope, file_id)
    if wrong.settled_how:
        return _settled(request, wrong, file_id)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    form.row_id = row_id
    if request.method == "POST" and submit(request, form, leave_row_out) is not None:
        return go(request, "admin:import_parked", file_id, flash=f"Line {wrong.line} was left out.")
    back = Link("No, keep it", reverse("admin:import_row", args=[row_id]))
    crumbs = (HOME, crumb("Imports", "admin:imports"), Crumb(file.name, reverse("admin:import_parked", args=[file_id])))
    cells = tuple(Fact(_column_words(file, header), wrong.cells.get(header, "")) for header in file.headers)
    shown = FormPage(f"Leave line {wrong.line} out?", form, "Leave it out", back, crumbs, facts=cells, kind="warning")
    return render(request, "admin/form.html", shown, form=form)


@page(Permission.IMPORT, methods=("GET",))
def import_template(request: PageRequest, kind: str) -> HttpResponseBase:
    """An empty file of a kind, with the names of its columns."""
    if kind not in set(FileKind):
        raise Http404
    columns = COLUMNS[FileKind(kind)].columns
    response = HttpResponse(b"".join(csv_pieces([column.name for column in columns], [])), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.csv"'
    return response


__all__ = ["import_file", "import_parked", "import_row", "import_row_drop", "import_template"]

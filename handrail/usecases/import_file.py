"""Bring a file of another system in: people, products, items or open loans, all rows or none, or all but the bad ones.
Refuses to keep half a file: everything is one transaction, and what is killed in the middle leaves nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from handrail.core.csv_reading import CsvRow
from handrail.core.refusal import CallReason, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.intake import actions as intake_actions
from handrail.intake.models import ImportFile, ImportRow
from handrail.intake.queries import (
    came_as,
    file_for_update,
    gather_statistics,
    look_up_by_index,
    mended_before,
    stored_fault,
)
from handrail.intake.states import FileKind, FileState, RowEnd
from handrail.usecases._import_kinds import NotedRow, PieceWork

# Few enough to hold in memory, enough that the database is asked seldom.
ROWS_AT_A_TIME = 2_000
# Statistics are gathered anew each time that so many times more was brought in.
GROWN = 4
# A report lists so many wrong rows; it counts all of them.
MOST_REPORTED = 10_000

type Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file and how it is to be read. `file_id` names a file that was received before; None: it comes from the
    command line. `demo`: NHS numbers are of the test range."""

    kind: FileKind
    name: str
    size_bytes: int
    sha256: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    mapping: dict[str, str]
    demo: bool
    dry_run: bool = False
    park_bad: bool = False
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows. `for_loans`: left for the file of open loans. `bad`: those that are not in, the first
    MOST_REPORTED of them; `told`: known ones that contradict the record that stands, as many, of `contradicting`."""

    file_id: UUID | None
    read: int
    added: int
    known: int
    wrong: int
    bad: tuple[NotedRow, ...]
    for_loans: int = 0
    contradicting: int = 0
    told: tuple[NotedRow, ...] = ()


class NothingKept(Exception):
    """The whole transaction was undone: it was a dry run, or rows are wrong and were not to be parked."""

    def __init__(self, report: ImportReport, state: FileState) -> None:
        super().__init__(state.value)
        self.report, self.state = report, state


@use_case(Event.FILE_IMPORTED, needs=Permission.IMPORT, lays_down=True)
def import_file(change: Change, *, wanted: FileToImport, rows: Iterable[CsvRow], watch: Watch) -> ImportReport:
    """Bring the rows in. Raises NothingKept, after which the database is as it was before.

    To be called without a key: a repeated file adds nothing by itself, because each row knows what it was before."""
    file_id = _begin(change, wanted)
    look_up_by_index()
    work = PieceWork(change, wanted.kind, wanted.mapping, wanted.demo)
    gathered = 0
    for piece in batched(rows, ROWS_AT_A_TIME):
        work.take(piece)
        watch(work.read)
        if work.read >= GROWN * gathered:
            gather_statistics()
            gathered = work.read
    gather_statistics()
    work.finish()
    bad, report = _what_became(change, file_id, work)
    if wanted.dry_run:
        raise NothingKept(report, FileState.CHECKED)
    if bad and not wanted.park_bad:
        raise NothingKept(report, FileState.REFUSED)
    intake_actions.clear_rows(file_id)
    intake_actions.add_rows(_noted_rows(change, file_id, bad, parked=True))
    intake_actions.add_rows(_noted_rows(change, file_id, report.told, told_only=True))
    if bad:
        by, at = change.scope.user_id, change.at.recorded_at
        for earlier_id in intake_actions.replace_same_rows(file_id, kind=wanted.kind, by=by, at=at):
            change.touched("import", earlier_id)
    intake_actions.move_file(
        file_id, expected=[FileState.RUNNING], path=[FileState.DONE], **_counts(report),
    )  # fmt: skip
    intake_actions.drop_parts(file_id)
    change.touched("import", file_id)
    return report


def _what_became(change: Change, file_id: UUID, work: PieceWork) -> tuple[tuple[NotedRow, ...], ImportReport]:
    """All wrong rows, by line, and the report. A row that came in an earlier file and was mended since is not wrong
    again: what became of it then holds."""
    before = mended_before(change.scope, work.kind) if work.bad else {}
    mended = [how for row in work.bad if (how := before.get(came_as(row.cells)))]
    bad = tuple(row for row in sorted(work.bad, key=lambda row: row.line) if came_as(row.cells) not in before)
    for_loans = mended.count(RowEnd.FOR_LOANS)
    return bad, ImportReport(
        file_id, work.read, work.added, work.known + len(mended) - for_loans, len(bad), bad[:MOST_REPORTED],
        work.for_loans + for_loans, len(work.told), tuple(work.told[:MOST_REPORTED]),
    )  # fmt: skip


def _counts(report: ImportReport) -> dict[str, Any]:
    return {
        "rows_read": report.read, "rows_added": report.added, "rows_known": report.known, "rows_wrong": report.wrong,
        "rows_for_loans": report.for_loans, "rows_told": report.contradicting,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportEnd:
    """How an import that kept nothing ended: CHECKED, REFUSED, or FAILED with the reason."""

    wanted: FileToImport
    state: FileState
    report: ImportReport
    reason: str = ""


@use_case(Event.FILE_NOT_IMPORTED, needs=Permission.IMPORT)
def record_import(change: Change, *, end: ImportEnd) -> UUID:
    """Write down what a run that kept nothing found, in a transaction of its own. Gives the file's id."""
    report, columns = end.report, _counts(end.report)
    if end.wanted.file_id is None:
        row = _file(change, end.wanted)
        for name, value in columns.items():
            setattr(row, name, value)
        row.state_reason = end.reason
        path = [FileState.RECEIVED, FileState.WAITING, FileState.RUNNING, end.state]
        intake_actions.add_file(row, path=path)
        file_id = row.pk
    else:
        file_id = end.wanted.file_id
        intake_actions.clear_rows(file_id)
        intake_actions.move_file(file_id, expected=[FileState.RUNNING], path=[end.state], reason=end.reason, **columns)
    intake_actions.add_rows(_noted_rows(change, file_id, report.bad))
    intake_actions.add_rows(_noted_rows(change, file_id, report.told, told_only=True))
    change.touched("import", file_id)
    return file_id


def _begin(change: Change, wanted: FileToImport) -> UUID:
    """The file's row, held until the end, so that no other worker runs it and a broken run is seen to be free."""
    if wanted.file_id is None:
        row = _file(change, wanted)
        intake_actions.add_file(row, path=[FileState.RECEIVED, FileState.WAITING, FileState.RUNNING])
        return row.pk
    found = file_for_update(change.scope, wanted.file_id, wait=False)
    if found is None or found.state != FileState.RUNNING:
        raise refuse(CallReason.STALE)
    return found.pk


def _file(change: Change, wanted: FileToImport) -> ImportFile:
    return ImportFile(
        id=change.new_id(),
        contract_id=change.scope.contract_id,
        kind=wanted.kind.value,
        name=wanted.name,
        size_bytes=wanted.size_bytes,
        sha256=wanted.sha256,
        encoding=wanted.encoding,
        delimiter=wanted.delimiter,
        headers=list(wanted.headers),
        mapping=dict(wanted.mapping),
        dry_run=wanted.dry_run,
        park_bad=wanted.park_bad,
        received_by_id=change.scope.user_id,
        received_at=change.at.recorded_at,
    )


def _noted_rows(
    change: Change, file_id: UUID, noted: Iterable[NotedRow], *, parked: bool = False, told_only: bool = False
) -> list[ImportRow]:
    return [
        ImportRow(
            id=change.new_id(), contract_id=change.scope.contract_id, file_id=file_id, line=row.line, cells=row.cells,
            faults=[stored_fault(fault) for fault in row.faults], parked=parked, told_only=told_only,
            came_as=came_as(row.cells),
        )
        for row in noted
    ]  # fmt: skip


__all__ = ["FileToImport", "ImportEnd", "ImportReport", "NotedRow", "NothingKept", "import_file", "record_import"]

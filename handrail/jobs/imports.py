"""Runs the files that wait to be imported, one after the other, and files whose run was broken off.
Refuses to run one file twice at once: the run holds the file's row, and passes over rows that are held."""

import logging
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from django.conf import settings

from handrail.core.clock import now
from handrail.core.csv_reading import CsvFile, CsvLimits, read_csv
from handrail.core.moment import now_is
from handrail.core.progress import Progress
from handrail.core.refusal import Refused
from handrail.identity.calls import Call, reading
from handrail.identity.scope import Scope
from handrail.intake.queries import FileRow, copy_content, file_to_run, import_file_row
from handrail.intake.rules.faults import Fault
from handrail.intake.states import FileState
from handrail.usecases.import_file import (
    FileToImport,
    ImportEnd,
    ImportReport,
    NotedRow,
    NothingKept,
    import_file,
    record_import,
)
from handrail.usecases.keep_imports import claim_import

log = logging.getLogger(__name__)

# More than any county has; a file of 2 GB is refused before it is read.
LIMITS = CsvLimits(file_bytes=500_000_000, rows=2_000_000)


def waits(scope: Scope, _at: datetime) -> bool:
    """Whether a file waits, or was left by a worker that died. Inside `reading`; a file that is being run does not."""
    return file_to_run(scope) is not None


def run_next(call: Call) -> UUID | None:
    """Import the contract's next file; its id, or None where another worker was quicker."""
    file_id = claim_import(call)
    if file_id is not None:
        _run(call.scope, file_id)
    return file_id


def _run(scope: Scope, file_id: UUID) -> None:
    with TemporaryFile() as content:
        with reading(scope):
            row = import_file_row(scope, file_id)
            copy_content(scope, file_id, content)
        lines = count_lines(content)
        csv = read_csv(content, LIMITS)
        wanted = wanted_of(row, csv)
        with Progress(file_id, lines) as progress:
            bring_in(scope, wanted, csv, progress)


def wanted_of(row: FileRow, csv: CsvFile) -> FileToImport:
    """A stored file as it is to be imported."""
    return FileToImport(
        kind=row.kind,
        name=row.name,
        size_bytes=row.size_bytes,
        sha256="",
        encoding=csv.assumed.encoding if csv.assumed else "",
        delimiter=csv.assumed.delimiter if csv.assumed else "",
        headers=csv.headers,
        mapping=row.mapping,
        demo=settings.DEMO_MODE,
        dry_run=row.dry_run,
        park_bad=row.park_bad,
        file_id=row.id,
    )


def bring_in(scope: Scope, wanted: FileToImport, csv: CsvFile, progress: Progress) -> tuple[FileState, ImportReport]:
    """Import a file that was read, and write down how it ended. What nobody foresaw is logged, and the file failed."""
    try:
        if csv.problems:
            raise NothingKept(unreadable(wanted, csv), FileState.REFUSED)
        report = import_file(Call(scope, now_is(now())), wanted=wanted, rows=csv.rows, watch=progress.watch)
    except NothingKept as nothing:
        record_import(Call(scope, now_is(now())), end=ImportEnd(wanted, nothing.state, nothing.report))
        return nothing.state, nothing.report
    except Exception as error:
        nothing_read = ImportReport(wanted.file_id, 0, 0, 0, 0, ())
        reason = ", ".join(r.code.value for r in error.reasons) if isinstance(error, Refused) else type(error).__name__
        record_import(Call(scope, now_is(now())), end=ImportEnd(wanted, FileState.FAILED, nothing_read, reason))
        log.exception("import of %s failed", wanted.name)
        return FileState.FAILED, nothing_read
    return FileState.DONE, report


def unreadable(wanted: FileToImport, csv: CsvFile) -> ImportReport:
    """A file that cannot be read at all, as a report of what is wrong with it."""
    faults = tuple(Fault(p.line or 0, p.column or "", p.value or "", p.code.value) for p in csv.problems)
    return ImportReport(
        wanted.file_id, 0, 0, 0, len(faults), tuple(NotedRow(fault.line, {}, (fault,)) for fault in faults)
    )


def count_lines(content: IO[bytes]) -> int:
    """How many lines a file has, so that progress has an end."""
    content.seek(0)
    lines = sum(piece.count(b"\n") for piece in iter(lambda: content.read(1 << 20), b""))
    content.seek(0)
    return lines

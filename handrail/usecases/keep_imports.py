"""Receive a file, say how its columns are read, start it, and mend or leave out the rows that were parked.
Refuses a mapping that lacks what the rows need, and a row that somebody settled meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from handrail.core.csv_reading import CsvRow
from handrail.core.refusal import CallReason, Reason, Refused, refuse
from handrail.identity.calls import Change, use_case
from handrail.identity.events import Event
from handrail.identity.roles import Permission
from handrail.intake import actions as intake_actions
from handrail.intake.models import FilePart, ImportFile, RememberedMapping
from handrail.intake.queries import digest_of, file_for_update, file_to_run, stored_fault, wrong_row
from handrail.intake.rules.faults import Fault, ImportReason
from handrail.intake.rules.reading import faults_of_mapping
from handrail.intake.states import STARTABLE, FileKind, FileState, RowEnd
from handrail.usecases._import_kinds import PieceWork


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that arrives. `file_id` is made with the form, so that a second tap receives nothing twice."""

    file_id: UUID
    kind: FileKind
    name: str
    size_bytes: int
    sha256: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportStart:
    """How a file shall be read: our column for each header. `dry_run`: only look; `park_bad`: good rows in."""

    file_id: UUID
    mapping: Mapping[str, str]
    dry_run: bool
    park_bad: bool


@dataclass(frozen=True, slots=True)
class RowMend:
    """A parked row as it should be: the cells by header. `keep_postcode`: it is right although no place is known."""

    row_id: UUID
    cells: Mapping[str, str]
    keep_postcode: bool = False


@dataclass(frozen=True, slots=True)
class RowMended:
    """What became of the row; None: what is still wrong stands with it. `told`: what it says otherwise than the record
    that is here."""

    file_id: UUID
    end: RowEnd | None
    told: tuple[Fault, ...] = ()


@use_case(Event.FILE_RECEIVED, needs=Permission.IMPORT)
def receive_file(change: Change, *, request: NewFile, parts: Iterable[bytes]) -> UUID:
    """Keep a file until it is read. To be called without a key: the file's own id makes it happen once."""
    known = file_for_update(change.scope, request.file_id)
    if known is not None:
        if known.sha256 != request.sha256:
            raise refuse(CallReason.KEY_REUSED, "file")
        return known.pk
    contract_id = change.scope.contract_id
    row = ImportFile(
        id=request.file_id, contract_id=contract_id, kind=request.kind.value, name=request.name,
        size_bytes=request.size_bytes, sha256=request.sha256, encoding=request.encoding, delimiter=request.delimiter,
        headers=list(request.headers), is_stored=True, received_by_id=change.scope.user_id,
        received_at=change.at.recorded_at,
    )  # fmt: skip
    intake_actions.add_file(row, path=[FileState.RECEIVED])
    intake_actions.add_parts(
        FilePart(id=change.new_id(), contract_id=contract_id, file_id=row.pk, seq=seq, content=content)
        for seq, content in enumerate(parts)
    )
    change.touched("import", row.pk)
    return row.pk


@use_case(Event.FILE_RECEIVED, needs=Permission.IMPORT)
def start_import(change: Change, *, request: ImportStart) -> UUID:
    """Put a file in the queue, and remember how its columns are read for the next with the same headers."""
    file = _file(change, request.file_id)
    mapping = {header: name for header, name in request.mapping.items() if name}
    kind = FileKind(file.kind)
    faults = faults_of_mapping(kind, file.headers, mapping)
    if faults:
        raise Refused([Reason(ImportReason(f.code), f.column, (*f.params, ("value", f.value))) for f in faults])
    intake_actions.remember_mapping(
        RememberedMapping(
            id=change.new_id(), contract_id=change.scope.contract_id, kind=file.kind,
            headers_digest=digest_of(file.headers), mapping=mapping,
        )
    )  # fmt: skip
    intake_actions.move_file(
        file.pk, expected=STARTABLE, path=[FileState.WAITING], mapping=mapping, dry_run=request.dry_run,
        park_bad=request.park_bad,
    )  # fmt: skip
    change.touched("import", file.pk)
    return file.pk


@use_case(Event.FILE_RECEIVED, needs=Permission.IMPORT)
def drop_import(change: Change, *, request: UUID) -> UUID:
    """Leave a file out for good; its content is removed."""
    file = _file(change, request)
    intake_actions.move_file(file.pk, expected=STARTABLE, path=[FileState.DROPPED])
    intake_actions.drop_parts(file.pk)
    change.touched("import", file.pk)
    return file.pk


@use_case(Event.FILE_RECEIVED, needs=Permission.IMPORT)
def claim_import(change: Change) -> UUID | None:
    """Take the file that has waited longest, or one whose run was broken off; None when there is none."""
    file = file_to_run(change.scope)
    if file is None:
        return None
    if file.state == FileState.WAITING:
        intake_actions.move_file(file.pk, expected=[FileState.WAITING], path=[FileState.RUNNING])
    change.touched("import", file.pk)
    return file.pk


@use_case(Event.IMPORT_MENDED, needs=Permission.IMPORT, lays_down=True)
def mend_row(change: Change, *, request: RowMend, demo: bool) -> RowMended:
    """Try a parked row again as it is now; what is still wrong is kept with it, and so is what was typed."""
    row, file_id = wrong_row(change.scope, request.row_id, lock=True)
    if not row.parked or row.settled_how:
        raise refuse(CallReason.STALE)
    file = _file(change, file_id)
    cells = {header: request.cells.get(header, row.cells.get(header, "")) for header in file.headers}
    work = PieceWork(change, FileKind(file.kind), file.mapping, demo, request.keep_postcode)
    work.take([CsvRow(row.line, cells)])
    work.finish()
    faults = [stored_fault(fault) for bad in work.bad for fault in bad.faults]
    intake_actions.change_row(row.id, cells=cells, faults=faults)
    change.touched("import", file_id)
    if faults:
        return RowMended(file_id, None)
    end = RowEnd.FOR_LOANS if work.for_loans else RowEnd.MENDED
    intake_actions.settle_row(row.id, how=end, by=change.scope.user_id, at=change.at.recorded_at)
    return RowMended(file_id, end, tuple(fault for told in work.told for fault in told.faults))


@use_case(Event.IMPORT_MENDED, needs=Permission.IMPORT)
def leave_row_out(change: Change, *, request: UUID) -> RowMended:
    """A parked row is left out for good."""
    row, file_id = wrong_row(change.scope, request, lock=True)
    intake_actions.settle_row(row.id, how=RowEnd.DROPPED, by=change.scope.user_id, at=change.at.recorded_at)
    change.touched("import", file_id)
    return RowMended(file_id, RowEnd.DROPPED)


def _file(change: Change, file_id: UUID) -> ImportFile:
    file = file_for_update(change.scope, file_id)
    if file is None:
        raise refuse(CallReason.NOT_FOUND)
    return file

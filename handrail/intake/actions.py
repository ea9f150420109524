"""The only code that writes imported files, their rows and their mappings. Needs an open change.
Refuses (STALE) a file that is no longer in the state that the caller saw."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.core.insert import insert_rows
from handrail.core.refusal import CallReason, refuse
from handrail.core.steps import move
from handrail.intake.models import FilePart, ImportFile, ImportRow, OldReference, RememberedMapping
from handrail.intake.queries import came_as
from handrail.intake.states import FileKind, FileState, RowEnd

PARTS_AT_A_TIME = 8


def add_file(row: ImportFile, *, path: Sequence[FileState]) -> None:
    """A file that has passed the states of `path`."""
    row.state_path = [state.value for state in path]
    ImportFile.objects.bulk_create([row])


def add_parts(parts: Iterable[FilePart]) -> None:
    """The content of a file, a few megabytes at a time."""
    waiting: list[FilePart] = []
    for part in parts:
        waiting.append(part)
        if len(waiting) == PARTS_AT_A_TIME:
            FilePart.objects.bulk_create(waiting)
            waiting = []
    FilePart.objects.bulk_create(waiting)


def drop_parts(file_id: UUID) -> None:
    """The content is not needed any more."""
    FilePart.objects.filter(file_id=file_id).delete()


def move_file(
    file_id: UUID, *, expected: Collection[FileState], path: Sequence[FileState], reason: str = "", **also: Any
) -> None:
    """Move a file along `path`, with `also` set in the same statement; `Refused(STALE)` where it moved on."""
    move(ImportFile, [file_id], expected=expected, path=path, reason=reason, **also)


def add_rows(rows: Sequence[ImportRow]) -> None:
    """Rows that are wrong, in one statement."""
    ImportRow.objects.bulk_create(rows, batch_size=5_000)


def clear_rows(file_id: UUID) -> None:
    """What an earlier run found wrong holds no more; nothing of it was parked."""
    ImportRow.objects.filter(file_id=file_id, parked=False).delete()


def change_row(row_id: UUID, *, cells: Mapping[str, str], faults: Sequence[Any]) -> None:
    """A parked row as it was mended, with what is still wrong."""
    ImportRow.objects.filter(pk=row_id, settled_at=None).update(cells=dict(cells), faults=list(faults))


def settle_row(row_id: UUID, *, how: RowEnd, by: UUID, at: datetime) -> None:
    """A parked row is in, or is left out for good; `Refused(STALE)` where somebody settled it meanwhile."""
    found = ImportRow.objects.filter(pk=row_id, parked=True, settled_at=None)
    if found.update(settled_at=at, settled_by_id=by, settled_how=how.value) != 1:
        raise refuse(CallReason.STALE)


def replace_same_rows(file_id: UUID, *, kind: FileKind, by: UUID, at: datetime) -> tuple[UUID, ...]:
    """A row of an earlier file that waits to be mended, and is parked from this file too, waits once, with what was
    typed into it. Answers those files, by key."""
    waiting = ImportRow.objects.filter(file__kind=kind.value, parked=True, settled_at=None).exclude(file_id=file_id)
    # Matched here: of rows that the transaction wrote itself the planner knows too little to match them by a hash.
    anew = dict(ImportRow.objects.filter(file_id=file_id, parked=True).values_list("came_as", "pk"))
    same = [row for row in waiting.order_by("id").iterator() if row.came_as in anew]
    typed = {anew[row.came_as]: row for row in same if came_as(row.cells) != row.came_as}
    changed = [ImportRow(id=row_id, cells=row.cells, faults=row.faults) for row_id, row in typed.items()]
    ImportRow.objects.bulk_update(changed, ["cells", "faults"])
    ImportRow.objects.filter(pk__in=[row.pk for row in same]).update(
        settled_at=at, settled_by_id=by, settled_how=RowEnd.DROPPED.value
    )
    return tuple(sorted({row.file_id for row in same}))


def remember_mapping(row: RememberedMapping) -> None:
    """How files with these headers are read from now on."""
    RememberedMapping.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["contract", "kind", "headers_digest"], update_fields=["mapping"]
    )


def add_references(rows: Sequence[tuple[UUID, UUID, str]], *, contract_id: UUID) -> None:
    """The old numbers of people: (id for a new row, person, reference), in one statement."""
    insert_rows(
        OldReference,
        [
            {"id": row_id, "contract_id": contract_id, "person_id": person_id, "reference": reference}
            for row_id, person_id, reference in rows
        ],
    )

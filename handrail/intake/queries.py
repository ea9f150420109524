"""Reads imported files, their wrong rows and what is known already of what they bring.
Refuses files of another contract: they are not found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from django.db import connection

from handrail.core.refusal import CallReason, refuse
from handrail.core.select import rows, value_of
from handrail.core.versions import version_of
from handrail.identity.scope import Scope
from handrail.intake.models import FilePart, ImportFile, ImportRow, RememberedMapping
from handrail.intake.rules.faults import Fault
from handrail.intake.states import UNDER_WAY, FileKind, FileState, RowEnd

FIRST_ROWS = 500


@dataclass(frozen=True, slots=True)
class FileRow:
    """An imported file as lists and pages show it. `rows_for_loans`: left for the file of open loans; `rows_told`:
    known ones that contradict the record here. `parked`: rows that still wait to be mended; `mended`, `for_loans` and
    `left_out`: those that somebody settled since."""

    id: UUID
    kind: FileKind
    name: str
    size_bytes: int
    state: FileState
    state_at: datetime
    state_reason: str
    dry_run: bool
    park_bad: bool
    is_stored: bool
    headers: tuple[str, ...]
    mapping: dict[str, str]
    received_by_id: UUID
    received_by: str
    received_at: datetime
    rows_read: int
    rows_added: int
    rows_known: int
    rows_wrong: int
    rows_for_loans: int
    rows_told: int
    took_seconds: int
    parked: int
    mended: int
    for_loans: int
    left_out: int

    @property
    def still_wrong(self) -> int:
        """Rows that are wrong now."""
        return self.rows_wrong - self.mended - self.for_loans - self.left_out


_FILES = """
    SELECT f.id, f.kind, f.name, f.size_bytes, f.state, f.state_at, f.state_reason, f.dry_run, f.park_bad, f.is_stored,
        f.headers, f.mapping, f.received_by_id, coalesce(u.name, 'Handrail'), f.received_at, f.rows_read, f.rows_added,
        f.rows_known, f.rows_wrong, f.rows_for_loans, f.rows_told, f.took_seconds,
        r.parked, r.mended, r.for_loans, r.left_out
    FROM intake_importfile f LEFT JOIN identity_user u ON u.id = f.received_by_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE r.parked AND r.settled_at IS NULL) AS parked,
            count(*) FILTER (WHERE r.settled_how = 'MENDED') AS mended,
            count(*) FILTER (WHERE r.settled_how = 'FOR_LOANS') AS for_loans,
            count(*) FILTER (WHERE r.settled_how = 'DROPPED') AS left_out
        FROM intake_importrow r WHERE r.contract_id = f.contract_id AND r.file_id = f.id
    ) r
    WHERE f.contract_id = %(contract)s
"""


def _file(*row: Any) -> FileRow:
    values = list(row)
    values[1], values[4] = FileKind(row[1]), FileState(row[4])
    values[10], values[11] = tuple(value_of(row[10])), value_of(row[11])
    return FileRow(*values)


def import_files(scope: Scope, *, limit: int, offset: int) -> tuple[FileRow, ...]:
    """Files, the latest first."""
    return rows(
        _file,
        f"{_FILES} ORDER BY f.received_at DESC, f.id DESC LIMIT %(limit)s OFFSET %(offset)s",
        {"contract": scope.contract_id, "limit": limit, "offset": offset},
    )


def count_files(scope: Scope) -> int:
    """How many files there are."""
    return ImportFile.objects.filter(contract_id=scope.contract_id).count()


def import_file_row(scope: Scope, file_id: UUID) -> FileRow:
    """One file; raises `Refused(NOT_FOUND)`."""
    found = rows(_file, f"{_FILES} AND f.id = %(id)s", {"contract": scope.contract_id, "id": file_id})
    if not found:
        raise refuse(CallReason.NOT_FOUND)
    return found[0]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row with what is wrong; settled ones say how."""

    id: UUID
    line: int
    cells: dict[str, str]
    faults: tuple[Fault, ...]
    parked: bool
    settled_how: str


def wrong_rows(
    scope: Scope, file_id: UUID, *, open_only: bool = False, told_only: bool = False, limit: int | None, offset: int = 0
) -> tuple[WrongRow, ...]:
    """The rows of a file that are wrong, by line. `open_only`: parked ones that still wait; `told_only`: instead those
    that are not wrong, but contradict the record that stands."""
    found = ImportRow.objects.filter(contract_id=scope.contract_id, file_id=file_id, told_only=told_only)
    found = found.order_by("line", "id")
    if open_only:
        found = found.filter(parked=True, settled_at=None)
    return tuple(_wrong(row) for row in (found[offset : offset + limit] if limit is not None else found))


def wrong_row(scope: Scope, row_id: UUID, *, lock: bool = False) -> tuple[WrongRow, UUID]:
    """One row and its file's id; raises `Refused(NOT_FOUND)`."""
    found = ImportRow.objects.filter(contract_id=scope.contract_id, pk=row_id)
    row = (found.select_for_update() if lock else found).first()
    if row is None:
        raise refuse(CallReason.NOT_FOUND)
    return _wrong(row), row.file_id


def _wrong(row: ImportRow) -> WrongRow:
    return WrongRow(row.pk, row.line, dict(row.cells), tuple(map(fault_of, row.faults)), row.parked, row.settled_how)


def fault_of(stored: Sequence[Any]) -> Fault:
    """A fault as it was stored."""
    line, column, value, code, params = stored
    return Fault(line, column, value, code, tuple((name, given) for name, given in params))


def stored_fault(fault: Fault) -> list[Any]:
    """A fault as it is stored."""
    return [fault.line, fault.column, fault.value, fault.code, [list(pair) for pair in fault.params]]


def came_as(cells: Mapping[str, str]) -> str:
    """The same for a row with the same cells, whatever the order of its columns."""
    return version_of(sorted(cells.items()))


def mended_before(scope: Scope, kind: FileKind) -> dict[str, RowEnd]:
    """By what they came as: the rows of files of a kind that were wrong and have been mended since."""
    found = ImportRow.objects.filter(
        contract_id=scope.contract_id, file__kind=kind.value, settled_how__in=[RowEnd.MENDED, RowEnd.FOR_LOANS]
    )
    return {came: RowEnd(how) for came, how in found.values_list("came_as", "settled_how")}


def remembered_mapping(scope: Scope, kind: FileKind, headers: Sequence[str]) -> dict[str, str] | None:
    """How files with these headers were read last time."""
    found = RememberedMapping.objects.filter(
        contract_id=scope.contract_id, kind=kind.value, headers_digest=digest_of(headers)
    ).first()
    return dict(found.mapping) if found else None


def digest_of(headers: Sequence[str]) -> str:
    """The same for the same headers in any order."""
    return version_of(sorted(headers))


def copy_content(scope: Scope, file_id: UUID, into: BinaryIO) -> None:
    """Write a stored file's content into an open file, a megabyte at a time."""
    for seq in _parts(scope, file_id):
        part = FilePart.objects.get(contract_id=scope.contract_id, file_id=file_id, seq=seq)
        into.write(bytes(part.content))
    into.seek(0)


def _parts(scope: Scope, file_id: UUID) -> Iterator[int]:
    found = FilePart.objects.filter(contract_id=scope.contract_id, file_id=file_id).order_by("seq")
    yield from list(found.values_list("seq", flat=True))


def file_to_run(scope: Scope) -> ImportFile | None:
    """The file that has waited longest, or one whose run was broken off: locked, passing over those being run."""
    return (
        ImportFile.objects.select_for_update(skip_locked=True)
        .filter(contract_id=scope.contract_id, state__in=[state.value for state in UNDER_WAY], is_stored=True)
        .order_by("state_at", "id")
        .first()
    )


def file_for_update(scope: Scope, file_id: UUID, *, wait: bool = True) -> ImportFile | None:
    """A file, locked; None where there is none, or (not `wait`) where another worker runs it."""
    found = ImportFile.objects.select_for_update(skip_locked=not wait)
    return found.filter(contract_id=scope.contract_id, pk=file_id).first()


def look_up_by_index() -> None:
    """Until the end of the transaction. The planner knows nothing of rows that the transaction itself has written, so
    it takes growing tables for empty ones and reads them from end to end for each piece of a file."""
    with connection.cursor() as cursor:
        # Before PostgreSQL 18 what is switched off is given a huge cost, for which each statement would be compiled.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")


def gather_statistics() -> None:
    """Tell the planner what the tables that an import fills are like by now. It chose by what they were, and would look
    each key up, here and as it is checked at the end, through all rows of the contract."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_gather_statistics()")


# What is known already


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as far as a file needs to know them. `home` is where they live now, `others` further addresses."""

    id: UUID
    nhs_number: str
    given_name: str
    family_name: str
    birth_on: date
    died_on: date | None
    references: tuple[str, ...]
    home: UUID | None
    addresses: tuple[tuple[UUID, str], ...]


_PEOPLE = """SELECT p.id, p.nhs_number, p.given_name, p.family_name, p.birth_on, p.died_on FROM people_person p
             WHERE p.id = ANY (%s)"""
_ADDRESSES = """SELECT a.person_id, a.id, a.postcode, a.is_home FROM people_address a
                WHERE a.person_id = ANY (%s) AND a.until_on IS NULL ORDER BY a.from_on, a.id"""
_REFERENCES = "SELECT o.person_id, o.reference FROM intake_oldreference o WHERE o.person_id = ANY (%s)"
# Records that were joined into another are read through it. No joins: without statistics the planner would go through
# all people for each row of the file. The names found are more than those asked for, and are compared afterwards.
_FOUND = "SELECT p.id, p.joined_into_id, p.birth_on, lower(p.family_name), lower(p.given_name) FROM people_person p"
_BY = {
    # By the unique index for each number, whatever the planner thinks the table holds.
    "nhs": f"SELECT f.* FROM unnest(%s::text[]) AS w (number) CROSS JOIN LATERAL ({_FOUND} WHERE"
    " p.nhs_number = w.number AND p.nhs_number <> '' AND p.joined_into_id IS NULL OFFSET 0) f",
    "reference": f"{_FOUND} WHERE p.id = ANY (ARRAY("
    "SELECT o.person_id FROM intake_oldreference o WHERE o.reference = ANY (%s)))",
    "name": f"{_FOUND} WHERE p.birth_on = ANY (%s::date[]) AND lower(p.family_name) = ANY (%s::text[])"
    " AND lower(p.given_name) = ANY (%s::text[])",
}


def known_people(
    *, nhs_numbers: Sequence[str], references: Sequence[str], names: Sequence[tuple[date, str, str]]
) -> tuple[KnownPerson, ...]:
    """People with one of these NHS numbers, old references, or birth date with last and first name in small letters."""
    found: set[UUID] = set()
    columns = [list(column) for column in zip(*names, strict=True)] or [[], [], []]
    wanted = frozenset(names)
    with connection.cursor() as cursor:
        for by, values in (("nhs", [list(nhs_numbers)]), ("reference", [list(references)]), ("name", columns)):
            if values[0]:
                cursor.execute(_BY[by], values)
                found.update(
                    joined or person
                    for person, joined, *name in cursor.fetchall()
                    if by != "name" or tuple(name) in wanted
                )
        return _with_addresses(cursor, list(found)) if found else ()


def _with_addresses(cursor: Any, ids: list[UUID]) -> tuple[KnownPerson, ...]:
    cursor.execute(_ADDRESSES, [ids])
    addresses: dict[UUID, list[tuple[UUID, str]]] = {}
    homes: dict[UUID, UUID] = {}
    for person, address, postcode, is_home in cursor.fetchall():
        addresses.setdefault(person, []).append((address, postcode))
        if is_home:
            homes[person] = address
    cursor.execute(_REFERENCES, [ids])
    references: dict[UUID, list[str]] = {}
    for person, reference in cursor.fetchall():
        references.setdefault(person, []).append(reference)
    cursor.execute(_PEOPLE, [ids])
    return tuple(
        KnownPerson(
            person_id, number, given, family, birth_on, died_on,
            tuple(references.get(person_id, ())), homes.get(person_id), tuple(addresses.get(person_id, ())),
        )
        for person_id, number, given, family, birth_on, died_on in cursor.fetchall()
    )  # fmt: skip


def known_loans(scope: Scope, references: Sequence[str]) -> frozenset[str]:
    """Those of the old loan numbers that were brought in before. Looked up one by one: in a table that a file fills,
    the statistics say that there is nothing, and all of it would be read for each part of the file."""
    return frozenset(
        rows(
            str,
            """SELECT l.imported_reference FROM unnest(%(references)s::text[]) AS r (reference)
               CROSS JOIN LATERAL (SELECT l.imported_reference FROM loans_loan l
                   WHERE l.contract_id = %(contract)s AND l.imported_reference = r.reference
                   AND l.imported_reference <> '' OFFSET 0) l""",
            {"contract": scope.contract_id, "references": list(references)},
        )
    )


def count_parked(scope: Scope) -> int:
    """How many rows of all files wait to be mended."""
    return ImportRow.objects.filter(contract_id=scope.contract_id, parked=True, settled_at=None).count()


def first_bytes(scope: Scope, file_id: UUID) -> BinaryIO:
    """The first megabyte of a stored file, up to its last whole line; empty once the file is in."""
    part = FilePart.objects.filter(contract_id=scope.contract_id, file_id=file_id, seq=0).first()
    content = bytes(part.content) if part else b""
    several = FilePart.objects.filter(contract_id=scope.contract_id, file_id=file_id, seq=1).exists()
    return BytesIO(content[: content.rfind(b"\n") + 1] if several else content)

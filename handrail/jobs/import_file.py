"""The command `handrail import people|products|assets|open-loans FILE.csv`: the same as the administrator's page.
Refuses a file it cannot open, a mapping that is no JSON, and a contract it does not know; exit code 2."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings

from handrail.core.clock import now
from handrail.core.csv_reading import CsvFile, read_csv
from handrail.core.csv_writing import stream_csv
from handrail.core.ids import fresh_id
from handrail.core.moment import LONDON
from handrail.core.progress import Progress
from handrail.identity.queries import system_scopes
from handrail.identity.scope import Scope
from handrail.intake.rules.faults import Fault
from handrail.intake.rules.reading import faults_of_mapping, guess_mapping
from handrail.intake.states import FileKind, FileState
from handrail.jobs.imports import LIMITS, bring_in, count_lines
from handrail.partners.queries.registers import contract_codes
from handrail.usecases.import_file import FileToImport, ImportReport
from handrail.wording.import_faults import how_to_mend, what_is_wrong
from handrail.wording.shown import plural

SHOWN_ROWS = 20
REPORT_HEADERS = ("line", "column", "value", "what is wrong", "how to mend it")


class Unusable(Exception):
    """The command cannot begin; its message says why."""


class Shown(Progress):
    """Progress on the terminal beside the one in the cache."""

    def watch(self, done: int) -> None:
        """So many rows are done."""
        super().watch(done)
        print(f"  {done:,} rows", file=sys.stderr)


def main(argv: Sequence[str]) -> int:
    """Import a file. 0: all rows in (or the dry run found nothing wrong), 1: rows are wrong, 2: not begun."""
    options = _parser().parse_args(list(argv))
    began = time.monotonic()
    try:
        state, report = _import(options)
    except Unusable as unusable:
        print(f"handrail import: {unusable}", file=sys.stderr)
        return 2
    _tell(state, report, time.monotonic() - began)
    if options.report:
        _write_report(Path(options.report), report)
    return 1 if report.wrong or state is FileState.FAILED else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handrail import", description="Bring in people, products, items or open loans from another system."
    )
    parser.add_argument("kind", choices=[kind.value for kind in FileKind])
    parser.add_argument("file", metavar="FILE.csv")
    parser.add_argument("--dry-run", action="store_true", help="do everything, then undo it, and report")
    parser.add_argument("--park-bad", action="store_true", help="good rows in, bad ones in a worklist to be mended")
    parser.add_argument("--mapping", metavar="FILE.json", help='{"Header in the file": "our_column", ...}')
    parser.add_argument("--contract", metavar="CODE", help="needed where there is more than one contract")
    parser.add_argument("--report", metavar="FILE.csv", help="write every wrong cell to a file")
    return parser


def _import(options: argparse.Namespace) -> tuple[FileState, ImportReport]:
    kind, path, scope = FileKind(options.kind), Path(options.file), _scope(options.contract)
    try:
        content = path.open("rb")
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}") from error
    with content:
        # Before the file is read: reading goes on from where the file stands.
        size = path.stat().st_size
        small = size <= LIMITS.file_bytes
        lines, sha256 = (count_lines(content), file_digest(content, "sha256").hexdigest()) if small else (0, "")
        csv = read_csv(content, LIMITS)
        mapping = guess_mapping(kind, csv.headers) | _mapping(options.mapping)
        faults = () if csv.problems else faults_of_mapping(kind, csv.headers, mapping)
        if faults:
            raise Unusable("\n".join(["the columns do not fit:", *map(said, faults)]))
        wanted = FileToImport(
            kind=kind,
            name=path.name[:200],
            size_bytes=size,
            sha256=sha256,
            encoding=csv.assumed.encoding if csv.assumed else "",
            delimiter=csv.assumed.delimiter if csv.assumed else "",
            headers=csv.headers,
            mapping=mapping,
            demo=settings.DEMO_MODE,
            dry_run=options.dry_run,
            park_bad=options.park_bad,
        )
        _say_assumed(csv)
        with Shown(fresh_id(), lines) as progress:
            return bring_in(scope, wanted, csv, progress)


def _scope(code: str | None) -> Scope:
    """The service's own scope in the contract asked for, or in the only one."""
    today = now().astimezone(LONDON).date()
    codes = contract_codes()
    scopes = {
        code: scope for scope in system_scopes(today=today) for code, row in codes.items() if row == scope.contract_id
    }
    if code is None and len(scopes) == 1:
        return next(iter(scopes.values()))
    if code not in scopes:
        known = ", ".join(sorted(scopes)) or "none: there is no contract yet"
        raise Unusable(f"say which contract with --contract CODE. Known: {known}")
    return scopes[code]


def _mapping(name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    try:
        found: Any = json.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unusable(f"{name} cannot be read as JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Unusable(f'{name} must look like {{"Header in the file": "our_column"}}')
    return found


def _say_assumed(csv: CsvFile) -> None:
    if csv.assumed:
        names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        sure = "" if csv.assumed.certain else " (a guess)"
        print(f"Read as {csv.assumed.encoding}{sure}, separated by {names.get(csv.assumed.delimiter, 'other signs')}.")


def said(fault: Fault) -> str:
    """One fault in a line: where it is, what stands there, what is wrong with it, how to mend it."""
    return (
        f"  line {fault.line}, {fault.column or 'file'}: {fault.value!r}. {what_is_wrong(fault)}. {how_to_mend(fault)}."
    )


def _tell(state: FileState, report: ImportReport, seconds: float) -> None:
    outcome = {
        FileState.DONE: "Brought in",
        FileState.CHECKED: "Checked; nothing was kept",
        FileState.REFUSED: "Refused; nothing was kept",
        FileState.FAILED: "Failed; nothing was kept. The log says why",
    }
    counts = f"{report.added:,} new, {report.known:,} known already, {report.wrong:,} wrong"
    if report.for_loans:
        counts += f", {report.for_loans:,} left for the file of open loans"
    print(f"{outcome[state]}. {report.read:,} rows read in {seconds:.1f} s: {counts}.")
    for row in report.bad[:SHOWN_ROWS]:
        for fault in row.faults:
            print(said(fault))
    if report.wrong > SHOWN_ROWS:
        print(f"  ... and {report.wrong - SHOWN_ROWS:,} more rows; --report FILE.csv writes them all")
    if report.contradicting:
        print(f"{plural(report.contradicting, 'row')} known already, but not as our records have it:")
    for row in report.told[:SHOWN_ROWS]:
        for fault in row.faults:
            print(said(fault))
    if report.contradicting > SHOWN_ROWS:
        print(f"  ... and {report.contradicting - SHOWN_ROWS:,} more rows; --report FILE.csv writes them all")


def _write_report(path: Path, report: ImportReport) -> None:
    rows = (
        (fault.line, fault.column, fault.value, what_is_wrong(fault), how_to_mend(fault))
        for row in (*report.bad, *report.told)
        for fault in row.faults
    )
    with path.open("wb") as file:
        file.writelines(stream_csv(REPORT_HEADERS, rows))

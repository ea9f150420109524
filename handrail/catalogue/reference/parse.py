"""Owns: reading the text of one reference file into typed rows; used for what we ship and for what is uploaded.
Refuses: the whole file (Refused) when any value is wrong, with every fault at once."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from handrail.catalogue.reference import cells, rows
from handrail.catalogue.reference.cells import CellError, ReadCell, ReferenceReason
from handrail.catalogue.states import (
    AnswerType,
    AskedAt,
    AttributableTo,
    BundleLineKind,
    CountsFrom,
    FitRule,
    PriceUnit,
    Severity,
    SpeedFor,
    SpeedUnit,
    StockClass,
    SupplyRoute,
    ThingKind,
    Tracking,
)
from handrail.core.csv_writing import typed_cell
from handrail.core.refusal import Reason, Refused
from handrail.identity.states import AuthorityStep

MAX_FAULTS = 200
_MONEY = cells.whole(0, 999_999_999)
_MONTHS = cells.optional_whole(1, 600)


def fault(code: ReferenceReason, file: str, line: int, column: str, value: str, expected: str = "") -> Reason:
    """One fault of a file: where it is, what stands there, and what was expected where that can be said."""
    params = (("file", file), ("line", line), ("column", column), ("value", value[:200]), ("expected", expected))
    return Reason(code, column or None, params)


@dataclass(frozen=True, slots=True)
class FileKind[R]:
    """The shape of one file: its name, columns with how each is read, the columns that name a row, and its row type.
    `spread` names columns whose value fills several fields."""

    file: str
    columns: Mapping[str, ReadCell]
    key: tuple[str, ...]
    row_type: Callable[..., R]
    spread: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PRODUCTS = FileKind(
    "products.csv",
    {
        "code": cells.code,
        "name": cells.text,
        "description": cells.text,
        "category": cells.code,
        "iso9999_class": cells.optional_text,
        "supply_route": cells.one_of(SupplyRoute),
        "tracking": cells.one_of(Tracking),
        "price_pence": _MONEY,
        "weight_kg": cells.decimal("0", "2000"),
        "packed_volume_l": cells.decimal("0", "20000"),
        "max_user_weight_kg": cells.optional_whole(1, 1000),
        "min_user_height_cm": cells.optional_whole(20, 250),
        "max_user_height_cm": cells.optional_whole(20, 250),
        "crew": cells.whole(1, 2),
        "fitting_minutes": cells.whole(0, 2880),
        "demonstration_required": cells.yes_no,
        "decontamination_method": cells.code,
        "decontamination_minutes": cells.whole(0, 1440),
        "electrical_test_months": _MONTHS,
        "examination_months": _MONTHS,
        "service_months": _MONTHS,
        "expected_life_months": cells.whole(1, 1200),
        "collect_when_done": cells.yes_no,
        "credit_eligible": cells.yes_no,
        "stock_class": cells.one_of(StockClass),
        "weekly_demand_per_100k": cells.decimal("0", "1000"),
        "return_probability": cells.decimal("0", "1"),
        "median_loan_days": cells.optional_whole(1, 20000),
        "minimum_authority": cells.one_of(AuthorityStep),
        "clinical_questions": cells.optional_code,
        "size_group": cells.code,
        "child": cells.yes_no,
        "bariatric": cells.yes_no,
    },
    ("code",),
    rows.ProductRow,
)
COMPATIBILITY = FileKind(
    "compatibility.csv",
    {
        "rule_code": cells.text,
        "subject_kind": cells.one_of(ThingKind),
        "subject_code": cells.code,
        "rule": cells.one_of(FitRule),
        "object_kind": cells.one_of(ThingKind),
        "object_codes": cells.codes,
        "compare": cells.compare,
        "basis": cells.code,
        "severity": cells.optional_one_of(Severity),
        "reason": cells.text,
    },
    ("rule_code",),
    rows.CompatibilityRow,
    {"compare": ("compare", "compare_set")},
)
QUESTIONS = FileKind(
    "question_sets.csv",
    {
        "set_code": cells.code,
        "question_code": cells.code,
        "text": cells.text,
        "asked_at": cells.one_of(AskedAt),
        "answer_type": cells.one_of(AnswerType),
        "unit": cells.optional_text,
        "choices": cells.choices,
        "required": cells.yes_no,
        "flag_rule": cells.flag_rule,
        "compared_with": cells.comparison,
        "for_crew": cells.yes_no,
    },
    ("set_code", "question_code"),
    rows.QuestionRow,
)
BUNDLES = FileKind(
    "bundles.csv",
    {
        "bundle_code": cells.code,
        "bundle_label": cells.text,
        "bundle_description": cells.text,
        "line": cells.whole(1, 99),
        "line_kind": cells.one_of(BundleLineKind),
        "line_code": cells.code,
        "quantity": cells.whole(1, 99),
        "optional": cells.yes_no,
        "default_speed": cells.code,
        "note": cells.optional_text,
    },
    ("bundle_code", "line"),
    rows.BundleRow,
)
CODES = FileKind(
    "codes.csv",
    {
        "list": cells.code,
        "code": cells.code,
        "label": cells.text,
        "meaning": cells.text,
        "attributable_to": cells.one_of(AttributableTo),
    },
    ("list", "code"),
    rows.CodeRow,
)
SPEEDS = FileKind(
    "speeds.csv",
    {
        "speed": cells.code,
        "label": cells.text,
        "unit": cells.one_of(SpeedUnit),
        "value": cells.whole(0, 720),
        "calendar": cells.code,
        "cut_off_time": cells.optional_clock,
        "target_percent": cells.whole(0, 100),
        "applies_to": cells.one_of(SpeedFor),
        "counts_from": cells.one_of(CountsFrom),
        "meant_for": cells.text,
    },
    ("speed",),
    rows.SpeedRow,
)
PRICES = FileKind(
    "price_list.csv",
    {
        "activity": cells.code,
        "label": cells.text,
        "speed": cells.optional_code,
        "unit": cells.one_of(PriceUnit),
        "price_pence": _MONEY,
        "note": cells.optional_text,
    },
    ("activity", "speed"),
    rows.PriceRow,
)
AUTHORITIES = FileKind(
    "authorities.csv",
    {
        "job_category": cells.code,
        "authority_covered": cells.one_of(AuthorityStep),
        "categories": cells.codes,
        "spend_limit_pence": _MONEY,
        "always_needs_another": cells.optional_codes,
        "may_authorise": cells.yes_no,
        "authorise_limit_pence": cells.optional_whole(0, 999_999_999),
        "special_rules": cells.optional_text,
    },
    ("job_category",),
    rows.AuthorityRow,
)


def parse[R](kind: FileKind[R], text: str) -> tuple[R, ...]:
    """The rows of a file, in its order. A leading byte-order mark is passed over. Raises Refused with every fault
    (at most MAX_FAULTS)."""
    found: list[R] = []
    faults: list[Reason] = []
    seen: dict[tuple[str, ...], int] = {}
    for line, record in _records(kind, text, faults):
        values = _values(kind, line, record, faults)
        key = tuple(record[column] for column in kind.key)
        if key in seen:
            expected = f"first on line {seen[key]}"
            faults.append(fault(ReferenceReason.DUPLICATE, kind.file, line, kind.key[-1], ", ".join(key), expected))
        seen.setdefault(key, line)
        if values is not None:
            found.append(kind.row_type(**values))
    if faults:
        raise Refused(faults[:MAX_FAULTS])
    return tuple(found)


def _records[R](kind: FileKind[R], text: str, faults: list[Reason]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header_fits(kind, header, faults):
            return
        for cells_of_line in reader:
            if len(cells_of_line) == len(header):
                yield (
                    reader.line_num,
                    dict(zip(header, (typed_cell(cell.strip()) for cell in cells_of_line), strict=True)),
                )
            elif cells_of_line:
                faults.append(
                    fault(
                        ReferenceReason.CELLS_MISCOUNTED,
                        kind.file,
                        reader.line_num,
                        "",
                        str(len(cells_of_line)),
                        str(len(header)),
                    )
                )
    except csv.Error as broken:
        faults.append(fault(ReferenceReason.NOT_CSV, kind.file, reader.line_num, "", str(broken)))


def _header_fits[R](kind: FileKind[R], header: list[str], faults: list[Reason]) -> bool:
    if not header:
        faults.append(fault(ReferenceReason.FILE_EMPTY, kind.file, 1, "", ""))
        return False
    faults += [
        fault(ReferenceReason.COLUMN_MISSING, kind.file, 1, column, "")
        for column in kind.columns
        if column not in header
    ]
    faults += [
        fault(ReferenceReason.COLUMN_UNKNOWN, kind.file, 1, column, column)
        for column in header
        if column not in kind.columns
    ]
    if len(set(header)) != len(header):
        faults.append(fault(ReferenceReason.DUPLICATE, kind.file, 1, "", ", ".join(header)))
    return not faults


def _values[R](
    kind: FileKind[R], line: int, record: Mapping[str, str], faults: list[Reason]
) -> dict[str, object] | None:
    before = len(faults)
    values: dict[str, object] = {}
    for column, read in kind.columns.items():
        try:
            value = read(record[column])
        except CellError as wrong:
            faults.append(fault(wrong.code, kind.file, line, column, record[column], wrong.expected))
            continue
        if column in kind.spread and isinstance(value, tuple):
            values.update(zip(kind.spread[column], value, strict=True))
        else:
            values[column] = value
    return values if len(faults) == before else None

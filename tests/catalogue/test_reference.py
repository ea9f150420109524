"""Reading the reference files: the shipped set whole, and every fault by file, line, column and value."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from importlib.resources import files

import pytest

from handrail.catalogue.reference import cells, parse, shipped
from handrail.catalogue.reference.cells import CellError, ReferenceReason
from handrail.catalogue.reference.check import faults_of_set
from handrail.catalogue.reference.rows import ProductRow, QuestionRow, ReferenceSet
from handrail.catalogue.states import AnswerType, AskedAt, CompareKind, Severity, SupplyRoute, ThingKind, Tracking
from handrail.core.refusal import Reason, Refused
from handrail.identity.states import AuthorityStep

SET = shipped.shipped_reference()
R = ReferenceReason


def text_of(name: str) -> str:
    return (files("handrail.core") / "data" / "reference" / name).read_text(encoding="utf-8")


def said(reason: Reason) -> tuple[str, str | int, str | int, str | int, str | int, str | int]:
    params = dict(reason.params)
    return (
        reason.code.value,
        params["file"],
        params["line"],
        params["column"],
        params["value"],
        params["expected"],
    )


def faults(kind: parse.FileKind[object], text: str) -> list[tuple[str, str | int, str | int, str | int, str | int]]:
    with pytest.raises(Refused) as caught:
        parse.parse(kind, text)
    return [said(reason)[:5] for reason in caught.value.reasons]


def test_the_shipped_set_is_whole() -> None:
    counts = {
        "products": 248,
        "compatibility": 335,
        "questions": 328,
        "bundles": 123,
        "codes": 660,
        "speeds": 15,
        "prices": 53,
        "authorities": 34,
    }
    assert {name: len(getattr(SET, name)) for name in counts} == counts


def test_a_product_has_its_types() -> None:
    bed = SET.products[0]
    assert (bed.code, bed.supply_route, bed.tracking) == ("BED-010", SupplyRoute.LOAN, Tracking.SERIALISED)
    assert (bed.price_pence, bed.weight_kg, bed.return_probability) == (69500, Decimal(96), Decimal("0.90"))
    assert (bed.examination_months, bed.electrical_test_months, bed.iso9999_class) == (None, 12, "1812")
    assert (bed.minimum_authority, bed.demonstration_required) == (AuthorityStep.CLINICIAN, True)


def test_other_rows_have_their_types() -> None:
    by_code = {row.rule_code: row for row in SET.compatibility}
    assert (by_code["CMP-031"].compare, by_code["CMP-031"].compare_set) == (CompareKind.QUESTIONS, "bed_rail")
    assert by_code["CMP-301"].compare is CompareKind.LOWEST_MAX_USER_WEIGHT
    assert by_code["CMP-007"].object_codes == ("mattress_foam", "mattress_foam_high", "air_mattress_child")
    assert SET.speeds[2].cut_off_time == time(13, 0)
    assert SET.speeds[0].cut_off_time is None
    floor = next(row for row in SET.questions if row.question_code == "bed_floor")
    assert floor.choices[1] == ("upstairs", "Upstairs in a house")
    assert SET.authorities[0].authorise_limit_pence is None
    assert SET.authorities[1].authorise_limit_pence == 250_000


def test_a_damaged_shipped_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "faults_of_set", lambda _set: (Reason(R.CONTRADICTS),))
    shipped.shipped_reference.cache_clear()
    try:
        with pytest.raises(Refused):
            shipped.shipped_reference()
    finally:
        shipped.shipped_reference.cache_clear()


def test_a_byte_order_mark_is_passed_over_and_blank_lines_too() -> None:
    text = "\ufeff" + text_of("speeds.csv") + "\n\n"
    assert parse.parse(parse.SPEEDS, text) == SET.speeds


CODES_HEADER = "list,code,label,meaning,attributable_to\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(R.FILE_EMPTY, "codes.csv", 1, "", "")]),
        (
            "list,code,label,meaning,extra\na,b,c,d,e\n",
            [
                (R.COLUMN_MISSING, "codes.csv", 1, "attributable_to", ""),
                (R.COLUMN_UNKNOWN, "codes.csv", 1, "extra", "extra"),
            ],
        ),
        (
            "list,code,label,meaning,attributable_to,list\n",
            [(R.DUPLICATE, "codes.csv", 1, "", "list, code, label, meaning, attributable_to, list")],
        ),
        (CODES_HEADER + "a,b,c\n", [(R.CELLS_MISCOUNTED, "codes.csv", 2, "", "3")]),
        (CODES_HEADER + 'a,b,"c\n', [(R.NOT_CSV, "codes.csv", 2, "", "unexpected end of data")]),
        (
            CODES_HEADER + "a,b,c,d,none\na,b,,d,nobody\n",
            [
                (R.VALUE_MISSING, "codes.csv", 3, "label", ""),
                (R.NOT_LISTED, "codes.csv", 3, "attributable_to", "nobody"),
                (R.DUPLICATE, "codes.csv", 3, "code", "a, b"),
            ],
        ),
        (CODES_HEADER + "a,=cmd,c,d,none\n", [(R.NOT_A_CODE, "codes.csv", 2, "code", "=cmd")]),
    ],
    ids=["empty", "columns", "column twice", "cells", "quote left open", "values and doubles", "formula"],
)
def test_every_fault_of_a_file_is_named(text: str, expected: list[tuple[str, str, int, str, str]]) -> None:
    assert sorted(faults(parse.CODES, text)) == sorted(expected)


def test_no_more_faults_than_anyone_reads() -> None:
    text = CODES_HEADER + "".join(f"a,c{number},,d,none\n" for number in range(500))
    assert len(faults(parse.CODES, text)) == parse.MAX_FAULTS


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.optional_text, "", ""),
        (cells.optional_code, "", ""),
        (cells.optional_code, "bed", "bed"),
        (cells.codes, "a;b", ("a", "b")),
        (cells.optional_codes, "", ()),
        (cells.optional_codes, "a", ("a",)),
        (cells.yes_no, "yes", True),
        (cells.yes_no, "no", False),
        (cells.whole(0, 9), "9", 9),
        (cells.optional_whole(1, 9), "", None),
        (cells.optional_whole(1, 9), "3", 3),
        (cells.decimal("0", "1"), "0.35", Decimal("0.35")),
        (cells.optional_one_of(Severity), "", None),
        (cells.optional_one_of(Severity), "block", Severity.BLOCK),
        (cells.optional_clock, "", None),
        (cells.optional_clock, "16:30", time(16, 30)),
        (cells.compare, "", (CompareKind.NOTHING, "")),
        (cells.compare, "person_weight", (CompareKind.PERSON_WEIGHT, "")),
        (cells.compare, "questions:bed", (CompareKind.QUESTIONS, "bed")),
        (cells.choices, "", ()),
        (cells.choices, "a=One;b=Two", (("a", "One"), ("b", "Two"))),
        (cells.flag_rule, "", ""),
        (cells.flag_rule, "no → block", "no → block"),
    ],
)
def test_a_cell_is_read(read: cells.ReadCell, cell: str, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (cells.text, "", R.VALUE_MISSING),
        (cells.code, "Bed Rail", R.NOT_A_CODE),
        (cells.codes, "a;;b", R.VALUE_MISSING),
        (cells.yes_no, "Yes", R.NOT_YES_OR_NO),
        (cells.whole(0, 9), "-1", R.NOT_A_NUMBER),
        (cells.whole(0, 9), "1.0", R.NOT_A_NUMBER),
        (cells.whole(0, 9), "10", R.OUT_OF_RANGE),
        (cells.whole(0, 9), "", R.VALUE_MISSING),
        (cells.decimal("0", "1"), "1e3", R.NOT_A_NUMBER),
        (cells.decimal("0", "1"), "2", R.OUT_OF_RANGE),
        (cells.one_of(Severity), "stop", R.NOT_LISTED),
        (cells.optional_clock, "25:00", R.NOT_A_TIME),
        (cells.compare, "questions", R.NOT_LISTED),
        (cells.compare, "answers:bed", R.NOT_LISTED),
        (cells.compare, "shoe_size", R.NOT_LISTED),
        (cells.choices, "a=One;b", R.CHOICES_UNREADABLE),
        (cells.choices, "a=One;a=Two", R.CHOICES_UNREADABLE),
        (cells.choices, "A B=One", R.CHOICES_UNREADABLE),
        (cells.choices, "a=", R.CHOICES_UNREADABLE),
        (cells.flag_rule, "no -> block", R.FLAG_RULE_UNREADABLE),
    ],
)
def test_a_wrong_cell_is_refused(read: cells.ReadCell, cell: str, code: ReferenceReason) -> None:
    with pytest.raises(CellError) as caught:
        read(cell)
    assert caught.value.code is code


def product(**changes: object) -> ReferenceSet:
    return replace(SET, products=(replace(SET.products[0], **changes), *SET.products[1:]))  # type: ignore[arg-type]  # a test names the columns


def rule(**changes: object) -> ReferenceSet:
    row = next(row for row in SET.compatibility if row.rule_code == "CMP-303")
    return replace(SET, compatibility=(*SET.compatibility, replace(row, rule_code="CMP-X", **changes)))  # type: ignore[arg-type]  # as above


def question(**changes: object) -> ReferenceSet:
    row: QuestionRow = SET.questions[0]
    return replace(SET, questions=(replace(row, **changes), *SET.questions[1:]))  # type: ignore[arg-type]  # as above


SET_FAULTS: list[tuple[str, ReferenceSet, tuple[ReferenceReason, str, str]]] = [
    ("category", product(category="boats"), (R.POINTS_NOWHERE, "category", "BED-010: boats")),
    ("size group", product(size_group="boat"), (R.POINTS_NOWHERE, "size_group", "BED-010: boat")),
    (
        "method",
        product(decontamination_method="magic"),
        (R.POINTS_NOWHERE, "decontamination_method", "BED-010: magic"),
    ),
    ("set", product(clinical_questions="boat"), (R.POINTS_NOWHERE, "clinical_questions", "BED-010: boat")),
    ("crew", product(crew=1), (R.CONTRADICTS, "crew", "BED-010")),
    ("heights", product(min_user_height_cm=200), (R.CONTRADICTS, "min_user_height_cm", "BED-010")),
    ("subject", rule(subject_code="boat"), (R.POINTS_NOWHERE, "subject_code", "CMP-X: boat")),
    ("object", rule(object_codes=("boat",)), (R.POINTS_NOWHERE, "object_codes", "CMP-X: boat")),
    (
        "compared set",
        rule(compare=CompareKind.QUESTIONS, compare_set="boat"),
        (R.POINTS_NOWHERE, "compare", "CMP-X: boat"),
    ),
    (
        "hazard as subject",
        rule(subject_kind=ThingKind.HAZARD_NOTE, subject_code="pests"),
        (R.CONTRADICTS, "subject_kind", "CMP-X"),
    ),
    ("no severity", rule(severity=None), (R.CONTRADICTS, "severity", "CMP-X")),
    ("words differ", question(text="Weight?"), (R.CONTRADICTS, "question_code", "heavy_bed.person_weight_kg")),
    ("choices", question(choices=(("a", "A"),)), (R.CONTRADICTS, "choices", "bed.person_weight_kg")),
    ("unit", question(unit=""), (R.CONTRADICTS, "unit", "bed.person_weight_kg")),
    ("compared as a day", question(compared_with="past_day"), (R.CONTRADICTS, "compared_with", "bed.person_weight_kg")),
    ("body for a crew", question(for_crew=True), (R.CONTRADICTS, "for_crew", "bed.person_weight_kg")),
    (
        "asked at the door, for the crew",
        question(
            question_code="alone",
            answer_type=AnswerType.YES_NO,
            unit="",
            flag_rule="",
            compared_with="",
            asked_at=AskedAt.DELIVERY,
            for_crew=True,
        ),
        (R.CONTRADICTS, "for_crew", "bed.alone"),
    ),
    (
        "compared with an answer that is none",
        question(question_code="alone", answer_type=AnswerType.YES_NO, unit="", flag_rule="", compared_with="ours=bed"),
        (R.CONTRADICTS, "compared_with", "bed.alone"),
    ),
    (
        "compared with a set that is none",
        question(question_code="alone", answer_type=AnswerType.YES_NO, unit="", flag_rule="", compared_with="yes=boat"),
        (R.POINTS_NOWHERE, "compared_with", "bed.alone: boat"),
    ),
    ("flag of a number", question(flag_rule="yes → block"), (R.CONTRADICTS, "flag_rule", "bed.person_weight_kg")),
    (
        "flag of yes or no",
        question(question_code="alone", answer_type=AnswerType.YES_NO, unit="", flag_rule="> 3 → block"),
        (R.CONTRADICTS, "flag_rule", "bed.alone"),
    ),
    (
        "bundle line",
        replace(SET, bundles=(replace(SET.bundles[0], line_code="BED-999"), *SET.bundles[1:])),
        (R.POINTS_NOWHERE, "line_code", "home_with_hospital_bed.1: BED-999"),
    ),
    (
        "bundle speed",
        replace(SET, bundles=(replace(SET.bundles[0], default_speed="soon"), *SET.bundles[1:])),
        (R.POINTS_NOWHERE, "default_speed", "home_with_hospital_bed.1: soon"),
    ),
    (
        "calendar",
        replace(SET, speeds=(replace(SET.speeds[0], calendar="lunar"), *SET.speeds[1:])),
        (R.POINTS_NOWHERE, "calendar", "deliver_2h: lunar"),
    ),
    (
        "priced speed",
        replace(SET, prices=(replace(SET.prices[0], speed="soon"), *SET.prices[1:])),
        (R.POINTS_NOWHERE, "speed", "delivery: soon"),
    ),
    (
        "job",
        replace(SET, authorities=(replace(SET.authorities[0], job_category="pilot"), *SET.authorities[1:])),
        (R.POINTS_NOWHERE, "job_category", "pilot: pilot"),
    ),
    (
        "authority category",
        replace(SET, authorities=(replace(SET.authorities[0], categories=("boats",)), *SET.authorities[1:])),
        (R.POINTS_NOWHERE, "categories", "ot: boats"),
    ),
    (
        "limit without right",
        replace(SET, authorities=(replace(SET.authorities[0], authorise_limit_pence=1), *SET.authorities[1:])),
        (R.CONTRADICTS, "authorise_limit_pence", "ot"),
    ),
]


@pytest.mark.parametrize(("changed", "expected"), [row[1:] for row in SET_FAULTS], ids=[row[0] for row in SET_FAULTS])
def test_a_contradiction_between_files_is_named(
    changed: ReferenceSet, expected: tuple[ReferenceReason, str, str]
) -> None:
    found = {
        (reason.code, dict(reason.params)["column"], dict(reason.params)["value"]) for reason in faults_of_set(changed)
    }
    assert expected in found


def test_a_set_without_codes_points_nowhere_everywhere() -> None:
    assert len(faults_of_set(replace(SET, codes=()))) > 800


def test_every_product_row_is_its_own(  # the key of a file is what a row is found by
) -> None:
    assert len({row.code for row in SET.products}) == len(SET.products)
    assert all(isinstance(row, ProductRow) for row in SET.products)

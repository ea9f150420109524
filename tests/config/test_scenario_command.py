"""The command `handrail scenario run`: what it writes, what it refuses, and that it needs no database."""

import csv
import io
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handrail.config.cli import main
from handrail.forecasting.codes import OUTPUTS

EXAMPLE: dict[str, Any] = {
    "name": "Reuse and self-purchase",
    "credit_rate": 0.85,
    "equipment_share": 0.80,
    "reuse_rate": 0.60,
    "years": [
        {
            "label": "2026/27",
            "gross_spend": 5000000,
            "baseline_net": 3700000,
            "self_purchase_rate": 0.05,
            "reuse_uplift": 0.04,
        },
        {
            "label": "2027/28",
            "gross_spend": 5150000,
            "baseline_net": 3811000,
            "self_purchase_rate": 0.06,
            "reuse_uplift": 0.06,
        },
    ],
}
NUMBER = "credit_rate must be a number such as 0.85, without quotation marks"
KEYS = "name, credit_rate, equipment_share, reuse_rate, carry_uplift, baseline, ranges, years"
RANGES = {"credit_rate": {"low": 0.8, "high": 0.9}}


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No database can be brought up, and files stand where the test is."""
    monkeypatch.setenv("HANDRAIL_HOME", "/dev/null/home")
    monkeypatch.chdir(tmp_path)


def ran(content: Any, *options: str) -> int:
    text = content if isinstance(content, str) else json.dumps(content)
    Path("plan.json").write_text(text, encoding="utf-8")
    return main(["scenario", "run", "plan.json", *options])


def test_json_has_the_years_the_total_and_the_formulas(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran(EXAMPLE, "--format", "json") == 0
    out = capsysbinary.readouterr().out
    assert b'"saving_vs_baseline": 988960.00,' in out
    told = json.loads(out, parse_float=Decimal)
    assert list(told) == ["name", "years", "total"]
    assert told["name"] == "Reuse and self-purchase"
    assert [list(year) for year in told["years"]] == [["label", *OUTPUTS, "formulas"]] * 2
    assert list(told["total"]) == [*OUTPUTS, "formulas"]
    assert told["total"]["saving_vs_baseline"] == Decimal("2097536.64")
    formula = "net = gross_after_self_purchase × (1 − equipment_share × reuse_rate × credit_rate) = "
    assert told["years"][0]["formulas"]["net"] == f"{formula}4800000 × (1 − 0.8 × 0.6 × 0.85) = 2841600.00"
    assert list(told["total"]["formulas"]) == list(OUTPUTS)


def test_json_with_ranges_says_how_they_were_drawn(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran({**EXAMPLE, "ranges": RANGES}, "--format", "json", "--seed", "5", "--draws", "500") == 0
    told = json.loads(capsysbinary.readouterr().out)
    assert (told["draws"], told["seed"]) == (500, 5)
    for row in (*told["years"], told["total"]):
        assert list(row["ranges"]) == list(OUTPUTS)
        assert row["ranges"]["net"]["p5"] < row["net"] < row["ranges"]["net"]["p95"]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_a_row_for_each_year_and_one_for_the_total(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran(EXAMPLE, "--format", "csv") == 0
    out = capsysbinary.readouterr().out
    assert out.isascii()
    first, second, total = rows_of(out)
    assert list(first) == ["label", *OUTPUTS, *(f"{output}_formula" for output in OUTPUTS)]
    assert [row["label"] for row in (first, second, total)] == ["2026/27", "2027/28", "total"]
    assert total["net_with_uplift"] == "5413463.36"
    assert total["net_with_uplift_formula"].endswith("= 2711040.00 + 2702423.36 = 5413463.36")
    assert second["self_purchase_reduction"] == "247200.00"


def test_csv_with_ranges_has_a_column_for_each_end(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran({**EXAMPLE, "ranges": RANGES}, "--format", "csv") == 0
    for row in rows_of(capsysbinary.readouterr().out):
        low, middle, high = (Decimal(row[f"net_{end}"]) for end in ("p5", "p50", "p95"))
        assert low < middle < high
        assert row["gross_spend_p5"] == row["gross_spend_p95"] == row["gross_spend"]


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", '=HYPERLINK("x")', "\u200b=1"])
def test_no_cell_of_a_csv_file_is_calculated(label: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    year = {**EXAMPLE["years"][0], "label": label, "baseline_net": 0}
    assert ran({**EXAMPLE, "name": label, "years": [year]}, "--format", "csv") == 0
    first, total = rows_of(capsysbinary.readouterr().out)
    assert first["label"][:2] in {"'=", "'+", "'-", "'@", "'＝"}
    for row in (first, total):
        assert Decimal(row.pop("saving_vs_baseline")) == Decimal("-2711040.00")  # A number below nought, no formula.
        assert [cell for cell in row.values() if cell[:1] in {*"=+-@\t\r\n", "＝"}] == []


def test_a_table_is_what_is_written_without_asking(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert ran(EXAMPLE) == 0
    lines = capsysbinary.readouterr().out.decode().splitlines()
    assert lines[0] == "Reuse and self-purchase"
    assert "2026/27   5,000,000.00   4,800,000.00     200,000.00  2,841,600.00  2,711,040.00      988,960.00" in lines
    assert "Total    10,150,000.00   9,702,800.00     447,200.00  5,744,057.60  5,413,463.36    2,097,536.64" in lines
    assert (
        "  self_purchase_reduction = gross_spend − gross_after_self_purchase = 5000000 − 4800000 = 200000.00" in lines
    )
    assert max(map(len, lines[:7])) < 110


def test_a_table_shows_ranges_and_long_labels_whole(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    label = "The year in which the new contract begins, with all that belongs to it"
    years = [{**EXAMPLE["years"][0], "label": label}]
    assert ran({**EXAMPLE, "ranges": RANGES, "years": years}, "--seed", "3") == 0
    told = capsysbinary.readouterr().out.decode()
    assert "Ranges from 10,000 draws, seed 3." in told
    assert told.count("\nTotal ") == 4
    lines = told.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("The year in which"))
    assert [lines[start][:30].strip(), *lines[start + 1 : start + 3]] == [
        "The year in which the new",
        "contract begins, with all that",
        "belongs to it",
    ]


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is not JSON: line 1, column 1: Expecting value."),
        ("[]", "The file must be an object with keys, in curly brackets; it is a list."),
        ("[" * 90_000, "The file has lists or objects too deep inside each other."),
        (" " * 10_000_000, "The file is larger than 1 MB, which no scenario needs."),
        ({**EXAMPLE, "credit_rate": True}, f"{NUMBER}; it is true."),
        ({**EXAMPLE, "credit_rate": float("nan")}, f"{NUMBER}; it is NaN."),
        ({**EXAMPLE, "discount": 1}, f"discount is not a key that is known here. Known are: {KEYS}."),
        ('{"name": "a", ' + json.dumps(EXAMPLE)[1:], "name stands here twice; only one can count."),
    ],
)
def test_a_bad_file_is_one_sentence(content: Any, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(content) == 2
    assert said(capsys) == [f"handrail scenario: plan.json: {sentence}"]


def test_each_fault_has_its_line_and_many_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran({**EXAMPLE, "reuse_rate": 60, "credit_rate": 85}) == 2
    assert [line.split()[3] for line in said(capsys)] == ["credit_rate", "reuse_rate"]
    assert ran({**EXAMPLE, **{f"key_{number}": 1 for number in range(50)}}) == 2
    lines = said(capsys)
    assert len(lines) == 21
    assert lines[-1] == "handrail scenario: and 30 more."


@pytest.mark.parametrize(("name", "why"), [("none.json", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read(name: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "run", name]) == 2
    assert said(capsys) == [f"handrail scenario: {name} cannot be read: {why}."]


def test_draws_without_ranges_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(EXAMPLE, "--seed", "0") == 2
    assert said(capsys)[0].startswith("handrail scenario: plan.json: ranges are missing")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["fly"],
        ["run", "plan.json", "--format", "xml"],
        ["run", "plan.json", "--draws", "99"],
        ["run", "plan.json", "--draws", "100001"],
        ["run", "plan.json", "--draws", "²"],
        ["run", "plan.json", "--draws", "9" * 5000],
        ["run", "plan.json", "--seed", "x"],
    ],
)
def test_wrong_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scenario", *words])
    assert ended.value.code == 2
    assert said(capsys)[-1].startswith("handrail scenario")


def test_standard_input_is_a_file_too() -> None:
    command = [sys.executable, "-m", "handrail.config", "scenario", "run", "-", "--format", "csv"]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    for given, code in ((json.dumps({**EXAMPLE, "name": "Zoë"}), 0), ("{", 2)):
        done = subprocess.run(command, input=given.encode(), capture_output=True, check=False, env=environment)
        assert done.returncode == code
        expected = b"label,gross_spend," if code == 0 else b""
        assert done.stdout.startswith(expected)
        assert (b"standard input: The file is not JSON" in done.stderr) is (code == 2)


def test_a_closed_input_and_a_full_disk_are_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(["scenario", "run", "-"]) == 2
    assert said(capsys) == ["handrail scenario: standard input cannot be read: it is closed."]
    Path("plan.json").write_text(json.dumps(EXAMPLE), encoding="utf-8")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr("sys.stdout", full)
        assert main(["scenario", "run", "plan.json"]) == 1
        monkeypatch.undo()
        with pytest.raises(OSError, match="No space"):
            full.close()
    assert said(capsys) == ["handrail scenario: what came out cannot be written: No space left on device."]


def test_the_engine_brings_up_neither_django_nor_a_database_driver() -> None:
    """The pages may use it, but it starts without them."""
    program = """import sys, handrail.config.commands.scenario, handrail.forecasting.comparing
print([name for name in sys.modules if name.split(".")[0] in {"django", "psycopg", "numpy"}])"""
    root = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=root)
    assert done.stdout.strip() == "[]"

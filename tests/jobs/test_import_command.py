"""The command `handrail import`: what it prints, what it answers, what it refuses to begin."""

import json
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from handrail.core.nhs_number import nth_test_number
from handrail.core.progress import Progress, progress_of
from handrail.intake.models import ImportFile, ImportRow
from handrail.jobs.import_file import main
from handrail.people.models import Person
from handrail.simulation.northdown import MAIN_DEPOT
from handrail.simulation.set_up import set_up_northdown
from tests.situations import another_county, northdown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
HEAD = "NHS No;Vorname;Surname;DOB;Address 1;Post code\n"
GOOD = f"{nth_test_number(1).digits};Ada;Okafor;12/05/1943;1 Mill Lane;CB7 4AB\n"
NORTHDOWN = ("--contract", "northdown")
BAD = f"{nth_test_number(2).digits};Bo;Lund;31/02/1950;2 Mill Lane;CB7 4AB\n"


@pytest.fixture
def demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Test NHS numbers only; no thread beside the test's own transaction."""
    settings.DEMO_MODE = True
    monkeypatch.setattr(Progress, "__enter__", lambda self: self)
    monkeypatch.setattr(Progress, "__exit__", lambda *_: None)


def files(folder: Path, text: str) -> tuple[str, str]:
    """The file and a mapping that names the German column."""
    (folder / "people.csv").write_text(text)
    (folder / "mapping.json").write_text(json.dumps({"Vorname": "given_name"}))
    return str(folder / "people.csv"), str(folder / "mapping.json")


@pytest.mark.empty_database
def test_a_file_comes_in_and_comes_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_northdown()
    file, mapping = files(tmp_path, HEAD + GOOD)
    assert main(["people", file, "--mapping", mapping]) == 0
    assert "1 new, 0 known already, 0 wrong" in capsys.readouterr().out
    assert main(["people", file, "--mapping", mapping]) == 0
    said = capsys.readouterr().out
    assert "0 new, 1 known already" in said
    assert "separated by semicolons" in said
    assert Person.objects.count() == 1


def test_it_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    northdown()
    monkeypatch.setattr("handrail.usecases.import_file.ROWS_AT_A_TIME", 1)
    file, mapping = files(tmp_path, HEAD + GOOD + BAD)
    main(["people", file, "--mapping", mapping, *NORTHDOWN])
    assert capsys.readouterr().err == "  1 rows\n  2 rows\n"


def test_wrong_rows_are_told_reported_and_parked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    northdown()
    file, mapping = files(tmp_path, HEAD + GOOD + BAD)
    report = tmp_path / "wrong.csv"
    assert main(["people", file, "--mapping", mapping, "--dry-run", *NORTHDOWN]) == 1
    assert "nothing was kept" in capsys.readouterr().out
    assert main(["people", file, "--mapping", mapping, "--report", str(report), *NORTHDOWN]) == 1
    said = capsys.readouterr().out
    assert "line 3, DOB: '31/02/1950'. There is no such day. Check day, month and year." in said
    assert "31/02/1950" in report.read_text()
    assert Person.objects.count() == 0
    assert main(["people", file, "--mapping", mapping, "--park-bad", *NORTHDOWN]) == 1
    assert Person.objects.count() == 1
    assert ImportRow.objects.filter(parked=True).count() == 1
    assert set(ImportFile.objects.values_list("state", flat=True)) == {"CHECKED", "REFUSED", "DONE"}


def test_what_is_left_and_what_contradicts_is_told_and_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    northdown()
    file, report = tmp_path / "items.csv", tmp_path / "told.csv"
    row = f'OLD-1,BED-010,"{MAIN_DEPOT}",ready,'
    file.write_text(f"number,product_code,store,state,serial\n{row}S1\n{row}S9\nOLD-2,BED-010,,on loan,S2\n")
    assert main(["assets", str(file), "--report", str(report), *NORTHDOWN]) == 0
    said = capsys.readouterr().out
    assert "1 new, 1 known already, 0 wrong, 1 left for the file of open loans" in said
    assert "1 row known already, but not as our records have it:\n  line 3, serial: 'S9'. Item OLD-1 has “S1”" in said
    assert '3,serial,S9,"Item OLD-1 has “S1” in our records' in report.read_text("utf-8-sig")


def test_what_cannot_begin_is_said_and_nothing_is_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    northdown()
    file, mapping = files(tmp_path, HEAD + GOOD)
    (tmp_path / "bad.json").write_text("[1]")
    for words, said in (
        (["people", str(tmp_path / "none.csv")], "cannot be opened"),
        (["people", file], "No column was chosen for “First name”"),
        (["people", file, "--mapping", str(tmp_path / "bad.json")], "must look like"),
        (["people", file, "--mapping", str(tmp_path / "none.json")], "cannot be read as JSON"),
    ):
        assert main([*words, *NORTHDOWN]) == 2
        assert said in capsys.readouterr().err
    assert main(["people", file, "--mapping", mapping, "--contract", "elsewhere"]) == 2
    assert "northdown" in capsys.readouterr().err
    assert ImportFile.objects.count() == 0


def test_with_two_contracts_one_must_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    northdown()
    another_county()
    file, mapping = files(tmp_path, HEAD + GOOD)
    assert main(["people", file, "--mapping", mapping]) == 2
    assert "northdown, southmoor" in capsys.readouterr().err
    assert main(["people", file, "--mapping", mapping, "--contract", "southmoor"]) == 0


def test_a_file_that_is_no_csv_is_refused_and_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    northdown()
    workbook = tmp_path / "book.csv"
    workbook.write_bytes(b"PK\x03\x04rest")
    assert main(["people", str(workbook), *NORTHDOWN]) == 1
    assert "This is not a CSV file" in capsys.readouterr().out
    assert ImportFile.objects.get().state == "REFUSED"


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    work, patience = UUID(int=5), threading.Event()
    with Progress(work, 10) as progress:
        progress.watch(4)
        seen = next((found for _ in range(100) if (found := progress_of(work)) or patience.wait(0.05)), None)
        assert seen in {(0, 10), (4, 10)}
    assert progress_of(work) is None

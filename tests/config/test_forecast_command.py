"""The command `handrail forecast backtest`: what it writes, what it refuses, and that it needs no database."""

import json

import pytest

from handrail.config.cli import main

SMALL = ("--seeds", "1", "--orders-a-day", "1", "--each", "12")


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database can be brought up."""
    monkeypatch.setenv("HANDRAIL_HOME", "/dev/null/home")


def test_a_table_says_what_was_missed_beside_both_baselines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "backtest", *SMALL]) == 0
    said = capsys.readouterr()
    head, _, *rows = said.out.splitlines()
    assert head == "| asked | of | times | forecast | last year plus growth | year to date | too high | range held |"
    assert len(rows) == 9
    assert said.err == "county 1 of 1\n"


def test_json_has_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "backtest", *SMALL, "--first-seed", "7", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["measure"] for row in rows} == {"gross", "credits", "net"}
    assert {row["count"] for row in rows} == {2}


@pytest.mark.parametrize("option", ["--seeds", "--each", "--orders-a-day", "--first-seed"])
@pytest.mark.parametrize("typed", ["0", "-1", "many", "99999999"])
def test_a_number_that_cannot_be_is_refused(option: str, typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["forecast", "backtest", f"{option}={typed}"])
    assert ended.value.code == 2
    assert "must be a whole number from 1 to" in capsys.readouterr().err

"""The command `handrail` says what it can do, and refuses in one sentence."""

import os
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from handrail.config.cli import OWNER_COMMANDS, main


def test_without_words_it_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert [name for name in ("serve", "demo", "migrate", "check", "db", "manage") if f"  {name} " not in said] == []


def test_an_unknown_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "'fly' is no command" in capsys.readouterr().err


def test_a_refused_start_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HANDRAIL_HOME", "/dev/null/home")
    assert main(["db", "status"]) == 1
    assert capsys.readouterr().err.strip().endswith("cannot be made: Not a directory.")


def test_a_home_that_cannot_be_written_to_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HANDRAIL_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda place, _: place != tmp_path)
    assert main(["db", "status"]) == 1
    assert f"HANDRAIL_HOME {tmp_path} cannot be written to" in capsys.readouterr().err


@pytest.mark.parametrize("error", [psycopg.OperationalError, OperationalError])
def test_a_database_that_does_not_answer_is_one_sentence(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the driver, past Django, as well as through it."""

    def stopped(*_: object) -> None:
        raise error("connection refused\n\tIs the server running?")

    monkeypatch.setattr("handrail.config.cli.ready", stopped)
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err == "handrail: the database does not answer: connection refused\n"


def test_the_commands_of_django_that_change_the_schema_run_as_the_owner() -> None:
    assert {"migrate", "makemigrations"} <= OWNER_COMMANDS

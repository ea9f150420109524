"""The commands that the README tells are those that exist, and those that CI runs."""

import re
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from handrail.config.cli import COMMANDS
from tests.repository.sources import read

CHECK_ALL = run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "check_all.py"))


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


def test_ci_runs_exactly_make_test() -> None:
    said = [line for line in read(".ci/run").splitlines() if line and not line.startswith("#")]
    assert said == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_the_first_ten_lines_of_the_readme_say_what_for_whom_and_how() -> None:
    opening = "\n".join(read("README.md").splitlines()[:10])
    for part in ("Handrail", "community equipment", "prescribers", "make demo", "make test"):
        assert part in opening


def test_each_make_command_in_the_documents_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        told = set(re.findall(r"\bmake ([a-z-]+)", read(name)))
        assert told - _targets() == set(), name


def test_each_handrail_command_in_the_documents_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        told = set(re.findall(r"`handrail ([a-z]+)", read(name)))
        assert told - set(COMMANDS) == set(), name


def test_the_python_version_is_one_that_the_package_allows() -> None:
    assert read(".python-version").strip() == "3.13"
    assert 'requires-python = ">=3.12"' in read("pyproject.toml")


def checked(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, list[str]]:
    """What `scripts/check_all.py` ends with when these checks are asked for, and which it ran."""
    ran: list[str] = []
    checks = [(name, lambda name=name: ran.append(name)) for name, _ in CHECK_ALL["CHECKS"]]
    main: Any = CHECK_ALL["main"]
    monkeypatch.setitem(main.__globals__, "CHECKS", checks)
    monkeypatch.setattr("sys.argv", ["check_all.py", *words])
    return main(), ran


def test_each_check_is_run_by_its_name_and_without_a_name_all(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for name, _ in CHECK_ALL["CHECKS"]]
    assert checked(monkeypatch, "tests") == (0, ["Tests"])
    assert checked(monkeypatch) == (0, names)


@pytest.mark.parametrize("words", [("test",), ("tests", "brwoser")])
def test_a_check_that_is_none_is_named_and_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert checked(monkeypatch, *words) == (2, [])
    said = capsys.readouterr()
    assert f"No check is called '{words[-1]}'" in said.err
    assert all(f"  {name}\n" in said.err for name, _ in CHECK_ALL["CHECKS"])
    assert "passed" not in said.out

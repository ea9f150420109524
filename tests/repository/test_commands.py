"""The commands that the README tells are those that exist, and those that CI runs."""

import re

from handrail.config.cli import COMMANDS
from tests.repository.sources import read


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

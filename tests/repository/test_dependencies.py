"""Each dependency has its reason, and the locked files pin each to its content."""

import re

import pytest

from tests.repository.sources import read

LOCKED = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]


def test_each_dependency_carries_its_reason() -> None:
    lines = [line.strip() for line in read("pyproject.toml").splitlines()]
    start = lines.index("dependencies = [")
    end = lines.index("[tool.uv]")
    without = [
        line
        for before, line in zip(lines[start:end], lines[start + 1 : end], strict=False)
        if re.match(r'^"[a-zA-Z]', line) and not before.startswith("# ")
    ]
    assert without == []


@pytest.mark.parametrize("name", LOCKED)
def test_each_locked_package_is_pinned_by_hash(name: str) -> None:
    packages = re.split(r"\n(?=\S)", read(name).strip())
    assert packages
    unpinned = [package.split()[0] for package in packages if "==" not in package or "--hash=sha256:" not in package]
    assert unpinned == []


@pytest.mark.parametrize("name", LOCKED)
def test_no_locked_file_names_an_index(name: str) -> None:
    assert "://" not in read(name)
    assert "--index" not in read(name)


def test_the_running_service_needs_nothing_that_development_does_not_lock_alike() -> None:
    running = set(re.findall(r"^(\S+==\S+)", read("requirements.txt"), re.MULTILINE))
    development = set(re.findall(r"^(\S+==\S+)", read("requirements-dev.txt"), re.MULTILINE))
    assert running - development == set()

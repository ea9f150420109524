"""Owns homes for services of their own: migrated, with the county of `bench.crash_county`, made once for this code and
day, then copied for each module that starts, kills or stops a service.

Refuses to share a home between modules: a service that was killed often by one would give up in the next.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from handrail.config import postgres
from handrail.config.home import CHECKOUT
from handrail.config.postgres import Cluster
from tests.database import county_digest, turn
from tests.environment import HOME

PEOPLE = 32
_MADE_BY = ("bench/county.py", "bench/crash_county.py", "bench/served.py", "tests/own_home.py")


@dataclass(frozen=True, slots=True)
class OwnHome:
    """A home that no other module uses, and what `bench.crash_county` told of the county in it."""

    place: Path
    told: dict[str, Any]


@contextmanager
def own_home() -> Iterator[OwnHome]:
    """A copy of the home that was made once, for a block, in a path that has a space. Its database does not run."""
    with tempfile.TemporaryDirectory(prefix="handrail own ") as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "home"
        with turn("test.own_home"):
            first = _first()
            _copy(first, place)
        try:
            yield OwnHome(place, json.loads((place / "told.json").read_text(encoding="utf-8")))
        finally:
            postgres.remove(Cluster(place))


def _copy(first: Path, place: Path) -> None:
    # Where the database's user may not enter the tests' home, the data lies elsewhere (`Cluster.folder`).
    shutil.copytree(first, place, ignore=shutil.ignore_patterns("postgres", "postgres.*"))
    target = Cluster(place).folder
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["/bin/cp", "-a", Cluster(first).folder, target], check=True)


def _first() -> Path:
    """The home that is copied; made by the first process that asks. What was told is written last: then it is whole."""
    name = f"own_home_{_digest()}"
    for old in HOME.glob("own_home_*"):
        if old.name != name or not (old / "told.json").exists():
            postgres.remove(Cluster(old))
            shutil.rmtree(old)
    home = HOME / name
    if not home.exists():
        # Without fsync it is made sooner; a service on a copy is started with it, by `handrail serve`.
        with postgres.held(Cluster(home, durable=False)):
            _run(home, "handrail.config", "migrate", "--verbosity", "0")
            told = _run(home, "bench.crash_county", str(PEOPLE))
        (home / "told.json").write_text(told, encoding="utf-8")
    return home


def _run(home: Path, *words: str) -> str:
    environment = {**os.environ, "HANDRAIL_HOME": str(home), "LOG_LEVEL": "CRITICAL"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, env=environment, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout


def _digest() -> str:
    """A name for all that may change what is in the home. The day too: its tokens end a day after they were made."""
    digest = sha256(f"{county_digest()} {datetime.now(UTC).date()}".encode())
    for name in _MADE_BY:
        digest.update((CHECKOUT / name).read_bytes())
    return digest.hexdigest()[:16]

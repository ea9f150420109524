"""Owns `make bench`: a database of its own, the sections in turn, one JSON, a dated part of docs/benchmarks.md.
Refuses the developer's own home and database; ends well even where a bound fails, but says so loudly."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench.progress import told
from handrail.config import cli, postgres
from handrail.config.home import handrail_home

SECTIONS = "abcdefghij"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure. Gives 0 also where a bound fails: it is a measurement, not a test."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        _use(Path(folder))
        try:
            told("migrating")
            # Without fsync, only until it is stopped: what is measured runs on a server that was started with it.
            with postgres.held(postgres.Cluster(handrail_home(), durable=False)):
                subprocess.run([sys.executable, "-m", "handrail.config", "migrate", "--verbosity", "0"], check=True)
            with cli.ready(cli.Needs.DATABASE):
                import_module("bench.sections").run(options.only, quick=options.quick)
        finally:
            postgres.remove(postgres.Cluster(handrail_home()))
    return 0


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description="Measure speed and size.")
    parser.add_argument("--only", default=SECTIONS, help="sections, such as a,d")
    parser.add_argument("--quick", action="store_true", help="small counts, and nothing is appended to docs")
    options = parser.parse_args(arguments)
    options.only = [letter for letter in options.only if letter in SECTIONS]
    return options


def _use(home: Path) -> None:
    """Work in this home alone. It must be passable: the database may run as another user."""
    home.chmod(0o755)
    for name in ("DATABASE_URL", "DATABASE_URL_FILE", "DATABASE_OWNER_URL", "HANDRAIL_DATABASE_ROLE", "HOST", "DEBUG"):
        os.environ.pop(name, None)
    os.environ["HANDRAIL_HOME"] = str(home)
    os.environ.setdefault("LOG_LEVEL", "ERROR")


if __name__ == "__main__":
    sys.exit(main())

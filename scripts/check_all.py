"""Owns `make test`: every check that CI runs, one after the other, each with its time.

Refuses to hide anything: a check that cannot run here is said loudly, and the first failure is shown in full.
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCKED = ("requirements.txt", "requirements-dev.txt")
BROWSERS = ("chromium-headless-shell", "chromium")
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
PYTEST = (BIN / "python", "-m", "pytest", "-n", "auto", "--dist", "worksteal")


class CheckFailedError(Exception):
    """A check found something. The message names the check."""


def run(*words: str | Path, at_once: bool = True, **environment: str) -> None:
    """Run a program in the checkout, its output shown as it comes, or whole when it has ended."""
    said = "  $ " + " ".join(str(word) for word in words)
    # Test processes share their compiled modules, also where Python is told to write none.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    out, errors = (None, None) if at_once else (subprocess.PIPE, subprocess.STDOUT)
    if at_once:
        print(said, flush=True)
    known = {**inherited, **environment}
    done = subprocess.run(words, cwd=ROOT, env=known, check=False, text=True, stdout=out, stderr=errors)
    if not at_once:
        print(f"{said}\n{done.stdout}".rstrip(), flush=True)
    if done.returncode != 0:
        raise CheckFailedError(f"{Path(words[0]).name} ended with code {done.returncode}")


def side_by_side() -> None:
    """What reads the code alone: each uses one processor, or waits for a package index."""
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(check) for check in (types, locked, form, imports)]
    for one in running:
        one.result()


def locked() -> None:
    """The committed requirements are exactly what pyproject.toml gives."""
    with tempfile.TemporaryDirectory() as folder:
        run("scripts/lock.sh", at_once=False, HANDRAIL_LOCK_FOLDER=folder)
        for name in LOCKED:
            if not filecmp.cmp(ROOT / name, Path(folder) / name, shallow=False):
                raise CheckFailedError(f"{name} is not what pyproject.toml gives; run `make lock` and commit it")


def form() -> None:
    """Form and lint of the code and of the page templates."""
    run(BIN / "ruff", "format", "--check", "--quiet", ".", at_once=False)
    run(BIN / "ruff", "check", "--quiet", ".", at_once=False)
    for ending in ("html", "jinja"):
        run(BIN / "djlint", "handrail", "--lint", "--quiet", "--extension", ending, at_once=False)


def types() -> None:
    """Strict types."""
    run(BIN / "mypy", "--num-workers", "2", "handrail", "tests", "bench", "scripts", at_once=False)


def imports() -> None:
    """Who may import whom."""
    run(BIN / "lint-imports", at_once=False)


def browser() -> None:
    """A real browser is there; Debian's Chromium is installed where it is missing, without its windows if offered so:
    that opens a page in a sixth of the time."""
    wanted = next((name for name in BROWSERS if _apt_offers(name)), BROWSERS[-1])
    if os.environ.get("HANDRAIL_CHROMIUM") or shutil.which(wanted):
        return
    if not _apt_install(wanted, "fonts-dejavu-core") and not any(shutil.which(name) for name in BROWSERS):
        raise CheckFailedError(
            "Chromium is missing and apt could not install it; install it, or set HANDRAIL_CHROMIUM to its path"
        )


def tests() -> None:
    """All tests on the embedded database; beside them, because either waits now and then, those that use a database
    once more on Debian's PostgreSQL 15 where apt offers it."""
    there = _debian_15_is_there()
    with ThreadPoolExecutor() as pool:
        again = pool.submit(_tests_on_debian_15) if there else None
        run(*PYTEST)
    if again:
        again.result()
    else:
        print("\n" + "!" * 100)
        print("!!  NOT RUN: apt offers no PostgreSQL 15 here (or may not install it), so nothing was tested on it.")
        print("!" * 100 + "\n", flush=True)


def _tests_on_debian_15() -> None:
    # What a page says is the same on any server, and what the API refuses before it asks one; that each page's queries
    # run is seen by test_every_url, and that those of others are not found by test_things_of_others.
    api = ("hostile_input", "docs_sequence", "foreign_writes")
    left = ("tests/web/*/*", *(f"tests/api/test_{name}.py" for name in api))
    ignored = [f"--ignore-glob={name}" for name in left]
    # The test files were read closely by the first run; a second reading takes a quarter of a minute.
    words = ("--assert=plain", "-m", "(django_db or shared_database) and not browser", *ignored)
    run(*PYTEST, *words, at_once=False, HANDRAIL_TEST_POSTGRES=str(DEBIAN_15))


def _debian_15_is_there() -> bool:
    if not DEBIAN_15.exists() and _apt_offers("postgresql-15"):
        _apt_install("postgresql-15")
    return DEBIAN_15.exists()


def _apt_offers(package: str) -> bool:
    if not shutil.which("apt-cache"):
        return False
    known = subprocess.run(["apt-cache", "policy", package], capture_output=True, text=True, check=False).stdout
    return "Candidate:" in known and "Candidate: (none)" not in known


def _apt_install(*packages: str) -> bool:
    """Install Debian packages, as root or through sudo where that asks no password. Gives whether it worked."""
    if not shutil.which("apt-get"):
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and not shutil.which("sudo"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        print(f"  $ apt-get {' '.join(words)}", flush=True)
        done = subprocess.run([*as_root, "apt-get", *words], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            return False
    return True


CHECKS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("Lock, form, types, imports", side_by_side),
    ("Browser", browser),
    ("Tests", tests),
)


def main() -> int:
    """Run all, or those whose names are given. Gives 1 at the first that fails, and 2 for a name that is none."""
    chosen = [word.lower() for word in sys.argv[1:]]
    names = {name.lower() for name, _ in CHECKS}
    if unknown := [word for word in sys.argv[1:] if word.lower() not in names]:
        print(f"No check is called {', '.join(map(repr, unknown))}. The checks are:", file=sys.stderr)
        print("\n".join(f"  {name}" for name, _ in CHECKS), file=sys.stderr)
        return 2
    began = time.monotonic()
    for name, check in CHECKS:
        if chosen and name.lower() not in chosen:
            continue
        print(f"\n== {name}", flush=True)
        since = time.monotonic()
        try:
            check()
        except CheckFailedError as error:
            print(f"\n{name}: FAILED: {error}.", flush=True)
            return 1
        print(f"   {name}: passed in {time.monotonic() - since:.0f} s", flush=True)
    print(f"\nEvery check passed in {time.monotonic() - began:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

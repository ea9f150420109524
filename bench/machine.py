"""Owns what the machine is that measures: processor, memory, versions, the state of the code.
Refuses names of machines and places."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from handrail.config.home import CHECKOUT


def machine() -> dict[str, str]:
    """The machine and the versions, by name."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "postgresql": _postgresql(),
        "fsync": _setting("fsync"),
        "commit": _commit(),
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _postgresql() -> str:
    return _setting("server_version").split()[0]


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _commit() -> str:
    done = subprocess.run(
        [shutil.which("git") or "git", "rev-parse", "--short", "HEAD"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"

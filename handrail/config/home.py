"""Owns HANDRAIL_HOME: where an installation keeps its database, uploads, static files and local secrets.

Refuses to hold settings: only places, and the secrets that a single-machine installation makes for itself.
"""

import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from handrail.config.environment import SettingError, text

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class LocalSecrets:
    """Random texts made once for an installation with the embedded database."""

    superuser: str
    owner: str
    app: str
    secret_key: str


def handrail_home() -> Path:
    """HANDRAIL_HOME, else `.handrail` in a checkout, else the user's own data folder. Absolute."""
    beside_code = CHECKOUT / ".handrail"
    default = beside_code if (CHECKOUT / "pyproject.toml").exists() else Path.home() / ".local/share/handrail"
    return Path(text("HANDRAIL_HOME", str(default))).expanduser().absolute()


def demo_marks(home: Path, other_database: str) -> tuple[Path, Path]:
    """The files that say that a database is being loaded with the demo county, and that it is. `other_database`: the
    address of one that is not the embedded one, which has marks of its own; else empty."""
    name = f"demo-{sha256(other_database.encode()).hexdigest()[:8]}" if other_database else "demo"
    return home / f"{name}.loading", home / f"{name}.loaded"


def make_home(home: Path) -> None:
    """Make the folder. It stays passable, because the database may run as another user; secrets in it are 0600."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"HANDRAIL_HOME {home} cannot be made: {error.strerror}.") from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise SettingError(f"HANDRAIL_HOME {home} cannot be written to; choose another place, or ask who keeps it.")


def local_secrets(home: Path) -> LocalSecrets:
    """Read the installation's secrets, or make them. Two processes at once agree: the first link wins."""
    make_home(home)
    place = home / "secrets.json"
    if not place.exists():
        names = LocalSecrets.__dataclass_fields__
        draft = home / f".secrets.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({name: secrets.token_hex(32) for name in names}, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, place)
        except FileExistsError:
            pass  # Another process was first; its secrets are the ones to use.
        finally:
            draft.unlink()
    try:
        return LocalSecrets(**json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SettingError(f"{place} cannot be read; `make demo-reset` starts anew.") from error

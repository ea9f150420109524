"""Owns collecting the style sheets, scripts and pictures into HANDRAIL_HOME, compressed and named by content.

Refuses to do it again when nothing changed: a second start takes seconds.
"""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect when a file was added, changed or taken away since the last time. Gives whether it did."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / "collected.txt"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="ascii")
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = Path(storage.path(path)).stat()
            digest.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()

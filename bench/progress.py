"""Owns what is said while measuring, on the side: standard output holds one JSON and nothing else.
Refuses results."""

import sys
import time

_BEGAN = time.monotonic()


def told(what: str) -> None:
    """Say what is being done, with the seconds since the start."""
    print(f"{time.monotonic() - _BEGAN:7.1f} s  {what}", file=sys.stderr, flush=True)

"""A connection for one long series of calls: each statement planned once, no waiting for the disk, one processor for
caller and server. Refuses nothing. A crash in the middle may lose the last calls; the same seed makes them again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

# More than the statements the service has, so that none is planned twice.
MOST_PREPARED = 2_000
_SESSION = "-c synchronous_commit=off"


@contextmanager
def quick_connection() -> Iterator[None]:
    """Use such a connection for a block, and the usual one afterwards."""
    database = connections["default"]
    options = database.settings_dict["OPTIONS"]
    before = dict(options)
    database.close()
    options.pop("pool", None)
    options.update(
        server_side_binding=True, prepare_threshold=1, options=f"{before.get('options', '')} {_SESSION}".strip()
    )
    try:
        database.ensure_connection()
        database.connection.prepared_max = MOST_PREPARED
        with _one_processor(database.connection.info.backend_pid if settings.DATABASE_IS_EMBEDDED else 0):
            yield
    finally:
        database.close()
        options.clear()
        options.update(before)


@contextmanager
def _one_processor(server: int) -> Iterator[None]:
    """Keep this process and the server process of its connection on one processor; 0: the server is elsewhere.

    They work in turns, a few times a millisecond, and waking a sleeping processor for each turn took a quarter of the
    time."""
    before = os.sched_getaffinity(0)
    if server:
        for process in (0, server):
            os.sched_setaffinity(process, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)

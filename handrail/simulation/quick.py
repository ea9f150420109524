"""A database connection tuned for one long series of calls: statements are planned once, commits do not wait for disk.
Refuses nothing. A crash in the middle may lose the last calls; what is made here is made again with the same seed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

# More than the statements the service has, so that none is planned twice.
MOST_PREPARED = 2_000
_SESSION = "-c synchronous_commit=off -c plan_cache_mode=force_generic_plan"


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
        yield
    finally:
        database.close()
        options.clear()
        options.update(before)

"""Owns the statistics of the database that is measured: those of one that has been up for a while.
Refuses nothing."""

import psycopg

from handrail.config import postgres
from handrail.config.home import handrail_home


def settle() -> None:
    """Let the server look at its tables now, which it does by itself a minute after they have changed, and write out
    what is not yet in its files, which it else does for minutes beside what is measured."""
    address = postgres.url(postgres.Cluster(handrail_home()), postgres.SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")

"""Owns the statistics of the database that is measured: those of one that has been up for a while.
Refuses nothing."""

import psycopg

from handrail.config import postgres
from handrail.config.home import handrail_home


def settle() -> None:
    """Let the server look at its tables now: by itself it does so a minute after they have changed."""
    address = postgres.url(postgres.Cluster(handrail_home()), postgres.SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")

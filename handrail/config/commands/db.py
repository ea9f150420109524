"""Owns `handrail db`: the embedded database by hand, for development and for mending.

Refuses a database named by DATABASE_URL: that one has its own keeper.
"""

from argparse import ArgumentParser
from collections.abc import Sequence

from handrail.config import postgres
from handrail.config.home import handrail_home

_ROLES = {"app": postgres.APP, "owner": postgres.OWNER, "superuser": postgres.SUPERUSER}


def main(arguments: Sequence[str]) -> int:
    """Start, stop, remove, or tell the state or the address. `status` gives 3 when it does not run."""
    parser = ArgumentParser(prog="handrail db", description="The embedded database by hand.")
    parser.add_argument("what", choices=["start", "stop", "status", "url", "remove"])
    parser.add_argument("--role", choices=sorted(_ROLES), default="app", help="whose address `url` prints")
    options = parser.parse_args(arguments)
    cluster = postgres.Cluster(handrail_home())
    match options.what:
        case "start":
            postgres.keep(cluster, kept=True)
            print("started" if postgres.start(cluster) else "was running")
        case "stop":
            postgres.keep(cluster, kept=False)
            postgres.stop(cluster)
        case "remove":
            postgres.keep(cluster, kept=False)
            postgres.remove(cluster)
        case "url":
            print(postgres.url(cluster, _ROLES[options.role]))
        case _:
            running = postgres.is_running(cluster)
            print("running" if running else "not running")
            return 0 if running else 3
    return 0

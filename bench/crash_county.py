"""Owns a small county for services that will be killed: made in a process of its own, told as JSON on standard output.
Refuses rows past the use cases. Run with HANDRAIL_HOME set: python -m bench.crash_county PEOPLE."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from handrail.config import cli


def main(number: int) -> None:
    """Northdown with people at home, stock, and tokens for the staff of a loan cycle; pages have their styles.

    The ticket's port is none yet: whoever starts a service fills it in."""
    with cli.ready(cli.Needs.DATABASE):
        import_module("handrail.config.static_files").collect_if_changed()
        made = import_module("bench.county")
        county = made.a_county()
        made.goods(county, number)
        group = made.people(county, number)
        ticket = import_module("bench.served").ticket_of(county, made.an_order(county, group[0]), 0)
        told = {
            "ticket": asdict(ticket),
            "people": [[str(who.id), str(who.address_id)] for who in group],
            "vans": [str(made.van_of(county, index)) for index in range(4)],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))

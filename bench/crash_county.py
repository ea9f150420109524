"""Owns a small county for a service that will be killed: made in a process of its own, told as JSON on standard output.
Refuses rows past the use cases. Run with HANDRAIL_HOME set: python -m bench.crash_county PORT PEOPLE."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from handrail.config import cli


def main(port: int, number: int) -> None:
    """Northdown with people at home, stock, and tokens for the staff of a loan cycle."""
    with cli.ready(cli.Needs.DATABASE):
        made = import_module("bench.county")
        county = made.a_county()
        made.goods(county, number)
        group = made.people(county, number)
        ticket = import_module("bench.served").ticket_of(county, made.an_order(county, group[0]), port)
        told = {
            "ticket": asdict(ticket),
            "people": [[str(who.id), str(who.address_id)] for who in group],
            "vans": [str(made.van_of(county, index)) for index in range(4)],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""Owns `handrail forecast backtest`: how far the forecast of docs/forecast.md misses on counties of chance, against
what people do on paper, without a database.

Refuses to choose among its counties: the seeds that are asked for all count.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence

from handrail.forecasting.backtest.measured import Tried, tried
from handrail.forecasting.backtest.written import as_rows, as_table

MOST_SEEDS = 1_000
MOST_ORDERS = 1_000


def main(arguments: Sequence[str]) -> int:
    """Forecast every county and print what was missed."""
    options = _parser().parse_args(arguments)
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    found: list[Tried] = []
    for seed in seeds:
        found += tried([seed], orders_a_day=options.orders_a_day, each=options.each)
        print(f"county {seed - seeds.start + 1} of {len(seeds)}", file=sys.stderr)
    print(json.dumps(as_rows(found), indent=1) if options.format == "json" else as_table(found))
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="handrail forecast", description="How good the forecast of money is.")
    back = parser.add_subparsers(dest="what", required=True, metavar="backtest").add_parser(
        "backtest",
        help="forecast counties of chance and hold what came against it",
        description="Forecast counties of chance month by month, from what was known then.",
    )
    back.add_argument("--seeds", type=_up_to(MOST_SEEDS), default=20, help="how many counties (default: 20)")
    back.add_argument("--first-seed", type=_up_to(10**6), default=1, help="the seed of the first (default: 1)")
    back.add_argument("--each", type=_up_to(12), default=1, help="forecast at every so manieth month (default: 1)")
    back.add_argument(
        "--orders-a-day", type=_up_to(MOST_ORDERS), default=60, help="how large a county is (default: 60)"
    )
    back.add_argument("--format", choices=("table", "json"), default="table", help="how to write it (default: table)")
    return parser


def _up_to(most: int) -> Callable[[str], int]:
    """A whole number from 1; argparse makes a sentence of what is refused."""

    def number(typed: str) -> int:
        if not typed.isdecimal() or len(typed) > len(str(most)) or not 1 <= int(typed) <= most:
            raise ArgumentTypeError(f"must be a whole number from 1 to {most:,}")
        return int(typed)

    return number

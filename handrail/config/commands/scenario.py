"""Owns `handrail scenario run FILE.json`: the savings model of docs/scenario.md, without a database.

Refuses a file that is not exactly as that page says: each reason in a sentence, exit code 2, nothing printed otherwise.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from errno import EBADF
from pathlib import Path

from handrail.core.refusal import Refused
from handrail.forecasting.draws import DRAWS, FEWEST_DRAWS, MOST_DRAWS, SEED, Spreads, spreads_of
from handrail.forecasting.model import Scenario
from handrail.forecasting.reading import LARGEST_BYTES, read_scenario
from handrail.forecasting.savings import Outcome, outcome_of
from handrail.forecasting.words import said
from handrail.forecasting.written import as_csv, as_json, as_table

SHOWN_REASONS = 20
_FORMATS: dict[str, Callable[[Outcome, Spreads | None], bytes]] = {"json": as_json, "csv": as_csv, "table": as_table}


def main(arguments: Sequence[str]) -> int:
    """0: it is worked out and written. 1: it cannot be written. 2: refused, and why."""
    options = _parser().parse_args(arguments)
    name = "standard input" if options.file == "-" else options.file
    try:
        scenario = read_scenario(_content(options.file))
        spreads = _spreads(scenario, options)
    except OSError as error:
        print(f"handrail scenario: {name} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    except Refused as refused:
        for reason in refused.reasons[:SHOWN_REASONS]:
            print(f"handrail scenario: {name}: {said(reason)}", file=sys.stderr)
        if len(refused.reasons) > SHOWN_REASONS:
            print(f"handrail scenario: and {len(refused.reasons) - SHOWN_REASONS} more.", file=sys.stderr)
        return 2
    try:
        sys.stdout.buffer.write(_FORMATS[options.format](outcome_of(scenario), spreads))
        sys.stdout.buffer.flush()
    except OSError as error:
        print(f"handrail scenario: what came out cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="handrail scenario", description="What a plan for equipment would cost and save.")
    run = parser.add_subparsers(dest="what", required=True, metavar="run").add_parser(
        "run",
        help="work out one scenario",
        description="Work out one scenario. docs/scenario.md says what stands in it.",
    )
    run.add_argument("file", metavar="FILE.json", help="the scenario; - for standard input")
    run.add_argument("--format", choices=_FORMATS, default="table", help="how to write it (default: table)")
    run.add_argument("--draws", type=_draws, help=f"how often to draw from the ranges of the file (default: {DRAWS:,})")
    run.add_argument("--seed", type=int, help=f"where chance begins: the same seed draws the same (default: {SEED})")
    return parser


def _draws(typed: str) -> int:
    """A number of draws; argparse makes a sentence of what is refused."""
    if not typed.isdecimal() or len(typed) > len(str(MOST_DRAWS)) or not FEWEST_DRAWS <= int(typed) <= MOST_DRAWS:
        raise ArgumentTypeError(f"must be a whole number from {FEWEST_DRAWS} to {MOST_DRAWS:,}")
    return int(typed)


def _content(file: str) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    if file == "-":
        if sys.stdin is None:  # Python's way to say that it was closed before the start.
            raise OSError(EBADF, "it is closed")
        return sys.stdin.buffer.read(LARGEST_BYTES + 1)
    with Path(file).open("rb") as content:
        return content.read(LARGEST_BYTES + 1)


def _spreads(scenario: Scenario, options: Namespace) -> Spreads | None:
    """The ranges, where the file states any or they are asked for."""
    asked = options.draws is not None or options.seed is not None
    if not scenario.has_ranges and not asked:
        return None
    draws, seed = options.draws, options.seed
    return spreads_of(scenario, seed=SEED if seed is None else seed, draws=DRAWS if draws is None else draws)

"""Owns: docs/states/, one page for each move table, written from the code.
Refuses: nothing; with --check it writes nothing and exits with 1 when a page differs from the code.

Run it as: python scripts/state_diagrams.py [--check]
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from handrail.core.moves import diagram, final_states  # noqa: E402  (the path above comes first)
from handrail.identity import states as identity  # noqa: E402  (the same)
from handrail.intake import states as intake  # noqa: E402  (the same)
from handrail.invoices import states as invoices  # noqa: E402  (the same)
from handrail.loans import states as loans  # noqa: E402  (the same)
from handrail.orders import states as orders  # noqa: E402  (the same)
from handrail.partners import states as partners  # noqa: E402  (the same)
from handrail.specials import states as specials  # noqa: E402  (the same)
from handrail.stock import states as stock  # noqa: E402  (the same)
from handrail.visits import states as visits  # noqa: E402  (the same)
from handrail.vouchers import states as vouchers  # noqa: E402  (the same)

FOLDER = ROOT / "docs" / "states"


@dataclass(frozen=True)
class Machine:
    """One move table and where its page goes."""

    stem: str
    title: str
    source: str
    states: type[StrEnum]
    events: type[StrEnum]
    moves: Mapping[tuple[StrEnum, StrEnum], StrEnum]
    initial: Iterable[StrEnum]


def _machine[S: StrEnum, E: StrEnum](
    stem: str,
    source: str,
    states: type[S],
    events: type[E],
    moves: Mapping[tuple[S, E], S],
    initial: Iterable[S],
) -> Machine:
    plain: dict[tuple[StrEnum, StrEnum], StrEnum] = {(state, event): after for (state, event), after in moves.items()}
    return Machine(stem, stem.replace("-", " ").capitalize(), source, states, events, plain, tuple(initial))


MACHINES: tuple[Machine, ...] = (
    _machine("imported-file", "intake", intake.FileState, intake.FileEvent, intake.MOVES, intake.INITIAL),
    _machine("invoice", "invoices", invoices.InvoiceState, invoices.InvoiceEvent, invoices.MOVES, invoices.INITIAL),
    _machine("special", "specials", specials.SpecialState, specials.SpecialEvent, specials.MOVES, specials.INITIAL),
    _machine("voucher", "vouchers", vouchers.VoucherState, vouchers.VoucherEvent, vouchers.MOVES, vouchers.INITIAL),
    _machine("order-line", "orders", orders.LineState, orders.LineEvent, orders.MOVES, orders.INITIAL),
    _machine(
        "release",
        "orders",
        orders.ReleaseState,
        orders.ReleaseEvent,
        orders.RELEASE_MOVES,
        orders.RELEASE_INITIAL,
    ),
    _machine("visit", "visits", visits.VisitState, visits.VisitEvent, visits.MOVES, visits.INITIAL),
    _machine("run", "visits", visits.RunState, visits.RunEvent, visits.RUN_MOVES, visits.RUN_INITIAL),
    _machine("asset", "stock", stock.AssetState, stock.AssetEvent, stock.MOVES, stock.INITIAL),
    _machine("loan", "loans", loans.LoanState, loans.LoanEvent, loans.MOVES, loans.INITIAL),
    _machine(
        "prescriber-account",
        "identity",
        identity.AccountState,
        identity.AccountEvent,
        identity.MOVES,
        identity.INITIAL,
    ),
    _machine("contract", "partners", partners.ContractState, partners.ContractEvent, partners.MOVES, partners.INITIAL),
)


def page(machine: Machine) -> str:
    """The page of one machine, whole."""
    final = ", ".join(sorted(final_states(machine.moves, machine.states))) or "every state has a way on"
    begins = ", ".join(sorted(machine.initial))
    lines = [
        f"# {machine.title}: states and moves",
        "",
        f"Written from `handrail/{machine.source}/states.py` by `scripts/state_diagrams.py`; a test keeps them equal.",
        "",
        "```mermaid",
        diagram(machine.moves, machine.initial).rstrip("\n"),
        "```",
        "",
        f"Begins in: {begins}. Nothing leaves: {final}.",
        "",
        "| from | event | to |",
        "|---|---|---|",
    ]
    lines += [f"| {before} | {event} | {after} |" for (before, event), after in machine.moves.items()]
    return "\n".join(lines) + "\n"


def stale_pages() -> list[str]:
    """The names of the pages that differ from the code, or belong to no table."""
    wanted = {f"{machine.stem}.md": page(machine) for machine in MACHINES}
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def main() -> int:
    parser = argparse.ArgumentParser(description="Write docs/states/ from the move tables.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a page is stale")
    if parser.parse_args().check:
        stale = stale_pages()
        print("\n".join(f"docs/states/{name} differs from the code" for name in stale) or "docs/states is up to date")
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for machine in MACHINES:
        (FOLDER / f"{machine.stem}.md").write_text(page(machine), encoding="utf-8")
    print(f"docs/states: {len(MACHINES)} pages written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

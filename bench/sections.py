"""Owns the order of the sections, the one JSON, and what is appended to docs/benchmarks.md.
Refuses to hide a bound that fails."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from bench import closing, foresight, http_api, importing, invoices, loan_cycles, pages, posting, spending, wire
from bench.county import a_county
from bench.figures import Figure
from bench.machine import machine
from bench.progress import told
from bench.served import Service, service
from bench.settled import settle
from handrail.config.home import CHECKOUT, handrail_home

DOCUMENT = CHECKOUT / "docs/benchmarks.md"


def run(only: Sequence[str], *, quick: bool) -> None:
    """Measure the sections that are asked for, print the JSON, append it unless `quick`."""
    told("Northdown")
    ground = loan_cycles.ground_of(a_county())
    settle()
    figures: list[Figure] = []
    if "a" in only:
        told("section a")
        plan = loan_cycles.QUICK if quick else loan_cycles.Plan()
        figures += loan_cycles.measure(ground, settings.DATABASE_URL, plan)
    if "f" in only:
        told("section f")
        figures += posting.measure(ground, posting.QUICK if quick else posting.Plan())
    if {"b", "d", "e"} & set(only):
        told("starting the service")
        with service(handrail_home()) as running:
            figures += _served(ground, running, only, quick=quick)
    if "c" in only:
        told("section c")
        figures += pages.measure(ground, pages.QUICK if quick else pages.Plan())
    figures += _of_money(ground, only, quick=quick)
    if "h" in only:
        told("section h")
        figures += foresight.measure(quick=quick)
    if "j" in only:
        told("section j")
        figures += importing.measure(ground, quick=quick)
    about = machine()
    print(json.dumps(_as_json(about, figures), indent=1))
    if not quick:
        _append(about, figures)
    for figure in figures:
        if figure.passes is False:
            print(f"BOUND FAILS  {figure.name}: {figure.value:.3f}, {figure.bound}", file=sys.stderr)


def _of_money(ground: loan_cycles.Ground, only: Sequence[str], *, quick: bool) -> list[Figure]:
    """The sections over copied postings."""
    figures: list[Figure] = []
    if "g" in only:
        told("section g")
        figures += spending.measure(ground, quick=quick)
        figures += closing.measure(ground, quick=quick)
    if "i" in only:
        told("section i")
        figures += invoices.measure(ground, quick=quick)
    return figures


def _served(ground: loan_cycles.Ground, running: Service, only: Sequence[str], *, quick: bool) -> list[Figure]:
    """The sections that need the service."""
    figures: list[Figure] = []
    if "d" in only:
        told("section d")
        figures += wire.measure(running.port)
    if {"b", "e"} & set(only):
        told("sections b and e")
        found = http_api.measure(ground, running, http_api.QUICK if quick else http_api.Plan())
        figures += [one for one in found if one.section in only]
    return figures


def _as_json(about: dict[str, str], figures: Sequence[Figure]) -> dict[str, Any]:
    return {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": about,
            "figures": [figure.as_json() for figure in figures]}  # fmt: skip


def _append(about: dict[str, str], figures: Sequence[Figure]) -> None:
    """A dated section with the machine and a table."""
    rows = [
        f"| {one.section} | {one.name} | {one.value:.4g} {one.unit} | {one.bound} | {_verdict(one)} |"
        for one in figures
    ]
    text = [
        "",
        f"## {datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        "",
        ", ".join(f"{name} {value}" for name, value in about.items()) + ".",
        "",
        "| section | figure | measured | bound | |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]
    with DOCUMENT.open("a", encoding="utf-8") as file:
        file.write("\n".join(text))


def _verdict(figure: Figure) -> str:
    return {True: "holds", False: "**fails**", None: ""}[figure.passes]

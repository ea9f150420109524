"""Owns: which earlier forecasts can be held against what came, and what that was.
Refuses months that are not over, and those of which nothing is known any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handrail.forecasting.forecast.figures import ALL
from handrail.forecasts.rules.written import Amount, Figures


@dataclass(frozen=True, slots=True)
class Held:
    """What the forecast at place `made` foresaw for so many months from `first` on, and the net that came."""

    made: int
    first: int
    months: int
    net: Amount
    came_pence: int


def held_against(before: Sequence[Figures], latest: Figures, fund: str, last_whole: int) -> tuple[Held, ...]:
    """Each forecast of months that are over by `last_whole`, against what the latest forecast knows of them."""
    came = {
        one.month: sum(one.gross.values()) - sum(one.credits.values())
        if fund == ALL
        else one.gross.get(fund, 0) - one.credits.get(fund, 0)
        for one in latest.known
    }
    return tuple(_held(before, came, fund, last_whole))


def _held(before: Sequence[Figures], came: dict[int, int], fund: str, last_whole: int) -> Iterator[Held]:
    for place, made in enumerate(before):
        for months, span in made.ahead.items():
            over = range(span.first, span.until + 1)
            if span.until <= last_whole and fund in span.net and all(month in came for month in over):
                yield Held(place, span.first, months, span.net[fund], sum(came[month] for month in over))

"""From the gross spend down to what is left to pay, and up again by the saving to the baseline: a step for each part.
Refuses to round: its steps are differences of amounts that are shown, so that what is drawn adds up."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from handrail.forecasting.model import EXACT
from handrail.forecasting.savings import Amounts

_NOTHING = Decimal(0)


class Part(StrEnum):
    """The steps in their order. A sum stands on the ground; what lies between sums hangs where the one before ends."""

    GROSS = "gross"
    SELF_PURCHASE = "self_purchase"
    CREDITS = "credits"
    UPLIFT = "uplift"
    NET = "net"
    SAVING = "saving"
    BASELINE = "baseline"


SUMS = frozenset({Part.GROSS, Part.NET, Part.BASELINE})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it adds, from where to where it is drawn."""

    part: Part
    amount: Decimal
    starts: Decimal
    ends: Decimal


def waterfall(amounts: Amounts) -> tuple[Step, ...]:
    """The steps of one year, or of all years together."""
    with localcontext(EXACT):
        return tuple(_steps(amounts))


def _steps(amounts: Amounts) -> Iterator[Step]:
    added = {
        Part.SELF_PURCHASE: -amounts.self_purchase_reduction,
        Part.CREDITS: amounts.net - (amounts.gross_spend - amounts.self_purchase_reduction),
        Part.UPLIFT: amounts.net_with_uplift - amounts.net,
        Part.SAVING: amounts.saving_vs_baseline,
    }
    reached = amounts.gross_spend
    for part in Part:
        if part in SUMS:
            yield Step(part, reached, _NOTHING, reached)
        else:
            yield Step(part, added[part], reached, reached + added[part])
            reached += added[part]

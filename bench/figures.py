"""Owns what a measurement says: a number with its unit, and the bound it is held to where there is one.
Refuses to stop anything: a bound that fails is shown as such."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `at_least` and `at_most` are the bounds of issue 2; a number without one only informs."""

    section: str
    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def passes(self) -> bool | None:
        """Whether the bound holds; None without a bound."""
        if self.at_least is None and self.at_most is None:
            return None
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    @property
    def bound(self) -> str:
        """The bound in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return "" if self.at_most is None else f"at most {self.at_most:g}"

    def as_json(self) -> dict[str, Any]:
        """The figure for the printed JSON."""
        row: dict[str, Any] = {"section": self.section, "name": self.name, "value": round(self.value, 4)}
        row["unit"] = self.unit
        return row | ({"bound": self.bound, "passes": self.passes} if self.bound else {})


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return quantiles(values, n=20, method="inclusive")[18] if len(values) > 1 else values[0]


def middle(values: Iterable[float]) -> float:
    """The median."""
    return median(values)

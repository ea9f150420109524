"""The English for why there is no forecast.
Refuses to decide anything by a code."""

from collections.abc import Mapping
from typing import Final

from handrail.forecasting.forecast.codes import ForecastReason

REASONS: Final[Mapping[str, str]] = {
    ForecastReason.NO_PERIODS: "Say for which years or months to forecast",
    ForecastReason.PERIOD_OVER: "“{found}” is over: there is nothing left to forecast in it",
    ForecastReason.TOO_FAR: "Nobody can know that far ahead. The most is {most} months",
    ForecastReason.TOO_LITTLE_KNOWN: "A forecast needs at least {fewest} whole months of orders and loans",
}

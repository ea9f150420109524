"""Owns the codes of a forecast: what it is of, what its terms stand for, why there is none.
Refuses English: `words.py` has it."""

from enum import StrEnum


class Measure(StrEnum):
    """What a forecast is of. Net is gross less credits."""

    GROSS = "GROSS"
    CREDITS = "CREDITS"
    NET = "NET"


class TermName(StrEnum):
    """What a part of a forecast stands for. The first four are spent, the last two come back."""

    OPEN_ORDERS = "OPEN_ORDERS"
    ORDERS_TO_COME = "ORDERS_TO_COME"
    PRICES_TOLD = "PRICES_TOLD"
    MONTHLY_FEE = "MONTHLY_FEE"
    LIVE_LOANS = "LIVE_LOANS"
    LOANS_TO_COME = "LOANS_TO_COME"


SPENDING = (TermName.OPEN_ORDERS, TermName.ORDERS_TO_COME, TermName.PRICES_TOLD, TermName.MONTHLY_FEE)


class ForecastReason(StrEnum):
    """Why there is no forecast."""

    NO_PERIODS = "FORECAST_NO_PERIODS"
    PERIOD_OVER = "FORECAST_PERIOD_OVER"
    TOO_FAR = "FORECAST_TOO_FAR"
    TOO_LITTLE_KNOWN = "FORECAST_TOO_LITTLE_KNOWN"

"""Owns the codes for what is wrong with a scenario, and the words of its file.
Refuses English: `words.py` has it."""

from enum import StrEnum
from typing import Final

# What stands at the top and may be repeated in a year; what each year says for itself.
TOP_RATES: Final = ("credit_rate", "equipment_share", "reuse_rate")
YEAR_RATES: Final = ("self_purchase_rate", "reuse_uplift")
RATES: Final = (*TOP_RATES, *YEAR_RATES)
OUTPUTS: Final = (
    "gross_spend",
    "gross_after_self_purchase",
    "self_purchase_reduction",
    "net",
    "net_with_uplift",
    "saving_vs_baseline",
)
TOTAL: Final = "total"


class Distribution(StrEnum):
    """How a rate may lie between its ends."""

    TRIANGULAR = "triangular"
    UNIFORM = "uniform"


class ScenarioReason(StrEnum):
    """Why a scenario, or a comparison of several, is refused. The reason's field is the path of the key."""

    TOO_BIG = "SCENARIO_TOO_BIG"
    NOT_TEXT = "SCENARIO_NOT_TEXT"
    NOT_JSON = "SCENARIO_NOT_JSON"
    TOO_DEEP = "SCENARIO_TOO_DEEP"
    NOT_AN_OBJECT = "SCENARIO_NOT_AN_OBJECT"
    NOT_A_LIST = "SCENARIO_NOT_A_LIST"
    KEY_UNKNOWN = "SCENARIO_KEY_UNKNOWN"
    KEY_TWICE = "SCENARIO_KEY_TWICE"
    KEY_MISSING = "SCENARIO_KEY_MISSING"
    NOT_A_NUMBER = "SCENARIO_NOT_A_NUMBER"
    RATE_OUT_OF_RANGE = "SCENARIO_RATE_OUT_OF_RANGE"
    AMOUNT_OUT_OF_RANGE = "SCENARIO_AMOUNT_OUT_OF_RANGE"
    TOO_PRECISE = "SCENARIO_TOO_PRECISE"
    NOT_A_TEXT = "SCENARIO_NOT_A_TEXT"
    NOT_TRUE_OR_FALSE = "SCENARIO_NOT_TRUE_OR_FALSE"
    NO_YEARS = "SCENARIO_NO_YEARS"
    TOO_MANY_YEARS = "SCENARIO_TOO_MANY_YEARS"
    YEAR_TWICE = "SCENARIO_YEAR_TWICE"
    YEAR_OUT_OF_ORDER = "SCENARIO_YEAR_OUT_OF_ORDER"
    LABEL_TAKEN = "SCENARIO_LABEL_TAKEN"
    BASELINE_MISSING = "SCENARIO_BASELINE_MISSING"
    REUSE_ABOVE_ONE = "SCENARIO_REUSE_ABOVE_ONE"
    RANGE_NOT_IN_ORDER = "SCENARIO_RANGE_NOT_IN_ORDER"
    RANGE_MEETS_ABOVE_ONE = "SCENARIO_RANGE_MEETS_ABOVE_ONE"
    DISTRIBUTION_UNKNOWN = "SCENARIO_DISTRIBUTION_UNKNOWN"
    LIKELY_UNUSED = "SCENARIO_LIKELY_UNUSED"
    NO_RANGES = "SCENARIO_NO_RANGES"
    COMPARE_TWO_TO_FOUR = "SCENARIO_COMPARE_TWO_TO_FOUR"
    NAME_TWICE = "SCENARIO_NAME_TWICE"
    YEARS_DIFFER = "SCENARIO_YEARS_DIFFER"

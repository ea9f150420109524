"""Owns the codes for why a scenario is not saved, beside those of `forecasting.codes` about what stands in it.
Refuses English: `wording` has it."""

from enum import StrEnum


class SavingReason(StrEnum):
    """Why a scenario cannot be saved."""

    NAME_TAKEN = "SCENARIO_NAME_TAKEN"
    NOTHING_NEW = "SCENARIO_NOTHING_NEW"

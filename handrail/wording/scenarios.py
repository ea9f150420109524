"""Words for what is wrong with a scenario of savings; they stand in handrail/forecasting/words.py, for the command too.
Refuses nothing; see `wording.say`."""

from collections.abc import Mapping
from decimal import Decimal

from handrail.core.money import shown_pounds
from handrail.core.refusal import Reason
from handrail.forecasting.codes import ScenarioReason
from handrail.forecasting.formulas import plain
from handrail.forecasting.model import EXACT
from handrail.forecasting.waterfall import Part
from handrail.forecasting.words import REASONS
from handrail.scenarios.codes import SavingReason
from handrail.wording.family import Family

SAVING = {
    "SCENARIO_NAME_TAKEN": "Another scenario is called “{name}”, or was in an earlier version. Choose another name",
    "SCENARIO_NOTHING_NEW": "Nothing differs from the version that is saved. Change something first",
}
FAMILIES = (Family(ScenarioReason, REASONS), Family(SavingReason, SAVING))

# The same where a box of a page is beside them: in percentages, and without the words of a file.
_AT_ITS_BOX = {
    ScenarioReason.YEAR_TWICE: "“{found}” is an earlier year too",
    ScenarioReason.YEAR_OUT_OF_ORDER: "After the year before comes {wanted}. No year may be left out",
    ScenarioReason.LABEL_TAKEN: "A year cannot be called “{found}”: the last row of the table is",
    ScenarioReason.BASELINE_MISSING: "Enter the baseline, or both old rates to work it out",
    ScenarioReason.REUSE_ABOVE_ONE: "Reuse of {reuse} and an uplift of {uplift} are {together}. The most is 100%",
    ScenarioReason.RANGE_NOT_IN_ORDER: "The range must go up: at least {low}, most likely {likely}, at most {high}",
    ScenarioReason.RANGE_MEETS_ABOVE_ONE: "At most, reuse {reuse} and uplift {uplift} are {together}, above 100%",
    ScenarioReason.LIKELY_UNUSED: "Leave this empty where any value between the two is as likely",
    ScenarioReason.KEY_UNKNOWN: "A range of this year needs the year's own rate. Enter the rate too",
}
_RATES = frozenset({"reuse", "uplift", "together", "low", "likely", "high"})
_RANGE_NEEDS = "Enter both ends of the range: at least and at most"
_BASELINE_NEEDS = "Enter both old rates, or none of them"


def at_its_box(reason: Reason) -> str:
    """What is wrong with a scenario, beside the box of a page that it is about. Else nothing."""
    if reason.code is ScenarioReason.KEY_MISSING:
        return _BASELINE_NEEDS if (reason.field or "").startswith("baseline") else _RANGE_NEEDS
    words = next((words for code, words in _AT_ITS_BOX.items() if code is reason.code), "")
    return words.format(**{name: _percent(value) if name in _RATES else value for name, value in reason.params})


def _percent(value: str | int) -> str:
    return f"{plain(Decimal(value).scaleb(2, EXACT))}%"


# The steps from the gross spend to the baseline.
PARTS: Mapping[Part, str] = {
    Part.GROSS: "Gross spend",
    Part.SELF_PURCHASE: "Bought by people themselves",
    Part.CREDITS: "Credits for what comes back",
    Part.UPLIFT: "Credits for more coming back",
    Part.NET: "Net with uplift",
    Part.SAVING: "Saving",
    Part.BASELINE: "Baseline",
}


def pounds(amount: Decimal) -> str:
    """An amount of a scenario, which is rounded to the penny already."""
    return shown_pounds(int(amount.scaleb(2, EXACT)))


def not_compared(reason: Reason) -> str:
    """Why scenarios that were chosen from a list cannot be compared."""
    if reason.code is ScenarioReason.YEARS_DIFFER:
        return "They are not about the same years. Choose scenarios of the same years"
    words = "Choose from 2 to {most} scenarios. You chose {found}"
    return words.format(**{"most": 0, **dict(reason.params)})

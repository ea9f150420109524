"""Words for what is wrong with a scenario of savings; they stand in handrail/forecasting/words.py, for the command too.
Refuses nothing; see `wording.say`."""

from handrail.forecasting.codes import ScenarioReason
from handrail.forecasting.words import REASONS
from handrail.scenarios.codes import SavingReason
from handrail.wording.family import Family

SAVING = {
    "SCENARIO_NAME_TAKEN": "Another scenario is called “{name}”, or was in an earlier version. Choose another name",
    "SCENARIO_NOTHING_NEW": "Nothing differs from the version that is saved. Change something first",
}
FAMILIES = (Family(ScenarioReason, REASONS), Family(SavingReason, SAVING))

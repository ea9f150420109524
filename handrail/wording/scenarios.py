"""Words for what is wrong with a scenario of savings; they stand in handrail/forecasting/words.py, for the command too.
Refuses nothing; see `wording.say`."""

from handrail.forecasting.codes import ScenarioReason
from handrail.forecasting.words import REASONS
from handrail.wording.family import Family

FAMILIES = (Family(ScenarioReason, REASONS),)

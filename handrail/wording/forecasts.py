"""Words for why there is no forecast; they stand in handrail/forecasting/forecast/words.py, beside its codes.
Refuses nothing; see `wording.say`."""

from handrail.forecasting.forecast.codes import ForecastReason
from handrail.forecasting.forecast.words import REASONS
from handrail.wording.family import Family

FAMILIES = (Family(ForecastReason, REASONS),)

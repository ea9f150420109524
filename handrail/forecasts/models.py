"""What was foreseen at the end of a day; nobody changes it, so that it can be held against what came.
Refuses (in the database) a second forecast of the same day, and every change of one."""

from typing import ClassVar

from django.db import models

from handrail.core.privacy import NO_PERSON
from handrail.partners.models import ContractRow


class ForecastMade(ContractRow):
    """The forecast from what was known at the end of `as_at`; `made_at` may be later. `since`: from when all is
    known. `figures` and `workings` are JSON of `rules/written.py`; the figures are small and are read of many days."""

    PRIVACY: ClassVar = NO_PERSON

    as_at = models.DateField()
    since = models.DateField()
    made_at = models.DateTimeField()
    figures = models.TextField()
    workings = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "as_at"], name="one_forecast_per_day")]

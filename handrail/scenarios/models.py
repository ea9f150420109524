"""Saved scenarios: each saving adds a version, which nobody changes.
Refuses (in the database): a changed version, a version twice, one name for two scenarios."""

from typing import ClassVar

from django.db import models

from handrail.core.privacy import Privacy
from handrail.identity.models import User
from handrail.partners.models import ContractRow


class ScenarioVersion(ContractRow):
    """What somebody saved, under the scenario that it is a version of. `content` is the file of docs/scenario.md: text,
    because a number of a scenario may have more digits than JSON of a database gives back to Python."""

    PRIVACY: ClassVar = Privacy(personal=("saved_by",), scrub="whoever it names is replaced")

    scenario_id = models.UUIDField()
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.TextField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "scenario_id", "version"], name="one_scenario_per_version"),
            models.CheckConstraint(condition=models.Q(version__gt=0), name="scenario_version_counts_from_one"),
        ]

"""What was found where something was measured.
Refuses change: a finding is added, never edited; what was wrong is put right by one that names it."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person
from handrail.visits.models.measuring import Measuring
from handrail.visits.models.visits import Visit


class Finding(ContractRow):
    """What a crew measured at a visit, and whether the thing can be there. The last of a measuring counts."""

    PRIVACY: ClassVar = Privacy(personal=("found", "why_not"), kept=CARE_RECORD, scrub="emptied")

    measuring = ContractForeignKey(Measuring, related_name="findings", db_index=False)
    visit = ContractForeignKey(Visit, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    result = models.CharField(max_length=20)
    found = models.TextField(default="", blank=True)
    why_not = models.TextField(default="", blank=True)
    mends = ContractForeignKey("self", null=True, blank=True, related_name="+", db_index=False)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(result__in=["MEASURED", "FITS", "CANNOT_BE_FITTED", "NOT_MEASURED"]),
                name="finding_result_known",
            ),
            models.CheckConstraint(
                condition=models.Q(result="NOT_MEASURED") | ~models.Q(found=""), name="finding_says_what"
            ),
            models.CheckConstraint(
                condition=~models.Q(result="CANNOT_BE_FITTED") | ~models.Q(why_not=""), name="finding_says_why_not"
            ),
            models.UniqueConstraint(fields=["mends"], name="finding_mended_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["measuring"], name="finding_by_measuring")]

"""What a crew has scanned at a door and not recorded yet.
Refuses one code twice at a door; recording the visit takes the rows away."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person
from handrail.visits.models.visits import Visit

LONGEST_CODE = 120


class DoorScan(ContractRow):
    """One code, for all phones of the crew."""

    PRIVACY: ClassVar = Privacy(personal=("code",), kept="until the visit is recorded", scrub="dropped")

    visit = ContractForeignKey(Visit, related_name="scans", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    code = models.CharField(max_length=LONGEST_CODE)
    by_id = models.UUIDField()
    scanned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "code"], name="one_scan_per_code_and_door")]

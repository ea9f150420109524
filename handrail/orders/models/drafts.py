"""An order being written: saved as it is typed, kept over sign-out, gone when it is sent or thrown away.
Refuses nothing: a draft may be wrong or incomplete."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person


class Draft(ContractRow):
    """One user's unsent order for one person: the basket, the answers and all else as typed."""

    PRIVACY: ClassVar = Privacy(personal=("content",), kept="90 days after the last change", scrub="dropped")

    person = ContractForeignKey(Person, related_name="+")
    user_id = models.UUIDField()
    content = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["contract", "user_id", "-saved_at"], name="draft_by_user")]

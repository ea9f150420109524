"""How long a contract may last, who was reminded to decide about it, and what was varied.
Refuses (in the database) a change of what was recorded: an extension is decided by a row of its own."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON
from handrail.partners.models import ContractRow


class Extension(ContractRow):
    """A time by which the contract may be made longer, and the day by which that must be decided."""

    PRIVACY: ClassVar = NO_PERSON

    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    ends_on = models.DateField()
    decide_by = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_extension_per_number"),
            models.CheckConstraint(
                condition=models.Q(decide_by__lt=models.F("from_on"), ends_on__gt=models.F("from_on")),
                name="extension_days_in_order",
            ),
        ]


class ExtensionDecision(ContractRow):
    """Whether an extension is taken, decided once."""

    PRIVACY: ClassVar = NO_PERSON

    extension = ContractForeignKey(Extension, related_name="+", db_index=False)
    is_taken = models.BooleanField()
    decided_on = models.DateField()
    why = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "extension"], name="extension_decided_once")
        ]


class ExtensionReminder(ContractRow):
    """Those who commission were reminded of an extension, so many months before it must be decided."""

    PRIVACY: ClassVar = NO_PERSON

    extension = ContractForeignKey(Extension, related_name="+", db_index=False)
    months = models.PositiveSmallIntegerField()
    reminded_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "extension", "months"], name="reminded_once")
        ]


class ContractVariation(ContractRow):
    """A variation of the contract: what it changes from which day, and by which document."""

    PRIVACY: ClassVar = NO_PERSON

    number = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    from_on = models.DateField()
    what = models.TextField()
    document = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_variation_per_number")
        ]

"""What was done and waits for a price or for a fund.
Refuses (in the database): a second row for the same cause, and every change but that it was tried or settled, once."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import Privacy
from handrail.ledger.models.money import Entry
from handrail.partners.models import ContractRow

OF_LINES = Privacy(personal=("weights",), kept="7 years after the year's accounts are closed", scrub="ids made anew")


class Waiting(ContractRow):
    """What is not with a fund yet. `cause`: of the entry that is to settle it. `weights`: pairs of an order line (null:
    none is known) and its weight. `pence`: what of `entry` stands in SUSPENSE; both empty where there is no price. A
    credit has no entry: `pence` is to come back.
    `tried_on` and `stood_by`: the day of the last try, and the change of contract data that it knew."""

    PRIVACY: ClassVar = OF_LINES

    waits_for = models.CharField(max_length=10)
    cause = models.CharField(max_length=250)
    item = models.CharField(max_length=40)
    promised = ArrayField(models.CharField(max_length=40))
    quantity = models.IntegerField()
    happened_on = models.DateField()
    weights = models.JSONField()
    pence = models.BigIntegerField(null=True, blank=True)
    entry = ContractForeignKey(Entry, null=True, blank=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    audit_id = models.BigIntegerField()
    tried_on = models.DateField()
    stood_by = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "cause"], name="waits_once_per_cause"),
            models.CheckConstraint(
                condition=models.Q(entry__isnull=True, pence__isnull=True, waits_for="PRICE")
                | models.Q(entry__isnull=True, pence__gt=0, waits_for="CREDIT")
                | models.Q(entry__isnull=False, pence__gt=0, waits_for="FUND"),
                name="waits_for_price_or_fund",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "happened_on"], name="waiting_open", condition=models.Q(settled_at__isnull=True)
            )
        ]

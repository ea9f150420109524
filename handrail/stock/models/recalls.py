"""Recalls: products, or lots of them, that a safety alert names; and who was said to be the cause of each.
Refuses a second recall of the same under the same reference, and any change but its lifting (by trigger)."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import EQUIPMENT
from handrail.partners.models import ContractRow
from handrail.stock.codes import RecallCause


class Recall(ContractRow):
    """Nothing of this product and lot (`lot` empty: of any) is issued from when it begins until it is lifted."""

    PRIVACY: ClassVar = EQUIPMENT

    product = ContractForeignKey(Product, related_name="+")
    lot = models.CharField(max_length=20, default="", blank=True)
    reference = models.CharField(max_length=60)
    reason = models.TextField()
    begun_at = models.DateTimeField(default=None)
    recorded_at = models.DateTimeField(default=None)
    begun_by_id = models.UUIDField(default=None)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by_id = models.UUIDField(null=True, blank=True)
    lifted_why = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "lot", "reference"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_recall",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by_id__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by_id__isnull=False),
                name="recall_lifted_at_with_by",
            ),
            models.CheckConstraint(condition=~models.Q(reference=""), name="recall_has_a_reference"),
            models.CheckConstraint(condition=models.Q(lifted_at__gte=models.F("begun_at")), name="recall_in_order"),
        ]


class RecallCauseSaid(ContractRow):
    """Who somebody said is the cause of a recall. Not `decided`: the provider's own word, which no money follows.
    Nothing is changed: the last decision holds, and what was said since it waits for the next."""

    PRIVACY: ClassVar = EQUIPMENT

    recall = ContractForeignKey(Recall, related_name="+")
    cause = models.CharField(max_length=10)
    decided = models.BooleanField()
    reason = models.TextField()
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(cause__in=[one.value for one in RecallCause]), name="recall_cause_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="recall_cause_has_a_reason"),
        ]

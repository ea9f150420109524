"""Which stock is kept for which line.
Refuses an asset that is kept for two lines at once."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON
from handrail.orders.models.orders import OrderLine
from handrail.partners.models import ContractRow
from handrail.stock.models import Asset, Place


class Allocation(ContractRow):
    """One asset, or so many of a counted product and lot, kept at a place for a line until used or let go."""

    PRIVACY: ClassVar = NO_PERSON

    line = ContractForeignKey(OrderLine, related_name="allocations", db_index=False)
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+")
    lot = models.CharField(max_length=20, default="", blank=True)
    quantity = models.PositiveIntegerField()
    place = ContractForeignKey(Place, related_name="+")
    recycled = models.BooleanField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(ended_at__isnull=True), name="asset_allocated_once"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="allocation_of_something"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_how="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_how="")),
                name="allocation_ended_with_how",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["line"], name="allocation_by_line")]

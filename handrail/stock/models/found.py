"""What was found to differ from the record, and stock takes that look for it.
Refuses a difference without an owner: someone always has it to settle."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import EQUIPMENT
from handrail.partners.models import ContractRow
from handrail.people.models import Person
from handrail.stock.models.assets import Asset
from handrail.stock.models.places import Place


class Discrepancy(ContractRow):
    """Something happened that should not have, or a thing was found where it should not be. Stored, owned, settled."""

    PRIVACY: ClassVar = EQUIPMENT

    kind = models.CharField(max_length=40)
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+", db_index=False)
    product = ContractForeignKey(Product, null=True, blank=True, related_name="+")
    person = ContractForeignKey(Person, null=True, blank=True, related_name="+")
    place = ContractForeignKey(Place, null=True, blank=True, related_name="+")
    quantity = models.IntegerField(default=1)
    code_read = models.CharField(max_length=120, default="", blank=True)
    detail = models.TextField(default="", blank=True)
    visit_id = models.UUIDField(null=True, blank=True)
    owner_role = models.CharField(max_length=30)
    raised_by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.UUIDField(null=True, blank=True)
    settled_how = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by_id__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by_id__isnull=False),
                name="settled_at_with_by",
            ),
            models.CheckConstraint(condition=~models.Q(owner_role=""), name="discrepancy_has_an_owner"),
            models.CheckConstraint(
                condition=models.Q(settled_at__gte=models.F("happened_at")), name="discrepancy_in_order"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "-happened_at"],
                name="discrepancy_open",
                condition=models.Q(settled_at__isnull=True),
            ),
            models.Index(fields=["asset"], name="discrepancy_by_asset", condition=models.Q(asset__isnull=False)),
        ]


class StockTake(ContractRow):
    """A count of a store, or of some products in it, begun and closed."""

    PRIVACY: ClassVar = EQUIPMENT

    place = ContractForeignKey(Place, related_name="+")
    category = models.CharField(max_length=40, default="", blank=True)
    begun_by_id = models.UUIDField()
    begun_at = models.DateTimeField()
    closed_by_id = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "category"], condition=models.Q(closed_at__isnull=True), name="one_open_stock_take"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by_id__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by_id__isnull=False),
                name="stock_take_closed_at_with_by",
            ),
            models.CheckConstraint(condition=models.Q(closed_at__gte=models.F("begun_at")), name="stock_take_in_order"),
        ]


class CountLine(ContractRow):
    """What a stock take counted or scanned, beside what the record said at that moment."""

    PRIVACY: ClassVar = EQUIPMENT

    stock_take = ContractForeignKey(StockTake, related_name="lines")
    product = ContractForeignKey(Product, null=True, blank=True, related_name="+")
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+")
    lot = models.CharField(max_length=20, default="", blank=True)
    condition = models.CharField(max_length=30, default="", blank=True)
    code_read = models.CharField(max_length=120, default="", blank=True)
    recorded_quantity = models.IntegerField()
    counted_quantity = models.PositiveIntegerField()
    by_id = models.UUIDField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stock_take", "asset"], condition=models.Q(asset__isnull=False), name="asset_counted_once"
            )
        ]

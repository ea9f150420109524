"""Serialised things and every move they made.
Refuses (by trigger) a step that the state table does not hold, and anything unfit that is chosen for a person."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import EQUIPMENT
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.partners.models import ContractRow
from handrail.stock.models.places import Place


class Asset(ContractRow, StatefulRow):
    """One serialised thing: in one state and one place at any moment (promise 1).

    A due date that is empty means that the product needs no such check; an unknown one is 1 January 1900, overdue."""

    PRIVACY: ClassVar = EQUIPMENT

    product = ContractForeignKey(Product, related_name="+")
    number = models.CharField(max_length=30)
    serial = models.CharField(max_length=40, default="", blank=True)
    lot = models.CharField(max_length=20, default="", blank=True)
    made_on = models.DateField(null=True, blank=True)
    bought_on = models.DateField(null=True, blank=True)
    price_paid_pence = models.IntegerField(null=True, blank=True)
    place = ContractForeignKey(Place, related_name="+", db_index=False)
    bin = models.CharField(max_length=20, default="", blank=True)
    issues = models.PositiveIntegerField(default=0)
    condition_grade = models.CharField(max_length=20, default="", blank=True)
    electrical_test_due_on = models.DateField(null=True, blank=True)
    examination_due_on = models.DateField(null=True, blank=True)
    service_due_on = models.DateField(null=True, blank=True)
    alert_reference = models.CharField(max_length=60, default="", blank=True)
    held_for_line_id = models.UUIDField(null=True, blank=True)
    discrepancy_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_asset_per_number"),
            models.UniqueConstraint(
                fields=["contract", "product", "serial"], condition=~models.Q(serial=""), name="one_asset_per_serial"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["HELD", "LOADED"])
                | models.Q(held_for_line_id__isnull=False)
                | models.Q(discrepancy_id__isnull=False),
                name="held_for_a_line",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "product", "place", "bought_on"],
                name="asset_ready",
                condition=models.Q(state="READY"),
            ),
            models.Index(
                fields=["contract", "state", "state_at"],
                name="asset_in_store",
                condition=~models.Q(
                    state__in=["ON_LOAN", "READY", "SCRAPPED", "LOST", "SOLD", "GIFTED", "TRANSFERRED"]
                ),
            ),
            models.Index(fields=["place"], name="asset_by_place"),
            models.Index(fields=["serial"], name="asset_by_serial", condition=~models.Q(serial="")),
            models.Index(
                fields=["held_for_line_id"], name="asset_by_line", condition=models.Q(held_for_line_id__isnull=False)
            ),
        ]  # fmt: skip


class AssetMove(HistoryRow):
    """One step of an asset: state and place before and after. Gapless, written by the trigger only (promise 1)."""

    PRIVACY: ClassVar = EQUIPMENT

    from_place_id = models.UUIDField(null=True)
    to_place_id = models.UUIDField()

    class Meta(HistoryRow.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(
                fields=["contract_id", "happened_at"],
                name="asset_came_back",
                condition=models.Q(to_state__in=["RETURNED_DIRTY", "QUARANTINED"]),
            )
        ]

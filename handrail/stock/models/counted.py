"""Counted stock: how many of a product, lot where marked, lie where in which condition, and each move of them.
Refuses (by trigger) a cell below zero, a cell changed by hand, and a move that the condition table does not hold."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import EQUIPMENT
from handrail.partners.models import ContractRow
from handrail.stock.models.places import Place


class StockCell(models.Model):
    """The count of one product and lot at one place in one condition, and how many of them have been with somebody
    before: always the sums of its moves (promise 3). What is with a person counts as used."""

    PRIVACY: ClassVar = EQUIPMENT

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    product_id = models.UUIDField()
    lot = models.CharField(max_length=20, default="")
    place_id = models.UUIDField()
    condition = models.CharField(max_length=30)
    quantity = models.IntegerField()
    used = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place_id", "product_id", "lot", "condition"], name="one_cell"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="cell_not_below_zero"),
            models.CheckConstraint(
                condition=models.Q(used__gte=0, used__lte=models.F("quantity")), name="cell_used_within_quantity"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract_id", "product_id", "condition"],
                name="cell_by_product",
                condition=models.Q(quantity__gt=0) & ~models.Q(condition="ON_LOAN"),
            )
        ]


class StockMove(ContractRow):
    """So many of a product from one cell to another; an empty side is the world outside (bought, scrapped, given).
    `used`: how many of them were used before, which the trigger says: used ones go first."""

    PRIVACY: ClassVar = EQUIPMENT

    product = ContractForeignKey(Product, related_name="+")
    lot = models.CharField(max_length=20, default="", blank=True)
    quantity = models.PositiveIntegerField()
    used = models.IntegerField(default=0)
    from_place = ContractForeignKey(Place, null=True, related_name="+")
    from_condition = models.CharField(max_length=30, null=True)
    to_place = ContractForeignKey(Place, null=True, related_name="+")
    to_condition = models.CharField(max_length=30, null=True)
    reason = models.TextField(default="", blank=True)
    line_id = models.UUIDField(null=True)
    mends = ContractForeignKey("self", null=True, related_name="+")
    discrepancy_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField(default=None)
    recorded_at = models.DateTimeField(default=None)
    by_id = models.UUIDField(default=None)
    audit_id = models.BigIntegerField(default=None)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="stock_move_of_something"),
            models.CheckConstraint(
                condition=models.Q(from_place__isnull=True, from_condition__isnull=True)
                | models.Q(from_place__isnull=False, from_condition__isnull=False),
                name="stock_move_from_a_cell",
            ),
            models.CheckConstraint(
                condition=models.Q(to_place__isnull=True, to_condition__isnull=True)
                | models.Q(to_place__isnull=False, to_condition__isnull=False),
                name="stock_move_to_a_cell",
            ),
            models.CheckConstraint(
                condition=models.Q(from_place__isnull=False) | models.Q(to_place__isnull=False),
                name="stock_move_somewhere",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "product", "-happened_at"], name="stock_move_by_product"),
            models.Index(fields=["line_id"], name="stock_move_by_line", condition=models.Q(line_id__isnull=False)),
            models.Index(
                fields=["contract", "happened_at"],
                name="pieces_came_back",
                condition=models.Q(to_condition="RETURNED_DIRTY"),
            ),
        ]

"""Vouchers: the number, what for, worth how much, until when, what a shop gave for it, and how the shop was paid.
Refuses (in the database) more than its value, a charge for what is free, two that stand for one order line, and a
payment that is not what its vouchers come to."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, NO_PERSON, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.ledger.models import Entry
from handrail.orders.models import OrderLine
from handrail.partners.models import ContractRow, Partner
from handrail.vouchers.states import STANDS

# A voucher leads to its line, and so to a person, for whoever may see that person's orders.
VOUCHER = Privacy(personal=("line_id", "sold"), kept=CARE_RECORD, scrub="dates shifted together")


class ShopPayment(ContractRow):
    """What a shop was paid for vouchers that it took in a month, on which day and by which reference, and the entry
    that posted it."""

    PRIVACY: ClassVar = NO_PERSON

    retailer = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    pence = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=60)
    entry = ContractForeignKey(Entry, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "retailer", "reference"], name="one_shop_payment_per_reference"
            ),
            models.UniqueConstraint(fields=["contract", "entry"], name="one_shop_payment_per_entry"),
            models.CheckConstraint(
                condition=models.Q(month__day=1, paid_on__gte=models.F("month"), pence__gt=0),
                name="shop_payment_is_of_something",
            ),
        ]


class Voucher(ContractRow, StatefulRow):
    """A prescription for a shop or pharmacy. What is fetched becomes the person's own. Of what was sold: its whole
    price, what of it the service pays, and what the person added for a dearer one that they chose, with what they were
    told before."""

    PRIVACY: ClassVar = VOUCHER

    number = models.CharField(max_length=20)
    line = ContractForeignKey(OrderLine, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    quantity = models.PositiveIntegerField()
    value_pence = models.IntegerField()
    issued_at = models.DateTimeField()
    expires_on = models.DateField()
    retailer = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    redeemed_at = models.DateTimeField(null=True, blank=True)
    sold = models.CharField(max_length=200, default="", blank=True)
    price_pence = models.IntegerField(null=True, blank=True)
    paid_pence = models.IntegerField(null=True, blank=True)
    top_up_pence = models.IntegerField(default=0)
    told = models.TextField(default="", blank=True)
    payment = ContractForeignKey(ShopPayment, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_voucher_per_number"),
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(state__in=sorted(state.value for state in STANDS)),
                name="one_voucher_stands_per_line",
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, value_pence__gte=0), name="voucher_is_for_something"
            ),
            models.CheckConstraint(
                # A check lets through what is unknown, so it says that both are known.
                condition=models.Q(
                    paid_pence__gte=0,
                    paid_pence__isnull=False,
                    paid_pence__lte=models.F("value_pence"),
                    price_pence=models.F("paid_pence") + models.F("top_up_pence"),
                    price_pence__isnull=False,
                    redeemed_at__isnull=False,
                    retailer__isnull=False,
                    state="REDEEMED",
                )
                | models.Q(
                    ~models.Q(state="REDEEMED"),
                    paid_pence__isnull=True,
                    payment__isnull=True,
                    price_pence__isnull=True,
                    redeemed_at__isnull=True,
                    retailer__isnull=True,
                    top_up_pence=0,
                ),
                name="voucher_redeemed_within_its_value",
            ),
            # Care Act: only a dearer thing that the person chose, knowing that theirs is free, may cost them anything.
            models.CheckConstraint(
                condition=models.Q(top_up_pence=0)
                | (
                    models.Q(paid_pence=models.F("value_pence"), top_up_pence__gt=0)
                    & ~models.Q(sold="")
                    & ~models.Q(told="")
                ),
                name="voucher_top_up_was_chosen",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["line"], name="voucher_by_line"),
            models.Index(fields=["contract", "-issued_at"], name="voucher_by_contract"),
            models.Index(fields=["expires_on"], name="voucher_to_expire", condition=models.Q(state="ISSUED")),
            models.Index(
                fields=["contract", "retailer", "redeemed_at"],
                name="voucher_by_shop",
                condition=models.Q(state="REDEEMED"),
            ),
            models.Index(fields=["payment"], name="voucher_by_payment", condition=models.Q(payment__isnull=False)),
        ]


class VoucherHistory(HistoryRow):
    """Each state a voucher was in. Written by the trigger only."""

    PRIVACY: ClassVar = NO_PERSON

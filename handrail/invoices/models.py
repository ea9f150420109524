"""Invoices of the provider, their lines with what the ledger says of each, and what was said about them.
Refuses (in the database): the same invoice twice, an entry for two lines, and paying a line that was not agreed."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.invoices.codes import WITH_ENTRY, LineAnswer, Verdict
from handrail.ledger.models import Entry
from handrail.partners.models import ContractRow

ACCOUNTS = "7 years after the year's accounts are closed"
INVOICE = Privacy(personal=("name", "received_by_id"), kept=ACCOUNTS, scrub="names replaced")
# A line leads to an order or a visit, and so to a person, for whoever may see that person's orders.
LINE = Privacy(personal=("order_number", "visit_number", "asset_number"), kept=ACCOUNTS, scrub="numbers made anew")


class Invoice(ContractRow, StatefulRow):
    """An invoice: what it says of itself, the file it came in, how its columns are read, and how many lines it has.
    `from_on` to `until_on`: the days that it is for."""

    PRIVACY: ClassVar = INVOICE

    number = models.CharField(max_length=60)
    invoiced_on = models.DateField()
    from_on = models.DateField()
    until_on = models.DateField()
    total_pence = models.BigIntegerField()
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    received_by_id = models.UUIDField()
    received_at = models.DateTimeField()
    lines_read = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("until_on")), name="invoice_is_for_a_time"),
            models.UniqueConstraint(
                fields=["contract", "number"], condition=~models.Q(state="DROPPED"), name="one_invoice_per_number"
            ),
            models.UniqueConstraint(
                fields=["contract", "sha256"], condition=~models.Q(state="DROPPED"), name="one_invoice_per_file"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "-received_at"], name="invoice_by_contract"),
            models.Index(fields=["state_at"], name="invoice_waiting", condition=models.Q(state="WAITING")),
        ]


class InvoiceHistory(HistoryRow):
    """Each state an invoice was in. Written by the trigger only."""

    PRIVACY: ClassVar = INVOICE


class InvoicePart(ContractRow):
    """A megabyte of an invoice's file. Parts are removed once it is checked or sent back."""

    PRIVACY: ClassVar = Privacy(personal=("content",), kept="until the invoice is checked", scrub="dropped")

    invoice = ContractForeignKey(Invoice, related_name="+", db_index=False)
    seq = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["invoice", "seq"], name="one_invoice_part_per_place")]


class FaultyLine(ContractRow):
    """What is wrong with a line of an invoice that was refused."""

    PRIVACY: ClassVar = Privacy(personal=("fault",), kept=ACCOUNTS, scrub="dropped")

    invoice = ContractForeignKey(Invoice, related_name="+", db_index=False)
    line = models.IntegerField()
    fault = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["invoice", "line"], name="invoice_fault_by_line")]


class InvoiceLine(ContractRow):
    """A line as the invoice says it, what the ledger posted for it (`entry`, `due_*`), what was decided, and the entry
    that paid it. VAT stands beside its amounts. `sold` and `ref`: by which row or product, and which order, visit or
    item, it is looked for.

    A line may ask for several entries at once. The first is its own; each other stands in a row that is `part_of` the
    line and says nothing itself, so that one key holds every entry to one line."""

    PRIVACY: ClassVar = LINE

    invoice = ContractForeignKey(Invoice, related_name="+", db_index=False)
    line = models.IntegerField()
    order_number = models.BigIntegerField(null=True, blank=True)
    position = models.IntegerField(null=True, blank=True)
    visit_number = models.BigIntegerField(null=True, blank=True)
    asset_number = models.CharField(max_length=30, default="", blank=True)
    code = models.CharField(max_length=60)
    day = models.DateField(null=True, blank=True)
    quantity = models.IntegerField(null=True, blank=True)
    amount_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField(default=0)
    sold = models.CharField(max_length=60)
    ref = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20, default="", blank=True)
    part_of = ContractForeignKey("self", null=True, blank=True, related_name="+", db_index=False)
    entry = ContractForeignKey(Entry, null=True, blank=True, related_name="+", db_index=False)
    due_pence = models.BigIntegerField(null=True, blank=True)
    due_vat_pence = models.BigIntegerField(null=True, blank=True)
    due_quantity = models.IntegerField(null=True, blank=True)
    answer = models.CharField(max_length=10, default="", blank=True)
    paid_entry = ContractForeignKey(Entry, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(entry__isnull=False), name="one_invoice_line_per_entry"
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=[answer.value for answer in LineAnswer]), name="invoice_answer_known"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_pence=0, answer="", entry__isnull=False, part_of__isnull=False, verdict="")
                | models.Q(
                    entry__isnull=False,
                    part_of__isnull=True,
                    verdict__in=sorted(verdict.value for verdict in WITH_ENTRY),
                )
                | models.Q(
                    entry__isnull=True,
                    part_of__isnull=True,
                    verdict__in=sorted(verdict.value for verdict in {*Verdict} - WITH_ENTRY),
                ),
                name="invoice_verdict_by_entry",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="AGREED") | models.Q(entry__isnull=False), name="invoice_agreed_is_posted"
            ),
            models.CheckConstraint(
                condition=models.Q(paid_entry__isnull=True) | models.Q(answer="AGREED"), name="invoice_paid_is_agreed"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["invoice", "line"], name="invoice_line_in_order"),
            models.Index(fields=["contract", "ref"], name="invoice_line_by_ref"),
            models.Index(fields=["part_of"], name="invoice_line_parts", condition=models.Q(part_of__isnull=False)),
        ]


class UncheckedLine(models.Model):
    """While an invoice is checked: a line as it was read. `InvoiceLine` is written once, with what was found."""

    PRIVACY: ClassVar = Privacy(
        personal=("order_number", "visit_number", "asset_number", "ref"), kept="while an invoice is checked",
        scrub="emptied",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True)
    contract_id = models.UUIDField()
    invoice_id = models.UUIDField()
    line = models.IntegerField()
    order_number = models.BigIntegerField(null=True)
    position = models.IntegerField(null=True)
    visit_number = models.BigIntegerField(null=True)
    asset_number = models.CharField(max_length=30)
    code = models.CharField(max_length=60)
    day = models.DateField(null=True)
    quantity = models.IntegerField(null=True)
    amount_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    sold = models.CharField(max_length=60)
    ref = models.CharField(max_length=40)


class InvoiceMessage(ContractRow):
    """What somebody wrote about a line or a whole invoice, and what they decided with it. It stays where its line goes,
    with an invoice that is sent back."""

    PRIVACY: ClassVar = Privacy(personal=("text", "by_id"), kept=ACCOUNTS, scrub="emptied")

    invoice = ContractForeignKey(Invoice, related_name="+", db_index=False)
    line_id = models.UUIDField(null=True, blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, default="", blank=True)
    text = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["invoice", "line_id", "at"], name="invoice_message_by_line")]

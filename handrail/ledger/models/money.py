"""Funds, the shares in which partners pay into them, accounts, and entries that balance.
Refuses (in the database, promise 10): an entry that does not balance, one that is changed, a second one for the same
cause, one in a closed month, and a balance that is not the sum of its postings."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON, Privacy
from handrail.partners.models import Contract, ContractRow, EffectiveRow, Partner

# A line leads to its person, for whoever may see that person's orders.
OF_A_LINE = Privacy(personal=("line_id",), kept="7 years after the year's accounts are closed", scrub="ids made anew")


class Fund(ContractRow):
    """Money for a purpose: a pool of partners, one partner's own, or paid for another authority and asked back."""

    PRIVACY: ClassVar = NO_PERSON

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    owner_id = models.UUIDField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "code"], name="one_fund_per_code"),
            models.CheckConstraint(condition=models.Q(kind__in=["POOL", "OWN", "RECHARGE"]), name="fund_kind_known"),
        ]


class ShareSet(EffectiveRow):
    """In which shares partners pay into a fund, from a day on. What was bought under one is credited under it."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+")


class Share(ContractRow):
    """One partner's share: parts of a million, of which those of a set hold all."""

    PRIVACY: ClassVar = NO_PERSON

    share_set = ContractForeignKey(ShareSet, related_name="+", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    parts = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["share_set", "partner"], name="one_share_per_partner"),
            models.CheckConstraint(condition=models.Q(parts__gt=0, parts__lte=1_000_000), name="share_within_whole"),
        ]


class FundingRule(EffectiveRow):
    """Which funds pay for whom. The rows of the lowest `position` whose conditions an order line meets pay for it, each
    by its weight. `care_route` and `residence` empty: any."""

    PRIVACY: ClassVar = NO_PERSON

    position = models.PositiveSmallIntegerField()
    care_route = models.CharField(max_length=30, default="", blank=True)
    residence = models.CharField(max_length=10, default="", blank=True)
    fund = ContractForeignKey(Fund, related_name="+")
    weight = models.PositiveIntegerField()

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="funding_rule_weighs"),
        ]


class CreditTerm(EffectiveRow):
    """What is credited for equipment that came back: `parts` of a million of the price paid, never less than
    `floor_pence` a piece. The term of the lowest `position` that fits; `category` empty: any. `from_months` to below
    `until_months` (empty: no end) is how long it was lent; `due` says when it is credited. A row that `excludes` a kind
    of thing says that it is never credited, and nothing else."""

    PRIVACY: ClassVar = NO_PERSON

    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=40, default="", blank=True)
    from_months = models.PositiveSmallIntegerField(default=0)
    until_months = models.PositiveSmallIntegerField(null=True, blank=True)
    parts = models.IntegerField()
    floor_pence = models.IntegerField(default=0)
    due = models.CharField(max_length=10, default="PASS")
    excludes = models.CharField(max_length=20, default="", blank=True)

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(condition=models.Q(due__in=["PASS", "RETURN"]), name="credit_due_known"),
            models.CheckConstraint(
                condition=models.Q(excludes="")
                | models.Q(excludes__in=["special", "adaptation", "gift", "one_person"], category="", parts=0)
                | models.Q(("category__gt", ""), excludes="category", parts=0),
                name="credit_exclusion_known",
            ),
            models.CheckConstraint(
                condition=models.Q(parts__gte=0, parts__lte=1_000_000, floor_pence__gte=0), name="credit_within_whole"
            ),
        ]


class Account(ContractRow):
    """A place where money is counted: of one share set of a fund, or of the contract."""

    PRIVACY: ClassVar = NO_PERSON

    kind = models.CharField(max_length=20)
    share_set = ContractForeignKey(ShareSet, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "kind", "share_set"], name="one_account_per_kind", nulls_distinct=False
            )
        ]


class Entry(ContractRow):
    """One movement of money with its cause. `happened_on` is the day of the event, `month` the first of the month it is
    counted in: the event's own, or the first open one after it. `item` and `speed_code`: the row of the price list, or
    `equipment`; `quantity` times `unit_pence` is what it came to."""

    PRIVACY: ClassVar = NO_PERSON

    # No key of its own: each entry has postings, and their accounts have one (ADR 25).
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=20)
    cause = models.CharField(max_length=250)
    item = models.CharField(max_length=40)
    speed_code = models.CharField(max_length=40, default="", blank=True)
    quantity = models.IntegerField()
    unit_pence = models.BigIntegerField()
    happened_on = models.DateField()
    month = models.DateField()
    recorded_at = models.DateTimeField()
    audit_id = models.BigIntegerField()
    corrects = ContractForeignKey("self", null=True, blank=True, related_name="+", db_index=False)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "cause"], name="one_entry_per_cause")]
        indexes: ClassVar = [
            models.Index(fields=["contract", "month", "kind"], name="entry_by_month"),
            models.Index(
                fields=["contract", "happened_on"],
                name="entry_late",
                condition=models.Q(happened_on__lt=models.F("month")),
            ),
            models.Index(fields=["corrects"], name="entry_corrects", condition=models.Q(corrects__isnull=False)),
        ]


class Posting(models.Model):
    """What an entry adds to one account: above zero a debit, below a credit. `line_id`: the order line it is about.
    Written by `ledger_post` only, with its entry, which looks up the account: neither is a key (ADR 25)."""

    PRIVACY: ClassVar = OF_A_LINE

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    entry_id = models.UUIDField()
    account_id = models.UUIDField()
    amount_pence = models.BigIntegerField()
    line_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(amount_pence=0), name="posting_of_something")
        ]
        indexes: ClassVar = [
            models.Index(fields=["entry_id"], name="posting_by_entry"),
            models.Index(fields=["line_id"], name="posting_by_line", condition=models.Q(line_id__isnull=False)),
        ]


class Balance(models.Model):
    """What an account holds of one month: the sum of its postings, in several parts so that those who post at the same
    time do not wait for each other. Written by `ledger_post` only."""

    PRIVACY: ClassVar = NO_PERSON

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    account_id = models.UUIDField()
    month = models.DateField()
    part = models.SmallIntegerField()
    amount_pence = models.BigIntegerField()
    postings = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "month", "part"], name="one_balance_part")
        ]
        indexes: ClassVar = [models.Index(fields=["contract_id", "month"], name="balance_by_month")]


class ClosedMonth(ContractRow):
    """A month in which nothing is posted any more, and what it held when it was closed. `digest`: SHA-256 over its
    entries and postings in their order, so that the same month can be told to be the same."""

    PRIVACY: ClassVar = NO_PERSON

    month = models.DateField()
    entries = models.IntegerField()
    debits_pence = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    audit_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "month"], name="month_closed_once")]

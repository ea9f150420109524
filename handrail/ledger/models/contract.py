"""How long a contract may last, who was reminded to decide about it, and what was varied.
Refuses (in the database) a change of what was recorded: an extension is decided by a row of its own."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON
from handrail.ledger.models.money import Fund
from handrail.partners.models import ContractRow, EffectiveRow


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


class UnitCost(EffectiveRow):
    """What one unit counted around orders costs beyond their price, between two ends, and how many units each thing
    counted is held to stand for: `rules.system_cost`. It is posted nowhere. One that was put right on its first day
    held for none, and stays in the record."""

    PRIVACY: ClassVar = NO_PERSON

    counted = models.CharField(max_length=40)
    each_low = models.DecimalField(max_digits=9, decimal_places=4)
    each_central = models.DecimalField(max_digits=9, decimal_places=4)
    each_high = models.DecimalField(max_digits=9, decimal_places=4)
    pence_low = models.IntegerField()
    pence_central = models.IntegerField()
    pence_high = models.IntegerField()
    priced_in = models.PositiveSmallIntegerField()
    source = models.TextField()
    basis = models.TextField(default="", blank=True)
    grade = models.CharField(max_length=1)

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="unit_cost_until_not_before_from",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    each_central__gte=models.F("each_low"),
                    each_high__gte=models.F("each_central"),
                    each_low__gte=0,
                    pence_central__gte=models.F("pence_low"),
                    pence_high__gte=models.F("pence_central"),
                    pence_low__gte=0,
                ),
                name="unit_cost_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(grade__in=["A", "B", "C", "D"]) & ~models.Q(source=""), name="unit_cost_has_source"
            ),
        ]


class Rental(EffectiveRow):
    """What one item of a product of the provider's own costs a week while it is lent."""

    PRIVACY: ClassVar = NO_PERSON

    product_id = models.UUIDField()
    week_pence = models.IntegerField()

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(condition=models.Q(week_pence__gt=0), name="rental_above_zero"),
        ]


class Band(EffectiveRow):
    """What comes back for each of an activity beyond so many in a year of the contract."""

    PRIVACY: ClassVar = NO_PERSON

    activity = models.CharField(max_length=40)
    above = models.PositiveIntegerField()
    back_pence = models.IntegerField()

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(condition=models.Q(above__gt=0, back_pence__gt=0), name="band_above_zero"),
        ]


class VatTerm(EffectiveRow):
    """The VAT on something that is bought: `item` is `equipment` or a row of the price list (empty: anything), of
    equipment of a `category` (empty: any), where a fund pays (None: any). `parts` of ten thousand of the price; whether
    who pays gets it back: `rules.vat`."""

    PRIVACY: ClassVar = NO_PERSON

    item = models.CharField(max_length=40, default="", blank=True)
    category = models.CharField(max_length=40, default="", blank=True)
    fund = ContractForeignKey(Fund, null=True, blank=True, related_name="+", db_index=False)
    parts = models.IntegerField()
    is_recovered = models.BooleanField()

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(condition=models.Q(parts__gte=0, parts__lte=10_000), name="vat_within_whole"),
            models.CheckConstraint(
                condition=models.Q(category="") | models.Q(item="equipment"), name="vat_category_of_equipment"
            ),
        ]


class GainShare(EffectiveRow):
    """The target of a year of the contract, and in which parts of a million the provider shares in what it costs less,
    or more. No cap: without a limit."""

    PRIVACY: ClassVar = NO_PERSON

    counted = models.CharField(max_length=40)
    target_pence = models.BigIntegerField()
    per_people = models.PositiveIntegerField(default=0)
    band_parts = models.IntegerField()
    gain_parts = models.IntegerField()
    gain_cap_pence = models.BigIntegerField(null=True, blank=True)
    pain_parts = models.IntegerField()
    pain_cap_pence = models.BigIntegerField(null=True, blank=True)

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    band_parts__gte=0,
                    band_parts__lte=1_000_000,
                    gain_parts__gte=0,
                    gain_parts__lte=1_000_000,
                    pain_parts__gte=0,
                    pain_parts__lte=1_000_000,
                    target_pence__gt=0,
                ),
                name="gain_within_whole",
            ),
        ]


class KpiTerm(EffectiveRow):
    """What the contract promises of its provider's work, in parts of ten thousand, and what follows below it:
    `rules.kpi_terms`. It posts nothing."""

    PRIVACY: ClassVar = NO_PERSON

    measure = models.CharField(max_length=40)
    target_parts = models.IntegerField()
    tolerance_parts = models.IntegerField()
    how = models.TextField()
    exclusions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    consequence = models.TextField(default="", blank=True)
    credit_parts = models.IntegerField(default=0)
    fee = models.CharField(max_length=40, default="", blank=True)

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    credit_parts__gte=0,
                    credit_parts__lte=10_000,
                    target_parts__gte=0,
                    target_parts__lte=10_000,
                    tolerance_parts__gte=0,
                    tolerance_parts__lte=10_000,
                ),
                name="kpi_within_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(credit_parts=0, fee="") | models.Q(models.Q(credit_parts__gt=0), ~models.Q(fee="")),
                name="kpi_credit_of_a_fee",
            ),
        ]


class ChargedMonth(ContractRow):
    """What falls due once a month was charged for this one, by so many entries. `what`: of `ledger.rules.monthly`."""

    PRIVACY: ClassVar = NO_PERSON

    what = models.CharField(max_length=10)
    month = models.DateField()
    entries = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "month", "what"], name="charged_once_a_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="charged_month_begins_on_1st"),
        ]

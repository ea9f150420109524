"""What partners agreed about a pool, what they pay in and when, what came, and the meetings of those who govern it.
Refuses (in the database): shares of a year that are not whole, instalments that are not the contribution, a change of
what was recorded; an agreement is ended by the day on which its next variation begins."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON
from handrail.ledger.models.money import Entry, Fund
from handrail.partners.models import ContractRow, EffectiveRow, Partner


class Agreement(EffectiveRow):
    """What partners agreed about a pool (NHS Act 2006, section 75), from a day on: number 0 as it was signed, then each
    variation, with what it changed and why. `risk_parts` of a million belong to the rules that need them."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    change = models.TextField(default="", blank=True)
    aims = models.TextField()
    functions = models.TextField()
    host = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    manager = models.CharField(max_length=120)
    ends_on = models.DateField()
    review_on = models.DateField()
    notice_months = models.PositiveSmallIntegerField()
    risk_rule = models.CharField(max_length=20)
    risk_parts = models.IntegerField(default=0)

    class Meta(EffectiveRow.Meta):
        constraints: ClassVar = [
            *EffectiveRow.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "fund", "number"], name="one_agreement_per_number"),
            models.CheckConstraint(
                condition=models.Q(risk_parts__gt=0, risk_parts__lte=1_000_000, risk_rule__in=["BAND", "CAPPED"])
                | models.Q(risk_parts=0, risk_rule__in=["BY_CONTRIBUTION", "BY_USE", "NONE"]),
                name="agreement_risk_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("from_on"), review_on__gte=models.F("from_on"))
                & models.Q(review_on__lte=models.F("ends_on")),
                name="agreement_days_in_order",
            ),
        ]


class PoolYear(ContractRow):
    """What partners pay into a pool in the year from `from_on`, as agreed at one time; the highest version holds.
    Uplifts are parts of a million of each base; `basis`: what they rest on."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+", db_index=False)
    from_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    inflation_parts = models.IntegerField()
    inflation_basis = models.TextField(default="", blank=True)
    demand_parts = models.IntegerField()
    demand_basis = models.TextField(default="", blank=True)
    change = models.TextField(default="", blank=True)
    recorded_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "fund", "from_on", "version"], name="one_pool_year_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(from_on__day=1, from_on__month=4), name="pool_year_begins_in_april"
            ),
        ]


class Contribution(ContractRow):
    """One partner's part of a year: the base, what the uplifts add, its share in parts of a million, and what its
    people used, once measured."""

    PRIVACY: ClassVar = NO_PERSON

    year = ContractForeignKey(PoolYear, related_name="+", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    parts = models.IntegerField()
    base_pence = models.BigIntegerField()
    inflation_pence = models.BigIntegerField()
    demand_pence = models.BigIntegerField()
    use_pence = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "year", "partner"], name="one_contribution_per_partner"),
            models.CheckConstraint(
                condition=models.Q(base_pence__gte=0, parts__gt=0, parts__lte=1_000_000)
                & (models.Q(use_pence__isnull=True) | models.Q(use_pence__gte=0)),
                name="contribution_not_below_zero",
            ),
        ]


class Instalment(ContractRow):
    """A part of a contribution, and the day on which it falls due."""

    PRIVACY: ClassVar = NO_PERSON

    contribution = ContractForeignKey(Contribution, related_name="+", db_index=False)
    due_on = models.DateField()
    pence = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "contribution", "due_on"], name="one_instalment_per_day"),
            models.CheckConstraint(condition=models.Q(pence__gte=0), name="instalment_not_below_zero"),
        ]


class Receipt(ContractRow):
    """Money that a partner paid for a year of a pool, by the entry that posted it. Wrong where an entry corrects that
    one; `corrects`: the wrong receipt that this one takes the place of."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    year_from_on = models.DateField()
    received_on = models.DateField()
    pence = models.BigIntegerField()
    reference = models.CharField(max_length=60)
    entry = ContractForeignKey(Entry, related_name="+", db_index=False)
    corrects = ContractForeignKey("self", null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "fund", "partner", "reference"],
                name="one_receipt_per_reference",
                condition=models.Q(corrects__isnull=True),
            ),
            models.UniqueConstraint(fields=["contract", "entry"], name="one_receipt_per_entry"),
            models.UniqueConstraint(fields=["contract", "corrects"], name="receipt_corrected_once"),
            models.CheckConstraint(condition=models.Q(pence__gt=0), name="receipt_above_zero"),
        ]


class ReportedPeriod(ContractRow):
    """What was reported of a pool for the months from `from_on`, before `until_on`, when the last of them was closed
    (`rules.pool_report.PoolReport`). Never changed: what comes later counts in months that are open."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField()
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "fund", "from_on", "until_on"], name="period_reported_once")
        ]


class Meeting(ContractRow):
    """A meeting of those who govern a pool: what was talked about and decided, and when they meet next."""

    PRIVACY: ClassVar = NO_PERSON

    fund = ContractForeignKey(Fund, related_name="+", db_index=False)
    held_on = models.DateField()
    decided = models.TextField()
    next_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "fund", "held_on"], name="one_meeting_per_day")
        ]

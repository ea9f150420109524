"""Councils, NHS boards, providers, the contracts between them, and what a contract lays down with its dates.
Refuses overlapping terms: for one key, one value holds on any day (exclusion constraints in the promises migration)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.privacy import NO_PERSON
from handrail.core.rows import HistoryRow, StatefulRow


class Partner(models.Model):
    """An organisation: council, NHS board, NHS trust, provider, retailer, assessor body or charity."""

    PRIVACY: ClassVar = NO_PERSON

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120, unique=True)
    ods_code = models.CharField(max_length=10, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)


class Contract(StatefulRow):
    """Commissioners with a provider. Every table that grows carries its id; no row crosses it."""

    PRIVACY: ClassVar = NO_PERSON

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    county = models.CharField(max_length=80)
    council = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    nhs_board = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    district_codes = ArrayField(models.CharField(max_length=9), default=list)


class ContractHistory(HistoryRow):
    """Each state a contract was in."""

    PRIVACY: ClassVar = NO_PERSON


class ContractRow(models.Model):
    """A row that belongs to one contract."""

    id = models.UUIDField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class EffectiveRow(ContractRow):
    """A row of contract data that holds from a day until (not including) another."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="%(app_label)s_%(class)s_until_after_from",
            )
        ]


class ContractPartner(EffectiveRow):
    """A partner that works under a contract, and how far its staff see people: ALL, OWN (those they serve) or NONE."""

    PRIVACY: ClassVar = NO_PERSON

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=4)


class ContractTerm(EffectiveRow):
    """One number or choice that the contract sets: `key` from `partners.terms`, its value, and since when."""

    PRIVACY: ClassVar = NO_PERSON

    key = models.CharField(max_length=60)
    value = models.JSONField()


class Calendar(EffectiveRow):
    """Which hours and days count: `24x7`, `7day_8_20`, `working_days` or the contract's own."""

    PRIVACY: ClassVar = NO_PERSON

    code = models.CharField(max_length=30)
    label = models.CharField(max_length=80)
    days = ArrayField(models.PositiveSmallIntegerField())
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    bank_holidays_count = models.BooleanField()


class BankHoliday(models.Model):
    """A bank holiday in England and Wales."""

    PRIVACY: ClassVar = NO_PERSON

    on = models.DateField(primary_key=True)
    title = models.CharField(max_length=80)


class Speed(EffectiveRow):
    """A promise of time: how long, on which calendar, until when in the day, kept in what share of cases."""

    PRIVACY: ClassVar = NO_PERSON

    code = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    value = models.PositiveSmallIntegerField()
    calendar_code = models.CharField(max_length=30)
    cut_off_time = models.TimeField(null=True, blank=True)
    target_percent = models.PositiveSmallIntegerField()
    applies_to = models.CharField(max_length=20)
    counts_from = models.CharField(max_length=20)
    meant_for = models.CharField(max_length=200, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class ActivityPrice(EffectiveRow):
    """The price of an activity in pence, VAT apart, by speed where it depends on it."""

    PRIVACY: ClassVar = NO_PERSON

    activity = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    speed_code = models.CharField(max_length=40, default="", blank=True)
    unit = models.CharField(max_length=20)
    price_pence = models.IntegerField()
    note = models.CharField(max_length=200, default="", blank=True)


class Code(EffectiveRow):
    """One entry of a code list, with its words and on whose side the cause lies."""

    PRIVACY: ClassVar = NO_PERSON

    list = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    meaning = models.TextField(default="", blank=True)
    attributable_to = models.CharField(max_length=20, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Team(ContractRow):
    """A team of one partner: prescribers order for it, authorisers release for it."""

    PRIVACY: ClassVar = NO_PERSON

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "name"], name="one_team_per_name")]


class Depot(ContractRow):
    """The provider's warehouse, or a satellite store in a hospital, clinic or hospice."""

    PRIVACY: ClassVar = NO_PERSON

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    lines = models.CharField(max_length=200)
    postcode = models.CharField(max_length=8)
    easting = models.IntegerField()
    northing = models.IntegerField()
    phone = models.CharField(max_length=30, default="", blank=True)
    serves = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "name"], name="one_depot_per_name"),
            models.CheckConstraint(condition=models.Q(kind__in=["DEPOT", "SATELLITE"]), name="depot_kind_known"),
        ]

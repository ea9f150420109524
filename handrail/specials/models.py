"""Specials: what somebody needs that the catalogue does not have, what was looked at before, and what suppliers ask.
Refuses (in the database) a second quote chosen for one request, and a change of what was asked, looked at or quoted."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, NO_PERSON, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.partners.models import ContractRow, Partner
from handrail.people.models import Person

SPECIAL = Privacy(personal=("need", "measures", "why_nothing_fits", "why_not", "elsewhere"), kept=CARE_RECORD,
    scrub="emptied")  # fmt: skip


class Special(ContractRow, StatefulRow):
    """One request, for one person. `product`: what does the job: picked of what is there, or made of the chosen
    quote."""

    PRIVACY: ClassVar = SPECIAL

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    category = models.CharField(max_length=40)
    need = models.TextField()
    measures = models.TextField(default="", blank=True)
    why_nothing_fits = models.TextField()
    wanted_by = models.DateField(null=True, blank=True)
    council = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    care_route = models.CharField(max_length=30)
    route_from_on = models.DateField(null=True, blank=True)
    route_until_on = models.DateField(null=True, blank=True)
    payer = models.CharField(max_length=120, default="", blank=True)
    asked_by_id = models.UUIDField()
    team_id = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField()
    product = ContractForeignKey(Product, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(need="") & ~models.Q(why_nothing_fits=""), name="special_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["REQUESTED", "SEARCHED", "WITHDRAWN"]) | models.Q(product__isnull=False),
                name="special_names_what_does_the_job",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-asked_at"], name="special_by_person"),
            models.Index(fields=["contract", "-asked_at"], name="special_by_contract"),
            models.Index(
                fields=["product"], name="special_by_product", condition=models.Q(product__isnull=False)
            ),
        ]  # fmt: skip


class SpecialHistory(HistoryRow):
    """Each state a request was in. Written by the trigger only."""

    PRIVACY: ClassVar = NO_PERSON


class SpecialSearch(ContractRow):
    """Somebody looked whether something that is there already does the job, and where else. Added, never changed."""

    PRIVACY: ClassVar = SPECIAL

    special = ContractForeignKey(Special, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    elsewhere = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["special", "at"], name="special_search_by_special")]


class SpecialLooked(ContractRow):
    """One thing that a search looked at, and why it does not fit; of the one that does, nothing is said against it."""

    PRIVACY: ClassVar = SPECIAL

    search = ContractForeignKey(SpecialSearch, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+", db_index=False)
    ready = models.PositiveIntegerField()
    why_not = models.TextField(default="", blank=True)
    picked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "product"], name="special_looked_once"),
            models.CheckConstraint(
                condition=models.Q(picked=True) | ~models.Q(why_not=""), name="special_looked_says_why_not"
            ),
        ]


class SpecialQuote(ContractRow):
    """What a supplier asks for it. `chosen_at`: this one was ordered by, and why this one."""

    PRIVACY: ClassVar = NO_PERSON

    special = ContractForeignKey(Special, related_name="+", db_index=False)
    supplier = models.CharField(max_length=120)
    price_pence = models.IntegerField()
    lead_days = models.PositiveSmallIntegerField()
    note = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_why = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["special"], condition=models.Q(chosen_at__isnull=False), name="one_quote_chosen_per_special"
            ),
            models.CheckConstraint(condition=models.Q(price_pence__gt=0), name="special_quote_costs_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["special", "at"], name="special_quote_by_special")]

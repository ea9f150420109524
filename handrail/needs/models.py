"""Why equipment is asked for: what the person wants to be able to do, what was assessed, by whom, on what date.
Refuses to judge: it keeps what someone assessed or measured."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person


class Need(ContractRow):
    """One assessment: the goal in the person's words, the effect meant, weight and height as measured."""

    PRIVACY: ClassVar = Privacy(
        personal=("goal", "assessed", "weight_kg", "height_cm", "effect"), kept=CARE_RECORD, scrub="emptied"
    )

    person = ContractForeignKey(Person, related_name="needs", db_index=False)
    goal = models.TextField()
    assessed = models.TextField(default="", blank=True)
    effect = models.CharField(max_length=60, default="", blank=True)
    evidence_grade = models.CharField(max_length=40, default="", blank=True)
    weight_kg = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    height_cm = models.PositiveSmallIntegerField(null=True, blank=True)
    paid_carers = models.BooleanField(default=False)
    assessed_on = models.DateField()
    assessed_by_id = models.UUIDField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(weight_kg__isnull=True) | models.Q(weight_kg__gt=0, weight_kg__lt=700),
                name="weight_possible",
            ),
            models.CheckConstraint(
                condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__gt=20, height_cm__lt=275),
                name="height_possible",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-assessed_on"], name="need_by_person")]


class SelfPurchase(ContractRow):
    """Somebody would rather buy a thing themselves: what it is and would have cost the service, what they were told
    before they chose, and by whom. No money moves. Added, and never changed."""

    PRIVACY: ClassVar = Privacy(personal=("words", "product_id"), kept=CARE_RECORD, scrub="emptied")

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    quantity = models.PositiveIntegerField()
    worth_pence = models.IntegerField()
    told = models.TextField()
    told_by_id = models.UUIDField()
    words = models.TextField(default="", blank=True)
    chosen_on = models.DateField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, worth_pence__gte=0) & ~models.Q(told=""),
                name="self_purchase_was_told",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-recorded_at"], name="self_purchase_by_person"),
            models.Index(fields=["contract", "chosen_on"], name="self_purchase_by_day"),
        ]


class SelfPurchaseEnd(ContractRow):
    """They do not buy it themselves after all, or it was recorded by mistake: why. The choice stays, and counts no
    more."""

    PRIVACY: ClassVar = Privacy(personal=("why",), kept=CARE_RECORD, scrub="emptied")

    self_purchase = ContractForeignKey(SelfPurchase, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    why = models.TextField()
    recorded_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["self_purchase"], name="self_purchase_ends_once"),
            models.CheckConstraint(condition=~models.Q(why=""), name="self_purchase_end_says_why"),
        ]

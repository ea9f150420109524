"""Why equipment is asked for: what the person wants to be able to do, what was assessed, by whom, on what date.
Refuses to judge: it keeps what someone assessed or measured."""

from typing import ClassVar

from django.db import models

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

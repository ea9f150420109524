"""What was arranged for a visit beside its tasks: a prescriber who comes along, and miles outside the area.
Refuses a second arrangement of its kind while one stands, and minutes of somebody who did not come."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person
from handrail.visits.models.visits import Visit

BESIDE = Privacy(personal=("name", "phone", "suits", "end_reason"), kept=CARE_RECORD, scrub="emptied")
AGREED = Privacy(personal=("agreed_with", "why", "end_reason"), kept=CARE_RECORD, scrub="emptied")


class JointVisit(ContractRow):
    """A prescriber who meets the crew at the door: a user, or one with a name and a number. `told_*`: the time that
    they were told last; `suits`: when it suits them, and for how long. `came` and `minutes` are recorded with the
    visit; `mends`: the record that this one puts right."""

    PRIVACY: ClassVar = BESIDE

    visit = ContractForeignKey(Visit, related_name="joint", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    user_id = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, default="", blank=True)
    meet_at = models.DateTimeField(null=True, blank=True)
    suits = models.CharField(max_length=200, default="", blank=True)
    arranged_by_id = models.UUIDField()
    arranged_at = models.DateTimeField()
    told_from = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    told_meet = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    mends = ContractForeignKey("self", null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True)
    end_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(ended_at__isnull=True), name="one_joint_visit_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(came=True, minutes__gt=0)
                | models.Q(came=False, minutes=0)
                | models.Q(came__isnull=True, minutes=0),
                name="joint_minutes_of_who_came",
            ),
            models.CheckConstraint(
                condition=~models.Q(phone="") | models.Q(user_id__isnull=False) | models.Q(came__isnull=False),
                name="joint_can_be_told"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["visit"], name="joint_by_visit"),
            models.Index(
                fields=["contract", "user_id"], name="joint_to_come", condition=models.Q(came__isnull=True)
            ),
        ]  # fmt: skip


class AgreedDistance(ContractRow):
    """So many miles outside the area that the payer agreed to for one visit: with whom, on which day, and why."""

    PRIVACY: ClassVar = AGREED

    visit = ContractForeignKey(Visit, related_name="distances", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    miles = models.PositiveSmallIntegerField()
    agreed_with = models.CharField(max_length=120)
    agreed_on = models.DateField()
    why = models.TextField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.UUIDField(null=True, blank=True)
    end_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["visit"], condition=models.Q(ended_at__isnull=True), name="one_agreed_distance_stands"
            ),
            models.CheckConstraint(condition=models.Q(miles__gt=0), name="agreed_miles_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(agreed_with="") & ~models.Q(why=""), name="agreed_distance_says_why"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["visit"], name="distance_by_visit")]

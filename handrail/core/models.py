"""The tables that belong to no noun: who did what (audit), calls already answered, messages waiting to leave.
Refuses change: audit rows are only ever added, which the database itself holds (promise 8)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.privacy import CARE_RECORD, NO_PERSON, Privacy


class Audit(models.Model):
    """One change or one opening of a record: who, what, when it happened, when it was recorded; by which token, where
    another system called."""

    PRIVACY: ClassVar = Privacy(personal=("actor_id",), kept=CARE_RECORD, scrub="actor ids replaced")

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    on_behalf_of_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    event = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_late = models.BooleanField(default=False)
    reason = models.TextField(default="", blank=True)
    xact = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(happened_at__lte=models.F("recorded_at")), name="audit_not_in_the_future"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract_id", "-id"], name="audit_by_contract"),
            models.Index(
                fields=["contract_id", "-id"], name="audit_recorded_late", condition=models.Q(recorded_late=True)
            ),
        ]


class AuditSubject(models.Model):
    """What an audited change touched: `order:<id>`, `asset:<id>`; `person_id` where a person's record was touched."""

    PRIVACY: ClassVar = Privacy(personal=("person_id",), kept=CARE_RECORD, scrub="dropped")

    id = models.BigAutoField(primary_key=True)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="subjects")
    contract_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=80)
    person_id = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "-audit"], name="audit_by_subject"),
            models.Index(
                fields=["person_id", "-audit"], name="audit_by_person", condition=models.Q(person_id__isnull=False)
            ),
        ]


class AnsweredCall(models.Model):
    """A call that was carried out, with its answer, so that the same key sent again changes nothing (promise 6)."""

    PRIVACY: ClassVar = Privacy(personal=("actor_id", "answer"), kept="90 days", scrub="dropped")

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField(null=True)
    actor_id = models.UUIDField()
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["actor_id", "key"], name="one_answer_per_key")]


class LaidDown(models.Model):
    """By contract: the change that last changed what it lays down (terms, speeds, codes, stores, catalogue). As long as
    that is the same, what a process has read of it holds."""

    PRIVACY: ClassVar = NO_PERSON

    id = models.UUIDField(primary_key=True)
    audit_id = models.BigIntegerField()


class MessageState(models.TextChoices):
    """Where an outgoing message stands."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"


class OutboxMessage(models.Model):
    """A message that leaves only if the change that caused it is kept; a job sends it afterwards."""

    PRIVACY: ClassVar = Privacy(personal=("recipient", "content", "person_id"), kept="2 years", scrub="dropped")

    id = models.UUIDField(primary_key=True)
    contract_id = models.UUIDField()
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=254)
    content = models.JSONField()
    person_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    put_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failures = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract_id", "key"], name="one_message_per_key"),
            models.CheckConstraint(condition=models.Q(state__in=MessageState.values), name="message_state_known"),
        ]
        indexes: ClassVar = [
            # What waits for somebody's hands and is never done stays, and must not be read past each second.
            models.Index(
                fields=["contract_id", "send_after"],
                name="message_waiting",
                condition=models.Q(state="WAITING", channel__in=["EMAIL", "SMS"]),
            ),
            models.Index(fields=["person_id"], name="message_by_person", condition=models.Q(person_id__isnull=False)),
            models.Index(
                fields=["contract_id", "put_at"],
                name="message_to_tell",
                condition=models.Q(person_id__isnull=False, state__in=["WAITING", "FAILED"]),
            ),
        ]

"""The shapes of rows that several nouns share: a row with a state, and the history of its states.
Refuses a state set directly: actions set `state_path`, the database does the rest (`core.promises.state_machine`)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StatefulRow(models.Model):
    """A row whose `state` moves only along the table in its app's `states.py`."""

    state = models.CharField(max_length=30)
    state_path = ArrayField(models.CharField(max_length=30), null=True, default=None)
    state_at = models.DateTimeField(default=None)
    state_reason = models.TextField(default="", blank=True)
    state_seq = models.IntegerField(default=0)

    class Meta:
        abstract = True


class HistoryRow(models.Model):
    """One step of one row: from which state to which, who, when, why. Written by a trigger, never changed."""

    id = models.BigAutoField(primary_key=True)
    contract_id = models.UUIDField()
    subject_id = models.UUIDField()
    seq = models.IntegerField()
    from_state = models.CharField(max_length=30, null=True)
    to_state = models.CharField(max_length=30)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    reason = models.TextField(default="", blank=True)
    audit_id = models.BigIntegerField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "seq"], name="%(app_label)s_%(class)s_gapless")
        ]

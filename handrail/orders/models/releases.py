"""Releases: the spending and the clinical yes that a line waits for, given by someone whose authority covers it.
Refuses a release given by nobody, or answered without its time."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.orders.models.orders import Order
from handrail.partners.models import ContractRow
from handrail.people.models import Person


class Release(ContractRow, StatefulRow):
    """One release of one order: which lines, of which kind, why it is needed, who answered."""

    PRIVACY: ClassVar = Privacy(personal=("note",), kept=CARE_RECORD, scrub="emptied")

    order = ContractForeignKey(Order, related_name="releases", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    kind = models.CharField(max_length=10)
    line_ids = ArrayField(models.UUIDField())
    reasons = models.JSONField(default=list)
    spend_pence = models.IntegerField(default=0)
    afterwards = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    asked_of_id = models.UUIDField(null=True, blank=True)
    on_call_user_id = models.UUIDField(null=True, blank=True)
    answered_by_id = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    # The day of the panel that it was put to, and in the end of the one that decided.
    panel_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["SPENDING", "CLINICAL"]), name="release_kind_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["GIVEN", "REFUSED"])
                | models.Q(answered_by_id__isnull=False, answered_at__isnull=False),
                name="release_answered_by_someone",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "-urgent", "due_at"],
                name="release_pending",
                condition=models.Q(state="PENDING"),
            ),
            models.Index(fields=["order"], name="release_by_order"),
        ]


class ReleaseHistory(HistoryRow):
    """Each state a release passed. Written by the trigger only."""

    PRIVACY: ClassVar = Privacy(personal=("reason",), kept=CARE_RECORD, scrub="reason emptied")

"""Calls at doors, and what is to be done at each.
Refuses a failed or half-done visit without a reason and a next step that has an owner."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.loans.models import Loan
from handrail.orders.models import OrderLine
from handrail.partners.models import ContractRow, Depot
from handrail.people.models import Address, Person
from handrail.stock.models import Asset
from handrail.visits.models.measuring import Measuring
from handrail.visits.models.runs import Run

VISIT = Privacy(personal=("note", "fail_note", "next_step_note"), kept=CARE_RECORD, scrub="emptied")


class Visit(ContractRow, StatefulRow):
    """One call at one door: deliver, collect, fit, service, repair, swap, review, measure. May join several orders."""

    PRIVACY: ClassVar = VISIT

    number = models.BigIntegerField(unique=True, db_default=models.expressions.RawSQL("nextval('visits_number')", ()))
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    address = ContractForeignKey(Address, related_name="+")
    depot = ContractForeignKey(Depot, related_name="+")
    kinds = ArrayField(models.CharField(max_length=10))
    speed_code = models.CharField(max_length=40, default="", blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=20)
    asked_by_id = models.UUIDField()
    due_at = models.DateTimeField(null=True, blank=True)
    slot_from = models.DateTimeField(null=True, blank=True)
    slot_until = models.DateTimeField(null=True, blank=True)
    run = ContractForeignKey(Run, null=True, blank=True, related_name="visits", db_index=False)
    # The run that was sent with it and that it was taken off since: its crew may have been there before.
    left_run = ContractForeignKey(Run, null=True, blank=True, related_name="+", db_index=False)
    stop = models.PositiveSmallIntegerField(null=True, blank=True)
    crew = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=10)
    note = models.TextField(default="", blank=True)
    parcel_reference = models.CharField(max_length=60, default="", blank=True)
    person_told_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    fail_code = models.CharField(max_length=60, default="", blank=True)
    fail_side = models.CharField(max_length=20, default="", blank=True)
    fail_note = models.TextField(default="", blank=True)
    next_step = models.CharField(max_length=30, default="", blank=True)
    next_step_owner = models.CharField(max_length=30, default="", blank=True)
    next_step_done_at = models.DateTimeField(null=True, blank=True)
    next_step_by_id = models.UUIDField(null=True, blank=True)
    next_step_note = models.TextField(default="", blank=True)
    follows = ContractForeignKey("self", null=True, blank=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="FAILED")
                | (
                    ~models.Q(fail_code="")
                    & ~models.Q(fail_side="")
                    & ~models.Q(next_step="")
                    & ~models.Q(next_step_owner="")
                ),
                name="failed_visit_has_reason_and_next_step",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="PART_COMPLETED") | (~models.Q(next_step="") & ~models.Q(next_step_owner="")),
                name="part_completed_visit_has_next_step",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["PLANNED", "RELEASED", "EN_ROUTE", "ARRIVED"])
                | models.Q(run__isnull=False),
                name="planned_visit_is_on_a_run",
            ),
            models.CheckConstraint(
                condition=models.Q(slot_from__isnull=True, slot_until__isnull=True)
                | models.Q(slot_until__gt=models.F("slot_from")),
                name="slot_ends_after_it_starts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "state", "due_at"],
                name="visit_open",
                condition=~models.Q(state__in=["COMPLETED", "PART_COMPLETED", "FAILED", "CANCELLED"]),
            ),
            models.Index(
                fields=["contract", "-finished_at"],
                name="visit_needs_next_step",
                condition=models.Q(state__in=["FAILED", "PART_COMPLETED"], next_step_done_at__isnull=True),
            ),
            models.Index(
                fields=["contract", "-state_at"], name="visit_called_off", condition=models.Q(state="CANCELLED")
            ),
            models.Index(fields=["contract", "-finished_at"], name="visit_failed", condition=models.Q(state="FAILED")),
            models.Index(fields=["person", "-asked_at"], name="visit_by_person"),
            models.Index(fields=["run", "stop"], name="visit_by_run"),
        ]  # fmt: skip


class VisitHistory(HistoryRow):
    """Each state a visit was in. Written by the trigger only."""

    PRIVACY: ClassVar = VISIT


class VisitTask(ContractRow):
    """One thing to do at a visit: deliver a line, collect, repair, service or swap a loan; measure;
    and how it went. All but a measuring is about a product."""

    PRIVACY: ClassVar = VISIT

    visit = ContractForeignKey(Visit, related_name="tasks", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    kind = models.CharField(max_length=10)
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+", db_index=False)
    loan = ContractForeignKey(Loan, null=True, blank=True, related_name="+", db_index=False)
    measuring = ContractForeignKey(Measuring, null=True, blank=True, related_name="+", db_index=False)
    product = ContractForeignKey(Product, null=True, blank=True, related_name="+")
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=20, default="OPEN")
    quantity_done = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["DELIVER", "COLLECT", "REPAIR", "SERVICE", "SWAP", "REVIEW", "FIT", "MEASURE"]
                ),
                name="task_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="MEASURE", measuring__isnull=False, product__isnull=True)
                | (~models.Q(kind="MEASURE") & models.Q(measuring__isnull=True, product__isnull=False)),
                name="task_is_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=[
                        "OPEN",
                        "DONE",
                        "PART_DONE",
                        "NOT_DONE",
                        "MISSING",
                        "STILL_NEEDED",
                        "REFUSED",
                        "CANCELLED",
                    ]
                ),
                name="task_outcome_known",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(outcome="OPEN", kind="DELIVER"), name="line_on_one_open_visit"
            ),
            models.UniqueConstraint(
                fields=["loan"], condition=models.Q(outcome="OPEN", kind="COLLECT"), name="loan_on_one_open_collection"
            ),
            models.UniqueConstraint(
                fields=["measuring"], condition=models.Q(outcome="OPEN"), name="measuring_on_one_open_visit"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["visit"], name="task_by_visit"),
            models.Index(fields=["line"], name="task_by_line", condition=models.Q(line__isnull=False)),
            models.Index(fields=["loan"], name="task_by_loan", condition=models.Q(loan__isnull=False)),
            models.Index(
                fields=["measuring"], name="task_by_measuring", condition=models.Q(measuring__isnull=False)
            ),
        ]  # fmt: skip

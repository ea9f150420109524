"""Vans and their runs: one van and crew's day.
Refuses two open runs of one van on one day and shift."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.partners.models import ContractRow, Depot
from handrail.stock.models import Place

CREW = Privacy(personal=("driver_id", "second_id"), kept="2 years", scrub="replaced")


class Van(ContractRow):
    """A van of a depot. Its id is also its place's: what is loaded is in that place. `by_post`: no van but
    the post, which is kept like one. Nobody goes with it."""

    PRIVACY: ClassVar = NO_PERSON

    depot = ContractForeignKey(Depot, related_name="+")
    place = ContractForeignKey(Place, related_name="+")
    name = models.CharField(max_length=40)
    registration = models.CharField(max_length=12)
    capacity_kg = models.PositiveIntegerField()
    capacity_l = models.PositiveIntegerField()
    by_post = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "registration"], name="one_van_per_registration")
        ]


class Run(ContractRow, StatefulRow):
    """One van and crew's day."""

    PRIVACY: ClassVar = CREW

    depot = ContractForeignKey(Depot, related_name="+")
    van = ContractForeignKey(Van, related_name="+")
    on = models.DateField()
    shift = models.CharField(max_length=20, default="day")
    driver_id = models.UUIDField(null=True, blank=True)
    second_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["van", "on", "shift"], condition=~models.Q(state="CANCELLED"), name="one_run_per_van_and_shift"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "on"], name="run_by_day"),
            models.Index(fields=["driver_id", "on"], name="run_by_driver"),
            models.Index(fields=["second_id", "on"], name="run_by_second"),
            models.Index(fields=["contract"], name="run_out", condition=models.Q(state="OUT")),
        ]


class RunHistory(HistoryRow):
    """Each state a run was in. Written by the trigger only."""

    PRIVACY: ClassVar = NO_PERSON

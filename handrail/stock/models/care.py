"""What was done to equipment: contamination statements, decontamination, inspections and tests, repairs, and thorough
examinations where it stands.
Refuses change: each is added once; a mistake is mended by another that names it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import EQUIPMENT
from handrail.partners.models import ContractRow
from handrail.stock.models.assets import Asset


class CareRow(ContractRow):
    """One act on one asset, or on some of a counted product, by a named user at a time."""

    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    lot = models.CharField(max_length=20, default="", blank=True)
    quantity = models.PositiveIntegerField(default=1)
    depot_id = models.UUIDField()
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    mends = ContractForeignKey("self", null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(
                fields=["asset", "-happened_at"],
                name="%(class)s_by_asset",
                condition=models.Q(asset__isnull=False),
            ),
        ]


class Contamination(CareRow):
    """The statement that must stand before anyone inspects, repairs or moves a returned item (MHRA guidance)."""

    PRIVACY: ClassVar = EQUIPMENT

    contact_with = ArrayField(models.CharField(max_length=40), default=list)
    infection_risk = models.CharField(max_length=10)
    precautions = models.TextField(default="", blank=True)

    class Meta(CareRow.Meta):
        abstract = False
        indexes: ClassVar = [
            *CareRow.Meta.indexes,
            models.Index(
                fields=["product", "depot_id", "lot", "-happened_at"],
                name="contamination_of_counts",
                condition=models.Q(asset__isnull=True),
            ),
        ]


class Decontamination(CareRow):
    """Cleaned: by which method, for how many minutes, by whom; `reason` where it was not as the catalogue says.
    `done_by_id`: who cleaned it, where somebody else wrote it down; `by_id` is always who wrote it."""

    PRIVACY: ClassVar = EQUIPMENT

    method = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    reason = models.TextField(default="", blank=True)
    done_by_id = models.UUIDField(null=True, blank=True)


class Inspection(CareRow):
    """Looked over and tested: what was checked, the readings, the verdict, the next dates."""

    PRIVACY: ClassVar = EQUIPMENT

    kinds = ArrayField(models.CharField(max_length=30))
    verdict = models.CharField(max_length=20)
    condition_grade = models.CharField(max_length=20, default="", blank=True)
    readings = models.JSONField(default=dict)
    defects = models.TextField(default="", blank=True)
    electrical_test_due_on = models.DateField(null=True, blank=True)
    examination_due_on = models.DateField(null=True, blank=True)
    service_due_on = models.DateField(null=True, blank=True)


class Repair(CareRow):
    """Mended in the workshop or at home: the fault, what was done, the minutes and the parts in pence."""

    PRIVACY: ClassVar = EQUIPMENT

    fault = models.CharField(max_length=60)
    actions = ArrayField(models.CharField(max_length=60), default=list)
    minutes = models.PositiveSmallIntegerField()
    parts_pence = models.IntegerField(default=0)
    note = models.TextField(default="", blank=True)


class Examination(CareRow):
    """A thorough examination in a home, with its report (LOLER 1998, reg. 9 and 10): by whom, what was found, by when
    it is to be mended, when the next is due. `due_before`: when it was due until then. What was not examined after all
    is named by a row that `mends` it, with the reason among its defects."""

    PRIVACY: ClassVar = EQUIPMENT

    visit_id = models.UUIDField()
    loan_id = models.UUIDField()
    verdict = models.CharField(max_length=20)
    examiner = models.CharField(max_length=120)
    report = models.CharField(max_length=60, default="", blank=True)
    defects = models.TextField(default="", blank=True)
    mend_by = models.DateField(null=True, blank=True)
    due_before = models.DateField(null=True, blank=True)
    examination_due_on = models.DateField()

    class Meta(CareRow.Meta):
        abstract = False
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["PASS", "DEFECT", "DANGER"]), name="examination_verdict_known"
            ),
            models.CheckConstraint(condition=~models.Q(examiner=""), name="examination_names_its_examiner"),
            models.CheckConstraint(
                condition=models.Q(verdict="PASS") | ~models.Q(defects=""), name="examination_says_its_defects"
            ),
            models.CheckConstraint(
                condition=models.Q(mend_by__isnull=False, verdict="DEFECT")
                | models.Q(~models.Q(verdict="DEFECT"), mend_by__isnull=True),
                name="examination_says_by_when",
            ),
            models.UniqueConstraint(
                fields=["contract", "visit_id", "asset"],
                condition=models.Q(mends__isnull=True),
                name="one_examination_at_a_visit",
            ),
            models.UniqueConstraint(fields=["contract", "mends"], name="examination_mended_once"),
        ]

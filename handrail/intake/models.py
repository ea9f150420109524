"""Files that bring records in from another system: the file, its rows that are wrong, and how its columns were read.
Refuses a file whose rows are half in: what it brings is written in the one transaction that finishes it."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.intake.states import FileKind, RowEnd
from handrail.partners.models import ContractRow
from handrail.people.models import Person

FILE = Privacy(personal=("name", "received_by_id"), kept="2 years", scrub="names replaced")


class ImportFile(ContractRow, StatefulRow):
    """A file of another system: what it is, how it is to be read, and what became of it."""

    PRIVACY: ClassVar = FILE

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, default="", blank=True)
    delimiter = models.CharField(max_length=3, default="", blank=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    dry_run = models.BooleanField(default=False)
    park_bad = models.BooleanField(default=False)
    is_stored = models.BooleanField(default=False)
    received_by_id = models.UUIDField()
    received_at = models.DateTimeField()
    rows_read = models.IntegerField(default=0)
    rows_added = models.IntegerField(default=0)
    rows_known = models.IntegerField(default=0)
    rows_wrong = models.IntegerField(default=0)
    rows_for_loans = models.IntegerField(default=0)
    rows_told = models.IntegerField(default=0)
    took_seconds = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in FileKind]), name="file_kind_known"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["contract", "-received_at"], name="import_file_by_contract"),
            models.Index(
                fields=["state_at"],
                name="import_file_waiting",
                condition=models.Q(state__in=["WAITING", "RUNNING"], is_stored=True),
            ),
        ]


class ImportFileHistory(HistoryRow):
    """Each state a file was in. Written by the trigger only."""

    PRIVACY: ClassVar = FILE


class FilePart(ContractRow):
    """A megabyte of a file that waits to be read. Parts are removed once the file needs no reading any more."""

    PRIVACY: ClassVar = Privacy(personal=("content",), kept="until the file is imported or dropped", scrub="dropped")

    file = ContractForeignKey(ImportFile, related_name="parts", db_index=False)
    seq = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "seq"], name="one_part_per_place")]


class ImportRow(ContractRow):
    """A row that is wrong, with what is wrong. `parked`: the rest of its file is in, and it waits to be mended.
    `told_only`: nothing keeps it out, but it contradicts the record that stands here. `came_as`: its cells as the file
    had them, in short, by which the row is known when the file comes again after it was mended."""

    PRIVACY: ClassVar = Privacy(personal=("cells", "faults"), kept=CARE_RECORD, scrub="dropped")

    file = ContractForeignKey(ImportFile, related_name="rows", db_index=False)
    line = models.IntegerField()
    cells = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    parked = models.BooleanField(default=False)
    told_only = models.BooleanField(default=False)
    came_as = models.CharField(max_length=16)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.UUIDField(null=True, blank=True)
    settled_how = models.CharField(max_length=10, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by_id__isnull=True, settled_how="")
                | models.Q(
                    settled_at__isnull=False,
                    settled_by_id__isnull=False,
                    settled_how__in=[how.value for how in RowEnd],
                ),
                name="import_row_settled_with_how",
            ),
            models.CheckConstraint(
                condition=models.Q(parked=False) | models.Q(told_only=False), name="import_row_parked_is_wrong"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["file", "line"], name="import_row_by_file"),
            models.Index(
                fields=["contract", "file"],
                name="import_row_parked",
                condition=models.Q(parked=True, settled_at__isnull=True),
            ),
        ]


class RememberedMapping(ContractRow):
    """How the columns of files with these headers were read last time."""

    PRIVACY: ClassVar = Privacy()

    kind = models.CharField(max_length=12)
    headers_digest = models.CharField(max_length=16)
    mapping = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "kind", "headers_digest"], name="one_mapping_per_headers")
        ]


class OldReference(ContractRow):
    """The number that another system knew a person by, so that a file brought in twice makes nobody twice."""

    PRIVACY: ClassVar = Privacy(personal=("reference",), kept=CARE_RECORD, scrub="replaced")

    person = ContractForeignKey(Person, related_name="+")
    reference = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "reference"], name="one_person_per_old_reference")
        ]

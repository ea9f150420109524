"""Proof of what was done at a door: who received it, what was shown, signature and photos.
Refuses change: proof is added, never edited."""

from typing import ClassVar

from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.partners.models import ContractRow
from handrail.people.models import Person
from handrail.visits.models.visits import Visit

PROOF = Privacy(personal=("received_by", "relationship", "signed_name", "note"), kept=CARE_RECORD, scrub="emptied")


class Proof(ContractRow):
    """What the crew recorded at the end of a visit."""

    PRIVACY: ClassVar = PROOF

    visit = ContractForeignKey(Visit, related_name="proofs", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    received_by = models.CharField(max_length=120, default="", blank=True)
    relationship = models.CharField(max_length=40, default="", blank=True)
    demonstrated = models.CharField(max_length=20, default="", blank=True)
    demonstrated_note = models.TextField(default="", blank=True)
    signed_name = models.CharField(max_length=120, default="", blank=True)
    note = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    mends = ContractForeignKey("self", null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["visit"], name="proof_by_visit")]


class Attachment(ContractRow):
    """A signature or photo: its kind, size and SHA-256; the file itself lies in the file store under that hash."""

    PRIVACY: ClassVar = PROOF

    proof = ContractForeignKey(Proof, related_name="attachments", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    kind = models.CharField(max_length=10)
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["proof"], name="attachment_by_proof")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=["SIGNATURE", "PHOTO"]), name="attachment_kind_known")
        ]

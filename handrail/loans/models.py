"""What is with whom and why: loans, gifts, adaptations; and who was told that something of it is recalled.
Refuses an asset on two open loans (promise 2)."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.loans.states import StillUsed, ToldHow
from handrail.orders.models import OrderLine
from handrail.partners.models import ContractRow
from handrail.people.models import Address, Person
from handrail.stock.models import Asset, Recall

LOAN = Privacy(personal=("person_id", "end_note"), kept=CARE_RECORD, scrub="dates shifted together")
FITTED = Privacy(personal=("person_id", "removal_why"), kept=CARE_RECORD, scrub="dates shifted together, words dropped")
TOLD = Privacy(
    personal=("person_id", "said", "mistaken_why"), kept=CARE_RECORD, scrub="dates shifted together, words dropped"
)
LOAN_ID = Privacy(personal=("loan_id",), kept=CARE_RECORD, scrub="ids made anew")


class Loan(ContractRow, StatefulRow):
    """Ties an asset, or a count of a product, to a person from delivery until return, loss, sale or gift."""

    PRIVACY: ClassVar = LOAN

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    address = ContractForeignKey(Address, related_name="+")
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+", db_index=False)
    product = ContractForeignKey(Product, related_name="+")
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+", db_index=False)
    lot = models.CharField(max_length=20, default="", blank=True)
    quantity = models.PositiveIntegerField()
    quantity_back = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, default="", blank=True)
    end_note = models.TextField(default="", blank=True)
    funding = models.JSONField(default=dict)
    price_pence = models.IntegerField(null=True, blank=True)
    imported_reference = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(ended_at__isnull=True, asset__isnull=False),
                name="one_open_loan_per_asset",
            ),
            models.UniqueConstraint(
                fields=["contract", "imported_reference"],
                condition=~models.Q(imported_reference=""),
                name="one_loan_per_imported_reference",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="loan_of_something"),
            models.CheckConstraint(
                condition=models.Q(asset__isnull=True) | models.Q(quantity=1), name="item_is_lent_alone"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity_back__lte=models.F("quantity")), name="no_more_back_than_lent"
            ),
            models.CheckConstraint(
                condition=models.Q(state="ENDED", ended_at__isnull=False) & ~models.Q(end_reason="")
                | ~models.Q(state="ENDED") & models.Q(ended_at__isnull=True, end_reason=""),
                name="ended_loan_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="loan_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "-started_at"], name="loan_by_person"),
            models.Index(fields=["asset", "-started_at"], name="loan_by_asset"),
            models.Index(
                fields=["contract", "product"], name="loan_open_by_product", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(
                fields=["contract", "started_at", "id"],
                name="loan_open_by_start",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["contract", "review_on"],
                name="loan_review",
                condition=models.Q(state="ACTIVE", review_on__isnull=False),
            ),
            models.Index(fields=["line"], name="loan_by_line"),
        ]


class ToSettle(models.Model):
    """How many pieces came back of a loan and have not passed their tests since; no row where none are left. For
    `credited` of them the credit fell due as they came back, and not when they pass. Written by the database alone: a
    trigger adds what comes back, `loans_fall_due` says whose credit fell due then, `loans_settle_items` and
    `loans_settle_pieces` take what passed. It stands beside the loan because to change that wide row costs as much as
    posting (ADR 26); its product and item are those of the loan, which stay."""

    PRIVACY: ClassVar = LOAN_ID

    loan_id = models.UUIDField(primary_key=True)
    contract_id = models.UUIDField()
    product_id = models.UUIDField()
    asset_id = models.UUIDField(null=True, blank=True)
    pieces = models.IntegerField()
    credited = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pieces__gt=0), name="something_is_to_settle"),
            models.CheckConstraint(
                condition=models.Q(credited__gte=0, credited__lte=models.F("pieces")), name="no_more_credited_than_back"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asset_id"], name="item_to_settle", condition=models.Q(asset_id__isnull=False)),
            models.Index(
                fields=["product_id", "loan_id"], name="pieces_to_settle", condition=models.Q(asset_id__isnull=True)
            ),
        ]


class LoanHistory(HistoryRow):
    """Each state a loan was in. Written by the trigger only."""

    PRIVACY: ClassVar = LOAN


class Gift(ContractRow):
    """Something that became the person's own, with nothing to chase."""

    PRIVACY: ClassVar = LOAN

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+")
    loan = ContractForeignKey(Loan, null=True, blank=True, related_name="+")
    product = ContractForeignKey(Product, related_name="+")
    asset = ContractForeignKey(Asset, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    price_pence = models.IntegerField()
    funding = models.JSONField(default=dict)
    mistaken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-given_at"], name="gift_by_person")]


class Adaptation(ContractRow):
    """Something fitted to a home, that stays with it. `removal_why`: why a record of its removal was put right."""

    PRIVACY: ClassVar = FITTED

    person = ContractForeignKey(Person, related_name="+", db_index=False)
    address = ContractForeignKey(Address, related_name="+", db_index=False)
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+")
    product = ContractForeignKey(Product, related_name="+")
    quantity = models.PositiveIntegerField()
    fitted_at = models.DateTimeField()
    measurements = models.JSONField(default=dict)
    price_pence = models.IntegerField()
    funding = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_why = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address"], name="adaptation_by_address"),
            models.Index(fields=["person"], name="adaptation_by_person"),
        ]


class RecallTelling(ContractRow):
    """That somebody was told that a thing of theirs is recalled, or (not `reached`) was to be: how, by whom, what was
    said. `counts`: the first time that they were reached, of which there is one for each thing and recall; later ones
    say what changed since. Only that it was mistaken is added (by trigger). `visit_id`: the visit that told them."""

    PRIVACY: ClassVar = TOLD

    recall = ContractForeignKey(Recall, related_name="+")
    person = ContractForeignKey(Person, related_name="+")
    loan = ContractForeignKey(Loan, null=True, blank=True, related_name="+")
    adaptation = ContractForeignKey(Adaptation, null=True, blank=True, related_name="+")
    gift = ContractForeignKey(Gift, null=True, blank=True, related_name="+")
    visit_id = models.UUIDField(null=True, blank=True)
    how = models.CharField(max_length=10)
    reached = models.BooleanField()
    counts = models.BooleanField()
    still_used = models.CharField(max_length=10)
    said = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    mistaken_at = models.DateTimeField(null=True, blank=True)
    mistaken_by_id = models.UUIDField(null=True, blank=True)
    mistaken_why = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            *(
                models.UniqueConstraint(
                    fields=["recall", thing],
                    condition=models.Q(counts=True, mistaken_at__isnull=True),
                    name=f"told_once_of_{thing}",
                )
                for thing in ("loan", "adaptation", "gift")
            ),
            models.CheckConstraint(
                condition=models.Q(adaptation__isnull=True, gift__isnull=True, loan__isnull=False)
                | models.Q(adaptation__isnull=False, gift__isnull=True, loan__isnull=True)
                | models.Q(adaptation__isnull=True, gift__isnull=False, loan__isnull=True),
                name="told_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    how__in=[one.value for one in ToldHow], still_used__in=[one.value for one in StillUsed]
                ),
                name="telling_in_known_words",
            ),
            models.CheckConstraint(
                condition=models.Q(counts=False) | models.Q(reached=True), name="only_who_was_reached_counts"
            ),
            models.CheckConstraint(
                condition=models.Q(mistaken_at__isnull=True, mistaken_by_id__isnull=True)
                | models.Q(mistaken_at__isnull=False, mistaken_by_id__isnull=False) & ~models.Q(mistaken_why=""),
                name="mistaken_telling_says_by_whom_and_why",
            ),
        ]

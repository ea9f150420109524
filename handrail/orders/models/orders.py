"""What was prescribed for whom, by whom and why, at which speed to which address, and who pays.
Refuses (by trigger) a state out of the table; facts about money and funding are frozen when a line is submitted."""

from typing import ClassVar

from django.db import models

from handrail.catalogue.models import Product
from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import CARE_RECORD, Privacy
from handrail.core.rows import HistoryRow, StatefulRow
from handrail.needs.models import Need
from handrail.partners.models import ContractRow, Partner, Team
from handrail.people.models import Address, Person

ORDER = Privacy(
    personal=("reason", "note", "joint_suits", "ward", "funding"),
    kept=CARE_RECORD,
    scrub="free text emptied, dates shifted together",
)


class Order(ContractRow):
    """One order: for one person, to one address. Its lines carry the states.

    `joint_suits`: when it suits the prescriber to be there as it comes; None: they do not come along."""

    PRIVACY: ClassVar = ORDER

    number = models.BigIntegerField(unique=True, db_default=models.expressions.RawSQL("nextval('orders_number')", ()))
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    need = ContractForeignKey(Need, null=True, blank=True, related_name="+")
    address = ContractForeignKey(Address, related_name="+")
    team = ContractForeignKey(Team, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    prescriber_id = models.UUIDField()
    entered_by_id = models.UUIDField()
    reason = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    joint_suits = models.CharField(max_length=200, null=True, blank=True)
    ward = models.CharField(max_length=120, default="", blank=True)
    discharge_on = models.DateField(null=True, blank=True)
    discharge_pathway = models.CharField(max_length=30, default="", blank=True)
    named_supervisor_id = models.UUIDField(null=True, blank=True)
    replaces = ContractForeignKey("self", null=True, blank=True, related_name="+")
    version = models.IntegerField(default=1)
    submitted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-submitted_at"], name="order_by_person"),
            models.Index(fields=["contract", "prescriber_id", "-submitted_at"], name="order_by_prescriber"),
            models.Index(fields=["contract", "team", "-submitted_at"], name="order_by_team"),
            models.Index(fields=["contract", "-submitted_at"], name="order_by_time"),
        ]


class OrderLine(ContractRow, StatefulRow):
    """One product of an order. A serialised line is always for one; a counted line may be for more.

    `quantity_delivered`: how many of a count were handed over while the rest is still to come."""

    PRIVACY: ClassVar = ORDER

    order = ContractForeignKey(Order, related_name="lines", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = ContractForeignKey(Product, related_name="+")
    quantity = models.PositiveIntegerField()
    quantity_delivered = models.PositiveIntegerField(default=0)
    speed_code = models.CharField(max_length=40)
    chosen_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    lived_from = models.DateTimeField()
    goes_now = models.BooleanField(default=False)
    supply_route = models.CharField(max_length=20)
    review_on = models.DateField(null=True, blank=True)
    bundle_code = models.CharField(max_length=60, default="", blank=True)
    price_pence = models.IntegerField()
    spend_pence = models.IntegerField()
    # Of the visit that is to bring it, by the price list of the day on which it was ordered: kept, never spent.
    visit_pence = models.IntegerField(default=0)
    funding = models.JSONField(default=dict)
    measurements = models.JSONField(default=dict)
    delivered_at = models.DateTimeField(null=True, blank=True)
    # Of a replacement: the line that was paid for; what the person has instead costs nothing more.
    paid_by_line_id = models.UUIDField(null=True, blank=True)
    # Of a back-order: when the supplier's delivery is expected, and from whom. Each new back-order begins without.
    expected_on = models.DateField(null=True, blank=True)
    expected_from = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_of_something"),
            models.CheckConstraint(
                condition=models.Q(quantity_delivered__lt=models.F("quantity")), name="line_part_is_less_than_all"
            ),
            models.CheckConstraint(condition=models.Q(price_pence__gte=0), name="line_price_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(state="DELIVERED") | models.Q(delivered_at__isnull=False),
                name="delivered_line_has_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["contract", "state", "due_at"],
                name="line_open",
                condition=~models.Q(state__in=["DELIVERED", "CANCELLED", "REFUSED"]),
            ),
            models.Index(fields=["person", "state"], name="line_by_person"),
            models.Index(fields=["contract", "product", "-lived_from"], name="line_by_product"),
            models.Index(
                fields=["paid_by_line_id"], name="line_by_paid", condition=models.Q(paid_by_line_id__isnull=False)
            ),
        ]


class LineHistory(HistoryRow):
    """Each state a line passed. Written by the trigger only."""

    PRIVACY: ClassVar = Privacy(personal=("reason",), kept=CARE_RECORD, scrub="reason emptied")


class FundingChange(ContractRow):
    """Other facts of who pays for a line, said late: what was frozen on it, what is since, and from which day on."""

    PRIVACY: ClassVar = Privacy(personal=("was", "becomes", "reason"), kept=CARE_RECORD, scrub="emptied")

    line = ContractForeignKey(OrderLine, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+", db_index=False)
    was = models.JSONField()
    becomes = models.JSONField()
    from_on = models.DateField()
    reason = models.TextField()
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["line"], name="funding_change_by_line")]


class Answer(ContractRow):
    """An answer to a clinical question, as given when ordering or at delivery, with the flag it raised. `line`: the one
    item that it is about, where several ask the same; None: all that ask."""

    PRIVACY: ClassVar = Privacy(personal=("answer", "reason"), kept=CARE_RECORD, scrub="emptied")

    order = ContractForeignKey(Order, related_name="answers", db_index=False)
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    question_code = models.CharField(max_length=60)
    asked_at = models.CharField(max_length=10)
    answer = models.CharField(max_length=2000)
    action = models.CharField(max_length=20, default="", blank=True)
    reason = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["order"], name="answer_by_order")]


class Check(ContractRow):
    """A check that spoke up (duplicate, already has one, fit, limit), the numbers shown, and the reason given."""

    PRIVACY: ClassVar = Privacy(personal=("numbers", "reason"), kept=CARE_RECORD, scrub="emptied")

    order = ContractForeignKey(Order, related_name="checks", db_index=False)
    person = ContractForeignKey(Person, related_name="+")
    line = ContractForeignKey(OrderLine, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=20)
    numbers = models.JSONField(default=dict)
    reason = models.TextField(default="", blank=True)
    by_id = models.UUIDField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["order"], name="check_by_order")]

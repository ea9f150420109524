"""What can be ordered under a contract: products, what fits with what, what is asked, starting baskets.
Refuses a code used twice; a line is retired by its dates, never removed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from handrail.core.contract_key import ContractForeignKey
from handrail.core.privacy import NO_PERSON
from handrail.partners.models import Contract, ContractRow, EffectiveRow


class Product(EffectiveRow):
    """One catalogue line; each column as `data/reference/README.md` tells."""

    PRIVACY: ClassVar = NO_PERSON

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    description = models.TextField(default="", blank=True)
    category = models.CharField(max_length=40)
    gtin = models.CharField(max_length=14, default="", blank=True)
    iso9999_class = models.CharField(max_length=6, default="", blank=True)
    supply_route = models.CharField(max_length=20)
    tracking = models.CharField(max_length=12)
    price_pence = models.IntegerField()
    weight_kg = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    packed_volume_l = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    max_user_weight_kg = models.IntegerField(null=True, blank=True)
    min_user_height_cm = models.IntegerField(null=True, blank=True)
    max_user_height_cm = models.IntegerField(null=True, blank=True)
    crew = models.PositiveSmallIntegerField(default=1)
    fitting_minutes = models.PositiveSmallIntegerField(default=0)
    demonstration_required = models.BooleanField(default=False)
    decontamination_method = models.CharField(max_length=40, default="", blank=True)
    decontamination_minutes = models.PositiveSmallIntegerField(default=0)
    electrical_test_months = models.PositiveSmallIntegerField(null=True, blank=True)
    examination_months = models.PositiveSmallIntegerField(null=True, blank=True)
    service_months = models.PositiveSmallIntegerField(null=True, blank=True)
    expected_life_months = models.PositiveSmallIntegerField(null=True, blank=True)
    collect_when_done = models.BooleanField(default=True)
    credit_eligible = models.BooleanField(default=False)
    stock_class = models.CharField(max_length=1, default="C")
    weekly_demand_per_100k = models.DecimalField(max_digits=8, decimal_places=3, default=0)
    return_probability = models.DecimalField(max_digits=4, decimal_places=3, default=0)
    median_loan_days = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum_authority = models.CharField(max_length=20)
    clinical_questions = models.CharField(max_length=40, default="", blank=True)
    size_group = models.CharField(max_length=40)
    child = models.BooleanField(default=False)
    bariatric = models.BooleanField(default=False)
    search_text = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "code"], name="one_product_per_code"),
            models.UniqueConstraint(
                fields=["contract", "gtin"], condition=~models.Q(gtin=""), name="one_product_per_gtin"
            ),
            models.CheckConstraint(condition=models.Q(price_pence__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(tracking__in=["serialised", "counted"]), name="product_tracking_known"
            ),
            models.CheckConstraint(
                condition=models.Q(supply_route__in=["loan", "gift", "retail_voucher", "adaptation"]),
                name="product_supply_route_known",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], name="product_search", opclasses=["gin_trgm_ops"]),
        ]


class CompatibilityRule(EffectiveRow):
    """What goes, or does not go, with what: stock, size and the maker's limits, never what is right for a person."""

    PRIVACY: ClassVar = NO_PERSON

    rule_code = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=20)
    subject_code = models.CharField(max_length=40)
    rule = models.CharField(max_length=20)
    object_kind = models.CharField(max_length=20)
    object_codes = ArrayField(models.CharField(max_length=60))
    compare = models.CharField(max_length=60, default="", blank=True)
    basis = models.CharField(max_length=30, default="", blank=True)
    severity = models.CharField(max_length=20, default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "rule_code"], name="one_rule_per_code")]


class Question(EffectiveRow):
    """One question of a set, asked of the prescriber or at delivery."""

    PRIVACY: ClassVar = NO_PERSON

    set_code = models.CharField(max_length=40)
    question_code = models.CharField(max_length=60)
    text = models.TextField()
    asked_at = models.CharField(max_length=10)
    answer_type = models.CharField(max_length=10)
    unit = models.CharField(max_length=20, default="", blank=True)
    choices = models.TextField(default="", blank=True)
    required = models.BooleanField()
    flag_rule = models.TextField(default="", blank=True)
    compared_with = models.CharField(max_length=200, default="", blank=True)
    for_crew = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "set_code", "question_code"], name="one_question_per_set")
        ]


class QuestionWording(models.Model):
    """How a question was worded from a moment on, so that an answer keeps the words that it was given to. Written by a
    trigger alone, at each new question and each change of its words."""

    PRIVACY: ClassVar = NO_PERSON

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)
    question = ContractForeignKey(Question, related_name="+", db_index=False)
    text = models.TextField()
    answer_type = models.CharField(max_length=10)
    unit = models.CharField(max_length=20)
    choices = models.TextField()
    since = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["question", "since"], name="wording_by_question")]


class BundleLine(EffectiveRow):
    """One line of a starting basket such as "home with a hospital bed"."""

    PRIVACY: ClassVar = NO_PERSON

    bundle_code = models.CharField(max_length=60)
    bundle_label = models.CharField(max_length=120)
    bundle_description = models.TextField(default="", blank=True)
    line = models.PositiveSmallIntegerField()
    line_kind = models.CharField(max_length=20)
    line_code = models.CharField(max_length=40)
    quantity = models.PositiveSmallIntegerField()
    optional = models.BooleanField()
    default_speed = models.CharField(max_length=40)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "bundle_code", "line"], name="one_bundle_line")
        ]


class ProductMark(ContractRow):
    """Another code that a maker or supplier prints on a product: its GTIN or catalogue number."""

    PRIVACY: ClassVar = NO_PERSON

    product = ContractForeignKey(Product, related_name="marks")
    mark = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contract", "mark"], name="one_product_per_mark")]

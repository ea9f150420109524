import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Product",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("code", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("description", models.TextField(blank=True, default="")),
                        ("category", models.CharField(max_length=40)),
                        ("gtin", models.CharField(blank=True, default="", max_length=14)),
                        ("iso9999_class", models.CharField(blank=True, default="", max_length=6)),
                        ("supply_route", models.CharField(max_length=20)),
                        ("tracking", models.CharField(max_length=12)),
                        ("price_pence", models.IntegerField()),
                        ("weight_kg", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                        ("packed_volume_l", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                        ("max_user_weight_kg", models.IntegerField(blank=True, null=True)),
                        ("min_user_height_cm", models.IntegerField(blank=True, null=True)),
                        ("max_user_height_cm", models.IntegerField(blank=True, null=True)),
                        ("crew", models.PositiveSmallIntegerField(default=1)),
                        ("fitting_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("demonstration_required", models.BooleanField(default=False)),
                        ("decontamination_method", models.CharField(blank=True, default="", max_length=40)),
                        ("decontamination_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("electrical_test_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("examination_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("service_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("expected_life_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("collect_when_done", models.BooleanField(default=True)),
                        ("credit_eligible", models.BooleanField(default=False)),
                        ("stock_class", models.CharField(default="C", max_length=1)),
                        ("weekly_demand_per_100k", models.DecimalField(decimal_places=3, default=0, max_digits=8)),
                        ("return_probability", models.DecimalField(decimal_places=3, default=0, max_digits=4)),
                        ("median_loan_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("minimum_authority", models.CharField(max_length=20)),
                        ("clinical_questions", models.CharField(blank=True, default="", max_length=40)),
                        ("size_group", models.CharField(max_length=40)),
                        ("child", models.BooleanField(default=False)),
                        ("bariatric", models.BooleanField(default=False)),
                        ("search_text", models.TextField(blank=True, default="")),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["search_text"], name="product_search", opclasses=["gin_trgm_ops"]
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "code"), name="one_product_per_code"),
                            models.UniqueConstraint(
                                condition=models.Q(("gtin", ""), _negated=True),
                                fields=("contract", "gtin"),
                                name="one_product_per_gtin",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_pence__gte", 0)), name="product_price_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("tracking__in", ["serialised", "counted"])),
                                name="product_tracking_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("supply_route__in", ["loan", "gift", "retail_voucher", "adaptation"])
                                ),
                                name="product_supply_route_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProductMark",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("mark", models.CharField(max_length=60)),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="catalogue.product",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "mark"), name="one_product_per_mark")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("set_code", models.CharField(max_length=40)),
                        ("question_code", models.CharField(max_length=60)),
                        ("text", models.TextField()),
                        ("asked_at", models.CharField(max_length=10)),
                        ("answer_type", models.CharField(max_length=10)),
                        ("unit", models.CharField(blank=True, default="", max_length=20)),
                        ("choices", models.TextField(blank=True, default="")),
                        ("required", models.BooleanField()),
                        ("flag_rule", models.TextField(blank=True, default="")),
                        ("compared_with", models.CharField(blank=True, default="", max_length=200)),
                        ("for_crew", models.BooleanField(default=False)),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "set_code", "question_code"), name="one_question_per_set"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuestionWording",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("text", models.TextField()),
                        ("answer_type", models.CharField(max_length=10)),
                        ("unit", models.CharField(max_length=20)),
                        ("choices", models.TextField()),
                        ("since", models.DateTimeField()),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                        (
                            "question",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.question",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["question", "since"], name="wording_by_question")],
                    },
                ),
                migrations.CreateModel(
                    name="BundleLine",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("bundle_code", models.CharField(max_length=60)),
                        ("bundle_label", models.CharField(max_length=120)),
                        ("bundle_description", models.TextField(blank=True, default="")),
                        ("line", models.PositiveSmallIntegerField()),
                        ("line_kind", models.CharField(max_length=20)),
                        ("line_code", models.CharField(max_length=40)),
                        ("quantity", models.PositiveSmallIntegerField()),
                        ("optional", models.BooleanField()),
                        ("default_speed", models.CharField(max_length=40)),
                        ("note", models.TextField(blank=True, default="")),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "bundle_code", "line"), name="one_bundle_line")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CompatibilityRule",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("rule_code", models.CharField(max_length=20)),
                        ("subject_kind", models.CharField(max_length=20)),
                        ("subject_code", models.CharField(max_length=40)),
                        ("rule", models.CharField(max_length=20)),
                        ("object_kind", models.CharField(max_length=20)),
                        (
                            "object_codes",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60)),
                        ),
                        ("compare", models.CharField(blank=True, default="", max_length=60)),
                        ("basis", models.CharField(blank=True, default="", max_length=30)),
                        ("severity", models.CharField(blank=True, default="", max_length=20)),
                        ("reason", models.TextField(blank=True, default="")),
                        (
                            "contract",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.contract",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "rule_code"), name="one_rule_per_code")
                        ],
                    },
                ),
            ]
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Need",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("goal", models.TextField()),
                        ("assessed", models.TextField(blank=True, default="")),
                        ("effect", models.CharField(blank=True, default="", max_length=60)),
                        ("evidence_grade", models.CharField(blank=True, default="", max_length=40)),
                        ("weight_kg", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True)),
                        ("height_cm", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("paid_carers", models.BooleanField(default=False)),
                        ("assessed_on", models.DateField()),
                        ("assessed_by_id", models.UUIDField()),
                        ("recorded_by_id", models.UUIDField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person", "-assessed_on"], name="need_by_person")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("weight_kg__isnull", True),
                                    models.Q(("weight_kg__gt", 0), ("weight_kg__lt", 700)),
                                    _connector="OR",
                                ),
                                name="weight_possible",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("height_cm__isnull", True),
                                    models.Q(("height_cm__gt", 20), ("height_cm__lt", 275)),
                                    _connector="OR",
                                ),
                                name="height_possible",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelfPurchase",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("quantity", models.PositiveIntegerField()),
                        ("worth_pence", models.IntegerField()),
                        ("told", models.TextField()),
                        ("told_by_id", models.UUIDField()),
                        ("words", models.TextField(blank=True, default="")),
                        ("chosen_on", models.DateField()),
                        ("recorded_by_id", models.UUIDField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-recorded_at"], name="self_purchase_by_person"),
                            models.Index(fields=["contract", "chosen_on"], name="self_purchase_by_day"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity__gt", 0),
                                    ("worth_pence__gte", 0),
                                    models.Q(("told", ""), _negated=True),
                                ),
                                name="self_purchase_was_told",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelfPurchaseEnd",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("why", models.TextField()),
                        ("recorded_by_id", models.UUIDField()),
                        ("recorded_at", models.DateTimeField()),
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
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "self_purchase",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="needs.selfpurchase",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("self_purchase",), name="self_purchase_ends_once"),
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True), name="self_purchase_end_says_why"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

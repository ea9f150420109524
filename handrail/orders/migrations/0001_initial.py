import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("needs", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
        ("stock", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="LineHistory",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("subject_id", models.UUIDField()),
                        ("seq", models.IntegerField()),
                        ("from_state", models.CharField(max_length=30, null=True)),
                        ("to_state", models.CharField(max_length=30)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("by_id", models.UUIDField()),
                        ("reason", models.TextField(blank=True, default="")),
                        ("audit_id", models.BigIntegerField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="orders_linehistory_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "number",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("nextval('orders_number')", ()),
                                unique=True,
                            ),
                        ),
                        ("prescriber_id", models.UUIDField()),
                        ("entered_by_id", models.UUIDField()),
                        ("reason", models.TextField(blank=True, default="")),
                        ("note", models.TextField(blank=True, default="")),
                        ("joint_suits", models.CharField(blank=True, max_length=200, null=True)),
                        ("ward", models.CharField(blank=True, default="", max_length=120)),
                        ("discharge_on", models.DateField(blank=True, null=True)),
                        ("discharge_pathway", models.CharField(blank=True, default="", max_length=30)),
                        ("named_supervisor_id", models.UUIDField(blank=True, null=True)),
                        ("version", models.IntegerField(default=1)),
                        ("submitted_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "address",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.address",
                            ),
                        ),
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
                            "need",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="needs.need",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                        (
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                        (
                            "replaces",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.order",
                            ),
                        ),
                        (
                            "team",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-submitted_at"], name="order_by_person"),
                            models.Index(
                                fields=["contract", "prescriber_id", "-submitted_at"], name="order_by_prescriber"
                            ),
                            models.Index(fields=["contract", "team", "-submitted_at"], name="order_by_team"),
                            models.Index(fields=["contract", "-submitted_at"], name="order_by_time"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLine",
                    fields=[
                        ("state", models.CharField(max_length=30)),
                        (
                            "state_path",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30), default=None, null=True
                            ),
                        ),
                        ("state_at", models.DateTimeField(default=None)),
                        ("state_reason", models.TextField(blank=True, default="")),
                        ("state_seq", models.IntegerField(default=0)),
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("position", models.PositiveSmallIntegerField()),
                        ("quantity", models.PositiveIntegerField()),
                        ("quantity_delivered", models.PositiveIntegerField(default=0)),
                        ("speed_code", models.CharField(max_length=40)),
                        ("chosen_on", models.DateField(blank=True, null=True)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("lived_from", models.DateTimeField()),
                        ("goes_now", models.BooleanField(default=False)),
                        ("supply_route", models.CharField(max_length=20)),
                        ("price_pence", models.IntegerField()),
                        ("spend_pence", models.IntegerField()),
                        ("visit_pence", models.IntegerField(default=0)),
                        ("funding", models.JSONField(default=dict)),
                        ("measurements", models.JSONField(default=dict)),
                        ("delivered_at", models.DateTimeField(blank=True, null=True)),
                        ("paid_by_line_id", models.UUIDField(blank=True, null=True)),
                        ("expected_on", models.DateField(blank=True, null=True)),
                        ("expected_from", models.CharField(blank=True, default="", max_length=120)),
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
                            "order",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="orders.order",
                                db_index=False,
                            ),
                        ),
                        (
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
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
                        ("review_on", models.DateField(blank=True, null=True)),
                        ("bundle_code", models.CharField(blank=True, default="", max_length=60)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["DELIVERED", "CANCELLED", "REFUSED"]), _negated=True),
                                fields=["contract", "state", "due_at"],
                                name="line_open",
                            ),
                            models.Index(fields=["person", "state"], name="line_by_person"),
                            models.Index(fields=["contract", "product", "-lived_from"], name="line_by_product"),
                            models.Index(
                                condition=models.Q(("paid_by_line_id__isnull", False)),
                                fields=["paid_by_line_id"],
                                name="line_by_paid",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "position"), name="one_line_per_position"),
                            models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="line_of_something"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity_delivered__lt", models.F("quantity"))),
                                name="line_part_is_less_than_all",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_pence__gte", 0)), name="line_price_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "DELIVERED"), _negated=True),
                                    ("delivered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="delivered_line_has_its_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("question_code", models.CharField(max_length=60)),
                        ("asked_at", models.CharField(max_length=10)),
                        ("answer", models.CharField(max_length=2000)),
                        ("action", models.CharField(blank=True, default="", max_length=20)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
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
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "order",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="orders.order",
                                db_index=False,
                            ),
                        ),
                        (
                            "line",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.orderline",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["order"], name="answer_by_order")],
                    },
                ),
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=60)),
                        ("severity", models.CharField(max_length=20)),
                        ("numbers", models.JSONField(default=dict)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
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
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "order",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="orders.order",
                                db_index=False,
                            ),
                        ),
                        (
                            "line",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.orderline",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["order"], name="check_by_order")],
                    },
                ),
                migrations.CreateModel(
                    name="FundingChange",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("was", models.JSONField()),
                        ("becomes", models.JSONField()),
                        ("from_on", models.DateField()),
                        ("reason", models.TextField()),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
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
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                        (
                            "line",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="orders.orderline",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["line"], name="funding_change_by_line")],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField()),
                        ("recycled", models.BooleanField()),
                        ("made_at", models.DateTimeField()),
                        ("made_by_id", models.UUIDField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_how", models.CharField(blank=True, default="", max_length=20)),
                        (
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                            ),
                        ),
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
                            "place",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.place",
                            ),
                        ),
                        (
                            "line",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="orders.orderline",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["line"], name="allocation_by_line")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("asset",),
                                name="asset_allocated_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="allocation_of_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ended_how", "")),
                                    models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="allocation_ended_with_how",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("state", models.CharField(max_length=30)),
                        (
                            "state_path",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=30), default=None, null=True
                            ),
                        ),
                        ("state_at", models.DateTimeField(default=None)),
                        ("state_reason", models.TextField(blank=True, default="")),
                        ("state_seq", models.IntegerField(default=0)),
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("line_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField())),
                        ("reasons", models.JSONField(default=list)),
                        ("spend_pence", models.IntegerField(default=0)),
                        ("afterwards", models.BooleanField(default=False)),
                        ("urgent", models.BooleanField(default=False)),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("escalate_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        ("on_call_user_id", models.UUIDField(blank=True, null=True)),
                        ("answered_by_id", models.UUIDField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.TextField(blank=True, default="")),
                        ("panel_on", models.DateField(blank=True, null=True)),
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
                            "order",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="orders.order",
                                db_index=False,
                            ),
                        ),
                        (
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        ("asked_of_id", models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "PENDING")),
                                fields=["contract", "-urgent", "due_at"],
                                name="release_pending",
                            ),
                            models.Index(fields=["order"], name="release_by_order"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["SPENDING", "CLINICAL"])), name="release_kind_known"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["GIVEN", "REFUSED"]), _negated=True),
                                    models.Q(("answered_at__isnull", False), ("answered_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="release_answered_by_someone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseHistory",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("subject_id", models.UUIDField()),
                        ("seq", models.IntegerField()),
                        ("from_state", models.CharField(max_length=30, null=True)),
                        ("to_state", models.CharField(max_length=30)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("by_id", models.UUIDField()),
                        ("reason", models.TextField(blank=True, default="")),
                        ("audit_id", models.BigIntegerField()),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="orders_releasehistory_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("user_id", models.UUIDField()),
                        ("content", models.JSONField(default=dict)),
                        ("version", models.IntegerField(default=1)),
                        ("begun_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
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
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["contract", "user_id", "-saved_at"], name="draft_by_user")],
                    },
                ),
            ]
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("orders", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
        ("stock", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Loan",
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
                        ("lot", models.CharField(blank=True, default="", max_length=20)),
                        ("quantity", models.PositiveIntegerField()),
                        ("quantity_back", models.PositiveIntegerField(default=0)),
                        ("started_at", models.DateTimeField()),
                        ("review_on", models.DateField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("end_reason", models.CharField(blank=True, default="", max_length=20)),
                        ("end_note", models.TextField(blank=True, default="")),
                        ("funding", models.JSONField(default=dict)),
                        ("price_pence", models.IntegerField(blank=True, null=True)),
                        ("imported_reference", models.CharField(blank=True, default="", max_length=60)),
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
                            "asset",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.asset",
                                db_index=False,
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
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-started_at"], name="loan_by_person"),
                            models.Index(fields=["asset", "-started_at"], name="loan_by_asset"),
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["contract", "product"],
                                name="loan_open_by_product",
                            ),
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["contract", "started_at", "id"],
                                name="loan_open_by_start",
                            ),
                            models.Index(
                                condition=models.Q(("review_on__isnull", False), ("state", "ACTIVE")),
                                fields=["contract", "review_on"],
                                name="loan_review",
                            ),
                            models.Index(fields=["line"], name="loan_by_line"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("asset__isnull", False), ("ended_at__isnull", True)),
                                fields=("asset",),
                                name="one_open_loan_per_asset",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("imported_reference", ""), _negated=True),
                                fields=("contract", "imported_reference"),
                                name="one_loan_per_imported_reference",
                            ),
                            models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="loan_of_something"),
                            models.CheckConstraint(
                                condition=models.Q(("asset__isnull", True), ("quantity", 1), _connector="OR"),
                                name="item_is_lent_alone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity_back__lte", models.F("quantity"))),
                                name="no_more_back_than_lent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("state", "ENDED"),
                                        models.Q(("end_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "ENDED"), _negated=True),
                                        ("end_reason", ""),
                                        ("ended_at__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="ended_loan_says_when_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="loan_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gift",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("quantity", models.PositiveIntegerField()),
                        ("given_at", models.DateTimeField()),
                        ("price_pence", models.IntegerField()),
                        ("funding", models.JSONField(default=dict)),
                        ("mistaken_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "loan",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loans.loan",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person", "-given_at"], name="gift_by_person")],
                    },
                ),
                migrations.CreateModel(
                    name="ToSettle",
                    fields=[
                        ("loan_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("product_id", models.UUIDField()),
                        ("asset_id", models.UUIDField(blank=True, null=True)),
                        ("pieces", models.IntegerField()),
                        ("credited", models.IntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("asset_id__isnull", False)),
                                fields=["asset_id"],
                                name="item_to_settle",
                            ),
                            models.Index(
                                condition=models.Q(("asset_id__isnull", True)),
                                fields=["product_id", "loan_id"],
                                name="pieces_to_settle",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("pieces__gt", 0)), name="something_is_to_settle"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("credited__gte", 0), ("credited__lte", models.F("pieces"))),
                                name="no_more_credited_than_back",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LoanHistory",
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
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="loans_loanhistory_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Adaptation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("quantity", models.PositiveIntegerField()),
                        ("fitted_at", models.DateTimeField()),
                        ("measurements", models.JSONField(default=dict)),
                        ("price_pence", models.IntegerField()),
                        ("funding", models.JSONField(default=dict)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("removal_why", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "address",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.address",
                                db_index=False,
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
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["address"], name="adaptation_by_address"),
                            models.Index(fields=["person"], name="adaptation_by_person"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecallTelling",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("visit_id", models.UUIDField(blank=True, null=True)),
                        ("how", models.CharField(max_length=10)),
                        ("reached", models.BooleanField()),
                        ("counts", models.BooleanField()),
                        ("still_used", models.CharField(max_length=10)),
                        ("said", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("mistaken_at", models.DateTimeField(blank=True, null=True)),
                        ("mistaken_by_id", models.UUIDField(blank=True, null=True)),
                        ("mistaken_why", models.TextField(blank=True, default="")),
                        (
                            "adaptation",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loans.adaptation",
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
                            "gift",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loans.gift",
                            ),
                        ),
                        (
                            "loan",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="loans.loan",
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
                            "recall",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="stock.recall",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("counts", True), ("mistaken_at__isnull", True)),
                                fields=("recall", "loan"),
                                name="told_once_of_loan",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("counts", True), ("mistaken_at__isnull", True)),
                                fields=("recall", "adaptation"),
                                name="told_once_of_adaptation",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("counts", True), ("mistaken_at__isnull", True)),
                                fields=("recall", "gift"),
                                name="told_once_of_gift",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("adaptation__isnull", True), ("gift__isnull", True), ("loan__isnull", False)
                                    ),
                                    models.Q(
                                        ("adaptation__isnull", False), ("gift__isnull", True), ("loan__isnull", True)
                                    ),
                                    models.Q(
                                        ("adaptation__isnull", True), ("gift__isnull", False), ("loan__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="told_of_one_thing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("how__in", ["PHONE", "LETTER", "VISIT"]),
                                    ("still_used__in", ["STOPPED", "USED", "NOT_SAID"]),
                                ),
                                name="telling_in_known_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("counts", False), ("reached", True), _connector="OR"),
                                name="only_who_was_reached_counts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("mistaken_at__isnull", True), ("mistaken_by_id__isnull", True)),
                                    models.Q(
                                        ("mistaken_at__isnull", False),
                                        ("mistaken_by_id__isnull", False),
                                        models.Q(("mistaken_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="mistaken_telling_says_by_whom_and_why",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

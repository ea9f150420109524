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
        ("loans", "0001_initial"),
        ("orders", "0001_initial"),
        ("partners", "0001_initial"),
        ("people", "0001_initial"),
        ("stock", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="RunHistory",
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
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="visits_runhistory_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Van",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=40)),
                        ("registration", models.CharField(max_length=12)),
                        ("capacity_kg", models.PositiveIntegerField()),
                        ("capacity_l", models.PositiveIntegerField()),
                        ("by_post", models.BooleanField(default=False)),
                        ("retired_on", models.DateField(blank=True, null=True)),
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
                            "depot",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.depot",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "registration"), name="one_van_per_registration"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Run",
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
                        ("on", models.DateField()),
                        ("shift", models.CharField(default="day", max_length=20)),
                        ("driver_id", models.UUIDField(blank=True, null=True)),
                        ("second_id", models.UUIDField(blank=True, null=True)),
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
                            "depot",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.depot",
                            ),
                        ),
                        (
                            "van",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.van",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract", "on"], name="run_by_day"),
                            models.Index(fields=["driver_id", "on"], name="run_by_driver"),
                            models.Index(fields=["second_id", "on"], name="run_by_second"),
                            models.Index(condition=models.Q(("state", "OUT")), fields=["contract"], name="run_out"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "CANCELLED"), _negated=True),
                                fields=("van", "on", "shift"),
                                name="one_run_per_van_and_shift",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
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
                        (
                            "number",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("nextval('visits_number')", ()),
                                unique=True,
                            ),
                        ),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10)),
                        ),
                        ("speed_code", models.CharField(blank=True, default="", max_length=40)),
                        ("asked_at", models.DateTimeField()),
                        ("asked_by", models.CharField(max_length=20)),
                        ("asked_by_id", models.UUIDField()),
                        ("due_at", models.DateTimeField(blank=True, null=True)),
                        ("slot_from", models.DateTimeField(blank=True, null=True)),
                        ("slot_until", models.DateTimeField(blank=True, null=True)),
                        ("stop", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("crew", models.PositiveSmallIntegerField(default=1)),
                        ("minutes", models.PositiveSmallIntegerField(default=10)),
                        ("note", models.TextField(blank=True, default="")),
                        ("parcel_reference", models.CharField(blank=True, default="", max_length=60)),
                        ("person_told_at", models.DateTimeField(blank=True, null=True)),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("fail_code", models.CharField(blank=True, default="", max_length=60)),
                        ("fail_side", models.CharField(blank=True, default="", max_length=20)),
                        ("fail_note", models.TextField(blank=True, default="")),
                        ("next_step", models.CharField(blank=True, default="", max_length=30)),
                        ("next_step_owner", models.CharField(blank=True, default="", max_length=30)),
                        ("next_step_done_at", models.DateTimeField(blank=True, null=True)),
                        ("next_step_by_id", models.UUIDField(blank=True, null=True)),
                        ("next_step_note", models.TextField(blank=True, default="")),
                        ("version", models.IntegerField(default=1)),
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
                            "depot",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.depot",
                            ),
                        ),
                        (
                            "follows",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.visit",
                            ),
                        ),
                        (
                            "left_run",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.run",
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
                            "run",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="visits.run",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("state__in", ["COMPLETED", "PART_COMPLETED", "FAILED", "CANCELLED"]), _negated=True
                                ),
                                fields=["contract", "state", "due_at"],
                                name="visit_open",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("next_step_done_at__isnull", True), ("state__in", ["FAILED", "PART_COMPLETED"])
                                ),
                                fields=["contract", "-finished_at"],
                                name="visit_needs_next_step",
                            ),
                            models.Index(
                                condition=models.Q(("state", "CANCELLED")),
                                fields=["contract", "-state_at"],
                                name="visit_called_off",
                            ),
                            models.Index(
                                condition=models.Q(("state", "FAILED")),
                                fields=["contract", "-finished_at"],
                                name="visit_failed",
                            ),
                            models.Index(fields=["person", "-asked_at"], name="visit_by_person"),
                            models.Index(fields=["run", "stop"], name="visit_by_run"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "FAILED"), _negated=True),
                                    models.Q(
                                        models.Q(("fail_code", ""), _negated=True),
                                        models.Q(("fail_side", ""), _negated=True),
                                        models.Q(("next_step", ""), _negated=True),
                                        models.Q(("next_step_owner", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="failed_visit_has_reason_and_next_step",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "PART_COMPLETED"), _negated=True),
                                    models.Q(
                                        models.Q(("next_step", ""), _negated=True),
                                        models.Q(("next_step_owner", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="part_completed_visit_has_next_step",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["PLANNED", "RELEASED", "EN_ROUTE", "ARRIVED"]), _negated=True
                                    ),
                                    ("run__isnull", False),
                                    _connector="OR",
                                ),
                                name="planned_visit_is_on_a_run",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("slot_from__isnull", True), ("slot_until__isnull", True)),
                                    ("slot_until__gt", models.F("slot_from")),
                                    _connector="OR",
                                ),
                                name="slot_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proof",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("received_by", models.CharField(blank=True, default="", max_length=120)),
                        ("relationship", models.CharField(blank=True, default="", max_length=40)),
                        ("demonstrated", models.CharField(blank=True, default="", max_length=20)),
                        ("demonstrated_note", models.TextField(blank=True, default="")),
                        ("signed_name", models.CharField(blank=True, default="", max_length=120)),
                        ("note", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.proof",
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
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proofs",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["visit"], name="proof_by_visit")],
                    },
                ),
                migrations.CreateModel(
                    name="VisitHistory",
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
                            models.UniqueConstraint(fields=("subject_id", "seq"), name="visits_visithistory_gapless")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measuring",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("what", models.TextField()),
                        ("funding", models.JSONField()),
                        ("asked_at", models.DateTimeField()),
                        ("asked_by_id", models.UUIDField()),
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
                            "person",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("what", ""), _negated=True), name="measuring_says_what"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VisitTask",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("outcome", models.CharField(default="OPEN", max_length=20)),
                        ("quantity_done", models.PositiveIntegerField(default=0)),
                        ("reason", models.CharField(blank=True, default="", max_length=60)),
                        ("note", models.TextField(blank=True, default="")),
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
                                db_index=False,
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
                                db_index=False,
                            ),
                        ),
                        (
                            "measuring",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.measuring",
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
                        (
                            "product",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["visit"], name="task_by_visit"),
                            models.Index(
                                condition=models.Q(("line__isnull", False)), fields=["line"], name="task_by_line"
                            ),
                            models.Index(
                                condition=models.Q(("loan__isnull", False)), fields=["loan"], name="task_by_loan"
                            ),
                            models.Index(
                                condition=models.Q(("measuring__isnull", False)),
                                fields=["measuring"],
                                name="task_by_measuring",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["DELIVER", "COLLECT", "REPAIR", "SERVICE", "SWAP", "REVIEW", "FIT", "MEASURE"],
                                    )
                                ),
                                name="task_kind_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "MEASURE"), ("measuring__isnull", False), ("product__isnull", True)
                                    ),
                                    models.Q(
                                        models.Q(("kind", "MEASURE"), _negated=True),
                                        ("measuring__isnull", True),
                                        ("product__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="task_is_about_something",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "outcome__in",
                                        [
                                            "OPEN",
                                            "DONE",
                                            "PART_DONE",
                                            "NOT_DONE",
                                            "MISSING",
                                            "STILL_NEEDED",
                                            "REFUSED",
                                            "CANCELLED",
                                        ],
                                    )
                                ),
                                name="task_outcome_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "DELIVER"), ("outcome", "OPEN")),
                                fields=("line",),
                                name="line_on_one_open_visit",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "COLLECT"), ("outcome", "OPEN")),
                                fields=("loan",),
                                name="loan_on_one_open_collection",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "OPEN")),
                                fields=("measuring",),
                                name="measuring_on_one_open_visit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("result", models.CharField(max_length=20)),
                        ("found", models.TextField(blank=True, default="")),
                        ("why_not", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
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
                            "measuring",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="visits.measuring",
                                db_index=False,
                            ),
                        ),
                        (
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.finding",
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
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["measuring"], name="finding_by_measuring")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("result__in", ["MEASURED", "FITS", "CANNOT_BE_FITTED", "NOT_MEASURED"])
                                ),
                                name="finding_result_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("result", "NOT_MEASURED"),
                                    models.Q(("found", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="finding_says_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("result", "CANNOT_BE_FITTED"), _negated=True),
                                    models.Q(("why_not", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="finding_says_why_not",
                            ),
                            models.UniqueConstraint(fields=("mends",), name="finding_mended_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("media_type", models.CharField(max_length=40)),
                        ("size_bytes", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
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
                            "proof",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="visits.proof",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["proof"], name="attachment_by_proof")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["SIGNATURE", "PHOTO"])), name="attachment_kind_known"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DoorScan",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("code", models.CharField(max_length=120)),
                        ("by_id", models.UUIDField()),
                        ("scanned_at", models.DateTimeField()),
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
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("visit", "code"), name="one_scan_per_code_and_door")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointVisit",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("user_id", models.UUIDField(blank=True, null=True)),
                        ("name", models.CharField(max_length=120)),
                        ("phone", models.CharField(blank=True, default="", max_length=30)),
                        ("meet_at", models.DateTimeField(blank=True, null=True)),
                        ("suits", models.CharField(blank=True, default="", max_length=200)),
                        ("arranged_by_id", models.UUIDField()),
                        ("arranged_at", models.DateTimeField()),
                        ("told_from", models.DateTimeField(blank=True, null=True)),
                        ("told_until", models.DateTimeField(blank=True, null=True)),
                        ("told_meet", models.DateTimeField(blank=True, null=True)),
                        ("came", models.BooleanField(blank=True, null=True)),
                        ("minutes", models.PositiveSmallIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by_id", models.UUIDField(blank=True, null=True)),
                        ("end_reason", models.TextField(blank=True, default="")),
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
                            "mends",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="visits.jointvisit",
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
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["visit"], name="joint_by_visit"),
                            models.Index(
                                condition=models.Q(("came__isnull", True)),
                                fields=["contract", "user_id"],
                                name="joint_to_come",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("visit",),
                                name="one_joint_visit_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("came", True), ("minutes__gt", 0)),
                                    models.Q(("came", False), ("minutes", 0)),
                                    models.Q(("came__isnull", True), ("minutes", 0)),
                                    _connector="OR",
                                ),
                                name="joint_minutes_of_who_came",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("phone", ""), _negated=True),
                                    ("user_id__isnull", False),
                                    ("came__isnull", False),
                                    _connector="OR",
                                ),
                                name="joint_can_be_told",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreedDistance",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("miles", models.PositiveSmallIntegerField()),
                        ("agreed_with", models.CharField(max_length=120)),
                        ("agreed_on", models.DateField()),
                        ("why", models.TextField()),
                        ("by_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_by_id", models.UUIDField(blank=True, null=True)),
                        ("end_reason", models.TextField(blank=True, default="")),
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
                            "visit",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="distances",
                                to="visits.visit",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["visit"], name="distance_by_visit")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("visit",),
                                name="one_agreed_distance_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("miles__gt", 0)), name="agreed_miles_above_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed_with", ""), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                ),
                                name="agreed_distance_says_why",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

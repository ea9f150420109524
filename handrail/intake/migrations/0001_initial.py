import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0003_history_of_data"),
        ("people", "0002_promises"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ImportFile",
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
                        ("kind", models.CharField(max_length=12)),
                        ("name", models.CharField(max_length=200)),
                        ("size_bytes", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("encoding", models.CharField(blank=True, default="", max_length=20)),
                        ("delimiter", models.CharField(blank=True, default="", max_length=3)),
                        ("headers", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=dict)),
                        ("dry_run", models.BooleanField(default=False)),
                        ("park_bad", models.BooleanField(default=False)),
                        ("is_stored", models.BooleanField(default=False)),
                        ("received_by_id", models.UUIDField()),
                        ("received_at", models.DateTimeField()),
                        ("rows_read", models.IntegerField(default=0)),
                        ("rows_added", models.IntegerField(default=0)),
                        ("rows_known", models.IntegerField(default=0)),
                        ("rows_wrong", models.IntegerField(default=0)),
                        ("rows_for_loans", models.IntegerField(default=0)),
                        ("rows_told", models.IntegerField(default=0)),
                        ("took_seconds", models.IntegerField(default=0)),
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
                            models.Index(fields=["contract", "-received_at"], name="import_file_by_contract"),
                            models.Index(
                                condition=models.Q(("is_stored", True), ("state__in", ["WAITING", "RUNNING"])),
                                fields=["state_at"],
                                name="import_file_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["people", "products", "assets", "open-loans"])),
                                name="file_kind_known",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilePart",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("seq", models.IntegerField()),
                        ("content", models.BinaryField()),
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
                            "file",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="intake.importfile",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("file", "seq"), name="one_part_per_place")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportFileHistory",
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
                            models.UniqueConstraint(
                                fields=("subject_id", "seq"), name="intake_importfilehistory_gapless"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("line", models.IntegerField()),
                        ("cells", models.JSONField(default=dict)),
                        ("faults", models.JSONField(default=list)),
                        ("parked", models.BooleanField(default=False)),
                        ("told_only", models.BooleanField(default=False)),
                        ("came_as", models.CharField(max_length=16)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_by_id", models.UUIDField(blank=True, null=True)),
                        ("settled_how", models.CharField(blank=True, default="", max_length=10)),
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
                            "file",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="intake.importfile",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["file", "line"], name="import_row_by_file"),
                            models.Index(
                                condition=models.Q(("parked", True), ("settled_at__isnull", True)),
                                fields=["contract", "file"],
                                name="import_row_parked",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("settled_at__isnull", True),
                                        ("settled_by_id__isnull", True),
                                        ("settled_how", ""),
                                    ),
                                    models.Q(
                                        ("settled_at__isnull", False),
                                        ("settled_by_id__isnull", False),
                                        ("settled_how__in", ["MENDED", "FOR_LOANS", "DROPPED"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="import_row_settled_with_how",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parked", False), ("told_only", False), _connector="OR"),
                                name="import_row_parked_is_wrong",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OldReference",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("reference", models.CharField(max_length=60)),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "reference"), name="one_person_per_old_reference"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RememberedMapping",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=12)),
                        ("headers_digest", models.CharField(max_length=16)),
                        ("mapping", models.JSONField()),
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
                                fields=("contract", "kind", "headers_digest"), name="one_mapping_per_headers"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AnsweredCall",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField(null=True)),
                        ("actor_id", models.UUIDField()),
                        ("key", models.CharField(max_length=120)),
                        ("event", models.CharField(max_length=60)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("answer", models.JSONField(null=True)),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("actor_id", "key"), name="one_answer_per_key")],
                    },
                ),
                migrations.CreateModel(
                    name="Audit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField(null=True)),
                        ("actor_id", models.UUIDField(null=True)),
                        ("on_behalf_of_id", models.UUIDField(null=True)),
                        ("token_id", models.UUIDField(null=True)),
                        ("event", models.CharField(max_length=60)),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("recorded_late", models.BooleanField(default=False)),
                        ("reason", models.TextField(blank=True, default="")),
                        ("xact", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract_id", "-id"], name="audit_by_contract"),
                            models.Index(
                                condition=models.Q(("recorded_late", True)),
                                fields=["contract_id", "-id"],
                                name="audit_recorded_late",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("happened_at__lte", models.F("recorded_at"))),
                                name="audit_not_in_the_future",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LaidDown",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("audit_id", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="OutboxMessage",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("key", models.CharField(max_length=160)),
                        ("kind", models.CharField(max_length=60)),
                        ("channel", models.CharField(max_length=20)),
                        ("recipient", models.CharField(max_length=254)),
                        ("content", models.JSONField()),
                        ("person_id", models.UUIDField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("WAITING", "Waiting"),
                                    ("SENT", "Sent"),
                                    ("FAILED", "Failed"),
                                    ("WITHDRAWN", "Withdrawn"),
                                ],
                                default="WAITING",
                                max_length=10,
                            ),
                        ),
                        ("put_at", models.DateTimeField()),
                        ("send_after", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "failures",
                            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("channel__in", ["EMAIL", "SMS"]), ("state", "WAITING")),
                                fields=["contract_id", "send_after"],
                                name="message_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("person_id__isnull", False)),
                                fields=["person_id"],
                                name="message_by_person",
                            ),
                            models.Index(
                                condition=models.Q(("person_id__isnull", False), ("state__in", ["WAITING", "FAILED"])),
                                fields=["contract_id", "put_at"],
                                name="message_to_tell",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("contract_id", "key"), name="one_message_per_key"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["WAITING", "SENT", "FAILED", "WITHDRAWN"])),
                                name="message_state_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuditSubject",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField(null=True)),
                        ("subject", models.CharField(max_length=80)),
                        ("person_id", models.UUIDField(null=True)),
                        (
                            "audit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="core.audit"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject", "-audit"], name="audit_by_subject"),
                            models.Index(
                                condition=models.Q(("person_id__isnull", False)),
                                fields=["person_id", "-audit"],
                                name="audit_by_person",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_promises"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="BankHoliday",
                    fields=[
                        ("on", models.DateField(primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="Partner",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("ods_code", models.CharField(blank=True, default="", max_length=10)),
                        ("phone", models.CharField(blank=True, default="", max_length=30)),
                    ],
                ),
                migrations.CreateModel(
                    name="ContractHistory",
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
                                fields=("subject_id", "seq"), name="partners_contracthistory_gapless"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
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
                        ("code", models.CharField(max_length=30, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("county", models.CharField(max_length=80)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        (
                            "district_codes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=9), default=list
                            ),
                        ),
                        (
                            "council",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                        (
                            "nhs_board",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("list", models.CharField(max_length=40)),
                        ("code", models.CharField(max_length=60)),
                        ("label", models.CharField(max_length=120)),
                        ("meaning", models.TextField(blank=True, default="")),
                        ("attributable_to", models.CharField(blank=True, default="", max_length=20)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
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
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_code_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Calendar",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("code", models.CharField(max_length=30)),
                        ("label", models.CharField(max_length=80)),
                        (
                            "days",
                            django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField()),
                        ),
                        ("opens", models.TimeField(blank=True, null=True)),
                        ("closes", models.TimeField(blank=True, null=True)),
                        ("bank_holidays_count", models.BooleanField()),
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
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_calendar_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActivityPrice",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("activity", models.CharField(max_length=40)),
                        ("label", models.CharField(max_length=120)),
                        ("speed_code", models.CharField(blank=True, default="", max_length=40)),
                        ("unit", models.CharField(max_length=20)),
                        ("price_pence", models.IntegerField()),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
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
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_activityprice_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractTerm",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("key", models.CharField(max_length=60)),
                        ("value", models.JSONField()),
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
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_contractterm_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Depot",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=120)),
                        ("lines", models.CharField(max_length=200)),
                        ("postcode", models.CharField(max_length=8)),
                        ("easting", models.IntegerField()),
                        ("northing", models.IntegerField()),
                        ("phone", models.CharField(blank=True, default="", max_length=30)),
                        ("closed_on", models.DateField(blank=True, null=True)),
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
                            "serves",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.depot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract", "name"), name="one_depot_per_name"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["DEPOT", "SATELLITE"])), name="depot_kind_known"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ContractPartner",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("reach", models.CharField(max_length=4)),
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
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_contractpartner_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Speed",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("code", models.CharField(max_length=40)),
                        ("label", models.CharField(max_length=80)),
                        ("unit", models.CharField(max_length=20)),
                        ("value", models.PositiveSmallIntegerField()),
                        ("calendar_code", models.CharField(max_length=30)),
                        ("cut_off_time", models.TimeField(blank=True, null=True)),
                        ("target_percent", models.PositiveSmallIntegerField()),
                        ("applies_to", models.CharField(max_length=20)),
                        ("counts_from", models.CharField(max_length=20)),
                        ("meant_for", models.CharField(blank=True, default="", max_length=200)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
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
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"
                                ),
                                name="partners_speed_until_after_from",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=120)),
                        ("closed_on", models.DateField(blank=True, null=True)),
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
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("contract", "name"), name="one_team_per_name")],
                    },
                ),
            ]
        ),
    ]

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
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
                    name="Address",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=20)),
                        ("name", models.CharField(blank=True, default="", max_length=120)),
                        ("lines", models.CharField(max_length=200)),
                        ("town", models.CharField(blank=True, default="", max_length=80)),
                        ("postcode", models.CharField(max_length=8)),
                        ("uprn", models.CharField(blank=True, default="", max_length=12)),
                        ("easting", models.IntegerField(null=True)),
                        ("northing", models.IntegerField(null=True)),
                        ("district_code", models.CharField(blank=True, default="", max_length=9)),
                        ("placed_by", models.CharField(max_length=10)),
                        ("accommodation_kind", models.CharField(blank=True, default="", max_length=40)),
                        ("owner_permission", models.CharField(blank=True, default="", max_length=20)),
                        ("lift_or_stairs", models.CharField(blank=True, default="", max_length=120)),
                        ("is_home", models.BooleanField(default=True)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
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
                                related_name="addresses",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["contract", "postcode"], name="address_by_postcode")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_home", True), ("until_on__isnull", True)),
                                fields=("person",),
                                name="one_home_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("placed_by__in", ["POSTCODE", "OUTCODE", "PIN", "NONE"])),
                                name="address_placed_by_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120)),
                        ("relationship", models.CharField(max_length=40)),
                        ("phone", models.CharField(blank=True, default="", max_length=30)),
                        ("email", models.CharField(blank=True, default="", max_length=254)),
                        ("authority", models.CharField(default="NONE", max_length=30)),
                        ("authority_note", models.TextField(blank=True, default="")),
                        ("authority_seen_on", models.DateField(blank=True, null=True)),
                        ("is_main", models.BooleanField(default=False)),
                        ("ended_on", models.DateField(blank=True, null=True)),
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
                                related_name="contacts",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person"], name="contact_by_person")],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "number",
                            models.BigIntegerField(
                                db_default=django.db.models.expressions.RawSQL("nextval('people_number')", ()),
                                unique=True,
                            ),
                        ),
                        ("nhs_number", models.CharField(blank=True, default="", max_length=10)),
                        ("nhs_number_status", models.CharField(default="07", max_length=2)),
                        ("given_name", models.CharField(max_length=80)),
                        ("family_name", models.CharField(max_length=80)),
                        ("known_as", models.CharField(blank=True, default="", max_length=80)),
                        ("birth_on", models.DateField()),
                        ("died_on", models.DateField(blank=True, null=True)),
                        ("sex", models.CharField(blank=True, default="", max_length=10)),
                        ("ethnicity", models.CharField(blank=True, default="", max_length=4)),
                        ("language", models.CharField(blank=True, default="en", max_length=40)),
                        ("interpreter_needed", models.BooleanField(default=False)),
                        (
                            "communication_needs",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), blank=True, default=list
                            ),
                        ),
                        ("communication_note", models.TextField(blank=True, default="")),
                        ("phone", models.CharField(blank=True, default="", max_length=30)),
                        ("mobile", models.CharField(blank=True, default="", max_length=30)),
                        ("email", models.CharField(blank=True, default="", max_length=254)),
                        ("contact_by", models.CharField(default="phone", max_length=20)),
                        ("gp_practice_code", models.CharField(blank=True, default="", max_length=10)),
                        ("gp_practice_name", models.CharField(blank=True, default="", max_length=120)),
                        ("care_route", models.CharField(default="STANDARD", max_length=30)),
                        ("care_route_from_on", models.DateField(blank=True, null=True)),
                        ("care_route_until_on", models.DateField(blank=True, null=True)),
                        ("search_text", models.TextField(default="")),
                        ("version", models.IntegerField(default=1)),
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
                            "joined_into",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                        (
                            "residence_council",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract", "birth_on"], name="person_by_birth"),
                            models.Index(fields=["contract", "family_name", "given_name"], name="person_by_name"),
                            models.Index(
                                condition=models.Q(("joined_into__isnull", False)),
                                fields=["joined_into"],
                                name="person_joined",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("joined_into__isnull", True), models.Q(("nhs_number", ""), _negated=True)
                                ),
                                fields=("contract", "nhs_number"),
                                name="one_person_per_nhs_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("nhs_number", ""), ("nhs_number__regex", "^[0-9]{10}$"), _connector="OR"
                                ),
                                name="nhs_number_is_ten_digits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("died_on__isnull", True), ("died_on__gte", models.F("birth_on")), _connector="OR"
                                ),
                                name="died_after_birth",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("joined_into", models.F("id")), _negated=True),
                                name="not_joined_to_itself",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("list", models.CharField(max_length=20)),
                        ("code", models.CharField(max_length=60)),
                        ("detail", models.TextField(blank=True, default="")),
                        ("secret", models.CharField(blank=True, default="", max_length=40)),
                        ("added_by_id", models.UUIDField()),
                        ("added_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "address",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
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
                                related_name="notes",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)), fields=["person"], name="note_by_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LifeEvent",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=20)),
                        ("on", models.DateField()),
                        ("details", models.JSONField(default=dict)),
                        ("told_by", models.CharField(blank=True, default="", max_length=120)),
                        ("recorded_by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("carried_out_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_by_id", models.UUIDField(null=True)),
                        ("withdrawn_reason", models.TextField(blank=True, default="")),
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
                                related_name="life_events",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-happened_at"], name="life_event_by_person"),
                            models.Index(
                                condition=models.Q(("carried_out_at__isnull", True), ("withdrawn_at__isnull", True)),
                                fields=["contract", "on"],
                                name="life_event_to_come",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["DEATH", "ADMISSION", "DISCHARGE_DATE", "MOVE"])),
                                name="life_event_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "MOVE"), ("carried_out_at__isnull", False), _connector="OR"
                                ),
                                name="only_a_move_is_to_come",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("withdrawn_at__gte", models.F("happened_at"))),
                                name="life_event_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by_id__isnull", True)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="life_event_withdrawn_at_with_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Join",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("reason", models.TextField()),
                        ("joined_by_id", models.UUIDField()),
                        ("joined_at", models.DateTimeField()),
                        ("parted_by_id", models.UUIDField(null=True)),
                        ("parted_at", models.DateTimeField(null=True)),
                        ("parted_reason", models.TextField(blank=True, default="")),
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
                            "joined",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "kept",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("parted_at__isnull", True)),
                                fields=("joined",),
                                name="joined_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("parted_at__isnull", True), ("parted_by_id__isnull", True)),
                                    models.Q(("parted_at__isnull", False), ("parted_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="parted_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parted_at__gte", models.F("joined_at"))), name="join_in_order"
                            ),
                        ],
                        "indexes": [models.Index(fields=["kept"], name="join_by_kept")],
                    },
                ),
                migrations.CreateModel(
                    name="Apart",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("reason", models.TextField()),
                        ("told_by_id", models.UUIDField()),
                        ("told_at", models.DateTimeField()),
                        ("withdrawn_by_id", models.UUIDField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("withdrawn_reason", models.TextField(blank=True, default="")),
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
                            "one",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "other",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("one", "other"),
                                name="told_apart_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))), name="told_apart_lower_id_first"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by_id__isnull", True)),
                                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by_id__isnull", False)),
                                    _connector="OR",
                                ),
                                name="told_apart_withdrawn_at_with_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("withdrawn_at__gte", models.F("told_at"))),
                                name="told_apart_in_order",
                            ),
                        ],
                        "indexes": [models.Index(fields=["other"], name="told_apart_by_other")],
                    },
                ),
                migrations.CreateModel(
                    name="ContactLog",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("caller", models.CharField(max_length=120)),
                        ("caller_kind", models.CharField(max_length=20)),
                        ("checked_how", models.CharField(blank=True, default="", max_length=120)),
                        ("channel", models.CharField(max_length=20)),
                        ("subject", models.CharField(max_length=40)),
                        ("detail", models.TextField(blank=True, default="")),
                        ("outcome", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "contact",
                            handrail.core.contract_key.ContractForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.contact",
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
                                related_name="contact_log",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person", "-happened_at"], name="contact_log_by_person")],
                    },
                ),
                migrations.CreateModel(
                    name="Reach",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
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
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                            ),
                        ),
                        (
                            "person_key",
                            handrail.core.contract_key.ContractForeignKey(
                                db_column="person_id",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                                db_index=False,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("person_key", "partner"), name="one_reach_per_partner")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=30)),
                        ("owner_role", models.CharField(max_length=30)),
                        ("due_on", models.DateField()),
                        ("note", models.TextField(blank=True, default="")),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("done_by_id", models.UUIDField(blank=True, null=True)),
                        ("outcome", models.CharField(blank=True, default="", max_length=20)),
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
                            "life_event",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="people.lifeevent",
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
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=["contract", "due_on"],
                                name="follow_up_open",
                            ),
                            models.Index(fields=["person"], name="follow_up_by_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("owner_role", ""), _negated=True), name="follow_up_has_an_owner"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at__isnull", True), ("done_by_id__isnull", True), ("outcome", "")),
                                    models.Q(
                                        ("done_at__isnull", False),
                                        ("done_by_id__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="follow_up_done_with_how",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

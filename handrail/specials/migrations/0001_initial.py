import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0002_promises"),
        ("partners", "0003_history_of_data"),
        ("people", "0002_promises"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Special",
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
                        ("category", models.CharField(max_length=40)),
                        ("need", models.TextField()),
                        ("measures", models.TextField(blank=True, default="")),
                        ("why_nothing_fits", models.TextField()),
                        ("wanted_by", models.DateField(blank=True, null=True)),
                        ("care_route", models.CharField(max_length=30)),
                        ("route_from_on", models.DateField(blank=True, null=True)),
                        ("route_until_on", models.DateField(blank=True, null=True)),
                        ("payer", models.CharField(blank=True, default="", max_length=120)),
                        ("asked_by_id", models.UUIDField()),
                        ("team_id", models.UUIDField(blank=True, null=True)),
                        ("asked_at", models.DateTimeField()),
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
                            "council",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.partner",
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
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["person", "-asked_at"], name="special_by_person"),
                            models.Index(fields=["contract", "-asked_at"], name="special_by_contract"),
                            models.Index(
                                condition=models.Q(("product__isnull", False)),
                                fields=["product"],
                                name="special_by_product",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("need", ""), _negated=True),
                                    models.Q(("why_nothing_fits", ""), _negated=True),
                                ),
                                name="special_says_what_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["REQUESTED", "SEARCHED", "WITHDRAWN"]),
                                    ("product__isnull", False),
                                    _connector="OR",
                                ),
                                name="special_names_what_does_the_job",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialHistory",
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
                                fields=("subject_id", "seq"), name="specials_specialhistory_gapless"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialQuote",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("supplier", models.CharField(max_length=120)),
                        ("price_pence", models.IntegerField()),
                        ("lead_days", models.PositiveSmallIntegerField()),
                        ("note", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
                        ("chosen_at", models.DateTimeField(blank=True, null=True)),
                        ("chosen_why", models.TextField(blank=True, default="")),
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
                            "special",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="specials.special",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["special", "at"], name="special_quote_by_special")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("chosen_at__isnull", False)),
                                fields=("special",),
                                name="one_quote_chosen_per_special",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("price_pence__gt", 0)), name="special_quote_costs_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialSearch",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("elsewhere", models.TextField(blank=True, default="")),
                        ("by_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
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
                            "special",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="specials.special",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["special", "at"], name="special_search_by_special")],
                    },
                ),
                migrations.CreateModel(
                    name="SpecialLooked",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("ready", models.PositiveIntegerField()),
                        ("why_not", models.TextField(blank=True, default="")),
                        ("picked", models.BooleanField(default=False)),
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
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="catalogue.product",
                            ),
                        ),
                        (
                            "search",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="specials.specialsearch",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("search", "product"), name="special_looked_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("picked", True), models.Q(("why_not", ""), _negated=True), _connector="OR"
                                ),
                                name="special_looked_says_why_not",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]

import django.db.models.deletion
from django.db import migrations, models

import handrail.core.contract_key
from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("partners", "0001_initial")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        ("id", models.AutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("kind", models.CharField(max_length=20)),
                        ("value", models.CharField(max_length=60)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("contract_id", "kind", "value"), name="one_number_per_word")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Spent",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("line_id", models.UUIDField()),
                        ("month", models.DateField()),
                        ("fund", models.IntegerField()),
                        ("partner", models.IntegerField()),
                        ("team", models.IntegerField()),
                        ("prescriber", models.IntegerField()),
                        ("product", models.IntegerField()),
                        ("category", models.IntegerField()),
                        ("age", models.IntegerField()),
                        ("area", models.IntegerField()),
                        ("speed", models.IntegerField()),
                        ("stock", models.IntegerField()),
                        ("care_route", models.IntegerField()),
                        ("supply_route", models.IntegerField()),
                        ("person", models.IntegerField()),
                        ("reserved_pence", models.IntegerField()),
                        ("equipment_pence", models.IntegerField()),
                        ("activity_pence", models.IntegerField()),
                        ("vat_pence", models.IntegerField()),
                        ("credited_pence", models.IntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["contract_id", "month"], name="spent_by_month"),
                            models.Index(fields=["person"], name="spent_by_person"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line_id", "month", "fund"), name="one_fact_per_line_month_fund"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cross",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("contract_id", models.UUIDField()),
                        ("pair", models.CharField(max_length=40)),
                        ("year", models.DateField()),
                        ("first", models.IntegerField()),
                        ("second", models.IntegerField()),
                        ("reserved_pence", models.BigIntegerField()),
                        ("equipment_pence", models.BigIntegerField()),
                        ("activity_pence", models.BigIntegerField()),
                        ("vat_pence", models.BigIntegerField()),
                        ("credited_pence", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract_id", "pair", "year", "first", "second"),
                                include=(
                                    "reserved_pence",
                                    "equipment_pence",
                                    "activity_pence",
                                    "vat_pence",
                                    "credited_pence",
                                ),
                                name="one_cross_per_year_and_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reckoned",
                    fields=[
                        ("contract_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("reckoned_on", models.DateField()),
                        ("returned", models.JSONField()),
                        ("lent", models.JSONField()),
                        ("without_price", models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Folded",
                    fields=[
                        ("contract_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("folded_to", models.BigIntegerField()),
                        ("settled_to", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="TeamBudget",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
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
                            "team",
                            handrail.core.contract_key.ContractForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.team",
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("version", models.PositiveSmallIntegerField()),
                        ("pence", models.BigIntegerField()),
                        ("owner_id", models.UUIDField()),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "from_on", "team", "version"), name="one_budget_per_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_on__day", 1), ("from_on__month", 4), ("pence__gt", 0)),
                                name="budget_of_a_year_from_april",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BudgetUse",
                    fields=[
                        ("contract_id", models.UUIDField(primary_key=True, serialize=False)),
                        ("from_on", models.DateField()),
                        ("folded_to", models.BigIntegerField()),
                        ("reckoned_at", models.DateTimeField()),
                        ("teams", models.JSONField()),
                    ],
                ),
            ]
        ),
    ]

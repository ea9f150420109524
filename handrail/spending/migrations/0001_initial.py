from django.db import migrations, models

from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

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
                        "indexes": [models.Index(fields=["contract_id", "month"], name="spent_by_month")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("line_id", "month", "fund"), name="one_fact_per_line_month_fund"
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
                        ("without_line", models.IntegerField()),
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
            ]
        ),
    ]

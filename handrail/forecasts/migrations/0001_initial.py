import django.db.models.deletion
from django.db import migrations, models

from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("partners", "0001_initial")]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ForecastMade",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("as_at", models.DateField()),
                        ("since", models.DateField()),
                        ("made_at", models.DateTimeField()),
                        ("figures", models.TextField()),
                        ("workings", models.TextField()),
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
                            models.UniqueConstraint(fields=("contract", "as_at"), name="one_forecast_per_day")
                        ],
                    },
                ),
            ]
        ),
    ]

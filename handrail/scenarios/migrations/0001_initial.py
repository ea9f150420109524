import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handrail.core.migration_steps import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [("partners", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ScenarioVersion",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("scenario_id", models.UUIDField()),
                        ("version", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=200)),
                        ("content", models.TextField()),
                        ("saved_at", models.DateTimeField()),
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
                            "saved_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("contract", "scenario_id", "version"), name="one_scenario_per_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("version__gt", 0)), name="scenario_version_counts_from_one"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

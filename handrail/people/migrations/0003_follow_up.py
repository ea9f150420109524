"""What someone has to do after a life event, with an owner and a day."""

from django.db import migrations, models

from handrail.core import promises
from handrail.core.contract_key import ContractForeignKey

TABLE = "people_followup"
OPEN = models.Q(done_at__isnull=True)
DONE_WITH_HOW = models.Q(done_at__isnull=True, done_by_id__isnull=True, outcome="") | (
    models.Q(done_at__isnull=False, done_by_id__isnull=False) & ~models.Q(outcome="")
)


def kept() -> str:
    """The same promises as for the other tables of people's records."""
    return "".join(
        [
            promises.contract_target(TABLE),
            promises.row_security(TABLE, "person_id"),
            promises.needs_audit(TABLE),
            promises.same_contract(TABLE, "person_id", "people_person"),
            promises.same_contract(TABLE, "life_event_id", "people_lifeevent"),
            promises.no_delete(TABLE),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_promises")]

    operations = [
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
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="partners.contract",
                    ),
                ),
                (
                    "life_event",
                    ContractForeignKey(
                        db_constraint=False,
                        on_delete=models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="people.lifeevent",
                    ),
                ),
                (
                    "person",
                    ContractForeignKey(
                        db_constraint=False, on_delete=models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=OPEN, fields=["contract", "due_on"], name="follow_up_open"),
                    models.Index(fields=["person"], name="follow_up_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(owner_role=""), name="follow_up_has_an_owner"),
                    models.CheckConstraint(condition=DONE_WITH_HOW, name="follow_up_done_with_how"),
                ],
            },
        ),
        promises.run(kept),
        migrations.AddIndex("join", models.Index(fields=["kept"], name="join_by_kept")),
    ]

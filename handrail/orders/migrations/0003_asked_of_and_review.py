"""Keeps who a release was asked of, a line's review date and the bundle that it came from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_promises")]

    operations = [
        migrations.AddField("orderline", "review_on", models.DateField(blank=True, null=True)),
        migrations.AddField("orderline", "bundle_code", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("release", "asked_of_id", models.UUIDField(blank=True, null=True)),
    ]

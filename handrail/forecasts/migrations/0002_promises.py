"""What holds for forecasts: they are added only, and are seen within their contract."""

from django.db import migrations

from handrail.core import promises


class Migration(migrations.Migration):
    dependencies = [("forecasts", "0001_initial"), ("identity", "0002_promises")]

    operations = [
        *promises.contract_promises("forecasts"),
        promises.sql(promises.append_only("forecasts_forecastmade")),
    ]

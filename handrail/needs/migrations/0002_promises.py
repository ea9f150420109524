"""What holds for assessments."""

from django.db import migrations

from handrail.core import promises


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial"), ("people", "0002_promises"), ("catalogue", "0002_promises")]

    operations = [
        *promises.contract_promises("needs"),
        promises.run(lambda: promises.append_only("needs_selfpurchase")),
        promises.run(lambda: promises.append_only("needs_selfpurchaseend")),
    ]

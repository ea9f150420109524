"""What holds for the catalogue."""

from django.db import migrations

from handrail.core import promises


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("partners", "0002_promises")]

    operations = [*promises.contract_promises("catalogue", personal=False)]

"""What holds for the catalogue."""

from django.db import migrations

from handrail.core import promises

LAID_DOWN = ("catalogue_product", "catalogue_question", "catalogue_compatibilityrule", "catalogue_bundleline")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("partners", "0002_promises")]

    operations = [
        *promises.contract_promises("catalogue", personal=False),
        *[promises.sql(promises.lays_down(table)) for table in LAID_DOWN],
    ]

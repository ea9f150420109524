"""Facts are folded from the ledger by one function, and read inside their contract only."""

from django.db import migrations

from handrail.core import promises
from handrail.spending import sql


class Migration(migrations.Migration):
    dependencies = [
        ("spending", "0001_initial"),
        ("ledger", "0002_promises"),
        ("orders", "0002_promises"),
    ]

    operations = [promises.run(sql.spending), *promises.contract_promises("spending")]

"""What holds for people's records: seen only within contract and reach, found in spite of typing errors."""

from django.db import migrations

from handrail.core import promises
from handrail.people.search import SEARCH_FUNCTION, SEARCH_INDEX


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("partners", "0002_promises"), ("core", "0002_promises")]

    operations = [
        *promises.contract_promises("people", people=["Person"]),
        promises.sql(SEARCH_INDEX),
        promises.sql(SEARCH_FUNCTION),
    ]

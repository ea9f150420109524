"""What holds for people's records: seen only within contract and reach, found in spite of typing errors."""

from django.db import migrations

from handrail.core import promises
from handrail.people.search import RECORDS, SEARCH_INDEX, search_function


def search() -> str:
    """The functions that find people, for the application's role."""
    return search_function(promises.application_role())


# A partner that sees its own people only gives reach to nobody but itself.
REACH = """
    CREATE POLICY own_reach ON people_reach AS RESTRICTIVE FOR ALL USING (
        (SELECT core_setting('app.reach')) = 'ALL'
        OR ((SELECT core_setting('app.reach')) = 'OWN'
            AND partner_id = (SELECT core_setting('app.partner_id')::uuid)));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("partners", "0002_promises"), ("core", "0002_promises")]

    operations = [
        *promises.contract_promises("people", people=["Person"], deletable=["Reach"]),
        promises.sql(REACH),
        promises.sql(SEARCH_INDEX),
        promises.sql(RECORDS),
        promises.run(search),
    ]

"""What holds for people's records: seen only within contract and reach, found in spite of typing errors."""

from django.db import migrations

from handrail.core import promises
from handrail.people.search import RECORDS, SEARCH_INDEX, search_function


def search() -> str:
    """The functions that find people, for the application's role."""
    return search_function(promises.application_role())


# Whom a partner that sees its own people only may see. The policies are planned with every statement: a function is one
# step where the table, with policies of its own, were ten. Such a partner gives reach to nobody but itself. Its rows
# are said to be few: they are found once a statement, but the planner counts them again for each row that it looks up,
# and would rather walk through whole tables.
REACH = """
    CREATE FUNCTION people_in_reach() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 10
        SET search_path = public, pg_temp AS $$
        SELECT r.person_id FROM people_reach r WHERE r.contract_id = core_setting('app.contract_id')::uuid
            AND r.partner_id = core_setting('app.partner_id')::uuid
    $$;
    CREATE POLICY own_reach ON people_reach AS RESTRICTIVE FOR ALL USING (
        (SELECT core_setting('app.reach') = 'ALL')
        OR ((SELECT core_setting('app.reach') = 'OWN')
            AND partner_id = (SELECT core_setting('app.partner_id')::uuid)));
"""

# What was said about people to whom the partner does not reach: neither the messages nor whose record was touched. Its
# own audit rows are written whatever they are about.
BESIDE = """
    CREATE POLICY as_far_as_reach ON core_outboxmessage AS RESTRICTIVE FOR ALL USING ({reach});
    CREATE POLICY as_far_as_reach ON core_auditsubject AS RESTRICTIVE FOR SELECT USING ({reach});
""".format(
    reach="""person_id IS NULL OR (SELECT core_setting('app.reach') = 'ALL')
        OR ((SELECT core_setting('app.reach') = 'OWN') AND person_id IN (SELECT people_in_reach()))"""
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("partners", "0002_promises"), ("core", "0002_promises")]

    operations = [
        promises.sql(REACH),
        promises.sql(BESIDE),
        *promises.contract_promises("people", people=["Person"], deletable=["Reach"]),
        promises.sql(SEARCH_INDEX),
        promises.sql(RECORDS),
        promises.run(search),
    ]

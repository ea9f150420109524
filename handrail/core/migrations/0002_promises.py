"""Extensions, the functions every transaction begins and ends with, and what guards audit, answers and messages."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from handrail.core import promises
from handrail.core.sql import FUNCTIONS

PLAIN_TABLES = ("core_audit", "core_auditsubject", "core_answeredcall", "core_outboxmessage")


def guard() -> str:
    """Row security on the tables that have a contract's id without a key to it, and no change to audit rows."""
    policies = "\n".join(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY within_contract ON {table}
            USING (contract_id IS NOT DISTINCT FROM (SELECT core_setting('app.contract_id')::uuid))
            WITH CHECK (contract_id IS NOT DISTINCT FROM (SELECT core_setting('app.contract_id')::uuid));
        """
        for table in PLAIN_TABLES
    )
    return "\n".join(
        [
            policies,
            promises.append_only("core_audit"),
            promises.append_only("core_auditsubject"),
            promises.no_delete("core_answeredcall"),
            promises.no_delete("core_outboxmessage"),
            promises.needs_audit("core_outboxmessage"),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        promises.sql(FUNCTIONS),
        promises.sql("CREATE SEQUENCE people_number START 100001", "DROP SEQUENCE people_number"),
        promises.sql("CREATE SEQUENCE orders_number START 500001", "DROP SEQUENCE orders_number"),
        promises.sql("CREATE SEQUENCE visits_number START 800001", "DROP SEQUENCE visits_number"),
        promises.run(guard),
    ]

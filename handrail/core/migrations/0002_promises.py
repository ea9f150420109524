"""Extensions, the functions every transaction begins and ends with, and what guards audit, answers and messages."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from handrail.core import promises
from handrail.core.sql import FUNCTIONS

PLAIN_TABLES = ("core_audit", "core_auditsubject", "core_answeredcall", "core_outboxmessage")


# What the application says of a change. Its id and its transaction are the database's own: no row can be written ahead
# for a later transaction to lean on.
SAID_OF_A_CHANGE = (
    "contract_id, actor_id, token_id, on_behalf_of_id, event, happened_at, recorded_at, recorded_late, reason"
)


def closed() -> str:
    """An audit row belongs to the transaction that wrote it, and so do its subjects; an answer is given once."""
    role = promises.application_role()
    return f"""
        ALTER TABLE core_audit ALTER COLUMN xact SET DEFAULT (pg_current_xact_id()::text)::bigint;
        REVOKE INSERT ON core_audit FROM "{role}";
        GRANT INSERT ({SAID_OF_A_CHANGE}) ON core_audit TO "{role}";
        CREATE POLICY of_this_change ON core_auditsubject AS RESTRICTIVE FOR INSERT WITH CHECK (EXISTS (
            SELECT 1 FROM core_audit a
            WHERE a.id = core_auditsubject.audit_id AND a.xact = (pg_current_xact_id()::text)::bigint));
        REVOKE UPDATE ON core_answeredcall FROM "{role}";
        GRANT UPDATE (answer) ON core_answeredcall TO "{role}";
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON core_laiddown FROM "{role}";
        CREATE TRIGGER answered_once BEFORE UPDATE ON core_answeredcall
            FOR EACH ROW WHEN (OLD.answer IS NOT NULL) EXECUTE FUNCTION core_refuse_change();
    """


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
        promises.run(closed),
    ]

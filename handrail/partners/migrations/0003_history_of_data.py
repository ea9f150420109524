"""What held stays as it was: contract data that has begun is ended, never rewritten, and only what is still to come
may be taken back. The day is that of the open change, in Europe/London."""

from django.db import migrations

from handrail.core import promises

TABLES = (
    "partners_contractpartner",
    "partners_contractterm",
    "partners_calendar",
    "partners_speed",
    "partners_activityprice",
    "partners_code",
)

GUARD = """
    CREATE FUNCTION partners_keep_what_held() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
        today date := (core_setting('app.recorded_at')::timestamptz AT TIME ZONE 'Europe/London')::date;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.from_on <= today THEN
                RAISE EXCEPTION 'promise 5: % % has begun and stays', TG_TABLE_NAME, OLD.id USING ERRCODE = 'HR005';
            END IF;
            RETURN OLD;
        END IF;
        IF OLD.from_on <= today AND to_jsonb(NEW) - 'until_on' IS DISTINCT FROM to_jsonb(OLD) - 'until_on' THEN
            RAISE EXCEPTION 'promise 5: % % has begun and may only be ended', TG_TABLE_NAME, OLD.id
                USING ERRCODE = 'HR005';
        END IF;
        IF NEW.until_on IS DISTINCT FROM OLD.until_on AND (OLD.until_on <= today OR NEW.until_on <= today) THEN
            RAISE EXCEPTION 'promise 5: % % may not end on %', TG_TABLE_NAME, OLD.id, NEW.until_on
                USING ERRCODE = 'HR005';
        END IF;
        RETURN NEW;
    END $body$;
"""


def guard(table: str) -> str:
    """The trigger on one table, and the right to take back what is still to come."""
    return f"""
        CREATE TRIGGER keep_what_held BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION partners_keep_what_held();
        GRANT DELETE ON {table} TO "{promises.application_role()}";
    """


def guards() -> str:
    """All tables of contract data."""
    return "".join(guard(table) for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_promises")]

    operations = [
        promises.sql(GUARD, "DROP FUNCTION partners_keep_what_held() CASCADE"),
        promises.run(guards),
    ]

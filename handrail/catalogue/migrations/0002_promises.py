"""What holds for the catalogue."""

from django.db import migrations

from handrail.core import promises

LAID_DOWN = ("catalogue_product", "catalogue_question", "catalogue_compatibilityrule", "catalogue_bundleline")

# An answer is told in the words that it was given to, whatever the question says today.
WORDINGS = """
    CREATE FUNCTION catalogue_keep_wording() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp AS $body$
    BEGIN
        IF TG_OP = 'INSERT' OR (OLD.text, OLD.answer_type, OLD.unit, OLD.choices)
                IS DISTINCT FROM (NEW.text, NEW.answer_type, NEW.unit, NEW.choices) THEN
            INSERT INTO catalogue_questionwording (contract_id, question_id, text, answer_type, unit, choices, since)
                VALUES (NEW.contract_id, NEW.id, NEW.text, NEW.answer_type, NEW.unit, NEW.choices,
                    core_setting('app.recorded_at')::timestamptz);
        END IF;
        RETURN NULL;
    END $body$;
    CREATE TRIGGER keep_wording AFTER INSERT OR UPDATE ON catalogue_question
        FOR EACH ROW EXECUTE FUNCTION catalogue_keep_wording();
"""


def wordings() -> str:
    """History that only the trigger writes, and nobody changes."""
    table = "catalogue_questionwording"
    return WORDINGS + promises.written_by_trigger(table) + promises.append_only_for_owner(table)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("partners", "0002_promises")]

    operations = [
        *promises.contract_promises("catalogue", personal=False),
        *[promises.sql(promises.lays_down(table)) for table in LAID_DOWN],
        promises.run(wordings),
    ]
